//! A problem of a plan, and the values of its settings.

use super::known;
use crate::output::{Usage, unknown};
use crate::sweep::axis::{Axis, Values};
use crate::sweep::plan::ProblemPlan;
use anyhow::Result;
use serde::Deserialize;
use stable_sgd::problem::{Setting, SettingValue};
use stable_sgd::task::{self, Arithmetic};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// `[[problem]]`.
#[derive(Deserialize)]
#[serde(expecting = "a table")]
pub(super) struct WrittenProblem {
    name: String,
    label: Option<String>,
    #[serde(flatten)]
    settings: BTreeMap<String, Values>,
}

impl WrittenProblem {
    /// The problem, on these numbers.
    pub(super) fn problem(self, arithmetic: Arithmetic) -> Result<ProblemPlan> {
        let Self { name, label, settings } = self;
        let row = task::find(&name).ok_or_else(|| {
            let rows = task::all();
            unknown("problem", &name, &rows.iter().map(|row| row.description.name).collect::<Vec<_>>())
        })?;
        known(&format!("setting of {name}"), &settings, row.settings.iter().map(|setting| setting.name))?;
        let axis = |setting: &Setting| {
            let values = settings.get(setting.name).map_or(Ok(vec![setting.default()]), |values| {
                values.read(&format!("{name}: {}", setting.name), |value| value.setting(row.description.name, setting))
            });
            Ok(Axis { name: setting.name.to_owned(), values: values? })
        };
        let axes = row.settings.iter().map(axis).collect::<Result<Vec<_>>>()?;
        let largest: Vec<_> = axes.iter().map(|axis| (axis.name.clone(), largest(&axis.values))).collect();
        let largest = row.point(&largest).map_err(|error| Usage::error(error.to_string()))?;
        let effort = row.effort(&largest, arithmetic);
        Ok(ProblemPlan { label: label.unwrap_or(name), row, axes, effort })
    }
}

/// The largest number, or the first word.
fn largest(values: &[SettingValue]) -> SettingValue {
    let numbers = values.iter().filter(|value| value.number().is_some());
    let largest = numbers.max_by(|a, b| a.number().partial_cmp(&b.number()).unwrap_or(Ordering::Equal));
    largest.unwrap_or(&values[0]).clone()
}
