//! ℚ\[x\] is a ring, an algebra over ℚ.

use super::Univariate;
use crate::scalar::{Algebra, Rational, Ring, forward_operators};
use num_traits::{One, Zero};
use std::ops::{Add, Mul, Neg, Sub};

forward_operators!(Univariate);

impl Univariate {
    /// Both lists of coefficients, place by place.
    fn with(&self, other: &Self, operation: fn(Rational, &Rational) -> Rational) -> Self {
        let zero = Rational::zero();
        let length = self.coefficients.len().max(other.coefficients.len());
        let at = |p: &Self, place: usize| p.coefficients.get(place).unwrap_or(&zero).clone();
        Self::new((0..length).map(|place| operation(at(self, place), &at(other, place))).collect())
    }
}

impl Add<&Univariate> for Univariate {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub<&Univariate> for Univariate {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

/// (Σ aᵢ xⁱ) (Σ bⱼ xʲ) = Σ aᵢ bⱼ xⁱ⁺ʲ
impl Mul<&Univariate> for Univariate {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        let length = (self.coefficients.len() + other.coefficients.len()).saturating_sub(1);
        let mut product = vec![Rational::zero(); length];
        for (i, a) in self.coefficients.iter().enumerate() {
            for (place, b) in product[i..].iter_mut().zip(&other.coefficients) {
                *place = a.clone() * b + &*place;
            }
        }
        Self::new(product)
    }
}

impl Neg for Univariate {
    type Output = Self;
    fn neg(self) -> Self {
        Self { coefficients: self.coefficients.into_iter().map(|coefficient| -coefficient).collect() }
    }
}

impl Zero for Univariate {
    fn zero() -> Self {
        Self::new(Vec::new())
    }
    fn is_zero(&self) -> bool {
        self.coefficients.is_empty()
    }
}

impl One for Univariate {
    fn one() -> Self {
        Self::constant(Rational::one())
    }
}

impl Ring for Univariate {
    fn from_integer(n: i64) -> Self {
        Self::constant(n.into())
    }
}

impl Algebra for Univariate {
    /// # Panics
    /// Where `denominator` is zero.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::constant(Rational::ratio(numerator, denominator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Budget;
    use crate::proof::univariate::{LARGEST_DEGREE, UnivariateError};
    use crate::scalar::Polynomial;

    fn of(coefficients: &[i64]) -> Univariate {
        Univariate::new(coefficients.iter().copied().map(Rational::from).collect())
    }

    #[test]
    fn another_variable_and_a_huge_degree_are_refused() {
        let [x, y] = ["x", "y"].map(Polynomial::symbol);
        let error = Univariate::from_polynomial(&(x.clone() + y), "x").unwrap_err();
        assert_eq!(error.to_string(), "expected a polynomial in \"x\" alone, found \"y\" in it");
        let error = Univariate::from_polynomial(&x.pow(u32::MAX), "x").unwrap_err();
        assert_eq!(error, UnivariateError::DegreeTooLarge { found: u64::from(u32::MAX) });
        assert!(u64::from(u32::MAX) > LARGEST_DEGREE);
        let constant = Polynomial::from_integer(3);
        assert_eq!(Univariate::from_polynomial(&constant, "x"), Ok(of(&[3])));
    }

    #[test]
    fn zero_divides_nothing_and_is_the_divisor_of_none() {
        let p = of(&[1, 2]);
        assert_eq!(p.div_rem(&Univariate::zero()), None);
        assert_eq!(Univariate::zero().div_rem(&p), Some((Univariate::zero(), Univariate::zero())));
        let gcd = |a: &Univariate, b: &Univariate| a.gcd(b, Budget::default());
        assert_eq!(gcd(&p, &Univariate::zero()), Ok(p.monic()));
        assert_eq!(gcd(&Univariate::zero(), &Univariate::zero()), Ok(Univariate::zero()));
        assert_eq!(Univariate::zero().square_free(Budget::default()), Ok(Univariate::zero()));
        assert_eq!((of(&[0, 0]).degree(), of(&[5]).degree()), (None, Some(0)));
    }

    #[test]
    fn the_square_free_part_has_each_root_once() {
        let cube = of(&[-1, 1]) * of(&[-1, 1]) * of(&[-1, 1]) * of(&[1, 0, 1]);
        assert_eq!(cube.square_free(Budget::default()), Ok(of(&[-1, 1]) * of(&[1, 0, 1])));
    }

    /// Coprime polynomials grow on the way to their divisor 1.
    #[test]
    fn growth_beyond_the_budget_is_an_error() {
        let (p, q) = (of(&[7, 3, -5, 1, 9, 2]), of(&[3, 8, 1, 4, 7]));
        assert_eq!(p.gcd(&q, Budget::default()), Ok(Univariate::one()));
        let error = p.gcd(&q, Budget { bits: 60 }).unwrap_err();
        assert!(error.found > 60 && error.to_string().starts_with("expected at most 60 bits"), "{error}");
    }
}
