//! Reversal and adjoints: what leads back to where a step came from.
//!
//! A gradient is the same at the same point, whatever it is there.

use super::decide::{Check, Defect};
use super::run::{AnyField, Examined, Values, coordinates, hyperparameters, state};
use crate::method::State;
use crate::method::registry::Entry;
use crate::scalar::Ring;

/// ρΦρΦ = id, where ρ changes the sign of the velocity.
pub(super) struct Reversible;

impl Check for Reversible {
    fn stages(&self, _: &Entry) -> usize {
        2
    }

    fn defects<T: Examined>(&self, stage: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>> {
        let Some(step) = entry.on::<T>() else { return Vec::new() };
        let dimension = stage + 1;
        let start = coordinates(entry, dimension, values);
        let hyper = hyperparameters(entry, values);
        let mut state = state(entry, dimension, start.clone(), 10);
        let mut field = AnyField::new(values);
        for _ in 0..2 {
            step.step(&hyper, &mut field, &mut state);
            state.velocity = state.velocity.into_iter().map(|v| -v).collect();
        }
        back(&state, &start, "ρΦρΦ", dimension)
    }
}

/// Φ₋ₕ ∘ Ψₕ = id: the step of `other`, then the method's own with the negative step.
pub(super) struct Adjoint {
    /// Ψ; for a method that is its own adjoint, the method.
    pub other: Entry,
}

/// The name of the step length, whose sign is changed.
pub(super) const STEP: &str = "h";

impl Check for Adjoint {
    fn stages(&self, _: &Entry) -> usize {
        2
    }

    fn defects<T: Examined>(&self, stage: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>> {
        let (Some(forward), Some(backward)) = (self.other.on::<T>(), entry.on::<T>()) else { return Vec::new() };
        let dimension = stage + 1;
        let start = coordinates(entry, dimension, values);
        let hyper = hyperparameters(&self.other, values);
        let mut negative = hyper.clone();
        for (number, spec) in negative.numbers.iter_mut().zip(entry.description.numbers) {
            if spec.name == STEP {
                *number = -number.clone();
            }
        }
        let mut state = state(entry, dimension, start.clone(), 10);
        let mut field = AnyField::new(values);
        forward.step(&hyper, &mut field, &mut state);
        backward.step(&negative, &mut field, &mut state);
        back(&state, &start, "Φ₋ₕΨₕ", dimension)
    }
}

/// Each coordinate of point and velocity at the end, less that at the start.
fn back<T: Ring>(state: &State<T>, start: &[T], map: &str, dimension: usize) -> Vec<Defect<T>> {
    let ends = state.position.iter().chain(&state.velocity).zip(start);
    let label = |i: usize| {
        let name = if i < dimension { "q" } else { "v" };
        format!("d = {dimension}: {name}{} after {map} less {name}{} before", i % dimension + 1, i % dimension + 1)
    };
    ends.enumerate().map(|(i, (end, start))| Defect { label: label(i), value: end.clone() - start }).collect()
}
