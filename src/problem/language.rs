//! The paper's "LLM-style" language model.
//!
//! # Formula
//! Per token t of an input: e = embedding of t; aᵢ = tanh(Σⱼ eⱼ Aᵢⱼ);
//! hᵢ = max(0, Σⱼ aⱼ F1ⱼᵢ); fᵢ = Σⱼ hⱼ F2ⱼᵢ; logitsᵢ = Σⱼ fⱼ Oⱼᵢ; p = softmax(logits);
//! loss = −ln max(p_target, 10⁻¹⁰), target (t + 1) mod V. Nothing looks at any
//! other token, so there is no sequence model in it.
//!
//! Only the output matrix O gets a gradient, ∂/∂Oⱼᵢ = (pᵢ − [i = target]) fⱼ.
//! The others receive exactly zero, and every published rule leaves a
//! coordinate with zero gradient and zero velocity where it is: so the state of
//! a run is O alone, row by row, and each token's features f are constants.
//!
//! # Speed
//! Products are grouped so that the compiler vectorises across outputs and
//! never inside a sum; every sum keeps the published order, and so its bits.
//! A token is evaluated once a batch, however often the batch has it.

use super::Description;
use crate::method::Oracle;
use crate::random::Random;
use crate::scalar::{Approximate, Compare, Ring, Transcendental};
use num_traits::Zero;

/// What `list` says of this problem.
pub const DESCRIPTION: Description = Description {
    name: "language",
    loss: "Σ over tokens of −ln max(softmax(f(token) · O)[(token + 1) mod V], 1e-10)",
    remark: "only the output matrix O gets a gradient; the target is a function of the token alone; chance level is ln V a token",
    source: "the StableSGD paper, section 2.2; benchmarks/llm_sgd_momentum_conservation.py",
};

/// The sizes of the model and its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sizes {
    /// Vocabulary V.
    pub vocabulary: usize,
    /// Tokens in a pattern; its last is not an input.
    pub sequence: usize,
    /// Embedding width E.
    pub embedding: usize,
    /// Patterns in a batch.
    pub batch: usize,
}

/// The sequences that batches are drawn from, without their last tokens and
/// without tokens outside the vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patterns {
    inputs: Vec<Vec<usize>>,
    /// Of the inputs of all patterns, how many are followed by (t + 1) mod V,
    /// and how many there are.
    followed_by_target: (usize, usize),
}

impl Patterns {
    /// Draws the task: 10 of (i + j) mod V, 10 of 10 i + (j mod 5), 20 random.
    pub fn draw(sizes: &Sizes, random: &mut Random) -> Self {
        let Sizes { vocabulary, sequence, .. } = *sizes;
        let mut patterns: Vec<Vec<usize>> = Vec::with_capacity(40);
        patterns.extend((0..10).map(|i| (0..sequence).map(|j| (i + j) % vocabulary).collect()));
        patterns.extend((0..10).map(|i| (0..sequence).map(|j| 10 * i + j % 5).collect()));
        let highest = vocabulary as u32 - 1;
        patterns.extend((0..20).map(|_| (0..sequence).map(|_| random.randint(highest) as usize).collect()));
        let follows = |pair: &&[usize]| pair[1] == (pair[0] + 1) % vocabulary;
        let pairs = || patterns.iter().flat_map(|pattern| pattern.windows(2)).filter(|pair| pair[0] < vocabulary);
        let followed_by_target = (pairs().filter(follows).count(), pairs().count());
        for pattern in &mut patterns {
            pattern.pop();
            pattern.retain(|&token| token < vocabulary);
        }
        Self { inputs: patterns, followed_by_target }
    }

    /// Of the inputs of all patterns, how many are followed by the token that
    /// the program takes for their target, and how many inputs there are.
    pub fn followed_by_target(&self) -> (usize, usize) {
        self.followed_by_target
    }

    fn choose(&self, random: &mut Random) -> &[usize] {
        &self.inputs[random.choice(self.inputs.len() as u32) as usize]
    }
}

/// A dense matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<T> {
    columns: usize,
    entries: Vec<T>,
}

impl<T: Approximate> Matrix<T> {
    fn draw(rows: usize, columns: usize, random: &mut Random) -> Self {
        let entries = (0..rows * columns).map(|_| T::from_f64(random.gauss(0.0, 0.1))).collect();
        Self { columns, entries }
    }
}

