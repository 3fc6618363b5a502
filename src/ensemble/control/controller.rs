//! A controller of one kind or another.

use super::{AdaptiveWeight, Control, ControlTrace, Disturbance, Recorder, Switch};
use crate::trajectory::StartError;

/// A controller of one kind or another.
#[derive(Clone, Debug, PartialEq)]
pub enum Controller {
    /// A switch between two settings, by a detector of instability.
    Switch(Switch),
    /// A weight that adapts to the variance of the loss.
    Adapt(AdaptiveWeight),
    /// A number multiplied from a step on, to make a run unstable on purpose.
    Disturb(Disturbance),
    /// All the others, with what they saw and chose step by step.
    Record(Recorder<Vec<Controller>>),
}

impl Controller {
    fn inner(&self) -> &dyn Control {
        match self {
            Self::Switch(control) => control,
            Self::Adapt(control) => control,
            Self::Disturb(control) => control,
            Self::Record(control) => control,
        }
    }

    fn inner_mut(&mut self) -> &mut dyn Control {
        match self {
            Self::Switch(control) => control,
            Self::Adapt(control) => control,
            Self::Disturb(control) => control,
            Self::Record(control) => control,
        }
    }
}

impl Control for Controller {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        self.inner_mut().begin(chosen)
    }

    fn observe(&mut self, step: u64, loss: f64, chosen: &mut [f64]) {
        self.inner_mut().observe(step, loss, chosen);
    }

    fn disturb(&self, step: u64, used: &mut [f64]) {
        self.inner().disturb(step, used);
    }

    fn trace(&self) -> ControlTrace {
        self.inner().trace()
    }
}
