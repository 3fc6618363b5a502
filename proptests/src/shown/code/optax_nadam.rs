//! optax.nadam, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// optax.nadam.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/100000000
/// coefficient eps_root = 0
/// counter count
/// w1 = 1 - b1
/// mu' = w1 g + b1 mu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// nu' = (1 - b2) g² + b2 nu
/// q' = q + (-1) learning_rate ((b1 (mu' / (1 - b1^(if 2147483647 > count' then count' + 1 else 2147483647))) + w1 (g / (1 - b1^(count')))) / (√(nu' / (1 - b2^(count')) + eps_root) + eps))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxNadam)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxNadam;

impl Describe for OptaxNadam {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("eps_root", (0, 1), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.nadam", "optax.nadam(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root)")
        }
    }
}

impl<T: Root> Step<T> for OptaxNadam {
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
        let new_nu: Vec<T> = (0..dimension).map(|i| w3.clone() * g[i].square() + b2.clone() * &nu[i]).collect();
        let w4: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w5 = T::one() - power(b1, (if 2147483647 > w4 { w4 + 1 } else { 2147483647 }).unsigned_abs());
        let w6 = T::one() - power(b1, w4.unsigned_abs());
        let w7 = T::one() - power(b2, w4.unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * ((b1.clone() * (new_mu[i].clone() / &w5) + w2.clone() * (g[i].clone() / &w6)) / ((new_nu[i].clone() / &w7 + eps_root).sqrt() + eps))).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
