//! Binary32, on every rung that binary64 has.
//!
//! The laws are those of `f64` with 24 bits for 53. Its sums, products, quotients
//! and roots are the `f64` ones of the same numbers, rounded: rounding twice is
//! harmless from 2 · 24 + 2 bits on (S. A. Figueroa, When is double rounding
//! innocuous?, SIGNUM Newsletter 30 (1995) 21–26). The transcendental functions
//! are the C library's and may differ between machines in the last bit.

use super::{Absolute, Algebra, Approximate, Compare, Field, Ring, Root, Slope, Transcendental};

impl Ring for f32 {
    fn from_integer(n: i64) -> Self {
        n as f32
    }
}

impl Algebra for f32 {
    /// By way of `f64`, so that a numerator beyond 24 bits is not rounded first:
    /// the decimal literal for |numerator|, |denominator| ≤ 2²⁴, and within
    /// ½ + 2⁻²⁸ of a last place up to 2⁵³.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        f64::ratio(numerator, denominator) as f32
    }
}

impl Field for f32 {}

impl Root for f32 {
    fn sqrt(&self) -> Self {
        f32::sqrt(*self)
    }
}

impl Transcendental for f32 {
    fn exp(&self) -> Self {
        f32::exp(*self)
    }
    fn ln(&self) -> Self {
        f32::ln(*self)
    }
    fn sin(&self) -> Self {
        f32::sin(*self)
    }
    fn cos(&self) -> Self {
        f32::cos(*self)
    }
    fn tanh(&self) -> Self {
        f32::tanh(*self)
    }
}

impl Absolute for f32 {
    fn abs(&self) -> Self {
        f32::abs(*self)
    }
}

impl Compare for f32 {
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        if self > threshold { above } else { otherwise }
    }

    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        Slope::by_order(self, threshold, above, otherwise, || Self::NAN)
    }
}

impl Approximate for f32 {
    /// The nearest `f32`.
    fn from_f64(x: f64) -> Self {
        x as f32
    }
    fn to_f64(&self) -> f64 {
        f64::from(*self)
    }
}
