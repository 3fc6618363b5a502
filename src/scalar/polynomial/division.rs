//! Variables with relations: where they occur, and one that is the inverse of a
//! polynomial.

use super::{Monomial, Polynomial, Rational, Variable};
use num_traits::Zero;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

impl Polynomial {
    /// The variables for whose name and power, in a term, `test` holds.
    pub(in crate::scalar) fn variables_with(&self, test: impl Fn(&str, u32) -> bool) -> BTreeSet<&'static str> {
        let mut found: Vec<Variable> = Vec::new();
        for (variable, power) in self.monomials().flat_map(|monomial| &monomial.0) {
            if !found.contains(variable) && test(variable.name(), *power) {
                found.push(*variable);
            }
        }
        found.into_iter().map(Variable::name).collect()
    }

    /// p, where a variable i stands for 1/m and m's leading coefficient is 1: the product
    /// i · lead(m), wherever a term has it, becomes 1 − i · (m − lead(m)). Nothing where
    /// no term has it, or where more than `limit` terms would be left.
    pub(in crate::scalar) fn cancelled(&self, inverse: &str, monic: &Self, limit: usize) -> Option<Self> {
        let (leading, _) = monic.terms.last()?;
        let inverse = Monomial(vec![(Variable::named(inverse), 1)]);
        let product = leading.times(&inverse);
        let has = |monomial: &Monomial| monomial.is_multiple_of(&product);
        if !self.monomials().any(has) {
            return None;
        }
        let rest: Vec<_> = monic.terms.iter().rev().skip(1).map(|(m, c)| (m.times(&inverse), c)).collect();
        let (mut open, mut done): (Sum, Sum) = self.terms.iter().cloned().partition(|(monomial, _)| has(monomial));
        while let Some((monomial, coefficient)) = open.pop_last() {
            let Some(quotient) = monomial.over(&product) else { unreachable!("open terms have the product") };
            let mut add = |monomial: Monomial, coefficient| {
                let part = if has(&monomial) { &mut open } else { &mut done };
                add_term(part, monomial, coefficient);
            };
            for (other, c) in &rest {
                add(quotient.times(other), -(coefficient.clone() * *c));
            }
            add(quotient, coefficient);
            if open.len() + done.len() > limit {
                return None;
            }
        }
        Some(Self { terms: done.into_iter().collect() })
    }
}

/// A polynomial to which terms are added one by one.
type Sum = BTreeMap<Monomial, Rational>;

/// Adds a term, and keeps no coefficient that becomes zero.
fn add_term(sum: &mut Sum, monomial: Monomial, coefficient: Rational) {
    match sum.entry(monomial) {
        Entry::Vacant(place) => drop(place.insert(coefficient)),
        Entry::Occupied(mut place) => {
            let sum = coefficient + place.get();
            if sum.is_zero() { drop(place.remove()) } else { drop(place.insert(sum)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Ring;

    #[test]
    fn an_inverse_cancels_its_polynomial_and_no_other() {
        let [x, y, i] = ["x", "y", "i"].map(Polynomial::symbol);
        let one = Polynomial::from_integer(1);
        let m = x.clone() + &y;
        let cancelled = |p: &Polynomial, limit| p.cancelled("i", &m, limit);
        assert_eq!(cancelled(&(i.clone() * &m), 9), Some(one.clone()));
        assert_eq!(cancelled(&(i.square() * m.square() * &y), 9), Some(y.clone()));
        assert_eq!(cancelled(&(i.clone() * &x), 9), Some(one - i.clone() * &y));
        assert_eq!(cancelled(&(i.clone() * &y), 9), None);
        assert_eq!(cancelled(&(x.clone() * &y), 9), None);
        assert_eq!(cancelled(&(i * x), 1), None);
    }
}
