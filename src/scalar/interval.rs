//! Closed intervals of real numbers, their bounds rounded outward.
//!
//! X ∘ Y encloses {x ∘ y : x ∈ X, y ∈ Y}. So one evaluation of a formula bounds
//! it over a whole box, and a strict sign of the result is a proof (R. E. Moore,
//! R. B. Kearfott and M. J. Cloud, Introduction to Interval Analysis, SIAM 2009,
//! [doi:10.1137/1.9780898717716](https://doi.org/10.1137/1.9780898717716)).
//!
//! # Formula
//! | operation | enclosure, before rounding |
//! |---|---|
//! | X + Y | \[x₁ + y₁, x₂ + y₂\] |
//! | X − Y | X + (−Y) |
//! | X Y | hull of x₁y₁, x₁y₂, x₂y₁, x₂y₂, where 0 · ∞ = 0 |
//! | X / Y | hull of the four quotients; the whole line where 0 ∈ Y, empty where Y is 0 alone |
//! | X² | \|X\|², never below 0, so within X X |
//! | √X | of the part of X that is not negative; empty where there is none |
//!
//! # Rounding
//! A bound is rounded to nearest, which leaves the exact value e between the
//! neighbours of fl(e), overflow and underflow included: fl is monotone and
//! leaves floats as they are, so from e ≤ next_down(fl(e)) would follow
//! fl(e) ≤ next_down(fl(e)). A step outward to the neighbour is therefore
//! rigorous without further argument: next_down(+∞) is the largest float, which
//! an overflowing e exceeds; next_down(0) the least negative one.
//!
//! The step is left out where it is not needed, which the sign of e − fl(e)
//! says: this difference, or a positive multiple of it, is computed by one
//! addition without rounding error or one fused operation whose rounding keeps
//! its sign (each helper says why). So a bound is the best one that binary64
//! has; only below 2⁻⁹⁶⁰, where the sign would need more care, it is a step
//! outward that does not cross 0. Either way it depends on e alone and is
//! monotone in e, on which inclusion isotonicity rests.
//!
//! # Laws
//! - Inclusion: x ∈ X and y ∈ Y give x ∘ y ∈ X ∘ Y, where x ∘ y exists.
//! - Isotonicity: X ⊆ X' and Y ⊆ Y' give X ∘ Y ⊆ X' ∘ Y', to the bit.
//! - + and × commute, to the bit; 0 is neutral, and 1 for bounds from 2⁻⁹⁶⁰ on.
//! - **Not a ring**: X − X is no zero but encloses it, and so X / X and 1;
//!   × is only sub-distributive (X (Y + Z) ⊆ X Y + X Z, before rounding), and
//!   associative laws hold before rounding alone. A formula in which a variable
//!   stands once gives the best bounds.

mod functions;

use super::{Absolute, Algebra, Approximate, Compare, Field, Rational, Ring, Root, Slope, forward_operators};
use num_traits::{One, Zero};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The real numbers from a lower to an upper bound, both included.
///
/// A bound may be infinite, a member is not. Bounds are never NaN. `==` is
/// equality of the bounds, that is of sets: it does not say that the numbers
/// which two intervals stand for are equal.
///
/// # Examples
/// The paper's energy factor lies in \[0, 1\] whatever the energy; the formula is
/// the one that trajectories run.
/// ```
/// use stable_sgd::energy::energy_factor;
/// use stable_sgd::scalar::{Algebra, Interval};
/// let energy = Interval::new(0.0, f64::INFINITY)?;
/// assert_eq!(energy_factor(&energy, &Interval::ratio(1, 10)), Interval::new(0.0, 1.0)?);
/// # Ok::<(), stable_sgd::scalar::WrongBounds>(())
/// ```
/// 1/10 is no float: its enclosure has two floats, and 0.3 is not a sum of them.
/// ```
/// use stable_sgd::scalar::{Algebra, Interval};
/// let tenth = Interval::ratio(1, 10);
/// assert_eq!((tenth.low(), tenth.high()), (0.1_f64.next_down(), 0.1));
/// let sum = tenth + tenth + tenth;
/// assert!(sum.contains(0.3) && sum.width() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
}

/// Two floats that bound no interval.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("no interval from {low} to {high}: expected numbers low ≤ high with a real number between them")]
pub struct WrongBounds {
    /// The lower bound that was found.
    pub low: f64,
    /// The upper bound that was found.
    pub high: f64,
}

