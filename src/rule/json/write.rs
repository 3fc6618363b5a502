//! Writes a graph.

use super::{SCHEMA, operations};
use crate::rule::graph::{Kind, Operation, Place};
use crate::rule::{Slot, UpdateRule};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

impl UpdateRule {
    /// The rule as a graph in JSON, which [`Self::from_json`] reads.
    pub fn json(&self) -> String {
        let mut needed = BTreeSet::new();
        let mut open: Vec<Place> =
            self.step.iter().chain(&self.counters.after).chain(self.starts.values()).copied().collect();
        while let Some(place) = open.pop() {
            if needed.insert(place) && self.slot_read(place).is_none() {
                open.extend(self.graph.nodes()[place].operands());
            }
        }
        let mut nodes: Vec<Value> = Vec::new();
        let mut index: BTreeMap<Place, usize> = BTreeMap::new();
        for place in needed {
            let node = self.node_as_json(place, &index);
            index.insert(place, nodes.len());
            nodes.push(node);
        }
        let numbers = self.description.numbers.iter().map(|spec| {
            let (numerator, denominator) = spec.default;
            json!({ "name": spec.name, "role": spec.role.word(), "default": format!("{numerator}/{denominator}") })
        });
        let slots = self.slots.iter().enumerate().map(|(slot, Slot { name, kind, .. })| {
            let mut held = json!({ "name": name, "kind": if *kind == Kind::Number { "number" } else { "vector" } });
            if let Some(start) = self.starts.get(&slot) {
                held["start"] = index[start].into();
            }
            held
        });
        let mut slots: Vec<Value> = slots.collect();
        for (name, start) in self.counters.names.iter().zip(&self.counters.starts) {
            slots.push(json!({ "name": name, "kind": "integer", "start": nodes.len() }));
            nodes.push(json!(["integer", start]));
        }
        let names = self.slots.iter().map(|slot| &slot.name).chain(&self.counters.names);
        let after = self.step.iter().chain(&self.counters.after);
        let step: Map<String, Value> =
            names.zip(after).map(|(name, place)| (name.clone(), index[place].into())).collect();
        let file = json!({
            "schema": SCHEMA,
            "name": self.description.name,
            "dimension": self.graph.dimension(),
            "numbers": numbers.collect::<Vec<Value>>(),
            "slots": slots,
            "nodes": nodes,
            "step": step,
        });
        file.to_string() + "\n"
    }

    fn node_as_json(&self, place: Place, index: &BTreeMap<Place, usize>) -> Value {
        if let Some(slot) = self.slot_read(place) {
            return json!(["slot", self.slots[slot].name]);
        }
        let of = |name: &str, operands: Vec<Place>| {
            let operands = operands.iter().map(|operand| Value::from(index[operand]));
            Value::Array(std::iter::once(Value::from(name)).chain(operands).collect())
        };
        match self.graph.nodes()[place] {
            Operation::Number(n) => json!(["number", self.description.numbers[n].name]),
            Operation::Counter(counter) => json!(["slot", self.counters.names[counter]]),
            Operation::Constant(ref value) => json!(["constant", value.to_string()]),
            Operation::Integer(n) => json!(["integer", n]),
            Operation::Flag(holds) => json!(["flag", holds]),
            Operation::Coordinate(a, i) => json!(["coordinate", index[&a], i]),
            // A loss is that at a point.
            Operation::Loss(gradient) => of("loss", self.graph.nodes()[gradient].operands().collect()),
            ref operation => of(operations::name(operation), operation.operands().collect()),
        }
    }
}
