//! explicit_euler, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// explicit_euler.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// order 1
/// q' = q + h p
/// p' = p - h g
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(ExplicitEuler)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExplicitEuler;

impl Describe for ExplicitEuler {
    fn description(&self) -> Description {
        Description {
            order: Some(1),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            ..Description::new("explicit_euler", "rate h = 1/10; order 1; q' = q + h p;  p' = p − h g")
        }
    }
}

impl<T: Ring> Step<T> for ExplicitEuler {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + h.clone() * &p[i]).collect();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_p: Vec<T> = (0..dimension).map(|i| p[i].clone() - h.clone() * &g[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
