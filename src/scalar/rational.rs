//! Exact fractions: the field ℚ.
//!
//! p/q with integers of any size, q > 0 and gcd(p, q) = 1. Every operation is
//! exact, so that the axioms of an ordered field hold as equations: a property
//! that holds at a rational point holds there, and a counterexample is a proof.
//! Roots leave ℚ: there is [`Rational::sqrt_exact`] for perfect squares, and no
//! [`Root`](super::Root).
//!
//! The price is that numbers grow: a sum or a product has about the digits of
//! both. [`Rational::size_in_bits`] says how large a number is, for a budget.

mod lattice;
mod radical;

use super::{Absolute, Algebra, Approximate, Compare, Field, Ring, Slope, forward_operators};
use dashu_base::{BitTest, Signed, SquareRootRem, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use num_traits::{One, Zero};
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::str::FromStr;

/// An exact fraction p/q in lowest terms, q > 0.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Algebra, Approximate, Rational};
/// let tenth = Rational::ratio(1, 10);
/// assert_eq!(Rational::ratio(3, 10), Rational::from(3) * &tenth);
/// // The float 0.1 is another number.
/// assert!(Rational::from_f64(0.1) > tenth);
/// assert_eq!("-0.75".parse(), Ok(Rational::ratio(-3, 4)));
/// assert_eq!(Rational::ratio(6, -4).to_string(), "-3/2");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rational(RBig);

impl Rational {
    /// self / other, or nothing where `other` is zero.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Rational};
    /// let two = Rational::from(2);
    /// assert_eq!(two.checked_div(&Rational::from(3)), Some(Rational::ratio(2, 3)));
    /// assert_eq!(two.checked_div(&Rational::from(0)), None);
    /// ```
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self(&self.0 / &other.0))
    }

    /// √x where it is rational: p and q are perfect squares. Nothing elsewhere,
    /// for x < 0 too.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Rational};
    /// assert_eq!(Rational::ratio(9, 4).sqrt_exact(), Some(Rational::ratio(3, 2)));
    /// assert_eq!(Rational::from(2).sqrt_exact(), None);
    /// ```
    pub fn sqrt_exact(&self) -> Option<Self> {
        if self.0.is_negative() {
            return None;
        }
        // In lowest terms x is a square iff p and q are.
        let numerator = perfect_root(&self.0.numerator().unsigned_abs())?;
        let denominator = perfect_root(self.0.denominator())?;
        Some(Self(RBig::from_parts(numerator.into(), denominator)))
    }

    /// xⁿ; x⁰ = 1, for x = 0 too.
    #[must_use]
    pub fn pow(&self, exponent: u32) -> Self {
        Self(self.0.pow(exponent as isize))
    }

    /// −1, 0 or 1.
    pub fn sign(&self) -> i8 {
        match (self.is_zero(), self.0.is_negative()) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The bits of p and of q together: ⌊log₂ |p|⌋ + ⌊log₂ q⌋ + 2, and 1 for zero.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Rational};
    /// assert_eq!(Rational::ratio(-5, 8).size_in_bits(), 3 + 4);
    /// ```
    pub fn size_in_bits(&self) -> usize {
        self.0.numerator().bit_len() + self.0.denominator().bit_len()
    }

    /// The number that `x` is, or nothing for an infinity or NaN.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Rational};
    /// assert_eq!(Rational::from_finite(0.375), Some(Rational::ratio(3, 8)));
    /// assert_eq!(Rational::from_finite(f64::NAN), None);
    /// ```
    pub fn from_finite(x: f64) -> Option<Self> {
        RBig::try_from(x).ok().map(Self)
    }

    /// (p, q) in lowest terms, q > 0, where both are machine words: what
    /// [`Algebra::ratio`] takes.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Rational};
    /// assert_eq!(Rational::ratio(6, -4).as_ratio(), Some((-3, 2)));
    /// assert_eq!(Rational::from(2).pow(63).as_ratio(), None);
    /// ```
    pub fn as_ratio(&self) -> Option<(i64, i64)> {
        Some((self.0.numerator().try_into().ok()?, self.0.denominator().try_into().ok()?))
    }

    /// The integers that two numbers are, where both are: their sums and
    /// products need no greatest common divisor.
    fn integers<'a>(&'a self, other: &'a Self) -> Option<(&'a IBig, &'a IBig)> {
        (self.0.is_int() && other.0.is_int()).then(|| (self.0.numerator(), other.0.numerator()))
    }
}

