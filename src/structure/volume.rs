//! The volume that a step keeps or scales.

use super::Verdict;
use super::decide::{replay, symbol};
use super::examination::{Conclusion, Examination, OnOneProblem, PropertySpec};
use super::jacobian::{Jacobian, factor, volume};
use super::symplectic::{EVERY_U, conformal};
use super::values::{by_class, by_dimension, vanishes};

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

fn settled(examination: &Examination) -> Conclusion {
    // Where there is one slot beside the point, det J = c^d, by the Pfaffian.
    let subject = examination.subject;
    let conformal = conformal(examination);
    let follows = matches!(conformal.conclusion.verdict, Verdict::Proved | Verdict::Exact);
    let alone = subject.slots.len() == 1 && follows;
    let found = if alone { conformal.conclusion.clone() } else { examination.settle(&Jacobian::Volume, EVERY_U) };
    if !found.verdict.holds() {
        return found;
    }
    let determinant = |step: u64, d: usize| {
        if alone {
            let c = factor(subject, step, &mut symbol)?;
            return Some((1..d).fold(c.clone(), |power, _| power * &c));
        }
        volume(subject, d, step, &mut symbol)
    };
    let fewest = subject.fewest();
    if vanishes(subject, |step| determinant(step, fewest), |step, values| volume(subject, fewest, step, values)) {
        return Conclusion::not_applicable(
            "degenerate: det J = 0 at every state, since the slots depend on each other after a step",
        );
    }
    let value = || by_dimension(subject.among(&[1, 2]), |d| by_class(subject, |step| determinant(step, d)));
    Conclusion { value: if subject.is_graph() { value() } else { None }, ..found }
}
