//! Numbers of some 31 digits that know how far they may be off, and what was chosen by them.
//!
//! A number is an unevaluated sum of two floats (T. J. Dekker 1971,
//! [doi:10.1007/BF01397083](https://doi.org/10.1007/BF01397083)), with a bound of its error
//! that every operation carries on. What a formula chooses by comparing, by a sign or by
//! `==` is written down for each thread: two points with the same choices lie on the
//! same branch, and a comparison within the error is doubtful.

use num_traits::{One, Zero};
use stable_sgd::scalar::{Absolute, Algebra, Compare, Field, Ring, Root, Slope};
use std::cell::Cell;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Relative error of an operation, some powers of two above what is proved of each.
const UNIT: f64 = 1.0 / (1_u128 << 100) as f64;

/// Sizes between which numbers are kept, so that nothing under- or overflows.
const LARGEST: f64 = 1e120;
const LEAST: f64 = 1e-120;

/// A number with a bound of its error.
#[derive(Clone, Copy, Debug)]
pub struct Precise {
    high: f64,
    low: f64,
    /// How far it may be off.
    pub error: f64,
}

/// What was chosen, and whether that is certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// A digest of all choices in order.
    pub choices: u64,
    /// Whether a choice, or whether something is defined, is within the error.
    pub doubtful: bool,
}

thread_local! {
    static TRACE: Cell<Trace> = const { Cell::new(Trace { choices: 0, doubtful: false }) };
}

fn note(choice: u64, doubtful: bool) {
    TRACE.with(|cell| {
        let Trace { choices, doubtful: before } = cell.get();
        let choices = (choices ^ choice).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(17);
        cell.set(Trace { choices, doubtful: before || doubtful });
    });
}

/// What `work` gives, and what was chosen meanwhile.
pub fn watched<R>(work: impl FnOnce() -> R) -> (R, Trace) {
    TRACE.with(|cell| cell.set(Trace { choices: 0xCBF2_9CE4_8422_2325, doubtful: false }));
    let result = work();
    (result, TRACE.with(Cell::get))
}

/// s + e = a + b, s rounded (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    let part = s - a;
    (s, (a - (s - part)) + (b - part))
}

/// The same where |a| ≥ |b|.
fn quick_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    (s, b - (s - a))
}

/// p + e = a b, p rounded.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    (p, a.mul_add(b, -p))
}

impl Precise {
    /// Not a number.
    pub const NONE: Self = Self { high: f64::NAN, low: 0.0, error: 0.0 };

    /// A float, exactly.
    pub const fn new(x: f64) -> Self {
        Self { high: x, low: 0.0, error: 0.0 }
    }

    fn of((high, low): (f64, f64), error: f64) -> Self {
        let size = high.abs();
        if size.is_nan() {
            // Of what is no number, for a reason that is written down.
            return Self::NONE;
        }
        if size > LARGEST || !error.is_finite() {
            note(0, true);
            return Self::NONE;
        }
        if size < LEAST {
            // Too small to be multiplied exactly: 0, within its own size.
            return Self { high: 0.0, low: 0.0, error: error + size };
        }
        Self { high, low, error }
    }

    /// The nearest float.
    pub fn value(self) -> f64 {
        self.high
    }

    /// |x| as a float.
    pub fn size(self) -> f64 {
        self.high.abs()
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        self.high.is_finite()
    }

    /// Whether it is further from 0 than its error is.
    fn has_sign(self) -> bool {
        self.error == 0.0 || self.high.abs() > self.error
    }

    /// The same number, with this much more error.
    #[must_use]
    pub fn within(self, error: f64) -> Self {
        Self { error: self.error + error, ..self }
    }

    /// The same number, taken as exact.
    #[must_use]
    pub fn exactly(self) -> Self {
        Self { error: 0.0, ..self }
    }

    /// Whether every digit of it is its first float's.
    fn is_short(self) -> bool {
        self.low == 0.0
    }

