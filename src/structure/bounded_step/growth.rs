//! Growth: what a run becomes when something that it is given grows as t.
//!
//! Numbers are series c tᵃ + … in falling powers of t, with a term that bounds the rest. A
//! change of the point whose first term has a power above 0 exceeds any bound as t grows.

use crate::formula::{Formula, Source};
use crate::scalar::{Absolute, Algebra, Elementary, Exact, Interval, Node, NodeIndex, Rational, Root, Transcendental};
use num_traits::One;
use std::cmp::Ordering;

/// Parts of 1 in which powers are counted: square roots of square roots, and of cubic ones.
pub(super) const PARTS: i64 = 192;

/// Terms of a series.
const TERMS: usize = 6;

/// The power of a rest that falls faster than any that is looked at.
const NOTHING: i64 = -(PARTS << 16);

/// Coefficients whose sign is known, or not.
pub(super) trait Coefficient: Root + Absolute + Transcendental {
    /// A fraction.
    fn of(value: &Rational) -> Self;
    /// How it compares with 0; none where it is open or undefined.
    fn sign(&self) -> Option<Ordering>;
    /// Whether it is a number.
    fn is_defined(&self) -> bool;
    /// In words.
    fn words(&self) -> String;
}

impl Coefficient for Exact {
    fn of(value: &Rational) -> Self {
        value.clone().into()
    }
    fn sign(&self) -> Option<Ordering> {
        self.value().ok().map(|value| value.sign().cmp(&0))
    }
    fn is_defined(&self) -> bool {
        self.value().is_ok()
    }
    fn words(&self) -> String {
        self.to_string()
    }
}

impl Coefficient for Interval {
    fn of(value: &Rational) -> Self {
        value.into()
    }
    fn sign(&self) -> Option<Ordering> {
        match (self.low(), self.high()) {
            (0.0, 0.0) => Some(Ordering::Equal),
            _ if self.is_empty() => None,
            (low, _) if low > 0.0 => Some(Ordering::Greater),
            (_, high) if high < 0.0 => Some(Ordering::Less),
            _ => None,
        }
    }
    fn is_defined(&self) -> bool {
        !self.is_empty() && self.low().is_finite() && self.high().is_finite()
    }
    fn words(&self) -> String {
        crate::structure::decide::enclosure(self)
    }
}

/// Σ cᵢ t^aᵢ, falling, and a rest below a constant times a power of t as t grows.
#[derive(Clone, Debug)]
pub(super) struct Series<T> {
    terms: Vec<(i64, T)>,
    rest: Option<i64>,
}

impl<T: Coefficient> Series<T> {
    /// c tᵃ.
    pub(super) fn new(power: i64, coefficient: T) -> Option<Self> {
        Self { terms: vec![(power, coefficient)], rest: None }.normal()
    }

    fn zero() -> Self {
        Self { terms: Vec::new(), rest: None }
    }

    fn constant(value: T) -> Option<Self> {
        Self::new(0, value)
    }

    /// The first term, where it is known not to be 0.
    pub(super) fn leading(&self) -> Option<&(i64, T)> {
        self.terms.first()
    }

    fn is_zero(&self) -> bool {
        self.terms.is_empty() && self.rest.is_none()
    }

    /// The power that it is below.
    fn order(&self) -> Option<i64> {
        self.terms.first().map(|(power, _)| *power).max(self.rest)
    }

    /// Terms in order, each known not to be 0 and above the rest; none where one is undefined.
    fn normal(mut self) -> Option<Self> {
        self.terms.sort_by_key(|(power, _)| std::cmp::Reverse(*power));
        let mut kept: Vec<(i64, T)> = Vec::new();
        for (power, coefficient) in self.terms {
            match kept.last_mut().filter(|(known, _)| *known == power) {
                Some((_, sum)) => *sum = sum.clone() + coefficient,
                None => kept.push((power, coefficient)),
            }
        }
        let mut rest = self.rest;
        let mut terms = Vec::new();
        for (power, coefficient) in kept {
            if !coefficient.is_defined() {
                return None;
            }
            if rest.is_some_and(|rest| power <= rest) || terms.len() == TERMS {
                rest = rest.max(Some(power));
                continue;
            }
            match coefficient.sign() {
                Some(Ordering::Equal) => {}
                Some(_) => terms.push((power, coefficient)),
                None => rest = rest.max(Some(power)),
            }
        }
        Some(Self { terms, rest })
    }

