//! A perceptron with one hidden layer.
//!
//! # Formula
//! With inputs x, hidden units a = tanh(x W₁ + b₁) and logits l = a W₂ + b₂:
//!
//! ℓ = ln Σₖ exp(lₖ) − l_class.
//!
//! The gradient runs backward through the same layers: e = softmax(l) − [k = class],
//! d = (e W₂ᵀ) ∘ (1 − a²), ∂W₂ = aᵀ e, ∂b₂ = e, ∂W₁ = xᵀ d, ∂b₁ = d (D. E. Rumelhart,
//! G. E. Hinton and R. J. Williams 1986, doi:10.1038/323533a0).
//!
//! # Layout
//! A point is W₁, b₁, W₂, b₂, one after the other, matrices row by row: W₁ has a row for
//! each input, W₂ one for each hidden unit. With 64 inputs, h units and 10 classes that is
//! 75 h + 10 numbers.

use super::{Batch, Dataset, FiniteSum, Learned, Split, Taught, WrongProblem, assert_dimension, files};
use crate::problem::dense::{add_outer, add_product, set_product, softmax, transpose};
use crate::problem::{ProblemDescription, Setting, Setup};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::{Approximate, Compare, Ring, Transcendental};

/// What `list` says of this problem.
const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "perceptron",
    loss: "mean over i of ln Σₖ exp(lᵢₖ) − lᵢ,class, l = tanh(x W₁ + b₁) W₂ + b₂",
    remark: "not convex; chance level is the logarithm of the number of classes",
    source: "D. E. Rumelhart, G. E. Hinton and R. J. Williams, Learning representations by back-propagating errors, Nature 323 (1986) 533-536, doi:10.1038/323533a0",
};

/// How many examples go through the layers together: their activations stay in the cache.
const TOGETHER: usize = 64;

/// A perceptron on a data set.
#[derive(Clone, Debug)]
pub struct Perceptron<'a, T> {
    data: &'a Dataset<T>,
    hidden: usize,
    buffers: Buffers<T>,
}

/// What the layers make of some examples, a row an example; reused.
#[derive(Clone, Debug)]
struct Buffers<T> {
    /// x.
    inputs: Vec<T>,
    /// a.
    hidden: Vec<T>,
    /// l, and then e.
    outputs: Vec<T>,
    /// d.
    errors: Vec<T>,
    /// W₂ᵀ.
    transposed: Vec<T>,
    /// A column of x or of a.
    column: Vec<T>,
}

impl<T> Default for Buffers<T> {
    fn default() -> Self {
        Self {
            inputs: Vec::new(),
            hidden: Vec::new(),
            outputs: Vec::new(),
            errors: Vec::new(),
            transposed: Vec::new(),
            column: Vec::new(),
        }
    }
}

impl<'a, T: Ring> Perceptron<'a, T> {
    /// The perceptron of `hidden` units on `data`.
    ///
    /// # Errors
    /// Where there are no units or no classes.
    pub fn new(data: &'a Dataset<T>, hidden: usize) -> Result<Self, WrongProblem> {
        match (hidden, data.classes()) {
            (0, _) => Err(WrongProblem::Empty("the number of hidden units")),
            (_, 0) => Err(WrongProblem::Empty("the number of classes")),
            _ => Ok(Self { data, hidden, buffers: Buffers::default() }),
        }
    }

    /// Where each of the parts W₁, b₁, W₂, b₂ of a point ends.
    fn ends(&self) -> [usize; 4] {
        ends(self.data.columns(), self.hidden, self.data.classes())
    }

    /// The point that a run of `seed` starts from: weights uniform in ±√(6 / (rows +
    /// columns)) of their matrix, biases 0 (X. Glorot and Y. Bengio, Understanding the
    /// difficulty of training deep feedforward neural networks, AISTATS 2010, PMLR 9:249-256).
    pub fn start(&self, seed: u64) -> Vec<f64> {
        let stream = Stream::new(seed, Purpose::Start);
        let (inputs, classes) = (self.data.columns(), self.data.classes());
        let bound = |rows: usize, columns: usize| (6.0 / (rows + columns) as f64).sqrt();
        let [first, first_bias, second, second_bias] = self.ends();
        let weight = |i: usize, bound: f64| (stream.uniform(0, i as u32) - 0.5) * 2.0 * bound;
        let number = |i| match i {
            i if i < first => weight(i, bound(inputs, self.hidden)),
            i if (first_bias..second).contains(&i) => weight(i, bound(self.hidden, classes)),
            _ => 0.0,
        };
        (0..second_bias).map(number).collect()
    }
}

/// `numbers` cut at the [ends](Perceptron::ends) of its parts.
fn parts<T>(numbers: &[T], [first, first_bias, second, _]: [usize; 4]) -> [&[T]; 4] {
    [&numbers[..first], &numbers[first..first_bias], &numbers[first_bias..second], &numbers[second..]]
}

/// Adds each of `rows` to `sums`, in order.
fn add_rows<T: Ring>(rows: &[T], sums: &mut [T]) {
    for row in rows.chunks_exact(sums.len()) {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum = sum.clone() + x;
        }
    }
}

