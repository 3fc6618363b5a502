//! The volume that a step keeps or scales.

use super::decide::{replay, symbol};
use super::examination::Examination;
use super::jacobian::{Jacobian, factor, volume};
use super::property::{OnOneProblem, PropertySpec};
use super::subject::Subject;
use super::symplectic::{EVERY_U, conformal};
use super::values::{by_class, by_dimension, is_always, vanishes_at_points};
use super::{Certificate, Verdict};
use crate::scalar::{Interval, Ring, Symbolic};
use num_traits::Zero;

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    on_problem: OnOneProblem::Jacobian(Jacobian::Volume),
    ..PropertySpec::new(
        "volume",
        "det J is a function of the hyperparameters alone, for every smooth U",
        settled,
        |subject, sought, point| replay(&Jacobian::Volume, subject, sought, point).map(|found| found.text),
    )
};

fn settled(examination: &Examination) -> Certificate {
    // Where there is one slot beside the point, det J = c^d, by the Pfaffian.
    let subject = examination.subject;
    let conformal = conformal(examination);
    let alone = subject.slots.len() == 1 && conformal.certificate.verdict == Verdict::Proved;
    let found = if alone {
        Certificate { property: examination.property, ..conformal.certificate.clone() }
    } else {
        examination.settle(&Jacobian::Volume, EVERY_U)
    };
    if !found.verdict.holds() {
        return found;
    }
    let determinant = |step: u64, d: usize| {
        if alone {
            let c = factor(subject, step, &mut symbol)?;
            return Some(if d == 1 { c } else { c.square() });
        }
        volume(subject, d, step, &mut symbol)
    };
    if vanishes(subject, |step| determinant(step, 1), |step, values| volume(subject, 1, step, values)) {
        return examination
            .not_applicable("degenerate: det J = 0 at every state, since the slots depend on each other after a step");
    }
    let value = || by_dimension(|d| by_class(subject, |step| determinant(step, d)));
    Certificate { value: if subject.is_graph() { value() } else { None }, ..found }
}

/// Whether a determinant is 0 at every state: of a graph by its expression, or at points drawn.
pub(super) fn vanishes(
    subject: &Subject,
    of: impl Fn(u64) -> Option<Symbolic>,
    at: impl Fn(u64, &mut dyn FnMut(&str) -> Interval) -> Option<Interval>,
) -> bool {
    (subject.is_graph() && is_always(subject, of, Zero::is_zero)) || vanishes_at_points(subject, at)
}
