//! Reads a graph.

use super::{JsonError, SCHEMA, operations};
use crate::method::{NumberSpec, Role};
use crate::rule::graph::{Graph, Kind, Operation, Place, WrongOperand};
use crate::rule::names::{canonical, convention};
use crate::rule::walk::Counters;
use crate::rule::{Parts, interned};
use crate::scalar::{Approximate, Rational};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes that a file may have.
const NODES: usize = Graph::BUDGET;

/// What a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    /// A vector or a number, by its place among the rule's slots.
    Slot(usize, Kind),
    /// A counter, by its place among them.
    Counter(usize),
}

/// What a file says.
pub(in crate::rule) fn read(text: &str) -> Result<Parts, JsonError> {
    let file: Value = serde_json::from_str(text).map_err(|error| JsonError::NotJson(error.to_string()))?;
    let Value::Object(file) = file else { return Err(JsonError::at("the file", "is no object")) };
    let schema = file.get("schema").and_then(Value::as_str).unwrap_or("missing");
    if schema != SCHEMA {
        return Err(JsonError::Schema { found: schema.to_owned() });
    }
    let name = string(&file, "name", "the file")?.to_owned();
    let graph = Graph::of_dimension(dimension(file.get("dimension"))?);
    let mut reader = Reader { name, graph, ..Reader::default() };
    reader.numbers(list(&file, "numbers")?)?;
    reader.slots(list(&file, "slots")?)?;
    let nodes = list(&file, "nodes")?;
    if nodes.len() > NODES {
        return Err(JsonError::at("nodes", format!("there are {}; a rule may have {NODES}", nodes.len())));
    }
    reader.starts(nodes)?;
    for (index, node) in nodes.iter().enumerate() {
        reader.node(index, node)?;
    }
    reader.parts(&file)
}

/// In how many coordinates alone the rule is known; any number where the file says nothing.
fn dimension(said: Option<&Value>) -> Result<Option<usize>, JsonError> {
    let Some(said) = said.filter(|said| !said.is_null()) else { return Ok(None) };
    let dimension = said.as_u64().and_then(|dimension| usize::try_from(dimension).ok());
    match dimension.filter(|dimension| (1..=Graph::COORDINATES).contains(dimension)) {
        None => Err(JsonError::at(
            "dimension",
            format!("{said} is no number of coordinates from 1 to {}", Graph::COORDINATES),
        )),
        found => Ok(found),
    }
}

fn list<'a>(object: &'a Map<String, Value>, key: &str) -> Result<&'a Vec<Value>, JsonError> {
    object.get(key).and_then(Value::as_array).ok_or_else(|| JsonError::at(key, "a list is needed"))
}

fn string<'a>(object: &'a Map<String, Value>, key: &str, place: &str) -> Result<&'a str, JsonError> {
    let text = object.get(key).and_then(Value::as_str);
    text.ok_or_else(|| JsonError::at(place, format!("a text {key:?} is needed")))
}

fn object<'a>(value: &'a Value, place: &str) -> Result<&'a Map<String, Value>, JsonError> {
    value.as_object().ok_or_else(|| JsonError::at(place, "an object is needed"))
}

#[derive(Default)]
struct Reader {
    name: String,
    graph: Graph,
    numbers: Vec<NumberSpec>,
    /// Each number of the file: a number of the rule, or a constant of another size than a
    /// default may have.
    values: BTreeMap<String, Operation>,
    held: BTreeMap<String, Held>,
    /// The slots in the order of the file.
    order: Vec<String>,
    /// Those of them that are no counters, each a vector or a number.
    names: Vec<(String, Kind)>,
    /// The node of the file at which a slot starts.
    starts: BTreeMap<String, usize>,
    counters: Vec<i64>,
    /// The node of the graph that each node of the file is.
    places: BTreeMap<usize, Place>,
    assumed: Vec<String>,
}

