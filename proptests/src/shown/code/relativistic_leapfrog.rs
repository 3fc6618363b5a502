//! relativistic_leapfrog, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// relativistic_leapfrog.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// share s = 19/20
/// weight delta = 1
/// share alpha = 1
/// w1 = s v
/// w2 = w1 / √(1 + delta sum(w1²))
/// w3 = w1 + η grad(q - w2)
/// q' = q - alpha w2 - w3 / √(1 + delta sum(w3²))
/// v' = s w3
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(RelativisticLeapfrog)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RelativisticLeapfrog;

impl Describe for RelativisticLeapfrog {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::fraction("s", (19, 20), ""),
                    NumberSpec::weight("delta", (1, 1), ""),
                    NumberSpec::fraction("alpha", (1, 1), ""),
                ]
            },
            ..Description::new("relativistic_leapfrog", "rate η = 1/100; share s = 95/100; weight delta = 1/1; share alpha = 1/1; u = s v;  d = u / √(1 + δ |u|²);  w = u + η grad(q − d);  v' = s w;  q' = q − α d − w / √(1 + δ |w|²)")
        }
    }
}

impl<T: Root> Step<T> for RelativisticLeapfrog {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, s, delta, alpha] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let w1: Vec<T> = (0..dimension).map(|i| s.clone() * &v[i]).collect();
        let w2 = (T::one() + delta.clone() * (0..dimension).map(|i| w1[i].square()).fold(T::zero(), |sum, x| sum + x)).sqrt();
        let w3: Vec<T> = (0..dimension).map(|i| w1[i].clone() / &w2).collect();
        let w4: Vec<T> = (0..dimension).map(|i| q[i].clone() - &w3[i]).collect();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(&w4, &mut g);
        let w5: Vec<T> = (0..dimension).map(|i| w1[i].clone() + eta.clone() * &g[i]).collect();
        let new_v: Vec<T> = (0..dimension).map(|i| s.clone() * &w5[i]).collect();
        let w6 = (T::one() + delta.clone() * (0..dimension).map(|i| w5[i].square()).fold(T::zero(), |sum, x| sum + x)).sqrt();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - alpha.clone() * &w3[i] - w5[i].clone() / &w6).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
