//! Eight binary64 numbers side by side: eight trajectories for one pass of a formula.
//!
//! The laws are those of `f64`, lane by lane: +, −, ×, ÷ and √ have the bits of `f64`,
//! and no lane sees another. exp, sin and cos are this project's ([`exp`], [`sin`], [`cos`]), whose
//! operations are additions, multiplications and shifts in a fixed order, never fused:
//! so their bits are the same on every processor, whatever the width of its vectors, and
//! differ from the C library's by a few units in the last place. ln and tanh are the
//! library's.

mod elementary;
pub mod vectors;

pub use elementary::{EXP_ULPS, SINE_ULPS, cos, exp, sin};

use super::{Absolute, Algebra, Compare, Field, Ring, Root, Slope, Transcendental, forward_operators};
use num_traits::{One, Zero};
use std::array::from_fn;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// How many numbers stand side by side.
pub const WIDTH: usize = 8;

/// Eight numbers side by side.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Algebra, Lanes, Ring};
/// let x = Lanes::from_fn(|lane| lane as f64);
/// assert_eq!((x * &Lanes::ratio(1, 2)).lane(3), 1.5);
/// assert_eq!(x.square().lane(7), 49.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Lanes([f64; WIDTH]);

impl Lanes {
    /// The number that `of` gives for each lane.
    #[inline(always)]
    pub fn from_fn(of: impl FnMut(usize) -> f64) -> Self {
        Self(from_fn(of))
    }

    /// The number in `lane`.
    ///
    /// # Panics
    /// From lane [`WIDTH`] on.
    #[inline(always)]
    pub fn lane(&self, lane: usize) -> f64 {
        self.0[lane]
    }

    /// All lanes, in order.
    #[inline(always)]
    pub fn lanes(&self) -> &[f64; WIDTH] {
        &self.0
    }

    /// `f` of each lane; a loop, which compiles to vectors where `f` has no branches.
    #[inline(always)]
    fn each(&self, f: impl Fn(f64) -> f64) -> Self {
        let mut result = [0.0; WIDTH];
        for (slot, x) in result.iter_mut().zip(&self.0) {
            *slot = f(*x);
        }
        Self(result)
    }

    #[inline(always)]
    fn with(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut result = [0.0; WIDTH];
        for (slot, (x, y)) in result.iter_mut().zip(self.0.iter().zip(&other.0)) {
            *slot = f(*x, *y);
        }
        Self(result)
    }
}

forward_operators!(Lanes);

impl Add<&Lanes> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: &Self) -> Self {
        self.with(other, |x, y| x + y)
    }
}

impl Sub<&Lanes> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: &Self) -> Self {
        self.with(other, |x, y| x - y)
    }
}

impl Mul<&Lanes> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: &Self) -> Self {
        self.with(other, |x, y| x * y)
    }
}

impl Div<&Lanes> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: &Self) -> Self {
        self / *other
    }
}

impl Div for Lanes {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.with(&other, |x, y| x / y)
    }
}

impl Neg for Lanes {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.each(|x| -x)
    }
}

impl Zero for Lanes {
    #[inline(always)]
    fn zero() -> Self {
        Self([0.0; WIDTH])
    }
    /// Whether every lane is 0.
    fn is_zero(&self) -> bool {
        self.0.iter().all(|x| *x == 0.0)
    }
}

impl One for Lanes {
    #[inline(always)]
    fn one() -> Self {
        Self([1.0; WIDTH])
    }
}

impl Ring for Lanes {
    #[inline(always)]
    fn from_integer(n: i64) -> Self {
        Self([n as f64; WIDTH])
    }

    #[inline(always)]
    fn square(&self) -> Self {
        *self * self
    }
}

impl Algebra for Lanes {
    #[inline(always)]
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self([f64::ratio(numerator, denominator); WIDTH])
    }
}

impl Field for Lanes {}

impl Root for Lanes {
    #[inline(always)]
    fn sqrt(&self) -> Self {
        self.each(f64::sqrt)
    }
}

impl Transcendental for Lanes {
    #[inline(always)]
    fn exp(&self) -> Self {
        self.each(exp)
    }
    fn ln(&self) -> Self {
        self.each(f64::ln)
    }
    #[inline(always)]
    fn sin(&self) -> Self {
        Self(elementary::sines(&self.0))
    }
    #[inline(always)]
    fn cos(&self) -> Self {
        Self(elementary::cosines(&self.0))
    }
    fn tanh(&self) -> Self {
        self.each(f64::tanh)
    }
}

impl Absolute for Lanes {
    #[inline(always)]
    fn abs(&self) -> Self {
        self.each(f64::abs)
    }
}

impl Compare for Lanes {
    #[inline(always)]
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        let mut result = otherwise.0;
        for (i, slot) in result.iter_mut().enumerate() {
            *slot = if self.0[i] > threshold.0[i] { above.0[i] } else { *slot };
        }
        Self(result)
    }

    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        Self::from_fn(|lane| {
            let agree = |(a, b): (&&Self, &&Self)| a.0[lane] == b.0[lane];
            let before = above.before.iter().zip(otherwise.before);
            let is_smooth = before.chain([(&above.slope, &otherwise.slope)]).all(agree);
            let (own, threshold) = (self.0[lane], threshold.0[lane]);
            match (own > threshold, own == threshold && !is_smooth) {
                (true, _) => above.slope.0[lane],
                (_, true) => f64::NAN,
                _ => otherwise.slope.0[lane],
            }
        })
    }
}
