//! Losses over examples, one run at a time: each has batches of its own.

use super::{Arithmetic, Effort, Row, Run, Score, Task, TaskError};
use crate::ensemble::{Summary, run_controlled};
use crate::method::registry::Entry;
use crate::problem::Point;
use crate::problem::learning::{Batch, Learned, MiniBatch, Taught};
use std::sync::Arc;

/// The row of a problem that learns from examples.
pub(super) fn row<P: Taught>() -> Row {
    let effort = |point: &Point, _| {
        let examples = match point.batch() {
            Batch::All => P::EXAMPLES,
            Batch::Of(count) => count,
        };
        Effort { coordinates: P::coordinates(point), nanoseconds: P::NANOSECONDS * f64::from(examples) }
    };
    Row {
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
    fn run_alone(&self, method: &Entry, run: &mut Run, steps: u64) -> Result<(Summary, Score), TaskError> {
        let Run { hyper, seed, control } = run;
        let mut oracle = MiniBatch::new(self.problem.sum()?, self.batch, *seed)?;
        let (controllers, start) = (std::slice::from_mut(control), self.problem.start(*seed)?);
        let summary = run_controlled::<f64, _>(method, hyper, controllers, &mut oracle, start, steps)?.swap_remove(0);
        let (whole_loss, test_error) = if summary.diverged_at.is_some() {
            // Where there is a test part a run that diverged finds no class of it.
            let origin = vec![0.0; summary.end.len()];
            (f64::INFINITY, self.problem.test_error(&origin)?.map(|_| 1.0))
        } else {
            (oracle.whole(&summary.end), self.problem.test_error(&summary.end)?)
        };
        Ok((summary, Score { whole_loss: Some(whole_loss), test_error, ..Score::default() }))
    }
}

impl<P: Learned> Task for InBatches<P> {
    fn run(
        &self,
        _: Arithmetic,
        method: &Entry,
        runs: &mut [Run],
        steps: u64,
    ) -> Result<Vec<(Summary, Score)>, TaskError> {
        runs.iter_mut().map(|run| self.run_alone(method, run, steps)).collect()
    }

    fn width(&self, _: Arithmetic) -> usize {
        1
    }
}
