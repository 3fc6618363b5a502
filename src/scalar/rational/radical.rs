//! Square roots of fractions, as far as they are rational.

use super::Rational;
use dashu_base::{BitTest, UnsignedAbs};
use dashu_int::UBig;
use dashu_ratio::RBig;

/// Primes are sought below this.
const TRIAL: u16 = 1 << 10;

/// Bits of p q beyond which no prime is sought.
const LONG: usize = 1 << 12;

impl Rational {
    /// (r, \[c₁, c₂, …\]) with √x = r √c₁ √c₂ …, x ≥ 0: the cᵢ ascend and are primes, but for
    /// the last, from which no more was taken where it has no prime below 2¹⁰.
    ///
    /// √(p/q) = √(p q) / q.
    pub(in crate::scalar) fn radical(&self) -> (Self, Vec<Self>) {
        if let Some(root) = self.sqrt_exact() {
            return (root, Vec::new());
        }
        let (mut rest, mut root) = (self.0.numerator().unsigned_abs() * self.0.denominator(), UBig::ONE);
        let mut primes = Vec::new();
        let trials = if rest.bit_len() > LONG { 0..0 } else { 2..TRIAL };
        for divisor in trials.map(UBig::from) {
            let mut is_odd = false;
            while (&rest % &divisor).is_zero() {
                rest /= &divisor;
                if is_odd {
                    root *= &divisor;
                }
                is_odd = !is_odd;
            }
            if is_odd {
                primes.push(divisor);
            }
        }
        let exact = super::perfect_root(&rest);
        match exact {
            Some(exact) => root *= exact,
            None => primes.push(rest),
        }
        let denominator = self.0.denominator().clone();
        let number = |n: UBig| Self(RBig::from_parts(n.into(), UBig::ONE));
        (Self(RBig::from_parts(root.into(), denominator)), primes.into_iter().map(number).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Algebra;

    #[test]
    fn squares_are_taken_out_of_roots() {
        let of = |p, q| {
            let (root, rest) = Rational::ratio(p, q).radical();
            (root.as_ratio().expect("small"), rest.iter().map(|c| c.as_ratio().expect("small").0).collect::<Vec<_>>())
        };
        assert_eq!(of(8, 1), ((2, 1), vec![2]));
        assert_eq!(of(1, 2), ((1, 2), vec![2]));
        assert_eq!(of(9, 4), ((3, 2), vec![]));
        assert_eq!(of(360, 7), ((6, 7), vec![2, 5, 7]));
        assert_eq!(of(0, 1), ((0, 1), vec![]));
        // 1031 and 1033 are primes beyond those that are sought.
        assert_eq!(of(1031 * 1031 * 3, 1), ((1031, 1), vec![3]));
        assert_eq!(of(2 * 1031 * 1033, 1), ((1, 1), vec![2, 1031 * 1033]));
        let (root, rest) = Rational::ratio(360, 7).radical();
        let squared = rest.into_iter().fold(root.clone() * &root, |product, c| product * c);
        assert_eq!(squared, Rational::ratio(360, 7));
    }
}
