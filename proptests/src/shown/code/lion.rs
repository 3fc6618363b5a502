//! lion, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Compare;

/// lion.
///
/// # Formula
/// ```text
/// rate η = 1/10000
/// share β₁ = 9/10
/// share β₂ = 99/100
/// weight w = 0
/// w1 = β₁ v + (1 - β₁) g
/// q' = q - η ((if w1 > 0 then 1 else if 0 > w1 then -1 else 0) + w q)
/// v' = β₂ v + (1 - β₂) g
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(Lion)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lion;

impl Describe for Lion {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 10000), ""),
                    NumberSpec::fraction("β₁", (9, 10), ""),
                    NumberSpec::fraction("β₂", (99, 100), ""),
                    NumberSpec::weight("w", (0, 1), ""),
                ]
            },
            ..Description::new("lion", "rate η = 1/10000; share β₁ = 9/10; share β₂ = 99/100; weight w = 0/1; q' = q − η (sign(β₁ v + (1 − β₁) g) + w q);  v' = β₂ v + (1 − β₂) g")
        }
    }
}

impl<T: Compare> Step<T> for Lion {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, beta1, beta2, w] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let w1 = T::one() - beta1;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2: Vec<T> = (0..dimension).map(|i| beta1.clone() * &v[i] + w1.clone() * &g[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * (w2[i].select_above(&T::zero(), T::one(), T::zero().select_above(&w2[i], T::from_integer(-1), T::zero())) + w.clone() * &q[i])).collect();
        let w3 = T::one() - beta2;
        let new_v: Vec<T> = (0..dimension).map(|i| beta2.clone() * &v[i] + w3.clone() * &g[i]).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
