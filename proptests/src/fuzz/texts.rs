//! The same rules as a user writes them: texts, which the grammar reads.

use super::known::cases;
use super::syntax::{Expression, Rule, Slot};
use stable_sgd::rule::UpdateRule;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Coordinates of a text that tells them apart.
const DIMENSION: usize = 5;

/// What a text writes for the words that a rule has for single coordinates; where it has one, how
/// many coordinates there are is said first.
fn with_coordinates(text: &str) -> String {
    let list = |of: &dyn Fn(usize) -> String| (0..DIMENSION).map(of).collect::<Vec<_>>().join(", ");
    let axis = |axis: usize| format!("vector({})", list(&|i| usize::from(i == axis).to_string()));
    // The norm of the block of two in which a coordinate stands.
    let block = |i: usize| {
        let places = [i - i % 2, i - i % 2 + 1].into_iter().filter(|place| *place < DIMENSION);
        let squares: Vec<String> = places.map(|place| format!("coordinate(g, {})^2", place + 1)).collect();
        format!("sqrt({})", squares.join(" + "))
    };
    let replaced = (0..DIMENSION).fold(text.to_owned(), |text, i| text.replace(&format!("e{}", i + 1), &axis(i)));
    let replaced = replaced.replace("|g|_2", &format!("vector({})", list(&block)));
    if replaced == text { replaced } else { format!("dimension {DIMENSION}; {replaced}") }
}

/// A rule as text: what its numbers are, then its statements. None where it has a penalty, which the
/// grammar has not.
fn text(rule: &Rule) -> Option<String> {
    if rule.penalty.is_some() {
        return None;
    }
    let mut text = String::new();
    for spec in rule.specs() {
        let (numerator, denominator) = spec.default;
        write!(text, "{} {} = {numerator}/{denominator}; ", spec.role.word(), spec.name).ok()?;
    }
    let written = rule.to_string();
    let mut parts = written.split("; ");
    // What a slot is within the step, where it is given once more.
    let mut within: BTreeMap<&str, String> = BTreeMap::new();
    for (i, (statement, part)) in rule.statements.iter().zip(parts.by_ref()).enumerate() {
        let (name, value) = part.trim_end_matches(" (again)").split_once(" = ")?;
        let before = within.get(name).cloned().unwrap_or_else(|| name.trim_end_matches('\'').to_owned());
        let value = value.replace("as before", &before);
        let value = within.iter().fold(value, |value, (slot, now)| value.replace(slot, now));
        if rule.statements[i + 1..].iter().any(|later| later.target == statement.target) {
            write!(text, "within{i} = {value}; ").ok()?;
            within.insert(name, format!("within{i}"));
        } else {
            write!(text, "{name} = {value}; ").ok()?;
            within.remove(name);
        }
    }
    for part in parts {
        match part.strip_suffix(" unused") {
            Some(slot) if slot.starts_with('m') && slot[1..].parse::<usize>().is_ok() => {
                write!(text, "{slot}' = {slot}; ").ok()?;
            }
            // A number is declared.
            Some(_) => {}
            None => write!(text, "{part}; ").ok()?,
        }
    }
    // A slot that is read and never written keeps its value.
    let slots = std::iter::once((Slot::Velocity, "v".to_owned()));
    for (slot, name) in slots.chain((0..rule.memories).map(|i| (Slot::Memory(i), format!("m{i}")))) {
        let is_written = rule.statements.iter().any(|statement| statement.target == slot);
        if !is_written && rule.any(&|e| *e == Expression::Slot(slot)) {
            write!(text, "{name}' = {name}; ").ok()?;
        }
    }
    Some(with_coordinates(&text))
}

#[test]
fn what_was_once_said_wrongly_is_said_rightly_of_the_text() {
    let mut read = 0;
    let mut wrong = Vec::new();
    for case in cases() {
        let text = text(&case.rule).unwrap_or_else(|| panic!("{} has a penalty", case.kind));
        let rule = UpdateRule::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", case.kind));
        if let Err(found) = case.check_as(&rule.entry()) {
            wrong.push(format!("{}, {}: {text}: {found}", case.kind, case.property));
        }
        read += 1;
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!(read, 83);
}
