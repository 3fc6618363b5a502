//! relativistic_descent, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// relativistic_descent.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// share μ = 9/10
/// weight delta = 1
/// v' = μ v + η g
/// q' = q - v' / √(1 + delta sum(v'²))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(RelativisticDescent)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RelativisticDescent;

impl Describe for RelativisticDescent {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::weight("delta", (1, 1), ""),
                ]
            },
            ..Description::new("relativistic_descent", "rate η = 1/100; share μ = 9/10; weight delta = 1/1; v' = μ v + η g;  q' = q − v' / √(1 + δ |v'|²)")
        }
    }
}

impl<T: Root> Step<T> for RelativisticDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu, delta] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| mu.clone() * &v[i] + eta.clone() * &g[i]).collect();
        let w1 = (T::one() + delta.clone() * (0..dimension).map(|i| new_v[i].square()).fold(T::zero(), |sum, x| sum + x)).sqrt();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - new_v[i].clone() / &w1).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
