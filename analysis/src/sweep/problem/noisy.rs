//! Landscapes whose gradients are noisy, one run alone or eight side by side.

use super::{Point, Run, Score};
use crate::sweep::plan::Arithmetic;
use anyhow::Result;
use stable_sgd::energy::distance;
use stable_sgd::ensemble::{
    Landscaped, Noisy, Problem, Side, Summary, normal_start, run, run_controlled, side_by_side,
};
use stable_sgd::method::Hyperparameters;
use stable_sgd::method::registry::{Entry, Number};
use stable_sgd::problem::challenging::{Challenging, Field};
use stable_sgd::problem::function::Number as Landed;
use stable_sgd::problem::learning::{Drift, Drifting, IllConditioned, Motion, Rastrigin, Valley};
use stable_sgd::problem::registry as landscapes;
use stable_sgd::scalar::{Approximate, Lanes, Libm64, Transcendental};
use stable_sgd::trajectory::StartError;

/// A landscape with its settings.
#[derive(Clone)]
pub struct Landscape {
    /// The level of the noise.
    noise: f64,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Challenging { dimension: usize, field: Field },
    IllConditioned(IllConditioned<f64>),
    Drifting(Drifting<f64>),
    Rastrigin { problem: Rastrigin<f64>, amplitude: f64 },
    Registered { entry: Box<landscapes::Entry>, spread: f64 },
}

/// The standard deviation of each coordinate of a start of challenging, as published.
const START_DEVIATION: f64 = 0.5;
/// The most coordinates.
const MOST_COORDINATES: f64 = 1e6;
/// The seed of valleys and walks: one problem for all seeds of starts and noise.
const PROBLEM_SEED: u64 = 0;
/// The radius of a circling optimum.
const RADIUS: f64 = 1.0;

/// A number as one of another type, the same in all places.
fn everywhere<T: Side>(x: f64) -> T {
    T::gather(|_| x)
}

impl Landscape {
    /// The landscape `name` at a point of its settings.
    pub fn at(name: &str, point: &Point) -> Result<Self> {
        let noise = point.number("noise", 0.0, 1e6)?;
        let valley = || {
            let dimension = point.whole("dimension", MOST_COORDINATES)?;
            let (condition, scale) = (point.number("condition", 1.0, 1e12)?, point.number("scale", 1e-12, 1e12)?);
            anyhow::Ok(Valley { dimension, condition, scale, seed: PROBLEM_SEED })
        };
        let kind = match name {
            "challenging" => {
                let field = point.word("field", &[("coded", Field::Coded), ("true", Field::TrueGradient)])?;
                Kind::Challenging { dimension: point.whole("dimension", MOST_COORDINATES)?, field }
            }
            "ill_conditioned" => Kind::IllConditioned(IllConditioned::new(valley()?)?),
            "drifting" => {
                let Valley { dimension, condition, scale, seed } = valley()?;
                let motions = [("walk", Motion::Walk), ("circle", Motion::Circle { radius: RADIUS })];
                let (motion, rate) = (point.word("motion", &motions)?, point.number("rate", 0.0, 1e6)?);
                Kind::Drifting(Drifting::new(Drift { dimension, condition, scale, motion, rate, seed })?)
            }
            "rastrigin" => {
                let amplitude = point.number("amplitude", 0.0, 1e6)?;
                Kind::Rastrigin {
                    problem: Rastrigin::new(point.whole("dimension", MOST_COORDINATES)?, amplitude)?,
                    amplitude,
                }
            }
            name => {
                let registered = landscapes::find(name).map(Box::new);
                let entry = registered.ok_or_else(|| anyhow::anyhow!("no problem is called {name}"))?;
                Kind::Registered { entry, spread: point.number("spread", 0.0, 1e6)? }
            }
        };
        Ok(Self { noise, kind })
    }

    /// Coordinates.
    pub fn dimension(&self) -> usize {
        match &self.kind {
            Kind::Challenging { dimension, .. } => *dimension,
            Kind::IllConditioned(problem) => problem.optimum().len(),
            Kind::Drifting(problem) => problem.centre().len(),
            Kind::Rastrigin { problem, .. } => problem.dimension(),
            Kind::Registered { entry, .. } => entry.dimension,
        }
    }

