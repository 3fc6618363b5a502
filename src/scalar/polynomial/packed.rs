//! Monomials as numbers, for long products.
//!
//! Where the powers that a product may have fit into 128 bits, a monomial is a number with a
//! field for each variable, the least name highest: a product of monomials is a sum of
//! numbers, and their order is that of numbers.

use super::{Monomial, ScaledMonomial, Variable};
use crate::scalar::Rational;
use std::collections::BTreeMap;

/// The fields of the variables of a product.
pub(super) struct Packing {
    /// By name, each with the place and the width of its field in bits.
    fields: Vec<(Variable, u32, u32)>,
}

impl Packing {
    /// For the products of terms of these factors; nothing where they need more bits.
    pub(super) fn of(a: &[ScaledMonomial], b: &[ScaledMonomial]) -> Option<Self> {
        let mut largest: BTreeMap<Variable, [u64; 2]> = BTreeMap::new();
        for (factor, terms) in [a, b].into_iter().enumerate() {
            for (variable, power) in terms.iter().flat_map(|(monomial, _)| &monomial.0) {
                let known = &mut largest.entry(*variable).or_default()[factor];
                *known = (*known).max(u64::from(*power));
            }
        }
        let mut place = 0;
        let mut fields = Vec::with_capacity(largest.len());
        for (variable, [a, b]) in largest.into_iter().rev() {
            let width = u64::BITS - (a + b).leading_zeros();
            fields.push((variable, place, width));
            place += width;
        }
        fields.reverse();
        (place < u128::BITS).then_some(Self { fields })
    }

    pub(super) fn pack(&self, terms: &[ScaledMonomial]) -> Vec<(u128, Rational)> {
        terms.iter().map(|(monomial, coefficient)| (self.number(monomial), coefficient.clone())).collect()
    }

    pub(super) fn unpack(&self, terms: Vec<(u128, Rational)>) -> Vec<ScaledMonomial> {
        terms.into_iter().map(|(number, coefficient)| (self.monomial(number), coefficient)).collect()
    }

    fn number(&self, monomial: &Monomial) -> u128 {
        let mut fields = self.fields.iter();
        let field = |(variable, power): &(Variable, u32)| {
            let (_, place, _) = fields.by_ref().find(|(own, ..)| own == variable)?;
            Some(u128::from(*power) << place)
        };
        monomial.0.iter().filter_map(field).sum()
    }

    fn monomial(&self, number: u128) -> Monomial {
        let power = |(variable, place, width): &(Variable, u32, u32)| {
            let power = number >> place & ((1 << width) - 1);
            (power > 0).then(|| (*variable, u32::try_from(power).expect("a power below 2³²")))
        };
        Monomial(self.fields.iter().filter_map(power).collect())
    }
}
