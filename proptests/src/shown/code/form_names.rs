//! form.names, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// form.names.
///
/// # Formula
/// ```text
/// coefficient oracle = 1/2
/// coefficient X = 2
/// start state = q
/// q' = q - oracle X (g + state - w1)
/// state' = state
/// w1' = state'
/// match' = q'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(FormNames)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormNames;

impl Describe for FormNames {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::coefficient("oracle", (1, 2), ""),
                    NumberSpec::coefficient("X", (2, 1), ""),
                ]
            },
            memory: &["state", "w1", "match"],
            ..Description::new("form.names", "coefficient oracle = 0.5; coefficient X = 2; start state = q; state' = state; w1' = state'; q' = q - oracle X (g + state - w1); match' = q'")
        }
    }
}

impl<T: Ring> Step<T> for FormNames {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [oracle_, x_] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let w1 = &state.memory[1];
        let state_: Vec<T> = if k == 1 {
            q.clone()
        } else {
            state.memory[0].clone()
        };
        let w2 = oracle_.clone() * x_;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - w2.clone() * (g[i].clone() + &state_[i] - &w1[i])).collect();
        state.position = new_q.clone();
        state.memory[0] = state_.clone();
        state.memory[1] = state_;
        state.memory[2] = new_q;
        Report::NONE
    }
}
