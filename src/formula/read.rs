//! What is read off a formula: on what its outputs depend.

use super::Formula;
use crate::scalar::{Node, NodeIndex};
use std::collections::BTreeSet;

/// Something that a formula is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A number of the rule, from 0.
    Number(usize),
    /// A coordinate of a slot: point, velocity, memories.
    Slot {
        /// Which slot, from 0.
        slot: usize,
        /// Which coordinate, from 0.
        coordinate: usize,
    },
    /// A coordinate of the answer to a call.
    Gradient {
        /// Which call of the step, from 0.
        call: usize,
        /// Which coordinate, from 0.
        coordinate: usize,
    },
    /// The loss with a call's gradient.
    Loss(usize),
}

impl Formula {
    /// What an input of the graph is.
    pub(crate) fn input(&self, n: u32) -> Source {
        match (n as usize).checked_sub(self.numbers) {
            None => Source::Number(n as usize),
            Some(n) => Source::Slot { slot: n / self.dimension, coordinate: n % self.dimension },
        }
    }

    /// The node of an input, where a formula reads it.
    pub fn input_place(&self, source: Source) -> Option<NodeIndex> {
        let is_it = |node: &Node| matches!(node, Node::Input(n) if self.input(*n) == source);
        self.graph.nodes().iter().position(is_it).map(|place| place as NodeIndex)
    }

    /// The nodes that are needed for `places`, in the order of evaluation.
    pub(crate) fn needed(&self, places: &[NodeIndex]) -> BTreeSet<NodeIndex> {
        let mut needed = BTreeSet::new();
        let mut open: Vec<NodeIndex> = places.to_vec();
        while let Some(place) = open.pop() {
            if needed.insert(place) {
                open.extend(self.graph.nodes()[place as usize].operands());
            }
        }
        needed
    }

    /// What stands in the formulas of `places` as they are written, an answer to a call
    /// for itself.
    pub fn leaves(&self, places: &[NodeIndex]) -> BTreeSet<Source> {
        let leaf = |place: NodeIndex| match self.graph.nodes()[place as usize] {
            Node::Input(n) => Some(self.input(n)),
            Node::Gradient { call, coordinate } => {
                Some(Source::Gradient { call: call as usize, coordinate: coordinate as usize })
            }
            Node::Loss(call) => Some(Source::Loss(call as usize)),
            _ => None,
        };
        self.needed(places).into_iter().filter_map(leaf).collect()
    }

    /// On what nodes of a step depend: what stands in them, and in the points at which the
    /// gradients in them are asked.
    pub fn sources(&self, step: u64, places: &[NodeIndex]) -> BTreeSet<Source> {
        let calls = &self.step(step).calls;
        let mut found = BTreeSet::new();
        let mut asked = BTreeSet::new();
        let mut open = self.leaves(places);
        while let Some(source) = open.pop_first() {
            if let Source::Gradient { call, .. } | Source::Loss(call) = source
                && asked.insert(call)
            {
                open.extend(self.leaves(&calls[call]));
            }
            found.insert(source);
        }
        found
    }

    /// The fractions that stand in the formulas of a step, point and slots alike.
    pub fn constants(&self, step: u64) -> Vec<(i64, i64)> {
        let outputs = self.step(step);
        let places: Vec<NodeIndex> = outputs.slots.iter().chain(&outputs.calls).flatten().copied().collect();
        let constant = |place: NodeIndex| match self.graph.nodes()[place as usize] {
            Node::Integer(n) => Some((n, 1)),
            Node::Ratio(n, d) => Some((n, d)),
            _ => None,
        };
        self.needed(&places).into_iter().filter_map(constant).collect()
    }

    /// Whether every coordinate has the formula of a single one, with its own slots and
    /// gradients in it and no other coordinate's: then it says of any number of coordinates
    /// what it says of one.
    ///
    /// `single` is the same rule in one coordinate.
    pub fn is_coordinate_wise(&self, single: &Self, step: u64) -> bool {
        let (outputs, one) = (self.step(step), single.step(step));
        let pairs = || outputs.slots.iter().zip(&one.slots).chain(outputs.calls.iter().zip(&one.calls));
        outputs.calls.len() == one.calls.len() && pairs().all(|(slot, alone)| self.are_like(single, slot, alone))
    }

    /// The same of one of the slots after a step.
    pub(crate) fn is_slot_coordinate_wise(&self, single: &Self, step: u64, slot: usize) -> bool {
        self.are_like(single, &self.step(step).slots[slot], &single.step(step).slots[slot])
    }

