//! A problem as a method meets it: at a time that passes, and with noise.

use super::Side;
use crate::method::Oracle;
use crate::problem::Landscape;
use crate::problem::challenging::Challenging;
use crate::random::counter::{Purpose, Stream};
use crate::scalar::Transcendental;
use crate::scalar::lanes::vectors::{Work, on_widest};

/// A problem that may change with time.
pub trait Problem<T> {
    /// How many coordinates there are.
    fn dimension(&self) -> usize;

    /// The loss at `position` when the clock reads `time`, and its gradient.
    fn evaluate(&mut self, time: u64, position: &[T], gradient: &mut [T]) -> T;
}

impl<T: Transcendental> Problem<T> for Challenging<T> {
    fn dimension(&self) -> usize {
        Challenging::dimension(self)
    }

    #[inline(always)]
    fn evaluate(&mut self, time: u64, position: &[T], gradient: &mut [T]) -> T {
        self.set_time(time);
        Challenging::evaluate(self, position, gradient)
    }
}

/// A registered landscape as a problem that does not change.
pub struct Landscaped<'a, T> {
    /// The landscape.
    pub landscape: &'a dyn Landscape<T>,
    /// Its coordinates.
    pub dimension: usize,
}

impl<T> Problem<T> for Landscaped<'_, T> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn evaluate(&mut self, _: u64, position: &[T], gradient: &mut [T]) -> T {
        self.landscape.gradient(position, gradient);
        self.landscape.loss(position)
    }
}

/// Gradients of a problem with uniform noise: g + ((u − ½) · 2) · level, u of the stream of
/// the trajectory's seed, at the number of the evaluation (counted from 1, as the clock is)
/// and the coordinate.
pub struct Noisy<T, P> {
    problem: P,
    streams: Vec<Stream>,
    level: T,
    time: u64,
    loss: Option<T>,
}

impl<T: Side, P: Problem<T>> Noisy<T, P> {
    /// `problem` with noise of `level` (one for each trajectory), a seed a trajectory.
    ///
    /// # Panics
    /// Where there are not as many seeds as trajectories.
    pub fn new(problem: P, level: T, seeds: &[u64]) -> Self {
        assert_eq!(seeds.len(), T::WIDTH, "a seed for each trajectory");
        let streams = seeds.iter().map(|seed| Stream::new(*seed, Purpose::Noise)).collect();
        Self { problem, streams, level, time: 0, loss: None }
    }

    /// The problem below the noise.
    pub fn problem(&self) -> &P {
        &self.problem
    }
}

impl<T: Side + Transcendental, P: Problem<T>> Oracle<T> for Noisy<T, P> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        on_widest(Evaluation { noisy: self, position, gradient });
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}

struct Evaluation<'a, T, P> {
    noisy: &'a mut Noisy<T, P>,
    position: &'a [T],
    gradient: &'a mut [T],
}

impl<T: Side + Transcendental, P: Problem<T>> Work for Evaluation<'_, T, P> {
    type Result = ();

    #[inline(always)]
    fn run(self) {
        let Noisy { problem, streams, level, time, loss } = self.noisy;
        *time += 1;
        *loss = Some(problem.evaluate(*time, self.position, self.gradient));
        for (pair, gradients) in self.gradient.chunks_mut(2).enumerate() {
            for (g, uniform) in gradients.iter_mut().zip(T::uniform(streams, *time, pair as u32)) {
                *g = g.clone() + (uniform - T::ratio(1, 2)) * T::from_integer(2) * &*level;
            }
        }
    }
}

/// A start drawn coordinate by coordinate from N(0, `deviation`²), a seed a trajectory.
pub fn normal_start<T: Side>(dimension: usize, deviation: f64, seeds: &[u64]) -> Vec<T> {
    let streams: Vec<Stream> = seeds.iter().map(|seed| Stream::new(*seed, Purpose::Start)).collect();
    let coordinate = |i: u32| T::gather(|trajectory| deviation * streams[trajectory].normal(0, i));
    (0..dimension as u32).map(coordinate).collect()
}
