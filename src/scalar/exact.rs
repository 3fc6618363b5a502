//! Rational numbers on which a formula with roots can be run: exact, or undefined.
//!
//! A root of a rational number is seldom rational, and a quotient by zero is
//! no number. Here either gives a number that is undefined, with the reason, and
//! everything computed from it is undefined too. So whatever comes out defined is
//! exact, and nothing that an update rule does with it can panic.

use super::{
    Absolute, Algebra, Approximate, Compare, Field, Rational, Ring, Root, Slope, Transcendental, forward_operators,
};
use num_traits::{One, Zero};
use std::cell::Cell;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Why a number is undefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// A root that is not rational, or of a negative number.
    Root,
    /// A value of exp, ln, sin, cos or tanh that is not rational, or ln where it has none.
    Transcendental,
    /// A quotient by zero.
    DivisionByZero,
    /// A derivative at a corner or a jump: where a choice is at its threshold, or |x| at 0.
    Corner,
    /// Numerator and denominator grew beyond [`Exact::SIZE_BUDGET`], or an expression
    /// beyond the budgets of [`Symbolic`](super::Symbolic).
    Budget,
}

impl Undefined {
    /// Every reason.
    pub(super) const ALL: [Self; 5] =
        [Self::Root, Self::Transcendental, Self::DivisionByZero, Self::Corner, Self::Budget];
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Root => "a root that is not rational",
            Self::Transcendental => "a value of a transcendental function",
            Self::DivisionByZero => "a quotient by zero",
            Self::Corner => "a derivative at a corner",
            Self::Budget => "budget: a number grew too large",
        })
    }
}

/// A rational number, or why there is none.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Algebra, Exact, Root, Undefined};
/// assert_eq!(Exact::ratio(9, 4).sqrt(), Exact::ratio(3, 2));
/// let root = Exact::ratio(2, 1).sqrt();
/// assert_eq!(root.value(), Err(Undefined::Root));
/// ```
#[derive(Clone, PartialEq)]
pub struct Exact(Result<Rational, Undefined>);

thread_local! {
    static WORK: Cell<u64> = const { Cell::new(0) };
}

impl Exact {
    /// Bits of numerator and denominator together, beyond which a number is undefined.
    pub const SIZE_BUDGET: usize = 1 << 11;

    /// The number.
    ///
    /// # Errors
    /// Why it is undefined.
    pub fn value(&self) -> Result<&Rational, Undefined> {
        self.0.as_ref().map_err(|reason| *reason)
    }

    /// No number, for this reason.
    pub(super) fn undefined(reason: Undefined) -> Self {
        Self(Err(reason))
    }

    fn bounded(value: Rational) -> Self {
        let bits = value.size_in_bits();
        WORK.set(WORK.get().wrapping_add(1 + bits as u64 / 64));
        Self(if bits > Self::SIZE_BUDGET { Err(Undefined::Budget) } else { Ok(value) })
    }

    /// Operations of this thread so far, each counted once and once more a word of what it gave.
    pub(crate) fn work() -> u64 {
        WORK.get()
    }

    /// Counts operations that were done on the fractions themselves.
    pub(crate) fn charge(operations: usize) {
        WORK.set(WORK.get().wrapping_add(operations as u64));
    }

    /// `operation` of two numbers that are defined.
    fn both(self, other: &Self, operation: impl FnOnce(Rational, &Rational) -> Rational) -> Self {
        match (self.0, &other.0) {
            (Ok(a), Ok(b)) => Self::bounded(operation(a, b)),
            (Err(reason), _) => Self(Err(reason)),
            (_, Err(reason)) => Self(Err(*reason)),
        }
    }
}

impl From<Rational> for Exact {
    fn from(value: Rational) -> Self {
        Self::bounded(value)
    }
}

forward_operators!(Exact);

impl Add<&Exact> for Exact {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        self.both(other, |a, b| if b.is_zero() { a } else { a + b })
    }
}

impl Sub<&Exact> for Exact {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        self.both(other, |a, b| if b.is_zero() { a } else { a - b })
    }
}

impl Mul<&Exact> for Exact {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        // Most derivatives are 0.
        self.both(other, |a, b| if a.is_zero() || b.is_zero() { Rational::zero() } else { a * b })
    }
}

impl Div<&Exact> for Exact {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        match (self.0, &other.0) {
            (Ok(a), Ok(b)) => a.checked_div(b).map_or(Self(Err(Undefined::DivisionByZero)), Self::bounded),
            (Err(reason), _) => Self(Err(reason)),
            (_, Err(reason)) => Self(Err(*reason)),
        }
    }
}

impl Div for Exact {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Div::<&Self>::div(self, &other)
    }
}

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.map(Neg::neg))
    }
}

impl Zero for Exact {
    fn zero() -> Self {
        Self(Ok(Rational::zero()))
    }
    fn is_zero(&self) -> bool {
        self.0.as_ref().is_ok_and(Zero::is_zero)
    }
}

