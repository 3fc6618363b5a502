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
use crate::problem::LandscapeOracle;
use crate::problem::registry::Entry as Problem;
use crate::proof::division_free::determinant;
use crate::scalar::{Dual, Ring, Symbolic};
use num_traits::Zero;

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

/// Steps taken before the one that is examined.
pub(super) const BEFORE: [u64; 2] = [0, 10];

/// Steps taken before, and dimension, of a stage.
const STAGES: [(u64, usize); 4] = [(BEFORE[0], 1), (BEFORE[0], 2), (BEFORE[1], 1), (BEFORE[1], 2)];

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
                changed_determinant(label, &j, &elsewhere(entry, dimension, steps, values))
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
    let values: Values<Symbolic> = &mut Symbolic::symbol;
    let j = jacobian(entry, dimension, 0, values)?;
    let factor = bracket(&elsewhere(entry, 1, 0, values), 1, 0, 1);
    Some(brackets(&j, dimension, &factor, |_, _| String::new()).iter().all(|defect| defect.value.is_zero()))
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

/// The factor c of the step after `steps` in one coordinate at any state, and det J in one.
pub(super) fn factor<T: Examined>(entry: &Entry, steps: u64, values: Values<T>) -> Option<T> {
    jacobian(entry, 1, steps, values).map(|j| bracket(&j, 1, 0, 1))
}

/// det J of the step after `steps` in `dimension` coordinates.
pub(super) fn volume<T: Examined>(entry: &Entry, dimension: usize, steps: u64, values: Values<T>) -> Option<T> {
    determinant(&jacobian(entry, dimension, steps, values)?).ok()
}

/// The Jacobian of one step in all coordinates, row by row.
pub(super) fn jacobian<T: Examined>(
    entry: &Entry,
    dimension: usize,
    steps: u64,
    values: Values<T>,
) -> Option<Vec<Vec<T>>> {
    derivative(entry, None, dimension, steps, values)
}

/// The same on a problem; on every smooth U where there is none.
fn derivative<T: Examined>(
    entry: &Entry,
    problem: Option<&Problem>,
    dimension: usize,
    steps: u64,
    values: Values<T>,
) -> Option<Vec<Vec<T>>> {
    let step = T::on_duals(entry)?;
    let hyper = hyperparameters(entry, values).map(|x| Dual::constant(x.clone()));
    let start = Dual::point(&coordinates(entry, dimension, values));
    let size = start.len();
    let mut state = state(entry, dimension, start, steps);
    match problem {
        Some(problem) => step.step(&hyper, &mut LandscapeOracle::new(T::landscape(problem)?), &mut state),
        None => step.step(&hyper, &mut AnyDualField::new(values), &mut state),
    };
    let outputs = state.position.iter().chain(&state.velocity).chain(state.memory.iter().flatten());
    Some(outputs.map(|output| (0..size).map(|j| output.along(j)).collect()).collect())
}

/// One of the three on a problem: the factor and det J need to be the same at every
/// state alone.
pub(super) struct OnProblem {
    /// Which of the three.
    pub kind: Jacobian,
    /// The problem.
    pub problem: Problem,
}

impl Check for OnProblem {
    fn stages(&self, _: &Entry) -> usize {
        2
    }

    /// As many as show a defect that is not 0 nearly everywhere.
    fn first_search(&self) -> usize {
        32
    }

    fn defects<T: Examined>(&self, stage: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>> {
        let (steps, d) = ([0, 10][stage], self.problem.dimension);
        let place = format!("step {}", steps + 1);
        let Some(j) = derivative(entry, Some(&self.problem), d, steps, values) else { return Vec::new() };
        let mut primed = |name: &str| values(&elsewhere_name(entry, name));
        let Some(other) = derivative(entry, Some(&self.problem), d, steps, &mut primed) else { return Vec::new() };
        match self.kind {
            Jacobian::Symplectic => brackets(&j, d, &T::one(), |a, b| format!("{place}: entry ({a}, {b}) of JᵀΩJ − Ω")),
            Jacobian::Conformal => brackets(&j, d, &bracket(&other, d, 0, d), |a, b| {
                format!("{place}: entry ({a}, {b}) of JᵀΩJ − c Ω, c that of the first coordinate at the primed state")
            }),
            Jacobian::Volume => {
                let label = format!("{place}: det J less det J at the primed state");
                changed_determinant(label, &j, &other)
            }
        }
    }
}

/// det J less the determinant elsewhere.
fn changed_determinant<T: Ring>(label: String, j: &[Vec<T>], elsewhere: &[Vec<T>]) -> Vec<Defect<T>> {
    match (determinant(j), determinant(elsewhere)) {
        (Ok(here), Ok(there)) => vec![Defect { label, value: here - there }],
        _ => Vec::new(),
    }
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
