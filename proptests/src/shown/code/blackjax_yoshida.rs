//! blackjax.yoshida, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Algebra;

/// blackjax.yoshida.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// start logdensity_grad = g (-(1))
/// w1 = h (14809752130563/50000000000000)
/// w2 = 1/2 * 1
/// w3 = h (2972002741637/25000000000000)
/// w4 = momentum + w3 logdensity_grad
/// w5 = q + w1 (w2 (1 w4) + 1 (w2 w4))
/// w6 = h (9527997258363/25000000000000)
/// w7 = -(1)
/// w8 = w4 + w6 (grad(w5) w7)
/// w9 = w5 + h (10190247869437/25000000000000) (w2 (1 w8) + 1 (w2 w8))
/// w10 = w8 + w6 (grad(w9) w7)
/// q' = w9 + w1 (w2 (1 w10) + 1 (w2 w10))
/// logdensity_grad' = grad(q') w7
/// momentum' = w10 + w3 logdensity_grad'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(BlackjaxYoshida)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlackjaxYoshida;

impl Describe for BlackjaxYoshida {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            memory: &["momentum", "logdensity_grad"],
            ..Description::new("blackjax.yoshida", "blackjax.mcmc.integrators.yoshida(logdensity_fn, kinetic_energy_fn), step h, at unit mass")
        }
    }
}

impl<T: Algebra> Step<T> for BlackjaxYoshida {
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
        let w3 = h.clone() * T::ratio(2972002741637, 25000000000000);
        let w4: Vec<T> = (0..dimension).map(|i| momentum[i].clone() + w3.clone() * &logdensity_grad[i]).collect();
        let w5 = T::ratio(1, 2) * T::one();
        let w6 = h.clone() * T::ratio(14809752130563, 50000000000000);
        let w7: Vec<T> = (0..dimension).map(|i| q[i].clone() + w6.clone() * (w5.clone() * (T::one() * &w4[i]) + T::one() * (w5.clone() * &w4[i]))).collect();
        let mut g8 = vec![T::zero(); dimension];
        oracle.gradient(&w7, &mut g8);
        let w9 = h.clone() * T::ratio(9527997258363, 25000000000000);
        let w10: Vec<T> = (0..dimension).map(|i| w4[i].clone() + w9.clone() * (g8[i].clone() * &w2)).collect();
        let w11 = h.clone() * T::ratio(10190247869437, 25000000000000);
        let w12: Vec<T> = (0..dimension).map(|i| w7[i].clone() + w11.clone() * (w5.clone() * (T::one() * &w10[i]) + T::one() * (w5.clone() * &w10[i]))).collect();
        let mut g13 = vec![T::zero(); dimension];
        oracle.gradient(&w12, &mut g13);
        let w14: Vec<T> = (0..dimension).map(|i| w10[i].clone() + w9.clone() * (g13[i].clone() * &w2)).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| w12[i].clone() + w6.clone() * (w5.clone() * (T::one() * &w14[i]) + T::one() * (w5.clone() * &w14[i]))).collect();
        let mut g15 = vec![T::zero(); dimension];
        oracle.gradient(&new_q, &mut g15);
        let new_logdensity_grad: Vec<T> = (0..dimension).map(|i| g15[i].clone() * &w2).collect();
        let new_momentum: Vec<T> = (0..dimension).map(|i| w14[i].clone() + w3.clone() * &new_logdensity_grad[i]).collect();
        state.position = new_q;
        state.memory[0] = new_momentum;
        state.memory[1] = new_logdensity_grad;
        Report::NONE
    }
}
