//! Reversal: what leads back to where a step came from.
//!
//! A gradient is the same at the same point, whatever it is there.

use super::decide::{Check, Defect, Stage, replay};
use super::examination::{PropertySpec, replay_each};
use super::failure::{DefectId, DefectKind};
use super::jacobian::{beyond, stages};
use super::run::{AnyField, Examined, Values};
use super::subject::{Known, Phase, Subject};
use crate::scalar::Ring;

/// ρΦρΦ = id, where ρ changes the sign of the velocity.
pub(super) struct Reversible;

impl Check for Reversible {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        stages(subject)
    }

    fn beyond(&self, subject: &Subject) -> Vec<Stage> {
        beyond(subject)
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

/// Each coordinate of point and velocity at the end, less that at the start.
pub(super) fn back<T: Ring>(end: &Phase<T>, start: &Phase<T>, stage: Stage) -> Vec<Defect<T>> {
    let slots = end.slots.iter().zip(&start.slots).take(2).enumerate();
    let defects = slots.flat_map(|(slot, (end, start))| {
        let pairs = end.iter().zip(start).enumerate();
        pairs.map(move |(i, (end, start))| Defect {
            id: stage.id(DefectKind::Back, [slot, i]),
            value: end.clone() - start,
        })
    });
    defects.collect()
}

/// What a coordinate that a map leads back is called.
pub(super) fn label(id: DefectId, subject: &Subject, map: &str) -> String {
    let [slot, i] = id.indices;
    let name = format!("{}{}", subject.names()[slot], i + 1);
    let step = if subject.classes.len() == 1 { String::new() } else { format!("step {}, ", id.step) };
    format!("{step}d = {}: {name} after {map} less {name} before", id.dimension)
}

/// Where both kinds of a way back are settled.
pub(super) const EVERY_FIELD: &str = "every gradient field, state and real hyperparameter";

/// The row of reversibility.
pub(super) const ROW: PropertySpec = PropertySpec::new(
    "reversible",
    "ρΦρΦ = id for every smooth U, ρ(q, v) = (q, −v)",
    |examination| examination.over_velocities(|examination| examination.settle(&Reversible, EVERY_FIELD)),
    |subject, sought, point| replay_each(subject, |subject| replay(&Reversible, subject, sought, point)),
);
