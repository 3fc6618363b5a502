//! optax.novograd, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// optax.novograd.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 1/4
/// weight eps = 1/1000000
/// coefficient eps_root = 0
/// weight weight_decay = 0
/// number nu
/// counter count
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// w1 = not count' = 1
/// w2 = (√sum(g g))²
/// nu' = if w1 then (1 - b2) w2 + b2 nu else w2
/// w3 = g / (√(nu' + eps_root) + eps) + weight_decay q
/// mu' = if w1 then b1 mu + w3 else w3
/// q' = q + (-1) learning_rate mu'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxNovograd)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxNovograd;

impl Describe for OptaxNovograd {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (1, 4), ""),
                    NumberSpec::weight("eps", (1, 1000000), ""),
                    NumberSpec::coefficient("eps_root", (0, 1), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.novograd", "optax.novograd(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root, weight_decay=weight_decay)")
        }
    }
}

impl<T: Root> Step<T> for OptaxNovograd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, eps_root, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let mu = &state.memory[0];
        let nu = state.memory[1].first().cloned().unwrap_or_else(T::zero);
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w3 = (0..dimension).map(|i| g[i].clone() * &g[i]).fold(T::zero(), |sum, x| sum + x).sqrt().square();
        let w4 = w2 != 1;
        let new_nu = if w4 {
            (T::one() - b2) * &w3 + b2.clone() * &nu
        } else {
            w3.clone()
        };
        let w5 = (new_nu.clone() + eps_root).sqrt() + eps;
        let w6: Vec<T> = (0..dimension).map(|i| g[i].clone() / &w5 + weight_decay.clone() * &q[i]).collect();
        let new_mu: Vec<T> = if w4 {
            (0..dimension).map(|i| b1.clone() * &mu[i] + &w6[i]).collect()
        } else {
            w6.clone()
        };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &new_mu[i]).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_nu;
        }
        Report::NONE
    }
}
