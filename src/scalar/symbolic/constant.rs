//! Roots of numbers in one form, and the signs of numbers.

use super::{Kind, Symbolic, adjoined};
use crate::scalar::{Interval, Polynomial, Rational};
use num_traits::{One, Zero};
use std::cmp::Ordering;

/// √x, x ≥ 0: a fraction times the roots of different primes, as far as they were found
/// ([`Rational::radical`]).
pub(super) fn root(x: &Rational) -> Symbolic {
    let (rational, rest) = x.radical();
    let start = Symbolic::from(Polynomial::constant(rational));
    rest.into_iter()
        .fold(start, |product, prime| product * Symbolic::from(Polynomial::constant(prime)).adjoin(Kind::Root))
}

/// 1/p of a fraction that is not 0 times roots of numbers: 1/√c = √c / c.
pub(super) fn inverse(p: &Polynomial) -> Option<Polynomial> {
    if p.term_count() != 1 {
        return None;
    }
    let (powers, coefficient) = p.terms().next()?;
    let (mut scale, mut roots) = (coefficient.clone(), Polynomial::one());
    for (name, power) in powers {
        let definition = adjoined::definition(name).filter(|found| found.kind == Kind::Root && power == 1)?;
        scale = scale * definition.operand.as_constant()?;
        roots = roots * Polynomial::symbol(name);
    }
    Some(roots * Polynomial::constant(Rational::one().checked_div(&scale)?))
}

impl Symbolic {
    /// How it compares with 0, where that is known: a number's sign, or what comes out as 0.
    pub(super) fn sign(&self) -> Option<Ordering> {
        if let Some(number) = self.constant() {
            return Some(number.sign().cmp(&0));
        }
        if self.is_zero() {
            return Some(Ordering::Equal);
        }
        let is_number = self.adjoined && self.value.as_ref().is_ok_and(adjoined::is_number);
        let enclosure = is_number.then(|| self.enclose(&|_| Interval::WHOLE))?;
        match (enclosure.is_positive(), (-enclosure).is_positive()) {
            (true, _) => Some(Ordering::Greater),
            (_, true) => Some(Ordering::Less),
            _ => None,
        }
    }
}
