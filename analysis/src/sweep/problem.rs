//! The problems of a sweep: their settings, and how one is run.

mod data;
mod learned;
mod noisy;

use super::axis::Value;
use super::control::Part;
use super::plan::{Arithmetic, ProblemPlan};
use crate::output::{Usage, unknown};
use anyhow::Result;
use learned::Learned;
use noisy::Landscape;
use stable_sgd::ensemble::Summary;
use stable_sgd::method::Hyperparameters;
use stable_sgd::method::registry::Entry;
use stable_sgd::problem::registry as landscapes;
use stable_sgd::scalar::lanes;

/// A problem at one point of its settings.
#[derive(Clone)]
pub enum Setting {
    /// A landscape whose gradients are noisy.
    Noisy(Landscape),
    /// A loss over examples, whose gradients are those of batches.
    Learned(Learned),
}

/// What is measured of the end of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// The distance to the nominal optimum, or to the first rest point that is known.
    pub distance: Option<f64>,
    /// The loss over every example of the training part.
    pub whole_loss: Option<f64>,
    /// The share of the test part whose class is not found.
    pub test_error: Option<f64>,
}

/// What a run differs in from those beside it.
#[derive(Clone, Debug)]
pub struct Run {
    /// The numbers of its method.
    pub hyper: Hyperparameters<f64>,
    /// Its seed.
    pub seed: u64,
    /// What changes its numbers; of the same kinds for all beside it.
    pub control: Vec<Part>,
}

/// The problems that are not registered landscapes.
const OTHERS: [&str; 7] =
    ["challenging", "ill_conditioned", "drifting", "rastrigin", "logistic_regression", "perceptron", "language_exact"];

/// The settings of a problem, each with its default.
pub fn settings(name: &str) -> Result<Vec<(&'static str, Value)>> {
    let number = Value::Number;
    let word = |word: &str| Value::Word(word.to_owned());
    let all = word("all");
    Ok(match name {
        "challenging" => vec![("dimension", number(50.0)), ("noise", number(0.4)), ("field", word("coded"))],
        "ill_conditioned" => {
            vec![
                ("dimension", number(50.0)),
                ("noise", number(0.0)),
                ("condition", number(1000.0)),
                ("scale", number(1.0)),
            ]
        }
        "drifting" => vec![
            ("dimension", number(50.0)),
            ("noise", number(0.0)),
            ("condition", number(10.0)),
            ("scale", number(1.0)),
            ("rate", number(0.01)),
            ("motion", word("walk")),
        ],
        "rastrigin" => vec![("dimension", number(50.0)), ("noise", number(0.0)), ("amplitude", number(1.0))],
        "logistic_regression" => vec![("batch", all), ("penalty", number(0.01))],
        "perceptron" => vec![("batch", number(32.0)), ("hidden", number(16.0))],
        "language_exact" => vec![("batch", number(4.0)), ("vocabulary", number(100.0)), ("embedding", number(32.0))],
        name if landscapes::find(name).is_some() => vec![("noise", number(0.0)), ("spread", number(0.1))],
        name => {
            let registered = landscapes::all();
            let registered = registered.iter().map(|entry| entry.description.name);
            let names: Vec<&str> = OTHERS.into_iter().chain(registered).collect();
            return Err(unknown("problem", name, &names));
        }
    })
}

/// The values of a problem's settings, to be asked for by name.
pub struct Point<'a> {
    name: &'a str,
    values: &'a [(String, Value)],
}

