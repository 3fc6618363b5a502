//! What a formula may ask of its numbers.
//!
//! A formula is written once, over the weakest rung of this ladder that it
//! needs, and the numbers decide what is learned from running it:
//!
//! | rung | asks for | what it is enough for |
//! |---|---|---|
//! | [`Ring`] | + − ×, square, integers | momentum SGD, symplectic Euler |
//! | [`Algebra`] | exact fractions | constants such as 1/2: leapfrog, Runge-Kutta |
//! | [`Field`] | ÷ | rates that are computed |
//! | [`Root`] | √ | the paper's energy factor |
//! | [`Transcendental`] | exp, ln, sin, cos, tanh | the paper's two problems |
//! | [`Absolute`] | \|x\| | the temporal-stability penalty |
//! | [`Compare`] | a choice by comparison | thresholds in the published programs |
//!
//! Constants are exact fractions ([`Algebra::ratio`]) and become `T` last; no
//! formula holds an `f64`. There is no `Copy` and no `Float` bound, so that
//! polynomials and rationals fit.
//!
//! The laws are those of each type, not of the trait: rationals form a field,
//! `f64` does not (its addition is not associative).

mod counting;
mod dual;
mod exact;
mod fixed;
mod interval;
mod jet;
pub mod lanes;
mod libm64;
mod polynomial;
mod rational;
mod recorded;
mod single;
mod symbolic;

pub use counting::{Counting, Operations};
pub use dual::Dual;
pub use exact::{Exact, Undefined};
pub use fixed::Fixed;
pub use interval::{Interval, WrongBounds};
pub use jet::Jet;
pub use lanes::Lanes;
pub use libm64::{Libm64, fingerprint};
pub use polynomial::{MissingValue, Polynomial};
pub use rational::{ParseRationalError, Rational};
pub use recorded::{Graph, Node, NodeIndex, Recorded, TooLarge};
pub use symbolic::{Adjoined, Elementary, Kind, Symbolic};

use num_traits::{One, Zero};
use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Numbers that can be added, subtracted and multiplied.
pub trait Ring:
    Clone
    + Debug
    + PartialEq
    + Send
    + Sync
    + 'static
    + Zero
    + One
    + Neg<Output = Self>
    + Sub<Output = Self>
    + for<'a> Add<&'a Self, Output = Self>
    + for<'a> Sub<&'a Self, Output = Self>
    + for<'a> Mul<&'a Self, Output = Self>
{
    /// The number `n`, exactly where the type holds it.
    fn from_integer(n: i64) -> Self;

    /// x². A rung of its own because the published programs square with the C
    /// library's `pow`, which is not x·x in the last bit: see [`Libm64`].
    fn square(&self) -> Self {
        self.clone() * self
    }
}

/// xⁿ by squares; 1 where n is 0.
///
/// # Examples
/// ```
/// assert_eq!(stable_sgd::scalar::power(&3.0, 5), 243.0);
/// ```
pub fn power<T: Ring>(x: &T, exponent: u64) -> T {
    (0..u64::BITS - exponent.leading_zeros()).rev().fold(T::one(), |product, bit| {
        let square = product.square();
        if exponent >> bit & 1 == 1 { square * x } else { square }
    })
}

/// Numbers that have the fractions among them: an algebra over the rationals.
pub trait Algebra: Ring {
    /// The fraction `numerator / denominator`, rounded at most once.
    ///
    /// For |numerator|, |denominator| < 2⁵³ the `f64` instance equals the
    /// decimal literal: `ratio(9, 10)` is `0.9`.
    fn ratio(numerator: i64, denominator: i64) -> Self;
}

/// Numbers that can be divided.
pub trait Field: Algebra + Div<Output = Self> + for<'a> Div<&'a Self, Output = Self> {}

/// Numbers with a square root.
pub trait Root: Field {
    /// √x, x ≥ 0.
    fn sqrt(&self) -> Self;
}

/// Numbers with the elementary transcendental functions.
pub trait Transcendental: Root {
    /// eˣ.
    fn exp(&self) -> Self;
    /// The natural logarithm, x > 0.
    fn ln(&self) -> Self;
    /// sin x, x in radians.
    fn sin(&self) -> Self;
    /// cos x, x in radians.
    fn cos(&self) -> Self;
    /// tanh x.
    fn tanh(&self) -> Self;
}

