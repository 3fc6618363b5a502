//! blackjax.omelyan, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Algebra;

/// blackjax.omelyan.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// start logdensity_grad = g (-(1))
/// w1 = h (507957021682119/2000000000000000)
/// w2 = 1/2 * 1
/// w3 = h (8398315262876693/100000000000000000)
/// w4 = momentum + w3 logdensity_grad
/// w5 = q + w1 (w2 (1 w4) + 1 (w2 w4))
/// w6 = h (-3230286765269967/100000000000000000)
/// w7 = h (682236533571909/1000000000000000)
/// w8 = -(1)
/// w9 = w4 + w7 (grad(w5) w8)
/// w10 = w5 + w6 (w2 (1 w9) + 1 (w2 w9))
/// w11 = h (-66554921550169/250000000000000)
/// w12 = w9 + w11 (grad(w10) w8)
/// w13 = w10 + h (1391621784058201/2500000000000000) (w2 (1 w12) + 1 (w2 w12))
/// w14 = w12 + w11 (grad(w13) w8)
/// w15 = w13 + w6 (w2 (1 w14) + 1 (w2 w14))
/// w16 = w14 + w7 (grad(w15) w8)
/// q' = w15 + w1 (w2 (1 w16) + 1 (w2 w16))
/// logdensity_grad' = grad(q') w8
/// momentum' = w16 + w3 logdensity_grad'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(BlackjaxOmelyan)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlackjaxOmelyan;

impl Describe for BlackjaxOmelyan {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            memory: &["momentum", "logdensity_grad"],
            ..Description::new("blackjax.omelyan", "blackjax.mcmc.integrators.omelyan(logdensity_fn, kinetic_energy_fn), step h, at unit mass")
        }
    }
}

impl<T: Algebra> Step<T> for BlackjaxOmelyan {
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
        let w3 = h.clone() * T::ratio(8398315262876693, 100000000000000000);
        let w4: Vec<T> = (0..dimension).map(|i| momentum[i].clone() + w3.clone() * &logdensity_grad[i]).collect();
        let w5 = T::ratio(1, 2) * T::one();
        let w6 = h.clone() * T::ratio(507957021682119, 2000000000000000);
        let w7: Vec<T> = (0..dimension).map(|i| q[i].clone() + w6.clone() * (w5.clone() * (T::one() * &w4[i]) + T::one() * (w5.clone() * &w4[i]))).collect();
        let mut g8 = vec![T::zero(); dimension];
        oracle.gradient(&w7, &mut g8);
        let w9 = h.clone() * T::ratio(682236533571909, 1000000000000000);
        let w10: Vec<T> = (0..dimension).map(|i| w4[i].clone() + w9.clone() * (g8[i].clone() * &w2)).collect();
        let w11 = h.clone() * T::ratio(-3230286765269967, 100000000000000000);
        let w12: Vec<T> = (0..dimension).map(|i| w7[i].clone() + w11.clone() * (w5.clone() * (T::one() * &w10[i]) + T::one() * (w5.clone() * &w10[i]))).collect();
        let mut g13 = vec![T::zero(); dimension];
        oracle.gradient(&w12, &mut g13);
        let w14 = h.clone() * T::ratio(-66554921550169, 250000000000000);
        let w15: Vec<T> = (0..dimension).map(|i| w10[i].clone() + w14.clone() * (g13[i].clone() * &w2)).collect();
        let w16 = h.clone() * T::ratio(1391621784058201, 2500000000000000);
        let w17: Vec<T> = (0..dimension).map(|i| w12[i].clone() + w16.clone() * (w5.clone() * (T::one() * &w15[i]) + T::one() * (w5.clone() * &w15[i]))).collect();
        let mut g18 = vec![T::zero(); dimension];
        oracle.gradient(&w17, &mut g18);
        let w19: Vec<T> = (0..dimension).map(|i| w15[i].clone() + w14.clone() * (g18[i].clone() * &w2)).collect();
        let w20: Vec<T> = (0..dimension).map(|i| w17[i].clone() + w11.clone() * (w5.clone() * (T::one() * &w19[i]) + T::one() * (w5.clone() * &w19[i]))).collect();
        let mut g21 = vec![T::zero(); dimension];
        oracle.gradient(&w20, &mut g21);
        let w22: Vec<T> = (0..dimension).map(|i| w19[i].clone() + w9.clone() * (g21[i].clone() * &w2)).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| w20[i].clone() + w6.clone() * (w5.clone() * (T::one() * &w22[i]) + T::one() * (w5.clone() * &w22[i]))).collect();
        let mut g23 = vec![T::zero(); dimension];
        oracle.gradient(&new_q, &mut g23);
        let new_logdensity_grad: Vec<T> = (0..dimension).map(|i| g23[i].clone() * &w2).collect();
        let new_momentum: Vec<T> = (0..dimension).map(|i| w22[i].clone() + w3.clone() * &new_logdensity_grad[i]).collect();
        state.position = new_q;
        state.memory[0] = new_momentum;
        state.memory[1] = new_logdensity_grad;
        Report::NONE
    }
}
