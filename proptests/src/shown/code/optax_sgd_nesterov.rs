//! optax.sgd_nesterov, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// optax.sgd_nesterov.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// share momentum = 9/10
/// trace' = g + momentum trace
/// q' = q + (-1) learning_rate (g + momentum trace')
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(OptaxSgdNesterov)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxSgdNesterov;

impl Describe for OptaxSgdNesterov {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                    NumberSpec::fraction("momentum", (9, 10), ""),
                ]
            },
            memory: &["trace"],
            ..Description::new("optax.sgd_nesterov", "optax.sgd(learning_rate=learning_rate, momentum=momentum, nesterov=True)")
        }
    }
}

impl<T: Ring> Step<T> for OptaxSgdNesterov {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let trace = &state.memory[0];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_trace: Vec<T> = (0..dimension).map(|i| g[i].clone() + momentum.clone() * &trace[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (g[i].clone() + momentum.clone() * &new_trace[i])).collect();
        state.position = new_q;
        state.memory[0] = new_trace;
        Report::NONE
    }
}