impl Point<'_> {
    fn value(&self, key: &str) -> Result<&Value> {
        let found = self.values.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value).ok_or_else(|| Usage::error(format!("{} needs {key}", self.name)))
    }

    /// A number between two limits.
    fn number(&self, key: &str, least: f64, most: f64) -> Result<f64> {
        let value = self.value(key)?;
        value.number().filter(|x| (least..=most).contains(x)).ok_or_else(|| {
            Usage::error(format!("{}: {key} = {}: expected a number from {least} to {most}", self.name, value.text()))
        })
    }

    /// A whole number from 1.
    fn whole(&self, key: &str, most: f64) -> Result<usize> {
        let x = self.number(key, 1.0, most)?;
        if x.fract() != 0.0 {
            return Err(Usage::error(format!("{}: {key} = {x}: expected a whole number", self.name)));
        }
        Ok(x as usize)
    }

    /// One of some words.
    fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Result<T> {
        let found = self.value(key)?.text();
        words.iter().find(|(word, _)| *word == found).map(|(_, meaning)| *meaning).ok_or_else(|| {
            let words: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
            Usage::error(format!("{}: {key} = {found}: expected {}", self.name, words.join(" or ")))
        })
    }
}

impl Setting {
    /// The problem `name` at a point of its settings.
    ///
    /// # Errors
    /// Names the setting and its limits.
    pub fn at(name: &str, values: &[(String, Value)]) -> Result<Self> {
        let point = Point { name, values };
        match Learned::at(name, &point)? {
            Some(learned) => Ok(Self::Learned(learned)),
            None => Ok(Self::Noisy(Landscape::at(name, &point)?)),
        }
    }

    /// Coordinates.
    pub fn dimension(&self) -> usize {
        match self {
            Self::Noisy(landscape) => landscape.dimension(),
            Self::Learned(learned) => learned.dimension(),
        }
    }

    /// Runs `method` side by side, a trajectory for each of `runs`, which are no more than
    /// [`Self::width`]; their controllers are left as they ended.
    ///
    /// # Errors
    /// Where the method does not take these numbers.
    pub fn run(
        &self,
        arithmetic: Arithmetic,
        method: &Entry,
        runs: &mut [Run],
        steps: u64,
    ) -> Result<Vec<(Summary, Score)>> {
        match self {
            Self::Noisy(landscape) => landscape.run(arithmetic, method, runs, steps),
            Self::Learned(learned) => runs.iter_mut().map(|run| learned.run(method, run, steps)).collect(),
        }
    }

    /// How many runs stand side by side: one where each has batches of its own.
    pub fn width(&self, arithmetic: Arithmetic) -> usize {
        match (self, arithmetic) {
            (Self::Noisy(_), Arithmetic::Fast) => lanes::WIDTH,
            _ => 1,
        }
    }
}

/// Updates of a coordinate in a step of a plan's problem, at the largest of its settings,
/// and the nanoseconds of one on one thread, about: for estimates.
pub fn effort(problem: &ProblemPlan, arithmetic: Arithmetic) -> (f64, f64) {
    let largest = |name: &str, otherwise: f64| {
        let values = problem.axes.iter().filter(|axis| axis.name == name).flat_map(|axis| &axis.values);
        values
            .filter_map(Value::number)
            .fold(None, |most: Option<f64>, x| Some(most.map_or(x, |y| y.max(x))))
            .unwrap_or(otherwise)
    };
    let exact = arithmetic == Arithmetic::Exact;
    match problem.name.as_str() {
        "challenging" => (largest("dimension", 50.0), if exact { 80.0 } else { 20.0 }),
        "rastrigin" => (largest("dimension", 50.0), if exact { 60.0 } else { 15.0 }),
        "ill_conditioned" | "drifting" => (largest("dimension", 50.0), if exact { 150.0 } else { 40.0 }),
        "logistic_regression" => (31.0, 2.0 * largest("batch", 455.0)),
        "perceptron" => (75.0 * largest("hidden", 16.0), 2.0 * largest("batch", 1437.0)),
        "language_exact" => {
            let width = largest("embedding", 32.0);
            (width * (2.0 * largest("vocabulary", 100.0) + 5.0 * width), 40.0 * largest("batch", 40.0))
        }
        name => (landscapes::find(name).map_or(1.0, |entry| entry.dimension as f64), if exact { 200.0 } else { 60.0 }),
    }
}
