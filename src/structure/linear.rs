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
use crate::scalar::{Algebra, Dual, Interval, Polynomial, Ring, Symbolic};
use num_traits::Zero;

/// The curvature's name.
pub(super) const CURVATURE: &str = "k";

/// A step late enough for every part of a rule to act.
const STEPS: u64 = 10;

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
    let anywhere: Vec<Symbolic> = names(entry, &copies).iter().map(|name| Symbolic::symbol(name)).collect();
    let exact = matrix::<Symbolic>(entry, &copies, &anywhere, values) == at_rest;
    let Some(rows) = at_rest else { return Err("the method does not run on symbols".to_owned()) };
    if rows.iter().flatten().any(|entry| !entry.is_whole()) {
        return Err("an entry of the matrix divides by 0, or is too large".to_owned());
    }
    let polynomial = |row: Vec<Symbolic>| row.iter().map(|entry| entry.polynomial().clone()).collect();
    Ok(Linear { matrix: rows.into_iter().map(polynomial).collect(), exact })
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
