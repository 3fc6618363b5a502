//! sgd_rate_outside, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// sgd_rate_outside.
///
/// # Formula
/// ```text
/// rate η = 1/200
/// share μ = 9/10
/// v' = μ v + g
/// q' = q - η v'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(SgdRateOutside)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SgdRateOutside;

impl Describe for SgdRateOutside {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 200), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                ]
            },
            ..Description::new("sgd_rate_outside", "rate η = 5/1000; share μ = 9/10; v' = μ v + g;  q' = q − η v'")
        }
    }
}

impl<T: Ring> Step<T> for SgdRateOutside {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| mu.clone() * &v[i] + &g[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * &new_v[i]).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
