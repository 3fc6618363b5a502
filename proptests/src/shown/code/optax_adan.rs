//! optax.adan, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// optax.adan.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 49/50
/// share b2 = 23/25
/// share b3 = 99/100
/// weight eps = 1/100000000
/// coefficient eps_root = 1/100000000
/// weight weight_decay = 0
/// counter t
/// m' = (1 - b1) g + b1 m
/// t' = if 2147483647 > t then t + 1 else 2147483647
/// w1 = 1 - b2
/// w2 = w1 (if t = 0 then 0 else g - g_)
/// v' = w2 + b2 v
/// n' = (1 - b3) (g + w2)² + b3 n
/// q' = q + (-1) learning_rate ((m' / (1 - b1^(t')) + w1 (v' / (1 - b2^(t')))) / (√(n' / (1 - b3^(t')) + eps_root) + eps) + weight_decay q)
/// g_' = g
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxAdan)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxAdan;

impl Describe for OptaxAdan {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (49, 50), ""),
                    NumberSpec::fraction("b2", (23, 25), ""),
                    NumberSpec::fraction("b3", (99, 100), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("eps_root", (1, 100000000), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["m", "n", "g"],
            ..Description::new("optax.adan", "optax.adan(learning_rate=learning_rate, b1=b1, b2=b2, b3=b3, eps=eps, eps_root=eps_root, weight_decay=weight_decay)")
        }
    }
}

impl<T: Root> Step<T> for OptaxAdan {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, b3, eps, eps_root, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let t: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let m = &state.memory[0];
        let v = &state.velocity;
        let n = &state.memory[1];
        let g = &state.memory[2];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g2 = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g2);
        let w3: Vec<T> = if t == 0 {
            vec![T::zero(); dimension]
        } else {
            (0..dimension).map(|i| g2[i].clone() - &g[i]).collect()
        };
        let w4 = T::one() - b1;
        let new_m: Vec<T> = (0..dimension).map(|i| w4.clone() * &g2[i] + b1.clone() * &m[i]).collect();
        let w5 = T::one() - b2;
        let w6: Vec<T> = (0..dimension).map(|i| w5.clone() * &w3[i]).collect();
        let new_v: Vec<T> = (0..dimension).map(|i| w6[i].clone() + b2.clone() * &v[i]).collect();
        let w7 = T::one() - b3;
        let new_n: Vec<T> = (0..dimension).map(|i| w7.clone() * (g2[i].clone() + &w6[i]).square() + b3.clone() * &n[i]).collect();
        let w8: i64 = if 2147483647 > t { t + 1 } else { 2147483647 };
        let w9 = T::one() - power(b1, w8.unsigned_abs());
        let w10 = T::one() - power(b2, w8.unsigned_abs());
        let w11 = T::one() - power(b3, w8.unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * ((new_m[i].clone() / &w9 + w5.clone() * (new_v[i].clone() / &w10)) / ((new_n[i].clone() / &w11 + eps_root).sqrt() + eps) + weight_decay.clone() * &q[i])).collect();
        state.position = new_q;
        state.memory[0] = new_m;
        state.velocity = new_v;
        state.memory[1] = new_n;
        state.memory[2] = g2;
        Report::NONE
    }
}
