//! What every writer of a rule shares: which values have names, and in which order they stand.

use crate::rule::UpdateRule;
use crate::rule::graph::{Kind, Operation, Place};
use std::collections::{BTreeMap, BTreeSet};

/// How tightly a text binds, the loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Choice,
    Or,
    And,
    Not,
    Compared,
    Sum,
    Product,
    Factor,
    Atom,
}

impl Level {
    /// A text of this level, in brackets where one that binds more tightly is needed.
    pub(super) fn enclosed(self, text: String, needed: Self, brackets: [&str; 2]) -> String {
        let [opening, closing] = brackets;
        if self < needed { format!("{opening}{text}{closing}") } else { text }
    }
}

/// What a statement gives a value to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// A name of its own, from 0, for a value that is used more than once.
    Shared(usize),
    /// A slot after the step.
    Slot(usize),
    /// A counter after the step.
    Counter(usize),
}

/// What a choice between two numbers by which is larger chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extreme {
    Larger,
    Smaller,
}

/// A rule as it is written: slots, and the gradient at the point, are words.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub rule: &'a UpdateRule,
}

impl<'a> Sheet<'a> {
    pub(super) fn of(rule: &'a UpdateRule) -> Self {
        Self { rule }
    }

    pub(super) fn node(self, place: Place) -> &'a Operation {
        &self.rule.graph.nodes()[place]
    }

    pub(super) fn kind(self, place: Place) -> Kind {
        self.rule.graph.kind(place)
    }

    /// The slot that a node reads, where it is one.
    pub(super) fn slot(self, place: Place) -> Option<usize> {
        self.rule.slot_read(place)
    }

    /// Whether a node is the point, or a gradient is the one there.
    pub(super) fn is_point(self, place: Place) -> bool {
        self.slot(place) == Some(0)
    }

    /// What a node is written from: nothing, where it is a name already.
    fn operands(self, place: Place) -> Vec<Place> {
        if self.slot(place).is_some() {
            return Vec::new();
        }
        match *self.node(place) {
            Operation::Gradient(at) if self.is_point(at) => Vec::new(),
            // The gradient is in the word for the loss.
            Operation::Loss(gradient) => self.node(gradient).operands().collect(),
            ref operation => operation.operands().collect(),
        }
    }

    /// The slots in the order in which they are written, which is read off the graph.
    pub(super) fn slot_order(self) -> Vec<usize> {
        let outputs: Vec<Place> = self.rule.step.iter().chain(&self.rule.counters.after).copied().collect();
        let order = self.in_order(&outputs);
        let mut slots: Vec<usize> = (0..self.rule.slots.len()).collect();
        let written = |slot: &usize| order.iter().position(|place| *place == self.rule.step[*slot]);
        slots.sort_by_key(|slot| written(slot).unwrap_or(usize::MAX));
        slots
    }

    /// What is given a value, in order: an output behind those that it is made of, a name right
    /// before who uses it first. The order is read off the graph, however its nodes are numbered.
    pub(super) fn statements(self, counters_too: bool) -> Vec<(Label, Place)> {
        let slots = self.rule.step.iter().enumerate().map(|(slot, place)| (Label::Slot(slot), *place));
        let counters = self.rule.counters.after.iter().enumerate().filter(|_| counters_too);
        let counters = counters.map(|(counter, place)| (Label::Counter(counter), *place));
        let outputs: Vec<(Label, Place)> = slots.chain(counters).collect();
        let roots: Vec<Place> = outputs.iter().map(|(_, place)| *place).collect();
        let is_output = |place: &Place| roots.contains(place);
        let uses = self.uses(&roots);
        let (mut statements, mut given) = (Vec::new(), BTreeSet::new());
        let mut shared = (0..).map(Label::Shared);
        for output in self.in_order(&roots).into_iter().filter(is_output) {
            let parts = self.in_order(&[output]);
            for place in parts.into_iter().filter(|place| uses[place] > 1 && !is_output(place)) {
                if given.insert(place) {
                    statements.extend(shared.next().map(|label| (label, place)));
                }
            }
            statements.extend(outputs.iter().find(|(_, place)| *place == output));
        }
        for output in outputs {
            if !statements.contains(&output) {
                statements.push(output);
            }
        }
        statements
    }

    /// How often each node is used by what these are made of, and by those who ask for these.
    pub(super) fn uses(self, roots: &[Place]) -> BTreeMap<Place, usize> {
        let mut uses: BTreeMap<Place, usize> = BTreeMap::new();
        let mut open = roots.to_vec();
        while let Some(place) = open.pop() {
            let count = uses.entry(place).or_insert(0);
            *count += 1;
            if *count == 1 {
                open.extend(self.operands(place));
            }
        }
        uses
    }

    /// The nodes that these are made of and they themselves, but for leaves, operands first, in the
    /// order in which they are written.
    fn in_order(self, roots: &[Place]) -> Vec<Place> {
        let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
        for root in roots {
            let mut open = vec![(*root, false)];
            while let Some((place, operands_are_done)) = open.pop() {
                if operands_are_done {
                    order.push(place);
                } else if !self.operands(place).is_empty() && seen.insert(place) {
                    open.push((place, true));
                    open.extend(self.operands(place).into_iter().rev().map(|operand| (operand, false)));
                }
            }
        }
        order
    }

    /// Whether a choice is the larger or the smaller of two numbers.
    pub(super) fn extreme(self, condition: Place, a: Place, b: Place) -> Option<Extreme> {
        if self.kind(a) < Kind::Number || self.kind(b) < Kind::Number {
            return None;
        }
        match *self.node(condition) {
            Operation::Greater(x, y) if (x, y) == (a, b) => Some(Extreme::Larger),
            Operation::Greater(x, y) if (x, y) == (b, a) => Some(Extreme::Smaller),
            _ => None,
        }
    }

    /// What a choice is the sign of, where it is one.
    pub(super) fn sign(self, condition: Place, a: Place, b: Place) -> Option<Place> {
        let is = |place: Place, n: i64| *self.node(place) == Operation::Constant(n.into());
        let Operation::Greater(of, zero) = *self.node(condition) else { return None };
        let Operation::Select(below, minus, neither) = *self.node(b) else { return None };
        let is_sign = is(zero, 0) && is(a, 1) && is(minus, -1) && is(neither, 0);
        (is_sign && *self.node(below) == Operation::Greater(zero, of)).then_some(of)
    }
}
