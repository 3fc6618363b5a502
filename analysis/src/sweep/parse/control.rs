//! The controllers of a method: `calm` with `detect`, `adapt`, and `disturb`.

use crate::output::{Usage, unknown};
use crate::sweep::axis::Values;
use crate::sweep::control::ControlPlan;
use anyhow::Result;
use serde::Deserialize;
use stable_sgd::method::{NumberSpec, Role};
use std::collections::BTreeMap;

/// `calm`: the numbers that a method has while a run is calm, where they differ.
pub(super) type Calm = BTreeMap<String, Values>;

/// `detect`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Detect {
    window: Values,
    calibration: Values,
    high: Values,
    low: Values,
}

/// `adapt`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Adapt {
    number: String,
    window: Values,
    threshold: Values,
    least: Option<Values>,
    most: Option<Values>,
}

/// `disturb`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Disturb {
    number: String,
    step: Values,
    factor: Values,
}

/// What a method says of its controllers.
pub(super) struct Controls<'w> {
    pub(super) method: &'w str,
    pub(super) calm: Option<&'w Calm>,
    pub(super) detect: Option<&'w Detect>,
    pub(super) adapt: Option<&'w Adapt>,
    pub(super) disturb: Option<&'w Disturb>,
}

impl Controls<'_> {
    /// The controllers, and the values of their numbers, in the order of [`ControlPlan::names`].
    pub(super) fn read(&self, specs: &[NumberSpec]) -> Result<(ControlPlan, Vec<Vec<f64>>)> {
        let method = self.method;
        let number = |name: &str, found: &Values| found.numbers(&format!("{method}.{name}"), Role::Weight);
        let bound = |name, found: &Option<Values>, default| {
            found.as_ref().map_or(Ok(vec![default]), |found| number(name, found))
        };
        let steps = |name: &str, found: &Values| {
            let name = format!("{method}.{name}");
            found.read(&name, |value| value.whole(&name, 0..=1_000_000_000).map(|steps| steps as f64))
        };
        let (mut plan, mut values) = (ControlPlan::default(), Vec::new());
        match (self.calm, self.detect) {
            (None, None) => {}
            (Some(calm), Some(Detect { window, calibration, high, low })) => {
                plan.calm = Some(calm_numbers(method, specs, calm)?);
                values.extend([steps("detect.window", window)?, steps("detect.calibration", calibration)?]);
                values.extend([number("detect.high", high)?, number("detect.low", low)?]);
            }
            _ => return Err(Usage::error(format!("{method}: calm and detect belong together: give both or none"))),
        }
        if let Some(Adapt { number: name, window, threshold, least, most }) = self.adapt {
            plan.adapt = Some(place(method, specs, name)?);
            values.extend([steps("adapt.window", window)?, number("adapt.threshold", threshold)?]);
            values.extend([bound("adapt.least", least, 0.0)?, bound("adapt.most", most, f64::INFINITY)?]);
        }
        if let Some(Disturb { number: name, step, factor }) = self.disturb {
            plan.disturb = Some(place(method, specs, name)?);
            values.extend([steps("disturb.step", step)?, number("disturb.factor", factor)?]);
        }
        Ok((plan, values))
    }
}

/// Where a method has the number of this name.
fn place(method: &str, specs: &[NumberSpec], name: &str) -> Result<usize> {
    let names: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
    let place = names.iter().position(|other| *other == name);
    place.ok_or_else(|| unknown(&format!("number of {method}"), name, &names))
}

/// The places and values of the numbers in `calm`.
fn calm_numbers(method: &str, specs: &[NumberSpec], calm: &Calm) -> Result<Vec<(usize, f64)>> {
    let number = |(name, found): (&String, &Values)| {
        let place = place(method, specs, name)?;
        Ok((place, found.number(&format!("{method}.calm.{name}"), specs[place].role, "expected one number")?))
    };
    calm.iter().map(number).collect()
}
