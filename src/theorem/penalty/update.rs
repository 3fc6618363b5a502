//! P2: what subtracting τ|q − q_prev| does.

use super::super::build::{Spring, certified_by, identical, integer, witness};
use super::super::positive::certified;
use super::super::{Part, engine};
use super::value::{distance, weighted};
use super::{acting, constant_rate, number, pushed, unsettled};
use crate::proof::positivity::Strength;
use crate::scalar::{Absolute, Algebra, Exact, Polynomial, Symbolic};
use crate::structure::{Property, Verdict};
use num_traits::{One, Zero};

/// The method as described, and with the restoring penalty.
const DESCRIBED: &str = "stable_sgd";
const RESTORING: &str = "stable_sgd_restoring";

fn state() -> [Symbolic; 3] {
    ["q", "v", "p"].map(Symbolic::symbol)
}

/// The penalty as an update.
pub(super) fn p2() -> Vec<Part> {
    vec![
        certified_by(
            DESCRIBED,
            Property::Reflection,
            "stable_sgd keeps reflections: its mirrored problem has its mirrored run.",
        ),
        mirror_defect(),
        mirrored_point(DESCRIBED),
        pushes_down(DESCRIBED),
        bias(),
        no_bias(),
    ]
}

/// Φ(q, v, q_prev; g) + Φ(−q, −v, −q_prev; −g), the points, with all numbers free.
fn mirrored(method: &str) -> Option<Symbolic> {
    let numbers = ["η", "β", "μ", "c", "τ"].map(Symbolic::symbol);
    let spring = |sign: i64| Spring { stiffness: Symbolic::zero(), push: number(sign) * Symbolic::symbol("g") };
    let (here, _) = acting(method, &numbers, spring(1), state())?;
    let (there, _) = acting(method, &numbers, spring(-1), state().map(|x| -x))?;
    Some(here[0].clone() + &there[0])
}

fn mirror_defect() -> Part {
    let statement = "A step and its mirror image miss each other by exactly −2τ|q − q_prev|, and by 0 with the \
                     restoring penalty.";
    let (Some(described), Some(restoring)) = (mirrored(DESCRIBED), mirrored(RESTORING)) else {
        return unsettled(statement);
    };
    let [q, _, p] = state();
    let distance = (q - p).abs() * Symbolic::symbol("τ");
    identical(
        statement,
        "every state, gradient and hyperparameter; every step from the third on",
        &[described + number(2) * distance, restoring],
    )
}

/// In one coordinate, without gradient and velocity: 1 goes to 0, −1 to −2.
fn mirrored_point(method: &str) -> Part {
    let numbers = [Exact::one(), Exact::one(), Exact::ratio(1, 2), Exact::zero(), Exact::one()];
    let step = |q: Exact| {
        let rest = Spring { stiffness: Exact::zero(), push: Exact::zero() };
        acting(method, &numbers, rest, [q, Exact::zero(), Exact::zero()]).map(|(next, _)| next[0].clone())
    };
    let verdict = match (step(Exact::one()), step(-Exact::one())) {
        (Some(here), Some(there)) => match (here + there).value() {
            Ok(sum) => witness("the step from q plus the step from −q", None, &[("q", "1"), ("τ", "1")], sum),
            Err(reason) => Verdict::Undecided(reason.to_string()),
        },
        _ => Verdict::Undecided("the rule does not run on fractions".to_owned()),
    };
    Part::new(
        "In one dimension a step of stable_sgd commutes with q → −q.",
        verdict,
        engine::WITNESS,
        "g = v = 0 and q_prev = 0; from the third step on",
    )
}

/// Without the penalty less with it: τ|q − q_prev|.
fn pushes_down(method: &str) -> Part {
    let statement = "The penalty moves every coordinate down, or not at all, whatever the motion was: against an upward \
                     motion and along a downward one.";
    let [eta, base, momentum, scale, weight] = ["η", "β", "μ", "c", "τ"].map(Symbolic::symbol);
    let after = |weight: Symbolic| {
        let numbers = [eta.clone(), base.clone(), momentum.clone(), scale.clone(), weight];
        acting(method, &numbers, pushed("g"), state()).map(|(next, _)| next[0].clone())
    };
    let (Some(with), Some(without)) = (after(weight.clone()), after(Symbolic::zero())) else {
        return unsettled(statement);
    };
    let [q, _, p] = state();
    let domain = "every state, gradient, rate, momentum and energy scale; τ ≥ 0; every step from the third on";
    let certificate = weighted(&(without - with), "τ", distance(&q, &p));
    certified(statement, domain, &certificate, Strength::NonNegative)
}

