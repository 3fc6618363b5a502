//! One step on a quadratic, as a matrix: the mode q with the gradient k q.
//!
//! The matrix is the derivative of the registry's own step at rest, by dual numbers, in
//! all of its state: point, velocity and memory. A memory that every step leaves
//! equal to the point is no coordinate of its own. Where the step is linear on a
//! quadratic, the matrix is the step; elsewhere it is its derivative at rest, where
//! that exists.

use super::decide::symbol;
use super::run::{Examined, Scripted, Values, hyperparameters};
use crate::method::registry::Entry;
use crate::method::{Oracle, State};
use crate::proof::linear::Matrix;
use crate::scalar::{Algebra, Dual, Interval, Kind, Polynomial, Ring, Symbolic, Undefined};
use num_traits::Zero;

/// The curvature's name.
pub(super) const CURVATURE: &str = "k";

/// A step late enough for every part of a rule to act.
const STEPS: u64 = 10;

/// Choices in an entry beyond which no limit is sought.
const LARGEST_CHOICES: usize = 8;

/// The gradient k q of the loss ½ k q².
struct Mode<T> {
    curvature: T,
    loss: Option<T>,
}

impl<T: Algebra> Oracle<T> for Mode<T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        let mut loss = T::zero();
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = self.curvature.clone() * q;
            loss = loss + T::ratio(1, 2) * &*g * q;
        }
        self.loss = Some(loss);
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}

/// What a step on a quadratic is.
pub(super) struct Linear {
    /// The matrix, in the numbers of the method and k.
    pub matrix: Matrix<Polynomial>,
    /// Whether the step is linear, or the matrix its derivative at rest alone.
    pub exact: bool,
}

/// The matrix of a step in the method's own symbols, or why there is none.
pub(super) fn linear(entry: &Entry) -> Result<Linear, String> {
    with(entry, &mut symbol)
}

/// The same with some numbers given.
pub(super) fn with(entry: &Entry, values: Values<Symbolic>) -> Result<Linear, String> {
    let copies = copies(entry);
    if !is_smooth_at_rest(entry, &copies) {
        return Err("the step has no derivative at rest: a root or an absolute value stands at 0 there".to_owned());
    }
    let size = names(entry, &copies).len();
    let at_rest = matrix::<Symbolic>(entry, &copies, &vec![Symbolic::zero(); size], values);
    let state: Vec<Symbolic> = names(entry, &copies).iter().map(|name| Symbolic::symbol(name)).collect();
    let anywhere = matrix::<Symbolic>(entry, &copies, &state, values);
    let exact = anywhere == at_rest;
    let (Some(rows), Some(anywhere)) = (at_rest, anywhere) else {
        return Err("the method does not run on symbols".to_owned());
    };
    let pairs = rows.into_iter().zip(anywhere);
    let rows: Matrix<Symbolic> = pairs
        .map(|(row, anywhere)| {
            row.into_iter().zip(anywhere).map(|(rest, limit)| in_the_limit(rest, &limit, &state)).collect()
        })
        .collect();
    if rows.iter().flatten().any(|entry| !entry.is_whole()) {
        return Err("an entry of the matrix divides by 0, or is too large".to_owned());
    }
    let polynomial = |row: Vec<Symbolic>| row.iter().map(|entry| entry.polynomial().clone()).collect();
    Ok(Linear { matrix: rows.into_iter().map(polynomial).collect(), exact })
}

/// An entry at rest. Where its formula has a corner there, as the product v · |v|′, it is
/// the limit of the entry elsewhere, if there is one: the derivative is continuous at rest.
fn in_the_limit(at_rest: Symbolic, anywhere: &Symbolic, state: &[Symbolic]) -> Symbolic {
    if at_rest.defined().err() != Some(Undefined::Corner) {
        return at_rest;
    }
    limit(anywhere, state, LARGEST_CHOICES).unwrap_or(at_rest)
}

/// The limit of an expression at rest. A choice that is decided there is what it is near
/// it; one that stands at its threshold must make no difference.
fn limit(entry: &Symbolic, state: &[Symbolic], choices: usize) -> Option<Symbolic> {
    let at_rest = |expression: &Symbolic| {
        expression.substitute(&|name| {
            let symbol = Symbolic::symbol(name);
            if state.contains(&symbol) { Symbolic::zero() } else { symbol }
        })
    };
    let polynomial = entry.defined().ok()?;
    let names = polynomial.variables();
    let found = entry.adjoined().into_iter().find(|symbol| symbol.kind == Kind::Choice && names.contains(symbol.name));
    let Some(choice) = found else { return Some(at_rest(entry)) };
    let chosen = |value: i64| {
        let branch = polynomial.substitute(choice.name, &Polynomial::from_integer(value));
        limit(&branch.into(), state, choices.checked_sub(1)?)
    };
    match at_rest(&choice.operand).defined().ok()?.as_constant().map(|number| number.sign()) {
        Some(1) => chosen(1),
        Some(-1) => chosen(0),
        _ => chosen(0).filter(|below| chosen(1).as_ref() == Some(below)),
    }
}