impl Interval {
    /// All real numbers: nothing is known. The result of an operation that may
    /// be undefined.
    pub const WHOLE: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// No number, as \[∞, −∞\]: a subset of every interval, neutral in a hull,
    /// and the result of every operation on it. The root of an interval below 0
    /// is empty, and so is a quotient by the point 0. It holds no 0: what is
    /// enclosed by it is defined nowhere, so that it is neither a proof nor a test.
    pub const EMPTY: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };

    /// The numbers from `low` to `high`.
    ///
    /// # Errors
    /// Where a bound is NaN, `low` exceeds `high`, or no real number lies
    /// between them (\[∞, ∞\]).
    pub fn new(low: f64, high: f64) -> Result<Self, WrongBounds> {
        let holds_a_number = low <= high && low < f64::INFINITY && high > f64::NEG_INFINITY;
        if holds_a_number { Ok(Self::between(low, high)) } else { Err(WrongBounds { low, high }) }
    }

    /// The number `x` alone.
    ///
    /// An infinity stands for what lies beyond the floats, \[`f64::MAX`, ∞\] or
    /// its negative; a NaN for any number.
    pub fn point(x: f64) -> Self {
        if x.is_nan() { Self::WHOLE } else { Self::between(x.min(f64::MAX), x.max(f64::MIN)) }
    }

    /// Bounds whose zeros are positive, so that equal intervals have equal bits.
    fn between(low: f64, high: f64) -> Self {
        Self { low: low + 0.0, high: high + 0.0 }
    }

    /// The lower bound; ∞ where empty.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The upper bound; −∞ where empty.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// Whether it holds no number.
    pub fn is_empty(&self) -> bool {
        self.low > self.high
    }

    /// Whether the real number `x` is a member (an infinity or NaN is none).
    pub fn contains(&self, x: f64) -> bool {
        x.is_finite() && self.low <= x && x <= self.high
    }

    /// Whether every member is a member of `other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        other.low <= self.low && self.high <= other.high
    }

    /// The least interval with all members of both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// The members that both have, if there are any.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let common = Self { low: self.low.max(other.low), high: self.high.min(other.high) };
        (!common.is_empty()).then_some(common)
    }

    /// The distance of the bounds, rounded up; 0 where empty, which says nothing of a
    /// number: ask [`is_empty`](Self::is_empty) before a width is taken for a precision.
    pub fn width(&self) -> f64 {
        if self.is_empty() { 0.0 } else { sum(self.high, -self.low).high }
    }

    /// A member near the middle: (low + high) / 2 rounded once, an infinite bound
    /// counting as the largest float.
    ///
    /// NaN where empty.
    pub fn midpoint(&self) -> f64 {
        if self.is_empty() {
            return f64::NAN;
        }
        // A positive zero, as everywhere: the middle of the least negative float and 0 is −0.
        self.low.max(f64::MIN).midpoint(self.high.min(f64::MAX)) + 0.0
    }

    /// The part up to the midpoint and the part from it, which share it.
    ///
    /// A point, and an interval of two neighbouring floats, is one of its own
    /// halves: a search must stop there.
    pub fn bisect(&self) -> [Self; 2] {
        let middle = self.midpoint();
        if self.is_empty() {
            [*self; 2]
        } else {
            [Self { low: self.low, high: middle }, Self { low: middle, high: self.high }]
        }
    }

    /// Whether a member exists and all exceed 0. The empty interval is not
    /// positive: nothing is proved by what is undefined.
    pub fn is_positive(&self) -> bool {
        self.low > 0.0 && !self.is_empty()
    }

    /// Whether a member exists and none is 0. Where it does not hold, 0 may be a member, or
    /// there is none: that 0 is a member is [`contains`](Self::contains).
    pub fn excludes_zero(&self) -> bool {
        (self.low > 0.0 || self.high < 0.0) && !self.is_empty()
    }
}

// Enclosures of one exact result, or of a limit where a bound is infinite.

/// 2⁻⁹⁶⁰. Where |a b| is at least this much but for a rounding, the product of
/// the last places of a and b, ulp(a) ulp(b) ≥ 2⁻⁵³|a| · 2⁻⁵³|b|, is at least
/// 2⁻¹⁰⁶⁷ and so a multiple of 2⁻¹⁰⁷⁴, the least float.
const TINY: f64 = f64::from_bits((1023 - 960) << 52);

/// 2⁶⁰ and its square, which carry every float below [`TINY`] above it, exactly.
const LIFT: f64 = f64::from_bits((1023 + 60) << 52);
const LIFT_SQUARED: f64 = f64::from_bits((1023 + 120) << 52);

