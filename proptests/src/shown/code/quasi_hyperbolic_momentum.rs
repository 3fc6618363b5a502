//! quasi_hyperbolic_momentum, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// quasi_hyperbolic_momentum.
///
/// # Formula
/// ```text
/// rate η = 1/10
/// share μ = 999/1000
/// share nu = 7/10
/// v' = μ v + (1 - μ) g
/// q' = q - η ((1 - nu) g + nu v')
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(QuasiHyperbolicMomentum)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuasiHyperbolicMomentum;

impl Describe for QuasiHyperbolicMomentum {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 10), ""),
                    NumberSpec::fraction("μ", (999, 1000), ""),
                    NumberSpec::fraction("nu", (7, 10), ""),
                ]
            },
            ..Description::new("quasi_hyperbolic_momentum", "rate η = 1/10; share μ = 999/1000; share nu = 7/10; v' = μ v + (1 − μ) g;  q' = q − η ((1 − ν) g + ν v')")
        }
    }
}

impl<T: Ring> Step<T> for QuasiHyperbolicMomentum {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu, nu] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let w1 = T::one() - mu;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| mu.clone() * &v[i] + w1.clone() * &g[i]).collect();
        let w2 = T::one() - nu;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * (w2.clone() * &g[i] + nu.clone() * &new_v[i])).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
