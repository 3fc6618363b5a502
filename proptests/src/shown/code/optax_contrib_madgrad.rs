//! optax.contrib.madgrad, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Transcendental};

/// optax.contrib.madgrad.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share momentum = 9/10
/// weight weight_decay = 0
/// weight eps = 1/1000000
/// counter count
/// start x0 = q
/// w1 = count + 1
/// w2 = (learning_rate + eps) √real(w1)
/// w3 = g + weight_decay q
/// s' = s + w2 w3
/// grad_sum_sq' = grad_sum_sq + w2 w3²
/// w4 = exp(1/3 ln(abs(grad_sum_sq')))
/// q' = q + ((1 - momentum) (x0 - s' / ((if grad_sum_sq' > 0 then w4 else if 0 > grad_sum_sq' then -w4 else 0) + eps)) + momentum q - q)
/// count' = if 2147483647 > count then w1 else 2147483647
/// x0' = x0
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribMadgrad)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribMadgrad;

impl Describe for OptaxContribMadgrad {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("momentum", (9, 10), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                    NumberSpec::weight("eps", (1, 1000000), ""),
                ]
            },
            memory: &["grad_sum_sq", "s", "x0"],
            ..Description::new("optax.contrib.madgrad", "optax.contrib.madgrad(learning_rate=learning_rate, momentum=momentum, weight_decay=weight_decay, eps=eps)")
        }
    }
}

impl<T: Absolute + Compare + Transcendental> Step<T> for OptaxContribMadgrad {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, weight_decay, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let grad_sum_sq = &state.memory[0];
        let s = &state.memory[1];
        let x0: Vec<T> = if k == 1 {
            q.clone()
        } else {
            state.memory[2].clone()
        };
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1: Vec<T> = (0..dimension).map(|i| g[i].clone() + weight_decay.clone() * &q[i]).collect();
        let w2 = (learning_rate.clone() + eps) * T::from_integer(count + 1).sqrt();
        let new_grad_sum_sq: Vec<T> = (0..dimension).map(|i| grad_sum_sq[i].clone() + w2.clone() * w1[i].square()).collect();
        let new_s: Vec<T> = (0..dimension).map(|i| s[i].clone() + w2.clone() * &w1[i]).collect();
        let w3: Vec<T> = (0..dimension).map(|i| (T::ratio(1, 3) * new_grad_sum_sq[i].abs().ln()).exp()).collect();
        let w4 = T::one() - momentum;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + (w4.clone() * (x0[i].clone() - new_s[i].clone() / (new_grad_sum_sq[i].select_above(&T::zero(), w3[i].clone(), T::zero().select_above(&new_grad_sum_sq[i], -w3[i].clone(), T::zero())) + eps)) + momentum.clone() * &q[i] - &q[i])).collect();
        state.position = new_q;
        state.memory[0] = new_grad_sum_sq;
        state.memory[1] = new_s;
        state.memory[2] = x0;
        Report::NONE
    }
}
