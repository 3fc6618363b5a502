//! diffrax.LeapfrogMidpoint, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// diffrax.LeapfrogMidpoint.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// number time_before
/// start q_before = q
/// w1 = h - time_before
/// q' = q_before + w1 p
/// p' = p_before + w1 (-g)
/// time_before' = 0 - h
/// q_before' = q
/// p_before' = p
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(DiffraxLeapfrogMidpoint)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiffraxLeapfrogMidpoint;

impl Describe for DiffraxLeapfrogMidpoint {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            memory: &["time_before", "q_before", "p_before"],
            ..Description::new("diffrax.LeapfrogMidpoint", "diffrax.LeapfrogMidpoint(), step h, of q' = p, p' = -grad U(q)")
        }
    }
}

impl<T: Ring> Step<T> for DiffraxLeapfrogMidpoint {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let time_before = state.memory[0].first().cloned().unwrap_or_else(T::zero);
        let p_before = &state.memory[2];
        let q_before: Vec<T> = if k == 1 {
            q.clone()
        } else {
            state.memory[1].clone()
        };
        let w1 = h.clone() - &time_before;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_q: Vec<T> = (0..dimension).map(|i| q_before[i].clone() + w1.clone() * &p[i]).collect();
        let new_p: Vec<T> = (0..dimension).map(|i| p_before[i].clone() + w1.clone() * -g[i].clone()).collect();
        let new_time_before = T::zero() - h;
        let new_q_before: Vec<T> = q.clone();
        let new_p_before: Vec<T> = p.clone();
        state.position = new_q;
        state.velocity = new_p;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_time_before;
        }
        state.memory[1] = new_q_before;
        state.memory[2] = new_p_before;
        Report::NONE
    }
}
