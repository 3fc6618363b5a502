//! Multiples: K with |a| ≤ K b, looked for in what b and a are made of.

use super::bound::Bounds;
use super::range::Range;
use crate::scalar::{Node, NodeIndex, Root, Symbolic};
use num_traits::{One, Zero};

/// Questions in all.
const QUESTIONS: usize = 1 << 14;

/// What is sought of two nodes a and b.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Multiple {
    /// |a| ≤ K b.
    Plain,
    /// |a| ≤ K |b|.
    Magnitude,
    /// |a| ≤ K √b.
    Square,
}

impl Multiple {
    /// What 1/c is to K where b is c times another.
    fn share(self, inverse: Symbolic) -> Symbolic {
        if self == Self::Square { inverse.sqrt() } else { inverse }
    }
}

impl Bounds<'_> {
    /// K ≥ 0 with |a| ≤ K b, and the like.
    pub(super) fn multiple(&mut self, a: NodeIndex, b: NodeIndex, of: Multiple) -> Option<Symbolic> {
        if let Some(known) = self.known.get(&(a, b, of)) {
            return known.clone();
        }
        self.questions += 1;
        if self.questions > QUESTIONS {
            return None;
        }
        // A question within itself has no answer.
        self.known.insert((a, b, of), None);
        let found = self.found(a, b, of).filter(Symbolic::is_whole);
        self.known.insert((a, b, of), found.clone());
        found
    }

    fn found(&mut self, a: NodeIndex, b: NodeIndex, of: Multiple) -> Option<Symbolic> {
        let numbers = self.numbers;
        let squared = of == Multiple::Square;
        if self.at(a).is_zero() {
            return Some(Symbolic::zero());
        }
        if let (Some(size), true) = (self.at(a).size(numbers), self.at(b).positive) {
            let inverse = self.at(b).inverse().above?;
            return Some(size * of.share(inverse));
        }
        if squared && let Some((.., multiple)) = self.relations.iter().find(|(m, v, _)| (*m, *v) == (a, b)) {
            return Some(multiple.clone());
        }
        match of {
            Multiple::Plain | Multiple::Magnitude
                if self.are_same(a, b) && (of == Multiple::Magnitude || self.at(b).least.is_some()) =>
            {
                return Some(Symbolic::one());
            }
            _ => {}
        }
        self.by_divisor(a, b, of).or_else(|| self.by_dividend(a, b, of))
    }

    /// By what b is made of.
    fn by_divisor(&mut self, a: NodeIndex, b: NodeIndex, of: Multiple) -> Option<Symbolic> {
        let numbers = self.numbers;
        if of == Multiple::Magnitude {
            return match self.node(b) {
                Node::Neg(x) | Node::Abs(x) => self.multiple(a, x, of),
                Node::Mul(x, y) => [(x, y), (y, x)].into_iter().find_map(|(x, y)| {
                    let inverse = self.at(x).inverse().above?;
                    Some(self.multiple(a, y, of)? * inverse)
                }),
                Node::Div(x, y) if self.at(y).least.is_some() => {
                    let size = self.at(y).above.clone()?;
                    Some(self.multiple(a, x, of)? * size)
                }
                _ => self.at(b).least.is_some().then(|| self.multiple(a, b, Multiple::Plain)).flatten(),
            };
        }
        match self.node(b) {
            Node::Abs(x) if of == Multiple::Plain => self.multiple(a, x, Multiple::Magnitude),
            Node::Sqrt(x) if of == Multiple::Plain => self.multiple(a, x, Multiple::Square),
            Node::Square(x) if of == Multiple::Square => self.multiple(a, x, Multiple::Magnitude),
            Node::Mul(x, y) if of == Multiple::Square && x == y => self.multiple(a, x, Multiple::Magnitude),
            Node::Add(..) | Node::Sub(..) => self.by_part(a, b, of),
            Node::Mul(x, y) => [(x, y), (y, x)].into_iter().find_map(|(x, y)| {
                let inverse = self.at(x).inverse().above?;
                Some(self.multiple(a, y, of)? * of.share(inverse))
            }),
            Node::Div(x, y) if self.at(y).least.is_some() => {
                let size = self.at(y).above.clone()?;
                Some(self.multiple(a, x, of)? * of.share(size))
            }
            Node::Above { value, threshold, above, otherwise } => {
                let is_largest = (above, otherwise) == (value, threshold);
                let [first, second] = [above, otherwise].map(|branch| self.multiple(a, branch, of));
                match (first, second) {
                    (Some(x), Some(y)) => Some(if is_largest { numbers.smaller(x, y) } else { numbers.larger(x, y) }),
                    (x, y) if is_largest => x.or(y),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// By a part of a sum b of which no part is negative.
    fn by_part(&mut self, a: NodeIndex, b: NodeIndex, of: Multiple) -> Option<Symbolic> {
        let numbers = self.numbers;
        let sum = self.sum(b, 0);
        let is_whole = |(node, factor): (&NodeIndex, &Symbolic)| {
            *node != b && self.at(*node).least.is_some() && numbers.is_not_negative(factor, false)
        };
        if !sum.iter().all(is_whole) {
            return None;
        }
        sum.into_iter().find_map(|(node, factor)| {
            let inverse = Range::of_number(numbers, factor).inverse().above?;
            Some(self.multiple(a, node, of)? * of.share(inverse))
        })
    }

    /// By what a is made of.
    fn by_dividend(&mut self, a: NodeIndex, b: NodeIndex, of: Multiple) -> Option<Symbolic> {
        let numbers = self.numbers;
        match self.node(a) {
            Node::Neg(x) | Node::Abs(x) => self.multiple(x, b, of),
            Node::Mul(x, y) => [(x, y), (y, x)].into_iter().find_map(|(x, y)| {
                let size = self.at(x).size(numbers)?;
                Some(self.multiple(y, b, of)? * size)
            }),
            Node::Div(x, y) => {
                let inverse = self.at(y).inverse().above?;
                Some(self.multiple(x, b, of)? * inverse)
            }
            Node::Add(x, y) | Node::Sub(x, y) => Some(self.multiple(x, b, of)? + self.multiple(y, b, of)?),
            Node::Above { above, otherwise, .. } => {
                let (first, second) = (self.multiple(above, b, of)?, self.multiple(otherwise, b, of)?);
                Some(numbers.larger(first, second))
            }
            Node::Sqrt(x) if of == Multiple::Square => Some(self.multiple(x, b, Multiple::Plain)?.sqrt()),
            _ => None,
        }
    }
}
