//! From the syntax tree of a rule's text to its graph.

use super::Fault;
use super::slots::Slots;
use super::tree::{Expression, Named, Statement};
use crate::method::{NumberSpec, Role};
use crate::rule::graph::{Graph, Kind, Operation, Place, WrongOperand};
use crate::rule::names::{canonical, convention};
use crate::rule::walk::Counters;
use crate::rule::{Parts, interned};
use crate::scalar::{Algebra, Approximate, Rational};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The graph of these statements.
///
/// A slot is what it is declared to be. Else it is a number where what it becomes is one by a
/// sum or a norm over the coordinates, and a vector otherwise: made of numbers alone it is the
/// same at every coordinate.
pub(super) fn lower(text: &str, statements: &[Statement]) -> Result<Parts, Fault> {
    let slots = Slots::of(statements)?;
    let mut numbers: BTreeSet<usize> = (1..slots.names.len()).collect();
    while numbers != slots.numbers {
        let Ok(lowered) = Lowering::new(&slots, &numbers).run(text, statements) else { break };
        let graph = &lowered.graph;
        let is_one =
            |slot: &usize| graph.kind(lowered.step[*slot]) <= Kind::Number && is_reduced(graph, lowered.step[*slot]);
        let kept: BTreeSet<usize> =
            numbers.iter().copied().filter(|slot| slots.numbers.contains(slot) || is_one(slot)).collect();
        if kept == numbers {
            return Ok(lowered);
        }
        numbers = kept;
    }
    Lowering::new(&slots, &slots.numbers).run(text, statements)
}

/// Whether a number is made of all coordinates.
fn is_reduced(graph: &Graph, place: Place) -> bool {
    let reduces = |operation: &Operation| {
        matches!(operation, Operation::Sum(_) | Operation::Largest(_) | Operation::Smallest(_) | Operation::Loss(_))
            || matches!(operation, Operation::Coordinate(..))
    };
    graph.any_in(place, reduces)
}

/// A graph in the making, statement by statement.
pub(super) struct Lowering<'a> {
    slots: &'a [String],
    counters: &'a [String],
    /// Slots that are numbers.
    scalars: &'a BTreeSet<usize>,
    pub(super) graph: Graph,
    numbers: Vec<NumberSpec>,
    /// Names of numbers, canonically, in the order of `numbers`.
    names: Vec<String>,
    assumed: Vec<String>,
    definitions: BTreeMap<String, Place>,
    /// What a slot is at the start.
    starts: BTreeMap<usize, Place>,
    /// What a slot has become.
    after: BTreeMap<usize, Place>,
    /// What a counter is at the start, and what it has become.
    counter_starts: BTreeMap<usize, i64>,
    counted: BTreeMap<usize, Place>,
    order: Option<u32>,
}

impl WrongOperand {
    pub(super) fn at(self, span: &Range<usize>) -> Fault {
        Fault::new(span.clone(), self.to_string(), "")
    }
}

impl<'a> Lowering<'a> {
    fn new(slots: &'a Slots, scalars: &'a BTreeSet<usize>) -> Self {
        Self {
            slots: &slots.names,
            counters: &slots.counters,
            scalars,
            graph: Graph::default(),
            numbers: Vec::new(),
            names: Vec::new(),
            assumed: Vec::new(),
            definitions: BTreeMap::new(),
            starts: BTreeMap::new(),
            after: BTreeMap::new(),
            counter_starts: BTreeMap::new(),
            counted: BTreeMap::new(),
            order: None,
        }
    }

    fn run(mut self, text: &str, statements: &[Statement]) -> Result<Parts, Fault> {
        let dimension = statements.iter().find_map(|statement| match statement {
            Statement::Dimension(dimension) => Some(*dimension),
            _ => None,
        });
        self.graph = Graph::of_dimension(dimension);
        // Declarations and starts hold wherever they stand.
        for statement in statements {
            match statement {
                Statement::Declaration(role, name, value) => self.declare(*role, name, value)?,
                Statement::Order(order) => self.order = Some(*order),
                _ => {}
            }
        }
        for statement in statements {
            if let Statement::Start(name, value) = statement {
                self.start(name, value)?;
            }
        }
        for statement in statements {
            match statement {
                Statement::Update(name, value) => self.update(name, value)?,
                Statement::Definition(name, value) => self.define(name, value)?,
                Statement::Start(..) | Statement::Declaration(..) | Statement::Kept(..) => {}
                Statement::Order(_) | Statement::Dimension(_) => {}
            }
        }
        let end = text.len();
        if !self.after.contains_key(&0) {
            return Err(Fault::new(end..end, "no statement says what the point becomes", "q' = …"));
        }
        let step = (0..self.slots.len()).filter_map(|slot| self.after.get(&slot).copied()).collect();
        let counter_starts = (0..self.counters.len()).map(|counter| *self.counter_starts.get(&counter).unwrap_or(&0));
        let counters =
            Counters::new(self.counters.to_vec(), counter_starts.collect(), self.counted.values().copied().collect());
        let slots = (1..self.slots.len()).map(|slot| (self.slots[slot].clone(), self.kind_of_slot(slot))).collect();
        let formula = text.lines().map(|line| line.split('#').next().unwrap_or("").trim());
        Ok(Parts {
            name: String::new(),
            formula: formula.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; "),
            numbers: self.numbers,
            slots,
            order: self.order,
            graph: self.graph,
            step,
            starts: self.starts,
            counters,
            assumed: self.assumed,
        })
    }