    fn negated(&self) -> Self {
        Self { terms: self.terms.iter().map(|(power, c)| (*power, -c.clone())).collect(), rest: self.rest }
    }

    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        Self { terms: [self.terms.clone(), other.terms.clone()].concat(), rest: self.rest.max(other.rest) }.normal()
    }

    pub(super) fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.negated())
    }

    fn times(&self, other: &Self) -> Option<Self> {
        if self.is_zero() || other.is_zero() {
            return Some(Self::zero());
        }
        let pair = |(a, x): &(i64, T), (b, y): &(i64, T)| Some((a.checked_add(*b)?, x.clone() * y));
        let terms: Option<Vec<_>> =
            self.terms.iter().flat_map(|a| other.terms.iter().map(move |b| pair(a, b))).collect();
        let rests = [(self.order(), other.rest), (self.rest, other.order())];
        let rest = rests.into_iter().filter_map(|(a, b)| Some(a? + b?)).max();
        Self { terms: terms?, rest }.normal()
    }

    /// By long division.
    fn over(&self, other: &Self) -> Option<Self> {
        let (power, lead) = other.leading()?;
        let (mut left, mut terms) = (self.clone(), Vec::new());
        while let Some((own, coefficient)) = left.leading().filter(|_| terms.len() < TERMS) {
            let term = Self { terms: vec![(own - power, coefficient.clone() / lead)], rest: None };
            // The term cancels the first, whether or not its coefficient is rounded.
            left.terms.remove(0);
            let others = Self { terms: other.terms[1..].to_vec(), rest: other.rest };
            terms.extend(term.terms.clone());
            left = left.minus(&term.times(&others)?)?;
        }
        Self { terms, rest: left.order().map(|order| order - power) }.normal()
    }

    fn root(&self) -> Option<Self> {
        if self.is_zero() {
            return Some(Self::zero());
        }
        let (power, lead) = self.leading()?;
        if power % 2 != 0 || lead.sign() != Some(Ordering::Greater) {
            return None;
        }
        let first = (power / 2, lead.sqrt());
        let twice = first.1.clone() + &first.1;
        let (mut terms, mut left) = (vec![first.clone()], self.clone());
        left.terms.remove(0);
        // The next term is what is left by twice the first.
        while let Some((own, coefficient)) = left.leading().cloned().filter(|_| terms.len() < TERMS) {
            let term = (own - first.0, coefficient / &twice);
            left.terms.remove(0);
            let later = Self { terms: terms[1..].to_vec(), rest: None };
            let own = Self { terms: vec![term.clone()], rest: None };
            let two = T::one() + T::one();
            let mixed = Self { terms: vec![(0, two)], rest: None }.times(&own)?.times(&later)?;
            left = left.minus(&mixed)?.minus(&own.times(&own)?)?;
            terms.push(term);
        }
        Self { terms, rest: left.order().map(|order| order - first.0) }.normal()
    }

    /// xʳ of what is above 0, its first term.
    fn to_power(&self, exponent: &Rational) -> Option<Self> {
        let (power, lead) = self.leading()?;
        if lead.sign() != Some(Ordering::Greater) {
            return None;
        }
        let raised = exponent.clone() * Rational::from(*power);
        let (raised, 1) = raised.as_ratio()? else { return None };
        let later = self.terms.get(1).map(|(power, _)| *power).max(self.rest);
        let coefficient = (lead.ln() * T::of(exponent)).exp();
        Self { terms: vec![(raised, coefficient)], rest: later.map(|later| raised + later - power) }.normal()
    }

    /// How it compares with 0 as t grows.
    fn sign(&self) -> Option<Ordering> {
        match self.leading() {
            Some((_, coefficient)) => coefficient.sign(),
            None if self.rest.is_none() => Some(Ordering::Equal),
            None => None,
        }
    }

    fn magnitude(&self) -> Option<Self> {
        match self.sign() {
            Some(Ordering::Less) => Some(self.negated()),
            Some(_) => Some(self.clone()),
            None => Some(Self { terms: Vec::new(), rest: self.order() }),
        }
    }

    fn function(&self, function: Elementary) -> Option<Self> {
        let order = self.order();
        if order.is_none() || (order == Some(0) && self.rest.is_none() && self.terms.len() == 1) {
            let argument = self.terms.first().map_or_else(T::zero, |(_, value)| value.clone());
            return Self::constant(function.of(&argument));
        }
        match (function, order) {
            (Elementary::Sin | Elementary::Tanh, Some(order)) if order < 0 => {
                Some(Self { terms: Vec::new(), rest: Some(order) })
            }
            (Elementary::Sin | Elementary::Cos, _) => Some(Self { terms: Vec::new(), rest: Some(0) }),
            (Elementary::Tanh, _) => match self.leading() {
                Some((power, coefficient)) if *power > 0 => {
                    let one = if coefficient.sign() == Some(Ordering::Less) { -T::one() } else { T::one() };
                    Some(Self { terms: vec![(0, one)], rest: Some(NOTHING) })
                }
                _ => Some(Self { terms: Vec::new(), rest: Some(0) }),
            },
            (Elementary::Exp, _) => match self.leading() {
                Some((power, coefficient)) if *power > 0 && coefficient.sign() == Some(Ordering::Less) => {
                    Some(Self { terms: Vec::new(), rest: Some(NOTHING) })
                }
                _ => None,
            },
            (Elementary::Ln, _) => None,
        }
    }
}