/// The means E q, E v and E|q − q_prev| of a stationary law.
#[derive(Clone)]
struct Means {
    position: Polynomial,
    velocity: Polynomial,
    motion: Polynomial,
}

/// What the means of q and v gain in a step on U = ½ k q² whose gradients have noise n of
/// mean 0; nothing where a mean of the step is not a function of these means alone.
fn gains(method: &str, means: &Means) -> Option<[Polynomial; 2]> {
    let spring = Spring { stiffness: Symbolic::symbol("k"), push: Symbolic::symbol("n") };
    let (next, _) = acting(method, &constant_rate(), spring, state())?;
    let [q, _, p] = state();
    let distance = (q - p).abs();
    let magnitude = distance.polynomial().variables().into_iter().next()?;
    let random = ["q", "v", "p", "n", magnitude];
    let values = [&means.position, &means.velocity, &means.position, &Polynomial::zero(), &means.motion];
    let mean = |x: &Polynomial| {
        let affine = random.iter().all(|a| random.iter().all(|b| x.derivative(a).derivative(b).is_zero()));
        affine.then(|| random.iter().zip(values).fold(x.clone(), |mean, (name, value)| mean.substitute(name, value)))
    };
    Some([mean(next[0].polynomial())? - &means.position, mean(next[1].polynomial())? - &means.velocity])
}

/// Means with E|q − q_prev| = aηk m: then E q is `sign` (1 − μ) τ m, and E v is −τηk m.
fn biased(sign: i64) -> Means {
    let [a, eta, k, mu, t, m] = ["a", "η", "k", "μ", "τ", "m"].map(Polynomial::symbol);
    let slope = eta * &k * &m;
    Means { position: integer(sign) * (Polynomial::one() - mu) * &t * &m, velocity: -(t * &slope), motion: a * slope }
}

/// The determinant of the gains as functions of E q and E v, less aηk: these equations
/// have one solution where aηk is not 0.
fn determinant_defect() -> Option<Polynomial> {
    let [position, velocity, motion] = ["Q", "V", "M"].map(Polynomial::symbol);
    let [first, second] = gains(DESCRIBED, &Means { position, velocity, motion })?;
    let slope = |f: &Polynomial, g: &Polynomial| f.derivative("Q") * g.derivative("V");
    let [a, eta, k] = ["a", "η", "k"].map(Polynomial::symbol);
    Some(slope(&first, &second) - slope(&second, &first) - a * eta * k)
}

const STATIONARY: &str = "U = ½ k q², noise of mean 0, constant rate a (energy scale 0), a η k ≠ 0, d = 1; a stationary \
                          law of (q, v, q_prev) with finite means is assumed to exist, and E|q − q_prev| is its own";

fn bias() -> Part {
    let statement = "On a noisy quadratic stable_sgd is biased: E q = −(1 − μ) τ E|q − q_prev| / (a η k).";
    let (Some([position, velocity]), Some(unique)) = (gains(DESCRIBED, &biased(-1)), determinant_defect()) else {
        return unsettled(statement);
    };
    identical(statement, STATIONARY, &[position, velocity, unique])
        .with("E v", "−τ E|q − q_prev| / a")
        .with("unique", "the determinant of the equations for E q and E v is a η k")
}

fn no_bias() -> Part {
    let statement = "There the restoring penalty leaves no bias: E q = 0.";
    let none = Means { position: Polynomial::zero(), velocity: Polynomial::zero(), motion: Polynomial::symbol("M") };
    match gains(RESTORING, &none) {
        Some(gains) => identical(statement, STATIONARY, &gains),
        None => unsettled(statement),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::build::identities;
    use super::*;

    #[test]
    fn a_restoring_penalty_commutes_with_reflection_and_pushes_both_ways() {
        assert_eq!(mirrored_point(RESTORING).verdict.word(), "undecided");
        assert_eq!(pushes_down(RESTORING).verdict.word(), "undecided");
    }

    #[test]
    fn another_sign_of_the_mean_is_not_stationary() {
        let gains = gains(DESCRIBED, &biased(1)).expect("runs");
        assert_eq!(identities(&gains).word(), "undecided");
    }
}
