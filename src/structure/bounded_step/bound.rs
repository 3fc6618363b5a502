//! Bounds of the change of a point, by what each node of a formula lies between.
//!
//! A slot is bounded where a step keeps the bound, and it is so at the start, where it is 0;
//! that it is not negative, and that the square of one is below a multiple of another, likewise.
//! Of what is divided, |a| ≤ K b is looked for in what b is made of.

use super::multiple::Multiple;
use super::range::{Numbers, Range, UNKNOWN};
use crate::formula::{Formula, Source};
use crate::scalar::{Elementary, Node, NodeIndex, Ring, Root, Symbolic};
use crate::structure::subject::{Held, RECORDED, StepOrder, Subject};
use num_traits::{One, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes of a formula that is looked at.
const LARGEST: usize = 1 << 15;

/// Comparisons of choices within each other.
const DEEPEST: usize = 8;

/// A choice that was made: the first is not above the second.
type Facts = Vec<(NodeIndex, NodeIndex)>;

/// A formula, what is taken for its numbers, and what is known of its slots.
pub(super) struct Bounds<'a> {
    pub(super) formula: &'a Formula,
    pub(super) numbers: Numbers,
    /// A number that has a value.
    fixed: Option<(usize, i64)>,
    pub(super) slots: Vec<Range>,
    /// The point less a slot, where that is known.
    differences: Vec<Option<Range>>,
    /// That a node is not above this multiple of the root of another.
    pub(super) relations: Vec<(NodeIndex, NodeIndex, Symbolic)>,
    /// Whether what counts the steps is bounded at once for all of them.
    for_all_steps: bool,
    /// What has to be above 0.
    pub(super) conditions: Vec<Symbolic>,
    nodes: Vec<NodeIndex>,
    /// Those that slots are after a step.
    outputs: BTreeSet<NodeIndex>,
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
        outputs,
        ranges: vec![Range::default(); formula.graph().nodes().len()],
        known: BTreeMap::new(),
        questions: 0,
    };
    bounds.find_signs(subject);
    bounds.find_slots(subject);
    bounds.find_relations();
    bounds.walk();
    let found = bounds.of_steps()?;
    if changes && found.iter().any(|bound| *bound != found[0]) {
        return Err("the bound that was found changes at every step, and of later ones nothing is said".to_owned());
    }
    Ok(Bounded { bounds: found, conditions: bounds.conditions })
}

/// Point and slots after a step, those that are read.
fn outputs(subject: &Subject, formula: &Formula, step: u64) -> Vec<NodeIndex> {
    let slots = formula.step(step).slots.iter().enumerate();
    let read = slots.filter(|(slot, _)| slot.checked_sub(1).is_none_or(|slot| subject.holds[slot] != Held::Unread));
    read.flat_map(|(_, nodes)| nodes.clone()).collect()
}

