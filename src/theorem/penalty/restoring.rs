//! P4: the restoring variant τ(q − q_prev).

use super::super::build::{Spring, certified_by, identical, integer, witness};
use super::super::positive::{certified, nonnegative, term};
use super::super::{Part, engine};
use super::{acting, constant_rate, pushed, unsettled};
use crate::method::registry::Number;
use crate::proof::division_free::characteristic_polynomial;
use crate::proof::positivity::{Generator, PositivityCertificate, Strength};
use crate::scalar::{Algebra, Dual, Exact, Polynomial, Ring, Symbolic};
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
    let settled = |statement: &str, domain: &str, defects: Option<Vec<Symbolic>>| match defects {
        Some(defects) => identical(statement, domain, &defects),
        None => unsettled(statement),
    };
    vec![
        settled(recursion, CONSTANT, recursion_defect(NAME, 1).map(|defect| vec![defect])),
        settled(poles, CONSTANT, characteristic_defects(NAME, 1))
            .with("poles", "1 of translation, μ of the momentum, −τ of the second memory"),
        settled(alternates, CONSTANT, alternation_defect(NAME).map(|defect| vec![defect])),
        dies_out(NAME),
        unstable(NAME),
        certified_by(NAME, Property::Reflection, &format!("{NAME} keeps reflections.")),
        certified_by(NAME, Property::Translation, &format!("{NAME} keeps translations.")),
    ]
}

/// Δ' − (μ − τ) Δ − `sign` μτ Δ_prev + aηg over two acting steps.
fn recursion_defect(method: &str, sign: i64) -> Option<Symbolic> {
    let numbers = constant_rate();
    let start = ["q", "v", "p"].map(Symbolic::symbol);
    let (middle, _) = acting(method, &numbers, pushed("g0"), start.clone())?;
    let (end, _) = acting(method, &numbers, pushed("g1"), middle.clone())?;
    let (before, now, after) =
        (start[0].clone() - &start[2], middle[0].clone() - &start[0], end[0].clone() - &middle[0]);
    let [eta, rate, momentum, _, weight] = numbers;
    let memory = Symbolic::from_integer(sign) * &momentum * &weight * before;
    Some(after - (momentum - weight) * now - memory + rate * eta * Symbolic::symbol("g1"))
}

/// The characteristic polynomial in z of an acting step where the gradient is `stiffness` q,
/// and what the step is off the linear map of its Jacobian.
fn characteristic(method: &str, stiffness: &Symbolic) -> Option<(Symbolic, Vec<Symbolic>)> {
    let state = ["q", "v", "p"].map(Symbolic::symbol);
    let [q, v, p] = &Dual::point(&state)[..] else { return None };
    let spring = Spring { stiffness: Dual::constant(stiffness.clone()), push: Dual::zero() };
    let start = [q.clone(), v.clone(), p.clone()];
    let (next, _) = acting(method, &constant_rate().map(Dual::constant), spring, start)?;
    let jacobian: Vec<Vec<Symbolic>> = next.iter().map(|x| (0..3).map(|j| x.along(j)).collect()).collect();
    let image = |row: &[Symbolic]| row.iter().zip(&state).fold(Symbolic::zero(), |sum, (j, x)| sum + j.clone() * x);
    let nonlinear = next.iter().zip(&jacobian).map(|(x, row)| x.value.clone() - image(row)).collect();
    let (z, coefficients) = (Symbolic::symbol("z"), characteristic_polynomial(&jacobian).ok()?);
    let value = coefficients.iter().rev().fold(Symbolic::zero(), |value, coefficient| value * &z + coefficient);
    Some((value, nonlinear))
}

/// What the characteristic polynomial without gradient is off (z − 1)(z − μ)(z + `sign` τ).
fn characteristic_defects(method: &str, sign: i64) -> Option<Vec<Symbolic>> {
    let (value, mut defects) = characteristic(method, &Symbolic::zero())?;
    let [z, momentum, weight] = ["z", "μ", "τ"].map(Symbolic::symbol);
    let pole = z.clone() + Symbolic::from_integer(sign) * weight;
    defects.push(value - (z.clone() - Symbolic::one()) * (z - momentum) * pole);
    Some(defects)
}

/// The characteristic polynomial at −1 is positive where τ > 1, and it is negative far below.
fn unstable(method: &str) -> Part {
    let statement = "With τ > 1 the restoring variant is unstable on every convex quadratic: a step has a real eigenvalue \
                     below −1.";
    let Some((value, nonlinear)) = characteristic(method, &Symbolic::symbol("k")) else { return unsettled(statement) };
    if nonlinear.iter().any(|defect| !defect.is_zero()) {
        return unsettled(statement);
    }
    let at = |z: i64| value.polynomial().substitute("z", &integer(z));
    let [a, eta, k, mu] = nonnegative(["a", "η", "k", "μ"]);
    let beyond = Generator::positive("(τ − 1)", Polynomial::symbol("τ") - integer(1));
    let certificate = PositivityCertificate {
        claim: at(-1),
        domain: vec![beyond, a, eta, k, mu],
        terms: [(2, &[0][..]), (2, &[0, 4]), (1, &[1, 2, 3])]
            .map(|(c, factors)| term(c, Polynomial::one(), factors))
            .into(),
    };
    let domain = "U = ½ k q², k ≥ 0; a, η, μ ≥ 0; a constant rate; from the third step on";
    certified(statement, domain, &certificate, Strength::Positive)
        .with("why", "the claim is the characteristic polynomial at −1, > 0 by its first term; it is monic of degree three, so < 0 far below −1")
        .with("stable only where", "aηk < 2(1 + μ)(1 − τ): the penalty narrows the range of rates of momentum SGD by 1 − τ")
}

/// The motion after a start `[q, q_prev]` at rest, without gradient.
fn next_motion<T: Number>(method: &str, numbers: &[T], [q, previous]: [T; 2]) -> Option<T> {
    let rest = Spring { stiffness: T::zero(), push: T::zero() };
    let (next, _) = acting(method, numbers, rest, [q.clone(), T::zero(), previous])?;
    Some(next[0].clone() - q)
}

fn alternation_defect(method: &str) -> Option<Symbolic> {
    let [q, p] = ["q", "p"].map(Symbolic::symbol);
    let next = next_motion(method, &constant_rate(), [q.clone(), p.clone()])?;
    Some(next + Symbolic::symbol("τ") * (q - p))
}

/// Refuted at τ = 2: a motion of 1 is followed by −2.
fn dies_out(method: &str) -> Part {
    let two = Exact::from_integer(2);
    let numbers = [Exact::one(), Exact::one(), Exact::ratio(1, 2), Exact::zero(), two];
    let growth = next_motion(method, &numbers, [Exact::one(), Exact::zero()]).map(|next| next.square() - Exact::one());
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

    #[test]
    fn another_sign_or_penalty_has_another_recursion() {
        let recursion = |method, sign| identities(&[recursion_defect(method, sign).expect("runs")]).word();
        assert_eq!(recursion(NAME, 1), "proved");
        assert_eq!(recursion(NAME, -1), "undecided");
        assert_eq!(recursion("stable_sgd", 1), "undecided");
        let poles = |sign| identities(&characteristic_defects(NAME, sign).expect("runs")).word();
        assert_eq!([poles(1), poles(-1)], ["proved", "undecided"]);
        assert_eq!(unstable("stable_sgd").verdict.word(), "undecided");
    }
}
