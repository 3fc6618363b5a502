//! The published training of the output matrix alone.

use super::{Model, Patterns, Sizes, cross_entropy};
use crate::method::Oracle;
use crate::problem::dense::{combine_rows, set_product, softmax};
use crate::random::Random;
use crate::scalar::{Approximate, Compare, Transcendental};
use num_traits::Zero;

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
        set_product(features, output, error);
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
    use super::super::tests::SMALL;
    use super::*;
    use crate::random::Python;

    /// The batch gradient against the difference quotient of the batch loss.
    #[test]
    fn the_output_gradient_is_that_of_the_batch_loss() {
        let mut random = Random::new(1, Python::Three);
        let patterns = Patterns::draw(&SMALL, &mut random);
        let model = Model::<f64>::draw(&SMALL, &mut random);
        let output = model.output.entries().to_vec();
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
