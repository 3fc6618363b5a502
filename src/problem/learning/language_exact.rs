//! The language model of the paper, with the targets and the gradients that it lacks.
//!
//! # Formula
//! The model is [`language`](crate::problem::language)'s: e = E[t], a = tanh(A e),
//! h = max(0, a F₁), f = h F₂, logits l = f O. Its target is the token that does follow t
//! in the pattern, and all five matrices learn:
//!
//! ℓ = Σ over the pairs (t, u) of a pattern of ln Σₖ exp(lₖ) − l_u.
//!
//! Backward, from ε = softmax(l) − [k = u]: ∂O = fᵀ ε, φ = ε Oᵀ; ∂F₂ = hᵀ φ,
//! η = (φ F₂ᵀ) ∘ [h > 0]; ∂F₁ = aᵀ η, α = (η F₁ᵀ) ∘ (1 − a²); ∂A = αᵀ e, ∂E[t] = α A.
//!
//! # Layout
//! A point is the embedding E (V × E), A (E × E), F₁ (E × 2E), F₂ (2E × E) and O (E × V),
//! one after the other, each row by row: 2 V E + 5 E² numbers.
//!
//! # Speed
//! Given its layers a token's gradient is linear in ε. So a token goes through the layers
//! once a batch, with the sum of its errors, however often the batch has it.

use super::{Batch, FiniteSum, Learned, Taught, WrongProblem, assert_dimension};
use crate::problem::dense::{add_outer, set_product, softmax, transpose};
use crate::problem::language::{Layers, Patterns, Sizes, Slots};
use crate::problem::measured::PROBLEM_SEED;
use crate::problem::{ProblemDescription, Setting, Setup};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::{Compare, Ring, Transcendental};

/// What `list` says of this problem.
const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "language_exact",
    loss: "mean over patterns of Σ over their pairs (t, u) of −ln softmax(f(t) · O)[u]",
    remark: "all five matrices learn the token that follows; chance level is ln V a pair, and no function of t alone falls below the entropy of u given t",
    source: "the model of the StableSGD paper, section 2.2, with the gradients of D. E. Rumelhart, G. E. Hinton and R. J. Williams 1986, doi:10.1038/323533a0",
};

/// The patterns of a task, each an example.
#[derive(Clone, Debug)]
pub struct LanguageExact<'a, T> {
    patterns: &'a Patterns,
    vocabulary: usize,
    width: usize,
    buffers: Buffers<T>,
}

/// What the layers make of the tokens of a batch, and the errors on the way back, a row a
/// token in the order in which they are met; reused.
#[derive(Clone, Debug)]
struct Buffers<T> {
    /// The tokens.
    met: Vec<usize>,
    /// The row of each token of the vocabulary, where it is met.
    row: Vec<Option<usize>>,
    /// How often each token follows.
    followers: Vec<u32>,
    /// e, a, h and f.
    layers: [Vec<T>; 4],
    /// ε, φ, η and α.
    errors: [Vec<T>; 4],
    /// l of one token.
    logits: Vec<T>,
    /// Oᵀ, F₂ᵀ and F₁ᵀ.
    transposed: [Vec<T>; 3],
    /// A column of a layer.
    column: Vec<T>,
}

impl<'a, T: Ring> LanguageExact<'a, T> {
    /// The model of these sizes on `patterns`, which were drawn for them.
    ///
    /// # Errors
    /// Where the vocabulary or the embedding width is 0.
    pub fn new(sizes: &Sizes, patterns: &'a Patterns) -> Result<Self, WrongProblem> {
        let Sizes { vocabulary, embedding: width, .. } = *sizes;
        if vocabulary == 0 {
            return Err(WrongProblem::Empty("vocabulary"));
        }
        if width == 0 {
            return Err(WrongProblem::Empty("embedding"));
        }
        let buffers = Buffers {
            met: Vec::new(),
            row: vec![None; vocabulary],
            followers: Vec::new(),
            layers: [const { Vec::new() }; 4],
            errors: [const { Vec::new() }; 4],
            logits: Vec::new(),
            transposed: [const { Vec::new() }; 3],
            column: Vec::new(),
        };
        Ok(Self { patterns, vocabulary, width, buffers })
    }

