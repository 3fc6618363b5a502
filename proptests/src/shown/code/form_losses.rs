//! form.losses, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Transcendental};

/// form.losses.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// number r
/// w1 = U
/// q' = q - η g loss(q / 2) / (w1 + 1)
/// r' = r + w1
/// s' = exp(-abs(q)) tanh(g) + sin(q) ln(2 + cos(q))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(FormLosses)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormLosses;

impl Describe for FormLosses {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                ]
            },
            memory: &["r", "s"],
            needs_loss: true,
            ..Description::new("form.losses", "q' = q - η g loss(q / 2) / (U + 1); r' = r + U; s' = exp(-abs(q)) tanh(g) + sin(q) ln(2 + cos(q))")
        }
    }
}

impl<T: Absolute + Transcendental> Step<T> for FormLosses {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let r = state.memory[0].first().cloned().unwrap_or_else(T::zero);
        let mut g1 = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g1);
        let loss5 = oracle.loss().unwrap_or_else(|| (-T::one()).sqrt());
        let w2: Vec<T> = (0..dimension).map(|i| q[i].clone() / T::from_integer(2)).collect();
        let mut g3 = vec![T::zero(); dimension];
        oracle.gradient(&w2, &mut g3);
        let loss4 = oracle.loss().unwrap_or_else(|| (-T::one()).sqrt());
        let w6 = loss5.clone() + T::one();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * &g1[i] * &loss4 / &w6).collect();
        let new_r = r.clone() + &loss5;
        let new_s: Vec<T> = (0..dimension).map(|i| (-q[i].abs()).exp() * g1[i].tanh() + q[i].sin() * (T::from_integer(2) + q[i].cos()).ln()).collect();
        state.position = new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_r;
        }
        state.memory[1] = new_s;
        Report::NONE
    }
}
