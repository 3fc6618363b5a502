//! Enclosures of the elementary functions: no library promises how its last bits are rounded, so
//! these are sums of Taylor series, every operation rounded outward, with the rest beside them.
//!
//! # Formula
//! exp x = 2ᵏ eʳ with r = x − k ln 2, |r| ≤ ½ ln 2; ln 2ᵉ m = e ln 2 + 2 artanh((m − 1)/(m + 1))
//! with √½ ≤ m ≤ √2; sin and cos of x − k π/2, |x − k π/2| ≤ π/4; tanh x = 1 − 2/(e²ˣ + 1).
//! What is left out of a series is smaller than what is added for it (J.-M. Muller, Elementary
//! Functions, 3rd ed. 2016, [doi:10.1007/978-1-4899-7983-4](https://doi.org/10.1007/978-1-4899-7983-4)).

use super::Interval;
use crate::scalar::{Algebra, Transcendental};
use std::f64::consts::{FRAC_PI_2, LN_2, SQRT_2};

/// ln 2, which is above the nearest float.
const LN_TWO: Interval = Interval { low: LN_2, high: LN_2.next_up() };

/// π/2, which is above the nearest float.
const HALF_PI: Interval = Interval { low: FRAC_PI_2, high: FRAC_PI_2.next_up() };

/// Beyond these e^x is no normal float.
const EXP: Interval = Interval { low: -745.2, high: 709.78 };

/// Below e^709.78.
const EXP_OF_HIGHEST: f64 = 1.79e308;

/// Beyond this the multiple of π/2 is known too badly.
const TURNS: f64 = 1e5;

/// Of e^r for |r| ≤ 0.35 + 1e-9: above 2 · 0.351¹⁴/14!.
const EXP_REST: f64 = 1e-16;

/// Of Σ wⁿ/(2n + 1) for w ≤ 0.0296 from n = 11 on: above 0.0296¹¹/(23 · 0.97).
const LN_REST: f64 = 1e-17;

/// Of the series of sine and cosine for |t| ≤ 0.79 from t¹⁸ on: above 0.79¹⁸/18!.
const SINE_REST: f64 = 1e-17;

impl Interval {
    /// \[−1, 1\].
    const UNIT: Self = Self { low: -1.0, high: 1.0 };

    /// From −r to r.
    fn around_zero(r: f64) -> Self {
        Self { low: -r, high: r }
    }

    /// Σ aₙ xⁿ, by Horner's rule, where a term is the one before it times x over a number, or
    /// minus that.
    fn series(x: &Self, ratios: &[(i64, i64)]) -> Self {
        ratios.iter().rev().fold(Self::point(1.0), |sum, (numerator, denominator)| {
            Self::point(1.0) + sum * x * Self::ratio(*numerator, *denominator)
        })
    }

    /// A function that grows, from its enclosures at both ends.
    fn growing(&self, at: impl Fn(f64) -> Self) -> Self {
        if self.is_empty() { Self::EMPTY } else { Self { low: at(self.low).low, high: at(self.high).high } }
    }

    /// 2ᵏ x.
    fn scaled(self, k: i32) -> Self {
        let half = k / 2;
        self * Self::point(2_f64.powi(half)) * Self::point(2_f64.powi(k - half))
    }

    /// sin (x + quarters π/2), by a Lipschitz constant of 1 about the middle.
    fn turned(&self, quarters: i64) -> Self {
        if self.is_empty() {
            return Self::EMPTY;
        }
        let middle = 0.5 * self.low + 0.5 * self.high;
        if !middle.is_finite() || middle.abs() > TURNS || self.width() > 2.0 {
            return Self::UNIT;
        }
        let radius = [self.high, self.low].map(|end| (Self::point(end) - Self::point(middle)).magnitude());
        let turns = (middle / FRAC_PI_2).round();
        let t = Self::point(middle) - Self::point(turns) * HALF_PI;
        let square = t * t;
        let value = if (turns as i64 + quarters).rem_euclid(2) == 0 {
            t * (Self::series(&square, &SINE) + Self::around_zero(SINE_REST))
        } else {
            Self::series(&square, &COSINE) + Self::around_zero(SINE_REST)
        };
        let value = if (turns as i64 + quarters).rem_euclid(4) < 2 { value } else { -value };
        let all = value + Self::around_zero(radius[0].max(radius[1]));
        all.intersection(&Self::UNIT).unwrap_or(Self::UNIT)
    }

