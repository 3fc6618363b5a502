//! symplectic_euler_adjoint, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// symplectic_euler_adjoint.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// order 1
/// q' = q + h p
/// p' = p - h grad(q')
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(SymplecticEulerAdjoint)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SymplecticEulerAdjoint;

impl Describe for SymplecticEulerAdjoint {
    fn description(&self) -> Description {
        Description {
            order: Some(1),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            ..Description::new("symplectic_euler_adjoint", "rate h = 1/10; order 1; q' = q + h p;  p' = p − h grad(q')")
        }
    }
}

impl<T: Ring> Step<T> for SymplecticEulerAdjoint {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + h.clone() * &p[i]).collect();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(&new_q, &mut g);
        let new_p: Vec<T> = (0..dimension).map(|i| p[i].clone() - h.clone() * &g[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
