//! optax.adafactor_matrix, as its graph says it.

use stable_sgd::method::{Coordinates, Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Transcendental};

/// optax.adafactor_matrix.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient decay_rate = 4/5
/// coefficient clipping_threshold = 1
/// dimension 4
/// number v_row_1
/// number v_row_2
/// number v_col_1
/// number v_col_2
/// number v
/// counter count
/// w1 = 1 - exp((-decay_rate) ln(real(count - 0 + 1)))
/// w2 = 1 - w1
/// w3 = g g + 1/1000000000000000000000000000000
/// w4 = coordinate(w3, 1)
/// w5 = coordinate(w3, 2)
/// v_row_1' = w1 v_row_1 + w2 ((w4 + w5) / 2)
/// w6 = coordinate(w3, 3)
/// w7 = coordinate(w3, 4)
/// v_row_2' = w1 v_row_2 + w2 ((w6 + w7) / 2)
/// v_col_1' = w1 v_col_1 + w2 ((w4 + w6) / 2)
/// v_col_2' = w1 v_col_2 + w2 ((w5 + w7) / 2)
/// w8 = 1 learning_rate
/// w9 = (v_row_1' + v_row_2') / 2
/// w10 = 1 / √(v_row_1' / w9)
/// w11 = 1 / √v_col_1'
/// w12 = coordinate(g, 1) w10 w11
/// w13 = 1 / √v_col_2'
/// w14 = coordinate(g, 2) w10 w13
/// w15 = 1 / √(v_row_2' / w9)
/// w16 = coordinate(g, 3) w15 w11
/// w17 = coordinate(g, 4) w15 w13
/// w18 = √((w12 w12 + w14 w14 + w16 w16 + w17 w17) / 4) / clipping_threshold
/// w19 = max(1, w18)
/// w20 = 1/1000 ≥ √(sum(q q) / 4)
/// w21 = if w20 then 1 else q
/// w22 = if w20 then 1/1000 else √(sum(w21 w21) / 4)
/// q' = vector(coordinate(q, 1) + (-1) (w8 (w12 / w19) w22), coordinate(q, 2) + (-1) (w8 (w14 / w19) w22), coordinate(q, 3) + (-1) (w8 (w16 / w19) w22), coordinate(q, 4) + (-1) (w8 (w17 / w19) w22))
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// v' = 0
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxAdafactorMatrix)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxAdafactorMatrix;

impl Describe for OptaxAdafactorMatrix {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("decay_rate", (4, 5), ""),
                    NumberSpec::coefficient("clipping_threshold", (1, 1), ""),
                ]
            },
            memory: &["v_row_1", "v_row_2", "v_col_1", "v_col_2"],
            coordinates: Coordinates::Only(4),
            ..Description::new("optax.adafactor_matrix", "optax.adafactor(learning_rate=learning_rate, decay_rate=decay_rate, clipping_threshold=clipping_threshold, eps=eps, min_dim_size_to_factor=2)")
        }
    }
}

impl<T: Compare + Transcendental> Step<T> for OptaxAdafactorMatrix {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, decay_rate, clipping_threshold] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let v_row_1 = state.memory[0].first().cloned().unwrap_or_else(T::zero);
        let v_row_2 = state.memory[1].first().cloned().unwrap_or_else(T::zero);
        let v_col_1 = state.memory[2].first().cloned().unwrap_or_else(T::zero);
        let v_col_2 = state.memory[3].first().cloned().unwrap_or_else(T::zero);
        let w1 = T::one() * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::one() - (-decay_rate.clone() * T::from_integer(count + 1).ln()).exp();
        let w3: Vec<T> = (0..dimension).map(|i| g[i].clone() * &g[i] + T::one() / ((T::from_integer(100000000000000) * T::from_integer(1000000000000000) + T::zero()) * T::from_integer(10) + T::zero())).collect();
        let w4 = T::one() - &w2;
        let w5 = w3[0].clone();
        let w6 = w3[1].clone();
        let w7 = w3[2].clone();
        let w8 = w3[3].clone();
        let new_v_row_1 = w2.clone() * &v_row_1 + w4.clone() * ((w5.clone() + &w6) / T::from_integer(2));
        let new_v_row_2 = w2.clone() * &v_row_2 + w4.clone() * ((w7.clone() + &w8) / T::from_integer(2));
        let new_v_col_1 = w2.clone() * &v_col_1 + w4.clone() * ((w5.clone() + &w7) / T::from_integer(2));
        let new_v_col_2 = w2.clone() * &v_col_2 + w4.clone() * ((w6.clone() + &w8) / T::from_integer(2));
        let w9 = (new_v_row_1.clone() + &new_v_row_2) / T::from_integer(2);
        let w10 = T::one() / (new_v_row_1.clone() / &w9).sqrt();
        let w11 = T::one() / (new_v_row_2.clone() / &w9).sqrt();
        let w12 = T::one() / new_v_col_1.sqrt();
        let w13 = T::one() / new_v_col_2.sqrt();
        let w14 = g[0].clone() * &w10 * &w12;
        let w15 = g[1].clone() * &w10 * &w13;
        let w16 = g[2].clone() * &w11 * &w12;
        let w17 = g[3].clone() * &w11 * &w13;
        let w18 = ((w14.clone() * &w14 + w15.clone() * &w15 + w16.clone() * &w16 + w17.clone() * &w17) / T::from_integer(4)).sqrt() / clipping_threshold;
        let w19 = T::one().select_above(&w18, T::one(), w18.clone());
        let w20 = ((0..dimension).map(|i| q[i].clone() * &q[i]).fold(T::zero(), |sum, x| sum + x) / T::from_integer(4)).sqrt();
        let w21: Vec<T> = (0..dimension).map(|i| w20.select_above(&T::ratio(1, 1000), q[i].clone(), T::one())).collect();
        let w22 = w20.select_above(&T::ratio(1, 1000), ((0..dimension).map(|i| w21[i].clone() * &w21[i]).fold(T::zero(), |sum, x| sum + x) / T::from_integer(4)).sqrt(), T::ratio(1, 1000));
        let w23 = q[0].clone() + T::from_integer(-1) * (w1.clone() * (w14.clone() / &w19) * &w22);
        let w24 = q[1].clone() + T::from_integer(-1) * (w1.clone() * (w15.clone() / &w19) * &w22);
        let w25 = q[2].clone() + T::from_integer(-1) * (w1.clone() * (w16.clone() / &w19) * &w22);
        let w26 = q[3].clone() + T::from_integer(-1) * (w1.clone() * (w17.clone() / &w19) * &w22);
        let new_q: Vec<T> = vec![w23.clone(), w24.clone(), w25.clone(), w26.clone()];
        let new_v = T::zero();
        state.position = new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_v_row_1;
        }
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_v_row_2;
        }
        if let Some(first) = state.memory[2].first_mut() {
            *first = new_v_col_1;
        }
        if let Some(first) = state.memory[3].first_mut() {
            *first = new_v_col_2;
        }
        if let Some(first) = state.velocity.first_mut() {
            *first = new_v;
        }
        Report::NONE
    }
}