/// √n where n is a perfect square.
fn perfect_root(n: &UBig) -> Option<UBig> {
    let (root, rest) = n.sqrt_rem();
    rest.is_zero().then_some(root)
}

impl From<i64> for Rational {
    fn from(n: i64) -> Self {
        Self(n.into())
    }
}

forward_operators!(Rational);

impl Add<&Rational> for Rational {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        if let Some((a, b)) = self.integers(other) {
            return Self((a + b).into());
        }
        Self(self.0 + &other.0)
    }
}

impl Sub<&Rational> for Rational {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        if let Some((a, b)) = self.integers(other) {
            return Self((a - b).into());
        }
        Self(self.0 - &other.0)
    }
}

impl Mul<&Rational> for Rational {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        if let Some((a, b)) = self.integers(other) {
            return Self((a * b).into());
        }
        Self(self.0 * &other.0)
    }
}

impl Div for Rational {
    type Output = Self;

    /// # Panics
    /// Where `other` is zero: [`Rational::checked_div`] does not.
    fn div(self, other: Self) -> Self {
        self / &other
    }
}

impl Div<&Rational> for Rational {
    type Output = Self;

    /// # Panics
    /// Where `other` is zero: [`Rational::checked_div`] does not.
    fn div(self, other: &Self) -> Self {
        assert!(!other.is_zero(), "expected a divisor that is not zero, of {self}");
        Self(self.0 / &other.0)
    }
}

impl Neg for Rational {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Zero for Rational {
    fn zero() -> Self {
        Self(RBig::ZERO)
    }
    fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
}

impl One for Rational {
    fn one() -> Self {
        Self(RBig::ONE)
    }
}

impl Ring for Rational {
    fn from_integer(n: i64) -> Self {
        Self::from(n)
    }

    fn square(&self) -> Self {
        Self(self.0.sqr())
    }
}

impl Algebra for Rational {
    /// # Panics
    /// Where `denominator` is zero.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::from(numerator) / Self::from(denominator)
    }
}

impl Field for Rational {}

impl Absolute for Rational {
    fn abs(&self) -> Self {
        if self.0.is_negative() { -self.clone() } else { self.clone() }
    }
}

impl Compare for Rational {
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        if self > threshold { above } else { otherwise }
    }

    /// # Panics
    /// At a corner: [`Exact`](super::Exact) says that there is none.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        let corner = || panic!("expected a number other than the threshold {threshold}, where a choice has a corner");
        Slope::by_order(self, threshold, above, otherwise, corner)
    }
}

impl Approximate for Rational {
    /// The number that `x` is, exactly, where it is finite.
    ///
    /// ℚ has no infinity and no NaN: ±∞ become ±2¹⁰²⁴, which is beyond every
    /// float and rounds back to ±∞, and NaN becomes 0. Where such an input is
    /// an error, ask [`Rational::from_finite`]. −0 becomes 0.
    fn from_f64(x: f64) -> Self {
        let beyond = || Self((IBig::ONE << f64::MAX_EXP as usize).into());
        match Self::from_finite(x) {
            Some(number) => number,
            None if x.is_nan() => Self::zero(),
            None if x < 0.0 => -beyond(),
            None => beyond(),
        }
    }

    /// The nearest `f64`, the even one where two are; ±∞ from 2¹⁰²⁴ − 2⁹⁷⁰ on.
    fn to_f64(&self) -> f64 {
        self.0.to_f64().value()
    }
}

/// p/q, or p where q is 1.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no [`Rational`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseRationalError {
    /// It is neither a decimal number nor a fraction of two.
    #[error("expected a number such as 3, -1/2, 0.25 or 1e-3, found {0:?}")]
    NotANumber(String),
    /// Its denominator is zero.
    #[error("expected a denominator that is not zero, found {0:?}")]
    ZeroDenominator(String),
    /// Its power of ten is so large that the number would have too many digits.
    #[error("expected a power of ten from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}, found {0:?}")]
    ExponentTooLarge(String),
}

/// Largest power of ten in a text: far beyond binary64, and some kilobytes.
const LARGEST_EXPONENT: u32 = 10_000;

