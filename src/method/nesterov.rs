//! Nesterov's accelerated gradient, in its momentum form.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift, kick};
use crate::scalar::Ring;

/// Nesterov's method: the gradient is taken at the point ahead.
///
/// # Formula
/// v' = μ v + η g(q − μ v), q' = q − v'.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nesterov;

impl Describe for Nesterov {
    fn description(&self) -> Description {
        Description {
            source: "Sutskever, Martens, Dahl and Hinton 2013, PMLR 28(3):1139-1147; Nesterov 1983",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (5, 1000), "learning rate η, inside the velocity"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                ]
            },
            ..Description::new("nesterov", "v' = μ v + η grad(q − μ v);  q' = q − v'")
        }
    }
}

impl<T: Ring> Step<T> for Nesterov {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [lr, momentum] = hyper.numbers();
        state.begin_step();
        let ahead: Vec<T> =
            state.position.iter().zip(&state.velocity).map(|(q, v)| drift(q, &(momentum.clone() * v))).collect();
        oracle.gradient(&ahead, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            *v = kick(momentum, v, lr, g);
            *q = drift(q, v);
        }
        Report::NONE
    }
}
