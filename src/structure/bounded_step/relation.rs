//! Relations of slots: that the square of an average is not above a multiple of an average of
//! squares.
//!
//! With m' = a m + b x and v' = c v + d x² + …, what is left out not negative, it follows from
//! m² ≤ K v by Cauchy and Schwarz that m'² ≤ (a²/c + b²/(K d)) (c K v + K d x²), which is at most
//! K v' where K = b² c / (d (c − a²)) and a² < c: the step of Adam is bounded by √K.

use super::bound::Bounds;
use super::range::Range;
use crate::formula::Source;
use crate::scalar::{Node, NodeIndex, Ring, Root, Symbolic};
use crate::structure::subject::RECORDED;
use num_traits::{One, Zero};
use std::collections::BTreeMap;

/// Sums that are taken apart, within each other.
const DEEPEST: usize = 16;

/// What a node is a sum of, each with its factor.
pub(super) type Sum = BTreeMap<NodeIndex, Symbolic>;

/// √K, and what has to be above 0 for it.
type Found = (Symbolic, Option<Symbolic>);

impl Bounds<'_> {
    /// Relations that every step keeps: at the start both slots are 0.
    pub(super) fn find_relations(&mut self) {
        let count = self.slots.len();
        for m in 0..count {
            for v in (0..count).filter(|v| *v != m) {
                if self.slots[v].least.is_none() {
                    continue;
                }
                let Some((multiple, condition)) = self.relation(m, v) else { continue };
                if condition.iter().any(|condition| !self.is_registered(condition)) {
                    continue;
                }
                self.conditions.extend(condition);
                let pairs: Vec<_> = self.after_both(m, v).into_iter().chain(self.before_both(m, v)).collect();
                self.relations.extend(pairs.into_iter().map(|(m, v)| (m, v, multiple.clone())));
            }
        }
    }

    /// The nodes of both slots after the steps, in each coordinate.
    fn after_both(&self, m: usize, v: usize) -> Vec<(NodeIndex, NodeIndex)> {
        let of = |step: u64| {
            let slots = &self.formula.step(step).slots;
            slots[m + 1].iter().copied().zip(slots[v + 1].iter().copied())
        };
        let mut all: Vec<_> = (1..=RECORDED).flat_map(of).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The same before a step.
    fn before_both(&self, m: usize, v: usize) -> Vec<(NodeIndex, NodeIndex)> {
        let input =
            |slot: usize, coordinate: usize| self.formula.input_place(Source::Slot { slot: slot + 1, coordinate });
        (0..self.formula.dimension()).filter_map(|i| Some((input(m, i)?, input(v, i)?))).collect()
    }

    fn relation(&self, m: usize, v: usize) -> Option<Found> {
        let before = self.before_both(m, v);
        let mut found: Option<Found> = None;
        for (own, squares) in self.after_both(m, v) {
            let one = self.relation_after(&before, own, squares)?;
            match &found {
                Some((known, _)) if *known != one.0 => return None,
                Some(_) => {}
                None => found = Some(one),
            }
        }
        found
    }

    /// That of one pair of nodes after a step.
    fn relation_after(&self, before: &[(NodeIndex, NodeIndex)], m: NodeIndex, v: NodeIndex) -> Option<Found> {
        let numbers = self.numbers;
        let (mut own, mut squares) = (self.sum(m, 0), self.sum(v, 0));
        let (m, v) = before.iter().find(|(_, v)| squares.contains_key(v))?;
        let a = own.remove(m).unwrap_or_else(Symbolic::zero);
        let (c, (x, b)) = (squares.remove(v)?, own.pop_first()?);
        let is_square = |node: &NodeIndex| match self.node(*node) {
            Node::Square(y) => self.are_same(y, x),
            Node::Mul(y, z) => self.are_same(y, x) && self.are_same(z, x),
            _ => false,
        };
        let square = squares.keys().copied().find(is_square)?;
        let d = squares.remove(&square)?;
        let is_positive = |x: &Symbolic| Range::of_number(numbers, x.clone()).positive;
        let is_not_negative = |(node, factor): (&NodeIndex, &Symbolic)| {
            self.at(*node).least.is_some() && numbers.is_not_negative(factor, false)
        };
        if !own.is_empty() || !squares.iter().all(is_not_negative) || !is_positive(&c) || !is_positive(&d) {
            return None;
        }
        let left = c.clone() - a.square();
        let multiple = Range::of_number(numbers, b).size(numbers)? * (c / (d * &left)).sqrt();
        let condition = Some(left).filter(|left| !is_positive(left));
        multiple.is_whole().then_some((multiple, condition))
    }

    /// A node as a sum of others times numbers.
    pub(super) fn sum(&self, place: NodeIndex, depth: usize) -> Sum {
        let whole = || Sum::from([(place, Symbolic::one())]);
        if depth > DEEPEST {
            return whole();
        }
        let number = |place: NodeIndex| self.at(place).exact.clone();
        let part = |place: NodeIndex| self.sum(place, depth + 1);
        let minus = || -Symbolic::one();
        match self.node(place) {
            _ if self.at(place).is_zero() => Sum::new(),
            Node::Add(a, b) => joined(part(a), part(b)),
            Node::Sub(a, b) => joined(part(a), scaled(part(b), &minus())),
            Node::Neg(a) => scaled(part(a), &minus()),
            Node::Mul(a, b) => match (number(a), number(b)) {
                (Some(factor), None) => scaled(part(b), &factor),
                (None, Some(factor)) => scaled(part(a), &factor),
                _ => whole(),
            },
            Node::Div(a, b) => match (number(a), number(b)) {
                (None, Some(divisor)) if self.at(b).positive => scaled(part(a), &(Symbolic::one() / divisor)),
                _ => whole(),
            },
            _ => whole(),
        }
    }
}

fn scaled(sum: Sum, factor: &Symbolic) -> Sum {
    sum.into_iter().map(|(node, own)| (node, own * factor)).collect()
}

fn joined(mut first: Sum, second: Sum) -> Sum {
    for (node, factor) in second {
        let known = first.remove(&node).unwrap_or_else(Symbolic::zero);
        first.insert(node, known + factor);
    }
    first
}
