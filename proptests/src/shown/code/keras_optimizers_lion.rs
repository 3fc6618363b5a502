//! keras.optimizers.Lion, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Compare;

/// keras.optimizers.Lion.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share beta_1 = 9/10
/// share beta_2 = 99/100
/// counter iterations
/// w1 = momentums beta_1 + g (1 - beta_1)
/// q' = q - learning_rate (if w1 > 0 then 1 else if 0 > w1 then -1 else 0)
/// momentums' = momentums beta_2 + g (1 - beta_2)
/// iterations' = iterations + 1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersLion)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersLion;

impl Describe for KerasOptimizersLion {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("beta_1", (9, 10), ""),
                    NumberSpec::fraction("beta_2", (99, 100), ""),
                ]
            },
            memory: &["momentums"],
            ..Description::new("keras.optimizers.Lion", "keras.optimizers.Lion(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2)")
        }
    }
}

impl<T: Compare> Step<T> for KerasOptimizersLion {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, beta_1, beta_2] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let momentums = &state.memory[0];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = T::one() - beta_1;
        let w2: Vec<T> = (0..dimension).map(|i| momentums[i].clone() * beta_1 + g[i].clone() * &w1).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - learning_rate.clone() * w2[i].select_above(&T::zero(), T::one(), T::zero().select_above(&w2[i], T::from_integer(-1), T::zero()))).collect();
        let w3 = T::one() - beta_2;
        let new_momentums: Vec<T> = (0..dimension).map(|i| momentums[i].clone() * beta_2 + g[i].clone() * &w3).collect();
        state.position = new_q;
        state.memory[0] = new_momentums;
        Report::NONE
    }
}
