//! The Jacobian of one step: symplecticity, conformal symplecticity, volume.
//!
//! Point and slots may be anything, and so may each gradient; each gradient has a symmetric
//! Jacobian of its own. Ω pairs the point with the slot that is taken as the velocity, and
//! is padded by zeros where a rule has further free memory.
//!
//! Each is examined for every class of steps, and in one coordinate and in two: in one,
//! every constant Jacobian is conformally symplectic with c = det J. Where coordinates mix,
//! in three as well.

use super::decide::{Check, Defect, Stage};
use super::failure::{DefectId, DefectKind};
use super::run::{AnyDualField, Examined, Values};
use super::subject::{Known, Phase, Subject};
use super::{COMPOSITION_BUDGET, PROOF_BUDGET};
use crate::method::registry::Entry;
use crate::problem::LandscapeOracle;
use crate::problem::registry::Entry as Problem;
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

/// Coordinates of the points at which a defect is searched beyond the dimensions of the proofs.
const FURTHER: usize = 5;

/// Each class of steps in each dimension.
pub(super) fn stages(subject: &Subject) -> Vec<Stage> {
    let steps = subject.classes.iter().map(super::subject::Class::first);
    steps.flat_map(|step| subject.dimensions().iter().map(move |d| Stage { step, dimension: *d })).collect()
}

/// Each class of steps in more dimensions: where coordinates mix one beyond the third may be one of
/// its own.
pub(super) fn beyond(subject: &Subject) -> Vec<Stage> {
    let steps = subject.classes.iter().map(super::subject::Class::first);
    steps.flat_map(|step| subject.further(&[FURTHER]).iter().map(move |d| Stage { step, dimension: *d })).collect()
}

