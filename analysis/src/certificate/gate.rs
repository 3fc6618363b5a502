//! Certificates read back: a witness replayed, and a gate against committed ones.

use super::line;
use anyhow::{Context, Result, bail};
use serde_json::Value as Json;
use stable_sgd::method::registry;
use stable_sgd::problem;
use stable_sgd::structure::{self, Certificate, Point, Property};
use std::collections::BTreeSet;
use std::path::Path;

/// The JSON objects of a file, one a line.
fn lines(path: &Path) -> Result<Vec<Json>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let object = |(number, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| {
            format!(
                "{}, line {}: expected one JSON object, as `certify --format json` prints",
                path.display(),
                number + 1
            )
        })
    };
    numbered.map(object).collect()
}

fn text<'a>(object: &'a Json, key: &str) -> Result<&'a str> {
    object[key].as_str().with_context(|| format!("expected a text under {key:?} in {object}"))
}

fn registered(method: &str) -> Result<registry::Entry> {
    registry::find(method).with_context(|| format!("no method is registered as {method:?}"))
}

/// The defect of a problem's own property, where `method` is the problem; else of a method
/// on it.
fn on_problem(method: &str, property: Property, problem: &str, failure: &str, point: &Point) -> Result<String> {
    let found = if method == problem {
        structure::problem::replay_own(problem, property, failure, point)
    } else {
        let landscape =
            problem::registry::find(problem).with_context(|| format!("no problem is registered as {problem:?}"))?;
        structure::problem::replay(&registered(method)?, property, &landscape, failure, point)
    };
    found.with_context(|| format!("{} of {method} on {problem} has no defect named {failure:?}", property.id()))
}

/// Computes every witness of a file again, from its point alone; says what came out.
///
/// # Errors
/// Where the file is not one of certificates, or a defect comes out otherwise.
pub fn replay(path: &Path) -> Result<String> {
    let mut report = String::new();
    for object in lines(path)? {
        if object["witness"].is_null() {
            continue;
        }
        let (method, property) = (text(&object, "method")?, text(&object, "property")?);
        let witness = &object["witness"];
        let expected = text(witness, "defect")?;
        // Files of 0.1.0 have the words alone.
        let failure = witness["id"].as_str().map_or_else(|| text(witness, "failure"), Ok)?;
        let values = witness["point"].as_object().context("expected an object under \"point\"")?;
        let pairs: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect();
        let known = Property::find(property).with_context(|| format!("no property has the id {property:?}"))?;
        let point = Point::parse(pairs)?;
        let found = match object["problem"].as_str() {
            Some(problem) => on_problem(method, known, problem, failure, &point)?,
            None => known.replay(&registered(method)?, failure, &point)?,
        };
        if found != expected {
            bail!("{method} {property}: {failure} is {found} at the witness's point, not {expected}");
        }
        report += &format!("✗ {method}: {property}: {failure} is {found}, as stated\n");
    }
    Ok(report)
}

/// Whether certificates are those of a committed file: the same verdict and value for
/// each method and property that the file has.
///
/// # Errors
/// Where the file is not one of certificates, or the two differ: each difference is named.
pub fn compare(certificates: &[Vec<Certificate>], path: &Path) -> Result<()> {
    let key = |object: &Json| {
        let place = if object["problem"].is_null() { String::new() } else { format!(" on {}", object["problem"]) };
        format!("{} {}{place}", object["method"], object["property"]).replace('"', "")
    };
    let verdict = |object: &Json| format!("{} {}", object["verdict"], object["value"]).replace('"', "");
    let found: Vec<Json> = certificates
        .iter()
        .flatten()
        .map(|certificate| serde_json::to_value(line(certificate)))
        .collect::<Result<_, _>>()?;
    let expected = lines(path)?;
    let mut differences = Vec::new();
    for object in &expected {
        match found.iter().find(|own| key(own) == key(object)) {
            None => differences.push(format!("{}: expected {}, not computed now", key(object), verdict(object))),
            Some(own) if verdict(own) != verdict(object) => {
                differences.push(format!("{}: expected {}, found {}", key(object), verdict(object), verdict(own)));
            }
            Some(_) => {}
        }
    }
    let known: BTreeSet<String> = expected.iter().map(key).collect();
    differences
        .extend(found.iter().map(key).filter(|own| !known.contains(own)).map(|own| format!("{own}: not in the file")));
    if differences.is_empty() {
        return Ok(());
    }
    bail!("certificates differ from {}:\n  {}", path.display(), differences.join("\n  "))
}
