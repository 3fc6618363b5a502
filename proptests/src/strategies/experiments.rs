//! Descents, hyperparameters, and the experiments in a small size.

use super::*;

/// Dimensions of a random quadratic.
const DIMENSIONS: RangeInclusive<usize> = 1..=5;

/// U(q) = ½ Σ kᵢ (qᵢ − cᵢ)².
#[derive(Clone, Debug)]
pub struct Quadratic {
    /// The stiffnesses k.
    pub stiffness: Vec<f64>,
    /// The minimum c.
    pub centre: Vec<f64>,
}

impl<T: Ring + Approximate> Oracle<T> for Quadratic {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        let modes = self.stiffness.iter().zip(&self.centre);
        for ((g, q), (k, c)) in gradient.iter_mut().zip(position).zip(modes) {
            *g = (q.clone() - &T::from_f64(*c)) * &T::from_f64(*k);
        }
    }
}

/// A quadratic and where a descent on it starts.
#[derive(Clone, Debug)]
pub struct Descent {
    /// The problem.
    pub problem: Quadratic,
    /// The start, away from the minimum in every coordinate.
    pub start: Vec<f64>,
}

/// A descent with stiffnesses from 0.1 to 1, so that every method is stable on
/// it at rates below 1, from at least 0.1 away from the minimum.
pub fn descent() -> impl Strategy<Value = Descent> {
    let mode = (0.1..1.0, -2.0..2.0, 0.1..2.0, any::<bool>());
    vec(mode, DIMENSIONS).prop_map(|modes| {
        let stiffness = modes.iter().map(|mode| mode.0).collect();
        let centre: Vec<f64> = modes.iter().map(|mode| mode.1).collect();
        let start = modes.iter().map(|(_, c, offset, below)| if *below { c - offset } else { c + offset }).collect();
        Descent { problem: Quadratic { stiffness, centre }, start }
    })
}

/// Numbers and switches from which any method's hyperparameters are taken.
#[derive(Clone, Debug)]
pub struct Pool {
    numbers: Vec<f64>,
    switches: Vec<bool>,
}

/// More numbers and switches than any method takes; numbers in [0.01, 0.95],
/// where each is allowed as a rate, a momentum, a decay or a weight.
const POOL: usize = 16;

/// A pool of hyperparameters.
pub fn pool() -> impl Strategy<Value = Pool> {
    (vec(0.01..0.95, POOL), vec(any::<bool>(), POOL)).prop_map(|(numbers, switches)| Pool { numbers, switches })
}

impl Pool {
    /// Hyperparameters for `method`.
    ///
    /// # Panics
    /// Where the method takes more than the pool has.
    pub fn draw(&self, method: &Entry) -> Hyperparameters<f64> {
        let (numbers, switches) = (method.description.numbers.len(), method.description.switches.len());
        Hyperparameters { numbers: self.numbers[..numbers].to_vec(), switches: self.switches[..switches].to_vec() }
    }
}

/// A point of the landscape, and a reading of its clock.
#[derive(Clone, Debug)]
pub struct Place {
    /// The point.
    pub point: Vec<f64>,
    /// The clock.
    pub time: u64,
}

/// A place in 1 to 6 dimensions: beyond two, each coordinate has the same
/// neighbours. Points reach 3, six deviations of a start; the clock a whole
/// period of the drift, 2π/0.01.
pub fn place() -> impl Strategy<Value = Place> {
    (vec(-3.0..3.0, 1..=6), 0_u64..=629).prop_map(|(point, time)| Place { point, time })
}

/// The challenging experiment in a small size.
#[derive(Clone, Debug)]
pub struct SmallLandscape {
    seed: u64,
    /// Coordinates.
    pub dimension: usize,
    /// Steps of each contender.
    pub steps: usize,
    noise: f64,
    coded: bool,
    paired: bool,
}

/// Small landscapes: no coordinate and one, no step and one among them.
pub fn small_landscape() -> impl Strategy<Value = SmallLandscape> {
    (any::<u64>(), 0_usize..=4, 0_usize..=6, 0.0..1.0, any::<bool>(), any::<bool>()).prop_map(
        |(seed, dimension, steps, noise, coded, paired)| SmallLandscape {
            seed,
            dimension,
            steps,
            noise,
            coded,
            paired,
        },
    )
}

impl SmallLandscape {
    /// The published contenders in this size.
    pub fn settings(&self) -> challenging::Settings {
        let Self { seed, dimension, steps, noise, coded, paired } = *self;
        let field = if coded { VectorField::Coded } else { VectorField::TrueGradient };
        challenging::Settings { seed, dimension, steps, noise, field, paired, ..challenging::Settings::published() }
    }
}

/// The language experiment in a small size.
#[derive(Clone, Debug)]
pub struct SmallLanguage {
    python: Python,
    /// The sizes.
    pub sizes: Sizes,
    /// Epochs of each contender.
    pub epochs: usize,
    /// Batches in an epoch.
    pub batches: usize,
    paired: bool,
}

fn python() -> impl Strategy<Value = Python> {
    prop_oneof![Just(Python::Two), Just(Python::Three)]
}

/// Small languages: a vocabulary of one, inputs without a token, no epoch and
/// one among them; vocabularies up to 12 leave tokens of the patterns out, and
/// widths up to 9 are on both sides of a tile of eight.
pub fn small_language() -> impl Strategy<Value = SmallLanguage> {
    let sizes = (1_usize..=12, 1_usize..=6, 1_usize..=9, 1_usize..=3);
    (python(), sizes, 0_usize..=3, 1_usize..=3, any::<bool>()).prop_map(
        |(python, (vocabulary, sequence, embedding, batch), epochs, batches, paired)| SmallLanguage {
            python,
            sizes: Sizes { vocabulary, sequence, embedding, batch },
            epochs,
            batches,
            paired,
        },
    )
}

impl SmallLanguage {
    /// The published contenders in this size.
    pub fn settings(&self) -> language::Settings {
        let Self { python, sizes, epochs, batches, paired } = *self;
        language::Settings { sizes, epochs, batches, paired, ..language::Settings::published(python) }
    }
}
