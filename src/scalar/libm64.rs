//! Binary64 with the squares of the published programs.
//!
//! The programs write a square as `x ** 2`, which CPython hands to the C
//! library: `pow(x, 2.0)`. That is x·x except in the last bit, for about one
//! x in 1200, where x² lies close to the middle between two floats.
//!
//! # Formula
//! With p = fl(x·x), the residue r = x² − p is exact (Dekker's product, DOI
//! 10.1007/BF01397083). The C library's `pow` errs by less than 0.06 ulp
//! before its final rounding, so it can differ from p only where |r| exceeds
//! 0.44 ulp: there, and wherever an exponent is unusual, `pow` is called.

use super::{Absolute, Approximate, Compare, Field, Ring, Root, Transcendental, forward_operators};
use num_traits::{One, Zero};
use std::hint::black_box;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Binary64 whose [`Ring::square`] is the C library's `pow(x, 2.0)`.
///
/// Every other operation is that of `f64`.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Libm64, Ring};
/// assert_eq!(Libm64(3.0).square(), Libm64(9.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[repr(transparent)]
pub struct Libm64(pub f64);

forward_operators!(Libm64);

impl Add<&Libm64> for Libm64 {
    type Output = Self;
    #[inline]
    fn add(self, other: &Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub<&Libm64> for Libm64 {
    type Output = Self;
    #[inline]
    fn sub(self, other: &Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<&Libm64> for Libm64 {
    type Output = Self;
    #[inline]
    fn mul(self, other: &Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Div for Libm64 {
    type Output = Self;
    #[inline]
    fn div(self, other: Self) -> Self {
        Self(self.0 / other.0)
    }
}

impl Div<&Libm64> for Libm64 {
    type Output = Self;
    #[inline]
    fn div(self, other: &Self) -> Self {
        Self(self.0 / other.0)
    }
}

impl Neg for Libm64 {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Zero for Libm64 {
    fn zero() -> Self {
        Self(0.0)
    }
    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Libm64 {
    fn one() -> Self {
        Self(1.0)
    }
}

impl Ring for Libm64 {
    #[inline]
    fn from_integer(n: i64) -> Self {
        Self(n as f64)
    }

    #[inline]
    fn square(&self) -> Self {
        Self(square(self.0))
    }
}

impl Field for Libm64 {}

impl Root for Libm64 {
    #[inline]
    fn sqrt(&self) -> Self {
        Self(self.0.sqrt())
    }
}

impl Transcendental for Libm64 {
    fn exp(&self) -> Self {
        Self(self.0.exp())
    }
    fn ln(&self) -> Self {
        Self(self.0.ln())
    }
    fn sin(&self) -> Self {
        Self(self.0.sin())
    }
    fn cos(&self) -> Self {
        Self(self.0.cos())
    }
    fn tanh(&self) -> Self {
        Self(self.0.tanh())
    }
}

impl Absolute for Libm64 {
    #[inline]
    fn abs(&self) -> Self {
        Self(self.0.abs())
    }
}

impl Compare for Libm64 {
    #[inline]
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        if self.0 > threshold.0 { above } else { otherwise }
    }
}

impl Approximate for Libm64 {
    fn from_f64(x: f64) -> Self {
        Self(x)
    }
    fn to_f64(&self) -> f64 {
        self.0
    }
}

/// The C library's `pow(x, 2.0)`. The exponent is hidden: an optimizer that
/// sees it rewrites the call as x·x.
#[cold]
#[inline(never)]
fn square_by_pow(x: f64) -> f64 {
    x.powf(black_box(2.0))
}

const MANTISSA: u64 = (1 << 52) - 1;
const EXPONENT: u64 = 0x7ff << 52;
/// 2⁻⁵²·0.44: the part of an ulp beyond which `pow` is asked.
const NEAR_TIE: f64 = 0.44 * f64::EPSILON;
/// 2²⁷ + 1, Veltkamp's splitting constant.
const SPLITTER: f64 = 134_217_729.0;

#[inline]
fn square(x: f64) -> f64 {
    let product = x * x;
    let bits = product.to_bits();
    // Far from subnormal numbers and overflow the residue below is exact; a
    // power of two has unequal neighbours, so it is left to `pow` as well.
    let usual = (1e-270..1e270).contains(&product) && bits & MANTISSA != 0;
    let shifted = SPLITTER * x;
    let high = shifted - (shifted - x);
    let low = x - high;
    let residue = ((high * high - product) + 2.0 * high * low) + low * low;
    let unit = f64::from_bits(bits & EXPONENT);
    if usual && residue.abs() < unit * NEAR_TIE { product } else { square_by_pow(x) }
}

/// A fingerprint of this machine's exp, ln, sin, cos, tanh and pow: equal
/// fingerprints mean equal bits at 6 × 8192 arguments spread over the range
/// that the published programs use.
///
/// The traces under `data/` were recorded with [`REFERENCE_FINGERPRINT`]; a C
/// library or processor with another one may give other last bits, and a
/// reproduction is then judged within a few ulp.
///
/// [`REFERENCE_FINGERPRINT`]: crate::reference::REFERENCE_FINGERPRINT
pub fn fingerprint() -> u64 {
    const SAMPLES: u32 = 8192;
    // FNV-1a over the bits of every result.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut absorb = |value: f64| {
        for byte in value.to_bits().to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    for i in 0..SAMPLES {
        // An irrational step, so that no argument is a round number.
        let fraction = (f64::from(i) * 0.618_033_988_749_894_9).fract();
        let x = black_box(8.0 * fraction - 4.0);
        absorb((-x * x).exp());
        absorb(x.sin());
        absorb(x.cos());
        absorb((0.25 * x).tanh());
        absorb(black_box(fraction + 1e-9).ln());
        absorb(square_by_pow(x));
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The filter may only save calls: its result is always that of `pow`.
    #[test]
    fn square_is_the_c_librarys_pow() {
        let mut differs = 0_u32;
        let mut state = 1_u64;
        for _ in 0..2_000_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let x = (state >> 11) as f64 / (1_u64 << 50) as f64 - 4.0;
            let by_pow = square_by_pow(x);
            assert_eq!(square(x).to_bits(), by_pow.to_bits(), "x = {x:?}");
            differs += u32::from(by_pow.to_bits() != (x * x).to_bits());
        }
        // The control: x·x would have failed, for about one x in 1200 (glibc).
        assert!(differs > 0, "pow(x, 2.0) never differed from x·x: the test is blind");
    }

    #[test]
    fn square_agrees_with_pow_at_the_edges() {
        let edges = [0.0, -0.0, 1.0, -1.0, 2.0, 1e-200, 1e-160, 5e-324, 1e160, 1e200, f64::MAX];
        for x in edges.into_iter().chain([f64::INFINITY, f64::NEG_INFINITY]) {
            assert_eq!(square(x).to_bits(), square_by_pow(x).to_bits(), "x = {x:?}");
        }
        assert!(square(f64::NAN).is_nan());
    }

    #[test]
    fn fingerprint_is_stable_within_a_process() {
        assert_eq!(fingerprint(), fingerprint());
    }
}
