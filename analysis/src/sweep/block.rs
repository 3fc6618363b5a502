//! Runs that differ in the numbers of one method and in the seed alone.

use super::plan::{MethodPlan, Plan, Seeds};
use anyhow::Result;
use stable_sgd::method::Hyperparameters;
use stable_sgd::problem::SettingValue;
use stable_sgd::task::{RunSpec, Task};
use std::sync::Arc;

/// Runs of one problem, number of steps and method: they may stand side by side.
#[derive(Clone)]
pub struct Block {
    /// The number of its first run.
    pub first: u64,
    /// How many runs it has.
    pub runs: u64,
    /// The problem's place in the plan.
    pub place: usize,
    /// The values of the problem's settings.
    pub point: Vec<(String, SettingValue)>,
    /// The problem.
    pub problem: Arc<dyn Task>,
    /// Its coordinates.
    pub coordinates: usize,
    /// Steps of each run.
    pub steps: u64,
    /// The method's place in the plan.
    pub method: usize,
}

impl Block {
    /// The block's `run`-th run, the seed varying fastest.
    ///
    /// # Errors
    /// Where its control is none, which reading the plan excludes.
    pub fn run(&self, plan: &Plan, run: u64) -> Result<RunSpec> {
        let Seeds { first, count } = plan.seeds;
        let MethodPlan { points, switches, entry, control, .. } = &plan.methods[self.method];
        let mut numbers = points.at(run / count);
        let of_control = numbers.split_off(entry.description.numbers.len());
        let control = control.build(&numbers, &of_control)?;
        Ok(RunSpec {
            hyper: Hyperparameters { numbers, switches: switches.clone() },
            seed: first + run % count,
            control,
        })
    }
}
