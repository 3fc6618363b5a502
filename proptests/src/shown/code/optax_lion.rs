//! optax.lion, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Compare;

/// optax.lion.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 99/100
/// weight weight_decay = 1/1000
/// counter count
/// w1 = (1 - b1) g + b1 mu
/// q' = q + (-1) learning_rate ((if w1 > 0 then 1 else if 0 > w1 then -1 else 0) + weight_decay q)
/// mu' = (1 - b2) g + b2 mu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxLion)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxLion;

impl Describe for OptaxLion {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (99, 100), ""),
                    NumberSpec::weight("weight_decay", (1, 1000), ""),
                ]
            },
            memory: &["mu"],
            ..Description::new("optax.lion", "optax.lion(learning_rate=learning_rate, b1=b1, b2=b2, weight_decay=weight_decay)")
        }
    }
}

impl<T: Compare> Step<T> for OptaxLion {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, weight_decay] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let mu = &state.memory[0];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::one() - b1;
        let w3: Vec<T> = (0..dimension).map(|i| w2.clone() * &g[i] + b1.clone() * &mu[i]).collect();
        let w4 = T::one() - b2;
        let new_mu: Vec<T> = (0..dimension).map(|i| w4.clone() * &g[i] + b2.clone() * &mu[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (w3[i].select_above(&T::zero(), T::one(), T::zero().select_above(&w3[i], T::from_integer(-1), T::zero())) + weight_decay.clone() * &q[i])).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        Report::NONE
    }
}
