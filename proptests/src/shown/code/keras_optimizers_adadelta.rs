//! keras.optimizers.Adadelta, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// keras.optimizers.Adadelta.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient rho = 19/20
/// weight epsilon = 1/10000000
/// counter iterations
/// w1 = 1 - rho
/// accumulated_grads' = rho accumulated_grads + w1 g²
/// w2 = -√(accumulated_delta_vars + epsilon) g / √(accumulated_grads' + epsilon)
/// q' = q + learning_rate w2
/// accumulated_delta_vars' = rho accumulated_delta_vars + w1 w2²
/// iterations' = iterations + 1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersAdadelta)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersAdadelta;

impl Describe for KerasOptimizersAdadelta {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("rho", (19, 20), ""),
                    NumberSpec::weight("epsilon", (1, 10000000), ""),
                ]
            },
            memory: &["accumulated_grads", "accumulated_delta_vars"],
            ..Description::new("keras.optimizers.Adadelta", "keras.optimizers.Adadelta(learning_rate=learning_rate, rho=rho, epsilon=epsilon)")
        }
    }
}

impl<T: Root> Step<T> for KerasOptimizersAdadelta {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, rho, eps] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let accumulated_grads = &state.memory[0];
        let accumulated_delta_vars = &state.memory[1];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = T::one() - rho;
        let new_accumulated_grads: Vec<T> = (0..dimension).map(|i| rho.clone() * &accumulated_grads[i] + w1.clone() * g[i].square()).collect();
        let w2: Vec<T> = (0..dimension).map(|i| -((accumulated_delta_vars[i].clone() + eps).sqrt() * &g[i] / (new_accumulated_grads[i].clone() + eps).sqrt())).collect();
        let new_accumulated_delta_vars: Vec<T> = (0..dimension).map(|i| rho.clone() * &accumulated_delta_vars[i] + w1.clone() * w2[i].square()).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + learning_rate.clone() * &w2[i]).collect();
        state.position = new_q;
        state.memory[0] = new_accumulated_grads;
        state.memory[1] = new_accumulated_delta_vars;
        Report::NONE
    }
}
