//! keras.optimizers.Adamax, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Field, power};

/// keras.optimizers.Adamax.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share beta_1 = 9/10
/// share beta_2 = 999/1000
/// weight epsilon = 1/10000000
/// counter iterations
/// m' = m + (g - m) (1 - beta_1)
/// iterations' = iterations + 1
/// w1 = beta_2 u
/// w2 = abs(g)
/// u' = max(w1, w2)
/// q' = q - learning_rate m' / ((1 - beta_1^(iterations')) (u' + epsilon))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersAdamax)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersAdamax;

impl Describe for KerasOptimizersAdamax {
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
            memory: &["m", "u"],
            ..Description::new("keras.optimizers.Adamax", "keras.optimizers.Adamax(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)")
        }
    }
}

impl<T: Absolute + Compare + Field> Step<T> for KerasOptimizersAdamax {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, beta_1, beta_2, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let iterations: i64 = k - 1;
        let dimension = state.position.len();
        let q = &state.position;
        let m = &state.memory[0];
        let u = &state.memory[1];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = T::one() - beta_1;
        let new_m: Vec<T> = (0..dimension).map(|i| m[i].clone() + (g[i].clone() - &m[i]) * &w1).collect();
        let w2: Vec<T> = (0..dimension).map(|i| beta_2.clone() * &u[i]).collect();
        let w3: Vec<T> = (0..dimension).map(|i| g[i].abs()).collect();
        let new_u: Vec<T> = (0..dimension).map(|i| w2[i].select_above(&w3[i], w2[i].clone(), w3[i].clone())).collect();
        let w4 = T::one() - power(beta_1, (iterations + 1).unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - learning_rate.clone() * &new_m[i] / (w4.clone() * (new_u[i].clone() + eps))).collect();
        state.position = new_q;
        state.memory[0] = new_m;
        state.memory[1] = new_u;
        Report::NONE
    }
}
