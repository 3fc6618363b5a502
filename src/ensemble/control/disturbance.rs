//! Runs that are made unstable on purpose.

use super::{Control, WrongControl, unless_among};
use crate::trajectory::StartError;

/// Multiplies one number by a factor in every step from one on.
///
/// The number is that which the other controllers chose for the step, wherever the
/// disturbance stands among them; they do not see it, and it never multiplies its own
/// product. A second disturbance by the inverse factor ends it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disturbance {
    number: usize,
    step: u64,
    factor: f64,
}

impl Disturbance {
    /// The number at the place `number` among the method's (from 0), times `factor` from step
    /// `step` (from 0) on.
    ///
    /// # Errors
    /// Where the factor is not finite.
    pub fn new(number: usize, step: u64, factor: f64) -> Result<Self, WrongControl> {
        WrongControl::unless(factor.is_finite(), "factor of a disturbance", "a finite number", factor)?;
        Ok(Self { number, step, factor })
    }
}

impl Control for Disturbance {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        unless_among(self.number, chosen)
    }

    fn observe(&mut self, _: u64, _: f64, _: &mut [f64]) {}

    fn disturb(&self, step: u64, used: &mut [f64]) {
        if step >= self.step {
            used[self.number] *= self.factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_multiplied_from_a_step_on() {
        let disturbance = Disturbance::new(1, 3, 8.0).expect("finite");
        let used = |step| {
            let mut numbers = [1.0, 2.0];
            disturbance.disturb(step, &mut numbers);
            numbers
        };
        assert_eq!([0, 2, 3, 4, u64::MAX].map(used), [[1.0, 2.0], [1.0, 2.0], [1.0, 16.0], [1.0, 16.0], [1.0, 16.0]]);
    }

    #[test]
    fn settings_outside_of_their_range_are_refused() {
        for factor in [f64::NAN, f64::INFINITY] {
            assert!(matches!(Disturbance::new(0, 0, factor), Err(WrongControl::Number { .. })));
        }
        let mut disturbance = Disturbance::new(2, 0, 2.0).expect("finite");
        assert_eq!(disturbance.begin(&mut [0.0; 2]), Err(StartError::NoSuchNumber { number: 2, count: 2 }));
        assert_eq!(disturbance.begin(&mut [0.0; 3]), Ok(()), "the control");
    }
}
