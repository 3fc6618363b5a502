//! Dual numbers: a value and its exact derivative along several directions.
//!
//! a + Σᵢ aᵢ εᵢ with εᵢ εⱼ = 0 (forward-mode differentiation). An empty list of
//! derivatives means that all are zero, so a constant needs no size.

use super::{Absolute, Algebra, Approximate, Compare, Field, Ring, Root, Transcendental, forward_operators};
use num_traits::{One, Zero};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number with its derivatives along any number of directions.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Dual, Ring};
/// let x = Dual::variable(3.0, 0, 1);
/// let y = x.square() * x;
/// assert_eq!((y.value, y.derivative), (27.0, vec![27.0]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dual<T> {
    /// The value.
    pub value: T,
    /// The derivative along each direction; empty where all are zero.
    pub derivative: Vec<T>,
}

impl<T: Ring> Dual<T> {
    /// A number that does not vary.
    pub fn constant(value: T) -> Self {
        Self { value, derivative: Vec::new() }
    }

    /// The coordinate `index` of `count` directions, at `value`.
    ///
    /// # Panics
    /// Where `index` is not below `count`.
    pub fn variable(value: T, index: usize, count: usize) -> Self {
        let mut derivative = vec![T::zero(); count];
        derivative[index] = T::one();
        Self { value, derivative }
    }

    /// All coordinates of a point, each along a direction of its own.
    pub fn point(values: &[T]) -> Vec<Self> {
        let count = values.len();
        values.iter().enumerate().map(|(i, value)| Self::variable(value.clone(), i, count)).collect()
    }

    /// The derivative along `direction`.
    pub fn along(&self, direction: usize) -> T {
        self.derivative.get(direction).cloned().unwrap_or_else(T::zero)
    }

    /// f(a + ε) = f(a) + f'(a) ε, given f(a) and f'(a).
    fn chain(&self, value: T, slope: &T) -> Self {
        let derivative = self.derivative.iter().map(|d| d.clone() * slope).collect();
        Self { value, derivative }
    }
}

/// Σ over the directions of `combine(aᵢ, bᵢ)`, where a missing list is zero.
fn combine<T: Ring>(a: &[T], b: &[T], combine: impl Fn(&T, &T) -> T) -> Vec<T> {
    let zero = T::zero();
    let count = a.len().max(b.len());
    let at = |list: &[T], i: usize| list.get(i).cloned().unwrap_or_else(|| zero.clone());
    (0..count).map(|i| combine(&at(a, i), &at(b, i))).collect()
}

forward_operators!(Dual<T>, T: Ring);

/// a' b + b' a, of two numbers given as (value, derivative).
fn product_rule<T: Ring>((a, a_slope): (&T, &T), (b, b_slope): (&T, &T)) -> T {
    a_slope.clone() * b + b_slope.clone() * a
}

/// (a' − b' q) / b, of the quotient q = a / b.
fn quotient_rule<T: Field>(quotient: &T, a_slope: &T, (b, b_slope): (&T, &T)) -> T {
    (a_slope.clone() - b_slope.clone() * quotient) / b
}

/// (a + b)' = a' + b'
impl<T: Ring> Add<&Dual<T>> for Dual<T> {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        let derivative = combine(&self.derivative, &other.derivative, |a, b| a.clone() + b);
        Self { value: self.value + &other.value, derivative }
    }
}

/// (a − b)' = a' − b'
impl<T: Ring> Sub<&Dual<T>> for Dual<T> {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        let derivative = combine(&self.derivative, &other.derivative, |a, b| a.clone() - b);
        Self { value: self.value - &other.value, derivative }
    }
}

/// (a b)' = a' b + b' a
impl<T: Ring> Mul<&Dual<T>> for Dual<T> {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        let slope = |a: &T, b: &T| product_rule((&self.value, a), (&other.value, b));
        let derivative = combine(&self.derivative, &other.derivative, slope);
        Self { value: self.value * &other.value, derivative }
    }
}

impl<T: Field> Div for Dual<T> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Div::<&Self>::div(self, &other)
    }
}

