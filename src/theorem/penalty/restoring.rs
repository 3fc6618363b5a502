//! P4: the restoring variant τ(q − q_prev).

use super::super::build::{Spring, certified_by, identical, witness};
use super::super::{Part, engine};
use super::{acting, constant_rate, pushed, unsettled};
use crate::method::registry::{self, Entry, Number};
use crate::proof::division_free::characteristic_polynomial;
use crate::scalar::{Algebra, Dual, Exact, Ring, Symbolic};
use crate::structure::{Property, Verdict};
use num_traits::{One, Zero};

const NAME: &str = "stable_sgd_restoring";
const CONSTANT: &str =
    "constant rate a (energy scale 0); every state, momentum, rate and τ; every step from the third on";

/// The restoring variant as a linear recursion.
pub(super) fn p4() -> Vec<Part> {
    let recursion =
        "With a constant rate a the motions of the restoring variant obey Δ' = (μ − τ) Δ + μτ Δ_prev − aηg.";
    let poles = "Without gradient its characteristic polynomial on (q, v, q_prev) is (z − 1)(z − μ)(z + τ): on the motions \
                 (z − μ)(z + τ).";
    let alternates = "Without gradient and velocity a motion Δ is followed by −τΔ.";
    let Some(rule) = registry::find(NAME) else { return vec![unsettled(recursion)] };
    let settled = |statement: &str, domain: &str, defects: Option<Vec<Symbolic>>| match defects {
        Some(defects) => identical(statement, domain, &defects),
        None => unsettled(statement),
    };
    vec![
        settled(recursion, CONSTANT, recursion_defect(&rule, 1).map(|defect| vec![defect])),
        settled(poles, CONSTANT, characteristic_defects(&rule, 1))
            .with("poles", "1 of translation, μ of the momentum, −τ of the second memory"),
        settled(alternates, CONSTANT, alternation_defect(&rule).map(|defect| vec![defect])),
        dies_out(&rule),
        certified_by(NAME, Property::Reflection, &format!("{NAME} keeps reflections.")),
        certified_by(NAME, Property::Translation, &format!("{NAME} keeps translations.")),
    ]
}

/// Δ' − (μ − τ) Δ − `sign` μτ Δ_prev + aηg over two acting steps.
fn recursion_defect(rule: &Entry, sign: i64) -> Option<Symbolic> {
    let numbers = constant_rate();
    let start = ["q", "v", "p"].map(Symbolic::symbol);
    let (middle, _) = acting(rule, &numbers, pushed("g0"), start.clone())?;
    let (end, _) = acting(rule, &numbers, pushed("g1"), middle.clone())?;
    let (before, now, after) =
        (start[0].clone() - &start[2], middle[0].clone() - &start[0], end[0].clone() - &middle[0]);
    let [eta, rate, momentum, _, weight] = numbers;
    let memory = Symbolic::from_integer(sign) * &momentum * &weight * before;
    Some(after - (momentum - weight) * now - memory + rate * eta * Symbolic::symbol("g1"))
}

/// The Jacobian of an acting step without gradient, and what the step is off the linear
/// map of it; then the characteristic polynomial less (z − 1)(z − μ)(z + `sign` τ).
fn characteristic_defects(rule: &Entry, sign: i64) -> Option<Vec<Symbolic>> {
    let state = ["q", "v", "p"].map(Symbolic::symbol);
    let numbers = constant_rate().map(Dual::constant);
    let [q, v, p] = &Dual::point(&state)[..] else { return None };
    let rest = Spring { stiffness: Dual::zero(), push: Dual::zero() };
    let (next, _) = acting(rule, &numbers, rest, [q.clone(), v.clone(), p.clone()])?;
    let jacobian: Vec<Vec<Symbolic>> = next.iter().map(|x| (0..3).map(|j| x.along(j)).collect()).collect();
    let row = |row: &[Symbolic]| row.iter().zip(&state).fold(Symbolic::zero(), |sum, (j, x)| sum + j.clone() * x);
    let mut defects: Vec<Symbolic> = next.iter().zip(&jacobian).map(|(x, j)| x.value.clone() - row(j)).collect();
    let [z, momentum, weight] = ["z", "μ", "τ"].map(Symbolic::symbol);
    let found = characteristic_polynomial(&jacobian).ok()?;
    let value = found.iter().rev().fold(Symbolic::zero(), |value, coefficient| value * &z + coefficient);
    let pole = z.clone() + Symbolic::from_integer(sign) * weight;
    defects.push(value - (z.clone() - Symbolic::one()) * (z - momentum) * pole);
    Some(defects)
}

/// The motion after a start `[q, q_prev]` at rest, without gradient.
fn next_motion<T: Number>(rule: &Entry, numbers: &[T], [q, previous]: [T; 2]) -> Option<T> {
    let rest = Spring { stiffness: T::zero(), push: T::zero() };
    let (next, _) = acting(rule, numbers, rest, [q.clone(), T::zero(), previous])?;
    Some(next[0].clone() - q)
}

fn alternation_defect(rule: &Entry) -> Option<Symbolic> {
    let [q, p] = ["q", "p"].map(Symbolic::symbol);
    let next = next_motion(rule, &constant_rate(), [q.clone(), p.clone()])?;
    Some(next + Symbolic::symbol("τ") * (q - p))
}

/// Refuted at τ = 2: a motion of 1 is followed by −2.
fn dies_out(rule: &Entry) -> Part {
    let two = Exact::from_integer(2);
    let numbers = [Exact::one(), Exact::one(), Exact::ratio(1, 2), Exact::zero(), two];
    let growth = next_motion(rule, &numbers, [Exact::one(), Exact::zero()]).map(|next| next.square() - Exact::one());
    let verdict = match growth.as_ref().map(Exact::value) {
        Some(Ok(growth)) if growth.sign() > 0 => witness(
            "what the square of the motion gains in a step",
            Some("(τ² − 1) Δ²".to_owned()),
            &[("τ", "2"), ("Δ", "1"), ("v", "0"), ("g", "0"), ("momentum", "1/2")],
            growth,
        ),
        found => Verdict::Undecided(format!("found {found:?}")),
    };
    let statement = "The restoring penalty lets every motion die out where there is no gradient, at every τ and μ < 1.";
    Part::new(statement, verdict, engine::WITNESS, "constant rate; from the third step on")
        .with("condition", "by the poles it does iff τ < 1 and μ < 1")
}

#[cfg(test)]
mod tests {
    use super::super::super::build::identities;
    use super::*;
    use crate::method::StableSgd;

    #[test]
    fn another_sign_or_penalty_has_another_recursion() {
        let restoring = registry::find(NAME).expect("registered");
        let described = registry::find("stable_sgd").expect("registered");
        let squared = Entry::root(StableSgd { penalty: crate::penalty::Penalty::Squared });
        let recursion = |rule: &Entry, sign| identities(&[recursion_defect(rule, sign).expect("runs")]).word();
        assert_eq!(recursion(&restoring, 1), "proved");
        assert_eq!(recursion(&restoring, -1), "undecided");
        assert_eq!(recursion(&described, 1), "undecided");
        assert_eq!(recursion(&squared, 1), "undecided");
        let poles = |rule: &Entry, sign| identities(&characteristic_defects(rule, sign).expect("runs")).word();
        assert_eq!(poles(&restoring, 1), "proved");
        assert_eq!(poles(&restoring, -1), "undecided");
        assert_eq!(poles(&squared, 1), "undecided");
    }
}
