//! optax.polyak_sgd, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.polyak_sgd.
///
/// # Formula
/// ```text
/// coefficient max_learning_rate = 1
/// coefficient scaling = 1
/// coefficient f_min = 0
/// weight eps = 0
/// w1 = (-1) scaling g
/// w2 = 0 + sum(w1² + 0²) + eps
/// w3 = (U - f_min) / w2
/// q' = q + (if 2220446049250313/10000000000000000000000000000000 ≥ w2 then 0 else min(w3, max_learning_rate)) w1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxPolyakSgd)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxPolyakSgd;

impl Describe for OptaxPolyakSgd {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::coefficient("max_learning_rate", (1, 1), ""),
                    NumberSpec::coefficient("scaling", (1, 1), ""),
                    NumberSpec::coefficient("f_min", (0, 1), ""),
                    NumberSpec::weight("eps", (0, 1), ""),
                ]
            },
            needs_loss: true,
            ..Description::new("optax.polyak_sgd", "optax.polyak_sgd(max_learning_rate=max_learning_rate, scaling=scaling, f_min=f_min, eps=eps)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxPolyakSgd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [max_learning_rate, scaling, f_min, eps] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let w1 = T::from_integer(-1) * scaling;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let loss2 = oracle.loss().unwrap_or_else(|| (-T::one()).sqrt());
        let w3: Vec<T> = (0..dimension).map(|i| w1.clone() * &g[i]).collect();
        let w4 = T::zero().square();
        let w5 = T::zero() + (0..dimension).map(|i| w3[i].square() + &w4).fold(T::zero(), |sum, x| sum + x) + eps;
        let w6 = (loss2.clone() - f_min) / &w5;
        let w7 = w5.select_above(&(T::from_integer(2220446049250313) / ((T::from_integer(100000000000000) * T::from_integer(1000000000000000) + T::zero()) * T::from_integer(100) + T::zero())), max_learning_rate.select_above(&w6, w6.clone(), max_learning_rate.clone()), T::zero());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w7.clone() * &w3[i]).collect();
        state.position = new_q;
        Report::NONE
    }
}
