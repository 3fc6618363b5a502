//! Any rule, from a line of text: a graph that is a rule itself.
//!
//! A registered rule is Rust code. A rule that is read is a graph of operations on vectors
//! and numbers, the same at every dimension, which is walked on whatever numbers it is
//! given: floats in a run, fractions and symbols in a certificate.
//!
//! ```
//! use stable_sgd::rule::UpdateRule;
//! use stable_sgd::structure::{Property, Verdict};
//! let rule = UpdateRule::parse("v' = μ v + η g; q' = q − v'")?;
//! let certificates = stable_sgd::certify(&rule.entry())?;
//! let conformal = certificates.iter().find(|c| c.property == Property::ConformallySymplectic);
//! assert_eq!(conformal.map(|c| &c.verdict), Some(&Verdict::Proved));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod build;
mod graph;
mod json;
mod names;
mod record;
mod same;
mod show;
#[cfg(test)]
mod tests;
mod text;
mod walk;

pub use graph::{Graph, Kind, Operation, Place, WrongOperand};
pub use json::JsonError;
pub use names::{called_alike, symbol};
pub use record::NotRecorded;
pub use show::NotShown;
pub use text::TextError;

use crate::method::registry::Entry;
use crate::method::{Coordinates, Description, NumberSpec};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A rule as a graph.
#[derive(Clone, Debug)]
pub struct UpdateRule {
    description: Description,
    slots: Vec<Slot>,
    graph: Graph,
    /// The slots after the step, in their order.
    step: Vec<Place>,
    /// What a slot is before the first step, where that is not 0.
    starts: BTreeMap<usize, Place>,
    counters: walk::Counters,
    plans: walk::Plans,
    assumed: Vec<String>,
}

/// What a rule remembers, the point first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its name.
    pub name: String,
    /// A vector, or a number: then the first coordinate of its place is the number, and no step
    /// reads or changes the others.
    pub kind: Kind,
    /// Where a [`State`](crate::method::State) has it.
    storage: Storage,
}

/// A vector of a [`State`](crate::method::State).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Storage {
    Position,
    Velocity,
    Memory(usize),
}

/// What a rule is made of.
struct Parts {
    name: String,
    formula: String,
    numbers: Vec<NumberSpec>,
    /// The slots beside the point, each a vector or a number.
    slots: Vec<(String, Kind)>,
    order: Option<u32>,
    graph: Graph,
    step: Vec<Place>,
    starts: BTreeMap<usize, Place>,
    counters: walk::Counters,
    assumed: Vec<String>,
}

impl UpdateRule {
    /// The rule that a text says, under the text as its name.
    ///
    /// The grammar is in the project's README, "A rule of your own".
    ///
    /// # Errors
    /// What was not understood, where, and what was expected.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        Self::parse_as(&text.split_whitespace().collect::<Vec<_>>().join(" "), text)
    }

    /// The same under a name.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_as(name: &str, text: &str) -> Result<Self, TextError> {
        text::parse(text).map(|parts| Self::new(Parts { name: name.to_owned(), ..parts }))
    }

    /// The rule of a graph in JSON, of the schema `stable-sgd/rule/1`: see `data/shipped/README.md`.
    ///
    /// # Errors
    /// What is missing, unknown or of the wrong kind, with its place.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        json::read(text).map(Self::new)
    }

    fn new(parts: Parts) -> Self {
        let mut memory = Vec::new();
        let mut slots = vec![Slot { name: "q".to_owned(), kind: Kind::Vector, storage: Storage::Position }];
        for (name, kind) in parts.slots {
            let storage = if is_velocity(&name) && !slots.iter().any(|slot| slot.storage == Storage::Velocity) {
                Storage::Velocity
            } else {
                memory.push(interned(&name));
                Storage::Memory(memory.len() - 1)
            };
            slots.push(Slot { name, kind, storage });
        }
        let needs_loss = parts.graph.nodes().iter().any(|node| matches!(node, Operation::Loss(_)));
        let description = Description {
            numbers: parts.numbers.leak(),
            memory: memory.leak(),
            order: parts.order,
            needs_loss,
            coordinates: parts.graph.dimension().map_or(Coordinates::Any, Coordinates::Only),
            ..Description::new(interned(&parts.name), interned(&parts.formula))
        };
        let Parts { graph, step, starts, counters, assumed, .. } = parts;
        Self { description, slots, graph, step, starts, counters, plans: walk::no_plans(), assumed }
    }

    /// The rule as the registry takes it.
    pub fn entry(&self) -> Entry {
        Entry::root(walk::Walked(Arc::new(self.clone())))
    }

    /// The rule that a registered method's formula says, with the method's numbers under the
    /// letters of the formula; a switch is a number that is 0 or 1.
    ///
    /// # Errors
    /// Where the formula is no text of a rule.
    pub fn of_formula(method: &Description) -> Result<Self, TextError> {
        let number = |spec: &NumberSpec| {
            let (numerator, denominator) = spec.default;
            format!("{} {} = {numerator}/{denominator}\n", spec.role.word(), symbol(spec.name))
        };
        let switches = method.switches.iter().map(|s| format!("coefficient {} = {}\n", s.name, i64::from(s.default)));
        let order = method.order.map(|order| format!("order {order}\n"));
        let declared: String = method.numbers.iter().map(number).chain(switches).chain(order).collect();
        Self::parse_as(method.name, &format!("{declared}{}", method.formula))
    }

    /// The slot that a node reads, where it is one, from its start on.
    fn slot_read(&self, place: Place) -> Option<usize> {
        let (start, before) = self.graph.start_of(place).map_or((None, place), |(start, before)| (Some(start), before));
        match self.graph.nodes()[before] {
            Operation::Slot(slot) if start.is_none_or(|start| self.starts.get(&slot) == Some(&start)) => Some(slot),
            _ => None,
        }
    }

    /// What was assumed of numbers that the text does not declare, a line each.
    pub fn assumed(&self) -> &[String] {
        &self.assumed
    }

    /// The graph.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }
}

/// Whether a slot is called as velocities and momenta are.
fn is_velocity(name: &str) -> bool {
    ["v", "p"].contains(&name)
}

/// A text that lives as long as the program; each is kept once.
///
/// A description is made of such texts, as a registered rule's is. What a program reads is
/// as long as its rules, and they are few.
fn interned(text: &str) -> &'static str {
    static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(text) {
        return known;
    }
    let text: &'static str = Box::leak(text.into());
    texts.insert(text);
    text
}
