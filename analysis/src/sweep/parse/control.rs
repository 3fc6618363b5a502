//! The controllers of a method: `calm` with `detect`, `adapt`, and `disturb`.

use super::method::allowed;
use super::{known, required, word};
use crate::output::{Usage, unknown};
use crate::sweep::axis::Axis;
use crate::sweep::control::{ADAPT, ControlPlan, DETECT, DISTURB};
use anyhow::Result;
use stable_sgd::method::NumberSpec;
use toml::{Table, Value as Toml};

/// The keys of a method that say what changes its numbers during a run.
pub(super) const KEYS: [&str; 4] = ["calm", "detect", "adapt", "disturb"];

/// The controllers of a method, and the values of their numbers.
pub(super) fn control(method: &str, table: &Table, specs: &[NumberSpec]) -> Result<(ControlPlan, Vec<Vec<f64>>)> {
    let mut values = Vec::new();
    let calm = match (table.get("calm"), table.get("detect")) {
        (None, None) => None,
        (Some(calm), Some(detect)) => {
            values.extend(numbers(method, "detect", shape(method, "detect", detect)?, &DETECT, &[])?);
            Some(calm_numbers(method, shape(method, "calm", calm)?, specs)?)
        }
        _ => return Err(Usage::error(format!("{method}: calm and detect belong together: give both or none"))),
    };
    let changed = |key: &str| {
        let Some(found) = table.get(key) else { return Ok(None) };
        let inner = shape(method, key, found)?;
        let name = word(inner, "number")?;
        let names: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
        let place = names.iter().position(|other| *other == name);
        anyhow::Ok(Some((place.ok_or_else(|| unknown(&format!("number of {method}"), &name, &names))?, inner)))
    };
    let adapt = changed("adapt")?;
    if let Some((_, inner)) = adapt {
        values.extend(numbers(method, "adapt", inner, &ADAPT, &[("least", 0.0), ("most", f64::INFINITY)])?);
    }
    let disturb = changed("disturb")?;
    if let Some((_, inner)) = disturb {
        values.extend(numbers(method, "disturb", inner, &DISTURB, &[])?);
    }
    let place = |part: Option<(usize, &Table)>| part.map(|(place, _)| place);
    Ok((ControlPlan { calm, adapt: place(adapt), disturb: place(disturb) }, values))
}

fn shape<'a>(method: &str, key: &str, found: &'a Toml) -> Result<&'a Table> {
    found.as_table().ok_or_else(|| Usage::error(format!("{method}.{key} = {found}: expected a table")))
}

/// The numbers that a method has while a run is calm, where they differ.
fn calm_numbers(method: &str, calm: &Table, specs: &[NumberSpec]) -> Result<Vec<(usize, f64)>> {
    known(calm, &specs.iter().map(|spec| spec.name).collect::<Vec<_>>(), &format!("number of {method}"))?;
    let given = specs.iter().enumerate().filter_map(|(place, spec)| Some((place, spec, calm.get(spec.name)?)));
    given
        .map(|(place, spec, found)| match allowed(method, spec, &Axis::parse(spec.name, found)?)?[..] {
            [value] => Ok((place, value)),
            _ => Err(Usage::error(format!("{method}.calm.{} = {found}: expected one number", spec.name))),
        })
        .collect()
}

/// The values of the numbers called `names` but for their beginning, in their order.
fn numbers(
    method: &str,
    key: &str,
    table: &Table,
    names: &[&'static str],
    defaults: &[(&str, f64)],
) -> Result<Vec<Vec<f64>>> {
    let short = |name: &'static str| name.split_once('_').map_or(name, |(_, short)| short);
    let mut keys: Vec<&str> = names.iter().map(|name| short(name)).collect();
    keys.push("number");
    known(table, &keys, &format!("key of {method}.{key}"))?;
    let value = |name: &&'static str| {
        let name = short(name);
        if let (None, Some((_, default))) = (table.get(name), defaults.iter().find(|(other, _)| *other == name)) {
            return Ok(vec![*default]);
        }
        let axis = Axis::parse(&format!("{method}.{key}.{name}"), required(table, name)?)?;
        let number = |value: &stable_sgd::problem::SettingValue| {
            let whole = ["window", "calibration", "step"].contains(&name);
            let fits = |x: &f64| *x >= 0.0 && (!whole || x.fract() == 0.0 && *x <= 1e9);
            value.number().filter(fits).ok_or_else(|| {
                let kind = if whole { "a whole number" } else { "a number" };
                Usage::error(format!("{method}.{key}.{name} = {}: expected {kind} from 0", value.text()))
            })
        };
        axis.values.iter().map(number).collect()
    };
    names.iter().map(value).collect()
}
