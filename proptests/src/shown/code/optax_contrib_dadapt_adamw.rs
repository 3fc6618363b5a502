//! optax.contrib.dadapt_adamw, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Root, power};

/// optax.contrib.dadapt_adamw.
///
/// # Formula
/// ```text
/// rate learning_rate = 1
/// share betas_1 = 9/10
/// share betas_2 = 999/1000
/// weight eps = 1/100000000
/// coefficient estim_lr0 = 1/1000000
/// weight weight_decay = 0
/// number numerator_weighted
/// number estim_lr
/// counter count
/// start estim_lr = estim_lr0
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// w1 = estim_lr learning_rate (√(1 - betas_2^(count')) / (1 - betas_1^(count')))
/// exp_avg' = betas_1 exp_avg + (1 - betas_1) w1 g
/// exp_avg_sq' = betas_2 exp_avg_sq + (1 - betas_2) g g
/// q' = q + ((-weight_decay) w1 q - exp_avg' / (√exp_avg_sq' + eps))
/// w2 = √betas_2
/// w3 = 1 - w2
/// w4 = w3 w1
/// grad_sum' = w2 grad_sum + w4 g
/// numerator_weighted' = w2 numerator_weighted + w4 (0 + sum(g (grad_sum / (√exp_avg_sq + eps))))
/// w5 = numerator_weighted' / (w3 (0 + sum(abs(grad_sum'))))
/// estim_lr' = max(estim_lr, w5)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribDadaptAdamw)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribDadaptAdamw;

impl Describe for OptaxContribDadaptAdamw {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1), ""),
                    NumberSpec::fraction("betas_1", (9, 10), ""),
                    NumberSpec::fraction("betas_2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("estim_lr0", (1, 1000000), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["exp_avg", "exp_avg_sq", "grad_sum", "estim_lr", "numerator_weighted"],
            ..Description::new("optax.contrib.dadapt_adamw", "optax.contrib.dadapt_adamw(learning_rate=learning_rate, betas=(betas_1, betas_2), eps=eps, estim_lr0=estim_lr0, weight_decay=weight_decay)")
        }
    }
}

impl<T: Absolute + Compare + Root> Step<T> for OptaxContribDadaptAdamw {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, betas_1, betas_2, eps, estim_lr0, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let exp_avg = &state.memory[0];
        let exp_avg_sq = &state.memory[1];
        let grad_sum = &state.memory[2];
        let numerator_weighted = state.memory[4].first().cloned().unwrap_or_else(T::zero);
        let estim_lr = if k == 1 {
            estim_lr0.clone()
        } else {
            state.memory[3].first().cloned().unwrap_or_else(T::zero)
        };
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = betas_2.sqrt();
        let w2: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w3 = estim_lr.clone() * learning_rate * ((T::one() - power(betas_2, w2.unsigned_abs())).sqrt() / (T::one() - power(betas_1, w2.unsigned_abs())));
        let w4 = (T::one() - betas_1) * &w3;
        let new_exp_avg: Vec<T> = (0..dimension).map(|i| betas_1.clone() * &exp_avg[i] + w4.clone() * &g[i]).collect();
        let w5 = T::one() - betas_2;
        let new_exp_avg_sq: Vec<T> = (0..dimension).map(|i| betas_2.clone() * &exp_avg_sq[i] + w5.clone() * &g[i] * &g[i]).collect();
        let w6 = T::one() - &w1;
        let w7 = w6.clone() * &w3;
        let new_grad_sum: Vec<T> = (0..dimension).map(|i| w1.clone() * &grad_sum[i] + w7.clone() * &g[i]).collect();
        let new_numerator_weighted = w1.clone() * &numerator_weighted + w7.clone() * (T::zero() + (0..dimension).map(|i| g[i].clone() * (grad_sum[i].clone() / (exp_avg_sq[i].sqrt() + eps))).fold(T::zero(), |sum, x| sum + x));
        let w8 = new_numerator_weighted.clone() / (w6.clone() * (T::zero() + (0..dimension).map(|i| new_grad_sum[i].abs()).fold(T::zero(), |sum, x| sum + x)));
        let new_estim_lr = estim_lr.select_above(&w8, estim_lr.clone(), w8.clone());
        let w9 = -weight_decay.clone() * &w3;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + (w9.clone() * &q[i] - new_exp_avg[i].clone() / (new_exp_avg_sq[i].sqrt() + eps))).collect();
        state.position = new_q;
        state.memory[0] = new_exp_avg;
        state.memory[1] = new_exp_avg_sq;
        state.memory[2] = new_grad_sum;
        if let Some(first) = state.memory[3].first_mut() {
            *first = new_estim_lr;
        }
        if let Some(first) = state.memory[4].first_mut() {
            *first = new_numerator_weighted;
        }
        Report::NONE
    }
}
