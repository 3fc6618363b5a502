//! Gradient descent, without memory.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift};
use crate::scalar::Ring;

/// Gradient descent: the explicit Euler step of q̇ = −∇U(q).
///
/// # Formula
/// q' = q − η g(q).
#[derive(Clone, Copy, Debug, Default)]
pub struct GradientDescent;

impl Describe for GradientDescent {
    fn description(&self) -> Description {
        Description {
            source: "Cauchy 1847, Comptes rendus 25:536-538",
            numbers: const { &[NumberSpec::rate("lr", (1, 100), "learning rate η")] },
            ..Description::new("gradient_descent", "q' = q − η g")
        }
    }
}

impl<T: Ring> Step<T> for GradientDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for (q, g) in state.position.iter_mut().zip(&state.scratch) {
            *q = drift(q, &(learning_rate.clone() * g));
        }
        Report::NONE
    }
}
