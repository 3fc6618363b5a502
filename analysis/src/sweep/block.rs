//! Runs that differ in the numbers of one method and in the seed alone.

use super::axis::Value;
use super::plan::{MethodPlan, Plan, Seeds};
use super::problem::Setting;
use stable_sgd::method::Hyperparameters;

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
    pub point: Vec<(String, Value)>,
    /// The problem.
    pub problem: Setting,
    /// Steps of each run.
    pub steps: u64,
    /// The method's place in the plan.
    pub method: usize,
}

impl Block {
    /// The numbers and the seed of the block's `run`-th run, the seed varying fastest.
    pub fn run(&self, plan: &Plan, run: u64) -> (Hyperparameters<f64>, u64) {
        let Seeds { first, count } = plan.seeds;
        let MethodPlan { points, switches, .. } = &plan.methods[self.method];
        let hyper = Hyperparameters { numbers: points.at(run / count), switches: switches.clone() };
        (hyper, first + run % count)
    }
}
