//! gradient_descent, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// gradient_descent.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// q' = q - η g
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(GradientDescent)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct GradientDescent;

impl Describe for GradientDescent {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                ]
            },
            ..Description::new("gradient_descent", "rate η = 1/100; q' = q − η g")
        }
    }
}

impl<T: Ring> Step<T> for GradientDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * &g[i]).collect();
        state.position = new_q;
        Report::NONE
    }
}
