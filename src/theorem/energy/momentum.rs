//! Momentum SGD on one mode of a quadratic, of curvature λ: decay and stationary moments.

use super::super::Part;
use crate::scalar::{Algebra, Polynomial, Ring};
use crate::theorem::build::{Spring, Term, certified, identical, integer, step_on, symbol};
use num_traits::One;

/// The state after one step of momentum SGD, where the gradient is λ q + `noise`.
fn sgd(noise: &Polynomial, state: [Polynomial; 2]) -> [Polynomial; 2] {
    let spring = Spring { stiffness: symbol("λ"), push: noise.clone() };
    step_on("sgd", &[symbol("η"), symbol("μ")], spring, state)
}

/// a q² − `sign` (1 − μ − a) q v + μ v², a = ηλ. The sign is 1 for the registered step,
/// whose point moves against the velocity.
fn damped_energy(sign: i64, [q, v]: &[Polynomial; 2]) -> Polynomial {
    let (a, mu) = (symbol("η") * symbol("λ"), symbol("μ"));
    let cross = (Polynomial::one() - &mu - &a) * q * v;
    a * q.square() - integer(sign) * cross + mu * v.square()
}

/// H̃' − `factor` H̃ over one step.
fn decay_defect(sign: i64, factor: &Polynomial) -> Polynomial {
    let start = [symbol("q"), symbol("v")];
    let next = sgd(&integer(0), start.clone());
    damped_energy(sign, &next) - damped_energy(sign, &start) * factor
}

/// The exact law of decay.
pub(super) fn e4() -> Vec<Part> {
    let state = [symbol("q"), symbol("v")];
    let (a, mu, root) = (symbol("η") * symbol("λ"), symbol("μ"), symbol("m"));
    let cross = Polynomial::one() - &mu - &a;
    let definite = integer(4) * &a * &mu - cross.square();
    let [low, high] = [-1, 1].map(|sign| (Polynomial::one() + integer(sign) * &root).square());
    let generators = [a.clone() - low, high - &a];
    let product = generators[0].clone() * &generators[1];
    let complete = integer(2) * &a * &state[0] - cross.clone() * &state[1];
    let discriminant = definite.substitute("μ", &root.square());
    let claim = (integer(4) * &a * damped_energy(1, &state)).substitute("μ", &root.square());
    let at_touch = damped_energy(1, &[cross, integer(2) * &a]) - a.clone() * &definite;
    vec![
        identical(
            "One step of momentum SGD multiplies H̃ = a q² − (1 − μ − a) q v + μ v², a = ηλ, by exactly μ.",
            "every q, v, η, μ and λ",
            &[decay_defect(1, &mu)],
        ),
        identical(
            "Four times the determinant of the form H̃ is ((1 + √μ)² − a)(a − (1 − √μ)²).",
            "every a = ηλ; μ = m², every m",
            &[discriminant - product],
        ),
        certified(
            "H̃ is positive definite where (1 − √μ)² < a < (1 + √μ)².",
            "a = ηλ > 0; μ = m², m ≥ 0; every q and v",
            &claim,
            &[
                Term::new((1, 1), complete.substitute("μ", &root.square()), &[]),
                Term::new((1, 1), state[1].clone(), &generators),
            ],
        )
        .with("claim", "4 a H̃")
        .with("where it is 0", "v = 0 and 2 a q = (1 − μ − a) v: at rest alone"),
        identical(
            "H̃ is not positive definite where a > 0 lies outside ((1 − √μ)², (1 + √μ)²): at q = 1 − μ − a, v = 2a it is \
             a times four times its determinant.",
            "a = ηλ > 0 and every μ ≥ 0",
            &[at_touch],
        ),
    ]
}

/// The expectation of a quadratic form in q, v and the noise n, whose means are 0 and
/// where n is independent of q and v: from the second moments of (q, q), (q, v), (v, v), (n, n).
fn expectation(form: &Polynomial, moments: &[Polynomial; 4]) -> Polynomial {
    let pairs = [("q", "q"), ("q", "v"), ("v", "v"), ("n", "n")];
    pairs.iter().zip(moments).fold(integer(0), |sum, ((a, b), moment)| {
        let weight = if a == b { Polynomial::ratio(1, 2) } else { Polynomial::one() };
        sum + weight * form.derivative(a).derivative(b) * moment
    })
}

/// λ (1 − μ) (2(1 + μ) − ηλ) times Var q, Cov(q, v), Var v and σ²; the covariance with this sign.
fn moments(sign: i64) -> [Polynomial; 4] {
    let (eta, mu, lambda, one) = (symbol("η"), symbol("μ"), symbol("λ"), Polynomial::one());
    let variance = symbol("σ").square();
    let margin = integer(2) * (one.clone() + &mu) - eta.clone() * &lambda;
    let fluctuation = eta.square() * &variance * &lambda;
    [
        eta * &variance * (one.clone() + &mu),
        integer(sign) * &fluctuation,
        integer(2) * fluctuation,
        variance * lambda * (one - mu) * margin,
    ]
}

/// What the second moments gain in a step, and Cov(q, v') − Var v/2.
fn moment_defects(sign: i64) -> [Polynomial; 4] {
    let moments = moments(sign);
    let [q, v] = sgd(&symbol("n"), ["q", "v"].map(symbol));
    let gain = |form: Polynomial, i: usize| expectation(&form, &moments) - &moments[i];
    let cross = expectation(&(symbol("q") * &v), &moments) - Polynomial::ratio(1, 2) * &moments[2];
    [gain(q.square(), 0), gain(q * &v, 1), gain(v.square(), 2), cross]
}

/// The stationary second moments under noise.
pub(super) fn e6() -> Vec<Part> {
    let domain = "0 ≤ μ < 1, 0 < ηλ < 2(1 + μ), q' = q − v'; independent noise of mean 0 and variance σ² per gradient";
    let [position, before, velocity, after] = moment_defects(-1);
    vec![
        identical(
            "A step keeps Var q = ησ²(1 + μ)/(λ(1 − μ)(2(1 + μ) − ηλ)), Var v = 2η²σ²/((1 − μ)(2(1 + μ) − ηλ)) and \
             Cov(q, v) = −Var v/2: they are the stationary second moments.",
            domain,
            &[position, before, velocity],
        )
        .with("unique", "in this domain a step contracts, so that no other moments are kept"),
        identical("There the covariance of q with the new velocity is Cov(q, v') = +Var v/2.", domain, &[after]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::Verdict;
    use crate::theorem::build::identities;

    #[test]
    fn another_sign_or_factor_gives_no_law_of_decay() {
        assert_eq!(identities(&[decay_defect(-1, &symbol("μ"))]).word(), "undecided");
        assert_eq!(identities(&[decay_defect(1, &symbol("μ").square())]).word(), "undecided");
    }

    #[test]
    fn another_sign_of_the_covariance_is_not_stationary() {
        assert!(moment_defects(-1).iter().all(|defect| identities(std::slice::from_ref(defect)) == Verdict::Proved));
        assert!(moment_defects(1).iter().any(|defect| identities(std::slice::from_ref(defect)) != Verdict::Proved));
    }
}
