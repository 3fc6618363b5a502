//! keras.optimizers.Adagrad, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// keras.optimizers.Adagrad.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient initial_accumulator_value = 1/10
/// weight epsilon = 1/10000000
/// counter iterations
/// start accumulators = initial_accumulator_value * 1
/// accumulators' = accumulators + g²
/// q' = q - learning_rate g / √(accumulators' + epsilon)
/// iterations' = iterations + 1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersAdagrad)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersAdagrad;

impl Describe for KerasOptimizersAdagrad {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("initial_accumulator_value", (1, 10), ""),
                    NumberSpec::weight("epsilon", (1, 10000000), ""),
                ]
            },
            memory: &["accumulators"],
            ..Description::new("keras.optimizers.Adagrad", "keras.optimizers.Adagrad(learning_rate=learning_rate, initial_accumulator_value=initial_accumulator_value, epsilon=epsilon)")
        }
    }
}

impl<T: Root> Step<T> for KerasOptimizersAdagrad {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, initial_accumulator_value, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let accumulators: Vec<T> = if k == 1 {
            let w1 = initial_accumulator_value.clone() * T::one();
            vec![w1.clone(); dimension]
        } else {
            state.memory[0].clone()
        };
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_accumulators: Vec<T> = (0..dimension).map(|i| accumulators[i].clone() + g[i].square()).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - learning_rate.clone() * &g[i] / (new_accumulators[i].clone() + eps).sqrt()).collect();
        state.position = new_q;
        state.memory[0] = new_accumulators;
        Report::NONE
    }
}
