//! keras.optimizers.SGD, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// keras.optimizers.SGD.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// share momentum = 9/10
/// counter iterations
/// momentums' = momentums momentum - g learning_rate
/// q' = q + momentums'
/// iterations' = iterations + 1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(KerasOptimizersSGD)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersSGD;

impl Describe for KerasOptimizersSGD {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                    NumberSpec::fraction("momentum", (9, 10), ""),
                ]
            },
            memory: &["momentums"],
            ..Description::new("keras.optimizers.SGD", "keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum)")
        }
    }
}

impl<T: Ring> Step<T> for KerasOptimizersSGD {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let momentums = &state.memory[0];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_momentums: Vec<T> = (0..dimension).map(|i| momentums[i].clone() * momentum - g[i].clone() * learning_rate).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + &new_momentums[i]).collect();
        state.position = new_q;
        state.memory[0] = new_momentums;
        Report::NONE
    }
}
