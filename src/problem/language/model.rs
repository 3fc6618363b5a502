//! The five matrices of the language model, and its forward pass.

use super::{Sizes, cross_entropy};
use crate::problem::dense::{set_product, softmax};
use crate::random::Random;
use crate::scalar::{Approximate, Compare, Transcendental};

/// A dense matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct DenseMatrix<T> {
    columns: usize,
    entries: Vec<T>,
}

impl<T: Approximate> DenseMatrix<T> {
    fn draw(rows: usize, columns: usize, random: &mut Random) -> Self {
        let entries = (0..rows * columns).map(|_| T::from_f64(random.gauss(0.0, 0.1))).collect();
        Self { columns, entries }
    }
}

impl<T> DenseMatrix<T> {
    /// All entries, row by row.
    pub fn entries(&self) -> &[T] {
        &self.entries
    }

    /// All entries, row by row, to be changed.
    pub fn entries_mut(&mut self) -> &mut [T] {
        &mut self.entries
    }
}

/// The five matrices of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model<T> {
    /// V × E.
    pub embedding: DenseMatrix<T>,
    /// E × E.
    pub attention: DenseMatrix<T>,
    /// E × 2E.
    pub feedforward_in: DenseMatrix<T>,
    /// 2E × E.
    pub feedforward_out: DenseMatrix<T>,
    /// E × V: the matrix that is trained.
    pub output: DenseMatrix<T>,
}

impl<T> Model<T> {
    /// The matrices, borrowed.
    fn layers(&self) -> Layers<'_, T> {
        Layers {
            width: self.attention.columns,
            embedding: &self.embedding.entries,
            attention: &self.attention.entries,
            feedforward_in: &self.feedforward_in.entries,
            feedforward_out: &self.feedforward_out.entries,
            output: &self.output.entries,
        }
    }
}

/// The five matrices of a [`Model`], row by row, wherever they are kept.
#[derive(Clone, Copy)]
pub(in crate::problem) struct Layers<'a, T> {
    /// The embedding width E.
    pub width: usize,
    /// V × E.
    pub embedding: &'a [T],
    /// E × E.
    pub attention: &'a [T],
    /// E × 2E.
    pub feedforward_in: &'a [T],
    /// 2E × E.
    pub feedforward_out: &'a [T],
    /// E × V.
    pub output: &'a [T],
}

/// Where what the layers make of a token is put: a, h and f.
pub(in crate::problem) struct Slots<'a, T> {
    /// a, of E entries.
    pub attended: &'a mut [T],
    /// h, of 2E entries.
    pub hidden: &'a mut [T],
    /// f, of E entries.
    pub features: &'a mut [T],
}

impl<'a, T: Transcendental + Compare> Layers<'a, T> {
    /// The embedding of `token`.
    pub(in crate::problem) fn embedded(&self, token: usize) -> &'a [T] {
        &self.embedding[token * self.width..][..self.width]
    }

    /// The forward pass of one token, up to its features.
    pub(in crate::problem) fn forward(&self, token: usize, into: Slots<'_, T>) {
        let embedding = self.embedded(token);
        for (slot, row) in into.attended.iter_mut().zip(self.attention.chunks_exact(self.width)) {
            let products = embedding.iter().zip(row);
            *slot = products.fold(T::zero(), |sum, (e, a)| sum + e.clone() * a).tanh();
        }
        set_product(into.attended, self.feedforward_in, into.hidden);
        let zero = T::zero();
        for h in &mut *into.hidden {
            *h = h.select_above(&zero, h.clone(), zero.clone());
        }
        set_product(into.hidden, self.feedforward_out, into.features);
    }
}

impl<T: Transcendental + Compare + Approximate> Model<T> {
    /// Draws every entry from N(0, 0.1²), matrix by matrix, row by row.
    pub fn draw(sizes: &Sizes, random: &mut Random) -> Self {
        let Sizes { vocabulary: v, embedding: e, .. } = *sizes;
        let mut matrix = |rows, columns| DenseMatrix::draw(rows, columns, random);
        Self {
            embedding: matrix(v, e),
            attention: matrix(e, e),
            feedforward_in: matrix(e, 2 * e),
            feedforward_out: matrix(2 * e, e),
            output: matrix(e, v),
        }
    }

    /// The features f of one token: all of the model but its output matrix.
    pub fn features(&self, token: usize) -> Vec<T> {
        let width = self.attention.columns;
        let [mut attended, mut hidden, mut features] = [width, 2 * width, width].map(|n| vec![T::zero(); n]);
        let slots = Slots { attended: &mut attended, hidden: &mut hidden, features: &mut features };
        self.layers().forward(token, slots);
        features
    }

    /// The loss of one token with the target `target`, from first principles.
    pub fn token_loss(&self, token: usize, target: usize) -> T {
        let mut probabilities = vec![T::zero(); self.output.columns];
        set_product(&self.features(token), &self.output.entries, &mut probabilities);
        softmax(&mut probabilities);
        cross_entropy(&probabilities[target])
    }
}
