//! Problems that learn from examples, and landscapes on which methods are measured.
//!
//! - [`Dataset`]: examples with classes, verified and read from the bytes of a file
//! - [`Logistic`], [`Perceptron`], [`LanguageExact`]: losses that are means over examples
//!   ([`FiniteSum`]), with exact gradients
//! - [`MiniBatch`]: such a loss as a method meets it, a batch of examples at a time
//! - [`IllConditioned`], [`Drifting`], [`Rastrigin`]: a valley, an optimum that moves, and
//!   many minima
//!
//! Random numbers come from [`counter`](crate::random::counter) streams: the task and its
//! parts from a seed for [`Purpose::Problem`](crate::random::counter::Purpose), starts and
//! batches from the seed of a run. Data and draws are binary64; `map` makes other numbers
//! of them, each the number that the float is.
//!
//! # Examples
//! Two hundred steps of SGD on a logistic regression with one measure:
//! ```
//! use stable_sgd::method::registry;
//! use stable_sgd::problem::learning::{Batch, Dataset, Logistic, MiniBatch};
//! let data = Dataset::new(1, 2, vec![-2.0, -1.0, 1.0, 2.0], vec![0, 0, 1, 1])?;
//! let problem = Logistic::new(&data, 0.1)?;
//! let mut oracle = MiniBatch::new(problem, Batch::Of(2), 7)?;
//! let sgd = registry::find("sgd").expect("registered");
//! let rule = sgd.on::<f64>().expect("runs on f64");
//! let mut state = sgd.init(vec![0.0; 2]);
//! for _ in 0..200 {
//!     rule.step(&sgd.description.defaults(), &mut oracle, &mut state);
//! }
//! assert_eq!(oracle.problem().accuracy(&state.position), 1.0);
//! assert!(oracle.whole(&state.position) < 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod dataset;
mod drifting;
mod files;
mod ill_conditioned;
mod language_exact;
mod logistic;
mod perceptron;
mod rastrigin;
mod split;

pub use batch::{MiniBatch, WrongBatch};
pub use dataset::{Dataset, DatasetError};
pub use drifting::{Drift, Drifting, Motion};
pub use files::{
    BREAST_CANCER, BREAST_CANCER_TEST, DIGITS, DIGITS_COMPRESSED, DIGITS_TEST, DataFile, SPLIT_SEED, breast_cancer,
    digits,
};
pub use ill_conditioned::{IllConditioned, Valley};
pub use language_exact::{LanguageExact, LanguageTask};
pub use logistic::{BreastCancer, Logistic};
pub use perceptron::{Digits, Perceptron};
pub use rastrigin::Rastrigin;
pub use split::Split;

pub use super::setting::Batch;

use super::measured::COORDINATES;
use super::{Measured, ProblemDescription, Setting, Setup, WrongSetting};

/// A loss that is a mean over examples, L(q) = (1/n) Σᵢ ℓᵢ(q).
///
/// It is evaluated on a batch of them, `&mut` for the buffers that it reuses: what is in
/// them between two evaluations has no influence on anything.
pub trait FiniteSum<T> {
    /// How many coordinates q has.
    fn dimension(&self) -> usize;

    /// How many examples there are.
    fn examples(&self) -> usize;

    /// The mean of ℓᵢ over the i of `batch`, each as often as it stands there, and the
    /// gradient of that mean, which is written into `gradient`.
    ///
    /// # Panics
    /// Where the lengths are not the problem's dimension, or an index is not below the
    /// number of examples. The mean over an empty batch is not defined.
    fn evaluate(&mut self, position: &[T], batch: &[usize], gradient: &mut [T]) -> T;
}

/// A measured landscape with its row: settings, and what a step costs.
pub trait Posed: Measured + Sized {
    /// What it is, in words.
    const DESCRIPTION: ProblemDescription;
    /// Its settings; the level of the noise is one of them.
    const SETTINGS: &'static [Setting];
    /// The nanoseconds of an update of a coordinate on one thread, about: eight side by side,
    /// and alone.
    const NANOSECONDS: [f64; 2];

    /// How many coordinates it has at a point of its settings.
    fn coordinates(point: &Setup) -> usize {
        point.whole(COORDINATES.name)
    }

    /// The problem at a point of its settings.
    ///
    /// # Errors
    /// Where there is none.
    fn posed(point: &Setup) -> Result<Self, WrongProblem>;
}

/// A loss over examples at one point of its settings.
pub trait Learned: Send + Sync + 'static {
    /// The loss over the training part.
    ///
    /// # Errors
    /// Where it is none of these examples.
    fn sum(&self) -> Result<impl FiniteSum<f64>, WrongProblem>;

    /// Where the run of a seed starts.
    ///
    /// # Errors
    /// As [`Self::sum`].
    fn start(&self, seed: u64) -> Result<Vec<f64>, WrongProblem>;

    /// The share of the test part whose class is not found; nothing where there is no test part.
    ///
    /// # Errors
    /// As [`Self::sum`].
    fn test_error(&self, position: &[f64]) -> Result<Option<f64>, WrongProblem>;
}

/// A loss over examples with its row: settings, and what a step costs.
pub trait Taught: Learned + Sized {
    /// What it is, in words.
    const DESCRIPTION: ProblemDescription;
    /// Its settings; the batch is one of them.
    const SETTINGS: &'static [Setting];
    /// Examples of the training part.
    const EXAMPLES: u32;
    /// The nanoseconds of an example and a coordinate on one thread, about.
    const NANOSECONDS: f64;

    /// How many coordinates it has at a point of its settings.
    fn coordinates(point: &Setup) -> usize;

