//! What changes a method's numbers during a run, as a plan says it.

use stable_sgd::ensemble::control::{
    Adaptation, AdaptiveWeight, Controller, Detector, Disturbance, Switch, Thresholds, WrongControl,
};

/// The controllers of a method, but for their numbers, which stand behind those of the method
/// at each of its points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ControlPlan {
    /// The numbers of the method that differ while a run is calm, with their values then.
    pub calm: Option<Vec<(usize, f64)>>,
    /// The number that adapts.
    pub adapt: Option<usize>,
    /// The number that is disturbed.
    pub disturb: Option<usize>,
}

/// The numbers of a detector, of an adaptation and of a disturbance, in their order; the
/// detector's `low` is a share of its `high`.
pub const DETECT: [&str; 4] = ["detect_window", "detect_calibration", "detect_high", "detect_low"];
/// See [`DETECT`].
pub const ADAPT: [&str; 4] = ["adapt_window", "adapt_threshold", "adapt_least", "adapt_most"];
/// See [`DETECT`].
pub const DISTURB: [&str; 2] = ["disturb_step", "disturb_factor"];

impl ControlPlan {
    /// The names of its numbers.
    pub fn names(&self) -> Vec<&'static str> {
        let all: [(bool, &[&'static str]); 3] =
            [(self.calm.is_some(), &DETECT), (self.adapt.is_some(), &ADAPT), (self.disturb.is_some(), &DISTURB)];
        all.into_iter().filter(|(has, _)| *has).flat_map(|(_, names)| names).copied().collect()
    }

    /// The controllers of a run with these numbers of the method and of its control.
    ///
    /// # Errors
    /// Where a number of the control is outside its limits.
    pub fn build(&self, numbers: &[f64], control: &[f64]) -> Result<Vec<Controller>, WrongControl> {
        let names = self.names();
        let value = |name: &str| names.iter().position(|other| *other == name).map_or(f64::NAN, |i| control[i]);
        let whole = |name: &str| value(name) as usize;
        let mut parts = Vec::new();
        if let Some(calm) = &self.calm {
            let thresholds = Thresholds {
                window: whole("detect_window"),
                calibration: whole("detect_calibration"),
                high: value("detect_high"),
                low: value("detect_low") * value("detect_high"),
            };
            let mut calm_numbers = numbers.to_vec();
            for (number, value) in calm {
                calm_numbers[*number] = *value;
            }
            parts.push(Controller::Switch(Switch::new(Detector::new(thresholds)?, calm_numbers, numbers.to_vec())?));
        }
        if let Some(number) = self.adapt {
            parts.push(Controller::Adapt(AdaptiveWeight::new(Adaptation {
                number,
                window: whole("adapt_window"),
                threshold: value("adapt_threshold"),
                least: value("adapt_least"),
                most: value("adapt_most"),
            })?));
        }
        if let Some(number) = self.disturb {
            parts.push(Controller::Disturb(Disturbance::new(
                number,
                whole("disturb_step") as u64,
                value("disturb_factor"),
            )?));
        }
        Ok(parts)
    }
}