impl<T> Matrix<T> {
    fn row(&self, i: usize) -> &[T] {
        &self.entries[i * self.columns..][..self.columns]
    }

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
    pub embedding: Matrix<T>,
    /// E × E.
    pub attention: Matrix<T>,
    /// E × 2E.
    pub feedforward_in: Matrix<T>,
    /// 2E × E.
    pub feedforward_out: Matrix<T>,
    /// E × V: the matrix that is trained.
    pub output: Matrix<T>,
}

impl<T: Transcendental + Compare + Approximate> Model<T> {
    /// Draws every entry from N(0, 0.1²), matrix by matrix, row by row.
    pub fn draw(sizes: &Sizes, random: &mut Random) -> Self {
        let Sizes { vocabulary: v, embedding: e, .. } = *sizes;
        let mut matrix = |rows, columns| Matrix::draw(rows, columns, random);
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
        let embedding = self.embedding.row(token);
        let attended: Vec<T> = (0..self.attention.columns)
            .map(|i| {
                let products = embedding.iter().zip(self.attention.row(i));
                products.fold(T::zero(), |sum, (e, a)| sum + e.clone() * a).tanh()
            })
            .collect();
        let zero = T::zero();
        let mut hidden = times(&attended, &self.feedforward_in);
        for h in &mut hidden {
            *h = h.select_above(&zero, h.clone(), zero.clone());
        }
        times(&hidden, &self.feedforward_out)
    }

    /// The loss of one token with the target `target`, from first principles.
    pub fn token_loss(&self, token: usize, target: usize) -> T {
        let mut probabilities = times(&self.features(token), &self.output);
        softmax(&mut probabilities);
        cross_entropy(&probabilities[target])
    }
}

/// The row vector x M: (Σⱼ xⱼ Mⱼᵢ)ᵢ, each sum from zero in order of j.
fn times<T: Transcendental>(x: &[T], matrix: &Matrix<T>) -> Vec<T> {
    let mut sums = vec![T::zero(); matrix.columns];
    combine_rows(x, &matrix.entries, &mut sums, |_, sum| sum.clone());
    sums
}

/// outᵢ ← finish(outᵢ, Σⱼ xⱼ rowsⱼᵢ), each sum from zero in order of j.
///
/// On a processor with AVX2 one instruction advances four sums, on others two;
/// a product is rounded before it is added either way, so the bits are the same.
fn combine_rows<T: Ring>(x: &[T], rows: &[T], out: &mut [T], finish: impl Fn(&T, &T) -> T) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the one thing that this safe function asks for is a processor
        // with AVX2, and the line above has found this one to have it.
        unsafe { combine_rows_on_avx2(x, rows, out, finish) };
        return;
    }
    combine_in_tiles::<T, 16>(x, rows, out, finish);
}

/// [`combine_rows`], compiled for AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn combine_rows_on_avx2<T: Ring>(x: &[T], rows: &[T], out: &mut [T], finish: impl Fn(&T, &T) -> T) {
    combine_in_tiles::<T, 32>(x, rows, out, finish);
}

/// [`combine_rows`], `WIDE` outputs at a time (they fill half the registers),
/// and the rest in narrower tiles.
#[inline(always)]
fn combine_in_tiles<T: Ring, const WIDE: usize>(x: &[T], rows: &[T], out: &mut [T], finish: impl Fn(&T, &T) -> T) {
    let done = combine_tiles::<T, WIDE>(x, rows, out, 0, &finish);
    let done = combine_tiles::<T, 4>(x, rows, out, done, &finish);
    combine_tiles::<T, 1>(x, rows, out, done, &finish);
}

/// [`combine_rows`] from output `start` on, in tiles of `WIDTH` outputs while
/// as many are left; says where it stopped.
#[inline(always)]
fn combine_tiles<T: Ring, const WIDTH: usize>(
    x: &[T],
    rows: &[T],
    out: &mut [T],
    start: usize,
    finish: impl Fn(&T, &T) -> T,
) -> usize {
    let columns = out.len();
    let mut first = start;
    for tile in out[start..].chunks_exact_mut(WIDTH) {
        let mut sums: [T; WIDTH] = std::array::from_fn(|_| T::zero());
        for (x, row) in x.iter().zip(rows.chunks_exact(columns)) {
            let row = &row[first..first + WIDTH];
            sums = std::array::from_fn(|k| sums[k].clone() + x.clone() * &row[k]);
        }
        for (slot, sum) in tile.iter_mut().zip(&sums) {
            *slot = finish(slot, sum);
        }
        first += WIDTH;
    }
    first
}