/// (a / b)' = (a' − b' (a / b)) / b
impl<T: Field> Div<&Dual<T>> for Dual<T> {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        let value = self.value / &other.value;
        let slope = |a: &T, b: &T| quotient_rule(&value, a, (&other.value, b));
        let derivative = combine(&self.derivative, &other.derivative, slope);
        Self { value, derivative }
    }
}

impl<T: Ring> Neg for Dual<T> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, derivative: self.derivative.into_iter().map(Neg::neg).collect() }
    }
}

impl<T: Ring> Zero for Dual<T> {
    fn zero() -> Self {
        Self::constant(T::zero())
    }
    fn is_zero(&self) -> bool {
        self.value.is_zero() && self.derivative.iter().all(Zero::is_zero)
    }
}

impl<T: Ring> One for Dual<T> {
    fn one() -> Self {
        Self::constant(T::one())
    }
}

impl<T: Ring> Ring for Dual<T> {
    fn from_integer(n: i64) -> Self {
        Self::constant(T::from_integer(n))
    }

    /// (a²)' = 2 a a'
    fn square(&self) -> Self {
        let slope = T::from_integer(2) * &self.value;
        self.chain(self.value.square(), &slope)
    }
}

impl<T: Algebra> Algebra for Dual<T> {
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::constant(T::ratio(numerator, denominator))
    }
}

impl<T: Field> Field for Dual<T> {}

impl<T: Root> Root for Dual<T> {
    /// (√a)' = a' / (2 √a); at a = 0 it does not exist.
    fn sqrt(&self) -> Self {
        let root = self.value.sqrt();
        let slope = T::one() / (T::from_integer(2) * &root);
        self.chain(root, &slope)
    }
}

impl<T: Transcendental> Transcendental for Dual<T> {
    fn exp(&self) -> Self {
        let value = self.value.exp();
        self.chain(value.clone(), &value)
    }
    fn ln(&self) -> Self {
        let slope = T::one() / &self.value;
        self.chain(self.value.ln(), &slope)
    }
    fn sin(&self) -> Self {
        self.chain(self.value.sin(), &self.value.cos())
    }
    fn cos(&self) -> Self {
        self.chain(self.value.cos(), &-self.value.sin())
    }
    fn tanh(&self) -> Self {
        let value = self.value.tanh();
        let slope = T::one() - value.square();
        self.chain(value, &slope)
    }
}

impl<T: Absolute + Compare> Absolute for Dual<T> {
    /// |a|' = a' where a > 0, −a' otherwise (at a = 0 it does not exist; this
    /// is the derivative from the left).
    fn abs(&self) -> Self {
        let zero = T::zero();
        let slope = self.value.select_above(&zero, T::one(), -T::one());
        self.chain(self.value.abs(), &slope)
    }
}

impl<T: Compare> Compare for Dual<T> {
    /// The values decide, part by part: the derivative is that of the chosen
    /// branch, and over intervals, where neither may be chosen, the hull of both.
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        let select = |a: &T, b: &T| self.value.select_above(&threshold.value, a.clone(), b.clone());
        let value = select(&above.value, &otherwise.value);
        Self { value, derivative: combine(&above.derivative, &otherwise.derivative, select) }
    }
}

impl<T: Ring + Approximate> Approximate for Dual<T> {
    fn from_f64(x: f64) -> Self {
        Self::constant(T::from_f64(x))
    }
    fn to_f64(&self) -> f64 {
        self.value.to_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Interval;

    /// An undecided comparison must not take one branch alone.
    #[test]
    fn an_undecided_choice_is_the_hull_of_both_branches() {
        let interval = |low, high| Interval::new(low, high).expect("sorted");
        let branch = |value, slope| Dual { value: Interval::point(value), derivative: vec![Interval::point(slope)] };
        let zero = Dual::constant(Interval::point(0.0));
        let undecided = Dual::constant(interval(-1.0, 1.0));
        let chosen = undecided.select_above(&zero, branch(5.0, 1.0), branch(7.0, 2.0));
        assert_eq!((chosen.value, chosen.derivative), (interval(5.0, 7.0), vec![interval(1.0, 2.0)]));
        let decided = Dual::constant(interval(0.5, 1.0));
        let chosen = decided.select_above(&zero, branch(5.0, 1.0), branch(7.0, 2.0));
        assert_eq!(chosen, branch(5.0, 1.0));
    }
}