impl Reader {
    fn numbers(&mut self, numbers: &[Value]) -> Result<(), JsonError> {
        for (index, number) in numbers.iter().enumerate() {
            let place = format!("numbers[{index}]");
            let number = object(number, &place)?;
            let name = string(number, "name", &place)?;
            if self.values.contains_key(name) {
                return Err(JsonError::at(place, format!("{name} is there twice")));
            }
            let (by_name, usual) = convention(&canonical(name));
            let default = match number.get("default") {
                None => usual,
                Some(default) => {
                    let text = default.as_str().unwrap_or_default();
                    let value: Rational =
                        text.parse().map_err(|_| JsonError::at(&place, format!("{default} is no fraction")))?;
                    let Some(ratio) = value.as_ratio() else {
                        self.assumed.push(format!("{name} is {text} always"));
                        self.values.insert(name.to_owned(), Operation::Constant(value));
                        continue;
                    };
                    ratio
                }
            };
            let value = crate::scalar::Algebra::ratio(default.0, default.1);
            let allows = |role: Role| role.allows(Rational::to_f64(&value));
            let role = match number.get("role").and_then(Value::as_str) {
                None if allows(by_name) => by_name,
                None => Role::Coefficient,
                Some(word) => role_named(word).ok_or_else(|| JsonError::at(&place, format!("{word} is no role")))?,
            };
            if !allows(role) {
                return Err(JsonError::at(place, format!("{name} cannot be {value}, but {}", role.limits())));
            }
            self.values.insert(name.to_owned(), Operation::Number(self.numbers.len()));
            self.numbers.push(NumberSpec { name: interned(name), default, meaning: "", role, damping: None });
        }
        Ok(())
    }

    fn slots(&mut self, slots: &[Value]) -> Result<(), JsonError> {
        for (index, slot) in slots.iter().enumerate() {
            let place = format!("slots[{index}]");
            let slot = object(slot, &place)?;
            let name = string(slot, "name", &place)?;
            if (index == 0) != (name == "q") {
                return Err(JsonError::at(place, "the first slot is the point q, and no other"));
            }
            let held = match string(slot, "kind", &place)? {
                "vector" => Held::Slot(self.names.len(), Kind::Vector),
                "number" if index > 0 => Held::Slot(self.names.len(), Kind::Number),
                "integer" if index > 0 => Held::Counter(self.counters.len()),
                kind => return Err(JsonError::at(place, format!("{kind} is no kind of {name}"))),
            };
            match held {
                Held::Slot(_, kind) => self.names.push((name.to_owned(), kind)),
                Held::Counter(_) => self.counters.push(0),
            }
            if self.held.insert(name.to_owned(), held).is_some() {
                return Err(JsonError::at(place, format!("{name} is there twice")));
            }
            self.order.push(name.to_owned());
            if let Some(start) = slot.get("start") {
                let start = start.as_u64().and_then(|start| usize::try_from(start).ok());
                let start = start.filter(|_| index > 0).ok_or_else(|| JsonError::at(&place, "start is no node"))?;
                self.starts.insert(name.to_owned(), start);
            }
        }
        if self.names.is_empty() {
            return Err(JsonError::at("slots", "the point q is missing"));
        }
        Ok(())
    }

