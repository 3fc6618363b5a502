//! What each slot is: a clock, unread, or a function of others.

use super::affine::{self, Affine};
use super::after::after;
use super::{Held, RECORDED, Subject};
use crate::formula::{Formula, Source};
use crate::quiet;
use crate::scalar::Symbolic;
use num_traits::Zero;
use std::collections::BTreeSet;

/// Clocks and what nothing reads, from the formulas.
pub(super) fn held(formulas: &[Formula]) -> Vec<Held> {
    let count = formulas.first().map_or(0, |formula| formula.step(1).slots.len() - 1);
    let clocks = clocks(formulas, count);
    let read = read(formulas, count);
    let held = |slot: usize| match (read.contains(&slot), clocks.contains(&slot)) {
        (false, _) => Held::Unread,
        (true, true) => Held::Clock,
        (true, false) => Held::Free,
    };
    (0..count).map(held).collect()
}

/// The slots (velocity 0) that a step's output `slot` (point 0) is made of.
fn slots_of(formula: &Formula, step: u64, slot: usize) -> BTreeSet<usize> {
    let sources = formula.sources(step, &formula.step(step).slots[slot]);
    let slots = sources.into_iter().filter_map(|source| match source {
        Source::Slot { slot, .. } => slot.checked_sub(1),
        _ => None,
    });
    slots.collect()
}

/// The largest set of slots that are made of numbers and of each other alone, in every coordinate
/// alike, and in every number of coordinates; or numbers that the rule keeps.
fn clocks(formulas: &[Formula], count: usize) -> BTreeSet<usize> {
    let is_alike = |slot: &usize| {
        let single = &formulas[0];
        let in_all = |is: fn(&Formula, &Formula, u64, usize) -> bool| {
            formulas.iter().all(|formula| (1..=RECORDED).all(|k| is(formula, single, k, slot + 1)))
        };
        in_all(Formula::is_slot_coordinate_wise) || in_all(Formula::is_slot_a_number)
    };
    let mut clocks: BTreeSet<usize> = (0..count).filter(is_alike).collect();
    loop {
        let is_one = |slot: &usize| {
            formulas.iter().all(|formula| {
                (1..=RECORDED).all(|k| {
                    formula.leaves(&formula.step(k).slots[slot + 1]).into_iter().all(|source| match source {
                        Source::Number(_) => true,
                        Source::Slot { slot, .. } => slot > 0 && clocks.contains(&(slot - 1)),
                        Source::Gradient { .. } | Source::Loss(_) => false,
                    })
                })
            })
        };
        let kept: BTreeSet<usize> = clocks.iter().copied().filter(is_one).collect();
        if kept.len() == clocks.len() {
            return kept;
        }
        clocks = kept;
    }
}

/// The slots on which a later point depends.
fn read(formulas: &[Formula], count: usize) -> BTreeSet<usize> {
    let mut read: BTreeSet<usize> = BTreeSet::new();
    let mut open = vec![0];
    while let Some(output) = open.pop() {
        for formula in formulas {
            for k in 1..=RECORDED {
                for slot in slots_of(formula, k, output) {
                    if read.insert(slot) {
                        open.push(slot + 1);
                    }
                }
            }
        }
    }
    debug_assert!(read.iter().all(|slot| *slot < count));
    read
}

/// Makes each free slot a function where it is one after every step: memories before the
/// velocity, the last first.
pub(super) fn find_functions(subject: &mut Subject) {
    for slot in (0..subject.holds.len()).rev() {
        if subject.holds[slot] != Held::Free {
            continue;
        }
        let function = quiet::guarded(|| function(subject, slot)).ok().flatten();
        if let Some(function) = function {
            subject.holds[slot] = Held::Function(function);
            subject.slots.retain(|other| *other != slot);
        }
    }
}

/// The slot as a function of the point and the other free slots, the same after every step.
fn function(subject: &Subject, slot: usize) -> Option<Affine> {
    let place = subject.slots.iter().position(|other| *other == slot)?;
    let found = affine::guess(subject, place)?;
    let is_after = |step: u64, dimension: usize| {
        let mut values = |name: &str| Symbolic::symbol(name);
        let Some(after) = after(subject, step, dimension, &mut values) else { return false };
        (0..dimension).all(|i| {
            let expected = found.value(&after.numbers, &after.slots(subject), &after.gradients, i);
            (after.phase.slots[place + 1][i].clone() - expected).is_zero()
        })
    };
    // At the first step the functions that are known are none yet: a slot that is one after it
    // need not be one after the second.
    let steps = subject.classes.iter().flat_map(|class| BTreeSet::from([class.first(), class.first_after(1)]));
    let holds = steps.into_iter().all(|step| subject.dimensions().iter().all(|dimension| is_after(step, *dimension)));
    holds.then_some(found)
}
