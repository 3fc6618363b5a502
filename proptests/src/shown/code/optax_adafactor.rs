//! optax.adafactor, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Transcendental};

/// optax.adafactor.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient decay_rate = 4/5
/// coefficient clipping_threshold = 1
/// number v_row
/// number v_col
/// counter count
/// w1 = 1 - exp((-decay_rate) ln(real(count - 0 + 1)))
/// v' = w1 v + (1 - w1) (g g + 1/1000000000000000000000000000000)
/// w2 = g (1 / √v')
/// w3 = √(sum(w2 w2) / dim) / clipping_threshold
/// w4 = 1/1000 ≥ √(sum(q q) / dim)
/// w5 = if w4 then 1 else q
/// q' = q + (-1) (1 learning_rate (w2 / max(1, w3)) (if w4 then 1/1000 else √(sum(w5 w5) / dim)))
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// v_row' = 0
/// v_col' = v_row'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxAdafactor)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxAdafactor;

impl Describe for OptaxAdafactor {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("decay_rate", (4, 5), ""),
                    NumberSpec::coefficient("clipping_threshold", (1, 1), ""),
                ]
            },
            memory: &["v_row", "v_col"],
            ..Description::new("optax.adafactor", "optax.adafactor(learning_rate=learning_rate, decay_rate=decay_rate, clipping_threshold=clipping_threshold, eps=eps)")
        }
    }
}

impl<T: Compare + Transcendental> Step<T> for OptaxAdafactor {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, decay_rate, clipping_threshold] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let w1 = T::one() * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::one() - (-decay_rate.clone() * T::from_integer(count + 1).ln()).exp();
        let w3 = T::one() - &w2;
        let new_v: Vec<T> = (0..dimension).map(|i| w2.clone() * &v[i] + w3.clone() * (g[i].clone() * &g[i] + T::one() / ((T::from_integer(100000000000000) * T::from_integer(1000000000000000) + T::zero()) * T::from_integer(10) + T::zero()))).collect();
        let w4: Vec<T> = (0..dimension).map(|i| g[i].clone() * (T::one() / new_v[i].sqrt())).collect();
        let w5 = ((0..dimension).map(|i| w4[i].clone() * &w4[i]).fold(T::zero(), |sum, x| sum + x) / T::from_integer(dimension as i64)).sqrt() / clipping_threshold;
        let w6 = T::one().select_above(&w5, T::one(), w5.clone());
        let w7 = ((0..dimension).map(|i| q[i].clone() * &q[i]).fold(T::zero(), |sum, x| sum + x) / T::from_integer(dimension as i64)).sqrt();
        let w8: Vec<T> = (0..dimension).map(|i| w7.select_above(&T::ratio(1, 1000), q[i].clone(), T::one())).collect();
        let w9 = w7.select_above(&T::ratio(1, 1000), ((0..dimension).map(|i| w8[i].clone() * &w8[i]).fold(T::zero(), |sum, x| sum + x) / T::from_integer(dimension as i64)).sqrt(), T::ratio(1, 1000));
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + T::from_integer(-1) * (w1.clone() * (w4[i].clone() / &w6) * &w9)).collect();
        let new_v_row = T::zero();
        let new_v_col = T::zero();
        state.position = new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_v_row;
        }
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_v_col;
        }
        state.velocity = new_v;
        Report::NONE
    }
}
