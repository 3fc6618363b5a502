//! optax.contrib.dowg, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.contrib.dowg.
///
/// # Formula
/// ```text
/// rate learning_rate = 1
/// weight eps = 1/10000
/// number estim_sq_dist
/// number weighted_sq_norm_grads
/// start estim_sq_dist = eps
/// start init_params = q
/// w1 = 0²
/// w2 = 0 + sum((init_params - q)² + w1)
/// estim_sq_dist' = max(estim_sq_dist, w2)
/// weighted_sq_norm_grads' = estim_sq_dist' (0 + sum(g² + w1)) + weighted_sq_norm_grads
/// q' = q + (-1) learning_rate (estim_sq_dist' / (√weighted_sq_norm_grads' + eps) g)
/// init_params' = init_params
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribDowg)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribDowg;

impl Describe for OptaxContribDowg {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1), ""),
                    NumberSpec::weight("eps", (1, 10000), ""),
                ]
            },
            memory: &["init_params", "weighted_sq_norm_grads", "estim_sq_dist"],
            ..Description::new("optax.contrib.dowg", "optax.contrib.dowg(learning_rate=learning_rate, eps=eps)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxContribDowg {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let weighted_sq_norm_grads = state.memory[1].first().cloned().unwrap_or_else(T::zero);
        let w1 = k == 1;
        let init_params: Vec<T> = if w1 {
            q.clone()
        } else {
            state.memory[0].clone()
        };
        let estim_sq_dist = if w1 {
            eps.clone()
        } else {
            state.memory[2].first().cloned().unwrap_or_else(T::zero)
        };
        let w2 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w3 = T::zero().square();
        let w4 = T::zero() + (0..dimension).map(|i| (init_params[i].clone() - &q[i]).square() + &w3).fold(T::zero(), |sum, x| sum + x);
        let new_estim_sq_dist = estim_sq_dist.select_above(&w4, estim_sq_dist.clone(), w4.clone());
        let new_weighted_sq_norm_grads = new_estim_sq_dist.clone() * (T::zero() + (0..dimension).map(|i| g[i].square() + &w3).fold(T::zero(), |sum, x| sum + x)) + &weighted_sq_norm_grads;
        let w5 = new_estim_sq_dist.clone() / (new_weighted_sq_norm_grads.sqrt() + eps);
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w2.clone() * (w5.clone() * &g[i])).collect();
        state.position = new_q;
        state.memory[0] = init_params;
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_weighted_sq_norm_grads;
        }
        if let Some(first) = state.memory[2].first_mut() {
            *first = new_estim_sq_dist;
        }
        Report::NONE
    }
}
