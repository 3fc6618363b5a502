//! Fractions as multiples: the integer below, and the greatest common measure.

use super::Rational;
use dashu_base::Gcd;
use dashu_ratio::RBig;
use num_traits::Zero;

impl Rational {
    /// ⌊x⌋, the largest integer that does not exceed x.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Rational};
    /// assert_eq!(Rational::ratio(-1, 2).floor(), Rational::from(-1));
    /// assert_eq!(Rational::from(3).floor(), Rational::from(3));
    /// ```
    #[must_use]
    pub fn floor(&self) -> Self {
        Self(self.0.floor().into())
    }

    /// The greatest g ≥ 0 of which a and b are integer multiples:
    /// gcd(p, r) / lcm(q, s) for p/q and r/s in lowest terms; |a| where b = 0.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Rational};
    /// let ratio = Rational::ratio;
    /// assert_eq!(ratio(1, 2).common_measure(&ratio(-1, 3)), ratio(1, 6));
    /// assert_eq!(ratio(4, 3).common_measure(&ratio(0, 1)), ratio(4, 3));
    /// ```
    #[must_use]
    pub fn common_measure(&self, other: &Self) -> Self {
        use crate::scalar::Absolute;
        if self.is_zero() || other.is_zero() {
            return if self.is_zero() { other.abs() } else { self.abs() };
        }
        let numerator = self.0.numerator().gcd(other.0.numerator());
        let (q, s) = (self.0.denominator(), other.0.denominator());
        let denominator = q / q.gcd(s) * s;
        Self(RBig::from_parts(numerator.into(), denominator))
    }
}