    pub(super) fn put(&mut self, operation: Operation, span: &Range<usize>) -> Result<Place, Fault> {
        self.graph.add(operation).map_err(|wrong| wrong.at(span))
    }

    fn place_of(&self, name: &Named) -> Option<usize> {
        let canonical = canonical(&name.text);
        self.slots.iter().position(|slot| *slot == canonical)
    }

    fn counter_of(&self, name: &str) -> Option<usize> {
        self.counters.iter().position(|counter| *counter == name)
    }

    fn declare(&mut self, role: Role, name: &Named, value: &Expression) -> Result<(), Fault> {
        let key = canonical(&name.text);
        if self.place_of(name).is_some() || self.counter_of(&key).is_some() || self.names.contains(&key) {
            return Err(Fault::new(name.span.clone(), format!("{} has two meanings", name.text), "another name"));
        }
        let place = self.value(value)?;
        let known = self.graph.fraction(place).cloned();
        let Some((value, default)) = known.and_then(|value| value.as_ratio().map(|ratio| (value, ratio))) else {
            return Err(Fault::new(
                value.span.clone(),
                "a default is a fraction of moderate size",
                "such as 0.01 or 1/3",
            ));
        };
        if !role.allows(value.to_f64()) {
            let remedy = format!("{} for this role", role.limits());
            return Err(Fault::new(name.span.clone(), format!("{} cannot be {value}", name.text), remedy));
        }
        self.number(&name.text, role, default);
        Ok(())
    }

    /// Adds a number, and returns its place among them.
    fn number(&mut self, name: &str, role: Role, default: (i64, i64)) -> usize {
        let spec = NumberSpec { name: interned(name), default, meaning: "", role, damping: None };
        self.numbers.push(spec);
        self.names.push(canonical(name));
        self.numbers.len() - 1
    }

    fn start(&mut self, name: &Named, value: &Expression) -> Result<(), Fault> {
        let twice = || Fault::new(name.span.clone(), format!("{} starts twice", name.text), "one start a slot");
        if let Some(counter) = self.counter_of(&canonical(&name.text)) {
            let place = self.value(value)?;
            let Some((start, 1)) = self.graph.fraction(place).and_then(Rational::as_ratio) else {
                return Err(Fault::new(value.span.clone(), "a counter starts at an integer", "such as 0"));
            };
            return self.counter_starts.insert(counter, start).map_or(Ok(()), |_| Err(twice()));
        }
        let slot = match self.place_of(name) {
            Some(0) => return Err(Fault::new(name.span.clone(), "q starts where the run starts", "no start for q")),
            Some(slot) => slot,
            None => return Err(self.no_slot(name)),
        };
        if self.starts.contains_key(&slot) {
            return Err(twice());
        }
        let place = self.value(value)?;
        if !self.is_known_at_first(place) {
            let remedy = "the point, gradients and numbers alone";
            return Err(Fault::new(value.span.clone(), "a start is known before any other slot", remedy));
        }
        self.starts.insert(slot, place);
        Ok(())
    }

    /// Whether a node is made of the point, of gradients and of numbers.
    fn is_known_at_first(&self, place: Place) -> bool {
        let later = |operation: &Operation| match *operation {
            Operation::Slot(slot) => slot > 0,
            Operation::Counter(_) | Operation::Step => true,
            _ => false,
        };
        !self.graph.any_in(place, later)
    }

    fn no_slot(&self, name: &Named) -> Fault {
        let known = self.slots.iter().map(String::as_str);
        let remedy = nearest(&canonical(&name.text), known).map_or_else(
            || format!("a statement {}' = … makes it a slot", name.text),
            |near| format!("did you mean {near}?"),
        );
        Fault::new(name.span.clone(), format!("no statement says what {} becomes", name.text), remedy)
    }

