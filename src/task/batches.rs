//! Losses over examples, one run at a time: each has batches of its own.

use super::{Arithmetic, Effort, Registered, RunSpec, Score, StepByStep, Task, TaskError};
use crate::ensemble::{Summary, run_controlled};
use crate::method::Hyperparameters;
use crate::method::registry::Entry;
use crate::problem::Setup;
use crate::problem::learning::{Batch, FiniteSum, Learned, MiniBatch, Taught};
use crate::trajectory;
use std::sync::Arc;

/// The row of a problem that learns from examples.
pub(super) fn row<P: Taught>() -> Registered {
    let effort = |point: &Setup, _| {
        let examples = match point.batch() {
            Batch::All => P::EXAMPLES,
            Batch::Of(count) => count,
        };
        Effort { coordinates: P::coordinates(point), nanoseconds: P::NANOSECONDS * f64::from(examples) }
    };
    Registered {
        description: P::DESCRIPTION,
        settings: P::SETTINGS,
        effort: Arc::new(effort),
        pose: Arc::new(|point| Ok(Arc::new(InBatches { batch: point.batch(), problem: P::posed(point)? }))),
    }
}

/// A loss over examples whose gradients are those of batches.
struct InBatches<P> {
    batch: Batch,
    problem: P,
}

impl<P: Learned> InBatches<P> {
    fn run_alone(&self, method: &Entry, run: &mut RunSpec, steps: u64) -> Result<(Summary, Score), TaskError> {
        let RunSpec { hyper, seed, control } = run;
        let mut oracle = MiniBatch::new(self.problem.sum()?, self.batch, *seed)?;
        let (controllers, start) = (std::slice::from_mut(control), self.problem.start(*seed)?);
        let summary = run_controlled::<f64, _>(method, hyper, controllers, &mut oracle, start, steps)?.swap_remove(0);
        let score = self.score(&mut oracle, &summary.end, summary.diverged_at.is_some())?;
        Ok((summary, score))
    }

    /// What is measured of the end of a run.
    fn score<S: FiniteSum<f64>>(
        &self,
        oracle: &mut MiniBatch<f64, S>,
        end: &[f64],
        diverged: bool,
    ) -> Result<Score, TaskError> {
        let (whole_loss, test_error) = if diverged {
            // Where there is a test part a run that diverged finds no class of it.
            (f64::INFINITY, self.problem.test_error(&vec![0.0; end.len()])?.map(|_| 1.0))
        } else {
            (oracle.whole(end), self.problem.test_error(end)?)
        };
        Ok(Score { whole_loss: Some(whole_loss), test_error, ..Score::default() })
    }
}

impl<P: Learned> Task for InBatches<P> {
    fn run(
        &self,
        _: Arithmetic,
        method: &Entry,
        runs: &mut [RunSpec],
        steps: u64,
    ) -> Result<Vec<(Summary, Score)>, TaskError> {
        runs.iter_mut().map(|run| self.run_alone(method, run, steps)).collect()
    }

    fn width(&self, _: Arithmetic) -> usize {
        1
    }

    fn record(
        &self,
        method: &Entry,
        hyper: &Hyperparameters<f64>,
        seed: u64,
        steps: usize,
        tick: &dyn Fn(),
    ) -> Result<StepByStep, TaskError> {
        let mut oracle = MiniBatch::new(self.problem.sum()?, self.batch, seed)?;
        let start = self.problem.start(seed)?;
        let measure = |_: &[f64]| {
            tick();
            f64::NAN
        };
        let trajectory = trajectory::run(method, hyper, &mut oracle, start.clone(), steps, measure)?;
        let diverged = trajectory.diverged_at().is_some();
        let score = self.score(&mut oracle, &trajectory.end.position, diverged)?;
        Ok(StepByStep::of(trajectory, start, score))
    }
}
