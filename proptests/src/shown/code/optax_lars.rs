//! optax.lars, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.lars.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// weight weight_decay = 0
/// coefficient trust_coefficient = 1/1000
/// weight eps = 0
/// share momentum = 9/10
/// w1 = g + weight_decay q
/// w2 = 0 ≥ √sum(q q)
/// w3 = if w2 then 1 else q
/// w4 = if w2 then 0 else √sum(w3 w3)
/// w5 = 0 ≥ √sum(w1 w1)
/// w6 = if w5 then 1 else w1
/// w7 = if w5 then 0 else √sum(w6 w6)
/// trace' = (-1) learning_rate (w1 (if w4 = 0 or w7 = 0 then 1 else trust_coefficient w4 / (w7 + eps))) + momentum trace
/// q' = q + trace'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxLars)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxLars;

impl Describe for OptaxLars {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                    NumberSpec::coefficient("trust_coefficient", (1, 1000), ""),
                    NumberSpec::weight("eps", (0, 1), ""),
                    NumberSpec::fraction("momentum", (9, 10), ""),
                ]
            },
            memory: &["trace"],
            ..Description::new("optax.lars", "optax.lars(learning_rate=learning_rate, weight_decay=weight_decay, trust_coefficient=trust_coefficient, eps=eps, momentum=momentum)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxLars {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, weight_decay, trust_coefficient, eps, momentum] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let trace = &state.memory[0];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2: Vec<T> = (0..dimension).map(|i| g[i].clone() + weight_decay.clone() * &q[i]).collect();
        let w3 = (0..dimension).map(|i| q[i].clone() * &q[i]).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w4: Vec<T> = (0..dimension).map(|i| w3.select_above(&T::zero(), q[i].clone(), T::one())).collect();
        let w5 = w3.select_above(&T::zero(), (0..dimension).map(|i| w4[i].clone() * &w4[i]).fold(T::zero(), |sum, x| sum + x).sqrt(), T::zero());
        let w6 = (0..dimension).map(|i| w2[i].clone() * &w2[i]).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w7: Vec<T> = (0..dimension).map(|i| w6.select_above(&T::zero(), w2[i].clone(), T::one())).collect();
        let w8 = w6.select_above(&T::zero(), (0..dimension).map(|i| w7[i].clone() * &w7[i]).fold(T::zero(), |sum, x| sum + x).sqrt(), T::zero());
        let w9 = { let (yes_0, no_0) = (T::one(), trust_coefficient.clone() * &w5 / (w8.clone() + eps)); { let (yes_2, no_2) = (yes_0.clone(), { let (yes_1, no_1) = (yes_0.clone(), no_0.clone()); w8.select_above(&T::zero(), no_1.clone(), T::zero().select_above(&w8, no_1.clone(), yes_1.clone())) }); w5.select_above(&T::zero(), no_2.clone(), T::zero().select_above(&w5, no_2.clone(), yes_2.clone())) } };
        let new_trace: Vec<T> = (0..dimension).map(|i| w1.clone() * (w2[i].clone() * &w9) + momentum.clone() * &trace[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + &new_trace[i]).collect();
        state.position = new_q;
        state.memory[0] = new_trace;
        Report::NONE
    }
}