    /// The problem at a point of its settings.
    ///
    /// # Errors
    /// Where there is none.
    fn posed(point: &Setup) -> Result<Self, WrongProblem>;
}

/// Why a problem cannot be set as it was asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WrongProblem {
    /// A setting does not take its value.
    #[error(transparent)]
    Setting(#[from] WrongSetting),
    /// Its examples cannot be read.
    #[error(transparent)]
    Examples(#[from] DatasetError),
    /// A size is 0.
    #[error("{0} is 0: it must be at least 1")]
    Empty(&'static str),
    /// A number is outside of its range.
    #[error("expected {expected} for the {name}, found {found}: choose another")]
    Number {
        /// What the number is.
        name: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it was.
        found: f64,
    },
    /// A binary problem was given data of another number of classes.
    #[error("expected data of 2 classes, found {0}: a perceptron takes any number")]
    NotBinary(usize),
}

impl WrongProblem {
    /// Refuses a condition number that is not finite or below 1.
    fn unless_condition(found: f64) -> Result<(), Self> {
        if found.is_finite() && found >= 1.0 {
            Ok(())
        } else {
            Err(Self::Number { name: "condition", expected: "a finite number from 1 on", found })
        }
    }

    /// Refuses a number that is not finite or not above 0.
    fn unless_positive(name: &'static str, found: f64) -> Result<(), Self> {
        if found.is_finite() && found > 0.0 {
            Ok(())
        } else {
            Err(Self::Number { name, expected: "a finite number above 0", found })
        }
    }
}

/// Panics unless both vectors have as many coordinates as the problem.
#[inline(always)]
fn assert_dimension<T>(expected: usize, position: &[T], gradient: &[T]) {
    let found = (position.len(), gradient.len());
    assert_eq!(found, (expected, expected), "expected a point and a gradient of {expected} coordinates each");
}

/// `count` numbers from `scale` / `condition` to `scale`, each the same factor above the
/// one before; `scale` alone where one is asked for.
fn log_spaced(count: usize, condition: f64, scale: f64) -> Vec<f64> {
    let last = count.saturating_sub(1);
    (0..count)
        .map(|i| match last - i {
            0 => scale,
            left if left == last => scale / condition,
            left => scale * condition.powf(-(left as f64) / last as f64),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::counter::{Purpose, Stream};
    use crate::scalar::{Dual, Lanes};

    /// A gradient as it is coded against the derivative of the loss by dual numbers: both
    /// add some hundred products below ten, by other ways.
    const BY_DUALS: f64 = 1e-13;

    /// Normal deviates to stand for a point or for data.
    pub(super) fn normals(step: u64, count: usize) -> Vec<f64> {
        let stream = Stream::new(5, Purpose::Problem);
        (0..count as u32).map(|i| stream.normal(step, i)).collect()
    }

    /// Whether the coded gradient of a batch is the derivative of the batch's loss, whose
    /// value is to be the same to the bit; and that it would not be, were a sign changed.
    pub(super) fn has_its_gradient(
        mut problem: impl FiniteSum<f64>,
        mut on_duals: impl FiniteSum<Dual<f64>>,
        position: &[f64],
        batch: &[usize],
    ) -> bool {
        let mut gradient = vec![f64::NAN; problem.dimension()];
        let loss = problem.evaluate(position, batch, &mut gradient);
        let mut unused = vec![Dual::constant(0.0); gradient.len()];
        let dual = on_duals.evaluate(&Dual::point(position), batch, &mut unused);
        assert_eq!(loss.to_bits(), dual.value.to_bits());
        let near = |i: usize, g: f64| (g - dual.along(i)).abs() <= BY_DUALS;
        for (i, g) in gradient.iter().enumerate().filter(|(_, g)| **g != 0.0) {
            assert!(!near(i, -g), "the control: the sign of coordinate {i}");
        }
        gradient.iter().enumerate().all(|(i, g)| near(i, *g))
    }

    /// Eight points at once, each as it is alone but for the last places of exp.
    #[test]
    fn points_can_be_evaluated_side_by_side() {
        let data = Dataset::new(2, 2, normals(0, 8), vec![0, 1, 1, 0]).expect("fits");
        let wide = data.map(|x| Lanes::from_fn(|_| *x));
        let points: Vec<Vec<f64>> = (1..=8).map(|step| normals(step, 17)).collect();
        let side_by_side: Vec<Lanes> = (0..17).map(|i| Lanes::from_fn(|lane| points[lane][i])).collect();
        let (mut gradients, mut gradient) = (side_by_side.clone(), vec![0.0; 17]);
        let losses = Perceptron::new(&wide, 3).expect("units").evaluate(&side_by_side, &[0, 1, 3], &mut gradients);
        let mut alone = Perceptron::new(&data, 3).expect("units");
        for (lane, point) in points.iter().enumerate() {
            let loss = alone.evaluate(point, &[0, 1, 3], &mut gradient);
            assert!((loss - losses.lane(lane)).abs() < 1e-13);
            assert!(gradient.iter().zip(&gradients).all(|(g, all)| (g - all.lane(lane)).abs() < 1e-13));
            // The control: the next point's is another.
            assert!((loss - losses.lane((lane + 1) % 8)).abs() > 1e-3);
        }
    }

    #[test]
    fn numbers_are_spaced_by_one_factor() {
        assert_eq!(log_spaced(3, 100.0, 2.0), [0.02, 0.2, 2.0]);
        assert_eq!(log_spaced(1, 100.0, 2.0), [2.0]);
        assert!(log_spaced(0, 100.0, 2.0).is_empty());
    }
}
