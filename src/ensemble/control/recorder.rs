//! What a controller saw and chose, step by step.

use super::{Control, ControlTrace};
use crate::trajectory::StartError;

/// What is kept of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlRecord {
    /// The step, from 0.
    pub step: u64,
    /// The loss at the point before it.
    pub loss: f64,
    /// The numbers that were chosen for it; a disturbance is not among them.
    pub numbers: Vec<f64>,
    /// Whether they were those of unstable runs, where there is a [`Switch`](super::Switch).
    pub on: Option<bool>,
    /// √(R / R₀) at the loss, where there is a switch and it compared them.
    pub ratio: Option<f64>,
}

/// A controller whose steps are kept. All the controllers of a trajectory stand in it: what
/// stands beside it and changes numbers later is seen one step late.
///
/// A record is kept for each loss that it sees, so none from the step on at which the
/// trajectory diverged.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorder<C> {
    /// The controller.
    pub control: C,
    /// Its steps, in order.
    pub records: Vec<ControlRecord>,
}

impl<C> Recorder<C> {
    /// Keeps the steps of `control`.
    pub fn new(control: C) -> Self {
        Self { control, records: Vec::new() }
    }
}

impl<C: Control> Control for Recorder<C> {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        self.control.begin(chosen)
    }

    fn observe(&mut self, step: u64, loss: f64, chosen: &mut [f64]) {
        let numbers = chosen.to_vec();
        let on = self.control.trace().switch.map(|switched| switched.on);
        self.control.observe(step, loss, chosen);
        let ratio = self.control.trace().switch.and_then(|switched| switched.ratio);
        self.records.push(ControlRecord { step, loss, numbers, on, ratio });
    }

    fn disturb(&self, step: u64, used: &mut [f64]) {
        self.control.disturb(step, used);
    }

    fn trace(&self) -> ControlTrace {
        self.control.trace()
    }
}
