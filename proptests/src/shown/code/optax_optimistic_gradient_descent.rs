//! optax.optimistic_gradient_descent, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// optax.optimistic_gradient_descent.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// rate alpha = 1
/// share beta = 1
/// counter is_initial_step
/// start is_initial_step = 1
/// q' = q + (-1) learning_rate ((alpha + beta) g - beta (if is_initial_step = 1 then g else previous_gradient))
/// previous_gradient' = g
/// is_initial_step' = 0
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(OptaxOptimisticGradientDescent)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxOptimisticGradientDescent;

impl Describe for OptaxOptimisticGradientDescent {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                    NumberSpec::rate("alpha", (1, 1), ""),
                    NumberSpec::fraction("beta", (1, 1), ""),
                ]
            },
            memory: &["previous_gradient"],
            ..Description::new("optax.optimistic_gradient_descent", "optax.optimistic_gradient_descent(learning_rate=learning_rate, alpha=alpha, beta=beta)")
        }
    }
}

impl<T: Ring> Step<T> for OptaxOptimisticGradientDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, alpha, beta] = hyper.numbers();
        let k = state.begin_step() as i64;
        let is_initial_step: i64 = if k == 1 { 1 } else { 0 };
        let dimension = state.position.len();
        let q = &state.position;
        let previous_gradient = &state.memory[0];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2: Vec<T> = if is_initial_step == 1 {
            g.clone()
        } else {
            previous_gradient.clone()
        };
        let w3 = alpha.clone() + beta;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (w3.clone() * &g[i] - beta.clone() * &w2[i])).collect();
        state.position = new_q;
        state.memory[0] = g;
        Report::NONE
    }
}
