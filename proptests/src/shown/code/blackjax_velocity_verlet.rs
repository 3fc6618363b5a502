//! blackjax.velocity_verlet, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Algebra;

/// blackjax.velocity_verlet.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// start logdensity_grad = g (-(1))
/// w1 = 1/2 * 1
/// w2 = h (1/2)
/// w3 = momentum + w2 logdensity_grad
/// q' = q + h * 1 (w1 (1 w3) + 1 (w1 w3))
/// logdensity_grad' = grad(q') (-(1))
/// momentum' = w3 + w2 logdensity_grad'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(BlackjaxVelocityVerlet)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlackjaxVelocityVerlet;

impl Describe for BlackjaxVelocityVerlet {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            memory: &["momentum", "logdensity_grad"],
            ..Description::new("blackjax.velocity_verlet", "blackjax.mcmc.integrators.velocity_verlet(logdensity_fn, kinetic_energy_fn), step h, at unit mass")
        }
    }
}

impl<T: Algebra> Step<T> for BlackjaxVelocityVerlet {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let momentum = &state.memory[0];
        let w2 = -T::one();
        let logdensity_grad: Vec<T> = if k == 1 {
            let mut g1 = vec![T::zero(); dimension];
            oracle.gradient(q, &mut g1);
            (0..dimension).map(|i| g1[i].clone() * &w2).collect()
        } else {
            state.memory[1].clone()
        };
        let w3 = h.clone() * T::ratio(1, 2);
        let w4: Vec<T> = (0..dimension).map(|i| momentum[i].clone() + w3.clone() * &logdensity_grad[i]).collect();
        let w5 = T::ratio(1, 2) * T::one();
        let w6 = h.clone() * T::one();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w6.clone() * (w5.clone() * (T::one() * &w4[i]) + T::one() * (w5.clone() * &w4[i]))).collect();
        let mut g7 = vec![T::zero(); dimension];
        oracle.gradient(&new_q, &mut g7);
        let new_logdensity_grad: Vec<T> = (0..dimension).map(|i| g7[i].clone() * &w2).collect();
        let new_momentum: Vec<T> = (0..dimension).map(|i| w4[i].clone() + w3.clone() * &new_logdensity_grad[i]).collect();
        state.position = new_q;
        state.memory[0] = new_momentum;
        state.memory[1] = new_logdensity_grad;
        Report::NONE
    }
}
