//! Explicit Euler: the standing negative control of symplecticity.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use crate::scalar::Ring;

/// Explicit Euler on q̇ = p, ṗ = −∇U(q).
///
/// # Formula
/// q' = q + h p, p' = p − h ∇U(q), both from the old state.
///
/// Not symplectic at any h ≠ 0: on U = ½ ω² q² the determinant of its Jacobian
/// is 1 + h² ω².
#[derive(Clone, Copy, Debug, Default)]
pub struct ExplicitEuler;

impl Describe for ExplicitEuler {
    fn description(&self) -> Description {
        Description {
            source: "Hairer, Lubich and Wanner 2006, doi:10.1007/3-540-30666-8, I.1",
            order: Some(1),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h")] },
            ..Description::new("explicit_euler", "q' = q + h p;  p' = p − h g")
        }
    }
}

impl<T: Ring> Step<T> for ExplicitEuler {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        let points = state.position.iter_mut().zip(&mut state.velocity);
        for ((q, p), g) in points.zip(&state.scratch) {
            *q = q.clone() + h.clone() * &*p;
            *p = p.clone() - h.clone() * g;
        }
        Report::NONE
    }
}