/// Which memories every step leaves equal to the point.
fn copies(entry: &Entry) -> Vec<bool> {
    let none = vec![false; entry.description.memory.len()];
    let Some(step) = entry.on::<Symbolic>() else { return none };
    let mut values = |name: &str| symbol(name);
    let hyper = hyperparameters(entry, &mut values);
    let start = super::run::coordinates(entry, 1, &mut values);
    let mut state = super::run::state(entry, 1, start, STEPS);
    let mut field = Scripted::new(|_, _: &[Symbolic], gradient: &mut [Symbolic]| {
        gradient.fill(symbol("g"));
        symbol("U")
    });
    step.step(&hyper, &mut field, &mut state);
    state.memory.iter().map(|memory| *memory == state.position).collect()
}

/// The coordinates' names.
fn names(entry: &Entry, copies: &[bool]) -> Vec<String> {
    let memories = (1..=entry.description.memory.len()).filter(|i| !copies[i - 1]).map(|i| format!("m{i}"));
    ["q".to_owned(), "v".to_owned()].into_iter().chain(memories).collect()
}

/// The derivative of a step at a point, row by row.
fn matrix<T: Examined>(entry: &Entry, copies: &[bool], point: &[T], values: Values<T>) -> Option<Matrix<T>> {
    let step = T::on_duals(entry)?;
    let hyper = hyperparameters(entry, values).map(|x| Dual::constant(x.clone()));
    let mut coordinates = Dual::point(point).into_iter();
    let mut next = || coordinates.next().map(|x| vec![x]).unwrap_or_default();
    let (position, velocity) = (next(), next());
    let memory = copies.iter().map(|copy| if *copy { position.clone() } else { next() }).collect();
    let mut state = State { memory, velocity, steps: STEPS, ..entry.init(position) };
    step.step(&hyper, &mut Mode { curvature: Dual::constant(values(CURVATURE)), loss: None }, &mut state);
    let memories = state.memory.iter().zip(copies).filter(|(_, copy)| !**copy).map(|(memory, _)| memory);
    let outputs = [&state.position, &state.velocity].into_iter().chain(memories).flatten();
    Some(outputs.map(|output| (0..point.len()).map(|j| output.along(j)).collect()).collect())
}

/// Whether the derivative is continuous at rest: its enclosure on a small box about it
/// is small. A root of 0 or |0| in it has an enclosure as wide as its jump.
fn is_smooth_at_rest(entry: &Entry, copies: &[bool]) -> bool {
    const RADIUS: f64 = 1.0 / (1_u64 << 60) as f64;
    const NARROW: f64 = 1.0 / (1_u64 << 30) as f64;
    let number = |name: &str| {
        let spec = entry.description.numbers.iter().find(|spec| spec.name == name);
        spec.map_or_else(|| Interval::from_integer(1), |spec| Interval::ratio(spec.default.0, spec.default.1))
    };
    let around = Interval::new(-RADIUS, RADIUS).unwrap_or(Interval::WHOLE);
    let point = vec![around; names(entry, copies).len()];
    let entries = matrix::<Interval>(entry, copies, &point, &mut { number });
    entries.is_some_and(|rows| rows.iter().flatten().all(|entry| !entry.is_empty() && entry.width() < NARROW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Compare, Root};
    use num_traits::One;

    /// v · sign v vanishes at rest, and what a threshold leaves out does not count.
    #[test]
    fn an_entry_with_a_corner_has_a_limit_or_none() {
        let (zero, one, two) = (Symbolic::zero(), Symbolic::one(), Symbolic::from_integer(2));
        let [v, momentum] = ["v", "momentum"].map(Symbolic::symbol);
        let sign = v.select_above(&zero, one.clone(), -one.clone());
        let at_rest = |entry: &Symbolic| limit(entry, std::slice::from_ref(&v), LARGEST_CHOICES);
        assert_eq!(at_rest(&(momentum.clone() + v.clone() * &sign)), Some(momentum.clone()));
        let least = Symbolic::ratio(1, 100);
        let below = v.square().select_above(&least, one.clone() / v.square().sqrt(), two.clone());
        assert_eq!(at_rest(&(below + v.clone() * &sign)), Some(two));
        // The controls: a jump has no limit, and a divisor that vanishes no value.
        assert_eq!(at_rest(&(momentum * sign)), None);
        assert!(at_rest(&(one / v.clone())).is_some_and(|value| !value.is_whole()));
    }
}
