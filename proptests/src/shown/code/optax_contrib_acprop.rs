//! optax.contrib.acprop, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// optax.contrib.acprop.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/10000000000000000
/// coefficient eps_root = 1/10000000000000000
/// weight weight_decay = 0
/// counter count
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// w1 = count = 0
/// q' = q + (-1) learning_rate (g / (√(if w1 then 1 else nu / (1 - b2^(if w1 then count' else count))) + eps) + weight_decay q)
/// mu' = (1 - b1) g + b1 mu
/// nu' = (1 - b2) (g - mu)² + b2 nu + eps_root
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribAcprop)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribAcprop;

impl Describe for OptaxContribAcprop {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 10000000000000000), ""),
                    NumberSpec::coefficient("eps_root", (1, 10000000000000000), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.contrib.acprop", "optax.contrib.acprop(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root, weight_decay=weight_decay)")
        }
    }
}

impl<T: Root> Step<T> for OptaxContribAcprop {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, eps_root, weight_decay] = hyper.numbers();
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
        let new_nu: Vec<T> = (0..dimension).map(|i| w3.clone() * (g[i].clone() - &mu[i]).square() + b2.clone() * &nu[i] + eps_root).collect();
        let w4 = count == 0;
        let w6: Vec<T> = if w4 {
            vec![T::one(); dimension]
        } else {
            let w5 = T::one() - power(b2, (if w4 { if 2147483647 > count { count + 1 } else { 2147483647 } } else { count }).unsigned_abs());
            (0..dimension).map(|i| nu[i].clone() / &w5).collect()
        };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (g[i].clone() / (w6[i].sqrt() + eps) + weight_decay.clone() * &q[i])).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
