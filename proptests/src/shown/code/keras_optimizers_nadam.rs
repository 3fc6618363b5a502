//! keras.optimizers.Nadam, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// keras.optimizers.Nadam.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share beta_1 = 9/10
/// share beta_2 = 999/1000
/// weight epsilon = 1/10000000
/// number u_product
/// counter iterations
/// start u_product = 1
/// momentums' = momentums + (g - momentums) (1 - beta_1)
/// iterations' = iterations + 1
/// w1 = 1 - 1/2 (24/25)^(iterations')
/// u_product' = u_product beta_1 w1
/// velocities' = velocities + (g² - velocities) (1 - beta_2)
/// w2 = beta_1 (1 - 1/2 (24/25)^(iterations + 2))
/// q' = q - (w2 momentums' / (1 - u_product' w2) + (1 - beta_1 w1) g / (1 - u_product')) learning_rate / (√(velocities' / (1 - beta_2^(iterations'))) + epsilon)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersNadam)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersNadam;

impl Describe for KerasOptimizersNadam {
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
            memory: &["momentums", "velocities", "u_product"],
            ..Description::new("keras.optimizers.Nadam", "keras.optimizers.Nadam(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)")
        }
    }
}

impl<T: Root> Step<T> for KerasOptimizersNadam {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, beta_1, beta_2, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let iterations: i64 = k - 1;
        let dimension = state.position.len();
        let q = &state.position;
        let momentums = &state.memory[0];
        let velocities = &state.memory[1];
        let u_product = if k == 1 {
            T::one()
        } else {
            state.memory[2].first().cloned().unwrap_or_else(T::zero)
        };
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1: i64 = iterations + 1;
        let w2 = T::one() - T::ratio(1, 2) * power(&T::ratio(24, 25), w1.unsigned_abs());
        let new_u_product = u_product.clone() * beta_1 * &w2;
        let w3 = beta_1.clone() * (T::one() - T::ratio(1, 2) * power(&T::ratio(24, 25), (iterations + 2).unsigned_abs()));
        let w4 = T::one() - beta_1;
        let new_momentums: Vec<T> = (0..dimension).map(|i| momentums[i].clone() + (g[i].clone() - &momentums[i]) * &w4).collect();
        let w5 = T::one() - beta_2;
        let new_velocities: Vec<T> = (0..dimension).map(|i| velocities[i].clone() + (g[i].square() - &velocities[i]) * &w5).collect();
        let w6 = T::one() - new_u_product.clone() * &w3;
        let w7 = T::one() - beta_1.clone() * &w2;
        let w8 = T::one() - &new_u_product;
        let w9 = T::one() - power(beta_2, w1.unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - (w3.clone() * &new_momentums[i] / &w6 + w7.clone() * &g[i] / &w8) * learning_rate / ((new_velocities[i].clone() / &w9).sqrt() + eps)).collect();
        state.position = new_q;
        state.memory[0] = new_momentums;
        state.memory[1] = new_velocities;
        if let Some(first) = state.memory[2].first_mut() {
            *first = new_u_product;
        }
        Report::NONE
    }
}
