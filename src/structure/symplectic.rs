//! Symplecticity and conformal symplecticity, from which volume follows too.

use super::decide::{replay, symbol};
use super::examination::{Conclusion, Examination, OnOneProblem, PropertySpec, replay_each};
use super::jacobian::{Jacobian, factor};
use super::values::{by_class, is_always, vanishes};
use num_traits::One;
use std::cell::Cell;

/// Where a condition on the Jacobian is settled.
pub(super) const EVERY_U: &str = "every smooth U, every state and real hyperparameter";

/// The row of symplecticity.
pub(super) const ROW: PropertySpec = PropertySpec {
    on_problem: OnOneProblem::Jacobian(Jacobian::Symplectic),
    ..PropertySpec::new("symplectic", "JᵀΩJ = Ω, for every smooth U", symplectic, |subject, sought, point| {
        replay_each(subject, |subject| replay(&Jacobian::Symplectic, subject, sought, point))
    })
};

/// The row of conformal symplecticity.
pub(super) const CONFORMAL: PropertySpec = PropertySpec {
    on_problem: OnOneProblem::Jacobian(Jacobian::Conformal),
    ..PropertySpec::new(
        "conformally_symplectic",
        "JᵀΩJ = c Ω, c a function of the hyperparameters alone, for every smooth U",
        |examination| conformal(examination).conclusion.clone(),
        |subject, sought, point| replay_each(subject, |subject| replay(&Jacobian::Conformal, subject, sought, point)),
    )
};

/// JᵀΩJ = c Ω decides JᵀΩJ = Ω where c is the constant 1.
fn symplectic(examination: &Examination) -> Conclusion {
    let conformal = conformal(examination);
    if conformal.is_one {
        return conformal.conclusion.clone();
    }
    examination.over_velocities(|examination| examination.settle(&Jacobian::Symplectic, EVERY_U))
}

/// Conformal symplecticity.
pub(super) struct Conformal {
    pub conclusion: Conclusion,
    /// Whether the factor is 1 in every class of steps.
    pub is_one: bool,
}

/// Conformal symplecticity of the rule, which its properties share.
pub(super) fn conformal<'a>(examination: &Examination<'a>) -> &'a Conformal {
    examination.rule.conformal(|| settled(&Examination { spec: &CONFORMAL, ..*examination }))
}

fn settled(examination: &Examination) -> Conformal {
    // Of the velocity that is found: another slot has a factor of its own.
    let is_one = Cell::new(false);
    let found = examination.over_velocities(|examination| {
        let subject = examination.subject;
        let found = examination.settle(&Jacobian::Conformal, EVERY_U);
        if !found.verdict.holds() {
            return found;
        }
        let of = |step: u64| factor(subject, step, &mut symbol);
        if vanishes(subject, of, |step, values| factor(subject, step, values)) {
            return Conclusion::not_applicable(
                "degenerate: c = 0 at every state, since point and velocity depend on each other after a step",
            );
        }
        is_one.set(subject.is_graph() && is_always(subject, of, One::is_one));
        Conclusion { value: if subject.is_graph() { by_class(subject, of) } else { None }, ..found }
    });
    Conformal { is_one: found.verdict.holds() && is_one.get(), conclusion: found }
}
