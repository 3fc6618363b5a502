//! Sweeps: a plan in, a row a run out.
//!
//! A [`Plan`] spans problems, methods, grids of their numbers, and seeds. Its runs are
//! numbered, and cut into chunks whose bounds are a function of the plan alone: so a chunk
//! has the same bytes whichever thread, shard or second attempt computes it, and the merged
//! table has those of one process that was never interrupted.

mod axis;
mod block;
pub mod control;
mod engine;
#[cfg(feature = "tables")]
mod folder;
#[cfg(feature = "tables")]
mod merge;
mod parse;
mod plan;
mod points;
mod results;
#[cfg(feature = "tables")]
mod run;
#[cfg(feature = "tables")]
pub mod slurm;

pub use axis::Axis;
pub use engine::rows;
#[cfg(feature = "tables")]
pub use merge::merge;
pub use plan::{MethodPlan, Plan, ProblemPlan, Scale, Seeds};
pub use points::Points;
pub use results::{Cell, Results};
#[cfg(feature = "tables")]
pub use run::{Options, run};

use crate::output::Usage;
use crate::rule;
use anyhow::{Context, Result};
use stable_sgd::data::PLANS;
use std::path::Path;
use std::str::FromStr;

/// The part of a sweep that a process computes: every N-th chunk, from the I-th on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// I, from 0 to N − 1.
    pub index: u64,
    /// N.
    pub count: u64,
}

impl Shard {
    /// The whole sweep.
    pub const WHOLE: Self = Self { index: 0, count: 1 };
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        match parsed {
            Some((index, count)) if index < count => Ok(Self { index, count }),
            _ => Err(format!("expected I/N with whole numbers 0 ≤ I < N, 0/8 for the first of eight, found {text}")),
        }
    }
}

/// The committed plan `name`, or else the plan in the file of that name, on a scale.
///
/// # Errors
/// Where there is no such file, or it is no plan; names the key and the remedy.
pub fn load(name: &str, scale: Scale) -> Result<Plan> {
    if let Some((_, text)) = PLANS.iter().find(|(committed, _)| *committed == name) {
        return Plan::parse_on(text, scale).with_context(|| format!("plan {name}"));
    }
    let path = Path::new(name);
    let text = std::fs::read_to_string(path).map_err(|error| {
        let names: Vec<&str> = PLANS.iter().map(|(name, _)| *name).collect();
        Usage::error(format!(
            "cannot read the plan {}: {error}; name a file, or one of {}",
            path.display(),
            names.join(", ")
        ))
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let plan = with_rules(&text, folder).and_then(|text| Plan::parse_on(&text, scale));
    plan.with_context(|| format!("plan {}", path.display()))
}

/// A plan's text with the rules in it whose files it names: what was run stands in its folder
/// whole, and its digest is that of the rules too.
fn with_rules(text: &str, folder: &Path) -> Result<String> {
    let (mut whole, mut any) = (String::new(), false);
    for line in text.lines() {
        let named = toml::from_str::<toml::Table>(line).ok();
        let named = named.and_then(|table| Some(table.get("name")?.as_str()?.to_owned()));
        match named.filter(|name| rule::is_file(name)) {
            None => whole.push_str(line),
            Some(name) => {
                let (name, content) = rule::file(&folder.join(name))?;
                any = true;
                if content.contains("'''") {
                    return Err(Usage::error(format!("the rule {name} holds ''', which no rule does")));
                }
                whole.push_str(&format!("name = {name:?}\nrule = '''\n{content}'''"));
            }
        }
        whole.push('\n');
    }
    // A plan that names none keeps its bytes.
    Ok(if any { whole } else { text.to_owned() })
}

#[cfg(all(test, feature = "tables"))]
mod tests;
