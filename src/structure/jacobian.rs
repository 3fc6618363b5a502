//! The Jacobian of one step: symplecticity, conformal symplecticity, volume.
//!
//! Point, velocity and memory may be anything, and so may each gradient; each
//! gradient has a symmetric Jacobian of its own. A method with memory has Ω padded
//! by zeros there: only point and velocity count as conjugate.
//!
//! Each is examined at the first step and at the eleventh, for rules that begin to
//! do something later, and in one coordinate and in two: in one, every constant
//! Jacobian is conformally symplectic with c = det J.

use super::decide::{Check, Defect};
use super::run::{AnyDualField, Examined, Values, coordinates, hyperparameters, state};
use crate::method::registry::Entry;
use crate::scalar::{Dual, Polynomial, Ring, Symbolic};

/// Which of the three is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jacobian {
    /// JᵀΩJ = Ω.
    Symplectic,
    /// JᵀΩJ = c Ω.
    Conformal,
    /// det J is constant.
    Volume,
}

/// Step and dimension of a stage.
const STAGES: [(u64, usize); 4] = [(0, 1), (0, 2), (10, 1), (10, 2)];

impl Check for Jacobian {
    fn stages(&self, _: &Entry) -> usize {
        STAGES.len()
    }

    fn defects<T: Examined>(&self, stage: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>> {
        let (steps, dimension) = STAGES[stage];
        let place = format!("step {}, d = {dimension}", steps + 1);
        let Some(j) = jacobian(entry, dimension, steps, values) else { return Vec::new() };
        match self {
            Self::Symplectic => {
                brackets(&j, dimension, &T::one(), |a, b| format!("{place}: entry ({a}, {b}) of JᵀΩJ − Ω"))
            }
            Self::Conformal => {
                let elsewhere = elsewhere(entry, 1, steps, values);
                let label = |a, b| {
                    if b == a + dimension {
                        format!(
                            "{place}: the factor c, entry ({a}, {b}) of JᵀΩJ, less c at the primed state in one coordinate"
                        )
                    } else {
                        format!("{place}: entry ({a}, {b}) of JᵀΩJ − c Ω")
                    }
                };
                brackets(&j, dimension, &bracket(&elsewhere, 1, 0, 1), label)
            }
            Self::Volume => {
                let label = format!("{place}: det J less det J at the primed state");
                let other = elsewhere(entry, dimension, steps, values);
                vec![Defect { label, value: determinant(&j) - determinant(&other) }]
            }
        }
    }
}

/// Whether JᵀΩJ = c Ω at the first step in `dimension` coordinates, c the factor in one:
/// an identity in all symbols, for every smooth U and every state. `None` where the
/// method runs on no symbols.
///
/// [`certify`](super::certify) asks it in one coordinate and in two, which settles the
/// property as the project defines it; this shows it in as many as one likes. Hessian,
/// state and hyperparameters have d (d + 1) / 2 + 3 d symbols and more.
///
/// # Examples
/// ```
/// use stable_sgd::{method::registry, structure::is_conformal_in};
/// let sgd = registry::find("sgd").expect("registered");
/// assert_eq!(is_conformal_in(&sgd, 5), Some(true));
/// let nesterov = registry::find("nesterov").expect("registered");
/// assert_eq!(is_conformal_in(&nesterov, 5), Some(false));
/// ```
pub fn is_conformal_in(entry: &Entry, dimension: usize) -> Option<bool> {
    fn vanish<T: Examined>(entry: &Entry, dimension: usize, values: Values<T>) -> Option<bool> {
        let j = jacobian(entry, dimension, 0, values)?;
        let factor = bracket(&elsewhere(entry, 1, 0, values), 1, 0, 1);
        Some(brackets(&j, dimension, &factor, |_, _| String::new()).iter().all(|defect| defect.value.is_zero()))
    }
    vanish::<Polynomial>(entry, dimension, &mut Polynomial::symbol)
        .or_else(|| vanish::<Symbolic>(entry, dimension, &mut Symbolic::symbol))
}

/// The Jacobian at another state, whose names are primed.
fn elsewhere<T: Examined>(entry: &Entry, dimension: usize, steps: u64, values: Values<T>) -> Vec<Vec<T>> {
    let mut primed = |name: &str| values(&elsewhere_name(entry, name));
    jacobian(entry, dimension, steps, &mut primed).unwrap_or_default()
}

/// The name of the same number at another state: hyperparameters are the same.
fn elsewhere_name(entry: &Entry, name: &str) -> String {
    let shared = entry.description.numbers.iter().any(|spec| spec.name == name);
    if shared { name.to_owned() } else { format!("{name}′") }
}

/// The factor c of the first step in one coordinate at any state, and det J in one.
pub(super) fn factor<T: Examined>(entry: &Entry, values: Values<T>) -> Option<T> {
    jacobian(entry, 1, 0, values).map(|j| bracket(&j, 1, 0, 1))
}

/// det J of the first step in `dimension` coordinates.
pub(super) fn volume<T: Examined>(entry: &Entry, dimension: usize, values: Values<T>) -> Option<T> {
    jacobian(entry, dimension, 0, values).map(|j| determinant(&j))
}

/// The Jacobian of one step in all coordinates, row by row.
pub(super) fn jacobian<T: Examined>(
    entry: &Entry,
    dimension: usize,
    steps: u64,
    values: Values<T>,
) -> Option<Vec<Vec<T>>> {
    let step = T::on_duals(entry)?;
    let hyper = hyperparameters(entry, values).map(|x| Dual::constant(x.clone()));
    let start = Dual::point(&coordinates(entry, dimension, values));
    let size = start.len();
    let mut state = state(entry, dimension, start, steps);
    step.step(&hyper, &mut AnyDualField::new(values), &mut state);
    let outputs = state.position.iter().chain(&state.velocity).chain(state.memory.iter().flatten());
    Some(outputs.map(|output| (0..size).map(|j| output.along(j)).collect()).collect())
}

/// What has to vanish for JᵀΩJ = c Ω.
fn brackets<T: Ring>(
    j: &[Vec<T>],
    dimension: usize,
    factor: &T,
    label: impl Fn(usize, usize) -> String,
) -> Vec<Defect<T>> {
    let pairs = (0..j.len()).flat_map(|a| (a + 1..j.len()).map(move |b| (a, b)));
    let defect = |(a, b)| {
        let omega = bracket(j, dimension, a, b);
        let conjugate = a < dimension && b == a + dimension;
        Defect { label: label(a, b), value: if conjugate { omega - factor } else { omega } }
    };
    pairs.map(defect).collect()
}

/// The entry (a, b) of JᵀΩJ: Σᵢ ∂qᵢ'/∂xₐ ∂vᵢ'/∂x_b − ∂vᵢ'/∂xₐ ∂qᵢ'/∂x_b.
fn bracket<T: Ring>(j: &[Vec<T>], dimension: usize, a: usize, b: usize) -> T {
    (0..dimension).fold(T::zero(), |sum, i| {
        let (q, v) = (&j[i], &j[i + dimension]);
        sum + q[a].clone() * &v[b] - v[a].clone() * &q[b]
    })
}

/// The determinant by Laplace's expansion along rows, memoised over the columns
/// that are left: it divides by nothing, as polynomials need.
fn determinant<T: Ring>(matrix: &[Vec<T>]) -> T {
    let size = matrix.len();
    // minors[mask]: the determinant of the last rows in the columns of the mask.
    let mut minors = vec![T::one()];
    minors.resize(1 << size, T::zero());
    for mask in 1..1_usize << size {
        let row = size - mask.count_ones() as usize;
        let columns = (0..size).filter(|column| mask & (1 << column) != 0);
        let mut sum = T::zero();
        for (place, column) in columns.enumerate() {
            if matrix[row][column].is_zero() {
                continue;
            }
            let term = matrix[row][column].clone() * &minors[mask & !(1 << column)];
            sum = if place % 2 == 0 { sum + term } else { sum - term };
        }
        minors[mask] = sum;
    }
    minors.pop().unwrap_or_else(T::one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::One;

    #[test]
    fn determinant_of_a_vandermonde_matrix() {
        let symbol = Polynomial::symbol;
        let rows = ["a", "b", "c"].map(|x| vec![Polynomial::one(), symbol(x), symbol(x).square()]);
        let [a, b, c] = ["a", "b", "c"].map(symbol);
        let expected = (b.clone() - &a) * (c.clone() - &a) * (c - &b);
        assert_eq!(determinant(&rows), expected);
    }
}
