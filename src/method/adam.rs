//! Rates that follow the squares of the gradient: RMSProp, Adam and AdamW.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, average, drift};
use crate::scalar::{Root, power};

const B1: NumberSpec = NumberSpec::fraction("b1", (9, 10), "share β₁ of the average of gradients that is kept");
const B2: NumberSpec = NumberSpec::fraction("b2", (999, 1000), "share β₂ of the average of squares that is kept");
const EPS: NumberSpec = NumberSpec::weight("eps", (1, 100_000_000), "ε, added to the root of the squares");

/// RMSProp: the gradient over the root of the average of its squares.
///
/// # Formula
/// s' = β₂ s + (1 − β₂) g², q' = q − η g / (√s' + ε), one coordinate at a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct RmsProp;

impl Describe for RmsProp {
    fn description(&self) -> Description {
        Description {
            source: "Tieleman and Hinton 2012, Coursera: Neural Networks for Machine Learning, lecture 6.5",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 100), "learning rate η"),
                    NumberSpec::fraction("b2", (9, 10), "share β₂ of the average of squares that is kept"),
                    EPS,
                ]
            },
            memory: &["squares"],
            ..Description::new("rmsprop", "s' = β₂ s + (1 − β₂) g²;  q' = q − η g / (√s' + ε)")
        }
    }
}

impl<T: Root> Step<T> for RmsProp {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b2, eps] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, s), g) in state.position.iter_mut().zip(&mut state.memory[0]).zip(&state.scratch) {
            *s = average(b2, s, &g.square());
            *q = drift(q, &(learning_rate.clone() * g / (s.sqrt() + eps)));
        }
        Report::NONE
    }
}

/// Adam: the average of the gradients over the root of that of their squares, both corrected for
/// their start at 0.
///
/// # Formula
/// v' = β₁ v + (1 − β₁) g, s' = β₂ s + (1 − β₂) g²,
/// q' = q − η (v' / (1 − β₁ᵏ)) / (√(s' / (1 − β₂ᵏ)) + ε), one coordinate at a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Adam;

impl Describe for Adam {
    fn description(&self) -> Description {
        Description {
            source: "Kingma and Ba 2015, arXiv:1412.6980",
            numbers: const { &[NumberSpec::rate("lr", (1, 1000), "learning rate η"), B1, B2, EPS] },
            memory: &["squares"],
            ..Description::new(
                "adam",
                "v' = β₁ v + (1 − β₁) g;  s' = β₂ s + (1 − β₂) g²;  \
                 q' = q − η ((v' / (1 − β₁^k)) / (√(s' / (1 − β₂^k)) + ε))",
            )
        }
    }
}

impl<T: Root> Step<T> for Adam {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps] = hyper.numbers();
        step_with([learning_rate, b1, b2, eps], oracle, state, |_, scaled| scaled)
    }
}

/// One step with the direction that `direction` makes of the point and of Adam's.
fn step_with<T: Root>(
    [learning_rate, b1, b2, eps]: [&T; 4],
    oracle: &mut dyn Oracle<T>,
    state: &mut State<T>,
    direction: impl Fn(&T, T) -> T,
) -> Report<T> {
    let step = state.begin_step();
    let [first, second] = [b1, b2].map(|share| T::one() - power(share, step));
    oracle.gradient(&state.position, &mut state.scratch);
    let slots = state.velocity.iter_mut().zip(&mut state.memory[0]);
    for ((q, (v, s)), g) in state.position.iter_mut().zip(slots).zip(&state.scratch) {
        *v = average(b1, v, g);
        *s = average(b2, s, &g.square());
        let scaled = (v.clone() / &first) / ((s.clone() / &second).sqrt() + eps);
        *q = drift(q, &(learning_rate.clone() * direction(q, scaled)));
    }
    Report::NONE
}

/// AdamW: Adam with a decay of the point that is no part of the gradient.
///
/// # Formula
/// As [`Adam`], with q' = q − η (… + w q).
#[derive(Clone, Copy, Debug, Default)]
pub struct AdamW;

impl Describe for AdamW {
    fn description(&self) -> Description {
        Description {
            source: "Loshchilov and Hutter 2019, arXiv:1711.05101",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 1000), "learning rate η"),
                    B1,
                    B2,
                    EPS,
                    NumberSpec::weight("weight_decay", (1, 100), "weight w of the decay, times the rate"),
                ]
            },
            memory: &["squares"],
            ..Description::new(
                "adamw",
                "v' = β₁ v + (1 − β₁) g;  s' = β₂ s + (1 − β₂) g²;  \
                 q' = q − η ((v' / (1 − β₁^k)) / (√(s' / (1 − β₂^k)) + ε) + w q)",
            )
        }
    }
}

impl<T: Root> Step<T> for AdamW {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, decay] = hyper.numbers();
        step_with([learning_rate, b1, b2, eps], oracle, state, |q, scaled| scaled + decay.clone() * q)
    }
}