/// The nodes of `places` as t grows; none of what is undefined there, or not known.
pub(super) fn evaluate<T: Coefficient>(
    formula: &Formula,
    places: &[NodeIndex],
    leaf: &mut dyn FnMut(Source) -> Option<Series<T>>,
    nodes: &mut usize,
) -> Vec<Option<Series<T>>> {
    let mut values: Vec<Option<Series<T>>> = vec![None; formula.graph().nodes().len()];
    for place in formula.needed(places) {
        *nodes += 1;
        values[place as usize] = value(formula, formula.graph().nodes()[place as usize], &values, leaf);
    }
    places.iter().map(|place| values[*place as usize].clone()).collect()
}

fn value<T: Coefficient>(
    formula: &Formula,
    node: Node,
    values: &[Option<Series<T>>],
    leaf: &mut dyn FnMut(Source) -> Option<Series<T>>,
) -> Option<Series<T>> {
    let at = |place: NodeIndex| values[place as usize].as_ref();
    match node {
        Node::Input(n) => leaf(formula.input(n)),
        Node::Gradient { call, coordinate } => {
            leaf(Source::Gradient { call: call as usize, coordinate: coordinate as usize })
        }
        Node::Loss(call) => leaf(Source::Loss(call as usize)),
        Node::Integer(n) => Series::constant(T::from_integer(n)),
        Node::Ratio(n, d) => Series::constant(T::ratio(n, d)),
        Node::Add(a, b) => at(a)?.plus(at(b)?),
        Node::Sub(a, b) => at(a)?.minus(at(b)?),
        Node::Mul(a, b) => at(a)?.times(at(b)?),
        Node::Div(a, b) => at(a)?.over(at(b)?),
        Node::Neg(a) => Some(at(a)?.negated()),
        Node::Square(a) => at(a)?.times(at(a)?),
        Node::Sqrt(a) => at(a)?.root(),
        Node::Abs(a) => at(a)?.magnitude(),
        Node::Function(Elementary::Exp, a) => match power(formula, a) {
            Some((exponent, base)) => at(base)?.to_power(&exponent),
            None => at(a)?.function(Elementary::Exp),
        },
        Node::Function(function, a) => at(a)?.function(function),
        Node::Above { value, threshold, above, otherwise } => {
            let is_above = at(value)?.minus(at(threshold)?)?.sign()? == Ordering::Greater;
            at(if is_above { above } else { otherwise }).cloned()
        }
    }
}