/// Logits to probabilities: pᵢ = exp(lᵢ − max l) / Σ exp, the sum from zero in order.
fn softmax<T: Transcendental + Compare>(logits: &mut [T]) {
    let mut highest = logits[0].clone();
    for logit in &logits[1..] {
        highest = logit.select_above(&highest, logit.clone(), highest.clone());
    }
    let mut total = T::zero();
    for logit in &mut *logits {
        let weight = (logit.clone() - &highest).exp();
        total = total + &weight;
        *logit = weight;
    }
    for weight in logits {
        *weight = weight.clone() / &total;
    }
}

/// −ln max(p, 10⁻¹⁰).
fn cross_entropy<T: Transcendental + Compare>(probability: &T) -> T {
    let least = T::ratio(1, 10_000_000_000);
    -least.select_above(probability, least.clone(), probability.clone()).ln()
}

/// One training run's view of the task: batches drawn at random, the loss and
/// the gradient of the output matrix averaged over each.
#[derive(Debug)]
pub struct BatchOracle<'a, T> {
    sizes: Sizes,
    patterns: &'a Patterns,
    random: &'a mut Random,
    /// f of every token, a row a token.
    features: Vec<T>,
    /// p − [i = target] of every token met in this batch, a row a token.
    errors: Vec<T>,
    /// The loss of every token met in this batch.
    losses: Vec<T>,
    /// Which tokens were met in this batch.
    met: Vec<bool>,
    /// The rows of `errors` of one sequence, token by token.
    sequence_errors: Vec<T>,
    loss: Option<T>,
}

impl<'a, T: Transcendental + Compare + Approximate> BatchOracle<'a, T> {
    /// The oracle of a run that trains `model`'s output matrix.
    pub fn new(sizes: Sizes, patterns: &'a Patterns, model: &Model<T>, random: &'a mut Random) -> Self {
        let features = (0..sizes.vocabulary).flat_map(|token| model.features(token)).collect();
        Self {
            sizes,
            patterns,
            random,
            features,
            errors: vec![T::zero(); sizes.vocabulary * sizes.vocabulary],
            losses: vec![T::zero(); sizes.vocabulary],
            met: vec![false; sizes.vocabulary],
            sequence_errors: Vec::new(),
            loss: None,
        }
    }

    /// Passes over one batch: its draws alone.
    pub fn pass_over(&mut self) {
        for _ in 0..self.sizes.batch {
            self.patterns.choose(self.random);
        }
    }

    /// Probabilities, loss and output error of a token under `output`.
    fn meet(&mut self, token: usize, output: &[T]) {
        if std::mem::replace(&mut self.met[token], true) {
            return;
        }
        let Sizes { vocabulary, embedding, .. } = self.sizes;
        let target = (token + 1) % vocabulary;
        let features = &self.features[token * embedding..][..embedding];
        let error = &mut self.errors[token * vocabulary..][..vocabulary];
        combine_rows(features, output, error, |_, logit| logit.clone());
        softmax(error);
        self.losses[token] = cross_entropy(&error[target]);
        error[target] = error[target].clone() - T::one();
    }

    /// gradientⱼᵢ += (Σ over the tokens of errorᵢ fⱼ) / batch, the inner sum
    /// from zero in order of the tokens.
    fn add_sequence(&mut self, tokens: &[usize], gradient: &mut [T]) {
        let Sizes { vocabulary, embedding, batch, .. } = self.sizes;
        let batch = T::from_integer(batch as i64);
        self.sequence_errors.clear();
        for token in tokens {
            self.sequence_errors.extend_from_slice(&self.errors[token * vocabulary..][..vocabulary]);
        }
        let mut features = Vec::with_capacity(tokens.len());
        for (j, row) in gradient.chunks_exact_mut(vocabulary).enumerate() {
            features.clear();
            features.extend(tokens.iter().map(|token| self.features[token * embedding + j].clone()));
            combine_rows(&features, &self.sequence_errors, row, |slot, sum| slot.clone() + sum.clone() / &batch);
        }
    }
}

