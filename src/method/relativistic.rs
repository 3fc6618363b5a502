//! Relativistic gradient descent: a speed limit that keeps phase space.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift, kick};
use crate::energy::squared_norm;
use crate::scalar::Root;

const LEARNING_RATE: NumberSpec = NumberSpec::rate("lr", (1, 100), "rate η of the kick");
const SPEED: NumberSpec = NumberSpec::weight("delta", (1, 1), "δ in v/√(1 + δ |v|²); 0 is no speed limit");

/// v / √(1 + δ |v|²), the velocity that belongs to a relativistic momentum.
fn slowed<T: Root>(velocity: &[T], delta: &T) -> Vec<T> {
    let factor = (T::one() + delta.clone() * squared_norm(velocity)).sqrt();
    velocity.iter().map(|v| v.clone() / &factor).collect()
}

/// Relativistic gradient descent, its first form: conformal symplectic Euler of the kinetic energy
/// √(1 + δ |v|²) / δ.
///
/// # Formula
/// v' = μ v + η g, q' = q − v' / √(1 + δ |v'|²).
#[derive(Clone, Copy, Debug, Default)]
pub struct RelativisticDescent;

impl Describe for RelativisticDescent {
    fn description(&self) -> Description {
        Description {
            source: "França, Sulam, Robinson and Vidal 2020, arXiv:1903.04100",
            numbers: const { &[LEARNING_RATE, NumberSpec::fraction("momentum", (9, 10), "momentum μ"), SPEED] },
            ..Description::new("relativistic_descent", "v' = μ v + η g;  q' = q − v' / √(1 + δ |v'|²)")
        }
    }
}

impl<T: Root> Step<T> for RelativisticDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, delta] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for (v, g) in state.velocity.iter_mut().zip(&state.scratch) {
            *v = kick(momentum, v, learning_rate, g);
        }
        for (q, update) in state.position.iter_mut().zip(slowed(&state.velocity, delta)) {
            *q = drift(q, &update);
        }
        Report::NONE
    }
}

/// Relativistic gradient descent as the paper's algorithm has it: half a damping on either side of
/// a kick between two drifts, the first of which is kept in part.
///
/// # Formula
/// u = s v, p = q − u / √(1 + δ |u|²), w = u + η g(p), v' = s w,
/// q' = q − α u / √(1 + δ |u|²) − w / √(1 + δ |w|²).
///
/// With α = 1 it is the conformal leapfrog of that kinetic energy, c = s²; with α = 0 and δ = 0
/// Nesterov's method.
#[derive(Clone, Copy, Debug, Default)]
pub struct RelativisticLeapfrog;

impl Describe for RelativisticLeapfrog {
    fn description(&self) -> Description {
        Description {
            source: "França, Sulam, Robinson and Vidal 2020, arXiv:1903.04100, algorithm 1",
            numbers: const {
                &[
                    LEARNING_RATE,
                    NumberSpec::fraction("half_damping", (95, 100), "factor s = √μ on the velocity, before and after"),
                    SPEED,
                    NumberSpec::fraction("alpha", (1, 1), "share α of the first drift that is kept"),
                ]
            },
            ..Description::new(
                "relativistic_leapfrog",
                "u = s v;  d = u / √(1 + δ |u|²);  w = u + η grad(q − d);  v' = s w;  \
                 q' = q − α d − w / √(1 + δ |w|²)",
            )
        }
    }
}

impl<T: Root> Step<T> for RelativisticLeapfrog {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, half, delta, alpha] = hyper.numbers();
        state.begin_step();
        let damped: Vec<T> = state.velocity.iter().map(|v| half.clone() * v).collect();
        let first = slowed(&damped, delta);
        let ahead: Vec<T> = state.position.iter().zip(&first).map(|(q, d)| drift(q, d)).collect();
        oracle.gradient(&ahead, &mut state.scratch);
        let kicked: Vec<T> =
            damped.iter().zip(&state.scratch).map(|(u, g)| u.clone() + learning_rate.clone() * g).collect();
        for (v, w) in state.velocity.iter_mut().zip(&kicked) {
            *v = half.clone() * w;
        }
        let second = slowed(&kicked, delta);
        for ((q, d), e) in state.position.iter_mut().zip(&first).zip(&second) {
            *q = drift(&drift(q, &(alpha.clone() * d)), e);
        }
        Report::NONE
    }
}
