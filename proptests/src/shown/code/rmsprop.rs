//! rmsprop, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// rmsprop.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// share β₂ = 9/10
/// weight ε = 1/100000000
/// s' = β₂ s + (1 - β₂) g²
/// q' = q - η g / (√s' + ε)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(Rmsprop)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rmsprop;

impl Describe for Rmsprop {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::fraction("β₂", (9, 10), ""),
                    NumberSpec::weight("ε", (1, 100000000), ""),
                ]
            },
            memory: &["s"],
            ..Description::new("rmsprop", "rate η = 1/100; share β₂ = 9/10; weight ε = 1/100000000; s' = β₂ s + (1 − β₂) g²;  q' = q − η g / (√s' + ε)")
        }
    }
}

impl<T: Root> Step<T> for Rmsprop {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, beta2, eps] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let s = &state.memory[0];
        let w1 = T::one() - beta2;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_s: Vec<T> = (0..dimension).map(|i| beta2.clone() * &s[i] + w1.clone() * g[i].square()).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * &g[i] / (new_s[i].sqrt() + eps)).collect();
        state.position = new_q;
        state.memory[0] = new_s;
        Report::NONE
    }
}
