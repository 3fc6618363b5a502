//! optax.radam, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root, power};

/// optax.radam.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/100000000
/// coefficient eps_root = 0
/// coefficient threshold = 5
/// counter count
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// mu' = (1 - b1) g + b1 mu
/// w1 = 1 - b2
/// nu' = w1 g² + b2 nu
/// w2 = 2 / w1 - 1
/// w3 = b2^(count')
/// w4 = 1 - w3
/// w5 = w2 - 2 count' w3 / w4
/// w6 = mu' / (1 - b1^(count'))
/// q' = q + (-1) learning_rate (if w5 ≥ threshold then √((w5 - 4) (w5 - 2) w2 / ((w2 - 4) (w2 - 2) w5)) w6 / (√(nu' / w4 + eps_root) + eps) else w6)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxRadam)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxRadam;

impl Describe for OptaxRadam {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("eps_root", (0, 1), ""),
                    NumberSpec::coefficient("threshold", (5, 1), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.radam", "optax.radam(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root, threshold=threshold)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxRadam {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, eps_root, threshold] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let mu = &state.memory[0];
        let nu = &state.memory[1];
        let w1 = T::one() - b2;
        let w2 = T::from_integer(2) / &w1 - T::one();
        let w3 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w4 = T::one() - b1;
        let new_mu: Vec<T> = (0..dimension).map(|i| w4.clone() * &g[i] + b1.clone() * &mu[i]).collect();
        let new_nu: Vec<T> = (0..dimension).map(|i| w1.clone() * g[i].square() + b2.clone() * &nu[i]).collect();
        let w5: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w6 = power(b2, w5.unsigned_abs());
        let w7 = T::one() - &w6;
        let w8 = w2.clone() - T::from_integer(2 * w5) * &w6 / &w7;
        let w9 = T::one() - power(b1, w5.unsigned_abs());
        let w10: Vec<T> = (0..dimension).map(|i| new_mu[i].clone() / &w9).collect();
        let w11 = ((w8.clone() - T::from_integer(4)) * (w8.clone() - T::from_integer(2)) * &w2 / ((w2.clone() - T::from_integer(4)) * (w2.clone() - T::from_integer(2)) * &w8)).sqrt();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w3.clone() * threshold.select_above(&w8, w10[i].clone(), w11.clone() * &w10[i] / ((new_nu[i].clone() / &w7 + eps_root).sqrt() + eps))).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
