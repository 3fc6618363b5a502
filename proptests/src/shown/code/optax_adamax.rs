//! optax.adamax, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Field, power};

/// optax.adamax.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/100000000
/// counter count
/// mu' = (1 - b1) g + b1 mu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// w1 = abs(g) + eps
/// w2 = b2 nu
/// nu' = max(w1, w2)
/// q' = q + (-1) learning_rate (mu' / (1 - b1^(count')) / nu')
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxAdamax)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxAdamax;

impl Describe for OptaxAdamax {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.adamax", "optax.adamax(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps)")
        }
    }
}

impl<T: Absolute + Compare + Field> Step<T> for OptaxAdamax {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let mu = &state.memory[0];
        let nu = &state.memory[1];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::one() - b1;
        let new_mu: Vec<T> = (0..dimension).map(|i| w2.clone() * &g[i] + b1.clone() * &mu[i]).collect();
        let w3: Vec<T> = (0..dimension).map(|i| g[i].abs() + eps).collect();
        let w4: Vec<T> = (0..dimension).map(|i| b2.clone() * &nu[i]).collect();
        let new_nu: Vec<T> = (0..dimension).map(|i| w3[i].select_above(&w4[i], w3[i].clone(), w4[i].clone())).collect();
        let w5 = T::one() - power(b1, (if 2147483647 > count { count + 1 } else { 2147483647 }).unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (new_mu[i].clone() / &w5 / &new_nu[i])).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
