//! optax.sign_sgd, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Compare;

/// optax.sign_sgd.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// q' = q + (-1) learning_rate (if g > 0 then 1 else if 0 > g then -1 else 0)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxSignSgd)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxSignSgd;

impl Describe for OptaxSignSgd {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                ]
            },
            ..Description::new("optax.sign_sgd", "optax.sign_sgd(learning_rate=learning_rate)")
        }
    }
}

impl<T: Compare> Step<T> for OptaxSignSgd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * g[i].select_above(&T::zero(), T::one(), T::zero().select_above(&g[i], T::from_integer(-1), T::zero()))).collect();
        state.position = new_q;
        Report::NONE
    }
}