impl One for Exact {
    fn one() -> Self {
        Self(Ok(Rational::one()))
    }
}

impl Ring for Exact {
    fn from_integer(n: i64) -> Self {
        Self(Ok(n.into()))
    }
}

impl Algebra for Exact {
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::from_integer(numerator) / Self::from_integer(denominator)
    }
}

impl Field for Exact {}

impl Root for Exact {
    fn sqrt(&self) -> Self {
        match &self.0 {
            Ok(value) => Self(value.sqrt_exact().ok_or(Undefined::Root)),
            Err(reason) => Self(Err(*reason)),
        }
    }
}

impl Exact {
    /// `value` where the number is `argument`, the one rational argument at which a
    /// transcendental function is rational; undefined elsewhere.
    fn only_at(&self, argument: i64, value: i64) -> Self {
        Self(match &self.0 {
            Ok(number) if *number == Rational::from(argument) => Ok(value.into()),
            Ok(_) => Err(Undefined::Transcendental),
            Err(reason) => Err(*reason),
        })
    }
}

/// By the theorem of Lindemann and Weierstrass each of them is transcendental at every
/// rational argument but one (A. Baker, Transcendental Number Theory, 1975, section 1.3,
/// [doi:10.1017/CBO9780511565977](https://doi.org/10.1017/CBO9780511565977)); ln is
/// undefined at 0 and below all the same.
impl Transcendental for Exact {
    fn exp(&self) -> Self {
        self.only_at(0, 1)
    }
    fn ln(&self) -> Self {
        self.only_at(1, 0)
    }
    fn sin(&self) -> Self {
        self.only_at(0, 0)
    }
    fn cos(&self) -> Self {
        self.only_at(0, 1)
    }
    fn tanh(&self) -> Self {
        self.only_at(0, 0)
    }
}

impl Absolute for Exact {
    fn abs(&self) -> Self {
        Self(self.0.as_ref().map(Absolute::abs).map_err(|reason| *reason))
    }
}

impl Compare for Exact {
    /// Undefined where either side is.
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        match (&self.0, &threshold.0) {
            (Ok(value), Ok(threshold)) => {
                if value > threshold {
                    above
                } else {
                    otherwise
                }
            }
            (Err(reason), _) | (_, Err(reason)) => Self(Err(*reason)),
        }
    }

    /// Undefined where either side is, and at a corner.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        match (&self.0, &threshold.0) {
            (Ok(value), Ok(threshold)) if value > threshold => above.slope.clone(),
            (Ok(value), Ok(threshold)) if value == threshold && !above.agrees(&otherwise) => {
                Self(Err(Undefined::Corner))
            }
            (Ok(_), Ok(_)) => otherwise.slope.clone(),
            (Err(reason), _) | (_, Err(reason)) => Self(Err(*reason)),
        }
    }
}

impl Approximate for Exact {
    /// As for [`Rational`].
    fn from_f64(x: f64) -> Self {
        Self::bounded(Rational::from_f64(x))
    }

    /// NaN where it is undefined.
    fn to_f64(&self) -> f64 {
        self.0.as_ref().map_or(f64::NAN, Approximate::to_f64)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(value) => fmt::Display::fmt(value, f),
            Err(reason) => write!(f, "undefined ({reason})"),
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undefined_stays_undefined_and_says_why() {
        let root = Exact::from_integer(2).sqrt();
        let quotient = Exact::one() / Exact::zero();
        assert_eq!((root.clone() - &root).value(), Err(Undefined::Root));
        assert_eq!((Exact::zero() * &quotient).value(), Err(Undefined::DivisionByZero));
        assert_eq!(
            quotient.select_above(&Exact::zero(), Exact::one(), Exact::one()).value().err(),
            quotient.value().err()
        );
        assert_eq!(Exact::from_integer(-4).sqrt().value(), Err(Undefined::Root));
        assert!(!root.is_zero() && root.to_f64().is_nan());
    }

    #[test]
    fn a_transcendental_function_has_one_rational_value() {
        let (zero, one) = (Exact::zero(), Exact::one());
        assert_eq!(
            [zero.exp(), zero.cos(), zero.sin(), zero.tanh(), one.ln()].map(|x| x.to_f64()),
            [1.0, 1.0, 0.0, 0.0, 0.0]
        );
        for undefined in [one.exp(), one.cos(), one.sin(), one.tanh(), zero.ln()] {
            assert_eq!(undefined.value(), Err(Undefined::Transcendental));
        }
        assert_eq!((one / zero).exp().value(), Err(Undefined::DivisionByZero));
    }

    #[test]
    fn a_number_that_grows_without_bound_ends_at_the_budget() {
        let mut x = Exact::from_integer(3);
        for _ in 0..64 {
            x = x.square();
        }
        assert_eq!(x.value(), Err(Undefined::Budget));
    }
}
