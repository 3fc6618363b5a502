//! The problems of a sweep: their settings, and how one is run.

use super::axis::Value;
use super::plan::{Arithmetic, ProblemPlan};
use crate::output::{Usage, unknown};
use anyhow::Result;
use stable_sgd::energy::{distance, squared_norm};
use stable_sgd::ensemble::{Landscaped, Noisy, Side, Summary, normal_start, run};
use stable_sgd::method::Hyperparameters;
use stable_sgd::method::registry::{Entry, Number};
use stable_sgd::problem::challenging::{Challenging, Field};
use stable_sgd::problem::function::Number as Landed;
use stable_sgd::problem::registry as landscapes;
use stable_sgd::scalar::{Approximate, Lanes, Libm64, Transcendental};
use stable_sgd::trajectory::StartError;

/// A problem at one point of its settings.
#[derive(Clone)]
pub enum Setting {
    /// The paper's challenging landscape.
    Challenging {
        /// Coordinates.
        dimension: usize,
        /// Level of the noise.
        noise: f64,
        /// The field that methods follow.
        field: Field,
    },
    /// A registered landscape, from its registered start.
    Landscape {
        /// The landscape.
        entry: Box<landscapes::Entry>,
        /// Level of the noise.
        noise: f64,
        /// The standard deviation of each coordinate of a start about the registered one.
        spread: f64,
    },
}

/// The settings of a problem, each with its default.
pub fn settings(name: &str) -> Result<Vec<(&'static str, Value)>> {
    let word = |word: &str| Value::Word(word.to_owned());
    if name == "challenging" {
        return Ok(vec![("dimension", Value::Number(50.0)), ("noise", Value::Number(0.4)), ("field", word("coded"))]);
    }
    if landscapes::find(name).is_some() {
        return Ok(vec![("noise", Value::Number(0.0)), ("spread", Value::Number(0.1))]);
    }
    let registered = landscapes::all();
    let names: Vec<&str> =
        std::iter::once("challenging").chain(registered.iter().map(|entry| entry.description.name)).collect();
    Err(unknown("problem", name, &names))
}

/// The standard deviation of each coordinate of a start of challenging, as published.
const START_DEVIATION: f64 = 0.5;
/// The most coordinates.
const MOST_COORDINATES: f64 = 1e6;

impl Setting {
    /// The problem `name` at a point of its settings.
    ///
    /// # Errors
    /// Names the setting and its limits.
    pub fn at(name: &str, point: &[(String, Value)]) -> Result<Self> {
        let number = |key: &str, least: f64, most: f64| match point.iter().find(|(name, _)| name == key) {
            Some((_, Value::Number(x))) if (least..=most).contains(x) => Ok(*x),
            Some((_, value)) => {
                Err(Usage::error(format!("{name}: {key} = {}: expected a number from {least} to {most}", value.text())))
            }
            None => Err(Usage::error(format!("{name} needs {key}"))),
        };
        let noise = number("noise", 0.0, 1e6)?;
        if let Some(entry) = landscapes::find(name) {
            return Ok(Self::Landscape { entry: Box::new(entry), noise, spread: number("spread", 0.0, 1e6)? });
        }
        let dimension = number("dimension", 1.0, MOST_COORDINATES)?;
        if dimension.fract() != 0.0 {
            return Err(Usage::error(format!("{name}: dimension = {dimension}: expected a whole number")));
        }
        let field = match point.iter().find(|(name, _)| name == "field").map(|(_, value)| value.text()).as_deref() {
            Some("coded") => Field::Coded,
            Some("true") => Field::TrueGradient,
            other => {
                let found = other.unwrap_or_default();
                return Err(Usage::error(format!("{name}: field = {found}: expected \"coded\" or \"true\"")));
            }
        };
        Ok(Self::Challenging { dimension: dimension as usize, noise, field })
    }

    /// Runs `method` side by side: one trajectory for each of `runs` (its numbers and its
    /// seed), which are no more than there is place for.
    ///
    /// # Errors
    /// Where the method does not take these numbers.
    pub fn run(
        &self,
        arithmetic: Arithmetic,
        method: &Entry,
        runs: &[(Hyperparameters<f64>, u64)],
        steps: u64,
    ) -> Result<Vec<Summary>, StartError> {
        match (self, arithmetic) {
            (Self::Challenging { .. }, Arithmetic::Fast) => self.challenging::<Lanes>(method, runs, steps),
            (Self::Challenging { .. }, Arithmetic::Exact) if method.description.program => {
                self.challenging::<Libm64>(method, runs, steps)
            }
            (Self::Challenging { .. }, Arithmetic::Exact) => self.challenging::<f64>(method, runs, steps),
            (Self::Landscape { .. }, Arithmetic::Fast) => self.landscape::<Lanes>(method, runs, steps),
            (Self::Landscape { .. }, Arithmetic::Exact) => self.landscape::<f64>(method, runs, steps),
        }
    }

