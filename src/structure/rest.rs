//! Rest: where the gradient vanishes and the velocity is 0, nothing moves.

use super::decide::{Check, Defect};
use super::run::{Examined, Scripted, Values, hyperparameters, vector};
use crate::method::registry::Entry;

/// Steps of a run from rest: beyond the step from which a penalty acts.
const STEPS: usize = 4;

/// (q, 0) with g(q) = 0 is fixed.
pub(super) struct FixedPoint;

impl Check for FixedPoint {
    fn stages(&self, _: &Entry) -> usize {
        1
    }

    fn defects<T: Examined>(&self, _: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>> {
        let Some(step) = entry.on::<T>() else { return Vec::new() };
        let start = vector("q", 2, values);
        let loss = values("U");
        let hyper = hyperparameters(entry, values);
        let mut state = entry.init(start.clone());
        let mut level = Scripted::new(|_, _: &[T], gradient: &mut [T]| {
            gradient.fill(T::zero());
            loss.clone()
        });
        for _ in 0..STEPS {
            step.step(&hyper, &mut level, &mut state);
        }
        let (places, velocities) = (state.position.into_iter().zip(start), state.velocity);
        let coordinate = |(i, ((after, before), velocity)): (usize, ((T, T), T))| {
            let n = i + 1;
            let moved = format!("q{n} after {STEPS} steps less q{n} before");
            let kicked = format!("v{n} after {STEPS} steps from rest");
            [Defect { label: moved, value: after - &before }, Defect { label: kicked, value: velocity }]
        };
        places.zip(velocities).enumerate().flat_map(coordinate).collect()
    }
}
