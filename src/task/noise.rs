//! Landscapes whose gradients are noisy, one run alone or eight side by side.

use super::{Arithmetic, Effort, Registered, RunSpec, Score, StepByStep, Task, TaskError};
use crate::energy::distance;
use crate::ensemble::{Noisy, Side, Summary, run, run_controlled, side_by_side};
use crate::method::Hyperparameters;
use crate::method::registry::{Entry, Number};
use crate::problem::measured::Spread;
use crate::problem::{Measured, Posed, Real, Setup, registry};
use crate::scalar::{Approximate, Lanes, Libm64, lanes};
use crate::trajectory::{self, StartError};
use std::sync::Arc;

/// The row of a landscape that its settings pose.
pub(super) fn row<P: Posed>() -> Registered {
    Registered {
        description: P::DESCRIPTION,
        settings: P::SETTINGS,
        effort: Arc::new(|point, arithmetic| effort(P::coordinates(point), P::NANOSECONDS, arithmetic)),
        pose: Arc::new(|point| Ok(Arc::new(InNoise::new(point, P::posed(point)?)))),
    }
}

/// The row of a registered landscape.
pub(super) fn registered(entry: registry::Entry) -> Registered {
    let dimension = entry.dimension;
    Registered {
        description: entry.description,
        settings: Spread::SETTINGS,
        effort: Arc::new(move |_, arithmetic| effort(dimension, Spread::NANOSECONDS, arithmetic)),
        pose: Arc::new(move |point| Ok(Arc::new(InNoise::new(point, Spread::posed(entry.clone(), point))))),
    }
}

fn effort(coordinates: usize, [fast, exact]: [f64; 2], arithmetic: Arithmetic) -> Effort {
    Effort { coordinates, nanoseconds: if arithmetic == Arithmetic::Fast { fast } else { exact } }
}

/// A landscape whose gradients have uniform noise.
struct InNoise<P> {
    level: f64,
    problem: P,
}

/// A number as one of another type, the same in all places.
fn everywhere<T: Side>(x: f64) -> T {
    T::gather(|_| x)
}

/// What is measured of the end of a run.
fn score(end: &[f64], optimum: Option<&[f64]>, diverged: bool) -> Score {
    let distance = if diverged { Some(f64::INFINITY) } else { optimum.map(|optimum| distance(end, optimum)) };
    Score { distance, ..Score::default() }
}

impl<P: Measured> InNoise<P> {
    fn new(point: &Setup, problem: P) -> Self {
        Self { level: point.noise(), problem }
    }

    /// Whether it is a published program on its own problem.
    fn is_published(method: &Entry) -> bool {
        P::PUBLISHED && method.description.program
    }

    fn record_on<T: Number + Side + Real + Approximate>(
        &self,
        method: &Entry,
        hyper: &Hyperparameters<f64>,
        seed: u64,
        steps: usize,
        tick: &dyn Fn(),
    ) -> Result<StepByStep, TaskError> {
        let problem = self.problem.on(T::from_f64).ok_or(StartError::NumberType(method.description.name))?;
        let mut oracle = Noisy::new(problem, T::from_f64(self.level), &[seed]);
        let start = self.problem.start(seed);
        let numbers = start.iter().map(|x| T::from_f64(*x)).collect();
        let (mut taken, mut optimum) = (0, self.problem.optimum());
        let measure = |position: &[T]| {
            tick();
            taken += 1;
            let position: Vec<f64> = position.iter().map(Approximate::to_f64).collect();
            optimum(taken).map_or(f64::NAN, |optimum| distance(&position, &optimum))
        };
        let hyper = hyper.map(|x| T::from_f64(*x));
        let trajectory = trajectory::run(method, &hyper, &mut oracle, numbers, steps, measure)?;
        let end: Vec<f64> = trajectory.end.position.iter().map(Approximate::to_f64).collect();
        let optimum = self.problem.optimum()(steps as u64);
        let score = score(&end, optimum.as_deref(), trajectory.diverged_at().is_some());
        Ok(StepByStep::of(trajectory, start, score))
    }

    fn on<T: Number + Side + Real>(
        &self,
        method: &Entry,
        runs: &mut [RunSpec],
        steps: u64,
    ) -> Result<Vec<Summary>, TaskError> {
        // The places left over repeat the last run.
        let run_of = |i: usize| &runs[i.min(runs.len() - 1)];
        let seeds: Vec<u64> = (0..T::WIDTH).map(|i| run_of(i).seed).collect();
        let at = |i: usize| &run_of(i).hyper;
        let numbers = (0..at(0).numbers.len()).map(|number| T::gather(|i| at(i).numbers[number])).collect();
        let hyper = Hyperparameters { numbers, switches: at(0).switches.clone() };
        let start = side_by_side(&seeds, |seed| self.problem.start(seed));
        let problem = self.problem.on(everywhere::<T>).ok_or(StartError::NumberType(method.description.name))?;
        let mut oracle = Noisy::new(problem, everywhere::<T>(self.level), &seeds);
        if run_of(0).control.is_empty() {
            return Ok(run(method, &hyper, &mut oracle, start, steps)?);
        }
        let mut control: Vec<_> = (0..T::WIDTH).map(|i| run_of(i).control.clone()).collect();
        let summaries = run_controlled(method, &hyper, &mut control, &mut oracle, start, steps)?;
        for (run, ended) in runs.iter_mut().zip(control) {
            run.control = ended;
        }
        Ok(summaries)
    }
}

impl<P: Measured> Task for InNoise<P> {
    fn run(
        &self,
        arithmetic: Arithmetic,
        method: &Entry,
        runs: &mut [RunSpec],
        steps: u64,
    ) -> Result<Vec<(Summary, Score)>, TaskError> {
        let summaries = match arithmetic {
            Arithmetic::Fast => self.on::<Lanes>(method, runs, steps)?,
            Arithmetic::Exact if Self::is_published(method) => self.on::<Libm64>(method, runs, steps)?,
            Arithmetic::Exact => self.on::<f64>(method, runs, steps)?,
        };
        let optimum = self.problem.optimum()(steps);
        let scored = summaries.into_iter().take(runs.len()).map(|summary| {
            let score = score(&summary.end, optimum.as_deref(), summary.diverged_at.is_some());
            (summary, score)
        });
        Ok(scored.collect())
    }

    fn width(&self, arithmetic: Arithmetic) -> usize {
        if arithmetic == Arithmetic::Fast { lanes::WIDTH } else { 1 }
    }

    fn record(
        &self,
        method: &Entry,
        hyper: &Hyperparameters<f64>,
        seed: u64,
        steps: usize,
        tick: &dyn Fn(),
    ) -> Result<StepByStep, TaskError> {
        if Self::is_published(method) {
            return self.record_on::<Libm64>(method, hyper, seed, steps, tick);
        }
        self.record_on::<f64>(method, hyper, seed, steps, tick)
    }
}
