//! optax.rmsprop, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// optax.rmsprop.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// weight decay = 9/10
/// weight eps = 1/100000000
/// coefficient initial_scale = 0
/// share momentum = 9/10
/// start nu = initial_scale
/// nu' = (1 - decay) g² + decay nu
/// trace' = (-1) learning_rate (1 / √(nu' + eps) g) + momentum trace
/// q' = q + trace'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxRmsprop)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxRmsprop;

impl Describe for OptaxRmsprop {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::weight("decay", (9, 10), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("initial_scale", (0, 1), ""),
                    NumberSpec::fraction("momentum", (9, 10), ""),
                ]
            },
            memory: &["nu", "trace"],
            ..Description::new("optax.rmsprop", "optax.rmsprop(learning_rate=learning_rate, decay=decay, eps=eps, initial_scale=initial_scale, momentum=momentum)")
        }
    }
}

impl<T: Root> Step<T> for OptaxRmsprop {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, decay, eps, initial_scale, momentum] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let trace = &state.memory[1];
        let nu: Vec<T> = if k == 1 {
            vec![initial_scale.clone(); dimension]
        } else {
            state.memory[0].clone()
        };
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::one() - decay;
        let new_nu: Vec<T> = (0..dimension).map(|i| w2.clone() * g[i].square() + decay.clone() * &nu[i]).collect();
        let new_trace: Vec<T> = (0..dimension).map(|i| w1.clone() * (T::one() / (new_nu[i].clone() + eps).sqrt() * &g[i]) + momentum.clone() * &trace[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + &new_trace[i]).collect();
        state.position = new_q;
        state.memory[0] = new_nu;
        state.memory[1] = new_trace;
        Report::NONE
    }
}