/// The bounds of an exact value e, from fl(e) and a number with the sign of
/// e − fl(e). Where that is NaN, nothing is known and both bounds take the step.
fn outward(nearest: f64, residual: f64) -> Interval {
    let low = if residual >= 0.0 { nearest } else { nearest.next_down() };
    let high = if residual <= 0.0 { nearest } else { nearest.next_up() };
    Interval::between(low, high)
}

/// The bounds of an exact value e ≠ 0 from fl(e), below [`TINY`]: a step to both
/// sides, but not across 0 (an underflowing operation keeps the sign of e).
fn outward_near_zero(nearest: f64) -> Interval {
    let (low, high) = (nearest.next_down(), nearest.next_up());
    if nearest.is_sign_positive() {
        Interval::between(low.max(0.0), high)
    } else {
        Interval::between(low, high.min(0.0))
    }
}

/// a + b. With |a| ≥ |b| and s = fl(a + b), both s − a and b − (s − a) are floats
/// (T. J. Dekker 1971), so the residual is exact. It is −∞ or ∞, with the right
/// sign, where s overflows, and NaN where a is an infinite bound.
fn sum(a: f64, b: f64) -> Interval {
    let (larger, smaller) = if a.abs() >= b.abs() { (a, b) } else { (b, a) };
    let nearest = larger + smaller;
    outward(nearest, smaller - (nearest - larger))
}

/// a b. From [`TINY`] on, a b and fl(a b) are multiples of 2⁻¹⁰⁷⁴, and so is their
/// difference: it is 0 or too large for the fused operation to round it to 0.
fn product(a: f64, b: f64) -> Interval {
    if a == 0.0 || b == 0.0 {
        return Interval::zero();
    }
    let nearest = a * b;
    if nearest.abs() < TINY {
        return outward_near_zero(nearest);
    }
    outward(nearest, a.mul_add(b, -nearest))
}

/// a / b, b ≠ 0; the limit 0 where b is an infinite bound. With r = fl(a / b),
/// a / b − r has the sign of (a − r b) / b. Where |a| is at least [`TINY`] or is
/// lifted above it (then |b| ≤ 1, or r would be tiny), |r b| is too but for a
/// rounding, so that a and r b are multiples of 2⁻¹⁰⁷⁴: see [`product`].
fn quotient(a: f64, b: f64) -> Interval {
    if a == 0.0 || b.is_infinite() {
        return Interval::zero();
    }
    let nearest = a / b;
    if nearest.abs() < TINY {
        return outward_near_zero(nearest);
    }
    let lift = if a.abs() < TINY { LIFT_SQUARED } else { 1.0 };
    outward(nearest, (-nearest).mul_add(b * lift, a * lift) * b.signum())
}

/// √x, x ≥ 0. With r = fl(√x), √x − r has the sign of x − r²: see [`quotient`].
fn root(x: f64) -> Interval {
    if x == 0.0 {
        return Interval::zero();
    }
    let nearest = x.sqrt();
    let (lift, lift_squared) = if x < TINY { (LIFT, LIFT_SQUARED) } else { (1.0, 1.0) };
    let lifted = nearest * lift;
    outward(nearest, (-lifted).mul_add(lifted, x * lift_squared))
}

/// The hull of an operation on every pair of bounds.
fn hull_of_bounds(x: &Interval, y: &Interval, operation: fn(f64, f64) -> Interval) -> Interval {
    let at_low = operation(x.low, y.low).hull(&operation(x.low, y.high));
    let at_high = operation(x.high, y.low).hull(&operation(x.high, y.high));
    at_low.hull(&at_high)
}

forward_operators!(Interval);

/// \[x₁ + y₁, x₂ + y₂\]
impl Add<&Interval> for Interval {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return Self::EMPTY;
        }
        Self { low: sum(self.low, other.low).low, high: sum(self.high, other.high).high }
    }
}

/// X + (−Y)
impl Sub<&Interval> for Interval {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        self + -*other
    }
}

/// A bilinear function takes its extremes at the corners.
impl Mul<&Interval> for Interval {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return Self::EMPTY;
        }
        hull_of_bounds(&self, other, product)
    }
}

impl Div for Interval {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Div::<&Self>::div(self, &other)
    }
}

/// Monotone in each variable where the divisor has one sign; the whole line where
/// the divisor contains 0, and empty where it is 0 alone: no quotient exists, and 0 times
/// it is none either.
impl Div<&Interval> for Interval {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() || other.is_zero() {
            return Self::EMPTY;
        }
        if other.contains(0.0) {
            return Self::WHOLE;
        }
        hull_of_bounds(&self, other, quotient)
    }
}

