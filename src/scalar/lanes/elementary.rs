//! exp, sin and cos without branches and without a table.
//!
//! # Formula
//! - eˣ = 2ᵏ eʳ, k the integer nearest to x / ln 2, r = x − k ln 2 with ln 2 in two parts,
//!   eʳ = Σ rⁿ/n! up to n = 13: |r| ≤ ½ ln 2, so that the rest is below 2⁻⁵⁷.
//! - sin x and cos x: k the integer nearest to 2x/π, r = x − k π/2 with π/2 in three parts
//!   (Cody and Waite 1980, Software Manual for the Elementary Functions, ch. 8), the series
//!   up to r¹⁷ and r¹⁶ for |r| ≤ π/4, and the quadrant k mod 4.
//!
//! Polynomials are summed by Estrin's scheme, whose short chains let a processor work at
//! several lanes at once. Nothing is fused, so the bits do not depend on the processor.

use super::WIDTH;

/// How far [`exp`] may be from the exact value, in units in the last place, where that is
/// a normal number: by a test over 2·10⁶ arguments.
pub const EXP_ULPS: u64 = 2;

/// How far [`sin`] and [`cos`] may be from the exact value, in units in the last place of
/// 1, for |x| ≤ 10⁵: by a test over 2·10⁶ arguments.
pub const SINE_ULPS: u64 = 1;

/// From here on an argument of [`sin`] and [`cos`] goes to the C library.
const REDUCED_BELOW: f64 = 1e5;

/// 1.5 · 2⁵²: adding it rounds to an integer, which then stands in the low bits.
const TO_INTEGER: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts; the first has 21 zeros at its end, so that k times it is exact.
const LN_2: [f64; 2] = [f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76)];

/// π/2 in three parts, the first two of 33 bits, so that k times them is exact.
const HALF_PI: [f64; 3] = [
    f64::from_bits(0x3ff9_21fb_5440_0000),
    f64::from_bits(0x3dd0_b461_1a60_0000),
    f64::from_bits(0x3ba3_198a_2e03_7073),
];

/// Beyond these the result is 0 or infinite: below the first it would be subnormal, and
/// above the second 2ᵏ would have no exponent.
const EXPONENTS: [f64; 2] = [-708.0, 709.4];

/// 1/n!.
const fn over_factorial(n: u32) -> f64 {
    let (mut product, mut i) = (1.0, 2);
    while i <= n {
        product *= i as f64;
        i += 1;
    }
    1.0 / product
}

/// eˣ. Below −708 the result is 0, above 709.4 infinite.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::lanes::exp;
/// assert_eq!(exp(0.0), 1.0);
/// assert_eq!((exp(-800.0), exp(800.0)), (0.0, f64::INFINITY));
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const C: [f64; 14] = {
        let (mut c, mut n) = ([0.0; 14], 0);
        while n < 14 {
            c[n] = over_factorial(n as u32);
            n += 1;
        }
        c
    };
    let shifted = x * std::f64::consts::LOG2_E + TO_INTEGER;
    let k = shifted - TO_INTEGER;
    let r = x - k * LN_2[0] - k * LN_2[1];
    let r2 = r * r;
    let r4 = r2 * r2;
    let r8 = r4 * r4;
    let low = (C[0] + C[1] * r) + (C[2] + C[3] * r) * r2 + ((C[4] + C[5] * r) + (C[6] + C[7] * r) * r2) * r4;
    let high = (C[8] + C[9] * r) + (C[10] + C[11] * r) * r2 + (C[12] + C[13] * r) * r4;
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    let value = (low + high * r8) * power;
    let value = if x > EXPONENTS[1] { f64::INFINITY } else { value };
    if x < EXPONENTS[0] { 0.0 } else { value }
}

/// sin r and cos r for |r| ≤ π/4.
#[inline(always)]
fn sine_and_cosine(r: f64) -> (f64, f64) {
    const fn term(n: u32) -> f64 {
        let sign = if (n / 2).is_multiple_of(2) { 1.0 } else { -1.0 };
        sign * over_factorial(n)
    }
    const S: [f64; 8] = [term(3), term(5), term(7), term(9), term(11), term(13), term(15), term(17)];
    const C: [f64; 7] = [term(4), term(6), term(8), term(10), term(12), term(14), term(16)];
    let z = r * r;
    let z2 = z * z;
    let z4 = z2 * z2;
    let odd = (S[0] + S[1] * z) + (S[2] + S[3] * z) * z2 + ((S[4] + S[5] * z) + (S[6] + S[7] * z) * z2) * z4;
    let even = (C[0] + C[1] * z) + (C[2] + C[3] * z) * z2 + ((C[4] + C[5] * z) + C[6] * z2) * z4;
    // cos r = (1 − ½ r²) + …, the rounding of the first difference put back.
    let half = 0.5 * z;
    let first = 1.0 - half;
    (r + r * z * odd, first + (((1.0 - first) - half) + z2 * even))
}

/// sin(x + `quarters` π/2) for |x| ≤ 10⁵.
#[inline(always)]
fn sine_in_quadrant(x: f64, quarters: u64) -> f64 {
    let shifted = x * std::f64::consts::FRAC_2_PI + TO_INTEGER;
    let k = shifted - TO_INTEGER;
    let r = x - k * HALF_PI[0] - k * HALF_PI[1] - k * HALF_PI[2];
    let quadrant = shifted.to_bits().wrapping_add(quarters);
    let (sine, cosine) = sine_and_cosine(r);
    let value = if quadrant & 1 == 0 { sine } else { cosine };
    f64::from_bits(value.to_bits() ^ (quadrant & 2) << 62)
}

