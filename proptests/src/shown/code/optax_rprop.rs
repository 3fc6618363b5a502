//! optax.rprop, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Compare;

/// optax.rprop.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient eta_minus = 1/2
/// coefficient eta_plus = 6/5
/// coefficient min_step_size = 1/1000000
/// coefficient max_step_size = 50
/// start step_sizes = learning_rate
/// w1 = g prev_updates
/// w2 = 0 > w1
/// q' = q + (-1) (if w2 then 0 else prev_updates)
/// w3 = step_sizes (if w1 > 0 then eta_plus else eta_minus)
/// w4 = max(min_step_size, w3)
/// step_sizes' = if w1 = 0 then step_sizes else min(max_step_size, w4)
/// prev_updates' = if w2 then 0 else step_sizes' (if g > 0 then 1 else if 0 > g then -1 else 0)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxRprop)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxRprop;

impl Describe for OptaxRprop {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("eta_minus", (1, 2), ""),
                    NumberSpec::coefficient("eta_plus", (6, 5), ""),
                    NumberSpec::coefficient("min_step_size", (1, 1000000), ""),
                    NumberSpec::coefficient("max_step_size", (50, 1), ""),
                ]
            },
            memory: &["step_sizes", "prev_updates"],
            ..Description::new("optax.rprop", "optax.rprop(learning_rate=learning_rate, eta_minus=eta_minus, eta_plus=eta_plus, min_step_size=min_step_size, max_step_size=max_step_size)")
        }
    }
}

impl<T: Compare> Step<T> for OptaxRprop {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, eta_minus, eta_plus, min_step_size, max_step_size] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let prev_updates = &state.memory[1];
        let step_sizes: Vec<T> = if k == 1 {
            vec![learning_rate.clone(); dimension]
        } else {
            state.memory[0].clone()
        };
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1: Vec<T> = (0..dimension).map(|i| g[i].clone() * &prev_updates[i]).collect();
        let w2: Vec<T> = (0..dimension).map(|i| step_sizes[i].clone() * w1[i].select_above(&T::zero(), eta_plus.clone(), eta_minus.clone())).collect();
        let w3: Vec<T> = (0..dimension).map(|i| min_step_size.select_above(&w2[i], min_step_size.clone(), w2[i].clone())).collect();
        let new_step_sizes: Vec<T> = (0..dimension).map(|i| { let (yes_0, no_0) = (step_sizes[i].clone(), w3[i].select_above(max_step_size, max_step_size.clone(), w3[i].clone())); w1[i].select_above(&T::zero(), no_0.clone(), T::zero().select_above(&w1[i], no_0.clone(), yes_0.clone())) }).collect();
        let new_prev_updates: Vec<T> = (0..dimension).map(|i| T::zero().select_above(&w1[i], T::zero(), new_step_sizes[i].clone() * g[i].select_above(&T::zero(), T::one(), T::zero().select_above(&g[i], T::from_integer(-1), T::zero())))).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + T::from_integer(-1) * T::zero().select_above(&w1[i], T::zero(), prev_updates[i].clone())).collect();
        state.position = new_q;
        state.memory[0] = new_step_sizes;
        state.memory[1] = new_prev_updates;
        Report::NONE
    }
}
