//! Bounds of the change of a point, by what each node of a formula lies between.
//!
//! A slot is bounded where a step keeps the bound, and it is so at the start, where it is 0;
//! that it is not negative, and that the square of one is below a multiple of another, likewise.
//! Of what is divided, |a| ≤ K b is looked for in what b is made of.

use super::multiple::Multiple;
use super::range::{Numbers, Range};
use crate::formula::{Formula, Source};
use crate::scalar::{Elementary, Node, NodeIndex, Ring, Root, Symbolic};
use crate::structure::subject::{Held, RECORDED, StepOrder, Subject};
use num_traits::{One, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes of a formula that is looked at.
const LARGEST: usize = 1 << 15;

/// Steps after which the bounds of an ever changing rule have to be the same.
const SETTLED: usize = 8;

/// Comparisons of choices within each other.
pub(super) const DEEPEST: usize = 8;

/// A choice that was made: the first is not above the second.
pub(super) type Facts = Vec<(NodeIndex, NodeIndex)>;

/// A formula, what is taken for its numbers, and what is known of its slots.
pub(super) struct Bounds<'a> {
    pub(super) formula: &'a Formula,
    pub(super) numbers: Numbers,
    /// A number that has a value.
    fixed: Option<(usize, i64)>,
    pub(super) slots: Vec<Range>,
    /// The point less a slot, where that is known.
    pub(super) differences: Vec<Option<Range>>,
    /// That a node is not above this multiple of the root of another.
    pub(super) relations: Vec<(NodeIndex, NodeIndex, Symbolic)>,
    /// Whether what counts the steps is bounded at once for all of them.
    for_all_steps: bool,
    /// What has to be above 0.
    pub(super) conditions: Vec<Symbolic>,
    nodes: Vec<NodeIndex>,
    /// Of each node the slots, the point and answers that it is made of, as bits.
    reads: Vec<u64>,
    /// The slots as they were when every node was looked at last.
    walked: Option<Vec<Range>>,
    /// Those that slots are after a step.
    outputs: BTreeSet<NodeIndex>,
    /// Answers to questions at a point that an earlier one was asked at, and those to that.
    answers: BTreeMap<NodeIndex, NodeIndex>,
    ranges: Vec<Range>,
    pub(super) known: BTreeMap<(NodeIndex, NodeIndex, Multiple), Option<Symbolic>>,
    pub(super) questions: usize,
}

/// Bounds of the steps, and what has to be above 0 for them.
pub(super) struct Bounded {
    pub bounds: Vec<Symbolic>,
    pub conditions: Vec<Symbolic>,
}

/// The bound of each coordinate's change at each step; of steps that are ever changing, one that
/// is the same at all.
pub(super) fn bounds(subject: &Subject, formula: &Formula, fixed: Option<(usize, i64)>) -> Result<Bounded, String> {
    let mut nodes: Vec<NodeIndex> = (1..=RECORDED).flat_map(|step| outputs(subject, formula, step)).collect();
    let outputs = nodes.iter().copied().collect();
    nodes = formula.needed(&nodes).into_iter().collect();
    if nodes.len() > LARGEST {
        return Err(format!("too large: a formula of {} operations", nodes.len()));
    }
    let count = subject.holds.len();
    let changes = subject.order() == StepOrder::Changing;
    let mut bounds = Bounds {
        formula,
        numbers: Numbers(subject.entry.description.numbers),
        fixed,
        slots: vec![Range::not_negative(); count],
        differences: vec![None; count],
        relations: Vec::new(),
        for_all_steps: changes,
        conditions: Vec::new(),
        nodes,
        reads: reads(formula),
        walked: None,
        outputs,
        answers: same_answers(formula),
        ranges: vec![Range::default(); formula.graph().nodes().len()],
        known: BTreeMap::new(),
        questions: 0,
    };
    bounds.find_signs(subject);
    bounds.find_slots(subject);
    bounds.find_relations();
    bounds.walk_again();
    let found = bounds.of_steps()?;
    if changes {
        let (numbers, conditions) = (bounds.numbers, &bounds.conditions);
        // The first steps may have a smaller one.
        let is_of_all = |bound: &&Symbolic| {
            found[SETTLED..].iter().all(|later| later == *bound)
                && found[..SETTLED].iter().all(|first| first == *bound || numbers.is_at_most(first, bound, conditions))
        };
        let Some(largest) = found.last().filter(is_of_all).cloned() else {
            let reason = "the bound that was found changes at every step, and of later ones nothing is said";
            return Err(reason.to_owned());
        };
        return Ok(Bounded { bounds: vec![largest; found.len()], conditions: bounds.conditions });
    }
    Ok(Bounded { bounds: found, conditions: bounds.conditions })
}

