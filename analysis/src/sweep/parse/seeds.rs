//! The seeds of a plan: so many, or as many as a stated power needs.

use super::refused;
use crate::literal::Literal;
use crate::output::Usage;
use crate::statistics::t_pairs;
use crate::sweep::plan::Seeds;
use anyhow::{Context, Result};
use serde::Deserialize;
use stable_sgd::method::Role;
use toml::Table;

/// The most seeds, and the largest first one.
const MOST: u64 = 1_000_000_000_000;

/// `100`, or a table as [`Drawn`] reads it.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a whole number, { first, count } or { first, effect, power, level }")]
pub(super) enum WrittenSeeds {
    Count(Literal),
    Drawn(Table),
}

/// `{ first = 1000, count = 100 }`, or, with as many pairs as a paired t-test needs,
/// `{ effect = 0.25, power = 0.95, level = 0.01 }` (the effect in standard deviations of the
/// differences).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drawn {
    first: Option<Literal>,
    count: Option<Literal>,
    effect: Option<Literal>,
    power: Option<Literal>,
    level: Option<Literal>,
}

impl WrittenSeeds {
    /// The seeds that stand under `key`.
    pub(super) fn seeds(self, key: &str) -> Result<Seeds> {
        let table = match self {
            Self::Count(count) => return Ok(Seeds { first: 0, count: count.whole(key, 1..=MOST)? }),
            Self::Drawn(table) => table,
        };
        let drawn: Drawn = table.try_into().map_err(|error| refused("", &error)).context(key.to_owned())?;
        let number = |name: &str, found: &Literal| found.number(&format!("{key}.{name}"), Role::Coefficient);
        let first = drawn.first.map_or(Ok(0), |first| first.whole(&format!("{key}.first"), 0..=MOST))?;
        let count = match (&drawn.count, &drawn.effect, &drawn.power, &drawn.level) {
            (Some(count), None, None, None) => count.whole(&format!("{key}.count"), 1..=MOST)?,
            (None, Some(effect), Some(power), Some(level)) => {
                t_pairs(number("effect", effect)?, number("level", level)?, number("power", power)?)
                    .map_err(|error| Usage::error(format!("{key}: as many as the power needs: {error}")))?
            }
            _ => return Err(Usage::error(format!("{key}: expected count, or else effect, power and level together"))),
        };
        Ok(Seeds { first, count })
    }
}