    /// The largest absolute value of a member.
    fn magnitude(&self) -> f64 {
        self.low.abs().max(self.high.abs())
    }
}

/// The ratios of the terms of eˣ.
const EXPONENTIAL: [(i64, i64); 13] =
    [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 10), (1, 11), (1, 12), (1, 13)];

/// Those of Σ wⁿ/(2n + 1).
const ARTANH: [(i64, i64); 10] =
    [(1, 3), (3, 5), (5, 7), (7, 9), (9, 11), (11, 13), (13, 15), (15, 17), (17, 19), (19, 21)];

/// Those of (sin t)/t in t².
const SINE: [(i64, i64); 8] = [(-1, 6), (-1, 20), (-1, 42), (-1, 72), (-1, 110), (-1, 156), (-1, 210), (-1, 272)];

/// Those of cos t in t².
const COSINE: [(i64, i64); 8] = [(-1, 2), (-1, 12), (-1, 30), (-1, 56), (-1, 90), (-1, 132), (-1, 182), (-1, 240)];

/// e^x.
fn exponential(x: f64) -> Interval {
    if x == 0.0 {
        return Interval::point(1.0);
    }
    if x < EXP.low {
        return Interval { low: 0.0, high: f64::from_bits(1) };
    }
    if x > EXP.high {
        return Interval { low: EXP_OF_HIGHEST, high: f64::INFINITY };
    }
    let turns = (x / LN_2).round();
    let rest = Interval::point(x) - Interval::point(turns) * LN_TWO;
    let value = (Interval::series(&rest, &EXPONENTIAL) + Interval::around_zero(EXP_REST)).scaled(turns as i32);
    Interval { low: value.low.max(0.0), ..value }
}

/// ln x for x ≥ 0.
fn logarithm(x: f64) -> Interval {
    if x == 1.0 {
        return Interval::point(0.0);
    }
    if x <= 0.0 {
        return Interval { low: f64::NEG_INFINITY, high: f64::NEG_INFINITY };
    }
    if x == f64::INFINITY {
        return Interval { low: f64::INFINITY, high: f64::INFINITY };
    }
    // A subnormal number is made normal.
    let (x, raised) = if x < f64::MIN_POSITIVE { (x * 2_f64.powi(54), 54) } else { (x, 0) };
    let exponent = (x.to_bits() >> 52) as i64 - 1023;
    let share = f64::from_bits((x.to_bits() & ((1 << 52) - 1)) | (1023 << 52));
    let (share, exponent) = if share > SQRT_2 { (0.5 * share, exponent + 1) } else { (share, exponent) };
    let one = Interval::point(1.0);
    let z = (Interval::point(share) - one) / (Interval::point(share) + one);
    let series = Interval::series(&(z * z), &ARTANH) + Interval::around_zero(LN_REST);
    Interval::point((exponent - raised) as f64) * LN_TWO + Interval::point(2.0) * z * series
}

/// tanh x.
fn hyperbolic_tangent(x: f64) -> Interval {
    if x == 0.0 {
        return Interval::point(0.0);
    }
    let [one, two] = [1.0, 2.0].map(Interval::point);
    let value = one - two / (exponential(2.0 * x) + one);
    value.intersection(&Interval::UNIT).unwrap_or(Interval::UNIT)
}

