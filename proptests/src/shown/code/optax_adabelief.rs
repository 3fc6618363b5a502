//! optax.adabelief, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// optax.adabelief.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/10000000000000000
/// coefficient eps_root = 1/10000000000000000
/// counter count
/// mu' = (1 - b1) g + b1 mu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// nu' = (1 - b2) (g - mu')² + b2 nu + eps_root
/// q' = q + (-1) learning_rate (mu' / (1 - b1^(count')) / (√(nu' / (1 - b2^(count'))) + eps))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxAdabelief)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxAdabelief;

impl Describe for OptaxAdabelief {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 10000000000000000), ""),
                    NumberSpec::coefficient("eps_root", (1, 10000000000000000), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.adabelief", "optax.adabelief(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root)")
        }
    }
}

impl<T: Root> Step<T> for OptaxAdabelief {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, eps_root] = hyper.numbers();
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
        let w3 = T::one() - b2;
        let new_nu: Vec<T> = (0..dimension).map(|i| w3.clone() * (g[i].clone() - &new_mu[i]).square() + b2.clone() * &nu[i] + eps_root).collect();
        let w4: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w5 = T::one() - power(b1, w4.unsigned_abs());
        let w6 = T::one() - power(b2, w4.unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (new_mu[i].clone() / &w5 / ((new_nu[i].clone() / &w6).sqrt() + eps))).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
