//! The same rules as a user writes them: texts, which the grammar reads.

use super::known::{Case, cases};
use super::syntax::{Expression, Rule, Slot, Unary};
use stable_sgd::method::registry::Entry;
use stable_sgd::rule::UpdateRule;
use std::fmt::Write;

/// A rule as text: what its numbers are, then its statements. None where it has what the
/// grammar has not: single coordinates, blocks, a slot with two values, a penalty, a slot or a
/// statement without effect.
fn text(rule: &Rule) -> Option<String> {
    let is_of_coordinates = |e: &Expression| {
        matches!(e, Expression::Axis(_) | Expression::Unary(Unary::Coordinate(_) | Unary::BlockNorm, _))
    };
    if rule.any(&is_of_coordinates) {
        return None;
    }
    let mut text = String::new();
    for spec in rule.specs() {
        let (numerator, denominator) = spec.default;
        write!(text, "{} {} = {numerator}/{denominator}; ", spec.role.word(), spec.name).ok()?;
    }
    let written = rule.to_string();
    for statement in written.split("; ") {
        if ["(again)", "penalty", " unused"].iter().any(|word| statement.contains(word)) {
            return None;
        }
        let before = statement.split_once('\'').map_or("", |(name, _)| name);
        if statement.contains("as before") && before.is_empty() {
            return None;
        }
        write!(text, "{}; ", statement.replace("as before", before)).ok()?;
    }
    // A slot that is read and never written keeps its value.
    let slots = std::iter::once((Slot::Velocity, "v".to_owned()));
    for (slot, name) in slots.chain((0..rule.memories).map(|i| (Slot::Memory(i), format!("m{i}")))) {
        let is_written = rule.statements.iter().any(|statement| statement.target == slot);
        if !is_written && rule.any(&|e| *e == Expression::Slot(slot)) {
            write!(text, "{name}' = {name}; ").ok()?;
        }
    }
    Some(text)
}

/// The kinds of which a rule is no text: [`text`] makes none of it, or the grammar refuses it, as the
/// gradient at a number. Their rules stay as they are built.
const NOT_READ: [&str; 16] = [
    "a part at every k-th step",
    "a cached gradient",
    "a cached gradient that is 0 at first",
    "a shift at one step",
    "a step that is called dt",
    "decimals in the code",
    "decimals of a second order",
    "a number without effect",
    "the fifth coordinate is another",
    "the fifth coordinate is another, by a root",
    "the gradient at 0",
    "relativistic leapfrog",
    "blocks of two",
    "the third coordinate moves",
    "McLachlan, written 1 − √2/2",
    "McLachlan, written 1 − 1/√2",
];

/// Those that are read, with their cases, and the kinds of those that are not.
fn read() -> (Vec<(String, Entry, Case)>, Vec<&'static str>) {
    let (mut read, mut left) = (Vec::new(), Vec::new());
    for case in cases() {
        let rule = text(&case.rule).map(|text| (UpdateRule::parse(&text), text));
        match rule {
            Some((Ok(rule), text)) => read.push((text, rule.entry(), case)),
            _ => left.push(case.kind),
        }
    }
    left.dedup();
    (read, left)
}

#[test]
fn what_was_once_said_wrongly_is_said_rightly_of_the_text() {
    let (read, left) = read();
    let wrong = read.iter().filter_map(|(text, entry, case)| {
        let found = case.check_as(entry).err()?;
        Some(format!("{}, {}: {text}: {found}", case.kind, case.property))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
    assert_eq!((read.len(), left), (56, NOT_READ.to_vec()));
}