impl<T: Transcendental + Compare + Approximate> Oracle<T> for BatchOracle<'_, T> {
    fn gradient(&mut self, output: &[T], gradient: &mut [T]) {
        self.met.fill(false);
        gradient.fill(T::zero());
        let patterns = self.patterns;
        let mut total: T = Zero::zero();
        for _ in 0..self.sizes.batch {
            let tokens = patterns.choose(self.random);
            let mut loss = T::zero();
            for &token in tokens {
                self.meet(token, output);
                loss = loss + &self.losses[token];
            }
            total = total + loss;
            self.add_sequence(tokens, gradient);
        }
        self.loss = Some(total / T::from_integer(self.sizes.batch as i64));
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Python;

    const SMALL: Sizes = Sizes { vocabulary: 12, sequence: 6, embedding: 5, batch: 2 };

    /// Whatever the tile and the processor, the bits are those of the plain sum.
    #[test]
    fn combined_rows_are_sums_in_order() {
        let mut random = Random::new(3, Python::Three);
        let mut draw = |count| (0..count).map(|_| random.gauss(0.0, 1.0)).collect::<Vec<f64>>();
        for columns in [1, 3, 4, 21, 100] {
            let (x, rows, before) = (draw(19), draw(19 * columns), draw(columns));
            let plain: Vec<f64> = (0..columns)
                .map(|i| before[i] - (0..19).fold(0.0, |sum, j| sum + x[j] * rows[j * columns + i]))
                .collect();
            let (mut on_this, mut on_any) = (before.clone(), before);
            combine_rows(&x, &rows, &mut on_this, |slot, sum| slot - sum);
            combine_in_tiles::<f64, 16>(&x, &rows, &mut on_any, |slot, sum| slot - sum);
            assert_eq!(on_this, plain);
            assert_eq!(on_any, plain);
        }
    }

    #[test]
    fn tokens_outside_a_small_vocabulary_are_skipped() {
        let patterns = Patterns::draw(&SMALL, &mut Random::new(42, Python::Three));
        assert_eq!(patterns.inputs.len(), 40);
        assert_eq!(patterns.inputs[9], [9, 10, 11, 0, 1]);
        assert_eq!(patterns.inputs[11], [10, 11]);
        assert!(patterns.inputs[12].is_empty());
        // i, i + 1, … agree throughout; 0, 1, 2, 3, 4, 0 and 10, 11, 12, … do for a while.
        let (agree, inputs) = patterns.followed_by_target();
        let kept: usize = patterns.inputs.iter().map(Vec::len).sum();
        assert_eq!(inputs, kept);
        assert!((50 + 4..inputs).contains(&agree), "{agree} of {inputs}");
        assert!(patterns.inputs.iter().flatten().all(|&token| token < 12));
    }

    /// The batch gradient against the difference quotient of the batch loss.
    #[test]
    fn the_output_gradient_is_that_of_the_batch_loss() {
        let mut random = Random::new(1, Python::Three);
        let patterns = Patterns::draw(&SMALL, &mut random);
        let model = Model::<f64>::draw(&SMALL, &mut random);
        let output = model.output.entries.clone();
        let mut gradient = vec![0.0; output.len()];
        let evaluate = |output: &[f64], gradient: &mut [f64]| {
            let mut random = Random::new(5, Python::Three);
            let mut oracle = BatchOracle::new(SMALL, &patterns, &model, &mut random);
            oracle.gradient(output, gradient);
            oracle.loss().expect("just evaluated")
        };
        evaluate(&output, &mut gradient);
        let mut ignored = gradient.clone();
        for i in [0, 7, 31, 59] {
            let h = 1e-5;
            let mut moved = output.clone();
            moved[i] += h;
            let above = evaluate(&moved, &mut ignored);
            moved[i] -= 2.0 * h;
            let below = evaluate(&moved, &mut ignored);
            let quotient = (above - below) / (2.0 * h);
            assert!((quotient - gradient[i]).abs() < 1e-8, "{i}: {quotient} against {}", gradient[i]);
        }
    }
}
