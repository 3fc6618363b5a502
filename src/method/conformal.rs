//! Dissipative splittings, which shrink phase space by a constant factor.
//!
//! Both are conformally symplectic: JᵀΩJ = c Ω with c of the hyperparameters
//! alone. The damping is a factor on the momentum, e^(−γh) for friction γ.

use super::splitting::{First, alternate, drift_flow, kick_flow};
use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use crate::scalar::{Algebra, Ring};

/// p' = m p.
fn damp<T: Ring>(factor: &T, state: &mut State<T>) {
    for p in &mut state.velocity {
        *p = factor.clone() * &*p;
    }
}

/// Conformal symplectic Euler: damp, kick, drift; c = μ.
///
/// # Formula
/// p' = μ p − h ∇U(q), q' = q + h p'.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConformalEuler;

impl Describe for ConformalEuler {
    fn description(&self) -> Description {
        Description {
            source: "França, Sulam, Robinson and Vidal 2020, arXiv:1903.04100",
            order: Some(1),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), "step h"),
                    NumberSpec::fraction("momentum", (9, 10), "factor μ on the momentum, e^(−γh) for friction γ")
                        .damping((1, 1)),
                ]
            },
            ..Description::new("conformal_euler", "p' = μ p − h g;  q' = q + h p'")
        }
    }
}

impl<T: Ring> Step<T> for ConformalEuler {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, momentum] = hyper.numbers();
        state.begin_step();
        damp(momentum, state);
        kick_flow(h, oracle, state);
        drift_flow(h, state);
        Report::NONE
    }
}

/// Conformal leapfrog: half a damping on either side of kick-drift-kick; c = s².
///
/// # Formula
/// p ← s p, then kick-drift-kick of length h, then p ← s p.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConformalLeapfrog;

impl Describe for ConformalLeapfrog {
    fn description(&self) -> Description {
        Description {
            source: "França, Sulam, Robinson and Vidal 2020, arXiv:1903.04100",
            order: Some(2),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), "step h"),
                    NumberSpec::fraction(
                        "half_damping",
                        (95, 100),
                        "factor s on the momentum at either end, e^(−γh/2)",
                    )
                    .damping((1, 2)),
                ]
            },
            ..Description::new("conformal_leapfrog", "p1 = s p − h/2 g;  q' = q + h p1;  p' = s (p1 − h/2 grad(q'))")
        }
    }
}

impl<T: Algebra> Step<T> for ConformalLeapfrog {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, half_damping] = hyper.numbers();
        state.begin_step();
        let half = T::ratio(1, 2) * h;
        damp(half_damping, state);
        alternate(First::Kick, &[&half, h, &half], oracle, state);
        damp(half_damping, state);
        Report::NONE
    }
}
