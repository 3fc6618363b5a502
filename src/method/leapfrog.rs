//! Leapfrog (Störmer-Verlet), in both orders.

use super::splitting::{First, alternate};
use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use crate::scalar::Algebra;

/// Leapfrog, kick-drift-kick (velocity Verlet).
///
/// # Formula
/// p½ = p − (h/2) ∇U(q), q' = q + h p½, p' = p½ − (h/2) ∇U(q').
#[derive(Clone, Copy, Debug, Default)]
pub struct KickDriftKick;

impl Describe for KickDriftKick {
    fn description(&self) -> Description {
        Description {
            source: "Hairer, Lubich and Wanner 2003, doi:10.1017/S0962492902000144",
            order: Some(2),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h")] },
            ..Description::new("leapfrog_kdk", "p1 = p − h/2 g;  q' = q + h p1;  p' = p1 − h/2 grad(q')")
        }
    }
}

impl<T: Algebra> Step<T> for KickDriftKick {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let half = T::ratio(1, 2) * h;
        alternate(First::Kick, &[&half, h, &half], oracle, state);
        Report::NONE
    }
}

/// Leapfrog, drift-kick-drift (position Verlet).
///
/// # Formula
/// q½ = q + (h/2) p, p' = p − h ∇U(q½), q' = q½ + (h/2) p'.
#[derive(Clone, Copy, Debug, Default)]
pub struct DriftKickDrift;

impl Describe for DriftKickDrift {
    fn description(&self) -> Description {
        Description {
            source: "Hairer, Lubich and Wanner 2003, doi:10.1017/S0962492902000144",
            order: Some(2),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h")] },
            ..Description::new("leapfrog_dkd", "q1 = q + h/2 p;  p' = p − h grad(q1);  q' = q1 + h/2 p'")
        }
    }
}

impl<T: Algebra> Step<T> for DriftKickDrift {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let half = T::ratio(1, 2) * h;
        alternate(First::Drift, &[&half, h, &half], oracle, state);
        Report::NONE
    }
}