impl Check for Jacobian {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        stages(subject)
    }

    fn budget(&self, subject: &Subject) -> usize {
        if subject.slots.len() == 1 { COMPOSITION_BUDGET } else { PROOF_BUDGET }
    }

    fn beyond(&self, subject: &Subject) -> Vec<Stage> {
        beyond(subject)
    }

    /// Where c, or det J, is 0 at every state of every step.
    fn is_degenerate(&self, subject: &Subject, values: Values<Symbolic>) -> bool {
        let mut vanishes = |step: u64| match self {
            Self::Symplectic => None,
            Self::Conformal => factor(subject, step, values),
            Self::Volume => volume(subject, subject.fewest(), step, values),
        };
        subject.classes.iter().all(|class| vanishes(class.first()).is_some_and(|value| value.is_zero()))
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let Stage { step, dimension } = stage;
        let Some(j) = jacobian(subject, dimension, step, values) else { return Vec::new() };
        match self {
            Self::Symplectic => brackets(&j, stage, &T::one(), DefectKind::Bracket),
            Self::Conformal => {
                let d = subject.fewest();
                let elsewhere = elsewhere(subject, d, step, values);
                brackets(&j, stage, &bracket(&elsewhere, d, 0, d), DefectKind::ConformalBracket)
            }
            Self::Volume => changed_determinant(stage, &j, &elsewhere(subject, dimension, step, values)),
        }
    }

    fn label(&self, id: DefectId, _: &Subject) -> String {
        let [a, b] = id.indices;
        let place = format!("step {}, d = {}", id.step, id.dimension);
        match id.kind {
            DefectKind::Bracket => format!("{place}: entry ({a}, {b}) of JᵀΩJ − Ω"),
            DefectKind::Factor => {
                format!("{place}: the factor c, entry ({a}, {b}) of JᵀΩJ, less c at the primed state in one coordinate")
            }
            DefectKind::ConformalBracket => format!("{place}: entry ({a}, {b}) of JᵀΩJ − c Ω"),
            _ => format!("{place}: det J less det J at the primed state"),
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
    let subject = Subject::plain(entry);
    let j = jacobian(&subject, dimension, 1, values)?;
    let factor = bracket(&elsewhere(&subject, 1, 1, values), 1, 0, 1);
    let stage = Stage { step: 1, dimension };
    Some(brackets(&j, stage, &factor, DefectKind::ConformalBracket).iter().all(|defect| defect.value.is_zero()))
}

/// The Jacobian at another state, whose names are primed.
fn elsewhere<T: Examined>(subject: &Subject, dimension: usize, step: u64, values: Values<T>) -> Vec<Vec<T>> {
    let mut primed = |name: &str| values(&elsewhere_name(&subject.entry, name));
    jacobian(subject, dimension, step, &mut primed).unwrap_or_default()
}

/// The name of the same number at another state: hyperparameters are the same.
fn elsewhere_name(entry: &Entry, name: &str) -> String {
    let shared = entry.description.numbers.iter().any(|spec| spec.name == name);
    if shared { name.to_owned() } else { format!("{name}′") }
}

/// The factor c of a step at any state, of the first coordinate where there is no single one.
pub(super) fn factor<T: Examined>(subject: &Subject, step: u64, values: Values<T>) -> Option<T> {
    let d = subject.fewest();
    jacobian(subject, d, step, values).map(|j| bracket(&j, d, 0, d))
}

/// det J of a step in `dimension` coordinates.
pub(super) fn volume<T: Examined>(subject: &Subject, dimension: usize, step: u64, values: Values<T>) -> Option<T> {
    T::determinant(&jacobian(subject, dimension, step, values)?)
}

/// The Jacobian of one step in all coordinates, row by row.
pub(super) fn jacobian<T: Examined>(
    subject: &Subject,
    dimension: usize,
    step: u64,
    values: Values<T>,
) -> Option<Vec<Vec<T>>> {
    derivative(subject, None, dimension, step, values)
}

/// The same on a problem; on every smooth U where there is none.
fn derivative<T: Examined>(
    subject: &Subject,
    problem: Option<&Problem>,
    dimension: usize,
    step: u64,
    values: Values<T>,
) -> Option<Vec<Vec<T>>> {
    let rule = T::on_duals(&subject.entry)?;
    let known = Known::drawn(subject, values).map(subject, step, |x| Dual::constant(x.clone()));
    let start = Phase::free(subject, dimension, values);
    let point: Vec<T> = start.coordinates().cloned().collect();
    let mut duals = Dual::point(&point).into_iter();
    let mut phase = Phase { slots: start.slots.iter().map(|slot| duals.by_ref().take(slot.len()).collect()).collect() };
    match problem {
        Some(problem) => {
            let mut oracle = LandscapeOracle::new(T::landscape(problem)?);
            subject.advance(rule, step, &known, &mut oracle, &mut phase)
        }
        None => subject.advance(rule, step, &known, &mut AnyDualField::new(values), &mut phase),
    };
    let row = |output: &Dual<T>| (0..point.len()).map(|j| output.along(j).where_defined(&output.value)).collect();
    Some(phase.coordinates().map(row).collect())
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
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        let dimension = self.problem.dimension;
        subject.classes.iter().map(|class| Stage { step: class.first(), dimension }).collect()
    }

    /// As many as show a defect that is not 0 nearly everywhere.
    fn first_search(&self) -> usize {
        32
    }

    fn in_floats(&self) -> bool {
        true
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let Stage { step, dimension: d } = stage;
        if d != self.problem.dimension {
            return Vec::new();
        }
        let Some(j) = derivative(subject, Some(&self.problem), d, step, values) else { return Vec::new() };
        let mut primed = |name: &str| values(&elsewhere_name(&subject.entry, name));
        let Some(other) = derivative(subject, Some(&self.problem), d, step, &mut primed) else { return Vec::new() };
        match self.kind {
            Jacobian::Symplectic => brackets(&j, stage, &T::one(), DefectKind::Bracket),
            Jacobian::Conformal => {
                let mut defects = brackets(&j, stage, &bracket(&other, d, 0, d), DefectKind::ConformalBracket);
                defects.iter_mut().for_each(|defect| defect.id.kind = DefectKind::ConformalBracket);
                defects
            }
            Jacobian::Volume => changed_determinant(stage, &j, &other),
        }
    }

    fn label(&self, id: DefectId, _: &Subject) -> String {
        let (place, [a, b]) = (format!("step {}", id.step), id.indices);
        match id.kind {
            DefectKind::Bracket => format!("{place}: entry ({a}, {b}) of JᵀΩJ − Ω"),
            DefectKind::Determinant => format!("{place}: det J less det J at the primed state"),
            _ => format!("{place}: entry ({a}, {b}) of JᵀΩJ − c Ω, c that of the first coordinate at the primed state"),
        }
    }
}

/// det J less the determinant elsewhere, where every entry of both is defined.
fn changed_determinant<T: Examined>(stage: Stage, j: &[Vec<T>], elsewhere: &[Vec<T>]) -> Vec<Defect<T>> {
    match (T::determinant(j), T::determinant(elsewhere)) {
        (Some(here), Some(there)) => {
            let value = j.iter().chain(elsewhere).flatten().fold(here - there, T::where_defined);
            vec![Defect { id: stage.id(DefectKind::Determinant, [0, 0]), value }]
        }
        _ => Vec::new(),
    }
}

/// What has to vanish for JᵀΩJ = c Ω. The entries of conjugate coordinates are
/// [`DefectKind::Factor`] where the others are [`DefectKind::ConformalBracket`].
fn brackets<T: Ring>(j: &[Vec<T>], stage: Stage, factor: &T, kind: DefectKind) -> Vec<Defect<T>> {
    let dimension = stage.dimension;
    let pairs = (0..j.len()).flat_map(|a| (a + 1..j.len()).map(move |b| (a, b)));
    let defect = |(a, b)| {
        let omega = bracket(j, dimension, a, b);
        let conjugate = a < dimension && b == a + dimension;
        let kind = if conjugate && kind == DefectKind::ConformalBracket { DefectKind::Factor } else { kind };
        Defect { id: stage.id(kind, [a, b]), value: if conjugate { omega - factor } else { omega } }
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
