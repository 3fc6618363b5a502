//! Losses over examples, one run at a time: each has batches of its own.

use super::{Point, Run, Score, data};
use crate::output::Usage;
use crate::sweep::axis::Value;
use anyhow::Result;
use stable_sgd::ensemble::{Summary, run_controlled};
use stable_sgd::method::registry::Entry;
use stable_sgd::problem::language::{Patterns, Sizes};
use stable_sgd::problem::learning::{Batch, FiniteSum, LanguageExact, Logistic, MiniBatch, Perceptron};

/// A loss over examples with its settings.
#[derive(Clone, Copy)]
pub struct Learned {
    batch: Batch,
    task: Task,
}

#[derive(Clone, Copy)]
enum Task {
    /// Breast cancer by logistic regression with this penalty.
    Logistic { penalty: f64 },
    /// Digits by a perceptron with so many hidden units.
    Perceptron { hidden: usize },
    /// The paper's language task, its own next tokens learned by all matrices.
    Language { sizes: Sizes },
}

/// The seed of the language task: one for all seeds of starts and batches.
const TASK_SEED: u64 = 0;
/// Tokens of a pattern of the language task, as published.
const SEQUENCE: usize = 20;

impl Learned {
    /// The problem `name` at a point of its settings; `None` where it is none over examples.
    pub fn at(name: &str, point: &Point) -> Result<Option<Self>> {
        let task = match name {
            "logistic_regression" => Task::Logistic { penalty: point.number("penalty", 0.0, 1e6)? },
            "perceptron" => Task::Perceptron { hidden: point.whole("hidden", 10_000.0)? },
            "language_exact" => {
                // The task has tokens up to 94 whatever the vocabulary is.
                let (vocabulary, embedding) =
                    (point.whole("vocabulary", 10_000.0)?, point.whole("embedding", 10_000.0)?);
                Task::Language { sizes: Sizes { vocabulary, sequence: SEQUENCE, embedding, batch: 1 } }
            }
            _ => return Ok(None),
        };
        let batch = match point.value("batch")? {
            Value::Word(word) if word == "all" => Batch::All,
            Value::Word(word) => {
                return Err(Usage::error(format!("{name}: batch = {word}: expected a whole number or \"all\"")));
            }
            Value::Number(_) => Batch::Of(point.whole("batch", 1e9)? as u32),
        };
        Ok(Some(Self { batch, task }))
    }

    /// Coordinates.
    pub fn dimension(&self) -> usize {
        match self.task {
            Task::Logistic { .. } => data::breast_cancer().map_or(1, |split| split.training.columns() + 1),
            Task::Perceptron { hidden } => data::digits().map_or(1, |split| {
                let (columns, classes) = (split.training.columns(), split.training.classes());
                (columns + 1) * hidden + (hidden + 1) * classes
            }),
            Task::Language { sizes: Sizes { vocabulary, embedding, .. } } => {
                embedding * (2 * vocabulary + 5 * embedding)
            }
        }
    }

    /// One run.
    pub fn run(&self, method: &Entry, run: &mut Run, steps: u64) -> Result<(Summary, Score)> {
        match self.task {
            Task::Logistic { penalty } => {
                let split = data::breast_cancer()?;
                let problem = Logistic::new(&split.training, penalty)?;
                let test = Logistic::new(&split.test, penalty)?;
                let start = vec![0.0; problem.dimension()];
                self.descend(problem, start, method, run, steps, |end| Some(1.0 - test.accuracy(end)))
            }
            Task::Perceptron { hidden } => {
                let split = data::digits()?;
                let problem = Perceptron::new(&split.training, hidden)?;
                let start = problem.start(run.seed);
                let mut test = Perceptron::new(&split.test, hidden)?;
                self.descend(problem, start, method, run, steps, |end| Some(1.0 - test.accuracy(end)))
            }
            Task::Language { sizes } => {
                let patterns = Patterns::of_seed(&sizes, TASK_SEED);
                let problem = LanguageExact::new(&sizes, &patterns)?;
                let start = problem.start(run.seed);
                self.descend(problem, start, method, run, steps, |_| None)
            }
        }
    }

    fn descend<P: FiniteSum<f64>>(
        &self,
        problem: P,
        start: Vec<f64>,
        method: &Entry,
        run: &mut Run,
        steps: u64,
        error: impl FnOnce(&[f64]) -> Option<f64>,
    ) -> Result<(Summary, Score)> {
        let Run { hyper, seed, control } = run;
        let mut oracle = MiniBatch::new(problem, self.batch, *seed)?;
        let controllers = std::slice::from_mut(control);
        let summary = run_controlled::<f64, _>(method, hyper, controllers, &mut oracle, start, steps)?.swap_remove(0);
        let score = if summary.diverged_at.is_some() {
            Score {
                whole_loss: Some(f64::INFINITY),
                test_error: error(&vec![0.0; summary.end.len()]).map(|_| 1.0),
                ..Score::default()
            }
        } else {
            Score { whole_loss: Some(oracle.whole(&summary.end)), test_error: error(&summary.end), ..Score::default() }
        };
        Ok((summary, score))
    }
}
