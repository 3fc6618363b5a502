//! adamw, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Root, power};

/// adamw.
///
/// # Formula
/// ```text
/// rate η = 1/1000
/// share β₁ = 9/10
/// share β₂ = 999/1000
/// weight ε = 1/100000000
/// weight w = 1/100
/// v' = β₁ v + (1 - β₁) g
/// s' = β₂ s + (1 - β₂) g²
/// q' = q - η (v' / (1 - β₁^(k)) / (√(s' / (1 - β₂^(k))) + ε) + w q)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(Adamw)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Adamw;

impl Describe for Adamw {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 1000), ""),
                    NumberSpec::fraction("β₁", (9, 10), ""),
                    NumberSpec::fraction("β₂", (999, 1000), ""),
                    NumberSpec::weight("ε", (1, 100000000), ""),
                    NumberSpec::weight("w", (1, 100), ""),
                ]
            },
            memory: &["s"],
            ..Description::new("adamw", "rate η = 1/1000; share β₁ = 9/10; share β₂ = 999/1000; weight ε = 1/100000000; weight w = 1/100; v' = β₁ v + (1 − β₁) g;  s' = β₂ s + (1 − β₂) g²;  q' = q − η ((v' / (1 − β₁^k)) / (√(s' / (1 − β₂^k)) + ε) + w q)")
        }
    }
}

impl<T: Root> Step<T> for Adamw {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, beta1, beta2, eps, w] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let s = &state.memory[0];
        let w1 = T::one() - beta1;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| beta1.clone() * &v[i] + w1.clone() * &g[i]).collect();
        let w2 = T::one() - beta2;
        let new_s: Vec<T> = (0..dimension).map(|i| beta2.clone() * &s[i] + w2.clone() * g[i].square()).collect();
        let w3 = T::one() - power(beta1, k.unsigned_abs());
        let w4 = T::one() - power(beta2, k.unsigned_abs());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * (new_v[i].clone() / &w3 / ((new_s[i].clone() / &w4).sqrt() + eps) + w.clone() * &q[i])).collect();
        state.position = new_q;
        state.velocity = new_v;
        state.memory[0] = new_s;
        Report::NONE
    }
}