/// r and x where a node is r ln x.
fn power(formula: &Formula, place: NodeIndex) -> Option<(Rational, NodeIndex)> {
    let node = |place: NodeIndex| formula.graph().nodes()[place as usize];
    let constant = |place: NodeIndex| match node(place) {
        Node::Integer(n) => Some(Rational::from(n)),
        Node::Ratio(n, d) => Some(Rational::ratio(n, d)),
        _ => None,
    };
    let scaled =
        |place: NodeIndex, factor: Rational| Some((power(formula, place)?.0 * factor, power(formula, place)?.1));
    match node(place) {
        Node::Function(Elementary::Ln, x) => Some((Rational::one(), x)),
        Node::Neg(a) => scaled(a, -Rational::one()),
        Node::Mul(a, b) => match (constant(a), constant(b)) {
            (Some(factor), _) => scaled(b, factor),
            (_, Some(factor)) => scaled(a, factor),
            _ => None,
        },
        Node::Div(a, b) => scaled(a, Rational::one().checked_div(&constant(b)?)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ c tᵃ.
    fn series(terms: &[(i64, i64)]) -> Series<Exact> {
        let terms = terms.iter().map(|(c, power)| (PARTS * power, Exact::of(&Rational::from(*c)))).collect();
        Series { terms, rest: None }.normal().expect("fractions")
    }

    fn leading(series: &Option<Series<Exact>>) -> Option<(i64, String)> {
        series.as_ref()?.leading().map(|(power, c)| (power / PARTS, c.words()))
    }

    #[test]
    fn the_first_term_of_what_grows_is_exact() {
        let of = |found: Option<Series<Exact>>| leading(&found);
        let known = |power: i64, c: &str| Some((power, c.to_owned()));
        let line = series(&[(3, 1), (1, 0)]);
        assert_eq!(of(line.times(&line)), known(2, "9"));
        // t² + t less t² is t, and t/(t + 1) is 1 − 1/t + …
        assert_eq!(of(series(&[(1, 2), (1, 1)]).minus(&series(&[(1, 2)]))), known(1, "1"));
        let quotient = series(&[(1, 1)]).over(&series(&[(1, 1), (1, 0)])).expect("a quotient");
        assert_eq!(of(quotient.minus(&series(&[(1, 0)]))), known(-1, "-1"));
        // √(4t² + t) − 2t is 1/4 + …
        let root = series(&[(4, 2), (1, 1)]).root().expect("a root");
        assert_eq!(of(root.minus(&series(&[(2, 1)]))), known(0, "1/4"));
        assert_eq!(of(series(&[(1, 0)]).over(&series(&[(2, 1)]))), known(-1, "1/2"));
    }

    /// What cancels as far as it is known, has no rational root, or is divided by 0 says nothing.
    #[test]
    fn what_is_not_known_has_no_first_term() {
        let quotient = series(&[(1, 1)]).over(&series(&[(1, 1), (1, 0)])).expect("a quotient");
        let cancelled = quotient.minus(&quotient).expect("a difference");
        assert!(cancelled.leading().is_none() && !cancelled.is_zero());
        assert!(series(&[(2, 2)]).root().is_none() && series(&[(-1, 2)]).root().is_none());
        assert!(series(&[(1, 1)]).over(&Series::zero()).is_none());
        assert_eq!(cancelled.sign(), None);
        assert_eq!(Series::<Exact>::zero().sign(), Some(Ordering::Equal));
    }

    /// (8 t³ + t)^(1/3) is 2 t and less; what is below 0 has no power, nor one that is no part.
    #[test]
    fn a_power_has_the_power_of_the_first_term() {
        let wide = |(c, power): (f64, i64)| (PARTS * power, Interval::point(c));
        let of = |terms: [(f64, i64); 2]| Series { terms: terms.map(wide).to_vec(), rest: None };
        let raised = of([(8.0, 3), (1.0, 1)]).to_power(&Rational::ratio(1, 3)).expect("a power");
        let (power, two) = raised.leading().expect("a first term");
        assert!(*power == PARTS && two.contains(2.0) && two.width() < 1e-12, "{raised:?}");
        assert_eq!(raised.rest, Some(-PARTS));
        assert!(of([(-8.0, 3), (1.0, 1)]).to_power(&Rational::ratio(1, 3)).is_none());
        assert!(of([(8.0, 1), (1.0, 0)]).to_power(&Rational::ratio(1, 7)).is_none());
    }

    #[test]
    fn a_bounded_function_does_not_grow() {
        let grows = series(&[(-2, 1)]);
        assert_eq!(leading(&grows.function(Elementary::Tanh)), Some((0, "-1".to_owned())));
        assert_eq!(leading(&grows.function(Elementary::Sin)), None);
        assert!(grows.function(Elementary::Exp).is_some() && grows.negated().function(Elementary::Exp).is_none());
    }
}