/// Parses p, p/q and decimals, exactly: `-3/4`, `0.1`, `1e-3`, `0.5/3`.
impl FromStr for Rational {
    type Err = ParseRationalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((numerator, denominator)) = text.split_once('/') else {
            return decimal(text);
        };
        let (numerator, denominator) = (decimal(numerator)?, decimal(denominator)?);
        numerator.checked_div(&denominator).ok_or_else(|| ParseRationalError::ZeroDenominator(text.to_owned()))
    }
}

/// [+−] digits [. digits] [e [+−] digits], with a digit before or after the point.
fn decimal(text: &str) -> Result<Rational, ParseRationalError> {
    let wrong = || ParseRationalError::NotANumber(text.to_owned());
    let (negative, unsigned) = without_sign(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (shrinks, exponent) = without_sign(exponent);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if ![whole, fraction, exponent].into_iter().all(are_digits) || exponent.is_empty() {
        return Err(wrong());
    }
    let digits = format!("{whole}{fraction}");
    let magnitude = UBig::from_str_radix(&digits, 10).map_err(|_| wrong())?;
    let exponent = exponent.parse().unwrap_or(u32::MAX);
    if exponent > LARGEST_EXPONENT {
        return Err(ParseRationalError::ExponentTooLarge(text.to_owned()));
    }
    let ten = UBig::from(10_u8);
    let (power, places) = (ten.pow(exponent as usize), ten.pow(fraction.len()));
    let (numerator, denominator) = if shrinks { (magnitude, places * power) } else { (magnitude * power, places) };
    let number = Rational(RBig::from_parts(numerator.into(), denominator));
    Ok(if negative { -number } else { number })
}

/// Whether the text begins with a minus, and what follows its sign.
fn without_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_parsed_exactly() {
        for (text, numerator, denominator) in [
            ("0", 0, 1),
            ("-0", 0, 1),
            ("+7", 7, 1),
            ("-3/4", -3, 4),
            ("3/-4", -3, 4),
            ("6/4", 3, 2),
            ("0.1", 1, 10),
            (".5", 1, 2),
            ("5.", 5, 1),
            ("-1.25e2", -125, 1),
            ("12E-4", 3, 2500),
            ("0.5/3", 1, 6),
        ] {
            assert_eq!(text.parse(), Ok(Rational::ratio(numerator, denominator)), "{text}");
        }
    }

    #[test]
    fn wrong_texts_are_refused() {
        use ParseRationalError::{ExponentTooLarge, NotANumber, ZeroDenominator};
        for text in
            ["", ".", "-", "e5", "1e", "1e-", "--1", "1_0", " 1", "1 ", "0x1", "1/2/3", "/2", "1/", "nan", "inf"]
        {
            assert!(matches!(text.parse::<Rational>(), Err(NotANumber(_))), "{text}");
        }
        assert_eq!("1/0".parse::<Rational>(), Err(ZeroDenominator("1/0".into())));
        for text in ["1e10001", "1e-10001", "1e99999999999999999999"] {
            assert_eq!(text.parse::<Rational>(), Err(ExponentTooLarge(text.into())));
        }
        assert!("1e10000".parse::<Rational>().is_ok() && "1e-10000".parse::<Rational>().is_ok());
    }

    #[test]
    fn floats_that_are_not_finite_saturate_as_documented() {
        assert_eq!(Rational::from_f64(f64::INFINITY), Rational::from(2).pow(1024));
        assert_eq!(Rational::from_f64(f64::NEG_INFINITY), -Rational::from(2).pow(1024));
        assert_eq!(Rational::from_f64(f64::INFINITY).to_f64(), f64::INFINITY);
        assert_eq!(Rational::from_f64(f64::NEG_INFINITY).to_f64(), f64::NEG_INFINITY);
        assert_eq!(Rational::from_f64(f64::NAN), Rational::zero());
        assert_eq!(Rational::from_f64(-0.0), Rational::zero());
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(Rational::from_finite), [None, None, None]);
    }

    #[test]
    fn sizes_count_the_bits_of_both_parts() {
        assert_eq!([0, 1, 2, -2].map(|n| Rational::from(n).size_in_bits()), [1, 2, 3, 3]);
    }

    #[test]
    #[should_panic(expected = "expected a divisor that is not zero, of 1/2")]
    fn division_by_zero_panics() {
        let _ = Rational::ratio(1, 2) / Rational::zero();
    }
}