impl Bounds<'_> {
    pub(super) fn node(&self, place: NodeIndex) -> Node {
        self.formula.graph().nodes()[place as usize]
    }

    pub(super) fn at(&self, place: NodeIndex) -> &Range {
        &self.ranges[place as usize]
    }

    /// Every node, with what is taken for the slots.
    fn walk(&mut self) {
        self.known.clear();
        for place in self.nodes.clone() {
            let mut range = self.range(place, &Facts::new());
            if self.outputs.contains(&place) && (range.above.is_none() || range.below.is_none()) {
                range = self.regrouped(place).and(range, self.numbers);
            }
            self.ranges[place as usize] = range;
        }
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
    fn range(&mut self, place: NodeIndex, facts: &Facts) -> Range {
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
    fn difference(&self, a: NodeIndex, b: NodeIndex) -> Option<Range> {
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

    /// The largest set of slots of which none is ever negative.
    fn find_signs(&mut self, subject: &Subject) {
        loop {
            self.walk();
            let broken: Vec<usize> = (0..self.slots.len())
                .filter(|slot| self.slots[*slot].least.is_some() && subject.holds[*slot] != Held::Unread)
                .filter(|slot| self.after(*slot).into_iter().any(|node| self.at(node).least.is_none()))
                .collect();
            if broken.is_empty() {
                return;
            }
            broken.into_iter().for_each(|slot| self.slots[slot] = Range::default());
        }
    }

    /// The nodes of a slot after each step.
    fn after(&self, slot: usize) -> Vec<NodeIndex> {
        let mut all: Vec<NodeIndex> =
            (1..=RECORDED).flat_map(|step| self.formula.step(step).slots[slot + 1].clone()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Bounds of slots, as long as one is found.
    fn find_slots(&mut self, subject: &Subject) {
        let mut open: Vec<usize> = (0..self.slots.len()).filter(|slot| subject.holds[*slot] != Held::Unread).collect();
        loop {
            let found = open.iter().copied().find_map(|slot| Some((slot, self.bound_of(slot)?)));
            let Some((slot, bound)) = found else { break };
            self.slots[slot] = Range { above: Some(bound.clone()), ..self.slots[slot].clone() };
            if self.slots[slot].least.is_none() {
                self.slots[slot].below = Some(bound);
            }
            open.retain(|other| *other != slot);
        }
        self.walk();
    }

    /// A bound of a slot that each step keeps.
    fn bound_of(&mut self, slot: usize) -> Option<Symbolic> {
        let before = self.slots[slot].clone();
        let unknown = Some(Symbolic::symbol(UNKNOWN));
        let below = if before.least.is_some() { before.below.clone() } else { unknown.clone() };
        self.slots[slot] = Range { above: unknown, below, ..before.clone() };
        self.walk();
        self.slots[slot] = before;
        let numbers = self.numbers;
        let sizes: Option<Vec<Symbolic>> =
            self.after(slot).into_iter().map(|node| self.at(node).size(numbers)).collect();
        let lines: Vec<(Symbolic, Symbolic)> = sizes?.iter().map(line).collect::<Option<_>>()?;
        kept(numbers, &lines).filter(|(_, condition)| condition.is_none()).map(|(bound, _)| bound)
    }

    /// The bound of each step, where the point less what it was is bounded by the step before.
    fn of_steps(&mut self) -> Result<Vec<Symbolic>, String> {
        let first = self.of_step(1)?;
        let all_are = |of: &dyn Fn(u64) -> NodeIndex, slot: usize, coordinate: usize| {
            (1..=RECORDED).all(|step| self.formula.step(step).slots[slot + 1][coordinate] == of(step))
        };
        let coordinates = || 0..self.formula.dimension();
        let mut is_any_before = false;
        let mut differences = self.differences.clone();
        for (slot, difference) in differences.iter_mut().enumerate() {
            let now = coordinates().all(|i| all_are(&|step| self.formula.step(step).slots[0][i], slot, i));
            let own = |i: usize| self.formula.input_place(Source::Slot { slot: 0, coordinate: i });
            let before = coordinates().all(|i| own(i).is_some_and(|own| all_are(&|_| own, slot, i)));
            if now {
                *difference = Some(Range::of_number(self.numbers, Symbolic::zero()));
            } else if before {
                is_any_before = true;
                *difference = Some(Range::within(Symbolic::symbol(UNKNOWN)));
            }
        }
        if differences.iter().any(Option::is_some) {
            self.differences = differences;
            self.walk();
        }
        let mut all = vec![first];
        for step in 2..=RECORDED {
            let is_as_before = step > 2 && self.formula.step(step).slots[0] == self.formula.step(step - 1).slots[0];
            let bound = match all.last().filter(|_| is_as_before) {
                Some(before) => before.clone(),
                None => self.of_step(step)?,
            };
            all.push(bound);
        }
        if !is_any_before {
            return Ok(all);
        }
        let lines: Option<Vec<_>> = all.iter().map(line).collect();
        let found = lines.and_then(|lines| kept(self.numbers, &lines));
        let is_registered = |condition: &Option<Symbolic>| condition.iter().all(|one| self.is_registered(one));
        let Some((bound, condition)) = found.filter(|(_, condition)| is_registered(condition)) else {
            return Err("no bound was found that follows from the same of the step before".to_owned());
        };
        self.conditions.extend(condition);
        let with = |value: Symbolic| {
            value.substitute(&|name| {
                if name == UNKNOWN { bound.clone() } else { Symbolic::symbol(name) }
            })
        };
        Ok(all.into_iter().map(with).collect())
    }

    /// Whether something is above 0 at the registered numbers.
    pub(super) fn is_registered(&self, condition: &Symbolic) -> bool {
        let at = |name: &str| self.numbers.registered(name);
        condition.enclose(&at).is_positive()
    }

    /// The bound of a step.
    fn of_step(&mut self, step: u64) -> Result<Symbolic, String> {
        let numbers = self.numbers;
        let mut largest: Option<Symbolic> = None;
        for (coordinate, place) in self.formula.step(step).slots[0].clone().into_iter().enumerate() {
            let change = self.change(place, coordinate, &Facts::new()).and_then(|range| range.size(numbers));
            let Some(bound) = change.filter(Symbolic::is_whole) else {
                return Err(format!("no bound was found of the change of q{} at step {step}", coordinate + 1));
            };
            largest = Some(match largest {
                Some(known) if known == bound => known,
                Some(known) => numbers.larger(known, bound),
                None => bound,
            });
        }
        Ok(largest.unwrap_or_else(Symbolic::zero))
    }

    /// A node less the point's coordinate, which stands in it once.
    fn change(&mut self, place: NodeIndex, coordinate: usize, facts: &Facts) -> Option<Range> {
        let numbers = self.numbers;
        match self.node(place) {
            Node::Input(n) if self.formula.input(n) == (Source::Slot { slot: 0, coordinate }) => {
                Some(Range::of_number(numbers, Symbolic::zero()))
            }
            Node::Add(a, b) => {
                let pairs = [(a, b), (b, a)];
                pairs
                    .into_iter()
                    .find_map(|(a, b)| Some(self.change(a, coordinate, facts)?.plus(&self.range(b, facts), numbers)))
            }
            Node::Sub(a, b) => Some(self.change(a, coordinate, facts)?.plus(&self.range(b, facts).negated(), numbers)),
            Node::Above { value, threshold, above, otherwise } if facts.len() < DEEPEST => {
                let with = |fact: (NodeIndex, NodeIndex)| facts.iter().copied().chain([fact]).collect::<Facts>();
                let first = self.change(above, coordinate, &with((threshold, value)))?;
                let second = self.change(otherwise, coordinate, &with((value, threshold)))?;
                Some(first.or(&second, numbers))
            }
            _ => None,
        }
    }
}

/// The least B with a B + c ≤ B for each of these, and 1 − a where it is not known to be above 0.
fn kept(numbers: Numbers, lines: &[(Symbolic, Symbolic)]) -> Option<(Symbolic, Option<Symbolic>)> {
    lines.iter().rev().find_map(|(factor, rest)| {
        let left = Symbolic::one() - factor;
        let bound = rest.clone() / &left;
        // B (1 − f) = r.
        let is_kept = |(own, constant): &(Symbolic, Symbolic)| {
            let spare = (Symbolic::one() - own) * rest - constant.clone() * &left;
            spare.is_zero() || numbers.is_not_negative(&spare, false)
        };
        let is_one = bound.is_whole() && lines.iter().all(is_kept);
        let condition = Some(left).filter(|left| !numbers.is_not_negative(left, true));
        is_one.then_some((bound, condition))
    })
}

/// a and c where a value is a B + c in the bound B that is sought.
fn line(value: &Symbolic) -> Option<(Symbolic, Symbolic)> {
    let polynomial = value.defined().ok()?;
    if value.adjoined().iter().any(|symbol| symbol.operand.polynomial().variables().contains(UNKNOWN)) {
        return None;
    }
    let mut powers = polynomial.powers_of(UNKNOWN);
    let mut part = |power: u32| powers.remove(&power).map_or_else(Symbolic::zero, Symbolic::from);
    let (constant, factor) = (part(0), part(1));
    powers.is_empty().then_some((factor, constant))
}
