//! StableSGD as the program of the language experiment has it.

use super::adaptive_rate;
use crate::energy::paper_total;
use crate::method::{
    Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, SwitchSpec, drift, kick,
};
use crate::penalty;
use crate::scalar::{Absolute, Compare, Root};

/// The StableSGD of `llm_sgd_momentum_conservation.py`.
///
/// # Formula
/// Per coordinate:
/// - v' = μ v + η g
/// - e = ½ v'² + ½ g²
/// - a = η (1 / (1 + 0.1 √e)) where e > 10⁻¹⁰, else η
/// - π = τ |q − q_hist| from step 2 on
/// - q' = q − (a v' + π)
///
/// q_hist is the newest point of a history that is appended after each
/// update, so q_hist = q and π = 0 at every step.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublishedLanguage;

impl Describe for PublishedLanguage {
    fn description(&self) -> Description {
        Description {
            source: "github.com/Javihaus/temporal-optimizer, benchmarks/llm_sgd_momentum_conservation.py",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 1000), "learning rate η, which acts twice"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                    NumberSpec::weight("temporal_stability", (5, 1000), "weight τ of a penalty that is always 0"),
                ]
            },
            switches: &[SwitchSpec {
                name: "energy_conservation",
                default: true,
                meaning: "scale the position step by the energy factor",
            }],
            memory: &["newest point of the history"],
            program: true,
            differences: &[
                "the penalty is always 0: the history already holds the current point",
                "the penalty would act from step 2 on, not 3",
                "the base rate is the learning rate, so that the step is of order η²",
                "below an energy of 1e-10 the factor is 1",
            ],
            ..Description::new(
                "published_language",
                "v' = μ v + η g;  e = ½v'² + ½g²;  \
                 a = if energy_conservation > 0 and e > 1e-10 then η / (1 + 0.1 √e) else η;  \
                 π = if k ≥ 2 then τ abs(q − q_hist) else 0;  q' = q − (a v' + π);  q_hist' = q'",
            )
        }
    }
}

impl<T: Root + Absolute + Compare> Step<T> for PublishedLanguage {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, temporal_stability] = hyper.numbers();
        let [energy_conservation] = hyper.switches();
        let factor = energy_conservation.then(|| (T::ratio(1, 10), T::ratio(1, 10_000_000_000)));
        let penalised = state.begin_step() >= 2;
        oracle.gradient(&state.position, &mut state.scratch);
        let State { position, velocity, memory, scratch, .. } = state;
        let newest = &mut memory[0];
        // Pass by pass, so that all but the ordered sums are vectorised.
        for (v, g) in velocity.iter_mut().zip(&*scratch) {
            *v = kick(momentum, v, learning_rate, g);
        }
        let pulls: Vec<T> = if penalised {
            let points = position.iter().zip(&*newest);
            points.map(|(q, newest)| penalty::as_described(temporal_stability, q, newest)).collect()
        } else {
            vec![T::zero(); position.len()]
        };
        let (mut energy, mut total_penalty) = (T::zero(), T::zero());
        // The gradient was needed last here: its place takes the energies.
        let energies = scratch;
        for ((e, v), pull) in energies.iter_mut().zip(&*velocity).zip(&pulls) {
            *e = paper_total(v, e);
            energy = energy + &*e;
            total_penalty = total_penalty + pull;
        }
        let points = position.iter_mut().zip(newest);
        for (((q, newest), v), (e, pull)) in points.zip(velocity).zip(energies.iter().zip(&pulls)) {
            let rate = adaptive_rate(learning_rate, e, factor.as_ref());
            *q = drift(q, &(rate * &*v + pull));
            *newest = q.clone();
        }
        Report { energy: Some(energy), penalty: Some(total_penalty) }
    }
}
