//! The quick version of a plan: fewer seeds, steps, points and trials.

use super::{known, whole};
use crate::output::Usage;
use anyhow::Result;
use toml::{Table, Value as Toml};

/// The plan as its `[quick]` has it: `seeds`, `judge` and `steps` in the place of the plan's, no range
/// with more than `points`, no method with more than `trials`. `None` where it has none.
pub(super) fn reduced(whole_plan: &Table) -> Result<Option<Table>> {
    let quick = match whole_plan.get("quick") {
        None => return Ok(None),
        Some(Toml::Table(quick)) => quick,
        Some(found) => return Err(Usage::error(format!("quick = {found}: expected a table"))),
    };
    known(quick, &["seeds", "judge", "steps", "points", "trials"], "key of [quick]")?;
    let mut plan = whole_plan.clone();
    plan.remove("quick");
    for key in ["seeds", "judge", "steps"] {
        if let Some(value) = quick.get(key) {
            plan.insert(key.to_owned(), value.clone());
        }
    }
    for (key, least) in [("points", 2.0), ("trials", 1.0)] {
        if let Some(found) = quick.get(key) {
            let most = whole(&format!("quick.{key}"), found, least, 1e6)? as i64;
            plan.iter_mut().for_each(|(_, value)| limit(value, key, most));
        }
    }
    Ok(Some(plan))
}

/// Every whole number called `key` in `value`, `most` at most.
fn limit(value: &mut Toml, key: &str, most: i64) {
    match value {
        Toml::Array(values) => values.iter_mut().for_each(|value| limit(value, key, most)),
        Toml::Table(table) => {
            for (name, value) in table.iter_mut() {
                match value {
                    Toml::Integer(n) if name == key => *n = most.min(*n),
                    value => limit(value, key, most),
                }
            }
        }
        _ => {}
    }
}
