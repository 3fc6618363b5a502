//! nesterov, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// nesterov.
///
/// # Formula
/// ```text
/// rate η = 1/200
/// share μ = 9/10
/// w1 = μ v
/// v' = w1 + η grad(q - w1)
/// q' = q - v'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(Nesterov)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nesterov;

impl Describe for Nesterov {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 200), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                ]
            },
            ..Description::new("nesterov", "rate η = 5/1000; share μ = 9/10; v' = μ v + η grad(q − μ v);  q' = q − v'")
        }
    }
}

impl<T: Ring> Step<T> for Nesterov {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let w1: Vec<T> = (0..dimension).map(|i| mu.clone() * &v[i]).collect();
        let w2: Vec<T> = (0..dimension).map(|i| q[i].clone() - &w1[i]).collect();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(&w2, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| w1[i].clone() + eta.clone() * &g[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - &new_v[i]).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
