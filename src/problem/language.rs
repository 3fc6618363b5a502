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

mod batch;
mod model;

pub use batch::BatchOracle;
pub use model::{DenseMatrix, Model};
pub(in crate::problem) use model::{Layers, Slots};

use super::ProblemDescription;
use crate::random::Random;
use crate::random::counter::{Purpose, Stream};
use crate::scalar::{Compare, Transcendental};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
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
    /// The pairs (token, next token) of each pattern, both in the vocabulary.
    pairs: Vec<Vec<(usize, usize)>>,
    /// Of the inputs of all patterns, how many are followed by (t + 1) mod V,
    /// and how many there are.
    followed_by_target: (usize, usize),
}

impl Patterns {
    /// Draws the task: 10 of (i + j) mod V, 10 of 10 i + (j mod 5), 20 random.
    pub fn draw(sizes: &Sizes, random: &mut Random) -> Self {
        let highest = sizes.vocabulary as u32 - 1;
        Self::with(sizes, |_, _| random.randint(highest) as usize)
    }

    /// The task of a seed: as [`Self::draw`], with the j-th token of the k-th random
    /// pattern from the seed's stream for [`Purpose::Problem`], at step k, coordinate j.
    pub fn of_seed(sizes: &Sizes, seed: u64) -> Self {
        let stream = Stream::new(seed, Purpose::Problem);
        Self::with(sizes, |pattern, place| stream.index(pattern as u64, place as u32, sizes.vocabulary))
    }

    /// The task whose random patterns have the tokens `token(pattern, place)`, in order.
    fn with(sizes: &Sizes, mut token: impl FnMut(usize, usize) -> usize) -> Self {
        let Sizes { vocabulary, sequence, .. } = *sizes;
        let mut patterns: Vec<Vec<usize>> = Vec::with_capacity(40);
        patterns.extend((0..10).map(|i| (0..sequence).map(|j| (i + j) % vocabulary).collect()));
        patterns.extend((0..10).map(|i| (0..sequence).map(|j| 10 * i + j % 5).collect()));
        patterns.extend((0..20).map(|k| (0..sequence).map(|j| token(k, j)).collect()));
        let follows = |pair: &&[usize]| pair[1] == (pair[0] + 1) % vocabulary;
        let followed = || patterns.iter().flat_map(|pattern| pattern.windows(2)).filter(|pair| pair[0] < vocabulary);
        let followed_by_target = (followed().filter(follows).count(), followed().count());
        let within = |pair: &[usize]| (pair[0] < vocabulary && pair[1] < vocabulary).then_some((pair[0], pair[1]));
        let pairs = patterns.iter().map(|pattern| pattern.windows(2).filter_map(within).collect()).collect();
        for pattern in &mut patterns {
            pattern.pop();
            pattern.retain(|&token| token < vocabulary);
        }
        Self { inputs: patterns, pairs, followed_by_target }
    }

    /// Of the inputs of all patterns, how many are followed by the token that
    /// the program takes for their target, and how many inputs there are.
    pub fn followed_by_target(&self) -> (usize, usize) {
        self.followed_by_target
    }

    /// The pairs (token, next token) of each pattern, where both are in the vocabulary.
    pub fn pairs(&self) -> &[Vec<(usize, usize)>] {
        &self.pairs
    }

    fn choose(&self, random: &mut Random) -> &[usize] {
        &self.inputs[random.choice(self.inputs.len() as u32) as usize]
    }
}

/// −ln max(p, 10⁻¹⁰).
fn cross_entropy<T: Transcendental + Compare>(probability: &T) -> T {
    let least = T::ratio(1, 10_000_000_000);
    -least.select_above(probability, least.clone(), probability.clone()).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Python;

    pub(super) const SMALL: Sizes = Sizes { vocabulary: 12, sequence: 6, embedding: 5, batch: 2 };

    #[test]
    fn tokens_outside_a_small_vocabulary_are_skipped() {
        let patterns = Patterns::draw(&SMALL, &mut Random::new(42, Python::Three));
        assert_eq!(patterns.inputs.len(), 40);
        assert_eq!(patterns.inputs[9], [9, 10, 11, 0, 1]);
        assert_eq!(patterns.inputs[11], [10, 11]);
        assert!(patterns.inputs[12].is_empty());
        // 10, 11, 12, …: the pair (11, 12) is none, and 14, 10 follow each other no more.
        assert_eq!(patterns.pairs[11], [(10, 11)]);
        assert_eq!(patterns.pairs[9], [(9, 10), (10, 11), (11, 0), (0, 1), (1, 2)]);
        // i, i + 1, … agree throughout; 0, 1, 2, 3, 4, 0 and 10, 11, 12, … do for a while.
        let (agree, inputs) = patterns.followed_by_target();
        let kept: usize = patterns.inputs.iter().map(Vec::len).sum();
        assert_eq!(inputs, kept);
        assert!((50 + 4..inputs).contains(&agree), "{agree} of {inputs}");
        assert!(patterns.inputs.iter().flatten().all(|&token| token < 12));
    }

    #[test]
    fn a_seeds_task_differs_in_its_random_patterns_alone() {
        let [first, again, other] = [1, 1, 2].map(|seed| Patterns::of_seed(&SMALL, seed));
        assert_eq!(first, again);
        assert_eq!(first.pairs[..20], other.pairs[..20]);
        assert_ne!(first.pairs[20..], other.pairs[20..]);
        assert!(first.pairs[20..].iter().all(|pairs| pairs.len() == 5));
    }
}
