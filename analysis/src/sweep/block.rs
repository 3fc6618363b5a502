//! Runs that differ in the numbers of one method and in the seed alone.

use stable_sgd::problem::SettingValue;
use stable_sgd::task::Task;
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
