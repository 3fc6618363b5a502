//! keras.optimizers.Adam, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// keras.optimizers.Adam.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share beta_1 = 9/10
/// share beta_2 = 999/1000
/// weight epsilon = 1/10000000
/// counter iterations
/// momentums' = momentums + (g - momentums) (1 - beta_1)
/// iterations' = iterations + 1
/// velocities' = velocities + (g² - velocities) (1 - beta_2)
/// q' = q - momentums' (learning_rate √(1 - beta_2^(iterations')) / (1 - beta_1^(iterations'))) / (√velocities' + epsilon)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersAdam)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersAdam;

impl Describe for KerasOptimizersAdam {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("beta_1", (9, 10), ""),
                    NumberSpec::fraction("beta_2", (999, 1000), ""),
                    NumberSpec::weight("epsilon", (1, 10000000), ""),
                ]
            },
            memory: &["momentums", "velocities"],
            ..Description::new("keras.optimizers.Adam", "keras.optimizers.Adam(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)")
        }
    }
}

impl<T: Root> Step<T> for KerasOptimizersAdam {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, beta_1, beta_2, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let iterations: i64 = k - 1;
        let dimension = state.position.len();
        let q = &state.position;
        let momentums = &state.memory[0];
        let velocities = &state.memory[1];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1: i64 = iterations + 1;
        let w2 = learning_rate.clone() * (T::one() - power(beta_2, w1.unsigned_abs())).sqrt() / (T::one() - power(beta_1, w1.unsigned_abs()));
        let w3 = T::one() - beta_1;
        let new_momentums: Vec<T> = (0..dimension).map(|i| momentums[i].clone() + (g[i].clone() - &momentums[i]) * &w3).collect();
        let w4 = T::one() - beta_2;
        let new_velocities: Vec<T> = (0..dimension).map(|i| velocities[i].clone() + (g[i].square() - &velocities[i]) * &w4).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - new_momentums[i].clone() * &w2 / (new_velocities[i].sqrt() + eps)).collect();
        state.position = new_q;
        state.memory[0] = new_momentums;
        state.memory[1] = new_velocities;
        Report::NONE
    }
}