    fn update(&mut self, name: &Named, value: &Expression) -> Result<(), Fault> {
        if let Some(counter) = self.counter_of(&canonical(&name.text)) {
            let place = self.value(value)?;
            let place = self.graph.whole(place).map_err(|wrong| wrong.at(&value.span))?;
            if self.counted.insert(counter, place).is_some() {
                return Err(Fault::new(
                    name.span.clone(),
                    format!("{} is given twice", name.text),
                    "one statement a name",
                ));
            }
            return Ok(());
        }
        let Some(slot) = self.place_of(name) else { return Err(self.no_slot(name)) };
        if self.after.contains_key(&slot) || self.definitions.contains_key(&self.slots[slot]) {
            return Err(Fault::new(name.span.clone(), format!("{} is given twice", name.text), "one statement a name"));
        }
        let mut place = self.value(value)?;
        if slot == 0 || !self.scalars.contains(&slot) {
            place = self.graph.real(place).map_err(|wrong| wrong.at(&value.span))?;
        }
        self.after.insert(slot, place);
        Ok(())
    }

    fn define(&mut self, name: &Named, value: &Expression) -> Result<(), Fault> {
        let key = canonical(&name.text);
        if self.place_of(name).is_some() || self.counter_of(&key).is_some() {
            let remedy = format!("{}' for what it becomes, or another name", name.text);
            return Err(Fault::new(name.span.clone(), format!("{} is a slot", name.text), remedy));
        }
        if self.definitions.contains_key(&key) || self.names.contains(&key) {
            return Err(Fault::new(name.span.clone(), format!("{} has two meanings", name.text), "another name"));
        }
        let place = self.value(value)?;
        // Its own name in its value was taken for a number.
        if self.names.contains(&key) {
            return Err(Fault::new(
                name.span.clone(),
                format!("{} stands in its own value, or is used before it is given", name.text),
                "a slot, x' = … x …, remembers",
            ));
        }
        self.definitions.insert(key, place);
        Ok(())
    }

    fn kind_of_slot(&self, slot: usize) -> Kind {
        if self.scalars.contains(&slot) { Kind::Number } else { Kind::Vector }
    }

    fn slot(&mut self, slot: usize, span: &Range<usize>) -> Result<Place, Fault> {
        let before = self.graph.slot(slot, self.kind_of_slot(slot)).map_err(|wrong| wrong.at(span))?;
        let Some(start) = self.starts.get(&slot).copied() else { return Ok(before) };
        self.graph.started(start, before).map_err(|wrong| wrong.at(span))
    }

    pub(super) fn name(&mut self, text: &str, primed: bool, span: &Range<usize>) -> Result<Place, Fault> {
        let key = canonical(text);
        let slot = self.slots.iter().position(|slot| *slot == key);
        let counter = self.counter_of(&key);
        if primed {
            if let Some(place) = counter.and_then(|counter| self.counted.get(&counter)) {
                return Ok(*place);
            }
            let remedy = format!("the statement {text}' = … before it");
            let early = || Fault::new(span.clone(), format!("{text}' is not known yet"), remedy);
            let Some(slot) = slot else {
                let named = Named { text: text.to_owned(), span: span.clone() };
                return Err(if counter.is_some() { early() } else { self.no_slot(&named) });
            };
            return self.after.get(&slot).copied().ok_or_else(early);
        }
        if let Some(place) = self.definitions.get(&key) {
            return Ok(*place);
        }
        if let Some(slot) = slot {
            return self.slot(slot, span);
        }
        if let Some(counter) = counter {
            return self.put(Operation::Counter(counter), span);
        }
        match text {
            "g" | "U" => {
                let point = self.slot(0, span)?;
                let gradient = self.put(Operation::Gradient(point), span)?;
                return if text == "g" { Ok(gradient) } else { self.put(Operation::Loss(gradient), span) };
            }
            "k" => return self.put(Operation::Step, span),
            "dim" => return self.put(Operation::Dimension, span),
            "true" | "false" => return self.put(Operation::Flag(text == "true"), span),
            _ => {}
        }
        let place = match self.names.iter().position(|name| *name == key) {
            Some(place) => place,
            None => self.assume(text, &key),
        };
        self.put(Operation::Number(place), span)
    }

    /// A number that the text does not declare.
    fn assume(&mut self, text: &str, key: &str) -> usize {
        let (role, default) = convention(key);
        let value = Rational::ratio(default.0, default.1);
        self.assumed.push(format!("{} {text} = {value}", role.word()));
        self.number(text, role, default)
    }
}

/// The name that is nearest, where one is near.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    let is_near = |(distance, other): &(usize, &str)| 2 * distance <= name.chars().count().max(other.chars().count());
    let near = known.map(|other| (distance(other), other)).filter(is_near);
    near.min().map(|(_, name)| name)
}
