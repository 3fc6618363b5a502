//! A method by what a user gives: a registered name, a file, or the rule itself.

use crate::output::{Usage, unknown};
use anyhow::{Context, Result};
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::rule::UpdateRule;
use std::fmt::Display;
use std::path::Path;

/// The endings of files that have a rule as text, and as a graph.
const ENDINGS: [&str; 2] = ["rule", "json"];

/// The rule of a file's content: a graph in JSON, or a text under this name.
///
/// # Errors
/// What is no rule, with the place.
pub fn in_content(name: &str, content: &str) -> Result<Entry> {
    if content.trim_start().starts_with('{') {
        read(UpdateRule::from_json(content), name)
    } else {
        read(UpdateRule::parse_as(name, content), name)
    }
}

/// Whether a name is that of a file that has a rule.
pub fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}

/// The name and the content of a file that has a rule.
///
/// # Errors
/// A file that cannot be read.
pub fn file(path: &Path) -> Result<(String, String)> {
    let content =
        std::fs::read_to_string(path).with_context(|| format!("the rule {} cannot be read", path.display()))?;
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    Ok((name, content))
}

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
    if is_file(given) {
        let (name, content) = file(Path::new(given))?;
        return in_content(&name, &content).with_context(|| given.to_owned());
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
