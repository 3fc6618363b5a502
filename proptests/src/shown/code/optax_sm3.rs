//! optax.sm3, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.sm3.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share momentum = 9/10
/// mu' = 1 g² + 1 mu
/// nu' = (1 - momentum) (g (if mu' > 0 then 1 / √(mu' + 1/100000000) else 0)) + momentum nu
/// q' = q + (-learning_rate) nu'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxSm3)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxSm3;

impl Describe for OptaxSm3 {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("momentum", (9, 10), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.sm3", "optax.sm3(learning_rate=learning_rate, momentum=momentum)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxSm3 {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let mu = &state.memory[0];
        let nu = &state.memory[1];
        let w1 = -learning_rate.clone();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_mu: Vec<T> = (0..dimension).map(|i| T::one() * g[i].square() + T::one() * &mu[i]).collect();
        let w2 = T::one() - momentum;
        let new_nu: Vec<T> = (0..dimension).map(|i| w2.clone() * (g[i].clone() * new_mu[i].select_above(&T::zero(), T::one() / (new_mu[i].clone() + T::ratio(1, 100000000)).sqrt(), T::zero())) + momentum.clone() * &nu[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &new_nu[i]).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
