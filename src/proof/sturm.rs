//! Sturm's theorem: how many real roots a polynomial has between two bounds.
//!
//! # Formula
//! p₀ = p, p₁ = p', pₖ₊₁ = −(pₖ₋₁ mod pₖ), up to the last pₘ = gcd(p, p'). Let
//! V(x) count the changes of sign in p₀(x)/pₘ(x), …, 1, zeros left out. Then p
//! has V(a) − V(b) distinct roots in (a, b] (C. Sturm 1829; S. Basu, R. Pollack
//! and M.-F. Roy, Algorithms in Real Algebraic Geometry, 2nd ed., Springer 2006,
//! section 2.2.2). Division by pₘ leaves the square-free part in place 0, so
//! that a bound may be a root, multiple ones too.

use super::Budget;
use super::univariate::{Univariate, UnivariateError};
use crate::scalar::{Algebra, Rational};
use num_traits::Zero;

/// The Sturm sequence of a polynomial that is not zero.
///
/// # Examples
/// x² − 2 has one root in (0, 2] and two on the line:
/// ```
/// use stable_sgd::proof::{Budget, sturm::Sturm, univariate::Univariate};
/// use stable_sgd::scalar::Rational;
/// let p = Univariate::new([-2, 0, 1].map(Rational::from).to_vec());
/// let sturm = Sturm::new(&p, Budget::default())?;
/// assert_eq!(sturm.count(Some(&Rational::from(0)), Some(&Rational::from(2))), 1);
/// assert_eq!(sturm.count(None, None), 2);
/// # Ok::<(), stable_sgd::proof::univariate::UnivariateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sturm {
    chain: Vec<Univariate>,
    pub(super) budget: Budget,
}

/// The sign of a polynomial on an open interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOn {
    /// The same everywhere: −1, 0 (the zero polynomial) or 1.
    Constant(i8),
    /// There are roots.
    Roots {
        /// How many distinct ones.
        count: usize,
    },
}

impl Sturm {
    /// The sequence of `p`, each member divided by its positive content.
    ///
    /// # Errors
    /// Where `p` is zero, or the sequence exceeds the budget.
    pub fn new(p: &Univariate, budget: Budget) -> Result<Self, UnivariateError> {
        if p.is_zero() {
            return Err(UnivariateError::Zero);
        }
        let mut chain = vec![p.primitive()];
        let mut next = p.derivative().primitive();
        let mut size = chain[0].size_in_bits();
        let mut last = chain[0].clone();
        while !next.is_zero() {
            size += next.size_in_bits();
            budget.check(size, "a Sturm sequence")?;
            let rest = last.div_rem_within(&next, budget)?.map_or_else(Univariate::zero, |(_, rest)| rest);
            chain.push(next.clone());
            last = next;
            next = -rest.primitive();
        }
        let repeated = last.monic();
        let divided = chain.iter().filter_map(|member| member.div_rem(&repeated));
        Ok(Self { chain: divided.map(|(quotient, _)| quotient.primitive()).collect(), budget })
    }

    /// The square-free part of p, in coprime integers.
    pub fn square_free(&self) -> &Univariate {
        &self.chain[0]
    }

    /// V(x), the changes of sign.
    pub(super) fn variations(&self, x: &Rational) -> usize {
        changes(self.chain.iter().map(|member| member.evaluate(x).sign()))
    }

    /// V(−∞) or V(∞), from the leading terms.
    fn variations_at_infinity(&self, negative: bool) -> usize {
        changes(self.chain.iter().map(|member| {
            let odd = member.degree().is_some_and(|degree| degree % 2 == 1);
            if odd && negative { -member.leading().sign() } else { member.leading().sign() }
        }))
    }

    /// The distinct roots in (low, high]; a bound that is none is infinite. None
    /// where low ≥ high.
    pub fn count(&self, low: Option<&Rational>, high: Option<&Rational>) -> usize {
        let at = |bound: Option<&Rational>, negative| {
            bound.map_or_else(|| self.variations_at_infinity(negative), |x| self.variations(x))
        };
        at(low, true).saturating_sub(at(high, false))
    }
}