    fn less(self, other: Self) -> bool {
        self.high < other.high || (self.high == other.high && self.low < other.low)
    }

    /// x √2-free power of two: exact.
    #[must_use]
    pub fn scaled(self, power_of_two: f64) -> Self {
        Self::of((self.high * power_of_two, self.low * power_of_two), self.error * power_of_two)
    }
}

impl PartialEq for Precise {
    fn eq(&self, other: &Self) -> bool {
        let difference = *self - *other;
        let equal = difference.high == 0.0;
        note(2 + u64::from(equal), difference.error > 0.0 && difference.size() <= difference.error);
        equal
    }
}

impl Add<&Precise> for Precise {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        let (sum, rest) = two_sum(self.high, other.high);
        let (low, last) = two_sum(self.low, other.low);
        let (high, middle) = quick_sum(sum, rest + low);
        let result = quick_sum(high, middle + last);
        let exact = self.is_short() && other.is_short();
        let rounding = if exact { 0.0 } else { UNIT * result.0.abs() };
        Self::of(result, self.error + other.error + rounding)
    }
}

impl Sub<&Precise> for Precise {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        self + -*other
    }
}

impl Mul<&Precise> for Precise {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        let (product, rest) = two_product(self.high, other.high);
        let rest = rest + (self.high * other.low + self.low * other.high);
        let result = quick_sum(product, rest);
        let exact = self.is_short() && other.is_short();
        let rounding = if exact { 0.0 } else { UNIT * result.0.abs() };
        let carried = self.high.abs() * other.error + other.high.abs() * self.error + self.error * other.error;
        Self::of(result, carried + rounding)
    }
}

impl Div<&Precise> for Precise {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        if !self.is_number() || !other.is_number() {
            return Self::NONE;
        }
        if other.high.abs() <= other.error || other.high == 0.0 {
            // Undefined, if the divisor is certainly 0.
            note(4, other.error > 0.0);
            return Self::NONE;
        }
        let first = self.high / other.high;
        let rest = self - Self::new(first) * other;
        let second = rest.high / other.high;
        let rest = rest - Self::new(second) * other;
        let third = rest.high / other.high;
        let (high, low) = quick_sum(first, second);
        let result = quick_sum(high, low + third);
        let exact = rest.high == 0.0;
        let rounding = if exact { 0.0 } else { UNIT * result.0.abs() };
        let carried = (self.error + result.0.abs() * other.error) / (other.high.abs() - other.error);
        Self::of(result, carried + rounding)
    }
}

macro_rules! by_value {
    ($($operator:ident $method:ident;)*) => {
        $(impl $operator for Precise {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                $operator::<&Self>::$method(self, &other)
            }
        })*
    };
}

by_value! { Add add; Sub sub; Mul mul; Div div; }

impl Neg for Precise {
    type Output = Self;
    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low, ..self }
    }
}

impl Zero for Precise {
    fn zero() -> Self {
        Self::new(0.0)
    }
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
}

impl One for Precise {
    fn one() -> Self {
        Self::new(1.0)
    }
}

impl Ring for Precise {
    fn from_integer(n: i64) -> Self {
        let high = n as f64;
        let low = (i128::from(n) - high as i128) as f64;
        Self { high, low, error: 0.0 }
    }
}

impl Algebra for Precise {
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::from_integer(numerator) / Self::from_integer(denominator)
    }
}

impl Field for Precise {}

