//! A state after one step from any, in which functions of a state are sought.

use super::phase::Known;
use super::{Phase, Subject};
use crate::structure::run::{AnyField, Examined};

/// A state after a step, and the gradients at its slots.
pub(super) struct After<T> {
    pub numbers: Vec<T>,
    pub phase: Phase<T>,
    /// At the point, and at what each free slot holds, by the rule's slots.
    pub gradients: Vec<Vec<T>>,
}

impl<T: Clone> After<T> {
    /// The slots of the rule, point first; those that are not examined are empty.
    pub(super) fn slots(&self, subject: &Subject) -> Vec<Vec<T>> {
        let mut slots = vec![Vec::new(); subject.holds.len() + 1];
        slots[0].clone_from(&self.phase.slots[0]);
        for (place, slot) in subject.slots.iter().zip(&self.phase.slots[1..]) {
            slots[place + 1].clone_from(slot);
        }
        slots
    }
}

impl Subject {
    /// The point (0) and the free slots (counted from 1) without the one at `place`.
    pub(super) fn others(&self, place: usize) -> Vec<usize> {
        let own = self.slots[place];
        std::iter::once(0).chain(self.slots.iter().filter(|slot| **slot != own).map(|slot| slot + 1)).collect()
    }
}

/// A step from a state of which nothing is known.
pub(super) fn after<T: Examined>(
    subject: &Subject,
    step: u64,
    dimension: usize,
    values: &mut dyn FnMut(&str) -> T,
) -> Option<After<T>> {
    let known = Known::drawn(subject, values);
    let mut phase = Phase::free(subject, dimension, values);
    let mut field = AnyField::new(values);
    subject.advance(subject.entry.on::<T>()?, step, &known, &mut field, &mut phase);
    let mut after = After { numbers: known.hyper.numbers, phase, gradients: Vec::new() };
    for slot in after.slots(subject) {
        let mut gradient = vec![T::zero(); slot.len()];
        if !slot.is_empty() {
            crate::method::Oracle::gradient(&mut field, &slot, &mut gradient);
        }
        after.gradients.push(gradient);
    }
    Some(after)
}