/// Numbers with an absolute value.
pub trait Absolute: Ring {
    /// |x|.
    fn abs(&self) -> Self;
}

/// Numbers between which a formula may choose by comparing.
pub trait Compare: Ring {
    /// `above` where `self > threshold`, else `otherwise`.
    ///
    /// A NaN is not above anything, so it selects `otherwise`, as Python's
    /// `a if x > t else b` does.
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self;

    /// The derivative of that choice, from those of its branches.
    ///
    /// As [`select_above`](Self::select_above) but where `self` is at the threshold, and the
    /// derivative is neither from above nor from below: where the branches agree, in this
    /// derivative and in all `before` it, it is theirs; elsewhere the choice has a corner
    /// or a jump, and the derivative is undefined. It is NaN on floats, on intervals
    /// the hull of both, also where the operands only touch.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self;
}

/// A derivative of a branch of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Slope<'a, T> {
    /// The value of the branch, and the derivatives of lower orders.
    pub before: &'a [&'a T],
    /// The derivative.
    pub slope: &'a T,
}

impl<T: Ring> Slope<'_, T> {
    /// Whether two branches have the same value and derivatives.
    fn agrees(&self, other: &Self) -> bool {
        self.before == other.before && self.slope == other.slope
    }

    /// [`Compare::slope_above`] of numbers in order, given what an undefined one is.
    fn by_order(own: &T, threshold: &T, above: Self, otherwise: Self, undefined: impl FnOnce() -> T) -> T
    where
        T: PartialOrd,
    {
        if own > threshold {
            above.slope.clone()
        } else if own == threshold && !above.agrees(&otherwise) {
            undefined()
        } else {
            otherwise.slope.clone()
        }
    }
}

/// Numbers between which and `f64` data pass: a start, a random draw or a
/// setting goes in, a record of a trajectory comes out. Constants of a formula
/// do not go this way: they are [`Algebra::ratio`]s.
pub trait Approximate: Sized {
    /// The number that `x` is.
    fn from_f64(x: f64) -> Self;

    /// The nearest `f64`; for a dual number, that of its value.
    fn to_f64(&self) -> f64;
}

impl Ring for f64 {
    #[inline]
    fn from_integer(n: i64) -> Self {
        n as f64
    }
}

impl Algebra for f64 {
    #[inline]
    fn ratio(numerator: i64, denominator: i64) -> Self {
        numerator as f64 / denominator as f64
    }
}

impl Field for f64 {}

impl Root for f64 {
    #[inline]
    fn sqrt(&self) -> Self {
        f64::sqrt(*self)
    }
}

impl Transcendental for f64 {
    #[inline]
    fn exp(&self) -> Self {
        f64::exp(*self)
    }
    #[inline]
    fn ln(&self) -> Self {
        f64::ln(*self)
    }
    #[inline]
    fn sin(&self) -> Self {
        f64::sin(*self)
    }
    #[inline]
    fn cos(&self) -> Self {
        f64::cos(*self)
    }
    #[inline]
    fn tanh(&self) -> Self {
        f64::tanh(*self)
    }
}

impl Absolute for f64 {
    #[inline]
    fn abs(&self) -> Self {
        f64::abs(*self)
    }
}

impl Compare for f64 {
    #[inline]
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        if self > threshold { above } else { otherwise }
    }

    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        Slope::by_order(self, threshold, above, otherwise, || Self::NAN)
    }
}

impl Approximate for f64 {
    #[inline]
    fn from_f64(x: f64) -> Self {
        x
    }
    #[inline]
    fn to_f64(&self) -> f64 {
        *self
    }
}

/// Operators between values, from the operators that take their right side by
/// reference. It forwards and holds no formula: those stand in the number's file.
macro_rules! forward_operators {
    ($number:ty $(, $parameter:ident: $bound:path)?) => {
        impl$(<$parameter: $bound>)? std::ops::Add for $number {
            type Output = Self;
            #[inline]
            fn add(self, other: Self) -> Self {
                self + &other
            }
        }
        impl$(<$parameter: $bound>)? std::ops::Sub for $number {
            type Output = Self;
            #[inline]
            fn sub(self, other: Self) -> Self {
                self - &other
            }
        }
        impl$(<$parameter: $bound>)? std::ops::Mul for $number {
            type Output = Self;
            #[inline]
            fn mul(self, other: Self) -> Self {
                self * &other
            }
        }
    };
}
pub(crate) use forward_operators;
