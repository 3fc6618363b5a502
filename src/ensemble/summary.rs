//! What is kept of a trajectory whose steps are not.

use super::control::ControlTrace;
use crate::experiment::metrics;
use crate::sample::{mean, variance};
use crate::trajectory::goes_on;

/// How many of the last losses a summary averages.
pub const WINDOW: usize = metrics::WINDOW;

/// What is kept of a trajectory. Losses are those at the points before each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The loss at the start.
    pub first_loss: f64,
    /// The smallest loss.
    pub best_loss: f64,
    /// The step, counted from 0, before which the smallest loss was met.
    pub best_step: u64,
    /// The loss before the last step; infinite where the trajectory diverged.
    pub final_loss: f64,
    /// The mean of the last [`WINDOW`] losses (fewer in a shorter run); infinite where the
    /// trajectory diverged.
    pub mean_loss: f64,
    /// Their population standard deviation.
    pub deviation: f64,
    /// The largest rise from one loss to the next.
    pub largest_rise: f64,
    /// The last point; of no meaning where the trajectory diverged.
    pub end: Vec<f64>,
    /// The sum of the rule's energies over the steps, where it has one.
    pub energy: Option<f64>,
    /// The sum of the penalties over the steps, where the rule has one.
    pub penalty: Option<f64>,
    /// The step, counted from 0, at which loss, energy or point stopped being finite.
    pub diverged_at: Option<u64>,
    /// What the trajectory's controller did until it diverged, where it has one.
    pub control: Option<ControlTrace>,
    steps: u64,
    last: Vec<f64>,
}

impl Summary {
    /// Of a trajectory of `steps` steps, none of which is taken yet.
    pub(super) fn new(steps: u64) -> Self {
        Self {
            first_loss: f64::NAN,
            best_loss: f64::INFINITY,
            best_step: 0,
            final_loss: f64::NAN,
            mean_loss: f64::NAN,
            deviation: f64::NAN,
            largest_rise: f64::NEG_INFINITY,
            end: Vec::new(),
            energy: None,
            penalty: None,
            diverged_at: None,
            control: None,
            steps,
            last: Vec::with_capacity(WINDOW),
        }
    }

    /// Takes one step in; says whether the trajectory goes on.
    #[inline]
    pub(super) fn add(
        &mut self,
        step: u64,
        loss: Option<f64>,
        energy: Option<f64>,
        penalty: Option<f64>,
        finite: bool,
    ) -> bool {
        if self.diverged_at.is_some() {
            return false;
        }
        if !goes_on(loss, energy, finite) {
            self.diverged_at = Some(step);
        }
        if let Some(loss) = loss.filter(|loss| loss.is_finite()) {
            if step == 0 {
                self.first_loss = loss;
            } else {
                self.largest_rise = self.largest_rise.max(loss - self.final_loss);
            }
            if loss < self.best_loss {
                (self.best_loss, self.best_step) = (loss, step);
            }
            if step + WINDOW as u64 >= self.steps {
                self.last.push(loss);
            }
            self.final_loss = loss;
        }
        let add = |sum: Option<f64>, x: Option<f64>| x.map_or(sum, |x| Some(sum.unwrap_or(0.0) + x));
        self.energy = add(self.energy, energy);
        self.penalty = add(self.penalty, penalty);
        self.diverged_at.is_none()
    }

    /// Closes the summary with the last point.
    pub(super) fn close(&mut self, end: Vec<f64>) {
        self.end = end;
        if self.diverged_at.is_some() {
            (self.final_loss, self.mean_loss) = (f64::INFINITY, f64::INFINITY);
        } else {
            self.mean_loss = mean(&self.last);
            self.deviation = variance(&self.last).sqrt();
        }
    }
}
