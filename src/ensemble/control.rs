//! Controllers: what changes the numbers of a method between two steps, by what was seen
//! of the run.
//!
//! - [`AdaptiveWeight`]: the paper's section 5.1, a weight that follows the variance of the
//!   losses
//! - [`Switch`]: the paper's section 5.2, other numbers where a [`Detector`] finds the
//!   losses unstable. [`StableSgdTerms`](crate::method::StableSgdTerms) has momentum SGD and
//!   StableSGD as corners, so that another optimizer is other numbers; velocity and
//!   memories stay
//! - [`Disturbance`]: makes a run unstable on purpose
//! - [`Recorder`]: keeps what another saw and chose, step by step
//!
//! Several make one: a pair, a `Vec<Box<dyn Control>>` or a `Vec<`[`Controller`]`>`, applied in order. A controller's
//! arithmetic is plain `f64`, whatever the numbers of the run, and it belongs to one
//! trajectory of one run: clone it before, to use it again.

mod controller;
mod detector;
mod disturbance;
mod recent;
mod recorder;
mod switch;
#[cfg(test)]
mod tests;
mod weight;

pub use controller::Controller;
pub use detector::{Detector, Thresholds, roughness};
pub use disturbance::Disturbance;
pub use recorder::{ControlRecord, Recorder};
pub use switch::{Switch, SwitchTrace};
pub use weight::{Adaptation, AdaptiveWeight, Weighed};

use crate::trajectory::StartError;

/// What changes the numbers of a method between two steps.
///
/// Numbers are kept twice. Those that controllers *chose* stay from step to step, and are
/// what [`observe`](Self::observe) is given; those that a step *uses* are a copy, which
/// [`disturb`](Self::disturb) changes for that step alone and no controller sees.
///
/// # Examples
/// A learning rate that is halved after step 99:
/// ```
/// use stable_sgd::ensemble::control::Control;
/// struct Halved;
/// impl Control for Halved {
///     fn observe(&mut self, step: u64, _: f64, chosen: &mut [f64]) {
///         if step == 99 {
///             chosen[0] /= 2.0;
///         }
///     }
/// }
/// ```
pub trait Control {
    /// Is given the numbers of the run before its first step, and may change them.
    ///
    /// # Errors
    /// Where the controller is made for a method of other numbers.
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        let _ = chosen;
        Ok(())
    }

    /// Sees the loss at the point before step `step` (from 0), which was just taken, and may
    /// change the numbers for the steps that follow.
    fn observe(&mut self, step: u64, loss: f64, chosen: &mut [f64]);

    /// Changes the numbers that step `step` uses, and nothing beside.
    fn disturb(&self, step: u64, used: &mut [f64]) {
        let _ = (step, used);
    }

    /// What it did so far.
    fn trace(&self) -> ControlTrace {
        ControlTrace::default()
    }
}

/// What controllers did in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ControlTrace {
    /// What a [`Switch`] did; the first where there are several.
    pub switch: Option<SwitchTrace>,
    /// What an [`AdaptiveWeight`] did; the first where there are several.
    pub weight: Option<Weighed>,
}

impl ControlTrace {
    /// This, and what only `other` has.
    fn or(self, other: Self) -> Self {
        Self { switch: self.switch.or(other.switch), weight: self.weight.or(other.weight) }
    }
}

impl<C: Control + ?Sized> Control for Box<C> {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        (**self).begin(chosen)
    }

    fn observe(&mut self, step: u64, loss: f64, chosen: &mut [f64]) {
        (**self).observe(step, loss, chosen);
    }

    fn disturb(&self, step: u64, used: &mut [f64]) {
        (**self).disturb(step, used);
    }

    fn trace(&self) -> ControlTrace {
        (**self).trace()
    }
}

/// One after the other, in order.
impl<C: Control> Control for Vec<C> {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        self.iter_mut().try_for_each(|control| control.begin(chosen))
    }

    fn observe(&mut self, step: u64, loss: f64, chosen: &mut [f64]) {
        self.iter_mut().for_each(|control| control.observe(step, loss, chosen));
    }

    fn disturb(&self, step: u64, used: &mut [f64]) {
        self.iter().for_each(|control| control.disturb(step, used));
    }

    fn trace(&self) -> ControlTrace {
        self.iter().fold(ControlTrace::default(), |trace, control| trace.or(control.trace()))
    }
}

/// The first, then the second.
impl<A: Control, B: Control> Control for (A, B) {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        self.0.begin(chosen)?;
        self.1.begin(chosen)
    }

    fn observe(&mut self, step: u64, loss: f64, chosen: &mut [f64]) {
        self.0.observe(step, loss, chosen);
        self.1.observe(step, loss, chosen);
    }

    fn disturb(&self, step: u64, used: &mut [f64]) {
        self.0.disturb(step, used);
        self.1.disturb(step, used);
    }

    fn trace(&self) -> ControlTrace {
        self.0.trace().or(self.1.trace())
    }
}

/// Why a controller cannot be set as it was asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WrongControl {
    /// A number of losses is too small.
    #[error("expected at least {expected} losses for the {name}, found {found}: choose more")]
    TooFew {
        /// What they are for.
        name: &'static str,
        /// How many it takes.
        expected: usize,
        /// How many there were to be.
        found: usize,
    },
    /// A number is outside of its range.
    #[error("expected {expected} for the {name}, found {found}: choose another")]
    Number {
        /// What the number is.
        name: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it was.
        found: f64,
    },
    /// The numbers of a switch are of two methods.
    #[error("expected as many numbers for unstable runs as for calm ones, {calm}, found {unstable}")]
    Lengths {
        /// How many for calm runs.
        calm: usize,
        /// How many for unstable ones.
        unstable: usize,
    },
}

impl WrongControl {
    /// Refuses fewer than `expected` losses.
    fn unless_many(name: &'static str, expected: usize, found: usize) -> Result<(), Self> {
        if found >= expected { Ok(()) } else { Err(Self::TooFew { name, expected, found }) }
    }

    /// Refuses a number that is not as `expected`.
    fn unless(holds: bool, name: &'static str, expected: &'static str, found: f64) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::Number { name, expected, found }) }
    }
}

/// Refuses the place of a number that is not among `numbers`.
fn unless_among(number: usize, numbers: &[f64]) -> Result<(), StartError> {
    let count = numbers.len();
    if number < count { Ok(()) } else { Err(StartError::NoSuchNumber { number, count }) }
}
