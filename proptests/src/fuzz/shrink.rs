//! The smallest rule that is still contradicted in the same way.

use super::campaign::{Effort, Finding, again};
use super::syntax::{Expression, Rule, Slot};

/// Rules that are tried for one contradiction.
const ATTEMPTS: usize = 400;

/// A smaller rule with the same kind of contradiction of the same property, and what
/// contradicts it.
pub fn shrunk(rule: &Rule, finding: &Finding, seed: u64, effort: Effort) -> (Rule, Finding) {
    let (mut rule, mut finding) = (rule.clone(), finding.clone());
    let mut attempts = 0;
    'smaller: loop {
        for candidate in candidates(&rule) {
            attempts += 1;
            if attempts > ATTEMPTS {
                return (rule, finding);
            }
            if let Some(found) = again(&candidate, &finding, seed, effort) {
                (rule, finding) = (candidate, found);
                continue 'smaller;
            }
        }
        return (rule, finding);
    }
}

/// Rules with a part less, the largest parts first.
fn candidates(rule: &Rule) -> Vec<Rule> {
    let mut found = Vec::new();
    for place in 0..rule.statements.len() {
        let mut less = rule.clone();
        less.statements.remove(place);
        found.push(less);
    }
    for place in 0..rule.statements.len() {
        if rule.statements[place].steps.is_some() {
            let mut less = rule.clone();
            less.statements[place].steps = None;
            found.push(less);
        }
    }
    found.push(Rule { penalty: None, ..rule.clone() });
    found.push(Rule { order: None, ..rule.clone() });
    for statement in 0..rule.statements.len() {
        for place in 0..rule.statements[statement].value.size() {
            for simpler in simpler(rule, statement, place) {
                let mut less = rule.clone();
                if let Some(node) = less.statements[statement].value.node_mut(place) {
                    *node = simpler;
                }
                found.push(less);
            }
        }
    }
    let mut found: Vec<Rule> =
        found.into_iter().map(without_unused).filter(|less| weight(less) < weight(rule)).collect();
    found.dedup();
    found
}

/// Size, then how large the fractions are: 0 and 1 are the smallest.
fn weight(rule: &Rule) -> (usize, u64) {
    let plain = |(p, q): (i64, i64)| if q == 1 && (p == 0 || p == 1) { 0 } else { p.unsigned_abs() + q.unsigned_abs() };
    (rule.size(), rule.fractions().into_iter().map(plain).sum())
}

/// What may stand in the place of a node.
fn simpler(rule: &Rule, statement: usize, place: usize) -> Vec<Expression> {
    let mut value = rule.statements[statement].value.clone();
    let Some(node) = value.node_mut(place) else { return Vec::new() };
    let parts = node.parts().into_iter().cloned();
    let leaves = [Expression::Fraction(0, 1), Expression::Fraction(1, 1), Expression::Fraction(2, 1)];
    let gradient = Expression::Gradient(Box::new(Expression::Slot(Slot::Position)));
    parts.chain(leaves).chain([gradient]).filter(|simpler| simpler != node).collect()
}

/// Without the numbers and memories that nothing names, where a smaller rule has some.
fn without_unused(mut rule: Rule) -> Rule {
    let used = |rule: &Rule, place: usize| rule.any(&|e| *e == Expression::Number(place));
    for place in (0..rule.numbers.len()).rev() {
        if !used(&rule, place) && rule.numbers.len() > 1 {
            rule.numbers.remove(place);
            rule.expressions_mut().for_each(|expression| renumbered(expression, place));
        }
    }
    let named = (0..rule.memories).rev().find(|i| super::mutate::uses(&rule, Slot::Memory(*i)));
    rule.memories = named.map_or(0, |i| i + 1);
    rule
}

fn renumbered(expression: &mut Expression, gone: usize) {
    if let Expression::Number(place) = expression
        && *place > gone
    {
        *place -= 1;
    }
    expression.parts_mut().into_iter().for_each(|part| renumbered(part, gone));
}
