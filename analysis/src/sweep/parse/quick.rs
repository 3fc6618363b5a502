//! The quick version of a plan: fewer seeds, steps, points and trials.

use crate::literal::Literal;
use anyhow::Result;
use serde::Deserialize;
use toml::{Table, Value as Toml};

/// `[quick]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct WrittenQuick {
    seeds: Option<Toml>,
    judge: Option<Toml>,
    steps: Option<Toml>,
    points: Option<Literal>,
    trials: Option<Literal>,
}

impl WrittenQuick {
    /// The plan with `seeds`, `judge` and `steps` of here in the place of its own, no range with
    /// more than `points`, and no method with more than `trials`.
    pub(super) fn reduced(&self, mut plan: Table) -> Result<Table> {
        plan.remove("quick");
        for (key, value) in [("seeds", &self.seeds), ("judge", &self.judge), ("steps", &self.steps)] {
            plan.extend(value.iter().map(|value| (key.to_owned(), value.clone())));
        }
        for (key, value, least) in [("points", &self.points, 2), ("trials", &self.trials, 1)] {
            if let Some(value) = value {
                let most = value.whole(&format!("quick.{key}"), least..=1_000_000)? as i64;
                plan.iter_mut().for_each(|(_, value)| limit(value, key, most));
            }
        }
        Ok(plan)
    }
}

/// Every whole number called `key` in `value`, `most` at most.
fn limit(value: &mut Toml, key: &str, most: i64) {
    match value {
        Toml::Array(values) => values.iter_mut().for_each(|value| limit(value, key, most)),
        Toml::Table(table) => {
            for (name, value) in table.iter_mut() {
                match value {
                    Toml::Integer(n) if name == key => *n = most.min(*n),
                    Toml::Float(x) if name == key && *x > most as f64 => *x = most as f64,
                    value => limit(value, key, most),
                }
            }
        }
        _ => {}
    }
}
