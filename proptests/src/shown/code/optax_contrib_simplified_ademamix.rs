//! optax.contrib.simplified_ademamix, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// optax.contrib.simplified_ademamix.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 99/100
/// share b2 = 19/20
/// rate alpha = 0
/// weight eps = 1/100000000
/// coefficient eps_root = 0
/// weight weight_decay = 0
/// counter t
/// m' = g + b1 m
/// w1 = g g
/// n' = w1 + b2 (n - w1)
/// t' = if 2147483647 > t then t + 1 else 2147483647
/// q' = q + (-1) learning_rate ((m' + alpha g) / (√(n' / (1 - b2^(t')) + eps_root) + eps) + weight_decay q)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribSimplifiedAdemamix)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribSimplifiedAdemamix;

impl Describe for OptaxContribSimplifiedAdemamix {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (99, 100), ""),
                    NumberSpec::fraction("b2", (19, 20), ""),
                    NumberSpec::rate("alpha", (0, 1), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("eps_root", (0, 1), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["m", "n"],
            ..Description::new("optax.contrib.simplified_ademamix", "optax.contrib.simplified_ademamix(learning_rate=learning_rate, b1=b1, b2=b2, alpha=alpha, eps=eps, eps_root=eps_root, weight_decay=weight_decay)")
        }
    }
}

impl<T: Root> Step<T> for OptaxContribSimplifiedAdemamix {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, alpha, eps, eps_root, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let t: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let m = &state.memory[0];
        let n = &state.memory[1];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_m: Vec<T> = (0..dimension).map(|i| g[i].clone() + b1.clone() * &m[i]).collect();
        let w2: Vec<T> = (0..dimension).map(|i| g[i].clone() * &g[i]).collect();
        let new_n: Vec<T> = (0..dimension).map(|i| w2[i].clone() + b2.clone() * (n[i].clone() - &w2[i])).collect();
        let w3 = T::one() - power(b2, (if 2147483647 > t { t + 1 } else { 2147483647 }).unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * ((new_m[i].clone() + alpha.clone() * &g[i]) / ((new_n[i].clone() / &w3 + eps_root).sqrt() + eps) + weight_decay.clone() * &q[i])).collect();
        state.position = new_q;
        state.memory[0] = new_m;
        state.memory[1] = new_n;
        Report::NONE
    }
}
