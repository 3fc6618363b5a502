//! keras.optimizers.Lamb, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root, power};

/// keras.optimizers.Lamb.
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
/// w1 = √sum(q²)
/// w2 = momentums' / (1 - beta_1^(iterations')) / (√(velocities' / (1 - beta_2^(iterations'))) + epsilon)
/// w3 = √sum(w2²)
/// q' = q - (if w1 > 0 then (if w3 > 0 then w1 / w3 else 1) else 1) learning_rate w2
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersLamb)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersLamb;

impl Describe for KerasOptimizersLamb {
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
            ..Description::new("keras.optimizers.Lamb", "keras.optimizers.Lamb(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)")
        }
    }
}

impl<T: Compare + Root> Step<T> for KerasOptimizersLamb {
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
        let w2 = T::one() - beta_1;
        let new_momentums: Vec<T> = (0..dimension).map(|i| momentums[i].clone() + (g[i].clone() - &momentums[i]) * &w2).collect();
        let w3 = T::one() - beta_2;
        let new_velocities: Vec<T> = (0..dimension).map(|i| velocities[i].clone() + (g[i].square() - &velocities[i]) * &w3).collect();
        let w4 = T::one() - power(beta_1, w1.unsigned_abs());
        let w5 = T::one() - power(beta_2, w1.unsigned_abs());
        let w6: Vec<T> = (0..dimension).map(|i| new_momentums[i].clone() / &w4 / ((new_velocities[i].clone() / &w5).sqrt() + eps)).collect();
        let w7 = (0..dimension).map(|i| q[i].square()).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w8 = (0..dimension).map(|i| w6[i].square()).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w9 = w7.select_above(&T::zero(), w8.select_above(&T::zero(), w7.clone() / &w8, T::one()), T::one()) * learning_rate;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - w9.clone() * &w6[i]).collect();
        state.position = new_q;
        state.memory[0] = new_momentums;
        state.memory[1] = new_velocities;
        Report::NONE
    }
}
