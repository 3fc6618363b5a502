//! Symmetries: what a run becomes when the problem is moved, mirrored, turned or
//! measured in other units.
//!
//! Two runs start at rest and take the same steps, each gradient anything at all; the
//! second run sees the problem transformed, and so its gradients. A symmetry is that
//! its points are the first run's points, transformed. Nothing needs to be known of
//! what the method remembers.

use super::decide::{Check, Defect};
use super::run::{AnyField, Examined, Scripted, Values, hyperparameters, vector};
use crate::method::Oracle;
use crate::method::registry::Entry;
use crate::scalar::Ring;

/// Steps of a run: the third is the first on which a penalty acts.
const STEPS: usize = 3;

/// Coordinates of a run.
const DIMENSION: usize = 2;

/// A transformation of the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Symmetry {
    /// q → q + s.
    Translation,
    /// q → −q.
    Reflection,
    /// The two coordinates are exchanged.
    Permutation,
    /// The plane is turned.
    Rotation,
    /// q → s q, and each number of the rule is multiplied by this power of s.
    Units(Vec<i32>),
}

/// A run from rest whose gradient at each call is `gradient`; its points.
fn points<T: Examined>(
    entry: &Entry,
    hyper: &[T],
    start: Vec<T>,
    gradient: impl FnMut(usize, &[T], &mut [T]) -> T,
) -> Vec<Vec<T>> {
    let Some(step) = entry.on::<T>() else { return Vec::new() };
    let switches = entry.description.switches.iter().map(|spec| spec.default).collect();
    let hyper = crate::method::Hyperparameters { numbers: hyper.to_vec(), switches };
    let mut state = entry.init(start);
    let mut oracle = Scripted::new(gradient);
    let mut points = Vec::with_capacity(STEPS);
    for _ in 0..STEPS {
        step.step(&hyper, &mut oracle, &mut state);
        points.push(state.position.clone());
    }
    points
}

/// `x` times the power of `unit`.
fn scaled<T: Ring>(x: &T, unit: &T, power: i32) -> T {
    (0..power).fold(x.clone(), |product, _| product * unit)
}

impl Check for Symmetry {
    fn stages(&self, _: &Entry) -> usize {
        1
    }

    fn defects<T: Examined>(&self, _: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>> {
        let start = vector("q", DIMENSION, values);
        let hyper = hyperparameters(entry, values).numbers;
        let matrix = self.matrix(values);
        let shift =
            if *self == Self::Translation { vector("shift", DIMENSION, values) } else { vec![T::zero(); DIMENSION] };
        // In other units U stays, so a gradient g of the second run is s g in the first.
        let (unit, powers) = match self {
            Self::Units(powers) => (values("unit"), powers.clone()),
            _ => (T::one(), vec![0; hyper.len()]),
        };
        let rescaled = |sign: i32| -> Vec<T> {
            hyper.iter().zip(&powers).map(|(number, power)| scaled(number, &unit, sign * power)).collect()
        };
        let (first_hyper, second_hyper) = (rescaled(-1), rescaled(1));
        let turned = |x: &[T]| -> Vec<T> {
            matrix.iter().map(|row| row.iter().zip(x).fold(T::zero(), |sum, (m, x)| sum + m.clone() * x)).collect()
        };
        let carried =
            |x: &[T]| -> Vec<T> { turned(x).into_iter().zip(&shift).map(|(x, shift)| x * &unit + shift).collect() };
        let mut gradients: Vec<(Vec<T>, T)> = Vec::new();
        let mut field = AnyField::new(values);
        let first = points(entry, &first_hyper, start.clone(), |_, position, gradient| {
            field.gradient(position, gradient);
            let loss = field.loss().unwrap_or_else(T::zero);
            gradients.push((gradient.to_vec(), loss.clone()));
            for slot in gradient {
                *slot = slot.clone() * &unit;
            }
            loss
        });
        let second = points(entry, &second_hyper, carried(&start), |call, _, gradient| {
            let Some((g, loss)) = gradients.get(call) else { return T::zero() };
            gradient.clone_from_slice(&turned(g));
            loss.clone()
        });
        let mut defects = Vec::new();
        for (step, (first, second)) in first.iter().zip(&second).enumerate() {
            for (i, (expected, found)) in carried(first).into_iter().zip(second).enumerate() {
                let label = format!(
                    "q{} after step {} of the transformed run, less the run's own q{} transformed",
                    i + 1,
                    step + 1,
                    i + 1
                );
                defects.push(Defect { label, value: found.clone() - expected });
            }
        }
        defects
    }
}

impl Symmetry {
    fn matrix<T: Ring>(&self, values: Values<T>) -> [[T; 2]; 2] {
        let (zero, one) = (T::zero(), T::one());
        match self {
            Self::Translation | Self::Units(_) => [[one.clone(), zero.clone()], [zero, one]],
            Self::Reflection => [[-one.clone(), zero.clone()], [zero, -one]],
            Self::Permutation => [[zero.clone(), one.clone()], [one, zero]],
            Self::Rotation => {
                let (cosine, sine) = (values("cosine"), values("sine"));
                [[cosine.clone(), -sine.clone()], [sine, cosine]]
            }
        }
    }
}
