//! optax.contrib.schedule_free_adamw, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Transcendental, power};

/// optax.contrib.schedule_free_adamw.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/400
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/100000000
/// weight weight_decay = 0
/// coefficient weight_lr_power = 2
/// number max_lr
/// number weight_sum
/// number b1_slot
/// counter step_count
/// start step_count = 1
/// counter count
/// start z = q
/// start b1_slot = b1
/// max_lr' = max(max_lr, learning_rate)
/// w1 = exp(weight_lr_power ln(max_lr'))
/// weight_sum' = weight_sum + w1
/// nu' = (1 - b2) g² + b2 nu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// z' = z + (-1) learning_rate (1 / (√(nu' / (1 - b2^(count'))) + eps) g + weight_decay q)
/// w2 = w1 / weight_sum'
/// w3 = 1 - b1
/// q' = q + (b1 ((1 - w2) ((q - w3 z) / b1) + w2 z') + w3 z' - q)
/// step_count' = if 2147483647 > step_count then step_count + 1 else 2147483647
/// b1_slot' = b1_slot
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribScheduleFreeAdamw)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribScheduleFreeAdamw;

impl Describe for OptaxContribScheduleFreeAdamw {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 400), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                    NumberSpec::coefficient("weight_lr_power", (2, 1), ""),
                ]
            },
            memory: &["b1_slot", "weight_sum", "max_lr", "nu", "z"],
            ..Description::new("optax.contrib.schedule_free_adamw", "optax.contrib.schedule_free_adamw(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay, weight_lr_power=weight_lr_power)")
        }
    }
}

impl<T: Compare + Transcendental> Step<T> for OptaxContribScheduleFreeAdamw {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, weight_decay, weight_lr_power] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let weight_sum = state.memory[1].first().cloned().unwrap_or_else(T::zero);
        let max_lr = state.memory[2].first().cloned().unwrap_or_else(T::zero);
        let nu = &state.memory[3];
        let w1 = k == 1;
        let b1_slot = if w1 {
            b1.clone()
        } else {
            state.memory[0].first().cloned().unwrap_or_else(T::zero)
        };
        let z: Vec<T> = if w1 {
            q.clone()
        } else {
            state.memory[4].clone()
        };
        let w2 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_max_lr = max_lr.select_above(learning_rate, max_lr.clone(), learning_rate.clone());
        let w3 = (weight_lr_power.clone() * new_max_lr.ln()).exp();
        let new_weight_sum = weight_sum.clone() + &w3;
        let w4 = w3.clone() / &new_weight_sum;
        let w5 = T::one() - b2;
        let new_nu: Vec<T> = (0..dimension).map(|i| w5.clone() * g[i].square() + b2.clone() * &nu[i]).collect();
        let w6 = T::one() - power(b2, (if 2147483647 > count { count + 1 } else { 2147483647 }).unsigned_abs());
        let new_z: Vec<T> = (0..dimension).map(|i| z[i].clone() + w2.clone() * (T::one() / ((new_nu[i].clone() / &w6).sqrt() + eps) * &g[i] + weight_decay.clone() * &q[i])).collect();
        let w7 = T::one() - b1;
        let w8 = T::one() - &w4;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + (b1.clone() * (w8.clone() * ((q[i].clone() - w7.clone() * &z[i]) / b1) + w4.clone() * &new_z[i]) + w7.clone() * &new_z[i] - &q[i])).collect();
        state.position = new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = b1_slot;
        }
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_weight_sum;
        }
        if let Some(first) = state.memory[2].first_mut() {
            *first = new_max_lr;
        }
        state.memory[3] = new_nu;
        state.memory[4] = new_z;
        Report::NONE
    }
}