impl Neg for Interval {
    type Output = Self;
    fn neg(self) -> Self {
        Self::between(-self.high, -self.low)
    }
}

impl Zero for Interval {
    fn zero() -> Self {
        Self { low: 0.0, high: 0.0 }
    }
    /// Whether it is the point 0; one that merely contains 0 is not.
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
}

impl One for Interval {
    fn one() -> Self {
        Self { low: 1.0, high: 1.0 }
    }
}

impl Ring for Interval {
    /// A point up to 2⁵³, and where `n` is a float.
    fn from_integer(n: i64) -> Self {
        let nearest = n as f64;
        outward(nearest, (i128::from(n) - nearest as i128) as f64)
    }

    /// \[|X|₁², |X|₂²\]
    fn square(&self) -> Self {
        if self.is_empty() {
            return Self::EMPTY;
        }
        let magnitude = Absolute::abs(self);
        Self { low: product(magnitude.low, magnitude.low).low, high: product(magnitude.high, magnitude.high).high }
    }
}

impl Algebra for Interval {
    /// Where numerator and denominator are floats, the fraction is a point or lies
    /// between neighbouring floats; n / 0 is empty.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::from_integer(numerator) / Self::from_integer(denominator)
    }
}

impl Field for Interval {}

impl Root for Interval {
    /// √ of the part that is not negative; empty where there is none.
    fn sqrt(&self) -> Self {
        // The upper bound of the empty interval is −∞.
        if self.high < 0.0 {
            return Self::EMPTY;
        }
        Self { low: root(self.low.max(0.0)).low, high: root(self.high).high }
    }
}

impl Absolute for Interval {
    fn abs(&self) -> Self {
        if self.low >= 0.0 {
            *self
        } else if self.high <= 0.0 {
            -*self
        } else {
            Self { low: 0.0, high: self.high.max(-self.low) }
        }
    }
}

impl Compare for Interval {
    /// The hull of both where some members are above and some are not.
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        if self.is_empty() || threshold.is_empty() {
            Self::EMPTY
        } else if self.low > threshold.high {
            above
        } else if self.high <= threshold.low {
            otherwise
        } else {
            above.hull(&otherwise)
        }
    }

    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        if self.is_empty() || threshold.is_empty() {
            Self::EMPTY
        } else if self.low > threshold.high {
            *above.slope
        } else if self.high < threshold.low {
            *otherwise.slope
        } else {
            above.slope.hull(otherwise.slope)
        }
    }
}

impl From<&Rational> for Interval {
    /// The best floats around a fraction.
    fn from(x: &Rational) -> Self {
        let nearest = x.to_f64();
        match Rational::from_finite(nearest) {
            Some(own) if own == *x => Self::point(nearest),
            Some(own) if own < *x => Self::between(nearest, nearest.next_up()),
            Some(_) => Self::between(nearest.next_down(), nearest),
            None => Self::point(nearest),
        }
    }
}

impl Approximate for Interval {
    /// The [`point`](Interval::point).
    fn from_f64(x: f64) -> Self {
        Self::point(x)
    }
    /// The [`midpoint`](Interval::midpoint).
    fn to_f64(&self) -> f64 {
        self.midpoint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signs of the smallest bounds are what makes an energy a root's argument.
    #[test]
    fn underflow_does_not_cross_zero() {
        let least = Interval::point(5e-324);
        assert_eq!(least * least, Interval { low: 0.0, high: 5e-324 });
        assert_eq!(-least * least, Interval { low: -5e-324, high: 0.0 });
        assert_eq!((least / Interval::point(1e9)).low, 0.0);
        assert_eq!(least.square().sqrt().low, 0.0);
    }

    #[test]
    fn overflow_ends_at_the_largest_float() {
        let largest = Interval::point(f64::MAX);
        let beyond = Interval { low: f64::MAX, high: f64::INFINITY };
        assert_eq!([largest + largest, largest * largest, largest / Interval::point(0.5)], [beyond; 3]);
        assert_eq!(-largest - largest, -beyond);
        assert_eq!(Interval::point(f64::INFINITY), beyond);
    }

    #[test]
    fn zeros_have_one_sign() {
        let zeros = [-Interval::zero(), Interval::point(-0.0), Interval::point(-1.0) * Interval::zero()];
        assert!(Interval { low: -5e-324, high: 0.0 }.midpoint().is_sign_positive());
        for zero in zeros.into_iter().chain(Interval::new(-0.0, -0.0)) {
            assert!(zero.is_zero() && zero.low.is_sign_positive() && zero.high.is_sign_positive(), "{zero:?}");
        }
    }
}
