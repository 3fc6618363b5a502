//! The seeds of a plan: so many, or as many as a stated power needs.

use super::{known, required, whole};
use crate::output::Usage;
use crate::statistics::t_pairs;
use crate::sweep::plan::Seeds;
use anyhow::{Context, Result};
use toml::{Table, Value as Toml};

/// The most seeds, and the largest first one.
const MOST: f64 = 1e12;

/// Reads seeds: `100`, `{ first = 1000, count = 100 }`, or, with as many pairs as a paired
/// t-test needs, `{ effect = 0.25, power = 0.95, level = 0.01 }` (the effect in standard
/// deviations of the differences).
pub(super) fn seeds(key: &str, found: &Toml) -> Result<Seeds> {
    let Some(table) = found.as_table() else { return Ok(Seeds { first: 0, count: whole(key, found, 1.0, MOST)? }) };
    let first = match table.get("first") {
        None => 0,
        Some(first) => whole(&format!("{key}.first"), first, 0.0, MOST)?,
    };
    if !table.contains_key("effect") {
        known(table, &["first", "count"], &format!("key of {key}"))?;
        return Ok(Seeds { first, count: whole(&format!("{key}.count"), required(table, "count")?, 1.0, MOST)? });
    }
    known(table, &["first", "effect", "power", "level"], &format!("key of {key}"))?;
    let [effect, power, level] = ["effect", "power", "level"].map(|name| share(key, table, name));
    let count = t_pairs(effect?, level?, power?).map_err(|error| Usage::error(format!("{key}: {error}")));
    Ok(Seeds { first, count: count.context("as many as the power needs")? })
}

fn share(key: &str, table: &Table, name: &str) -> Result<f64> {
    let found = required(table, name)?;
    let number = found.as_float().or(found.as_integer().map(|n| n as f64));
    number.ok_or_else(|| Usage::error(format!("{key}.{name} = {found}: expected a number")))
}