/// The point and the oracle's answers, as a bit.
const ASKED: u64 = 1 << 63;

/// A slot as a bit; of many the last ones share one.
fn slot_bit(slot: usize) -> u64 {
    1 << slot.min(62)
}

/// Of each node the slots, the point and answers that it is made of.
fn reads(formula: &Formula) -> Vec<u64> {
    let nodes = formula.graph().nodes();
    let mut reads: Vec<u64> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let own = match *node {
            Node::Input(n) => match formula.input(n) {
                Source::Number(_) => 0,
                Source::Slot { slot, .. } => slot.checked_sub(1).map_or(ASKED, slot_bit),
                Source::Gradient { .. } | Source::Loss(_) => ASKED,
            },
            Node::Gradient { .. } | Node::Loss(_) => ASKED,
            _ => 0,
        };
        let of_operands = node.operands().fold(own, |all, operand| all | reads[operand as usize]);
        reads.push(of_operands);
    }
    reads
}

/// Point and slots after a step, those that are read.
fn outputs(subject: &Subject, formula: &Formula, step: u64) -> Vec<NodeIndex> {
    let slots = formula.step(step).slots.iter().enumerate();
    let read = slots.filter(|(slot, _)| slot.checked_sub(1).is_none_or(|slot| subject.holds[slot] != Held::Unread));
    read.flat_map(|(_, nodes)| nodes.clone()).collect()
}

/// Nodes of answers to questions that every step asks at the point of an earlier one, with those
/// of the answer to that.
fn same_answers(formula: &Formula) -> BTreeMap<NodeIndex, NodeIndex> {
    let nodes = || (0..).zip(formula.graph().nodes());
    let calls = (1..=RECORDED).map(|step| &formula.step(step).calls);
    let is_same = |first: u32, second: u32| {
        calls.clone().all(|calls| calls.get(second as usize).is_none_or(|own| calls.get(first as usize) == Some(own)))
    };
    let answer = |call: u32, coordinate: u32| {
        let is_it = |node: &Node| *node == Node::Gradient { call, coordinate };
        nodes().find(|(_, node)| is_it(node)).map(|(place, _)| place)
    };
    let first = |(place, node): (NodeIndex, &Node)| {
        let Node::Gradient { call, coordinate } = *node else { return None };
        let first = (0..call).find(|first| is_same(*first, call))?;
        Some((place, answer(first, coordinate)?))
    };
    nodes().filter_map(first).collect()
}

