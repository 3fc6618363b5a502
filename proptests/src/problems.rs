//! The registered problems: gradients against losses (C1), exactly where the
//! numbers allow it, constants of the motion, rest points, closed forms, and
//! which Hessians are refused.

mod by_hand;
mod gradients;
mod motions;
mod quadratics;

use crate::strategies::{cases, fractions, spd, symmetric, tame_point, times};
use crate::tolerance::{BRACKET, BRACKET_WIDTH, BY_HAND, DIFFERENCE_STEP, LANDSCAPE_QUOTIENT, SOLUTION, same_vectors};
use proptest::collection::vec;
use proptest::prelude::*;
use stable_sgd::method::Oracle;
use stable_sgd::problem::function::{Evaluate, Function, Number};
use stable_sgd::problem::registry::{self, Entry};
use stable_sgd::problem::{
    Facts, Gradient, InTime, Invariant, Landscape, LandscapeOracle, Loss, PhasePoint, ProblemDescription, Quadratic,
    Solution, WrongHessian,
};
use stable_sgd::scalar::{Algebra, Approximate, Dual, Interval, Polynomial, Rational, Ring, Root, Transcendental};

fn find(name: &str) -> Entry {
    registry::find(name).expect("a registered problem")
}

/// The landscapes of `T`, with their names and dimensions.
fn on<T: Number, R>(mut check: impl FnMut(&Entry, &dyn Landscape<T>) -> R) -> Vec<R> {
    registry::all().iter().filter_map(|entry| entry.on::<T>().map(|landscape| check(entry, landscape))).collect()
}

fn gradient<T: Ring>(field: &(impl Gradient<T> + ?Sized), point: &[T]) -> Vec<T> {
    let mut gradient = vec![T::zero(); point.len()];
    field.gradient(point, &mut gradient);
    gradient
}

/// The point moved by `step` along a coordinate.
fn moved<T: Ring>(point: &[T], i: usize, step: T) -> Vec<T> {
    let mut point = point.to_vec();
    point[i] = point[i].clone() + step;
    point
}

fn floats(point: &[Rational]) -> Vec<f64> {
    point.iter().map(Approximate::to_f64).collect()
}

/// The most coordinates that a registered problem has.
const MOST: usize = 3;

const POSITION: [&str; MOST] = ["q1", "q2", "q3"];
const MOMENTUM: [&str; MOST] = ["p1", "p2", "p3"];

fn near(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance)
}

/// A point of |x| ≤ 2 as the problem is asked at: Kepler's is moved away from
/// its centre, to |q| ≥ 1.
fn tame(entry: &Entry, raw: &[f64]) -> Vec<f64> {
    let mut point = raw[..entry.dimension].to_vec();
    if entry.description.name == "kepler" {
        point[0] += 3.0;
    }
    point
}

fn encloses(interval: &Interval, x: &Rational) -> bool {
    Rational::from_f64(interval.low()) <= *x && *x <= Rational::from_f64(interval.high())
}

fn ratio((numerator, denominator): &(i64, i64)) -> Rational {
    Rational::ratio(*numerator, *denominator)
}

/// {A, B} = Σᵢ ∂A/∂qᵢ ∂B/∂pᵢ − ∂A/∂pᵢ ∂B/∂qᵢ at `phase` = (q, p), the terms added from zero
/// in order.
fn poisson_bracket<T: Ring>(a: &dyn Landscape<T>, b: &dyn Landscape<T>, phase: &[T]) -> T {
    let gradient = |function: &dyn Landscape<T>| {
        let mut gradient = vec![T::zero(); phase.len()];
        function.gradient(phase, &mut gradient);
        gradient
    };
    let ((a, b), d) = ((gradient(a), gradient(b)), phase.len() / 2);
    (0..d).fold(T::zero(), |sum, i| sum + (a[i].clone() * &b[d + i] - a[d + i].clone() * &b[i]))
}

/// {I, H} at `phase`, where the problem runs on `T`.
fn rate<T: Number>(entry: &Entry, invariant: &Invariant, phase: &[T]) -> Option<T> {
    Some(poisson_bracket(invariant.on::<T>()?, entry.energy().on::<T>()?, phase))
}

fn rests(entry: &Entry, point: &[Rational]) -> bool {
    match entry.on::<Rational>() {
        Some(landscape) => gradient(landscape, point).iter().all(|g| *g == Rational::from(0)),
        None => gradient(entry.on::<f64>().expect("runs on f64"), &floats(point)).iter().all(|g| *g == 0.0),
    }
}
