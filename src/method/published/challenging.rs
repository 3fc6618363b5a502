//! "Enhanced StableSGD": the program of the challenging experiment.

use super::adaptive_rate;
use crate::energy::paper_total;
use crate::method::{
    Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, SwitchSpec, drift, kick,
};
use crate::penalty;
use crate::scalar::{Absolute, Compare, Root};

/// The "Enhanced StableSGD" of `challenging_sgd_stability_test.py`.
///
/// # Formula
/// Per coordinate, with g_prev the raw gradient of the step before (0 at first):
/// - s = 0.7 g + 0.3 g_prev
/// - m = μ at step 1, later μ (1 / (1 + |s − g_prev|))
/// - v' = m v + η s
/// - e = ½ v'² + ½ s²
/// - π = τ |q − q_hist| from step 3 on
/// - a = η (1 / (1 + 0.2 √e)) where e > 10⁻⁸, else η
/// - q' = q − (a v' + π)
///
/// q_hist is the newest point of a history that is appended after each
/// update, so q_hist = q and π = 0 at every step.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublishedChallenging;

impl Describe for PublishedChallenging {
    fn description(&self) -> Description {
        Description {
            source: "github.com/Javihaus/temporal-optimizer, benchmarks/challenging_sgd_stability_test.py",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (5, 1000), "learning rate η, which acts twice"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ before its damping"),
                    NumberSpec::weight("temporal_stability", (3, 100), "weight τ of a penalty that is always 0"),
                ]
            },
            switches: &[
                SwitchSpec {
                    name: "energy_conservation",
                    default: true,
                    meaning: "scale the position step by the energy factor",
                },
                SwitchSpec {
                    name: "gradient_smoothing",
                    default: true,
                    meaning: "use 0.7 g + 0.3 g_prev in the place of g (the momentum is damped by |s − g_prev| either way)",
                },
            ],
            memory: &["previous gradient", "newest point of the history"],
            program: true,
            differences: &[
                "the penalty is always 0: the history already holds the current point",
                "the gradient is smoothed over two steps",
                "the gradient before the first is taken as 0: the first smoothed gradient is 0.7 g",
                "the momentum is damped by the change of the gradient",
                "the energy scale is 0.2, not 0.1",
                "the base rate is the learning rate, so that the step is of order η²",
                "below an energy of 1e-8 the factor is 1",
            ],
            ..Description::new(
                "published_challenging",
                "s = if gradient_smoothing > 0 then 0.7 g + 0.3 g_prev else g;  \
                 m = if k ≥ 2 then μ / (1 + abs(s − g_prev)) else μ;  v' = m v + η s;  e = ½v'² + ½s²;  \
                 a = if energy_conservation > 0 and e > 1e-8 then η / (1 + 0.2 √e) else η;  \
                 π = if k > 2 then τ abs(q − q_hist) else 0;  q' = q − (a v' + π);  q_hist' = q';  g_prev' = g",
            )
        }
    }
}

impl<T: Root + Absolute + Compare> Step<T> for PublishedChallenging {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, temporal_stability] = hyper.numbers();
        let [energy_conservation, gradient_smoothing] = hyper.switches();
        let factor = energy_conservation.then(|| (T::ratio(1, 5), T::ratio(1, 100_000_000)));
        let (new_share, old_share) = (T::ratio(7, 10), T::ratio(3, 10));
        let step = state.begin_step();
        let (damped, penalised) = (step >= 2, step >= 3);
        oracle.gradient(&state.position, &mut state.scratch);
        let (mut energy, mut total_penalty) = (T::zero(), T::zero());
        let [previous_gradients, history] = &mut state.memory[..] else {
            unreachable!("the description names two memories")
        };
        let points = state.position.iter_mut().zip(&mut state.velocity);
        let memories = previous_gradients.iter_mut().zip(history);
        for (((q, v), (previous, newest)), g) in points.zip(memories).zip(&state.scratch) {
            let s = if gradient_smoothing { new_share.clone() * g + old_share.clone() * &*previous } else { g.clone() };
            let m = if damped {
                let change = (s.clone() - &*previous).abs();
                momentum.clone() * (T::one() / (T::one() + change))
            } else {
                momentum.clone()
            };
            *v = kick(&m, v, learning_rate, &s);
            let e = paper_total(v, &s);
            let pull = if penalised { penalty::as_described(temporal_stability, q, newest) } else { T::zero() };
            let rate = adaptive_rate(learning_rate, &e, factor.as_ref());
            *q = drift(q, &(rate * &*v + &pull));
            *newest = q.clone();
            *previous = g.clone();
            energy = energy + e;
            total_penalty = total_penalty + pull;
        }
        Report { energy: Some(energy), penalty: Some(total_penalty) }
    }
}
