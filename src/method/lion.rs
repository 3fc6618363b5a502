//! Lion: the sign of an average of gradients.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, average, drift};
use crate::scalar::Compare;

/// Lion, with decoupled weight decay.
///
/// # Formula
/// q' = q − η (sign(β₁ v + (1 − β₁) g) + w q), v' = β₂ v + (1 − β₂) g, one coordinate at a time;
/// the sign of 0 is 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lion;

impl Describe for Lion {
    fn description(&self) -> Description {
        Description {
            source: "Chen et al. 2023, arXiv:2302.06675",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 10_000), "learning rate η"),
                    NumberSpec::fraction("b1", (9, 10), "share β₁ of the average in the step"),
                    NumberSpec::fraction("b2", (99, 100), "share β₂ of the average that is kept"),
                    NumberSpec::weight("weight_decay", (0, 1), "weight w of the decay, times the rate"),
                ]
            },
            ..Description::new("lion", "q' = q − η (sign(β₁ v + (1 − β₁) g) + w q);  v' = β₂ v + (1 − β₂) g")
        }
    }
}

/// 1 above 0, −1 below, 0 at it.
fn sign<T: Compare>(x: &T) -> T {
    let zero = T::zero();
    let not_above = zero.select_above(x, -T::one(), T::zero());
    x.select_above(&zero, T::one(), not_above)
}

impl<T: Compare> Step<T> for Lion {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, decay] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            let direction = sign(&average(b1, v, g)) + decay.clone() * &*q;
            *q = drift(q, &(learning_rate.clone() * direction));
            *v = average(b2, v, g);
        }
        Report::NONE
    }
}
