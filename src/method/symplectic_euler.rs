//! Symplectic Euler and its adjoint.

use super::splitting::{drift_flow, kick_flow};
use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use crate::scalar::Ring;

/// Symplectic Euler: kick, then drift.
///
/// # Formula
/// p' = p − h ∇U(q), q' = q + h p'.
#[derive(Clone, Copy, Debug, Default)]
pub struct SymplecticEuler;

impl Describe for SymplecticEuler {
    fn description(&self) -> Description {
        Description {
            source: "Hairer, Lubich and Wanner 2006, doi:10.1007/3-540-30666-8, I.1",
            order: Some(1),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h")] },
            ..Description::new("symplectic_euler", "p' = p − h g;  q' = q + h p'")
        }
    }
}

impl<T: Ring> Step<T> for SymplecticEuler {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        kick_flow(h, oracle, state);
        drift_flow(h, state);
        Report::NONE
    }
}

/// The adjoint of symplectic Euler: drift, then kick.
///
/// # Formula
/// q' = q + h p, p' = p − h ∇U(q').
#[derive(Clone, Copy, Debug, Default)]
pub struct SymplecticEulerAdjoint;

impl Describe for SymplecticEulerAdjoint {
    fn description(&self) -> Description {
        Description {
            source: "Hairer, Lubich and Wanner 2006, doi:10.1007/3-540-30666-8, II.3",
            order: Some(1),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h")] },
            ..Description::new("symplectic_euler_adjoint", "q' = q + h p;  p' = p − h grad(q')")
        }
    }
}

impl<T: Ring> Step<T> for SymplecticEulerAdjoint {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        drift_flow(h, state);
        kick_flow(h, oracle, state);
        Report::NONE
    }
}