/// How often a sign differs from the one before, zeros left out.
fn changes(signs: impl Iterator<Item = i8>) -> usize {
    let signs: Vec<i8> = signs.filter(|sign| *sign != 0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

impl Univariate {
    /// The sign on the open interval (low, high); a bound that is none is
    /// infinite. Without a root in it, the sign at one point is that at all.
    ///
    /// # Errors
    /// Where low ≥ high, or the Sturm sequence exceeds the budget.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::proof::{Budget, sturm::SignOn, univariate::Univariate};
    /// use stable_sgd::scalar::Rational;
    /// let p = Univariate::new([0, 2, -1].map(Rational::from).to_vec());
    /// let [zero, two] = [0, 2].map(Rational::from);
    /// assert_eq!(p.sign_on(Some(&zero), Some(&two), Budget::default())?, SignOn::Constant(1));
    /// assert_eq!(p.sign_on(Some(&zero), None, Budget::default())?, SignOn::Roots { count: 1 });
    /// # Ok::<(), stable_sgd::proof::univariate::UnivariateError>(())
    /// ```
    pub fn sign_on(
        &self,
        low: Option<&Rational>,
        high: Option<&Rational>,
        budget: Budget,
    ) -> Result<SignOn, UnivariateError> {
        let one = Rational::from(1);
        let inside = match (low, high) {
            (Some(low), Some(high)) if low >= high => {
                return Err(UnivariateError::WrongInterval { low: low.clone(), high: high.clone() });
            }
            (Some(low), Some(high)) => Rational::ratio(1, 2) * (low.clone() + high),
            (Some(low), None) => low.clone() + one,
            (None, Some(high)) => high.clone() - one,
            (None, None) => Rational::zero(),
        };
        if self.is_zero() {
            return Ok(SignOn::Constant(0));
        }
        let closed = Sturm::new(self, budget)?.count(low, high);
        let count = closed - usize::from(high.is_some_and(|high| self.evaluate(high).is_zero()));
        Ok(if count == 0 { SignOn::Constant(self.evaluate(&inside).sign()) } else { SignOn::Roots { count } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(coefficients: &[i64]) -> Univariate {
        Univariate::new(coefficients.iter().copied().map(Rational::from).collect())
    }

    fn count(p: &Univariate, low: i64, high: i64) -> usize {
        let sturm = Sturm::new(p, Budget::default()).expect("small");
        sturm.count(Some(&low.into()), Some(&high.into()))
    }

    /// The interval is open on the left and closed on the right, for roots of any order.
    #[test]
    fn bounds_may_be_multiple_roots() {
        let p = of(&[0, 1]) * of(&[0, 1]) * of(&[-1, 1]) * of(&[-1, 1]) * of(&[-1, 1]);
        assert_eq!(
            [(-1, 0), (0, 1), (-1, 1), (0, 0), (1, 5), (1, 0)].map(|(a, b)| count(&p, a, b)),
            [1, 1, 2, 0, 0, 0]
        );
    }

    #[test]
    fn constants_have_no_root_and_zero_no_sequence() {
        assert_eq!(count(&of(&[5]), -9, 9), 0);
        assert_eq!(Sturm::new(&Univariate::zero(), Budget::default()).unwrap_err(), UnivariateError::Zero);
        assert!(Sturm::new(&of(&[-2, 0, 0, 0, 0, 1]), Budget { bits: 8 }).is_err());
    }

    /// A double root leaves the sign at every other point, and is a root.
    #[test]
    fn touching_is_not_a_constant_sign() {
        let p = of(&[1, -2, 1]);
        let sign = |low: i64, high: i64| p.sign_on(Some(&low.into()), Some(&high.into()), Budget::default());
        assert_eq!(sign(0, 2), Ok(SignOn::Roots { count: 1 }));
        assert_eq!([sign(0, 1), sign(1, 2)], [Ok(SignOn::Constant(1)), Ok(SignOn::Constant(1))]);
        assert!(matches!(sign(1, 1), Err(UnivariateError::WrongInterval { .. })));
        assert_eq!((-p).sign_on(Some(&1.into()), None, Budget::default()), Ok(SignOn::Constant(-1)));
        assert_eq!(Univariate::zero().sign_on(None, None, Budget::default()), Ok(SignOn::Constant(0)));
        assert_eq!(of(&[1, 0, 1]).sign_on(None, None, Budget::default()), Ok(SignOn::Constant(1)));
    }
}