    /// The point that a run of `seed` starts from: every entry from N(0, 0.1²), as the paper's.
    pub fn start(&self, seed: u64) -> Vec<f64> {
        let stream = Stream::new(seed, Purpose::Start);
        (0..self.ends()[4]).map(|i| 0.1 * stream.normal(0, i as u32)).collect()
    }

    /// Where each of the matrices E, A, F₁, F₂, O ends.
    fn ends(&self) -> [usize; 5] {
        ends(self.vocabulary, self.width)
    }

    fn layers<'p>(&self, position: &'p [T]) -> Layers<'p, T> {
        let [embedding, attention, inward, outward, output] = self.ends();
        Layers {
            width: self.width,
            embedding: &position[..embedding],
            attention: &position[embedding..attention],
            feedforward_in: &position[attention..inward],
            feedforward_out: &position[inward..outward],
            output: &position[outward..output],
        }
    }

    /// Which tokens the batch has, and what follows them.
    fn meet(&mut self, batch: &[usize]) {
        let Buffers { met, row, followers, .. } = &mut self.buffers;
        met.clear();
        row.fill(None);
        followers.clear();
        for (token, next) in batch.iter().flat_map(|pattern| &self.patterns.pairs()[*pattern]) {
            let place = *row[*token].get_or_insert_with(|| {
                met.push(*token);
                followers.resize(met.len() * self.vocabulary, 0);
                met.len() - 1
            });
            followers[place * self.vocabulary + next] += 1;
        }
    }
}

impl<T: Transcendental + Compare> LanguageExact<'_, T> {
    /// Layers and output errors of the tokens that were met; their loss.
    fn forward(&mut self, layers: &Layers<'_, T>) -> T {
        let (v, e) = (self.vocabulary, self.width);
        let Buffers { met, followers, layers: [embedded, attended, hidden, features], errors, logits, .. } =
            &mut self.buffers;
        embedded.clear();
        embedded.extend(met.iter().flat_map(|token| layers.embedded(*token)).cloned());
        for (buffer, width) in [(&mut *attended, e), (&mut *hidden, 2 * e), (&mut *features, e), (&mut errors[0], v)] {
            buffer.resize(met.len() * width, T::zero());
        }
        let mut loss = T::zero();
        for (row, token) in met.iter().enumerate() {
            let features = &mut features[row * e..][..e];
            let (attended, hidden) = (&mut attended[row * e..][..e], &mut hidden[row * 2 * e..][..2 * e]);
            layers.forward(*token, Slots { attended, hidden, features: &mut *features });
            let error = &mut errors[0][row * v..][..v];
            set_product(features, layers.output, error);
            logits.clear();
            logits.extend_from_slice(error);
            let log_sum = softmax(error).log_sum();
            let followers = &followers[row * v..][..v];
            let count = T::from_integer(i64::from(followers.iter().sum::<u32>()));
            for (slot, (follows, logit)) in error.iter_mut().zip(followers.iter().zip(&*logits)) {
                let follows = T::from_integer(i64::from(*follows));
                loss = loss + follows.clone() * (log_sum.clone() - logit);
                *slot = count.clone() * &*slot - follows;
            }
        }
        loss
    }

    /// The errors of the inner layers, from those of the output.
    fn backward(&mut self, layers: &Layers<'_, T>) {
        let (v, e) = (self.vocabulary, self.width);
        let Buffers { met, layers: [_, attended, hidden, _], errors, transposed, .. } = &mut self.buffers;
        let [output, features_error, hidden_error, attended_error] = errors;
        let [output_rows, outward_rows, inward_rows] = transposed;
        transpose(layers.output, v, output_rows);
        transpose(layers.feedforward_out, e, outward_rows);
        transpose(layers.feedforward_in, 2 * e, inward_rows);
        let zero = T::zero();
        for (buffer, width) in [(&mut *features_error, e), (&mut *hidden_error, 2 * e), (&mut *attended_error, e)] {
            buffer.resize(met.len() * width, zero.clone());
        }
        for row in 0..met.len() {
            let features_error = &mut features_error[row * e..][..e];
            set_product(&output[row * v..][..v], output_rows, features_error);
            let hidden_error = &mut hidden_error[row * 2 * e..][..2 * e];
            set_product(features_error, outward_rows, hidden_error);
            for (slot, h) in hidden_error.iter_mut().zip(&hidden[row * 2 * e..][..2 * e]) {
                *slot = h.select_above(&zero, slot.clone(), zero.clone());
            }
            let attended_error = &mut attended_error[row * e..][..e];
            set_product(hidden_error, inward_rows, attended_error);
            for (slot, a) in attended_error.iter_mut().zip(&attended[row * e..][..e]) {
                *slot = slot.clone() * (T::one() - a.square());
            }
        }
    }
}

