//! symplectic_euler, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// symplectic_euler.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// order 1
/// p' = p - h g
/// q' = q + h p'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(SymplecticEuler)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SymplecticEuler;

impl Describe for SymplecticEuler {
    fn description(&self) -> Description {
        Description {
            order: Some(1),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            ..Description::new("symplectic_euler", "rate h = 1/10; order 1; p' = p − h g;  q' = q + h p'")
        }
    }
}

impl<T: Ring> Step<T> for SymplecticEuler {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_p: Vec<T> = (0..dimension).map(|i| p[i].clone() - h.clone() * &g[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + h.clone() * &new_p[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
