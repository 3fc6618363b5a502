//! keras.optimizers.Ftrl, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Transcendental};

/// keras.optimizers.Ftrl.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient learning_rate_power = -1/2
/// coefficient initial_accumulator_value = 1/10
/// coefficient l1_regularization_strength = 0
/// coefficient l2_regularization_strength = 0
/// coefficient l2_shrinkage_regularization_strength = 0
/// share beta = 0
/// counter iterations
/// start accumulators = initial_accumulator_value * 1
/// accumulators' = accumulators + g²
/// w1 = -learning_rate_power
/// w2 = exp(w1 ln(accumulators'))
/// linears' = linears + (g + 2 l2_shrinkage_regularization_strength q - (w2 - exp(w1 ln(accumulators))) / learning_rate q)
/// w3 = -l1_regularization_strength
/// w4 = max(w3, linears')
/// q' = (min(l1_regularization_strength, w4) - linears') / (w2 / learning_rate + 2 (l2_regularization_strength + beta / (2 learning_rate)))
/// iterations' = iterations + 1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersFtrl)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersFtrl;

impl Describe for KerasOptimizersFtrl {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("learning_rate_power", (-1, 2), ""),
                    NumberSpec::coefficient("initial_accumulator_value", (1, 10), ""),
                    NumberSpec::coefficient("l1_regularization_strength", (0, 1), ""),
                    NumberSpec::coefficient("l2_regularization_strength", (0, 1), ""),
                    NumberSpec::coefficient("l2_shrinkage_regularization_strength", (0, 1), ""),
                    NumberSpec::fraction("beta", (0, 1), ""),
                ]
            },
            memory: &["accumulators", "linears"],
            ..Description::new("keras.optimizers.Ftrl", "keras.optimizers.Ftrl(learning_rate=learning_rate, learning_rate_power=learning_rate_power, initial_accumulator_value=initial_accumulator_value, l1_regularization_strength=l1_regularization_strength, l2_regularization_strength=l2_regularization_strength, l2_shrinkage_regularization_strength=l2_shrinkage_regularization_strength, beta=beta)")
        }
    }
}

impl<T: Compare + Transcendental> Step<T> for KerasOptimizersFtrl {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, learning_rate_power, initial_accumulator_value, l1_regularization_strength, l2_regularization_strength, l2_shrinkage_regularization_strength, beta] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let linears = &state.memory[1];
        let accumulators: Vec<T> = if k == 1 {
            let w1 = initial_accumulator_value.clone() * T::one();
            vec![w1.clone(); dimension]
        } else {
            state.memory[0].clone()
        };
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::from_integer(2) * l2_shrinkage_regularization_strength;
        let new_accumulators: Vec<T> = (0..dimension).map(|i| accumulators[i].clone() + g[i].square()).collect();
        let w3 = -learning_rate_power.clone();
        let w4: Vec<T> = (0..dimension).map(|i| (w3.clone() * new_accumulators[i].ln()).exp()).collect();
        let new_linears: Vec<T> = (0..dimension).map(|i| linears[i].clone() + (g[i].clone() + w2.clone() * &q[i] - (w4[i].clone() - (w3.clone() * accumulators[i].ln()).exp()) / learning_rate * &q[i])).collect();
        let w5 = T::from_integer(2) * (l2_regularization_strength.clone() + beta.clone() / (T::from_integer(2) * learning_rate));
        let w6 = -l1_regularization_strength.clone();
        let w7: Vec<T> = (0..dimension).map(|i| w6.select_above(&new_linears[i], w6.clone(), new_linears[i].clone())).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| (w7[i].select_above(l1_regularization_strength, l1_regularization_strength.clone(), w7[i].clone()) - &new_linears[i]) / (w4[i].clone() / learning_rate + &w5)).collect();
        state.position = new_q;
        state.memory[0] = new_accumulators;
        state.memory[1] = new_linears;
        Report::NONE
    }
}