    fn challenging<T: Number + Side + Transcendental>(
        &self,
        method: &Entry,
        runs: &[(Hyperparameters<f64>, u64)],
        steps: u64,
    ) -> Result<Vec<Summary>, StartError> {
        let Self::Challenging { dimension, noise, field } = self else { unreachable!("a challenging problem") };
        let (hyper, seeds) = gathered::<T>(runs);
        let problem = Challenging::<T>::new(*dimension, *field);
        let ruler = problem.clone();
        let mut oracle = Noisy::new(problem, T::gather(|_| *noise), &seeds);
        let start = normal_start(*dimension, START_DEVIATION, &seeds);
        run(method, &hyper, &mut oracle, start, steps, |point| ruler.distance(point))
    }

    fn landscape<T: Number + Landed + Side + Transcendental>(
        &self,
        method: &Entry,
        runs: &[(Hyperparameters<f64>, u64)],
        steps: u64,
    ) -> Result<Vec<Summary>, StartError> {
        let Self::Landscape { entry, noise, spread } = self else { unreachable!("a landscape") };
        let (hyper, seeds) = gathered::<T>(runs);
        let landscape = entry.on::<T>().ok_or(StartError::NumberType(method.description.name))?;
        let problem = Landscaped { landscape, dimension: entry.dimension };
        let mut oracle = Noisy::new(problem, T::gather(|_| *noise), &seeds);
        let registered = entry.start.position.iter().map(|x| x.to_f64());
        let moved = normal_start::<T>(entry.dimension, *spread, &seeds);
        let start = registered.zip(moved).map(|(x, moved)| T::gather(|_| x) + moved).collect();
        let rest: Option<Vec<T>> =
            entry.rest.first().map(|point| point.iter().map(|x| T::gather(|_| x.to_f64())).collect());
        let measure = |point: &[T]| match &rest {
            Some(rest) => distance(point, rest),
            None => squared_norm(point).sqrt(),
        };
        run(method, &hyper, &mut oracle, start, steps, measure)
    }
}

/// The numbers and seeds of `runs` side by side; the places left over repeat the last.
fn gathered<T: Side>(runs: &[(Hyperparameters<f64>, u64)]) -> (Hyperparameters<T>, Vec<u64>) {
    let at = |i: usize| &runs[i.min(runs.len() - 1)];
    let (first, _) = at(0);
    let numbers = (0..first.numbers.len()).map(|number| T::gather(|i| at(i).0.numbers[number])).collect();
    let seeds = (0..T::WIDTH).map(|i| at(i).1).collect();
    (Hyperparameters { numbers, switches: first.switches.clone() }, seeds)
}

/// How many runs stand side by side.
pub fn width(arithmetic: Arithmetic) -> usize {
    match arithmetic {
        Arithmetic::Fast => Lanes::WIDTH,
        Arithmetic::Exact => 1,
    }
}

/// Coordinates of a problem.
pub fn dimension(problem: &Setting) -> usize {
    match problem {
        Setting::Challenging { dimension, .. } => *dimension,
        Setting::Landscape { entry, .. } => entry.dimension,
    }
}

/// The most coordinates of a plan's problem.
pub fn largest_dimension(problem: &ProblemPlan) -> usize {
    let numbers = problem.axes.iter().filter(|axis| axis.name == "dimension").flat_map(|axis| &axis.values);
    let largest = numbers.filter_map(|value| value.number().map(|x| x as usize)).max();
    largest.or_else(|| landscapes::find(&problem.name).map(|entry| entry.dimension)).unwrap_or(1)
}

/// Nanoseconds of an update of a coordinate on one thread, about: for estimates.
pub fn nanoseconds(problem: &ProblemPlan, arithmetic: Arithmetic) -> f64 {
    match (problem.name.as_str(), arithmetic) {
        ("challenging", Arithmetic::Fast) => 20.0,
        ("challenging", Arithmetic::Exact) => 80.0,
        (_, Arithmetic::Fast) => 60.0,
        (_, Arithmetic::Exact) => 200.0,
    }
}