impl<T: Transcendental + Compare> FiniteSum<T> for LanguageExact<'_, T> {
    fn dimension(&self) -> usize {
        self.ends()[4]
    }

    fn examples(&self) -> usize {
        self.patterns.pairs().len()
    }

    fn evaluate(&mut self, position: &[T], batch: &[usize], gradient: &mut [T]) -> T {
        let (v, e, ends) = (self.vocabulary, self.width, self.ends());
        assert_dimension(ends[4], position, gradient);
        let layers = self.layers(position);
        self.meet(batch);
        let loss = self.forward(&layers);
        self.backward(&layers);
        gradient.fill(T::zero());
        let (embedding, rest) = gradient.split_at_mut(ends[0]);
        let (attention, rest) = rest.split_at_mut(ends[1] - ends[0]);
        let (inward, rest) = rest.split_at_mut(ends[2] - ends[1]);
        let (outward, output) = rest.split_at_mut(ends[3] - ends[2]);
        let Buffers { met, layers: [embedded, attended, hidden, features], errors, column, .. } = &mut self.buffers;
        let [output_error, features_error, hidden_error, attended_error] = &*errors;
        add_outer(features, output_error, v, output, column);
        add_outer(hidden, features_error, e, outward, column);
        add_outer(attended, hidden_error, 2 * e, inward, column);
        add_outer(attended_error, embedded, e, attention, column);
        for (token, error) in met.iter().zip(attended_error.chunks_exact(e)) {
            set_product(error, layers.attention, &mut embedding[token * e..][..e]);
        }
        let count = T::from_integer(batch.len() as i64);
        for g in gradient {
            *g = g.clone() / &count;
        }
        loss / count
    }
}

/// Where E, A, F₁, F₂ and O end in a point.
fn ends(v: usize, e: usize) -> [usize; 5] {
    let mut end = 0;
    [v * e, e * e, 2 * e * e, 2 * e * e, e * v].map(|length| {
        end += length;
        end
    })
}

/// Tokens of a pattern, as published.
const SEQUENCE: usize = 20;

/// The paper's language task, its own next tokens learned by all matrices.
#[derive(Clone, Debug)]
pub struct LanguageTask {
    sizes: Sizes,
    patterns: Patterns,
}

impl Learned for LanguageTask {
    fn sum(&self) -> Result<impl FiniteSum<f64>, WrongProblem> {
        LanguageExact::new(&self.sizes, &self.patterns)
    }

    fn start(&self, seed: u64) -> Result<Vec<f64>, WrongProblem> {
        Ok(LanguageExact::<f64>::new(&self.sizes, &self.patterns)?.start(seed))
    }

    fn test_error(&self, _: &[f64]) -> Result<Option<f64>, WrongProblem> {
        Ok(None)
    }
}

impl Taught for LanguageTask {
    const DESCRIPTION: ProblemDescription = DESCRIPTION;
    // The task has tokens up to 94 whatever the vocabulary is.
    const SETTINGS: &'static [Setting] = &[
        Setting::batch(Batch::Of(4)),
        Setting::whole("vocabulary", 100, 10_000, "tokens V"),
        Setting::whole("embedding", 32, 10_000, "width E of the layers"),
    ];
    const EXAMPLES: u32 = 40;
    const NANOSECONDS: f64 = 40.0;

    fn coordinates(point: &Setup) -> usize {
        ends(point.whole("vocabulary"), point.whole("embedding"))[4]
    }

    fn posed(point: &Setup) -> Result<Self, WrongProblem> {
        let (vocabulary, embedding) = (point.whole("vocabulary"), point.whole("embedding"));
        let sizes = Sizes { vocabulary, sequence: SEQUENCE, embedding, batch: 1 };
        Ok(Self { sizes, patterns: Patterns::of_seed(&sizes, PROBLEM_SEED) })
    }
}

#[cfg(test)]
mod tests;
