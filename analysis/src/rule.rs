//! A method by what a user gives: a registered name, a file, or the rule itself.

use crate::output::{Usage, unknown};
use anyhow::{Context, Result};
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::rule::UpdateRule;
use std::fmt::Display;
use std::path::Path;

/// The endings of files that have a rule as text, and as a graph.
const ENDINGS: [&str; 2] = ["rule", "json"];

/// The method of this name, in this file, or of this text. What a text leaves open and was
/// assumed is said on the standard error.
///
/// # Errors
/// An unknown name, with what was meant; a file that cannot be read; a text or graph
/// that is no rule, with the place.
pub fn method(given: &str) -> Result<Entry> {
    if let Some(entry) = registry::find(given) {
        return Ok(entry);
    }
    let path = Path::new(given);
    let ending = path.extension().and_then(|ending| ENDINGS.into_iter().find(|known| ending == *known));
    if let Some(ending) = ending {
        let text = std::fs::read_to_string(path).with_context(|| format!("the rule {given} cannot be read"))?;
        if ending == "json" {
            return read(UpdateRule::from_json(&text), given);
        }
        let name = path.file_stem().map_or_else(|| given.into(), |stem| stem.to_string_lossy());
        return read(UpdateRule::parse_as(&name, &text), given);
    }
    if given.contains('=') {
        return read(UpdateRule::parse(given), "the rule");
    }
    let all = registry::all();
    let known: Vec<&str> = all.iter().map(|entry| entry.description.name).collect();
    Err(unknown("method", given, &known))
}

fn read<E: Display>(rule: Result<UpdateRule, E>, what: &str) -> Result<Entry> {
    let rule = rule.map_err(|error| Usage::error(format!("{what}: {error}")))?;
    for line in rule.assumed() {
        eprintln!("assumed: {line}");
    }
    Ok(rule.entry())
}
