//! One step of a method on symbols.
//!
//! Point, velocity and hyperparameters are free symbols. Every gradient that
//! the step asks for is a vector of free symbols too, and its Jacobian a fresh
//! symmetric matrix of them: so an identity that comes out holds for every
//! smooth U at every point.

use super::{Verdict, Witness};
use crate::method::registry::{Entry, Number};
use crate::method::{Hyperparameters, Oracle, State};
use crate::scalar::{Algebra, Dual, Polynomial, Rational, Ring};
use num_traits::Zero;
use std::collections::BTreeMap;

/// The hyperparameters as symbols of their own names, switches as by default.
pub(super) fn hyperparameters<T: Ring>(entry: &Entry, lift: impl Fn(Polynomial) -> T) -> Hyperparameters<T> {
    let description = &entry.description;
    Hyperparameters {
        numbers: description.numbers.iter().map(|spec| lift(Polynomial::symbol(spec.name))).collect(),
        switches: description.switches.iter().map(|spec| spec.default).collect(),
    }
}

/// Why a method cannot be run on symbols, if it cannot.
pub(super) fn obstacle<T: Number>(entry: &Entry) -> Option<Verdict> {
    let description = &entry.description;
    if entry.on::<T>().is_none() {
        let reason = "the rule needs √, |x| or a comparison, which polynomials do not have";
        return Some(Verdict::Undecided(reason.to_owned()));
    }
    if !description.memory.is_empty() {
        let reason = "the rule remembers more than point and velocity";
        return Some(Verdict::Undecided(reason.to_owned()));
    }
    None
}

/// A gradient that is nothing but symbols, with a symmetric Jacobian.
struct AnyGradient {
    calls: usize,
}

impl Oracle<Dual<Polynomial>> for AnyGradient {
    fn gradient(&mut self, position: &[Dual<Polynomial>], gradient: &mut [Dual<Polynomial>]) {
        let call = self.calls;
        self.calls += 1;
        let directions = position.iter().map(|x| x.derivative.len()).max().unwrap_or(0);
        for (i, slot) in gradient.iter_mut().enumerate() {
            let derivative = (0..directions).map(|direction| {
                let terms = position.iter().enumerate().map(|(j, x)| {
                    let (low, high) = (i.min(j) + 1, i.max(j) + 1);
                    Polynomial::symbol(&format!("H{call}_{low}{high}")) * x.along(direction)
                });
                terms.fold(Polynomial::zero(), |sum, term| sum + term)
            });
            let value = Polynomial::symbol(&format!("g{call}_{}", i + 1));
            *slot = Dual { value, derivative: derivative.collect() };
        }
    }
}

/// The Jacobian of one step in (q, v), `dimension` coordinates each, row by row.
pub(super) fn jacobian(entry: &Entry, dimension: usize) -> Option<Vec<Vec<Polynomial>>> {
    let step = entry.on::<Dual<Polynomial>>()?;
    let symbols = |name: &str| (1..=dimension).map(|i| Polynomial::symbol(&format!("{name}{i}"))).collect::<Vec<_>>();
    let all = Dual::point(&[symbols("q"), symbols("v")].concat());
    let mut state: State<Dual<Polynomial>> = entry.init(all[..dimension].to_vec());
    state.velocity = all[dimension..].to_vec();
    let hyper = hyperparameters(entry, Dual::constant);
    step.step(&hyper, &mut AnyGradient { calls: 0 }, &mut state);
    let outputs = state.position.iter().chain(&state.velocity);
    Some(outputs.map(|output| (0..2 * dimension).map(|j| output.along(j)).collect()).collect())
}

/// Whether `expression` is made of hyperparameters alone.
pub(super) fn of_hyperparameters_alone(entry: &Entry, expression: &Polynomial) -> bool {
    expression.variables().iter().all(|name| entry.description.numbers.iter().any(|spec| spec.name == *name))
}

/// `expression` with every symbol that is no hyperparameter set to 0.
pub(super) fn at_rest(entry: &Entry, expression: &Polynomial) -> Polynomial {
    let free = |name: &str| !entry.description.numbers.iter().any(|spec| spec.name == name);
    let variables = expression.variables();
    let others = variables.iter().filter(|name| free(name));
    others.fold(expression.clone(), |rest, name| rest.substitute(name, &Polynomial::zero()))
}

/// The values that a witness tries, in this order, beginning at the `turn`th.
fn candidates(turn: usize) -> impl Iterator<Item = Rational> {
    let small = [(1, 1), (2, 1), (1, 2), (-1, 1)].into_iter();
    small
        .chain((3..).map(|n| (n, 1)))
        .skip(turn)
        .map(|(numerator, denominator)| Rational::ratio(numerator, denominator))
}

/// A small point at which a polynomial that is not zero does not vanish.
///
/// Symbols are fixed one by one, each to the first of 1, 2, ½, −1, 3, … that
/// leaves a polynomial other than zero: a polynomial in one variable has no
/// more roots than its degree, so the search ends.
fn point_off(expression: &Polynomial, turn: usize) -> BTreeMap<&'static str, Rational> {
    let mut rest = expression.clone();
    let mut point = BTreeMap::new();
    for (place, name) in expression.variables().into_iter().enumerate() {
        // Later symbols begin later in the list: so they tend to differ.
        let fixed = candidates(if turn == 0 { 0 } else { turn * (place + 1) % 7 })
            .map(|value| (rest.substitute(name, &Polynomial::constant(value.clone())), value))
            .find(|(left, _)| !left.is_zero());
        let Some((left, value)) = fixed else { break };
        point.insert(name, value);
        rest = left;
    }
    point
}

/// The witness that `expression` does not vanish everywhere.
pub(super) fn witness(expression: &Polynomial, failure: &str) -> Witness {
    witness_at(expression, &point_off(expression, 0), failure)
}

fn witness_at(expression: &Polynomial, point: &BTreeMap<&'static str, Rational>, failure: &str) -> Witness {
    Witness {
        failure: failure.to_owned(),
        expression: expression.to_string(),
        defect: expression.evaluate(point).map_or_else(|missing| missing.to_string(), |defect| defect.to_string()),
        point: point.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect(),
    }
}

/// As [`witness`], at a point where `places` (vectors of polynomials) are
/// pairwise distinct; `None` where none of some attempts finds one.
pub(super) fn witness_with_distinct(
    expression: &Polynomial,
    places: &[Vec<Polynomial>],
    failure: &str,
) -> Option<Witness> {
    const ATTEMPTS: usize = 50;
    (0..ATTEMPTS).find_map(|turn| {
        let mut point = point_off(expression, turn);
        let others = places.iter().flatten().flat_map(Polynomial::variables);
        for (place, name) in others.enumerate() {
            if !point.contains_key(name) {
                point.insert(name, candidates(turn + place % 5).next()?);
            }
        }
        let values: Option<Vec<Vec<Rational>>> =
            places.iter().map(|place| place.iter().map(|x| x.evaluate(&point).ok()).collect()).collect();
        let values = values?;
        let distinct = values.iter().enumerate().all(|(i, a)| !values[..i].contains(a));
        let holds = expression.evaluate(&point).is_ok_and(|defect| !defect.is_zero());
        (distinct && holds).then(|| witness_at(expression, &point, failure))
    })
}
