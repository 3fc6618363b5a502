//! Whether two rules are the same graph, whatever the order of its nodes.

use super::UpdateRule;
use super::graph::{Operation, Place};
use super::names::canonical;
use super::text::is_taken;
use crate::method::Role;
use std::collections::BTreeSet;

impl UpdateRule {
    /// Whether two rules are the same graph: the same numbers, and the same slots by their names
    /// in text, become the same operations.
    pub fn is_same(&self, other: &Self) -> bool {
        let (own, others) = (Names::of(self), Names::of(other));
        let mut open: Vec<(Place, Place)> = Vec::new();
        let numbers = |rule: &Self| -> Vec<(Role, (i64, i64))> {
            rule.description.numbers.iter().map(|spec| (spec.role, spec.default)).collect()
        };
        if own.slots.len() != others.slots.len()
            || own.counters.len() != others.counters.len()
            || self.counters.starts != other.counters.starts
            || numbers(self) != numbers(other)
            || self.graph.dimension() != other.graph.dimension()
        {
            return false;
        }
        for (slot, name) in own.slots.iter().enumerate() {
            let Some(place) = others.slots.iter().position(|known| known == name) else { return false };
            open.push((self.step[slot], other.step[place]));
            match (self.starts.get(&slot), other.starts.get(&place)) {
                (None, None) => {}
                (Some(a), Some(b)) => open.push((*a, *b)),
                _ => return false,
            }
        }
        open.extend(self.counters.after.iter().copied().zip(other.counters.after.iter().copied()));
        let mut seen = BTreeSet::new();
        while let Some((a, b)) = open.pop() {
            if !seen.insert((a, b)) {
                continue;
            }
            let (x, y) = (&self.graph.nodes()[a], &other.graph.nodes()[b]);
            let alike = match (x, y) {
                (Operation::Slot(a), Operation::Slot(b)) => own.slots[*a] == others.slots[*b],
                (Operation::Constant(_) | Operation::Integer(_), _)
                | (Operation::Number(_) | Operation::Counter(_) | Operation::Flag(_), _) => x == y,
                (Operation::Function(a, _), Operation::Function(b, _)) => a == b,
                (Operation::Coordinate(_, a), Operation::Coordinate(_, b)) => a == b,
                _ => std::mem::discriminant(x) == std::mem::discriminant(y),
            };
            if !alike || self.graph.kind(a) != other.graph.kind(b) {
                return false;
            }
            open.extend(x.operands().zip(y.operands()));
        }
        true
    }
}

/// The names under which a rule's numbers, slots and counters are written: as they are called,
/// but no word of the language, and none twice.
pub(super) struct Names {
    pub numbers: Vec<String>,
    pub slots: Vec<String>,
    pub counters: Vec<String>,
}

impl Names {
    /// The names of a rule's text.
    pub(super) fn of(rule: &UpdateRule) -> Self {
        Self::spelled(rule, str::to_owned, is_taken)
    }

    /// The names as they are spelled, but none that is taken.
    pub(super) fn spelled(
        rule: &UpdateRule,
        spelled: impl Fn(&str) -> String,
        is_taken: impl Fn(&str) -> bool,
    ) -> Self {
        let mut given: BTreeSet<String> = BTreeSet::new();
        let mut named = |name: &str| {
            let mut name: String =
                spelled(name).chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
            if !name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_') {
                name.insert(0, '_');
            }
            while is_taken(&name) || !given.insert(canonical(&name)) {
                name.push('_');
            }
            name
        };
        let slots = rule.slots.iter().map(|slot| named(&slot.name)).collect();
        let counters = rule.counters.names.iter().map(|name| named(name)).collect();
        let numbers = rule.description.numbers.iter().map(|spec| named(spec.name)).collect();
        Self { numbers, slots, counters }
    }

    /// Whether something of the rule has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let Self { numbers, slots, counters } = self;
        numbers.iter().chain(slots).chain(counters).any(|known| known == name)
    }

    /// The n-th name, from 0, that begins so and that nothing has.
    pub(super) fn shared(&self, beginning: &str, n: usize) -> String {
        let free = (1..).map(|number: usize| format!("{beginning}{number}")).filter(|name| !self.has(name));
        free.take(n + 1).last().unwrap_or_default()
    }

    /// A beginning of names that no name has.
    pub(super) fn beginning(&self, word: &str) -> String {
        let Self { numbers, slots, counters } = self;
        let mut beginning = format!("{word}_");
        while numbers.iter().chain(slots).chain(counters).any(|known| known.starts_with(&beginning)) {
            beginning = format!("{word}_{beginning}");
        }
        beginning
    }
}
