//! Tasks: every problem on which methods are run and measured, a row each.
//!
//! A task is a problem at one point of its settings as a method meets it: a landscape whose
//! gradients are noisy ([`Measured`](crate::problem::Measured)), or a loss over examples whose gradients are those of
//! batches ([`Learned`](crate::problem::learning::Learned)). A new problem is one file, with
//! its settings, start and optimum, and one line of [`all`]; a registered landscape is a task by
//! its line in [`registry`].
//!
//! # Examples
//! Two runs of momentum SGD on Rastrigin's egg box, that differ in the seed:
//! ```
//! use stable_sgd::method::registry;
//! use stable_sgd::problem::SettingValue;
//! use stable_sgd::task::{self, Arithmetic, RunSpec};
//! let row = task::find("rastrigin").expect("a task");
//! let problem = row.at(&row.point(&[("dimension".to_owned(), SettingValue::Number(3.0))])?)?;
//! let sgd = registry::find("sgd").expect("registered");
//! let mut runs = [1, 2].map(|seed| RunSpec { hyper: sgd.description.defaults(), seed, control: Vec::new() });
//! let found = problem.run(Arithmetic::Fast, &sgd, &mut runs, 50)?;
//! assert!(found.iter().all(|(summary, score)| summary.diverged_at.is_none() && score.distance.is_some()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batches;
mod noise;

use crate::ensemble::Summary;
use crate::ensemble::control::Controller;
use crate::method::Hyperparameters;
use crate::method::registry::Entry;
use crate::problem::challenging::Challenging;
use crate::problem::learning::{
    BreastCancer, Digits, Drifting, IllConditioned, LanguageTask, Rastrigin, WrongBatch, WrongProblem,
};
use crate::problem::{ProblemDescription, Setting, SettingValue, Setup, WrongSetting, registry};
use crate::scalar::Approximate;
use crate::trajectory::{Record, StartError, Trajectory};
use std::sync::Arc;

/// Every task, the paper's landscape first.
pub fn all() -> Vec<Registered> {
    let mut rows = vec![
        noise::row::<Challenging<f64>>(),
        noise::row::<IllConditioned<f64>>(),
        noise::row::<Drifting<f64>>(),
        noise::row::<Rastrigin<f64>>(),
        batches::row::<BreastCancer>(),
        batches::row::<Digits>(),
        batches::row::<LanguageTask>(),
    ];
    rows.extend(registry::all().into_iter().map(noise::registered));
    rows
}

/// The task of this name.
pub fn find(name: &str) -> Option<Registered> {
    all().into_iter().find(|row| row.description.name == name)
}

/// On which numbers trajectories run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// Eight side by side ([`Lanes`](crate::scalar::Lanes)): exp, sin and cos have the
    /// same bits on every processor.
    Fast,
    /// One at a time, with the C library's functions and the published programs' squares.
    Exact,
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
pub struct RunSpec {
    /// The numbers of its method.
    pub hyper: Hyperparameters<f64>,
    /// Its seed.
    pub seed: u64,
    /// What changes its numbers; of the same kinds for all beside it.
    pub control: Vec<Controller>,
}

/// What a step costs, about, on one thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Updates of a coordinate.
    pub coordinates: usize,
    /// Nanoseconds of one.
    pub nanoseconds: f64,
}

/// Why runs were not made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TaskError {
    /// The method does not take these numbers, or does not run on them.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The problem is none.
    #[error(transparent)]
    Problem(#[from] WrongProblem),
    /// There are no batches.
    #[error(transparent)]
    Batch(#[from] WrongBatch),
}

/// A problem at a point of its settings, as a method meets it.
pub trait Task: Send + Sync {
    /// Runs `method` side by side, a trajectory for each of `runs`, which are no more than
    /// [`Self::width`]; their controllers are left as they ended.
    ///
    /// # Errors
    /// Where the method does not take these numbers.
    fn run(
        &self,
        arithmetic: Arithmetic,
        method: &Entry,
        runs: &mut [RunSpec],
        steps: u64,
    ) -> Result<Vec<(Summary, Score)>, TaskError>;

    /// How many runs stand side by side.
    fn width(&self, arithmetic: Arithmetic) -> usize;

    /// One run with every step, alone ([`Arithmetic::Exact`]): the same steps as those of
    /// [`run`](Self::run). `tick` is told of each.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    fn record(
        &self,
        method: &Entry,
        hyper: &Hyperparameters<f64>,
        seed: u64,
        steps: usize,
        tick: &dyn Fn(),
    ) -> Result<StepByStep, TaskError>;
}

/// A run with every step.
#[derive(Clone, Debug)]
pub struct StepByStep {
    /// A record a step; its measure is the distance to the optimum after the step, NaN where none
    /// is known.
    pub records: Vec<Record>,
    /// The point that it started from.
    pub start: Vec<f64>,
    /// The point that it ended at.
    pub end: Vec<f64>,
    /// The step, counted from 0, at which it diverged.
    pub diverged_at: Option<usize>,
    /// What is measured of its end.
    pub score: Score,
}

impl StepByStep {
    fn of<T: Approximate>(trajectory: Trajectory<T>, start: Vec<f64>, score: Score) -> Self {
        let end = trajectory.end.position.iter().map(Approximate::to_f64).collect();
        let diverged_at = trajectory.diverged_at();
        Self { records: trajectory.records, start, end, diverged_at, score }
    }
}