    /// Reads the nodes at which slots start, and what they are made of: the point and numbers.
    fn starts(&mut self, nodes: &[Value]) -> Result<(), JsonError> {
        let mut needed = BTreeSet::new();
        let mut open: Vec<usize> = self.starts.values().copied().collect();
        while let Some(index) = open.pop() {
            let place = format!("nodes[{index}]");
            let node =
                nodes.get(index).ok_or_else(|| JsonError::at(&place, "a slot starts there, and it is missing"))?;
            let node = node.as_array().ok_or_else(|| JsonError::at(&place, "a list is needed"))?;
            let name = node.first().and_then(Value::as_str).unwrap_or_default();
            if name == "step" || name == "slot" && node.get(1).and_then(Value::as_str) != Some("q") {
                return Err(JsonError::at(place, "a start is made of the point, gradients and numbers alone"));
            }
            if needed.insert(index) && !["integer", "constant", "number", "slot"].contains(&name) {
                let operands = node.iter().skip(1).filter_map(Value::as_u64);
                open.extend(operands.filter(|operand| *operand < index as u64).map(|operand| operand as usize));
            }
        }
        for index in needed {
            self.node(index, &nodes[index])?;
        }
        for (name, index) in self.starts.clone() {
            let start = self.places[&index];
            match self.held[&name] {
                Held::Counter(counter) => {
                    let Operation::Integer(start) = self.graph.nodes()[start] else {
                        return Err(JsonError::at(name, "a counter starts at an integer"));
                    };
                    self.counters[counter] = start;
                }
                Held::Slot(_, kind) => {
                    let found = self.graph.value(start).map_err(|wrong| wrong.within(&name))?;
                    if found > kind {
                        return Err(JsonError::at(name, "a number starts as a vector"));
                    }
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, place: &str, operation: Operation) -> Result<Place, JsonError> {
        self.graph.add(operation).map_err(|wrong| wrong.within(place))
    }

    /// Reads a node, where it was not read before.
    fn node(&mut self, index: usize, node: &Value) -> Result<(), JsonError> {
        if self.places.contains_key(&index) {
            return Ok(());
        }
        let place = format!("nodes[{index}]");
        let Some([Value::String(name), rest @ ..]) = node.as_array().map(Vec::as_slice) else {
            return Err(JsonError::at(place, "a list is needed that begins with the operation's name"));
        };
        let found = match (name.as_str(), rest) {
            ("slot", [Value::String(slot)]) => self.slot(&place, slot)?,
            ("number", [Value::String(number)]) => {
                let operation = self.values.get(number).cloned();
                let operation =
                    operation.ok_or_else(|| JsonError::at(&place, format!("{number} is no number of it")))?;
                self.put(&place, operation)?
            }
            ("constant", [Value::String(text)]) => {
                let value = text.parse().map_err(|_| JsonError::at(&place, format!("{text} is no fraction")))?;
                self.put(&place, Operation::Constant(value))?
            }
            ("integer", [value]) => {
                let value = value.as_i64().ok_or_else(|| JsonError::at(&place, format!("{value} is no integer")))?;
                self.put(&place, Operation::Integer(value))?
            }
            ("flag", [Value::Bool(holds)]) => self.put(&place, Operation::Flag(*holds))?,
            ("step", []) => self.put(&place, Operation::Step)?,
            ("dimension", []) => self.put(&place, Operation::Dimension)?,
            ("coordinate", [operand, coordinate]) => {
                let of = self.operands(index, &place, std::slice::from_ref(operand))?;
                let coordinate = coordinate.as_u64().and_then(|i| usize::try_from(i).ok());
                let coordinate =
                    coordinate.ok_or_else(|| JsonError::at(&place, "a coordinate is an integer from 0"))?;
                self.put(&place, Operation::Coordinate(of[0], coordinate))?
            }
            ("stack", operands) => {
                let operands = self.operands(index, &place, operands)?;
                self.put(&place, Operation::Stack(operands))?
            }
            (name, operands) => {
                let operands = self.operands(index, &place, operands)?;
                self.operation(&place, name, &operands)?
            }
        };
        self.places.insert(index, found);
        Ok(())
    }

    fn operands(&self, index: usize, place: &str, operands: &[Value]) -> Result<Vec<Place>, JsonError> {
        let of = |operand: &Value| {
            let at = operand.as_u64().and_then(|at| usize::try_from(at).ok());
            let at = at.filter(|at| *at < index);
            let found = at.and_then(|at| self.places.get(&at).copied());
            found.ok_or_else(|| JsonError::at(place, format!("{operand} is no node before it")))
        };
        operands.iter().map(of).collect()
    }

    fn slot(&mut self, place: &str, name: &str) -> Result<Place, JsonError> {
        match self.held.get(name).copied() {
            None => Err(JsonError::at(place, format!("{name} is no slot of it"))),
            Some(Held::Counter(counter)) => self.put(place, Operation::Counter(counter)),
            Some(Held::Slot(slot, kind)) => {
                let before = self.graph.slot(slot, kind).map_err(|wrong| wrong.within(place))?;
                let start = self.starts.get(name).and_then(|start| self.places.get(start)).copied();
                let Some(start) = start else { return Ok(before) };
                self.graph.started(start, before).map_err(|wrong| wrong.within(place))
            }
        }
    }

    fn operation(&mut self, place: &str, name: &str, operands: &[Place]) -> Result<Place, JsonError> {
        let graph = &mut self.graph;
        let found = match (name, operands) {
            ("loss", &[a]) => graph.loss(a),
            ("cbrt", &[a]) => graph.cube_root(a),
            ("power", &[a, b]) => graph.power(a, b),
            ("real", &[a]) => graph.whole(a).and_then(|integer| graph.real(integer)),
            _ => {
                let unknown = || format!("{name} of {} is no operation that is known", operands.len());
                let operation = operations::named(name, operands);
                graph.add(operation.ok_or_else(|| JsonError::at(place, unknown()))?)
            }
        };
        found.map_err(|wrong| wrong.within(place))
    }

    fn parts(mut self, file: &Map<String, Value>) -> Result<Parts, JsonError> {
        let step = file.get("step").and_then(Value::as_object);
        let step = step.ok_or_else(|| JsonError::at("step", "an object is needed, a node a slot"))?;
        if let Some(other) = step.keys().find(|name| !self.held.contains_key(*name)) {
            return Err(JsonError::at("step", format!("{other} is no slot of it")));
        }
        let (mut after, mut counted) = (Vec::new(), Vec::new());
        for name in self.order.clone() {
            let place = format!("step.{name}");
            let node = step.get(&name).and_then(Value::as_u64).and_then(|node| usize::try_from(node).ok());
            let node = node.and_then(|node| self.places.get(&node).copied());
            let node = node.ok_or_else(|| JsonError::at(&place, "a node is needed"))?;
            match self.held[&name] {
                Held::Counter(_) if self.graph.kind(node) == Kind::Integer => counted.push(node),
                Held::Counter(_) => return Err(JsonError::at(place, "a counter becomes an integer")),
                Held::Slot(_, kind) => {
                    let node = self.graph.real(node).map_err(|wrong| wrong.within(&place))?;
                    if self.graph.kind(node) > kind {
                        return Err(JsonError::at(place, "a number becomes a vector"));
                    }
                    after.push(node);
                }
            }
        }
        let slot_of = |(name, start): (&String, &usize)| match self.held.get(name) {
            Some(Held::Slot(slot, _)) => Some((*slot, self.places[start])),
            _ => None,
        };
        let starts = self.starts.iter().filter_map(slot_of).collect();
        let is_counter = |name: &&String| matches!(self.held.get(*name), Some(Held::Counter(_)));
        let counters = self.order.iter().filter(is_counter).cloned().collect();
        let from = file.get("source").and_then(|source| source.get("call")).and_then(Value::as_str);
        Ok(Parts {
            formula: from.unwrap_or("a graph that was read").to_owned(),
            name: self.name,
            numbers: self.numbers,
            slots: self.names.split_off(1),
            order: None,
            graph: self.graph,
            step: after,
            starts,
            counters: Counters::new(counters, self.counters, counted),
            assumed: self.assumed,
        })
    }
}

impl WrongOperand {
    fn within(self, place: &str) -> JsonError {
        JsonError::at(place, self.to_string())
    }
}

fn role_named(word: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.word() == word)
}
