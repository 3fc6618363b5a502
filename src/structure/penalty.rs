//! The temporal-stability penalty: whether what a step subtracts opposes the last motion.

use super::decide::{Check, Defect, Finding, Settings, Stage, decide, symbol};
use super::failure::{DefectId, Part};
use super::property::not_applicable;
use super::run::{AnyField, Examined, Values, vector};
use super::subject::{Known, Phase, Subject};
use crate::scalar::Symbolic;
use num_traits::Zero;

/// The step whose penalty is examined: the published forms act from it on.
const STEP: u64 = 3;

/// π Δ ≥ 0, where π is subtracted from the point and Δ is the last motion.
pub(super) struct Restoring;

/// The penalty π of the third step from rest and the motion Δ of the second.
fn penalty_and_motion<T: Examined>(subject: &Subject, values: Values<T>) -> Option<(T, T)> {
    let rule = subject.entry.on::<T>()?;
    let known = Known::drawn(subject, values);
    let mut phase = Phase::start(subject, vector("q", 1, values));
    let mut field = AnyField::new(values);
    let mut before = phase.slots[0].clone();
    for step in 1..STEP {
        before.clone_from(&phase.slots[0]);
        subject.advance(rule, step, &known, &mut field, &mut phase);
    }
    let motion = phase.slots[0][0].clone() - &before[0];
    subject.advance(rule, STEP, &known, &mut field, &mut phase).penalty.map(|penalty| (penalty, motion))
}

impl Check for Restoring {
    fn stages(&self, _: &Subject) -> Vec<Stage> {
        vec![Stage { step: STEP, dimension: 1 }]
    }

    /// |π Δ| − π Δ
    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let Some((penalty, motion)) = penalty_and_motion(subject, values) else { return Vec::new() };
        let product = penalty * &motion;
        vec![Defect { id: stage.id(Part::Penalty, [0, 0]), value: product.abs() - product }]
    }

    fn label(&self, _: DefectId, _: &Subject) -> String {
        "|π Δ| − π Δ at the third step".to_owned()
    }
}

pub(super) fn certify(subject: &Subject, settings: &Settings) -> Finding {
    match penalty_and_motion::<Symbolic>(subject, &mut symbol) {
        None => not_applicable("the method has no penalty"),
        Some((penalty, _)) if penalty.is_zero() => {
            not_applicable("the penalty is 0 in every run: what it remembers is the point itself")
        }
        Some(_) => decide(&Restoring, subject, settings),
    }
}
