//! Quasi-hyperbolic momentum.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, average, drift};
use crate::scalar::Ring;

/// Quasi-hyperbolic momentum: a mean of the gradient and of its running average.
///
/// # Formula
/// v' = β v + (1 − β) g, q' = q − η ((1 − ν) g + ν v').
///
/// With ν = 1 it is momentum SGD with an averaged velocity, with ν = 0 gradient descent.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuasiHyperbolicMomentum;

impl Describe for QuasiHyperbolicMomentum {
    fn description(&self) -> Description {
        Description {
            source: "Ma and Yarats 2019, arXiv:1810.06801",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 10), "learning rate η"),
                    NumberSpec::fraction("momentum", (999, 1000), "share μ of the average that is kept"),
                    NumberSpec::fraction("nu", (7, 10), "share ν of the average in the step"),
                ]
            },
            ..Description::new("quasi_hyperbolic_momentum", "v' = μ v + (1 − μ) g;  q' = q − η ((1 − ν) g + ν v')")
        }
    }
}

impl<T: Ring> Step<T> for QuasiHyperbolicMomentum {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, share] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            *v = average(momentum, v, g);
            *q = drift(q, &(learning_rate.clone() * average(share, v, g)));
        }
        Report::NONE
    }
}
