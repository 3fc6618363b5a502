//! keras.optimizers.Adafactor_matrix, as its graph says it.

use stable_sgd::method::{Coordinates, Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Transcendental};

/// keras.optimizers.Adafactor_matrix.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient beta_2_decay = -4/5
/// coefficient epsilon_2 = 1/1000
/// coefficient clip_threshold = 1
/// dimension 4
/// number r_1
/// number r_2
/// number c_1
/// number c_2
/// counter iterations
/// iterations' = iterations + 1
/// w1 = real(iterations')
/// w2 = 1 - exp(beta_2_decay ln(w1))
/// w3 = 1 - w2
/// w4 = g² + 1/1000000000000000000000000000000
/// w5 = coordinate(w4, 1)
/// w6 = coordinate(w4, 2)
/// r_1' = w2 r_1 + w3 ((w5 + w6) / 2)
/// w7 = coordinate(w4, 3)
/// w8 = coordinate(w4, 4)
/// r_2' = w2 r_2 + w3 ((w7 + w8) / 2)
/// c_1' = w2 c_1 + w3 ((w5 + w7) / 2)
/// c_2' = w2 c_2 + w3 ((w6 + w8) / 2)
/// w9 = √(sum(q²) / 4)
/// w10 = 1 / √w1
/// w11 = min(learning_rate, w10)
/// w12 = max(epsilon_2, w9) min(w11, w10)
/// w13 = (r_1' + r_2') / 2
/// w14 = r_1' / w13
/// w15 = w14 c_1'
/// w16 = coordinate(g, 1) / √w15
/// w17 = w14 c_2'
/// w18 = coordinate(g, 2) / √w17
/// w19 = r_2' / w13
/// w20 = w19 c_1'
/// w21 = coordinate(g, 3) / √w20
/// w22 = w19 c_2'
/// w23 = coordinate(g, 4) / √w22
/// w24 = √((w16² + w18² + w21² + w23²) / 4) / clip_threshold
/// w25 = max(1, w24)
/// q' = vector(coordinate(q, 1) - w12 (w16 / w25), coordinate(q, 2) - w12 (w18 / w25), coordinate(q, 3) - w12 (w21 / w25), coordinate(q, 4) - w12 (w23 / w25))
/// v' = vector(w15, w17, w20, w22)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersAdafactorMatrix)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersAdafactorMatrix;

impl Describe for KerasOptimizersAdafactorMatrix {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("beta_2_decay", (-4, 5), ""),
                    NumberSpec::coefficient("epsilon_2", (1, 1000), ""),
                    NumberSpec::coefficient("clip_threshold", (1, 1), ""),
                ]
            },
            memory: &["r_1", "r_2", "c_1", "c_2"],
            coordinates: Coordinates::Only(4),
            ..Description::new("keras.optimizers.Adafactor_matrix", "keras.optimizers.Adafactor(learning_rate=learning_rate, beta_2_decay=beta_2_decay, epsilon_1=epsilon_1, epsilon_2=epsilon_2, clip_threshold=clip_threshold)")
        }
    }
}

impl<T: Compare + Transcendental> Step<T> for KerasOptimizersAdafactorMatrix {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, beta_2_decay, epsilon_2, clip_threshold] = hyper.numbers();
        let k = state.begin_step() as i64;
        let iterations: i64 = k - 1;
        let dimension = state.position.len();
        let q = &state.position;
        let r_1 = state.memory[0].first().cloned().unwrap_or_else(T::zero);
        let r_2 = state.memory[1].first().cloned().unwrap_or_else(T::zero);
        let c_1 = state.memory[2].first().cloned().unwrap_or_else(T::zero);
        let c_2 = state.memory[3].first().cloned().unwrap_or_else(T::zero);
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = T::one() / T::from_integer(iterations + 1).sqrt();
        let w2 = w1.select_above(learning_rate, learning_rate.clone(), w1.clone());
        let w3 = ((0..dimension).map(|i| q[i].square()).fold(T::zero(), |sum, x| sum + x) / T::from_integer(4)).sqrt();
        let w4 = epsilon_2.select_above(&w3, epsilon_2.clone(), w3.clone()) * w1.select_above(&w2, w2.clone(), w1.clone());
        let w5: Vec<T> = (0..dimension).map(|i| g[i].square() + T::one() / ((T::from_integer(100000000000000) * T::from_integer(1000000000000000) + T::zero()) * T::from_integer(10) + T::zero())).collect();
        let w6 = T::one() - (beta_2_decay.clone() * T::from_integer(iterations + 1).ln()).exp();
        let w7 = T::one() - &w6;
        let w8 = w5[0].clone();
        let w9 = w5[1].clone();
        let w10 = w5[2].clone();
        let w11 = w5[3].clone();
        let new_r_1 = w6.clone() * &r_1 + w7.clone() * ((w8.clone() + &w9) / T::from_integer(2));
        let new_r_2 = w6.clone() * &r_2 + w7.clone() * ((w10.clone() + &w11) / T::from_integer(2));
        let new_c_1 = w6.clone() * &c_1 + w7.clone() * ((w8.clone() + &w10) / T::from_integer(2));
        let new_c_2 = w6.clone() * &c_2 + w7.clone() * ((w9.clone() + &w11) / T::from_integer(2));
        let w12 = (new_r_1.clone() + &new_r_2) / T::from_integer(2);
        let w13 = new_r_1.clone() / &w12;
        let w14 = new_r_2.clone() / &w12;
        let w15 = w13.clone() * &new_c_1;
        let w16 = w13.clone() * &new_c_2;
        let w17 = w14.clone() * &new_c_1;
        let w18 = w14.clone() * &new_c_2;
        let w19 = g[0].clone() / w15.sqrt();
        let w20 = g[1].clone() / w16.sqrt();
        let w21 = g[2].clone() / w17.sqrt();
        let w22 = g[3].clone() / w18.sqrt();
        let w23 = ((w19.square() + w20.square() + w21.square() + w22.square()) / T::from_integer(4)).sqrt() / clip_threshold;
        let w24 = T::one().select_above(&w23, T::one(), w23.clone());
        let w25 = q[0].clone() - w4.clone() * (w19.clone() / &w24);
        let w26 = q[1].clone() - w4.clone() * (w20.clone() / &w24);
        let w27 = q[2].clone() - w4.clone() * (w21.clone() / &w24);
        let w28 = q[3].clone() - w4.clone() * (w22.clone() / &w24);
        let new_q: Vec<T> = vec![w25.clone(), w26.clone(), w27.clone(), w28.clone()];
        let new_v: Vec<T> = vec![w15.clone(), w16.clone(), w17.clone(), w18.clone()];
        state.position = new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_r_1;
        }
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_r_2;
        }
        if let Some(first) = state.memory[2].first_mut() {
            *first = new_c_1;
        }
        if let Some(first) = state.memory[3].first_mut() {
            *first = new_c_2;
        }
        state.velocity = new_v;
        Report::NONE
    }
}
