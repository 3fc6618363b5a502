//! Bounds of slots, which each step keeps, and of the steps themselves.

use super::bound::{Bounds, DEEPEST, Facts};
use super::range::{Numbers, Range, UNKNOWN};
use crate::formula::Source;
use crate::scalar::{Node, NodeIndex, Symbolic};
use crate::structure::subject::{Held, RECORDED, Subject};
use num_traits::{One, Zero};

impl Bounds<'_> {
    /// The largest set of slots of which none is ever negative.
    pub(super) fn find_signs(&mut self, subject: &Subject) {
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
    pub(super) fn find_slots(&mut self, subject: &Subject) {
        let mut open: Vec<usize> = (0..self.slots.len()).filter(|slot| subject.holds[*slot] != Held::Unread).collect();
        loop {
            let found = open.iter().copied().find_map(|slot| Some((slot, self.bound_of(slot)?)));
            let Some((slot, bound)) = found else { break };
            if bound.is_zero() {
                self.slots[slot] = Range::of_number(self.numbers, bound);
                open.retain(|other| *other != slot);
                continue;
            }
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
    pub(super) fn of_steps(&mut self) -> Result<Vec<Symbolic>, String> {
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
            self.walk_again();
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
    // What is 0 at the start and is made of itself alone stays 0.
    if lines.iter().all(|(_, constant)| constant.is_zero()) {
        return Some((Symbolic::zero(), None));
    }
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
