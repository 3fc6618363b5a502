//! optax.contrib.ademamix, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// optax.contrib.ademamix.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// share b3 = 9999/10000
/// rate alpha = 5
/// weight eps = 1/100000000
/// coefficient eps_root = 0
/// weight weight_decay = 0
/// counter count
/// counter count_m2
/// m1' = (1 - b1) g + b1 m1
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// m2' = (1 - b3) g + b3 m2
/// nu' = (1 - b2) g² + b2 nu
/// q' = q + (-1) learning_rate ((m1' / (1 - b1^(count')) + alpha m2') / (√(nu' / (1 - b2^(count')) + eps_root) + eps) + weight_decay q)
/// count_m2' = if 2147483647 > count_m2 then count_m2 + 1 else 2147483647
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribAdemamix)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribAdemamix;

impl Describe for OptaxContribAdemamix {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::fraction("b3", (9999, 10000), ""),
                    NumberSpec::rate("alpha", (5, 1), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("eps_root", (0, 1), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["m1", "m2", "nu"],
            ..Description::new("optax.contrib.ademamix", "optax.contrib.ademamix(learning_rate=learning_rate, b1=b1, b2=b2, b3=b3, alpha=alpha, eps=eps, eps_root=eps_root, weight_decay=weight_decay)")
        }
    }
}

impl<T: Root> Step<T> for OptaxContribAdemamix {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, b3, alpha, eps, eps_root, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let m1 = &state.memory[0];
        let m2 = &state.memory[1];
        let nu = &state.memory[2];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::one() - b1;
        let new_m1: Vec<T> = (0..dimension).map(|i| w2.clone() * &g[i] + b1.clone() * &m1[i]).collect();
        let w3 = T::one() - b3;
        let new_m2: Vec<T> = (0..dimension).map(|i| w3.clone() * &g[i] + b3.clone() * &m2[i]).collect();
        let w4 = T::one() - b2;
        let new_nu: Vec<T> = (0..dimension).map(|i| w4.clone() * g[i].square() + b2.clone() * &nu[i]).collect();
        let w5: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w6 = T::one() - power(b1, w5.unsigned_abs());
        let w7 = T::one() - power(b2, w5.unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * ((new_m1[i].clone() / &w6 + alpha.clone() * &new_m2[i]) / ((new_nu[i].clone() / &w7 + eps_root).sqrt() + eps) + weight_decay.clone() * &q[i])).collect();
        state.position = new_q;
        state.memory[0] = new_m1;
        state.memory[1] = new_m2;
        state.memory[2] = new_nu;
        Report::NONE
    }
}
