//! keras.optimizers.Adafactor, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Transcendental};

/// keras.optimizers.Adafactor.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient beta_2_decay = -4/5
/// coefficient epsilon_2 = 1/1000
/// coefficient clip_threshold = 1
/// counter iterations
/// counter r
/// counter c
/// iterations' = iterations + 1
/// w1 = real(iterations')
/// w2 = 1 - exp(beta_2_decay ln(w1))
/// v' = w2 v + (1 - w2) (g² + 1/1000000000000000000000000000000)
/// w3 = √(sum(q²) / dim)
/// w4 = 1 / √w1
/// w5 = min(learning_rate, w4)
/// w6 = g / √v'
/// w7 = √(sum(w6²) / dim) / clip_threshold
/// q' = q - max(epsilon_2, w3) min(w5, w4) (w6 / max(1, w7))
/// r' = r
/// c' = c
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersAdafactor)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersAdafactor;

impl Describe for KerasOptimizersAdafactor {
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
            ..Description::new("keras.optimizers.Adafactor", "keras.optimizers.Adafactor(learning_rate=learning_rate, beta_2_decay=beta_2_decay, epsilon_1=epsilon_1, epsilon_2=epsilon_2, clip_threshold=clip_threshold)")
        }
    }
}

impl<T: Compare + Transcendental> Step<T> for KerasOptimizersAdafactor {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, beta_2_decay, epsilon_2, clip_threshold] = hyper.numbers();
        let k = state.begin_step() as i64;
        let iterations: i64 = k - 1;
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = T::one() / T::from_integer(iterations + 1).sqrt();
        let w2 = w1.select_above(learning_rate, learning_rate.clone(), w1.clone());
        let w3 = ((0..dimension).map(|i| q[i].square()).fold(T::zero(), |sum, x| sum + x) / T::from_integer(dimension as i64)).sqrt();
        let w4 = epsilon_2.select_above(&w3, epsilon_2.clone(), w3.clone()) * w1.select_above(&w2, w2.clone(), w1.clone());
        let w5 = T::one() - (beta_2_decay.clone() * T::from_integer(iterations + 1).ln()).exp();
        let w6 = T::one() - &w5;
        let new_v: Vec<T> = (0..dimension).map(|i| w5.clone() * &v[i] + w6.clone() * (g[i].square() + T::one() / ((T::from_integer(100000000000000) * T::from_integer(1000000000000000) + T::zero()) * T::from_integer(10) + T::zero()))).collect();
        let w7: Vec<T> = (0..dimension).map(|i| g[i].clone() / new_v[i].sqrt()).collect();
        let w8 = ((0..dimension).map(|i| w7[i].square()).fold(T::zero(), |sum, x| sum + x) / T::from_integer(dimension as i64)).sqrt() / clip_threshold;
        let w9 = T::one().select_above(&w8, T::one(), w8.clone());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - w4.clone() * (w7[i].clone() / &w9)).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
