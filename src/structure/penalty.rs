//! The temporal-stability penalty: whether what a step subtracts opposes the last motion.

use super::decide::{Check, Defect, Finding, Settings, decide, symbol};
use super::property::not_applicable;
use super::run::{AnyField, Examined, Values, hyperparameters, vector};
use crate::method::registry::Entry;
use crate::scalar::Symbolic;
use num_traits::Zero;

pub(super) const DOMAIN: &str = "every gradient at each of three steps from rest, d = 1, weights ≥ 0";

/// Steps before the one whose penalty is examined: it acts from the third on.
const STEPS: usize = 2;

/// π Δ ≥ 0, where π is subtracted from the point and Δ is the last motion.
pub(super) struct Restoring;

/// The penalty π of the third step from rest and the motion Δ of the second.
fn penalty_and_motion<T: Examined>(entry: &Entry, values: Values<T>) -> Option<(T, T)> {
    let step = entry.on::<T>()?;
    let hyper = hyperparameters(entry, values);
    let mut state = entry.init(vector("q", 1, values));
    let mut field = AnyField::new(values);
    let mut before = state.position.clone();
    for _ in 0..STEPS {
        before.clone_from(&state.position);
        step.step(&hyper, &mut field, &mut state);
    }
    let motion = state.position[0].clone() - &before[0];
    step.step(&hyper, &mut field, &mut state).penalty.map(|penalty| (penalty, motion))
}

impl Check for Restoring {
    fn stages(&self, _: &Entry) -> usize {
        1
    }

    /// |π Δ| − π Δ
    fn defects<T: Examined>(&self, _: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>> {
        let Some((penalty, motion)) = penalty_and_motion(entry, values) else { return Vec::new() };
        let product = penalty * &motion;
        vec![Defect { label: "|π Δ| − π Δ at the third step".to_owned(), value: product.abs() - product }]
    }
}

pub(super) fn certify(entry: &Entry, settings: &Settings) -> Finding {
    match penalty_and_motion::<Symbolic>(entry, &mut symbol) {
        None => not_applicable("the method has no penalty"),
        Some((penalty, _)) if penalty.is_zero() => {
            not_applicable("the penalty is 0 in every run: what it remembers is the point itself")
        }
        Some(_) => decide(&Restoring, entry, settings),
    }
}
