//! Numbers on a grid of spacing 2⁻³², so that a motion runs backward to the bit.
//!
//! A shear q' = q + f(v) of floats loses the bits that q + f(v) rounds away, and
//! no step backward finds them. On a grid + is exact, so that q' − f(v) is q
//! whatever f is and however it rounds (D. Levesque and L. Verlet, Molecular
//! dynamics and time reversibility, J. Stat. Phys. 72 (1993) 519–537).
//!
//! # Formula
//! A number is n 2⁻³², n a 64-bit integer, so from −2³¹ to below 2³¹.
//!
//! | operation | on the integers |
//! |---|---|
//! | a + b, a − b, −a | modulo 2⁶⁴ |
//! | a b | sign(a b) ⌊\|a b\| 2⁻³² + ½⌋, modulo 2⁶⁴: to the nearest, a half away from 0 |
//!
//! # Laws
//! - Addition is a commutative group, to the bit and without exception: sums wrap
//!   around, so that one that leaves the range comes back.
//! - × commutes, 1 is neutral, and a product with an integer is exact, as a
//!   repeated sum. Elsewhere it is within half a unit.
//! - × is odd, (−a) b = −(a b), so that flipping the velocity reverses a drift.
//!   The exception is −2³¹ = 2³¹, its own negative.
//! - **Not a ring**: × rounds, so it is neither associative nor distributive.
//!
//! A step with momentum below 1 contracts and is not one-to-one on a grid: only
//! shears reverse.

use super::{Algebra, Approximate, Ring, forward_operators};
use num_traits::{One, Zero};
use std::ops::{Add, Mul, Neg, Sub};

/// Bits after the point.
const FRACTION_BITS: u32 = 32;

/// The number 1 in units of 2⁻³².
const UNITS_OF_ONE: i64 = 1 << FRACTION_BITS;

/// An integer number of units of 2⁻³².
///
/// # Examples
/// A drift and the same drift with the velocity flipped:
/// ```
/// use stable_sgd::scalar::{Approximate, Fixed};
/// let [q, v, h] = [0.1, 0.6, 0.3].map(Fixed::from_f64);
/// assert_eq!((q + h * v) + h * -v, q);
/// assert_ne!((0.1 + 0.3 * 0.6) + 0.3 * -0.6, 0.1, "not so in binary64");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fixed {
    units: i64,
}

impl Fixed {
    /// The number `units` 2⁻³².
    pub const fn from_units(units: i64) -> Self {
        Self { units }
    }

    /// The number in units of 2⁻³².
    pub const fn units(self) -> i64 {
        self.units
    }

    /// A magnitude in units, and a sign; modulo 2⁶⁴.
    fn signed(is_negative: bool, magnitude: u128) -> Self {
        let units = magnitude as i64;
        Self { units: if is_negative { units.wrapping_neg() } else { units } }
    }
}

forward_operators!(Fixed);

impl Add<&Fixed> for Fixed {
    type Output = Self;
    #[inline]
    fn add(self, other: &Self) -> Self {
        Self { units: self.units.wrapping_add(other.units) }
    }
}

impl Sub<&Fixed> for Fixed {
    type Output = Self;
    #[inline]
    fn sub(self, other: &Self) -> Self {
        Self { units: self.units.wrapping_sub(other.units) }
    }
}

/// By magnitude and sign, so that rounding is odd.
impl Mul<&Fixed> for Fixed {
    type Output = Self;
    #[inline]
    fn mul(self, other: &Self) -> Self {
        const HALF: u128 = 1 << (FRACTION_BITS - 1);
        let magnitude = u128::from(self.units.unsigned_abs()) * u128::from(other.units.unsigned_abs());
        Self::signed((self.units < 0) != (other.units < 0), (magnitude + HALF) >> FRACTION_BITS)
    }
}

impl Neg for Fixed {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self { units: self.units.wrapping_neg() }
    }
}

impl Zero for Fixed {
    fn zero() -> Self {
        Self { units: 0 }
    }
    fn is_zero(&self) -> bool {
        self.units == 0
    }
}

impl One for Fixed {
    fn one() -> Self {
        Self { units: UNITS_OF_ONE }
    }
}

impl Ring for Fixed {
    /// Exact for −2³¹ ≤ n < 2³¹, and modulo 2³² beyond.
    fn from_integer(n: i64) -> Self {
        Self { units: n.wrapping_mul(UNITS_OF_ONE) }
    }
}

impl Algebra for Fixed {
    /// The nearest number of the grid, a half away from 0, so odd in both; modulo
    /// 2⁶⁴ units.
    ///
    /// # Panics
    /// Where `denominator` is 0.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        let (n, d) = (u128::from(numerator.unsigned_abs()), u128::from(denominator.unsigned_abs()));
        // ⌊x + ½⌋ = ⌊(⌊2x⌋ + 1) / 2⌋
        let magnitude = ((n << (FRACTION_BITS + 1)) / d).div_ceil(2);
        Self::signed((numerator < 0) != (denominator < 0), magnitude)
    }
}

impl Approximate for Fixed {
    /// The nearest number of the grid, a half away from 0; ±(2³¹ − 2⁻³²) beyond
    /// the range and 0 for a NaN, so that from(−x) = −from(x) for every x.
    fn from_f64(x: f64) -> Self {
        let units = (x * UNITS_OF_ONE as f64).round() as i64;
        Self { units: units.max(-i64::MAX) }
    }

    fn to_f64(&self) -> f64 {
        self.units as f64 / UNITS_OF_ONE as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_round_a_half_away_from_zero() {
        let half = Fixed::from_f64(0.5);
        for (units, product) in [(1, 1), (-1, -1), (3, 2), (-3, -2), (2, 1), (0, 0)] {
            assert_eq!((Fixed::from_units(units) * half).units(), product);
        }
    }

    #[test]
    fn conversions_saturate_and_are_odd() {
        for (x, units) in [(1e300, i64::MAX), (-1e300, -i64::MAX), (f64::NAN, 0), (1.5, 3 << 31), (-0.0, 0)] {
            assert_eq!(Fixed::from_f64(x).units(), units, "{x}");
        }
        assert_eq!(Fixed::from_units(i64::MIN).to_f64(), -2_147_483_648.0);
    }

    /// The one number that is its own negative, and so has no odd product.
    #[test]
    fn the_least_number_is_its_own_negative() {
        let least = Fixed::from_units(i64::MIN);
        assert_eq!(-least, least);
        assert_ne!(-least * Fixed::from_f64(0.25), -(least * Fixed::from_f64(0.25)));
    }
}