/// What makes a problem of a point of its settings.
type Pose = dyn Fn(&Setup) -> Result<Arc<dyn Task>, WrongProblem> + Send + Sync;

/// What a step costs at a point of the settings.
type Estimate = dyn Fn(&Setup, Arithmetic) -> Effort + Send + Sync;

/// A problem with its settings.
#[derive(Clone)]
pub struct Registered {
    /// What it is, in words.
    pub description: ProblemDescription,
    /// Its settings, in the order of a table's columns.
    pub settings: &'static [Setting],
    effort: Arc<Estimate>,
    pose: Arc<Pose>,
}

impl Registered {
    /// A value for each setting: the given ones by name, and the defaults.
    ///
    /// # Errors
    /// Where a setting does not take its value.
    pub fn point(&self, values: &[(String, SettingValue)]) -> Result<Setup, WrongSetting> {
        Setup::of(self.description.name, self.settings, values)
    }

    /// The problem at a point of its settings.
    ///
    /// # Errors
    /// Where there is none.
    pub fn at(&self, point: &Setup) -> Result<Arc<dyn Task>, WrongProblem> {
        (self.pose)(point)
    }

    /// What a step costs at a point of its settings.
    pub fn effort(&self, point: &Setup, arithmetic: Arithmetic) -> Effort {
        (self.effort)(point, arithmetic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry::find as method;
    use crate::problem::language;

    #[test]
    fn names_are_apart_and_found() {
        let rows = all();
        let names: Vec<&str> =
            rows.iter().map(|row| row.description.name).chain([language::DESCRIPTION.name]).collect();
        assert!(names.iter().enumerate().all(|(i, name)| !names[..i].contains(name)), "{names:?}");
        assert!(rows.iter().all(|row| find(row.description.name).is_some()) && find("chalenging").is_none());
    }

    /// Its defaults are values of its settings, and its layout has as many coordinates as a run.
    #[test]
    fn every_task_runs_at_its_defaults() {
        let sgd = method("sgd").expect("registered");
        for row in all() {
            let name = row.description.name;
            let point = row.point(&[]).expect(name);
            let run = RunSpec { hyper: sgd.description.defaults(), seed: 3, control: Vec::new() };
            for arithmetic in [Arithmetic::Fast, Arithmetic::Exact] {
                let task = row.at(&point).expect(name);
                let (summary, _) = task.run(arithmetic, &sgd, &mut [run.clone()], 1).expect(name).pop().expect("a run");
                let Effort { coordinates, nanoseconds } = row.effort(&point, arithmetic);
                assert_eq!(summary.end.len(), coordinates, "{name}");
                assert!(nanoseconds > 0.0 && task.width(arithmetic) >= 1, "{name}");
            }
        }
    }

    /// A run with every step is the run of a sweep, whose summary has its losses.
    #[test]
    fn a_recorded_run_is_that_of_a_sweep() {
        let mut without_chance = Vec::new();
        for (row, name) in all().iter().flat_map(|row| ["sgd", "published_challenging"].map(|name| (row, name))) {
            let method = method(name).expect("registered");
            let hyper = method.description.defaults();
            let task = row.at(&row.point(&[]).expect("defaults")).expect("a problem");
            let run = |seed| RunSpec { hyper: hyper.clone(), seed, control: Vec::new() };
            let of = |seed| task.run(Arithmetic::Exact, &method, &mut [run(seed)], 5).expect("runs").remove(0);
            let recorded = task.record(&method, &hyper, 7, 5, &|| {}).expect("runs");
            let (summary, score) = of(7);
            let problem = row.description.name;
            assert_eq!((&recorded.end, recorded.score), (&summary.end, score), "{problem}, {name}");
            assert_eq!(recorded.records.last().and_then(|record| record.loss), Some(summary.final_loss), "{problem}");
            if of(8).0.end == summary.end {
                without_chance.push(problem);
            }
        }
        // The control: another seed is another run, but where a run starts at 0 and sees every example.
        assert_eq!(without_chance, ["logistic_regression"; 2]);
    }

    /// Examples that an estimate counts are those of the training part.
    #[test]
    fn examples_are_counted() {
        fn counted<P: crate::problem::learning::Taught>() {
            use crate::problem::learning::FiniteSum;
            let name = P::DESCRIPTION.name;
            let point = Setup::of(name, P::SETTINGS, &[]).expect(name);
            assert_eq!(P::posed(&point).expect(name).sum().expect(name).examples(), P::EXAMPLES as usize, "{name}");
        }
        counted::<BreastCancer>();
        counted::<Digits>();
        counted::<LanguageTask>();
    }

    #[test]
    fn a_value_that_is_none_names_problem_setting_and_limits() {
        let refused = |problem: &str, setting: &str, value: SettingValue| {
            let row = find(problem).expect("a task");
            row.point(&[(setting.to_owned(), value)]).expect_err(setting).to_string()
        };
        let number = SettingValue::Number;
        assert_eq!(
            refused("challenging", "field", number(1.0)),
            "challenging: field = 1.0: expected \"coded\" or \"true\""
        );
        assert!(refused("rosenbrock", "noise", number(f64::NAN)).contains("noise = NaN: expected a number from 0"));
        assert!(refused("perceptron", "hidden", number(2.5)).contains("expected a whole number"));
        assert!(refused("perceptron", "batch", SettingValue::Word("half".to_owned())).contains("or \"all\""));
        assert!(refused("drifting", "condition", number(0.5)).contains("expected a number from 1 to"));
    }
}