impl<T: Transcendental + Compare> Perceptron<'_, T> {
    /// Fills the buffers with the inputs, hidden units and logits of `examples`.
    fn forward(&mut self, position: &[T], examples: &[usize]) {
        let [first, first_bias, second, second_bias] = parts(position, self.ends());
        let (data, Buffers { inputs, hidden, outputs, .. }) = (self.data, &mut self.buffers);
        inputs.clear();
        hidden.clear();
        outputs.clear();
        for &i in examples {
            inputs.extend_from_slice(data.features(i));
            hidden.extend_from_slice(first_bias);
            outputs.extend_from_slice(second_bias);
        }
        let rows = hidden.chunks_exact_mut(self.hidden).zip(outputs.chunks_exact_mut(data.classes()));
        for ((units, logits), x) in rows.zip(inputs.chunks_exact(data.columns())) {
            add_product(x, first, units);
            for a in &mut *units {
                *a = a.tanh();
            }
            add_product(units, second, logits);
        }
    }

    /// The share of the data whose class has the highest logit; the first of several.
    ///
    /// # Panics
    /// Where `position` has not the problem's dimension.
    pub fn accuracy(&mut self, position: &[T]) -> f64
    where
        T: Approximate,
    {
        assert_dimension(self.ends()[3], position, position);
        let all: Vec<usize> = (0..self.data.examples()).collect();
        let mut right = 0;
        for examples in all.chunks(TOGETHER) {
            self.forward(position, examples);
            let logits = self.buffers.outputs.chunks_exact(self.data.classes());
            right += logits.zip(examples).filter(|(logits, i)| highest(logits) == self.data.label(**i)).count();
        }
        right as f64 / all.len() as f64
    }
}

/// The place of the highest number, the first of several.
fn highest<T: Approximate>(numbers: &[T]) -> usize {
    let above = |best: usize, i: usize| if numbers[i].to_f64() > numbers[best].to_f64() { i } else { best };
    (1..numbers.len()).fold(0, above)
}

impl<T: Transcendental + Compare> FiniteSum<T> for Perceptron<'_, T> {
    fn dimension(&self) -> usize {
        self.ends()[3]
    }

    fn examples(&self) -> usize {
        self.data.examples()
    }

    fn evaluate(&mut self, position: &[T], batch: &[usize], gradient: &mut [T]) -> T {
        let (ends, units, classes) = (self.ends(), self.hidden, self.data.classes());
        assert_dimension(ends[3], position, gradient);
        let [_, _, second, _] = parts(position, ends);
        transpose(second, classes, &mut self.buffers.transposed);
        gradient.fill(T::zero());
        let mut loss = T::zero();
        for examples in batch.chunks(TOGETHER) {
            self.forward(position, examples);
            let Buffers { inputs, hidden, outputs, errors, transposed, column } = &mut self.buffers;
            for (row, &i) in outputs.chunks_exact_mut(classes).zip(examples) {
                let class = self.data.label(i);
                let logit = row[class].clone();
                loss = loss + (softmax(row).log_sum() - logit);
                row[class] = row[class].clone() - T::one();
            }
            errors.resize(examples.len() * units, T::zero());
            let rows = outputs.chunks_exact(classes).zip(hidden.chunks_exact(units));
            for (row, (output, a)) in errors.chunks_exact_mut(units).zip(rows) {
                set_product(output, transposed, row);
                for (d, a) in row.iter_mut().zip(a) {
                    *d = d.clone() * (T::one() - a.square());
                }
            }
            let (first_layer, second_layer) = gradient.split_at_mut(ends[1]);
            let (first, first_bias) = first_layer.split_at_mut(ends[0]);
            let (second, second_bias) = second_layer.split_at_mut(ends[2] - ends[1]);
            add_outer(inputs, errors, units, first, column);
            add_rows(errors, first_bias);
            add_outer(hidden, outputs, classes, second, column);
            add_rows(outputs, second_bias);
        }
        let count = T::from_integer(batch.len() as i64);
        for g in gradient {
            *g = g.clone() / &count;
        }
        loss / count
    }
}

/// Where W₁, b₁, W₂ and b₂ end in a point.
fn ends(inputs: usize, hidden: usize, classes: usize) -> [usize; 4] {
    let mut end = 0;
    [inputs * hidden, hidden, hidden * classes, classes].map(|length| {
        end += length;
        end
    })
}

/// Handwritten digits by a perceptron.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    split: &'static Split<f64>,
    hidden: usize,
}

impl Learned for Digits {
    fn sum(&self) -> Result<impl FiniteSum<f64>, WrongProblem> {
        Perceptron::new(&self.split.training, self.hidden)
    }

    fn start(&self, seed: u64) -> Result<Vec<f64>, WrongProblem> {
        Ok(Perceptron::new(&self.split.training, self.hidden)?.start(seed))
    }

    fn test_error(&self, position: &[f64]) -> Result<Option<f64>, WrongProblem> {
        Ok(Some(1.0 - Perceptron::new(&self.split.test, self.hidden)?.accuracy(position)))
    }
}

impl Taught for Digits {
    const DESCRIPTION: ProblemDescription = DESCRIPTION;
    const SETTINGS: &'static [Setting] =
        &[Setting::batch(Batch::Of(32)), Setting::whole("hidden", 16, 10_000, "hidden units h")];
    const EXAMPLES: u32 = files::DIGITS.examples as u32 - files::DIGITS_TEST as u32;
    const NANOSECONDS: f64 = 2.0;

    fn coordinates(point: &Setup) -> usize {
        ends(files::DIGITS.columns, point.whole("hidden"), files::DIGITS.classes)[3]
    }

    fn posed(point: &Setup) -> Result<Self, WrongProblem> {
        Ok(Self { split: files::committed_digits()?, hidden: point.whole("hidden") })
    }
}

#[cfg(test)]
mod tests;