    /// Runs `method` from the start of each run's seed; see [`super::Setting::run`].
    pub fn run(
        &self,
        arithmetic: Arithmetic,
        method: &Entry,
        runs: &mut [Run],
        steps: u64,
    ) -> Result<Vec<(Summary, Score)>> {
        let summaries = match (arithmetic, &self.kind) {
            (Arithmetic::Fast, _) => self.on::<Lanes>(method, runs, steps)?,
            (Arithmetic::Exact, Kind::Challenging { .. }) if method.description.program => {
                self.challenging::<Libm64>(method, runs, steps)?
            }
            (Arithmetic::Exact, _) => self.on::<f64>(method, runs, steps)?,
        };
        let scored = summaries.into_iter().take(runs.len()).map(|summary| {
            let distance =
                summary.diverged_at.map_or_else(|| self.distance(&summary.end, steps), |_| Some(f64::INFINITY));
            (summary, Score { distance, ..Score::default() })
        });
        Ok(scored.collect())
    }

    /// The distance of the point after `steps` steps to the optimum.
    fn distance(&self, end: &[f64], steps: u64) -> Option<f64> {
        match &self.kind {
            Kind::Challenging { dimension, field } => Some(Challenging::<f64>::new(*dimension, *field).distance(end)),
            Kind::IllConditioned(problem) => Some(distance(end, problem.optimum())),
            Kind::Drifting(problem) => {
                let mut problem = problem.clone();
                problem.set_time(steps);
                Some(distance(end, problem.centre()))
            }
            Kind::Rastrigin { .. } => Some(distance(end, &vec![0.0; end.len()])),
            Kind::Registered { entry, .. } => {
                let rest: Vec<f64> = entry.rest.first()?.iter().map(Approximate::to_f64).collect();
                Some(distance(end, &rest))
            }
        }
    }

    fn on<T: Number + Landed + Side + Transcendental>(
        &self,
        method: &Entry,
        runs: &mut [Run],
        steps: u64,
    ) -> Result<Vec<Summary>> {
        let seeds = seeds::<T>(runs);
        match &self.kind {
            Kind::Challenging { .. } => self.challenging::<T>(method, runs, steps),
            Kind::IllConditioned(problem) => {
                let start = side_by_side(&seeds, |seed| problem.start(seed));
                self.with(problem.map(everywhere::<T>), start, method, runs, steps)
            }
            Kind::Drifting(problem) => {
                let start = side_by_side(&seeds, |seed| problem.start(seed));
                self.with(problem.map(everywhere::<T>), start, method, runs, steps)
            }
            Kind::Rastrigin { problem, amplitude } => {
                let start = side_by_side(&seeds, |seed| problem.start(seed));
                self.with(Rastrigin::new(problem.dimension(), everywhere::<T>(*amplitude))?, start, method, runs, steps)
            }
            Kind::Registered { entry, spread } => {
                let landscape = entry.on::<T>().ok_or(StartError::NumberType(method.description.name))?;
                let moved = normal_start::<T>(entry.dimension, *spread, &seeds);
                let registered = entry.start.position.iter().map(|x| everywhere::<T>(x.to_f64()));
                let start = registered.zip(moved).map(|(x, moved)| x + moved).collect();
                self.with(Landscaped { landscape, dimension: entry.dimension }, start, method, runs, steps)
            }
        }
    }

    fn challenging<T: Number + Side + Transcendental>(
        &self,
        method: &Entry,
        runs: &mut [Run],
        steps: u64,
    ) -> Result<Vec<Summary>> {
        let Kind::Challenging { dimension, field } = self.kind else { anyhow::bail!("not the challenging landscape") };
        let start = normal_start(dimension, START_DEVIATION, &seeds::<T>(runs));
        self.with(Challenging::<T>::new(dimension, field), start, method, runs, steps)
    }

    fn with<T: Number + Side + Transcendental, P: Problem<T>>(
        &self,
        problem: P,
        start: Vec<T>,
        method: &Entry,
        runs: &mut [Run],
        steps: u64,
    ) -> Result<Vec<Summary>> {
        let seeds = seeds::<T>(runs);
        let run_of = |i: usize| &runs[i.min(runs.len() - 1)];
        let at = |i: usize| &run_of(i).hyper;
        let numbers = (0..at(0).numbers.len()).map(|number| T::gather(|i| at(i).numbers[number])).collect();
        let hyper = Hyperparameters { numbers, switches: at(0).switches.clone() };
        let mut oracle = Noisy::new(problem, everywhere::<T>(self.noise), &seeds);
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

/// The seeds of `runs`; the places left over repeat the last.
fn seeds<T: Side>(runs: &[Run]) -> Vec<u64> {
    (0..T::WIDTH).map(|i| runs[i.min(runs.len() - 1)].seed).collect()
}
