//! StableSGD as the paper describes it.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift, kick};
use crate::energy::{energy_factor, paper_total};
use crate::penalty;
use crate::scalar::{Absolute, Root};

/// StableSGD as the paper describes it (section 2.1), one coordinate at a time.
///
/// # Formula
/// - v' = μ v + η g
/// - E = ½ v'² + ½ g²
/// - a = β / (1 + c √E)
/// - π = τ |q − q_prev| from step 3 on, else 0
/// - q' = q − (a v' + π)
///
/// The paper calls β the base rate and does not say how it relates to the
/// learning rate η inside the velocity. Both its programs use one number for
/// the two, so that the rate acts twice; here they are separate.
///
/// The penalty acts from step 3 on, as `if step_count > 2` in the listing
/// says, and on the point before the last step, as `previous_param` says.
#[derive(Clone, Copy, Debug, Default)]
pub struct StableSgd;

/// The last step without a penalty.
const LAST_STEP_WITHOUT_PENALTY: u64 = 2;

impl Describe for StableSgd {
    fn description(&self) -> Description {
        Description {
            source: "the StableSGD paper, section 2.1",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (5, 1000), "learning rate η, inside the velocity"),
                    NumberSpec::rate("base_rate", (5, 1000), "base rate β of the position step"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                    NumberSpec::weight("energy_scale", (1, 10), "c in 1 / (1 + c √E); 0 switches it off"),
                    NumberSpec::weight("temporal_stability", (3, 100), "weight τ of the penalty"),
                ]
            },
            memory: &["previous point"],
            ..Description::new(
                "stable_sgd",
                "v' = μ v + η g;  a = β / (1 + c √(½v'² + ½g²));  π = if k > 2 then τ abs(q − q_prev) else 0;  \
                 q' = q − (a v' + π);  q_prev' = q",
            )
        }
    }
}

impl<T: Root + Absolute> Step<T> for StableSgd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        step_with(penalty::as_described, hyper, oracle, state)
    }
}

/// The step with any penalty of τ, the point and the point before.
fn step_with<T: Root>(
    penalty: impl Fn(&T, &T, &T) -> T,
    hyper: &Hyperparameters<T>,
    oracle: &mut dyn Oracle<T>,
    state: &mut State<T>,
) -> Report<T> {
    let [learning_rate, base_rate, momentum, energy_scale, temporal_stability] = hyper.numbers();
    let penalised = state.begin_step() > LAST_STEP_WITHOUT_PENALTY;
    oracle.gradient(&state.position, &mut state.scratch);
    let (mut energy, mut total_penalty) = (T::zero(), T::zero());
    let coordinates = state.position.iter_mut().zip(&mut state.velocity).zip(&mut state.memory[0]);
    for (((q, v), previous), g) in coordinates.zip(&state.scratch) {
        *v = kick(momentum, v, learning_rate, g);
        let e = paper_total(v, g);
        let rate = base_rate.clone() * energy_factor(&e, energy_scale);
        let pull = if penalised { penalty(temporal_stability, q, previous) } else { T::zero() };
        let next = drift(q, &(rate * &*v + &pull));
        *previous = std::mem::replace(q, next);
        energy = energy + e;
        total_penalty = total_penalty + pull;
    }
    Report { energy: Some(energy), penalty: Some(total_penalty) }
}

/// StableSGD with a penalty that opposes the last motion.
///
/// # Formula
/// As [`StableSgd`], with π = τ (q − q_prev) in the place of τ |q − q_prev|: at a constant
/// rate a the motion Δ obeys Δ' = (μ − τ) Δ + μ τ Δ_prev − a η g, a second memory with the
/// pole −τ beside the momentum. The squared penalty τ |q − q_prev|² is this at twice the
/// weight.
#[derive(Clone, Copy, Debug, Default)]
pub struct StableSgdRestoring;

impl Describe for StableSgdRestoring {
    fn description(&self) -> Description {
        Description {
            name: "stable_sgd_restoring",
            formula: "v' = μ v + η g;  a = β / (1 + c √(½v'² + ½g²));  \
                      π = if k > 2 then τ (q − q_prev) else 0;  q' = q − (a v' + π);  q_prev' = q",
            source: "this project: the paper's section 2.1 with a penalty that has the sign of the motion",
            differences: &["the penalty has the sign of the last motion, and so opposes it"],
            ..StableSgd.description()
        }
    }
}

impl<T: Root + Absolute> Step<T> for StableSgdRestoring {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        step_with(penalty::restoring, hyper, oracle, state)
    }
}

/// StableSGD repaired: what the paper says that it preserves, it preserves.
///
/// # Formula
/// v' = (μ − τ) v + η g, q' = q − v' / (1 + c |v'|), one coordinate at a time.
///
/// One rate; the factor of the step is one of the new velocity alone, as it has to be for
/// conformal symplecticity; and the penalty is friction on the velocity, since one on q − q_prev
/// cannot be conformally symplectic. No coordinate moves by more than 1/c.
#[derive(Clone, Copy, Debug, Default)]
pub struct StableSgdConformal;

impl Describe for StableSgdConformal {
    fn description(&self) -> Description {
        Description {
            source: "this project: the paper's section 2.1, repaired",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (5, 1000), "learning rate η, inside the velocity, the only one"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                    NumberSpec::weight("energy_scale", (1, 10), "c in 1 / (1 + c |v'|); 0 switches it off"),
                    NumberSpec::fraction("temporal_stability", (3, 100), "share τ by which the penalty lowers μ"),
                ]
            },
            differences: &[
                "the factor of the step is one of the new velocity alone",
                "one rate, in the velocity",
                "the penalty is a friction on the velocity",
            ],
            ..Description::new("stable_sgd_conformal", "v' = (μ − τ) v + η g;  q' = q − v' / (1 + c abs(v'))")
        }
    }
}

impl<T: Root + Absolute> Step<T> for StableSgdConformal {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, energy_scale, temporal_stability] = hyper.numbers();
        let kept = momentum.clone() - temporal_stability;
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            *v = kick(&kept, v, learning_rate, g);
            *q = drift(q, &(v.clone() / (T::one() + energy_scale.clone() * v.abs())));
        }
        Report::NONE
    }
}