impl Transcendental for Interval {
    fn exp(&self) -> Self {
        self.growing(exponential)
    }
    fn ln(&self) -> Self {
        if self.high <= 0.0 { Self::EMPTY } else { self.growing(logarithm) }
    }
    fn sin(&self) -> Self {
        self.turned(0)
    }
    fn cos(&self) -> Self {
        self.turned(1)
    }
    fn tanh(&self) -> Self {
        self.growing(hyperbolic_tangent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Elementary;

    /// Every value of a function at a member lies in the function of the interval, and where none
    /// has a value it is empty.
    #[test]
    fn values_at_members_are_members() {
        let ends = [-30.0, -1.5, -0.0, 0.0, 1e-9, 2.0, 30.0];
        let (mut inside, mut without) = (0, 0);
        for function in Elementary::ALL {
            for (low, high) in
                ends.iter().flat_map(|low| ends.map(|high| (*low, high))).filter(|(low, high)| low <= high)
            {
                let interval = Interval::new(low, high).expect("bounds");
                let range: Interval = function.of(&interval);
                for x in [low, 0.5 * (low + high), high] {
                    let value: f64 = function.of(&x);
                    if value.is_finite() {
                        inside += 1;
                        assert!(range.low() <= value && value <= range.high(), "{function:?} of {x}: {value}");
                    }
                }
                if function == Elementary::Ln && high <= 0.0 {
                    without += 1;
                    assert!(range.is_empty());
                }
            }
            assert!(function.of(&Interval::EMPTY).is_empty());
        }
        assert!(inside > 300 && without > 5, "{inside}, {without}");
    }

    /// The floats on both sides of each, from sixty digits by Python's decimals and fractions; the
    /// control is a value beside.
    #[test]
    fn enclosures_are_narrow_and_hold_the_value() {
        let known: [(Elementary, f64, f64, f64); 12] = [
            (Elementary::Exp, 1.25, 3.490342957461841, 3.4903429574618414),
            (Elementary::Exp, -0.6875, 0.5028315779709409, 0.502831577970941),
            (Elementary::Exp, 700.0, 1.0142320547350045e+304, 1.0142320547350046e+304),
            (Elementary::Exp, -740.0, 4.15e-322, 4.2e-322),
            (Elementary::Ln, 3.0, 1.0986122886681096, 1.0986122886681098),
            (Elementary::Ln, 0.703125, -0.35222059358935215, -0.3522205935893521),
            (Elementary::Ln, 5e-324, -744.4400719213813, -744.4400719213812),
            (Elementary::Sin, 1.0, 0.8414709848078965, 0.8414709848078966),
            (Elementary::Sin, 355.0, -3.014435335948845e-05, -3.0144353359488447e-05),
            (Elementary::Cos, 2.5, -0.8011436155469338, -0.8011436155469337),
            (Elementary::Cos, -31.25, 0.9862657462824944, 0.9862657462824945),
            (Elementary::Tanh, 0.5, 0.46211715726000974, 0.4621171572600098),
        ];
        for (function, x, low, high) in known {
            let found: Interval = function.of(&Interval::point(x));
            let value: f64 = function.of(&x);
            assert!(found.low <= high && low <= found.high, "{function:?} of {x}: {found:?}");
            assert!(found.low <= value && value <= found.high, "{function:?} of {x}: {found:?}, {value}");
            assert!(found.width() <= 1e-12 * value.abs().max(1.0), "{function:?} of {x}: {found:?}");
            let beside = Interval::point(value + 1e-3 * value.abs().max(1e-3));
            assert!(found.intersection(&beside).is_none() || value.abs() < 1e-300, "{function:?} of {x}");
        }
        assert_eq!(Interval::point(0.0).exp(), Interval::point(1.0));
        assert_eq!(Interval::point(1.0).ln(), Interval::point(0.0));
        assert_eq!(Interval::new(0.0, 1.0).expect("bounds").ln().low, f64::NEG_INFINITY);
        assert_eq!(Interval::WHOLE.exp().high, f64::INFINITY);
        assert!(Interval::WHOLE.tanh().is_subset(&Interval::UNIT));
    }

    /// sin² + cos² = 1 and ln exp x = x, at many places.
    #[test]
    fn enclosures_keep_the_laws() {
        for place in -2000..2000_i32 {
            let x = Interval::point(f64::from(place) * 0.017_3);
            let one = x.sin() * x.sin() + x.cos() * x.cos();
            assert!(one.contains(1.0) && one.width() < 1e-12, "{x:?}: {one:?}");
            let again = x.exp().ln();
            assert!(x.is_subset(&again) && again.width() < 1e-12, "{x:?}: {again:?}");
            let tangent = x.tanh() * (x.exp() * x.exp() + Interval::point(1.0));
            let expected = x.exp() * x.exp() - Interval::point(1.0);
            assert!(tangent.intersection(&expected).is_some(), "{x:?}");
        }
    }
}
