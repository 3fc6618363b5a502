//! The laws of the exact numbers: rationals are an ordered field, polynomials
//! over them a ring, and both hold as equations, without a tolerance.

mod duals;
mod polynomials;
mod rationals;

use crate::strategies::{
    FieldOperation, Fraction, Term, VARIABLES, any_float, cases, decimal, field_expression, finite_float, fraction,
    rational_point, shift, terms,
};
use crate::tolerance::same;
use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{One, Zero};
use proptest::prelude::*;
use stable_sgd::method::{drift, kick};
use stable_sgd::scalar::{Absolute, Algebra, Approximate, Compare, Dual, Polynomial, Rational, Ring};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Two sides that a law says are equal.
type Law<T> = fn(&T, &T, &T) -> (T, T);

/// The laws of a commutative ring.
fn ring_laws<T: Ring>() -> [(&'static str, Law<T>); 12] {
    [
        ("a + b = b + a", |a, b, _| (a.clone() + b, b.clone() + a)),
        ("(a + b) + c = a + (b + c)", |a, b, c| (a.clone() + b + c, a.clone() + (b.clone() + c))),
        ("a + 0 = a", |a, _, _| (a.clone() + T::from_integer(0), a.clone())),
        ("a - a = 0", |a, _, _| (a.clone() - a, T::zero())),
        ("a - b = a + (-b)", |a, b, _| (a.clone() - b, a.clone() + -b.clone())),
        ("a b = b a", |a, b, _| (a.clone() * b, b.clone() * a)),
        ("(a b) c = a (b c)", |a, b, c| (a.clone() * b * c, a.clone() * (b.clone() * c))),
        ("a 1 = a", |a, _, _| (a.clone() * T::from_integer(1), a.clone())),
        ("a 0 = 0", |a, _, _| (a.clone() * T::zero(), T::zero())),
        ("a (b + c) = a b + a c", |a, b, c| (a.clone() * (b.clone() + c), a.clone() * b + a.clone() * c)),
        ("a² = a a", |a, _, _| (a.square(), a.clone() * a)),
        ("2 a = a + a", |a, _, _| (T::from_integer(2) * a, a.clone() + a)),
    ]
}

/// What is no law of a ring.
fn false_laws<T: Ring>() -> [(&'static str, Law<T>); 3] {
    [
        ("a - b = b - a", |a, b, _| (a.clone() - b, b.clone() - a)),
        ("(a - b) - c = a - (b - c)", |a, b, c| (a.clone() - b - c, a.clone() - (b.clone() - c))),
        ("(a + b)² = a² + b²", |a, b, _| ((a.clone() + b).square(), a.square() + b.square())),
    ]
}

/// Whether `law` holds at a, b, c. Duals may differ in how they write zero, so
/// that the difference decides.
fn holds<T: Ring>(law: Law<T>, [a, b, c]: [&T; 3]) -> bool {
    let (left, right) = law(a, b, c);
    (left - right).is_zero()
}

/// Σ p/q xⁱ yʲ zᵏ, in any algebra.
fn expand<T: Algebra>(terms: &[Term], variables: &[T; VARIABLES.len()]) -> T {
    let power = |(x, n): (&T, &u32)| (0..*n).fold(T::one(), |power, _| power * x);
    let term = |(powers, (p, q)): &Term| {
        variables.iter().zip(powers).map(power).fold(T::ratio(*p, *q), |product, factor| product * factor)
    };
    terms.iter().fold(T::zero(), |sum, next| sum + term(next))
}

fn symbols() -> [Polynomial; VARIABLES.len()] {
    VARIABLES.map(Polynomial::symbol)
}

fn polynomial(terms: &[Term]) -> Polynomial {
    expand(terms, &symbols())
}

type Point = BTreeMap<&'static str, Rational>;

fn point(coordinates: [(i64, i64); VARIABLES.len()]) -> Point {
    VARIABLES.into_iter().zip(coordinates.map(|(p, q)| Rational::ratio(p, q))).collect()
}

fn at(p: &Polynomial, point: &Point) -> Rational {
    p.evaluate(point).expect("a value for each variable")
}
