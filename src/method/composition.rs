//! Symmetric compositions of kicks and drifts, of order 4.
//!
//! Their coefficients are hyperparameters: symplecticity holds for any values,
//! order 4 at the defaults alone.

use super::splitting::{First, alternate};
use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use crate::scalar::Algebra;

/// The length γ of a triple jump's outer steps, in steps.
const GAMMA: NumberSpec = NumberSpec::coefficient(
    "gamma",
    (13_512_071_919_596_578, 10_000_000_000_000_000),
    "length γ of the outer steps; order 4 at 1 / (2 − 2^(1/3))",
);

/// Three leapfrogs of lengths γ h, (1 − 2γ) h and γ h; where two meet, their
/// halves are one flow.
fn triple_jump<T: Algebra>(first: First, h: &T, gamma: &T, oracle: &mut dyn Oracle<T>, state: &mut State<T>) {
    let outer = gamma.clone() * h;
    let inner = h.clone() - T::from_integer(2) * &outer;
    let half = T::ratio(1, 2);
    let (end, joint) = (half.clone() * &outer, half * (outer.clone() + &inner));
    alternate(first, &[&end, &outer, &joint, &inner, &joint, &outer, &end], oracle, state);
}

/// Yoshida's composition of three kick-drift-kick leapfrogs, of lengths γ h,
/// (1 − 2γ) h and γ h.
///
/// # Formula
/// K(γh/2) D(γh) K((1−γ)h/2) D((1−2γ)h) K((1−γ)h/2) D(γh) K(γh/2).
#[derive(Clone, Copy, Debug, Default)]
pub struct Yoshida4;

impl Describe for Yoshida4 {
    fn description(&self) -> Description {
        Description {
            source: "Yoshida 1990, doi:10.1016/0375-9601(90)90092-3",
            order: Some(4),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h"), GAMMA] },
            ..Description::new(
                "yoshida4",
                "p1 = p − γ h/2 g;  q1 = q + γ h p1;  p2 = p1 − (1 − γ) h/2 grad(q1);  q2 = q1 + (1 − 2γ) h p2;  \
                 p3 = p2 − (1 − γ) h/2 grad(q2);  q' = q2 + γ h p3;  p' = p3 − γ h/2 grad(q')",
            )
        }
    }
}

impl<T: Algebra> Step<T> for Yoshida4 {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, gamma] = hyper.numbers();
        state.begin_step();
        triple_jump(First::Kick, h, gamma, oracle, state);
        Report::NONE
    }
}

/// Forest and Ruth's integrator: Yoshida's with kicks and drifts exchanged.
/// The packaged optimizer claims to be this one.
///
/// # Formula
/// D(γh/2) K(γh) D((1−γ)h/2) K((1−2γ)h) D((1−γ)h/2) K(γh) D(γh/2).
#[derive(Clone, Copy, Debug, Default)]
pub struct ForestRuth4;

impl Describe for ForestRuth4 {
    fn description(&self) -> Description {
        Description {
            source: "Forest and Ruth 1990, doi:10.1016/0167-2789(90)90019-L",
            order: Some(4),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h"), GAMMA] },
            ..Description::new(
                "forest_ruth4",
                "q1 = q + γ h/2 p;  p1 = p − γ h grad(q1);  q2 = q1 + (1 − γ) h/2 p1;  p2 = p1 − (1 − 2γ) h grad(q2);  \
                 q3 = q2 + (1 − γ) h/2 p2;  p' = p2 − γ h grad(q3);  q' = q3 + γ h/2 p'",
            )
        }
    }
}

impl<T: Algebra> Step<T> for ForestRuth4 {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, gamma] = hyper.numbers();
        state.begin_step();
        triple_jump(First::Drift, h, gamma, oracle, state);
        Report::NONE
    }
}

/// The position-extended Forest-Ruth-like integrator (PEFRL).
///
/// # Formula
/// D(ξh) K((1−2λ)h/2) D(χh) K(λh) D((1−2(χ+ξ))h) K(λh) D(χh) K((1−2λ)h/2) D(ξh).
#[derive(Clone, Copy, Debug, Default)]
pub struct Pefrl;

impl Describe for Pefrl {
    fn description(&self) -> Description {
        Description {
            source: "Omelyan, Mryglod and Folk 2002, doi:10.1016/S0010-4655(02)00451-4",
            order: Some(4),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), "step h"),
                    NumberSpec::coefficient("xi", (1786178958448091, 10000000000000000), "ξ, the outer drifts"),
                    NumberSpec::coefficient("lambda", (-2123418310626054, 10000000000000000), "λ, the inner kicks"),
                    NumberSpec::coefficient("chi", (-662645826698185, 10000000000000000), "χ, the inner drifts"),
                ]
            },
            ..Description::new(
                "pefrl",
                "q1 = q + ξ h p;  p1 = p − (1 − 2λ) h/2 grad(q1);  q2 = q1 + χ h p1;  p2 = p1 − λ h grad(q2);  \
                 q3 = q2 + (1 − 2(χ + ξ)) h p2;  p3 = p2 − λ h grad(q3);  q4 = q3 + χ h p3;  \
                 p' = p3 − (1 − 2λ) h/2 grad(q4);  q' = q4 + ξ h p'",
            )
        }
    }
}

impl<T: Algebra> Step<T> for Pefrl {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, xi, lambda, chi] = hyper.numbers();
        state.begin_step();
        let (outer, inner) = (xi.clone() * h, chi.clone() * h);
        let middle = h.clone() - T::from_integer(2) * (outer.clone() + &inner);
        let kick = lambda.clone() * h;
        let end_kick = T::ratio(1, 2) * h - &kick;
        let lengths = [&outer, &end_kick, &inner, &kick, &middle, &kick, &inner, &end_kick, &outer];
        alternate(First::Drift, &lengths, oracle, state);
        Report::NONE
    }
}