    /// Whether a step gives a slot's first coordinate a number of the rule or leaves it as it is, as in
    /// `single`, and neither reads nor changes its others: it is a number that the rule keeps.
    pub(crate) fn is_slot_a_number(&self, single: &Self, step: u64, slot: usize) -> bool {
        let outputs = self.step(step);
        let own = |i: usize| self.input_place(Source::Slot { slot, coordinate: i });
        let (first, others) = (outputs.slots[slot][0], &outputs.slots[slot][1..]);
        let is_given = || self.leaves(&[first]).into_iter().all(|source| matches!(source, Source::Number(_)));
        if !(others.iter().zip(1..).all(|(place, i)| own(i) == Some(*place)) && (own(0) == Some(first) || is_given())) {
            return false;
        }
        let others = outputs.slots.iter().enumerate().filter(|(other, _)| *other != slot).map(|(_, places)| places);
        let read: Vec<NodeIndex> = others.chain(&outputs.calls).flatten().copied().collect();
        let is_further = |source: &Source| matches!(*source, Source::Slot { slot: other, coordinate } if other == slot && coordinate > 0);
        !self.leaves(&read).iter().any(is_further) && self.is_like(single, first, single.step(step).slots[slot][0])
    }

    /// Whether each node is made of its own coordinate alone and is written as that of a single one.
    fn are_like(&self, single: &Self, places: &[NodeIndex], alone: &[NodeIndex]) -> bool {
        (0..self.dimension).all(|i| {
            let own = places.get(i).is_some_and(|place| self.sources_are_of(*place, i));
            own && self.is_like(single, places[i], alone[0])
        })
    }

    /// Whether nothing of another coordinate, and no loss, stands in a node's formula.
    fn sources_are_of(&self, place: NodeIndex, i: usize) -> bool {
        self.leaves(&[place]).into_iter().all(|source| match source {
            Source::Number(_) => true,
            Source::Slot { coordinate, .. } | Source::Gradient { coordinate, .. } => coordinate == i,
            Source::Loss(_) => false,
        })
    }

    /// Whether two nodes of two formulas are written alike, whatever the coordinate of
    /// slots and gradients.
    fn is_like(&self, other: &Self, own: NodeIndex, place: NodeIndex) -> bool {
        let mut open = vec![(own, place)];
        let mut seen = BTreeSet::new();
        while let Some((a, b)) = open.pop() {
            if !seen.insert((a, b)) {
                continue;
            }
            let (x, y) = (&self.graph.nodes()[a as usize], &other.graph.nodes()[b as usize]);
            let alike = match (x, y) {
                (Node::Input(m), Node::Input(n)) => match (self.input(*m), other.input(*n)) {
                    (Source::Slot { slot, .. }, Source::Slot { slot: other, .. }) => slot == other,
                    (own, other) => own == other,
                },
                (Node::Gradient { call, .. }, Node::Gradient { call: other, .. }) => call == other,
                (Node::Loss(call), Node::Loss(other)) => call == other,
                (Node::Integer(_) | Node::Ratio(..), _) => x == y,
                _ => std::mem::discriminant(x) == std::mem::discriminant(y),
            };
            if !alike {
                return false;
            }
            open.extend(x.operands().zip(y.operands()));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;

    fn formula(name: &str, dimension: usize) -> Formula {
        Formula::record(&registry::find(name).expect("registered"), dimension, 2).expect("it ends")
    }

    #[test]
    fn a_formula_reads_what_it_reads_and_no_more() {
        let sgd = formula("sgd", 2);
        let point = sgd.sources(1, &sgd.step(1).slots[0][1..]);
        let slot = |slot| Source::Slot { slot, coordinate: 1 };
        // The gradient is asked at the whole point.
        assert!(
            [slot(0), slot(1), Source::Number(0), Source::Gradient { call: 0, coordinate: 1 }]
                .iter()
                .all(|source| point.contains(source))
        );
        assert!(!point.contains(&Source::Slot { slot: 1, coordinate: 0 }));
        assert!(!sgd.leaves(&sgd.step(1).slots[1]).iter().any(|s| matches!(s, Source::Slot { slot: 0, .. })));
    }

    #[test]
    fn coordinates_that_mix_are_told_from_those_that_do_not() {
        for name in ["sgd", "nesterov", "leapfrog_kdk", "stable_sgd"] {
            assert!(formula(name, 3).is_coordinate_wise(&formula(name, 1), 2), "{name}");
        }
        // Its energy is that of all coordinates together.
        assert!(!formula("packaged", 3).is_coordinate_wise(&formula("packaged", 1), 2));
    }
}
