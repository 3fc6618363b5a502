//! Adjoints: the step with the negative step length, inverted.

use super::Verdict;
use super::decide::{Check, Defect, Stage, decide, replay};
use super::examination::{Conclusion, Examination, PropertySpec, replay_each};
use super::failure::DefectId;
use super::jacobian::{beyond, stages};
use super::reversal::{EVERY_FIELD, back, label};
use super::rules::registered_rule;
use super::run::{AnyField, Examined, Values};
use super::subject::{Known, Phase, Subject};
use crate::method::registry::{self, Entry};
use crate::method::{NumberSpec, Role};

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec::new(
    "adjoint",
    "Φ₋ₕΦₕ = id for every smooth U: the method is its own adjoint",
    |examination| examination.over_velocities(settled),
    |subject, sought, point| {
        let own = |subject: &Subject| replay(&Adjoint { other: subject.clone() }, subject, sought, point);
        replay_each(subject, own)
    },
);

/// Φ₋ₕ ∘ Ψₕ = id: the step of `other`, then the method's own with the negative step.
pub(super) struct Adjoint {
    /// Ψ; for a method that is its own adjoint, the method.
    pub other: Subject,
}

/// The step length: of a rule that declares a flow its first rate, whatever it is called; of
/// another a rate that has a step's usual name.
pub(super) fn step_length(entry: &Entry) -> Option<&'static NumberSpec> {
    let mut rates = entry.description.numbers.iter().filter(|spec| spec.role == Role::Rate);
    match entry.description.order {
        Some(_) => rates.next(),
        None => rates.find(|spec| ["h", "dt"].contains(&spec.name)),
    }
}

impl Check for Adjoint {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        stages(subject)
    }

    fn beyond(&self, subject: &Subject) -> Vec<Stage> {
        beyond(subject)
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let (Some(forward), Some(backward)) = (self.other.entry.on::<T>(), subject.entry.on::<T>()) else {
            return Vec::new();
        };
        let known = Known::drawn(&self.other, values);
        let mut negative = known.hyper.clone();
        for (number, spec) in negative.numbers.iter_mut().zip(subject.entry.description.numbers) {
            if step_length(&subject.entry).is_some_and(|step| step.name == spec.name) {
                *number = -number.clone();
            }
        }
        let negative = Known::new(negative);
        let start = Phase::free(subject, stage.dimension, values);
        let mut phase = start.clone();
        let mut field = AnyField::new(values);
        self.other.advance(forward, stage.step, &known, &mut field, &mut phase);
        subject.advance(backward, stage.step, &negative, &mut field, &mut phase);
        back(&phase, &start, stage)
    }

    fn label(&self, id: DefectId, subject: &Subject) -> String {
        label(id, subject, "Φ₋ₕΨₕ")
    }
}

/// The method's own adjoint, or a registered one.
fn settled(examination: &Examination) -> Conclusion {
    let subject = examination.subject;
    let entry = &subject.entry;
    if step_length(entry).is_none() {
        return Conclusion::not_applicable("the method has no step h whose sign could be changed");
    }
    let own = examination.settle(&Adjoint { other: subject.clone() }, EVERY_FIELD);
    if own.verdict.holds() {
        return Conclusion { value: Some(entry.description.name.to_owned()), ..own };
    }
    let names = |entry: &Entry| entry.description.numbers.iter().map(|spec| spec.name).collect::<Vec<_>>();
    let alike =
        registry::all().into_iter().filter(|other| names(other) == names(entry) && other.description.order.is_some());
    let adjoint =
        alike.map(|other| (other.description.name, Adjoint { other: registered_rule(&other).subject().clone() }));
    let mut proved = adjoint.filter(|(_, check)| {
        check.other.slots.len() == subject.slots.len()
            && decide(check, subject, examination.settings).verdict == Verdict::Proved
    });
    let value = proved.next().map(|(name, _)| format!("its adjoint is {name}, by the same identity"));
    Conclusion { value, ..own }
}
