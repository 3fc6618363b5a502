//! A method by what a user gives: a registered name, a file, or the rule itself.

use crate::output::{Usage, unknown};
use anyhow::{Context, Result};
use stable_sgd::data::SHIPPED;
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
    rule_of(name, content, name).map(|rule| announced(&rule))
}

/// The rule as a method, after saying on the standard error what was assumed.
fn announced(rule: &UpdateRule) -> Entry {
    for line in rule.assumed() {
        eprintln!("assumed: {line}");
    }
    rule.entry()
}

/// The same, where an error names the content so.
fn rule_of(name: &str, content: &str, called: &str) -> Result<UpdateRule> {
    let wrong = |error: &dyn Display| Usage::error(format!("{called}: {error}"));
    if content.trim_start().starts_with('{') {
        UpdateRule::from_json(content).map_err(|error| wrong(&error))
    } else {
        // The name of a text is the text, on one line.
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        UpdateRule::parse_as(&name, content).map_err(|error| wrong(&error))
    }
}

/// What a user gave.
enum Given {
    Registered(Entry),
    Read(UpdateRule),
}

fn given(text: &str) -> Result<Given> {
    if let Some(entry) = registry::find(text) {
        return Ok(Given::Registered(entry));
    }
    if let Some((name, graph)) = SHIPPED.iter().find(|(name, _)| *name == text) {
        return rule_of(name, graph, name).map(Given::Read);
    }
    if is_file(text) {
        let (name, content) = file(Path::new(text))?;
        return rule_of(&name, &content, text).map(Given::Read);
    }
    if text.contains('=') {
        return rule_of(text, text, "the rule").map(Given::Read);
    }
    let all = registry::all();
    let known: Vec<&str> =
        all.iter().map(|entry| entry.description.name).chain(SHIPPED.iter().map(|(name, _)| *name)).collect();
    Err(unknown("method", text, &known))
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
pub fn method(text: &str) -> Result<Entry> {
    Ok(match given(text)? {
        Given::Registered(entry) => entry,
        Given::Read(rule) => announced(&rule),
    })
}

/// How a rule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Written {
    /// A text, which reads back to the same graph
    Text,
    /// The update as LaTeX, for a document that has amsmath
    Latex,
    /// A type of this project's library, over the weakest numbers that it needs
    Rust,
    /// A gradient transformation of optax
    Python,
    /// A graph, stable-sgd/rule/1
    Json,
}

/// A rule, written: that of a registered method is its formula.
///
/// # Errors
/// As [`method`], and where the language cannot say the rule.
pub fn shown(text: &str, to: Written) -> Result<String> {
    let rule = match given(text)? {
        Given::Registered(entry) => UpdateRule::of_method(&entry)
            .map_err(|error| Usage::error(format!("{}: {error}", entry.description.name)))?,
        Given::Read(rule) => rule,
    };
    Ok(match to {
        Written::Text => rule.text(),
        Written::Latex => rule.latex(),
        Written::Rust => rule.rust().map_err(|error| Usage::error(error.to_string()))?,
        Written::Python => rule.python().map_err(|error| Usage::error(error.to_string()))?,
        Written::Json => rule.json(),
    })
}
