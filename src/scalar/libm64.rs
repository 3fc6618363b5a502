//! Binary64 with the squares of the published programs.
//!
//! The programs write a square as `x ** 2`, which CPython hands to the C
//! library: `pow(x, 2.0)`. That is x·x except in the last bit, for about one
//! x in 1200, where x² lies close to the middle between two floats.
//!
//! # Formula
//! The square of a 53-bit significand is an integer of 106 bits; what follows
//! its 53 leading bits is the fraction of an ulp that rounding decides on.
//! The C library's `pow` errs by less than 0.511 + |2 ln x|·1.5·2⁻¹⁵ ulp, its
//! rounding included (stated in glibc's e_pow.c): 0.516 for 2⁻⁶⁴ ≤ |x| < 2⁶⁴.
//! So it can differ from fl(x·x) only where that fraction is within 0.016 of
//! one half: there, and wherever an exponent is unusual, `pow` is called.

use super::{Absolute, Algebra, Approximate, Compare, Field, Ring, Root, Slope, Transcendental, forward_operators};
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
    #[inline]
    fn zero() -> Self {
        Self(0.0)
    }
    #[inline]
    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Libm64 {
    #[inline]
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

impl Algebra for Libm64 {
    #[inline]
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self(f64::ratio(numerator, denominator))
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
    #[inline]
    fn exp(&self) -> Self {
        Self(self.0.exp())
    }
    #[inline]
    fn ln(&self) -> Self {
        Self(self.0.ln())
    }
    #[inline]
    fn sin(&self) -> Self {
        Self(self.0.sin())
    }
    #[inline]
    fn cos(&self) -> Self {
        Self(self.0.cos())
    }
    #[inline]
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

    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        Slope::by_order(self, threshold, above, otherwise, || Self(f64::NAN))
    }
}

impl Approximate for Libm64 {
    #[inline]
    fn from_f64(x: f64) -> Self {
        Self(x)
    }
    #[inline]
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

const SIGN: u64 = 1 << 63;
/// The bits of 2⁻⁶⁴ and 2⁶⁴, between which |x| is usual.
const LEAST_USUAL: u64 = (1023 - 64) << 52;
const MOST_USUAL: u64 = (1023 + 64) << 52;
/// One half and 0.02, in units of 2⁻⁶⁴: so near to the middle between two
/// floats `pow` is asked. The least bit of the fraction is below 0.001.
const HALF: u64 = 1 << 63;
const NEAR: u64 = u64::MAX / 50;

#[inline]
fn square(x: f64) -> f64 {
    if is_doubtful(x) { square_by_pow(x) } else { x * x }
}

/// Whether x² lies near the middle between two floats, or |x| is not usual
/// (zeros, infinities and NaN are not).
#[inline]
fn is_doubtful(x: f64) -> bool {
    let magnitude = x.to_bits() & !SIGN;
    // 2⁶³ times the significand 1.…, and the upper word of its square, which
    // begins with a one or with a zero and a one.
    let significand = SIGN | magnitude << 11;
    let upper = (u128::from(significand).pow(2) >> 64) as u64;
    let leading_zeros = !upper >> 63;
    let fraction = upper << (53 + leading_zeros);
    let is_near_half = fraction.wrapping_sub(HALF - NEAR) <= 2 * NEAR;
    is_near_half || !(LEAST_USUAL..MOST_USUAL).contains(&magnitude)
}

/// The hash of nothing (Fowler, Noll and Vo; draft-eastlake-fnv).
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: `hash` with `bytes` taken in.
fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
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
    let mut hash = FNV_BASIS;
    let mut absorb = |value: f64| hash = fnv1a(hash, &value.to_bits().to_le_bytes());
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
        let (mut differs, mut doubtful) = (0_u32, 0_u32);
        let mut state = 1_u64;
        for i in 0..2_000_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let near_one = (state >> 11) as f64 / (1_u64 << 50) as f64 - 4.0;
            // Every other argument from the whole range of usual numbers, and a little beyond.
            let x = if i % 2 == 0 { near_one } else { near_one * 2_f64.powi(i % 140 - 70) };
            let by_pow = square_by_pow(x);
            assert_eq!(square(x).to_bits(), by_pow.to_bits(), "x = {x:?}");
            differs += u32::from(by_pow.to_bits() != (x * x).to_bits());
            doubtful += u32::from(i % 2 == 0 && is_doubtful(x));
        }
        // The control: x·x would have failed, for about one x in 1200 (glibc).
        assert!(differs > 0, "pow(x, 2.0) never differed from x·x: the test is blind");
        assert!(doubtful < 50_000, "the filter let {doubtful} of 1000000 through");
    }

    #[test]
    fn square_agrees_with_pow_at_the_edges() {
        let (least, most) = (f64::from_bits(LEAST_USUAL), f64::from_bits(MOST_USUAL));
        let edges = [0.0, -0.0, 1.0, -1.0, 2.0, 1e-200, 1e-160, 5e-324, 1e160, 1e200, f64::MAX];
        let usual = [least, least.next_down(), most, most.next_down(), 1_f64.next_down(), 1_f64.next_up()];
        for x in edges.into_iter().chain(usual).chain([f64::INFINITY, f64::NEG_INFINITY]) {
            assert_eq!(square(x).to_bits(), square_by_pow(x).to_bits(), "x = {x:?}");
        }
        assert!(square(f64::NAN).is_nan());
    }

    /// Known answers of the hash's authors.
    #[test]
    fn the_hash_gives_the_known_answers() {
        assert_eq!(fnv1a(FNV_BASIS, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(FNV_BASIS, b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn fingerprint_is_stable_within_a_process() {
        assert_eq!(fingerprint(), fingerprint());
    }
}
