//! The paper's selective activation: other numbers in unstable runs.

use super::{Control, ControlTrace, Detector, WrongControl};
use crate::trajectory::StartError;

/// Sets all numbers of a method by what a [`Detector`] says of the losses:
/// `if detect_instability(loss_history): optimizer = StableSGD() else: optimizer =
/// StandardSGD()`, as the paper's section 5.2 has it.
///
/// A run starts calm, whatever its numbers were. Numbers are set when the run becomes
/// unstable or calm again, and left alone between: another controller may change them there
/// (an adaptive weight starts anew each time).
#[derive(Clone, Debug, PartialEq)]
pub struct Switch {
    detector: Detector,
    calm: Vec<f64>,
    unstable: Vec<f64>,
    switched: SwitchTrace,
}

/// What a [`Switch`] did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SwitchTrace {
    /// Whether the next step has the numbers of unstable runs.
    pub on: bool,
    /// The first step, from 0, that these were chosen for. After the last step of a run it
    /// may be one that is not taken.
    pub first_on: Option<u64>,
    /// How many of the steps whose loss was seen had them.
    pub steps_on: u64,
    /// How often they were switched on.
    pub switches: u64,
    /// √(R / R₀) at the last loss ([`Detector::ratio`]).
    pub ratio: Option<f64>,
}

impl Switch {
    /// The numbers `calm` and `unstable`, as `detector` says.
    ///
    /// # Errors
    /// Where there are not as many of the ones as of the others.
    pub fn new(detector: Detector, calm: Vec<f64>, unstable: Vec<f64>) -> Result<Self, WrongControl> {
        match (calm.len(), unstable.len()) {
            (c, u) if c == u => Ok(Self { detector, calm, unstable, switched: SwitchTrace::default() }),
            (calm, unstable) => Err(WrongControl::Lengths { calm, unstable }),
        }
    }
}

impl Control for Switch {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        let (found, count) = (self.calm.len(), chosen.len());
        if found != count {
            return Err(StartError::OtherNumbers { found, count });
        }
        chosen.copy_from_slice(&self.calm);
        Ok(())
    }

    fn observe(&mut self, step: u64, loss: f64, chosen: &mut [f64]) {
        let SwitchTrace { on, first_on, steps_on, switches, ratio } = &mut self.switched;
        *steps_on += u64::from(*on);
        let unstable = self.detector.observe(loss);
        *ratio = self.detector.ratio();
        if unstable != *on {
            *on = unstable;
            chosen.copy_from_slice(if unstable { &self.unstable } else { &self.calm });
            if unstable {
                *switches += 1;
                first_on.get_or_insert(step + 1);
            }
        }
    }

    fn trace(&self) -> ControlTrace {
        ControlTrace { switch: Some(self.switched), ..ControlTrace::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::control::Thresholds;

    fn detector() -> Detector {
        Detector::new(Thresholds { window: 1, calibration: 3, high: 3.0, low: 2.0 }).expect("thresholds in range")
    }

    /// Roughness 1 at first; then 9 once and 1 again, twice.
    #[test]
    fn numbers_follow_the_detector_and_are_left_alone_between() {
        let mut switch = Switch::new(detector(), vec![1.0, 2.0], vec![3.0, 4.0]).expect("as many of both");
        let mut chosen = [0.0; 2];
        switch.begin(&mut chosen).expect("two numbers");
        assert_eq!(chosen, [1.0, 2.0]);
        chosen[1] = 7.0;
        let mut seen = Vec::new();
        for (step, loss) in [0.0, 1.0, 0.0, 9.0, 18.0, 27.0, 0.0, 0.0].into_iter().enumerate() {
            switch.observe(step as u64, loss, &mut chosen);
            seen.push(chosen);
        }
        let [calm, on] = [[1.0, 2.0], [3.0, 4.0]];
        assert_eq!(seen, [[1.0, 7.0], [1.0, 7.0], [1.0, 7.0], on, calm, calm, on, on]);
        let expected = SwitchTrace { on: true, first_on: Some(4), steps_on: 2, switches: 2, ratio: Some(13.5) };
        assert_eq!(switch.trace().switch, Some(expected));
    }

    #[test]
    fn numbers_of_another_method_are_refused() {
        let wrong = Switch::new(detector(), vec![1.0], vec![1.0, 2.0]);
        assert_eq!(wrong, Err(WrongControl::Lengths { calm: 1, unstable: 2 }));
        let mut switch = Switch::new(detector(), vec![1.0], vec![2.0]).expect("as many of both");
        assert_eq!(switch.begin(&mut [0.0; 3]), Err(StartError::OtherNumbers { found: 1, count: 3 }));
        assert_eq!(switch.begin(&mut [0.0]), Ok(()), "the control");
    }
}
