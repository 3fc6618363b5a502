//! Stochastic gradient descent with momentum, the rate inside the velocity.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift, kick};
use crate::scalar::Ring;

/// SGD with momentum (the heavy ball).
///
/// # Formula
/// v' = μ v + η g(q), q' = q − v'; v₀ = 0.
///
/// # Source
/// Polyak 1964, DOI 10.1016/0041-5553(64)90137-5; the paper's first listing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sgd;

impl Describe for Sgd {
    fn description(&self) -> Description {
        Description {
            source: "Polyak 1964, doi:10.1016/0041-5553(64)90137-5",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (5, 1000), "learning rate η, inside the velocity"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                ]
            },
            program: true,
            ..Description::new("sgd", "v' = μ v + η g;  q' = q − v'")
        }
    }
}

impl<T: Ring> Step<T> for Sgd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            *v = kick(momentum, v, learning_rate, g);
            *q = drift(q, v);
        }
        Report::NONE
    }
}

/// SGD with momentum, the rate outside the velocity (PyTorch's convention).
///
/// # Formula
/// v' = μ v + g(q), q' = q − η v'; v₀ = 0.
///
/// At a constant rate it is [`Sgd`] with the velocity rescaled; where the rate
/// changes the two part.
#[derive(Clone, Copy, Debug, Default)]
pub struct SgdRateOutside;

impl Describe for SgdRateOutside {
    fn description(&self) -> Description {
        Description {
            source: "Polyak 1964, doi:10.1016/0041-5553(64)90137-5; the convention of PyTorch's SGD",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (5, 1000), "learning rate η, outside the velocity"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                ]
            },
            ..Description::new("sgd_rate_outside", "v' = μ v + g;  q' = q − η v'")
        }
    }
}

impl<T: Ring> Step<T> for SgdRateOutside {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [lr, momentum] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            *v = kick(momentum, v, &T::one(), g);
            *q = drift(q, &(lr.clone() * &*v));
        }
        Report::NONE
    }
}
