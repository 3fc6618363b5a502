//! Dual numbers: a value and its exact derivative along several directions.
//!
//! a + Σᵢ aᵢ εᵢ with εᵢ εⱼ = 0 (forward-mode differentiation). An empty list of
//! derivatives means that all are zero, so a constant needs no size.

use super::{Absolute, Algebra, Approximate, Compare, Field, Ring, Root, Slope, Transcendental, forward_operators};
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
    /// |a|' = a' where a > 0, −a' where a < 0; at a = 0 it is 0 where a' is, and
    /// elsewhere it does not exist. The size of a constant is one.
    fn abs(&self) -> Self {
        let (zero, negative) = (T::zero(), -self.value.clone());
        let slope = |slope: &T| {
            let otherwise = Slope { before: &[&negative], slope: &-slope.clone() };
            self.value.slope_above(&zero, Slope { before: &[&self.value], slope }, otherwise)
        };
        Self { value: self.value.abs(), derivative: self.derivative.iter().map(slope).collect() }
    }
}

impl<T: Compare> Compare for Dual<T> {
    /// The values decide, part by part: the derivative is that of the chosen
    /// branch, and over intervals, where neither may be chosen, the hull of both. At the
    /// threshold it exists where both have it ([`Compare::slope_above`]), and where
    /// constants are compared, which choose the same everywhere.
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        let select = |a: &T, b: &T| self.value.select_above(&threshold.value, a.clone(), b.clone());
        let value = select(&above.value, &otherwise.value);
        let varies = self.derivative.len().max(threshold.derivative.len());
        if varies == 0 {
            return Self { value, derivative: combine(&above.derivative, &otherwise.derivative, select) };
        }
        let directions = varies.max(above.derivative.len()).max(otherwise.derivative.len());
        let slope = |direction: usize| {
            let (a, b) = (above.along(direction), otherwise.along(direction));
            let branch = Slope { before: &[&above.value], slope: &a };
            self.value.slope_above(&threshold.value, branch, Slope { before: &[&otherwise.value], slope: &b })
        };
        Self { value, derivative: (0..directions).map(slope).collect() }
    }

    /// The derivative's own derivatives exist where the branches agree in them and in all
    /// that is before them.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        let all = |branch: Slope<'_, Self>| branch.before.iter().copied().chain([branch.slope]).cloned().collect();
        let (above, otherwise): (Vec<Self>, Vec<Self>) = (all(above), all(otherwise));
        let choose = |a: &[&T], b: &[&T]| match (a, b) {
            ([before_a @ .., a], [before_b @ .., b]) => self.value.slope_above(
                &threshold.value,
                Slope { before: before_a, slope: a },
                Slope { before: before_b, slope: b },
            ),
            _ => unreachable!("a branch has a slope"),
        };
        let values = |branch: &'_ [Self]| branch.iter().map(|part| part.value.clone()).collect::<Vec<T>>();
        let (values_above, values_otherwise) = (values(&above), values(&otherwise));
        let value = choose(&values_above.iter().collect::<Vec<_>>(), &values_otherwise.iter().collect::<Vec<_>>());
        let lists = above.iter().chain(&otherwise).chain([self, threshold]);
        let directions = lists.map(|part| part.derivative.len()).max().unwrap_or(0);
        let derivative = (0..directions).map(|direction| {
            let along = |branch: &[Self]| branch.iter().map(|part| part.along(direction)).collect::<Vec<T>>();
            let (along_above, along_otherwise) = (along(&above), along(&otherwise));
            choose(
                &values_above.iter().chain(&along_above).collect::<Vec<_>>(),
                &values_otherwise.iter().chain(&along_otherwise).collect::<Vec<_>>(),
            )
        });
        Self { value, derivative: derivative.collect() }
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
    use crate::scalar::{Counting, Exact, Interval, Lanes, Libm64, Symbolic, Undefined};

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

    fn floats(value: f64, derivative: &[f64]) -> Dual<f64> {
        Dual { value, derivative: derivative.to_vec() }
    }

    /// At a corner there is no derivative, and beside it there is.
    #[test]
    fn a_corner_has_no_derivative() {
        let x = |value: f64| Dual::variable(value, 0, 2);
        let zero = Dual::constant(0.0);
        let corner = x(0.0).abs();
        assert!(corner.value == 0.0 && corner.along(0).is_nan() && corner.along(1) == 0.0);
        assert_eq!([x(2.0).abs().along(0), x(-2.0).abs().along(0)], [1.0, -1.0]);
        let kink = |at: f64| x(at).select_above(&zero, x(at), Dual::constant(0.0));
        assert!(kink(0.0).value == 0.0 && kink(0.0).along(0).is_nan() && kink(0.0).along(1) == 0.0);
        assert_eq!([kink(1.0).along(0), kink(-1.0).along(0)], [1.0, 0.0]);
        // A jump between constants has none either.
        let jump = |at: f64| x(at).select_above(&zero, Dual::constant(1.0), Dual::constant(-1.0));
        assert!(jump(0.0).value == -1.0 && jump(0.0).along(0).is_nan());
        assert_eq!((jump(1.0).value, jump(1.0).along(0)), (1.0, 0.0));
        // A jump by which the slope alone is the same has none.
        let shifted = x(0.0).select_above(&zero, x(1.0), x(0.0));
        assert!(shifted.value == 0.0 && shifted.along(0).is_nan());
    }

    /// The controls: branches that agree, and comparisons that do not vary.
    #[test]
    fn a_choice_that_is_smooth_has_its_derivative() {
        let x = Dual::variable(0.0, 0, 1);
        let zero = Dual::constant(0.0);
        let constant = x.select_above(&zero, Dual::constant(1.0), Dual::constant(1.0));
        assert_eq!((constant.value, constant.along(0)), (1.0, 0.0));
        assert_eq!(x.select_above(&zero, x.clone(), x.clone()), x);
        assert_eq!(x.square().abs().along(0), 0.0);
        assert_eq!(zero.select_above(&zero, -x.clone(), x.clone()), x);
        assert_eq!((zero.abs(), zero.sqrt()), (zero.clone(), zero));
    }

    #[test]
    fn a_root_of_0_has_no_derivative() {
        assert!(floats(0.0, &[0.0]).sqrt().along(0).is_nan() && !floats(0.0, &[1.0]).sqrt().along(0).is_finite());
        let exact = Dual { value: Exact::zero(), derivative: vec![Exact::zero()] }.sqrt();
        assert_eq!(exact.along(0).value(), Err(Undefined::DivisionByZero));
        let symbolic = Dual { value: Symbolic::zero(), derivative: vec![Symbolic::zero()] }.sqrt();
        assert_eq!(symbolic.along(0).defined().err(), Some(Undefined::DivisionByZero));
        let enclosed = Dual { value: Interval::zero(), derivative: vec![Interval::zero()] }.sqrt();
        assert!(enclosed.along(0).is_empty());
        assert_eq!(floats(4.0, &[1.0]).sqrt().along(0), 0.25);
    }

    #[test]
    fn corners_are_undefined_on_every_number_type() {
        fn corner<T: Absolute + Compare + Algebra>() -> [T; 2] {
            let x = Dual::<T>::variable(T::zero(), 0, 1);
            [x.abs().along(0), x.select_above(&Dual::zero(), x.clone(), Dual::constant(T::zero())).along(0)]
        }
        assert!(corner::<f64>().iter().all(|slope| slope.is_nan()));
        assert!(corner::<f32>().iter().all(|slope| slope.is_nan()));
        assert!(corner::<Libm64>().iter().all(|slope| slope.0.is_nan()));
        assert!(corner::<Counting>().iter().all(|slope| slope.0.is_nan()));
        assert!(corner::<Lanes>().iter().all(|slope| slope.lanes().iter().all(|slope| slope.is_nan())));
        assert!(corner::<Exact>().iter().all(|slope| slope.value() == Err(Undefined::Corner)));
        assert!(corner::<Symbolic>().iter().all(|slope| slope.defined().err() == Some(Undefined::Corner)));
        let [size, choice] = corner::<Interval>();
        assert_eq!(
            (size, choice),
            (Interval::new(-1.0, 1.0).expect("sorted"), Interval::new(0.0, 1.0).expect("sorted"))
        );
        // Generic symbols: a choice.
        let x = Dual::variable(Symbolic::symbol("x"), 0, 1);
        let choice = Symbolic::symbol("x").select_above(&Symbolic::zero(), Symbolic::one(), -Symbolic::one());
        assert_eq!(x.abs().along(0), choice);
    }

    /// Second derivatives: of x |x| at 0 there is none, though it has a first.
    #[test]
    fn a_second_derivative_has_corners_too() {
        let inner = Dual::<f64>::variable(0.0, 0, 1);
        let x = Dual { value: inner, derivative: vec![Dual::constant(1.0)] };
        let zero = Dual::constant(Dual::constant(0.0));
        let glued = x.select_above(&zero, x.square(), -x.square());
        assert_eq!((glued.value.value, glued.value.along(0), glued.along(0).value), (0.0, 0.0, 0.0));
        assert!(glued.along(0).along(0).is_nan());
        let smooth = x.select_above(&zero, x.square(), x.square());
        assert_eq!(smooth.along(0).along(0), 2.0);
    }
}
