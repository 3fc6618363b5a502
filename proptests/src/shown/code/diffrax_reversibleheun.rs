//! diffrax.ReversibleHeun, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Algebra;

/// diffrax.ReversibleHeun.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// start q_hat = q
/// start p_slope = -g
/// w1 = h - 0
/// p_hat' = 2 p - p_hat + w1 p_slope
/// q' = q + 1/2 (w1 (q_slope + p_hat'))
/// q_hat' = 2 q - q_hat + w1 q_slope
/// p_slope' = -grad(q_hat')
/// p' = p + 1/2 (w1 (p_slope + p_slope'))
/// q_slope' = p_hat'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(DiffraxReversibleHeun)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiffraxReversibleHeun;

impl Describe for DiffraxReversibleHeun {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            memory: &["q_hat", "p_hat", "q_slope", "p_slope"],
            ..Description::new("diffrax.ReversibleHeun", "diffrax.ReversibleHeun(), step h, of q' = p, p' = -grad U(q)")
        }
    }
}

impl<T: Algebra> Step<T> for DiffraxReversibleHeun {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let p_hat = &state.memory[1];
        let q_slope = &state.memory[2];
        let w2 = k == 1;
        let q_hat: Vec<T> = if w2 {
            q.clone()
        } else {
            state.memory[0].clone()
        };
        let p_slope: Vec<T> = if w2 {
            let mut g1 = vec![T::zero(); dimension];
            oracle.gradient(q, &mut g1);
            (0..dimension).map(|i| -g1[i].clone()).collect()
        } else {
            state.memory[3].clone()
        };
        let w3 = h.clone() - T::zero();
        let new_q_hat: Vec<T> = (0..dimension).map(|i| T::from_integer(2) * &q[i] - &q_hat[i] + w3.clone() * &q_slope[i]).collect();
        let new_p_hat: Vec<T> = (0..dimension).map(|i| T::from_integer(2) * &p[i] - &p_hat[i] + w3.clone() * &p_slope[i]).collect();
        let mut g4 = vec![T::zero(); dimension];
        oracle.gradient(&new_q_hat, &mut g4);
        let new_p_slope: Vec<T> = (0..dimension).map(|i| -g4[i].clone()).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + T::ratio(1, 2) * (w3.clone() * (q_slope[i].clone() + &new_p_hat[i]))).collect();
        let new_p: Vec<T> = (0..dimension).map(|i| p[i].clone() + T::ratio(1, 2) * (w3.clone() * (p_slope[i].clone() + &new_p_slope[i]))).collect();
        state.position = new_q;
        state.velocity = new_p;
        state.memory[0] = new_q_hat;
        state.memory[1] = new_p_hat.clone();
        state.memory[2] = new_p_hat;
        state.memory[3] = new_p_slope;
        Report::NONE
    }
}
