//! The temporal-stability penalty: whether what a step subtracts opposes the last motion.

use super::decide::{Check, Decision, Defect, Settings, Stage, decide, replay, symbol};
use super::examination::{PropertySpec, not_applicable};
use super::failure::{DefectId, DefectKind};
use super::run::{AnyField, Examined, Values, vector};
use super::subject::{Known, Phase, RECORDED, Subject};
use crate::scalar::Symbolic;
use num_traits::Zero;
use std::collections::BTreeSet;

/// The step whose penalty is examined: the published forms act from it on.
const STEP: u64 = 3;

/// The steps that are examined.
fn steps(subject: &Subject) -> BTreeSet<u64> {
    let later = subject.classes.iter().map(super::subject::Class::first).filter(|step| *step > STEP);
    let both = later.flat_map(|step| [step, (step + 1).min(RECORDED)]);
    [STEP].into_iter().chain(both).collect()
}

/// The steps that are examined, in words.
fn steps_in_words(subject: &Subject) -> String {
    let later: Vec<String> = steps(subject).iter().skip(1).map(ToString::to_string).collect();
    if later.is_empty() {
        return "the third step of a run".to_owned();
    }
    format!("steps {STEP}, {} of a run", later.join(", "))
}

/// π Δ ≥ 0, where π is subtracted from the point and Δ is the last motion.
struct Restoring;

/// The penalty π of a step from rest and the motion Δ of the one before.
fn penalty_and_motion<T: Examined>(subject: &Subject, last: u64, values: Values<T>) -> Option<(T, T)> {
    let rule = subject.entry.on::<T>()?;
    let known = Known::drawn(subject, values);
    let mut phase = Phase::start(subject, vector("q", subject.fewest(), values));
    let mut field = AnyField::new(values);
    let mut before = phase.slots[0].clone();
    for step in 1..last {
        before.clone_from(&phase.slots[0]);
        subject.advance(rule, step, &known, &mut field, &mut phase);
    }
    let motion = phase.slots[0][0].clone() - &before[0];
    subject.advance(rule, last, &known, &mut field, &mut phase).penalty.map(|penalty| (penalty, motion))
}

impl Check for Restoring {
    /// The third step, and of steps that differ from it later the first and the one after it.
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        steps(subject).into_iter().map(|step| Stage { step, dimension: subject.fewest() }).collect()
    }

    /// |π Δ| − π Δ
    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let Some((penalty, motion)) = penalty_and_motion(subject, stage.step, values) else { return Vec::new() };
        let product = penalty * &motion;
        vec![Defect { id: stage.id(DefectKind::Penalty, [0, 0]), value: product.abs() - product }]
    }

    fn label(&self, id: DefectId, _: &Subject) -> String {
        match id.step {
            STEP => "|π Δ| − π Δ at the third step".to_owned(),
            step => format!("|π Δ| − π Δ at step {step}"),
        }
    }
}

fn certify(subject: &Subject, settings: &Settings) -> Decision {
    match penalty_and_motion::<Symbolic>(subject, STEP, &mut symbol) {
        None => not_applicable("the method has no penalty"),
        Some((penalty, _)) if penalty.is_zero() => {
            not_applicable("the penalty is 0 in every run: what it remembers is the point itself")
        }
        Some(_) => decide(&Restoring, subject, settings),
    }
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    steps: |subject, _| steps_in_words(subject),
    ..PropertySpec::new(
        "penalty_restoring",
        "the penalty π that a step subtracts opposes the last motion Δ or is 0: π Δ ≥ 0",
        |examination| {
            let found = certify(examination.subject, examination.settings);
            let over = "every gradient at each of three steps from rest, weights ≥ 0";
            examination.conclude(found, over, &Restoring.stages(examination.subject))
        },
        |subject, sought, point| replay(&Restoring, subject, sought, point).map(|found| found.text),
    )
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;
    use crate::scalar::{Absolute, Exact};
    use crate::structure::draws::{DrawStyle, Draws};

    /// The defect is |π Δ| − π Δ at the same point, and not another number of its sign.
    #[test]
    fn the_defect_is_that_of_the_product() {
        let subject = Subject::of(&registry::find("stable_sgd").expect("registered"));
        let stage = Stage { step: STEP, dimension: 1 };
        let mut not_zero = 0;
        for attempt in 0..32 {
            let mut draws = Draws::new(&subject, 1, attempt, DrawStyle::Small);
            let mut values = |name: &str| Exact::from(draws.value(name));
            let (penalty, motion) = penalty_and_motion(&subject, STEP, &mut values).expect("a penalty");
            let defects = Restoring.defects::<Exact>(stage, &subject, &mut values);
            let product = penalty * &motion;
            not_zero += usize::from(!defects[0].value.is_zero());
            assert_eq!(defects[0].value, product.abs() - product);
        }
        assert!(not_zero > 4, "{not_zero}");
    }
}
