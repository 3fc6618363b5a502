//! optax.yogi, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root, power};

/// optax.yogi.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/1000
/// counter count
/// start mu = 1/1000000
/// start nu = 1/1000000
/// mu' = (1 - b1) g + b1 mu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// w1 = g g
/// w2 = nu - w1
/// nu' = nu - (1 - b2) (if w2 > 0 then 1 else if 0 > w2 then -1 else 0) w1
/// q' = q + (-1) learning_rate (mu' / (1 - b1^(count')) / (√(nu' / (1 - b2^(count')) + 0) + eps))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxYogi)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxYogi;

impl Describe for OptaxYogi {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 1000), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.yogi", "optax.yogi(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxYogi {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let w1 = k == 1;
        let mu: Vec<T> = if w1 {
            vec![T::ratio(1, 1000000); dimension]
        } else {
            state.memory[0].clone()
        };
        let nu: Vec<T> = if w1 {
            vec![T::ratio(1, 1000000); dimension]
        } else {
            state.memory[1].clone()
        };
        let w2 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w3 = T::one() - b1;
        let new_mu: Vec<T> = (0..dimension).map(|i| w3.clone() * &g[i] + b1.clone() * &mu[i]).collect();
        let w4 = T::one() - b2;
        let w5: Vec<T> = (0..dimension).map(|i| g[i].clone() * &g[i]).collect();
        let w6: Vec<T> = (0..dimension).map(|i| nu[i].clone() - &w5[i]).collect();
        let new_nu: Vec<T> = (0..dimension).map(|i| nu[i].clone() - w4.clone() * w6[i].select_above(&T::zero(), T::one(), T::zero().select_above(&w6[i], T::from_integer(-1), T::zero())) * &w5[i]).collect();
        let w7: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w8 = T::one() - power(b1, w7.unsigned_abs());
        let w9 = T::one() - power(b2, w7.unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w2.clone() * (new_mu[i].clone() / &w8 / ((new_nu[i].clone() / &w9 + T::zero()).sqrt() + eps))).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