/// Whether the series holds for x; not for NaN and infinities.
#[inline(always)]
fn is_reduced(x: f64) -> bool {
    x.abs() <= REDUCED_BELOW
}

/// sin x, x in radians; 0 at −0.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::lanes::{cos, sin};
/// assert_eq!((sin(0.0), cos(0.0)), (0.0, 1.0));
/// assert!(sin(f64::INFINITY).is_nan());
/// ```
#[inline(always)]
pub fn sin(x: f64) -> f64 {
    if is_reduced(x) { sine_in_quadrant(x, 0) } else { x.sin() }
}

/// cos x, x in radians.
#[inline(always)]
pub fn cos(x: f64) -> f64 {
    if is_reduced(x) { sine_in_quadrant(x, 1) } else { x.cos() }
}

/// [`sin`] of each lane: the branch is taken once for all.
#[inline(always)]
pub(super) fn sines(x: &[f64; WIDTH]) -> [f64; WIDTH] {
    in_lanes(x, 0, f64::sin)
}

/// [`cos`] of each lane.
#[inline(always)]
pub(super) fn cosines(x: &[f64; WIDTH]) -> [f64; WIDTH] {
    in_lanes(x, 1, f64::cos)
}

#[inline(always)]
fn in_lanes(x: &[f64; WIDTH], quarters: u64, library: impl Fn(f64) -> f64) -> [f64; WIDTH] {
    let mut result = [0.0; WIDTH];
    let mut all = true;
    for (slot, x) in result.iter_mut().zip(x) {
        *slot = sine_in_quadrant(*x, quarters);
        all &= is_reduced(*x);
    }
    if !all {
        replace_unreduced(&mut result, x, library);
    }
    result
}

/// The lanes that the series does not hold for, by the C library.
#[cold]
#[inline(never)]
fn replace_unreduced(result: &mut [f64; WIDTH], x: &[f64; WIDTH], library: impl Fn(f64) -> f64) {
    for (slot, x) in result.iter_mut().zip(x) {
        if !is_reduced(*x) {
            *slot = library(*x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lanes;
    use super::*;
    use crate::scalar::Transcendental;

    /// Arguments without a pattern in [−reach, reach].
    fn arguments(reach: f64) -> impl Iterator<Item = f64> {
        (0..1_000_000).map(move |i| reach * (2.0 * (f64::from(i) * 0.618_033_988_749_894_9).fract() - 1.0))
    }

    /// The C library's values are within an ulp of the exact ones (glibc states 0.55).
    #[test]
    fn the_exponential_is_within_its_ulps() {
        let ulps = |x: f64, change: f64| {
            let (ours, exact) = (exp(x) * (1.0 + change), x.exp());
            (ours.to_bits() as i64).abs_diff(exact.to_bits() as i64)
        };
        let worst = |reach, change| arguments(reach).map(|x| ulps(x, change)).max();
        assert!(worst(3.0, 0.0) <= Some(EXP_ULPS), "{:?}", worst(3.0, 0.0));
        assert!(worst(700.0, 0.0) <= Some(EXP_ULPS), "{:?}", worst(700.0, 0.0));
        // The control: a relative error of three ulps is seen.
        assert!(worst(3.0, 3.0 * f64::EPSILON) > Some(EXP_ULPS));
    }

    #[test]
    fn sine_and_cosine_are_within_their_ulps() {
        let unit = SINE_ULPS as f64 * f64::EPSILON;
        for reach in [1.0, 30.0, REDUCED_BELOW] {
            for x in arguments(reach) {
                assert!((sin(x) - x.sin()).abs() <= unit, "sin {x:?}: {:?}, {:?}", sin(x), x.sin());
                assert!((cos(x) - x.cos()).abs() <= unit, "cos {x:?}: {:?}, {:?}", cos(x), x.cos());
            }
        }
        // The control: a quadrant is not another.
        assert!((sine_in_quadrant(0.3, 2) - 0.3_f64.sin()).abs() > unit);
    }

    #[test]
    fn the_edges_are_those_of_the_library() {
        for x in [0.0, -0.0, 1e-300, -1e-300, 709.3, 710.0, f64::INFINITY, f64::NEG_INFINITY, -1e9, 1e9] {
            let (ours, exact) = (exp(x), x.exp());
            assert!(ours == exact || (ours / exact - 1.0).abs() < 1e-15, "exp {x:?}: {ours:?}, {exact:?}");
        }
        assert!(exp(f64::NAN).is_nan() && sin(f64::NAN).is_nan() && cos(f64::NAN).is_nan());
        assert_eq!((exp(-709.0), exp(709.5)), (0.0, f64::INFINITY), "as is said");
        for x in [1e5_f64.next_up(), -1e6, 1e22, f64::MAX] {
            assert_eq!((sin(x).to_bits(), cos(x).to_bits()), (x.sin().to_bits(), x.cos().to_bits()), "{x:?}");
        }
    }

    /// A lane has the value that it has alone, whatever stands beside it.
    #[test]
    fn lanes_do_not_see_each_other() {
        let values = [0.1, 1e6, f64::NAN, -3.0, f64::INFINITY, 0.0, 700.0, -1e9];
        let lanes = Lanes::from_fn(|i| values[i]);
        type Pair = (fn(&Lanes) -> Lanes, fn(f64) -> f64);
        let functions: [Pair; 5] =
            [(Lanes::exp, exp), (Lanes::sin, sin), (Lanes::cos, cos), (Lanes::ln, f64::ln), (Lanes::tanh, f64::tanh)];
        for (together, alone) in functions {
            for (lane, x) in values.into_iter().enumerate() {
                let (found, expected) = (together(&lanes).lane(lane), alone(x));
                assert!(found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(), "{x:?}");
            }
        }
    }
}
