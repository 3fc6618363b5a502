//! optax.contrib.prodigy, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Root, power};

/// optax.contrib.prodigy.
///
/// # Formula
/// ```text
/// rate learning_rate = 1
/// share betas_1 = 9/10
/// share betas_2 = 999/1000
/// weight eps = 1/100000000
/// coefficient estim_lr0 = 1/1000000
/// coefficient estim_lr_coef = 1
/// weight weight_decay = 0
/// number numerator_weighted
/// number estim_lr
/// counter count
/// start estim_lr = estim_lr0
/// start params0 = q
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// w1 = estim_lr g
/// exp_avg' = betas_1 exp_avg + (1 - betas_1) w1
/// exp_avg_sq' = betas_2 exp_avg_sq + (1 - betas_2) w1 w1
/// w2 = √betas_2
/// w3 = estim_lr learning_rate (√(1 - betas_2^(count')) / (1 - betas_1^(count')))
/// numerator_weighted' = w2 numerator_weighted + estim_lr / estim_lr0 w3 (0 + sum(g (params0 - q)))
/// grad_sum' = w2 grad_sum + w3 w1 / estim_lr0
/// w4 = estim_lr_coef numerator_weighted' / (0 + sum(abs(grad_sum')))
/// estim_lr' = max(estim_lr, w4)
/// q' = q + ((-weight_decay) w3 q - w3 exp_avg' / (√exp_avg_sq' + estim_lr' eps))
/// params0' = params0
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribProdigy)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribProdigy;

impl Describe for OptaxContribProdigy {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1), ""),
                    NumberSpec::fraction("betas_1", (9, 10), ""),
                    NumberSpec::fraction("betas_2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::coefficient("estim_lr0", (1, 1000000), ""),
                    NumberSpec::coefficient("estim_lr_coef", (1, 1), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["exp_avg", "exp_avg_sq", "grad_sum", "params0", "estim_lr", "numerator_weighted"],
            ..Description::new("optax.contrib.prodigy", "optax.contrib.prodigy(learning_rate=learning_rate, betas=(betas_1, betas_2), eps=eps, estim_lr0=estim_lr0, estim_lr_coef=estim_lr_coef, weight_decay=weight_decay)")
        }
    }
}

impl<T: Absolute + Compare + Root> Step<T> for OptaxContribProdigy {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, betas_1, betas_2, eps, estim_lr0, estim_lr_coef, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let exp_avg = &state.memory[0];
        let exp_avg_sq = &state.memory[1];
        let grad_sum = &state.memory[2];
        let numerator_weighted = state.memory[5].first().cloned().unwrap_or_else(T::zero);
        let w1 = k == 1;
        let params0: Vec<T> = if w1 {
            q.clone()
        } else {
            state.memory[3].clone()
        };
        let estim_lr = if w1 {
            estim_lr0.clone()
        } else {
            state.memory[4].first().cloned().unwrap_or_else(T::zero)
        };
        let w2 = betas_2.sqrt();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w3: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w4 = estim_lr.clone() * learning_rate * ((T::one() - power(betas_2, w3.unsigned_abs())).sqrt() / (T::one() - power(betas_1, w3.unsigned_abs())));
        let w5: Vec<T> = (0..dimension).map(|i| estim_lr.clone() * &g[i]).collect();
        let w6 = T::one() - betas_1;
        let new_exp_avg: Vec<T> = (0..dimension).map(|i| betas_1.clone() * &exp_avg[i] + w6.clone() * &w5[i]).collect();
        let w7 = T::one() - betas_2;
        let new_exp_avg_sq: Vec<T> = (0..dimension).map(|i| betas_2.clone() * &exp_avg_sq[i] + w7.clone() * &w5[i] * &w5[i]).collect();
        let new_grad_sum: Vec<T> = (0..dimension).map(|i| w2.clone() * &grad_sum[i] + w4.clone() * &w5[i] / estim_lr0).collect();
        let new_numerator_weighted = w2.clone() * &numerator_weighted + estim_lr.clone() / estim_lr0 * &w4 * (T::zero() + (0..dimension).map(|i| g[i].clone() * (params0[i].clone() - &q[i])).fold(T::zero(), |sum, x| sum + x));
        let w8 = estim_lr_coef.clone() * &new_numerator_weighted / (T::zero() + (0..dimension).map(|i| new_grad_sum[i].abs()).fold(T::zero(), |sum, x| sum + x));
        let new_estim_lr = estim_lr.select_above(&w8, estim_lr.clone(), w8.clone());
        let w9 = -weight_decay.clone() * &w4;
        let w10 = new_estim_lr.clone() * eps;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + (w9.clone() * &q[i] - w4.clone() * &new_exp_avg[i] / (new_exp_avg_sq[i].sqrt() + &w10))).collect();
        state.position = new_q;
        state.memory[0] = new_exp_avg;
        state.memory[1] = new_exp_avg_sq;
        state.memory[2] = new_grad_sum;
        state.memory[3] = params0;
        if let Some(first) = state.memory[4].first_mut() {
            *first = new_estim_lr;
        }
        if let Some(first) = state.memory[5].first_mut() {
            *first = new_numerator_weighted;
        }
        Report::NONE
    }
}
