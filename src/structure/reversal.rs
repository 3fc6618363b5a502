//! Reversal and adjoints: what leads back to where a step came from.
//!
//! A gradient is the same at the same point, whatever it is there.

use super::decide::{Check, Defect, Stage};
use super::failure::{DefectId, Part};
use super::jacobian::stages;
use super::run::{AnyField, Examined, Values};
use super::subject::{Known, Phase, Subject};
use crate::method::registry::Entry;
use crate::method::{NumberSpec, Role};
use crate::scalar::Ring;

/// ρΦρΦ = id, where ρ changes the sign of the velocity.
pub(super) struct Reversible;

impl Check for Reversible {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        stages(subject)
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let Some(rule) = subject.entry.on::<T>() else { return Vec::new() };
        let known = Known::drawn(subject, values);
        let start = Phase::free(subject, stage.dimension, values);
        let mut phase = start.clone();
        let mut field = AnyField::new(values);
        for _ in 0..2 {
            subject.advance(rule, stage.step, &known, &mut field, &mut phase);
            phase.slots[1].iter_mut().for_each(|v| *v = -v.clone());
        }
        back(&phase, &start, stage)
    }

    fn label(&self, id: DefectId, subject: &Subject) -> String {
        label(id, subject, "ρΦρΦ")
    }
}

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

/// Each coordinate of point and velocity at the end, less that at the start.
fn back<T: Ring>(end: &Phase<T>, start: &Phase<T>, stage: Stage) -> Vec<Defect<T>> {
    let slots = end.slots.iter().zip(&start.slots).take(2).enumerate();
    let defects = slots.flat_map(|(slot, (end, start))| {
        let pairs = end.iter().zip(start).enumerate();
        pairs.map(move |(i, (end, start))| Defect { id: stage.id(Part::Back, [slot, i]), value: end.clone() - start })
    });
    defects.collect()
}

fn label(id: DefectId, subject: &Subject, map: &str) -> String {
    let [slot, i] = id.indices;
    let name = format!("{}{}", subject.names()[slot], i + 1);
    let step = if subject.classes.len() == 1 { String::new() } else { format!("step {}, ", id.step) };
    format!("{step}d = {}: {name} after {map} less {name} before", id.dimension)
}