impl Bounds<'_> {
    pub(super) fn node(&self, place: NodeIndex) -> Node {
        self.formula.graph().nodes()[place as usize]
    }

    /// Whether two nodes are the same, or answers to the same question.
    pub(super) fn are_same(&self, a: NodeIndex, b: NodeIndex) -> bool {
        let first = |place: NodeIndex| self.answers.get(&place).copied().unwrap_or(place);
        first(a) == first(b)
    }

    pub(super) fn at(&self, place: NodeIndex) -> &Range {
        &self.ranges[place as usize]
    }

    /// Every node, with what is taken for the slots: those that are made of one that has changed.
    pub(super) fn walk(&mut self) {
        let changed = match &self.walked {
            None => u64::MAX,
            Some(before) => {
                let pairs = before.iter().zip(&self.slots).enumerate();
                pairs.filter(|(_, (old, new))| old != new).fold(0, |all, (slot, _)| all | slot_bit(slot))
            }
        };
        self.walk_where(changed);
    }

    /// The same where more has changed than slots.
    pub(super) fn walk_again(&mut self) {
        self.walk_where(u64::MAX);
    }

    fn walk_where(&mut self, changed: u64) {
        self.known.clear();
        for place in self.nodes.clone() {
            // What is made of numbers alone is what it was.
            if self.walked.is_some() && self.reads[place as usize] & changed == 0 {
                continue;
            }
            let mut range = self.range(place, &Facts::new());
            if self.outputs.contains(&place) && (range.above.is_none() || range.below.is_none()) {
                range = self.regrouped(place).and(range, self.numbers);
            }
            self.ranges[place as usize] = range;
        }
        self.walked = Some(self.slots.clone());
    }

    /// The range of a slot after a step, its parts put together: m + (x − m) b.
    fn regrouped(&self, place: NodeIndex) -> Range {
        let numbers = self.numbers;
        let sum = self.sum(place, 0);
        if sum.contains_key(&place) {
            return Range::default();
        }
        let parts =
            sum.into_iter().map(|(node, factor)| Range::of_number(numbers, factor).times(self.at(node), numbers));
        let zero = Range::of_number(numbers, Symbolic::zero());
        parts.fold(zero, |sum, part| sum.plus(&part, numbers))
    }

    fn source(&self, source: Source) -> Range {
        match source {
            Source::Number(number) => match self.fixed {
                Some((fixed, value)) if fixed == number => {
                    Range::of_number(self.numbers, Symbolic::from_integer(value))
                }
                _ => self.numbers.range(number),
            },
            Source::Slot { slot, .. } => {
                slot.checked_sub(1).map_or_else(Range::default, |slot| self.slots[slot].clone())
            }
            Source::Gradient { .. } | Source::Loss(_) => Range::default(),
        }
    }

    /// The range of a node where these choices were made.
    pub(super) fn range(&mut self, place: NodeIndex, facts: &Facts) -> Range {
        let numbers = self.numbers;
        let constant = |value: Symbolic| Range::of_number(numbers, value);
        let own = match self.node(place) {
            Node::Input(n) => self.source(self.formula.input(n)),
            Node::Gradient { .. } | Node::Loss(_) => Range::default(),
            Node::Integer(n) => constant(Symbolic::from_integer(n)),
            Node::Ratio(n, d) => constant(Symbolic::from_integer(n) / Symbolic::from_integer(d)),
            Node::Add(a, b) => self.at(a).plus(self.at(b), numbers),
            Node::Sub(a, b) => match self.difference(a, b).or_else(|| self.difference(b, a)) {
                Some(difference) => difference,
                None => self.numbers_for_all_steps(self.at(a).plus(&self.at(b).negated(), numbers)),
            },
            Node::Neg(a) => self.at(a).negated(),
            Node::Square(a) => self.at(a).squared(numbers),
            Node::Sqrt(a) => self.at(a).root(),
            Node::Abs(a) => self.at(a).magnitude(numbers),
            Node::Mul(a, b) if a == b => self.at(a).squared(numbers),
            Node::Mul(a, b) => {
                let plain = self.at(a).times(self.at(b), numbers);
                if plain.above.is_some() && plain.below.is_some() {
                    plain
                } else {
                    self.product(a, b, facts).and(plain, numbers)
                }
            }
            Node::Div(a, b) => self.quotient(a, b),
            Node::Function(function, a) => match (function, &self.at(a).exact) {
                (_, Some(value)) => constant(function.of(value)),
                (Elementary::Sin | Elementary::Cos | Elementary::Tanh, None) => Range::within(Symbolic::one()),
                (Elementary::Exp, None) => Range::not_negative(),
                (Elementary::Ln, None) => Range::default(),
            },
            Node::Above { value, threshold, above, otherwise } => {
                let exact = |place: NodeIndex| self.at(place).exact.clone();
                if let [Some(_), Some(_), Some(_), Some(_)] = [value, threshold, above, otherwise].map(exact) {
                    // Which of the two is taken is known from the numbers.
                    return self.at(above).or(self.at(otherwise), numbers);
                }
                let first = self.branch(above, facts, (threshold, value));
                let second = self.branch(otherwise, facts, (value, threshold));
                first.or(&second, numbers)
            }
        };
        facts.iter().fold(own, |range, fact| self.refined(place, *fact).and(range, numbers))
    }

    /// The point less a slot, where a node is that.
    pub(super) fn difference(&self, a: NodeIndex, b: NodeIndex) -> Option<Range> {
        let input = |place: NodeIndex| match self.node(place) {
            Node::Input(n) => Some(self.formula.input(n)),
            _ => None,
        };
        match (input(a)?, input(b)?) {
            (Source::Slot { slot: 0, coordinate: own }, Source::Slot { slot, coordinate }) if own == coordinate => {
                self.differences[slot.checked_sub(1)?].clone()
            }
            _ => None,
        }
    }

    /// A number that a share is taken from, as 1 − bᵏ: not above 1, and not below 1 − b.
    fn numbers_for_all_steps(&self, range: Range) -> Range {
        let (true, Some(value)) = (self.for_all_steps && range.positive, &range.exact) else { return range };
        let numbers = self.numbers;
        let is_below = |a: &Symbolic, b: &Symbolic| numbers.is_not_negative(&(b.clone() - a), false);
        let shares = numbers.shares().map(|share| Symbolic::one() - Symbolic::symbol(share));
        let least = shares.into_iter().find(|least| is_below(least, value));
        match least.filter(|least| least != value && is_below(value, &Symbolic::one())) {
            Some(least) => Range { above: Some(Symbolic::one()), least: Some(least), exact: None, ..range },
            None => range,
        }
    }

    /// A branch of a choice, where one node is not above another.
    fn branch(&mut self, place: NodeIndex, facts: &Facts, fact: (NodeIndex, NodeIndex)) -> Range {
        if facts.len() >= DEEPEST {
            return self.at(place).clone();
        }
        let facts = facts.iter().copied().chain([fact]).collect();
        self.range(place, &facts)
    }

    /// What follows for a node where one is not above another.
    fn refined(&mut self, place: NodeIndex, (lesser, greater): (NodeIndex, NodeIndex)) -> Range {
        let mut range = Range::default();
        if place == lesser {
            range.above = self.at(greater).above.clone();
        }
        if place == greater {
            let lesser = self.at(lesser);
            (range.below, range.least, range.positive) = (lesser.below.clone(), lesser.least.clone(), lesser.positive);
        }
        // Of −x ≤ y it follows that x is not below −y, and of y ≤ −x that it is not above −y.
        if self.node(lesser) == Node::Neg(place) {
            range.below = range.below.or_else(|| self.at(greater).above.clone());
        }
        if self.node(greater) == Node::Neg(place) {
            range.above = range.above.or_else(|| self.at(lesser).below.clone());
        }
        // Of r ≤ x / y with a number r > 0 it follows that y ≤ x / r.
        let (least, greatest, bound) = match (self.node(greater), self.at(lesser).positive) {
            (Node::Div(x, y), true) if self.at(y).least.is_some() => {
                let inverse = self.at(lesser).inverse().above;
                (y, x, inverse.and_then(|inverse| Some(self.at(x).above.clone()? * inverse)))
            }
            _ => (lesser, greater, self.at(greater).above.clone()),
        };
        if let Some(bound) = bound.filter(|_| least != greatest) {
            if let Some(multiple) = self.multiple(place, least, Multiple::Plain) {
                range = Range::within(multiple * bound).and(range, self.numbers);
            } else if let Some(multiple) = self.multiple(place, least, Multiple::Square) {
                range = Range::within(multiple * bound.sqrt()).and(range, self.numbers);
            }
        }
        range
    }

    /// A product, a choice or a quotient in which is taken apart.
    fn product(&mut self, a: NodeIndex, b: NodeIndex, facts: &Facts) -> Range {
        let numbers = self.numbers;
        for (a, b) in [(a, b), (b, a)] {
            match self.node(b) {
                // x (n / d) with |x| ≤ K d.
                Node::Div(n, d) => {
                    if let (Some(size), Some(multiple)) =
                        (self.at(n).size(numbers), self.multiple(a, d, Multiple::Plain))
                    {
                        return Range::within(size * multiple);
                    }
                }
                Node::Mul(x, y) => {
                    for (x, y) in [(x, y), (y, x)] {
                        let Some(size) = self.at(x).size(numbers) else { continue };
                        let product = self.product_of(a, y, facts).size(numbers);
                        if let Some(product) = product {
                            return Range::within(size * product);
                        }
                    }
                }
                Node::Above { value, threshold, above, otherwise } if facts.len() < DEEPEST => {
                    let with = |fact: (NodeIndex, NodeIndex)| facts.iter().copied().chain([fact]).collect::<Facts>();
                    let first = self.product_of(a, above, &with((threshold, value)));
                    let second = self.product_of(a, otherwise, &with((value, threshold)));
                    let joined = first.or(&second, numbers);
                    if joined.above.is_some() && joined.below.is_some() {
                        return joined;
                    }
                }
                _ => {}
            }
        }
        Range::default()
    }

    /// The product of two nodes where these choices were made.
    fn product_of(&mut self, a: NodeIndex, b: NodeIndex, facts: &Facts) -> Range {
        let numbers = self.numbers;
        let [first, second] = [a, b].map(|place| self.range(place, facts));
        let plain = first.times(&second, numbers);
        if plain.above.is_some() && plain.below.is_some() { plain } else { self.product(a, b, facts) }
    }

    fn quotient(&mut self, a: NodeIndex, b: NodeIndex) -> Range {
        let numbers = self.numbers;
        let (above, below) = (self.at(a).clone(), self.at(b).clone());
        if above.is_zero() {
            return above;
        }
        if let (Some(a), Some(b)) = (&above.exact, &below.exact) {
            let value = a.clone() / b;
            return if above.positive && below.positive && value.is_whole() {
                above.times(&below.inverse(), numbers)
            } else {
                Range::of_number(numbers, value)
            };
        }
        let plain = above.times(&below.inverse(), numbers);
        if plain.above.is_some() && plain.below.is_some() {
            return plain;
        }
        match self.multiple(a, b, Multiple::Plain) {
            Some(multiple) => Range::within(multiple).and(plain, numbers),
            None => plain,
        }
    }
}
