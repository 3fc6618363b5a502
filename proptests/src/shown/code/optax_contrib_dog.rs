//! optax.contrib.dog, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.contrib.dog.
///
/// # Formula
/// ```text
/// rate learning_rate = 1
/// coefficient reps_rel = 1/1000000
/// weight eps = 1/100000000
/// number max_dist
/// number sum_sq_norm_grads
/// counter is_init_step
/// start is_init_step = 1
/// start max_dist = reps_rel (1 + √(0 + sum(q² + 0²)))
/// start init_params = q
/// w1 = 0²
/// w2 = √(0 + sum((init_params - q)² + w1))
/// max_dist' = max(max_dist, w2)
/// sum_sq_norm_grads' = sum_sq_norm_grads + (0 + sum(g² + w1))
/// q' = q + (-1) learning_rate (max_dist' / √(sum_sq_norm_grads' + eps) g)
/// init_params' = init_params
/// is_init_step' = 0
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribDog)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribDog;

impl Describe for OptaxContribDog {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1), ""),
                    NumberSpec::coefficient("reps_rel", (1, 1000000), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                ]
            },
            memory: &["init_params", "max_dist", "sum_sq_norm_grads"],
            ..Description::new("optax.contrib.dog", "optax.contrib.dog(learning_rate, init_step=('heuristic', reps_rel), eps=eps)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxContribDog {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, reps_rel, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let sum_sq_norm_grads = state.memory[2].first().cloned().unwrap_or_else(T::zero);
        let w1 = T::zero().square();
        let w2 = k == 1;
        let init_params: Vec<T> = if w2 {
            q.clone()
        } else {
            state.memory[0].clone()
        };
        let max_dist = if w2 {
            reps_rel.clone() * (T::one() + (T::zero() + (0..dimension).map(|i| q[i].square() + &w1).fold(T::zero(), |sum, x| sum + x)).sqrt())
        } else {
            state.memory[1].first().cloned().unwrap_or_else(T::zero)
        };
        let w3 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w4 = (T::zero() + (0..dimension).map(|i| (init_params[i].clone() - &q[i]).square() + &w1).fold(T::zero(), |sum, x| sum + x)).sqrt();
        let new_max_dist = max_dist.select_above(&w4, max_dist.clone(), w4.clone());
        let new_sum_sq_norm_grads = sum_sq_norm_grads.clone() + (T::zero() + (0..dimension).map(|i| g[i].square() + &w1).fold(T::zero(), |sum, x| sum + x));
        let w5 = new_max_dist.clone() / (new_sum_sq_norm_grads.clone() + eps).sqrt();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w3.clone() * (w5.clone() * &g[i])).collect();
        state.position = new_q;
        state.memory[0] = init_params;
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_max_dist;
        }
        if let Some(first) = state.memory[2].first_mut() {
            *first = new_sum_sq_norm_grads;
        }
        Report::NONE
    }
}
