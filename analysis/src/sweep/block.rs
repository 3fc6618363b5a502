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
        let method = &plan.methods[self.method];
        (point(method, run / count), first + run % count)
    }
}

/// The method's hyperparameters at a point of its grid, the last number varying fastest.
fn point(method: &MethodPlan, mut point: u64) -> Hyperparameters<f64> {
    let mut numbers: Vec<f64> = Vec::with_capacity(method.numbers.len());
    for values in method.numbers.iter().rev() {
        numbers.push(values[(point % values.len() as u64) as usize]);
        point /= values.len() as u64;
    }
    numbers.reverse();
    Hyperparameters { numbers, switches: method.switches.clone() }
}