impl Root for Precise {
    fn sqrt(&self) -> Self {
        if !self.is_number() {
            return Self::NONE;
        }
        if self.high == 0.0 && self.error == 0.0 {
            return Self::zero();
        }
        if self.high < 0.0 && self.has_sign() {
            // Undefined for certain.
            note(5, false);
            return Self::NONE;
        }
        if self.high <= 0.0 || self.high <= 4.0 * self.error {
            // Somewhere near 0, and perhaps undefined.
            note(6, true);
            return Self::zero().within((self.high.abs() + self.error).sqrt());
        }
        let first = self.high.sqrt();
        let rest = *self - Self::new(first) * Self::new(first);
        let second = rest.high / (2.0 * first);
        let guess = Self::of(quick_sum(first, second), 0.0);
        let rest = *self - guess * guess;
        let root = guess + Self::new(rest.high / (2.0 * first));
        let exact = second == 0.0 && self.error == 0.0;
        let rounding = if exact { 0.0 } else { 4.0 * UNIT * first };
        Self { error: self.error / first + rounding, ..root }
    }
}

impl Absolute for Precise {
    fn abs(&self) -> Self {
        // Continuous: a sign in doubt changes the branch, not the value.
        let negative = self.high < 0.0;
        note(8 + if self.high == 0.0 { 2 } else { u64::from(negative) }, false);
        if negative { -*self } else { *self }
    }
}

impl Compare for Precise {
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        let difference = *self - *threshold;
        let chosen = threshold.less(*self);
        // What is not defined is above nothing, and nothing is said of it.
        let doubtful = !difference.is_number() || (difference.error > 0.0 && difference.size() <= difference.error);
        let tie = difference.high == 0.0;
        note(if tie { 16 } else { 17 + u64::from(chosen) }, doubtful);
        if chosen { above } else { otherwise }
    }

    /// Derivatives are differences here: no rule is run on its own.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        self.select_above(threshold, *above.slope, *otherwise.slope)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Draws;
    use super::*;
    use num_rational::BigRational;
    use num_traits::Signed;

    fn exact(x: Precise) -> BigRational {
        let float = |x: f64| BigRational::from_float(x).expect("finite");
        float(x.high) + float(x.low)
    }

    /// Sums, products, quotients and roots are within their error of the exact ones, and that
    /// is small.
    #[test]
    fn the_error_bounds_hold() {
        let mut draws = Draws::new(1);
        let mut draw = move || {
            let x = Precise::new(draws.between(-2.0, 2.0)) + Precise::new(draws.between(-1.0, 1.0) * 2.0_f64.powi(-60));
            Precise { error: 0.0, ..x }
        };
        for _ in 0..2000 {
            let (a, b) = (draw(), draw());
            let (x, y) = (exact(a), exact(b));
            let root = (a * a).sqrt();
            let cases = [
                (a + b, x.clone() + &y),
                (a - b, x.clone() - &y),
                (a * b, x.clone() * &y),
                (a / b, x.clone() / &y),
                (root, x.abs()),
                ((a * a + b) - a * a, y.clone()),
            ];
            for (found, right) in cases {
                let off = (exact(found) - right).abs();
                assert!(off <= BigRational::from_float(found.error).expect("finite"), "{found:?} is off by {off}");
                assert!(found.error < 1e-28 * found.size().max(1.0), "{found:?}");
            }
        }
    }

    /// What is chosen is written down; a comparison within the error is in doubt.
    #[test]
    fn choices_are_watched() {
        let choose = |x: Precise| watched(|| x.select_above(&Precise::one(), x, -x)).1;
        let (above, below) = (choose(Precise::new(2.0)), choose(Precise::new(0.5)));
        assert!(above != below && above == choose(Precise::new(3.0)) && !above.doubtful);
        assert!(!choose(Precise::one()).doubtful && choose(Precise::one().within(1e-30)).doubtful);
        assert!(watched(|| Precise::one() / Precise::zero().within(1e-30)).1.doubtful);
        assert!(!watched(|| Precise::one() / Precise::zero()).1.doubtful);
        assert!(!watched(|| Precise::one() - Precise::NONE * Precise::one()).1.doubtful);
        assert!(!(Precise::one() / Precise::zero()).is_number() && !(-Precise::one()).sqrt().is_number());
    }
}
