//! keras.optimizers.RMSprop, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// keras.optimizers.RMSprop.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient rho = 9/10
/// share momentum = 9/10
/// weight epsilon = 1/10000000
/// counter iterations
/// velocities' = rho velocities + (1 - rho) g²
/// momentums' = momentum momentums + learning_rate g / √(velocities' + epsilon)
/// q' = q - momentums'
/// iterations' = iterations + 1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersRMSprop)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersRMSprop;

impl Describe for KerasOptimizersRMSprop {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("rho", (9, 10), ""),
                    NumberSpec::fraction("momentum", (9, 10), ""),
                    NumberSpec::weight("epsilon", (1, 10000000), ""),
                ]
            },
            memory: &["velocities", "momentums"],
            ..Description::new("keras.optimizers.RMSprop", "keras.optimizers.RMSprop(learning_rate=learning_rate, rho=rho, momentum=momentum, epsilon=epsilon)")
        }
    }
}

impl<T: Root> Step<T> for KerasOptimizersRMSprop {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, rho, momentum, eps] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let velocities = &state.memory[0];
        let momentums = &state.memory[1];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = T::one() - rho;
        let new_velocities: Vec<T> = (0..dimension).map(|i| rho.clone() * &velocities[i] + w1.clone() * g[i].square()).collect();
        let new_momentums: Vec<T> = (0..dimension).map(|i| momentum.clone() * &momentums[i] + learning_rate.clone() * &g[i] / (new_velocities[i].clone() + eps).sqrt()).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - &new_momentums[i]).collect();
        state.position = new_q;
        state.memory[0] = new_velocities;
        state.memory[1] = new_momentums;
        Report::NONE
    }
}
