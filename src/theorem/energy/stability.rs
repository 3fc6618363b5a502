//! Momentum SGD on one mode of a quadratic, of curvature λ: where it is stable, and how fast.

use crate::method::registry::Number;
use crate::scalar::{Algebra, Exact, Polynomial, Rational, Ring};
use crate::structure::Verdict;
use crate::theorem::build::{Term, certified, exact, identical, integer, step, symbol, witness};
use crate::theorem::{Part, engine};
use num_traits::{One, Zero};

const SGD: &str = "sgd";

/// One step with learning rate η, momentum μ and curvature λ, from `[q, v]`.
fn sgd<T: Number>([rate, momentum, curvature]: [&T; 3], state: [T; 2]) -> [T; 2] {
    step(SGD, &[rate.clone(), momentum.clone()], curvature, state)
}

/// Trace and determinant of a step.
fn trace_and_determinant<T: Number>(numbers: [&T; 3]) -> (T, T) {
    let [a, c] = sgd(numbers, [T::one(), T::zero()]);
    let [b, d] = sgd(numbers, [T::zero(), T::one()]);
    (a.clone() + &d, a * &d - b * &c)
}

/// The characteristic polynomial z² − tr z + det of a step, at z.
fn characteristic<T: Number>(numbers: [&T; 3], z: &T) -> T {
    let (trace, determinant) = trace_and_determinant(numbers);
    z.square() - trace * z + determinant
}

/// What a step differs by from the linear map of its columns: zero, as a step is linear.
fn nonlinearity(numbers: [&Polynomial; 3]) -> [Polynomial; 2] {
    let (q, v) = (symbol("q"), symbol("v"));
    let [a, c] = sgd(numbers, [integer(1), integer(0)]);
    let [b, d] = sgd(numbers, [integer(0), integer(1)]);
    let [next_q, next_v] = sgd(numbers, [q.clone(), v.clone()]);
    [next_q - a * &q - b * &v, next_v - c * q - d * v]
}

/// Linear stability, and Polyak's optimum.
pub(super) fn e5() -> Vec<Part> {
    vec![
        jury(),
        eigenstart(),
        unstable("Momentum SGD converges from every start at the edge ηλ = 2(1 + μ).", ["3", "1/2", "1"], ["1", "-2"]),
        unstable("Momentum SGD converges from every start beyond the edge.", ["15/4", "1/2", "1"], ["2", "-3"]),
        polyak(),
        polyak_exactly(),
        optimum(),
        norm(),
    ]
}

/// Jury's three conditions, from the registered step.
fn jury() -> Part {
    let (eta, mu, lambda) = (symbol("η"), symbol("μ"), symbol("λ"));
    let numbers = [&eta, &mu, &lambda];
    let a = eta.clone() * &lambda;
    let one = Polynomial::one();
    let mut differences = nonlinearity(numbers).to_vec();
    differences.push(characteristic(numbers, &one) - &a);
    differences.push(characteristic(numbers, &-one.clone()) - (integer(2) * (one + &mu) - a));
    differences.push(trace_and_determinant(numbers).1 - &mu);
    identical("Momentum SGD is asymptotically stable iff 0 < ηλ < 2(1 + μ).", "0 ≤ μ < 1; every η and λ", &differences)
        .with("1 − tr + det", "ηλ")
        .with("1 + tr + det", "2(1 + μ) − ηλ")
        .with("det", "μ")
        .with(
            "criterion",
            "Jury's: both roots of z² − tr z + det lie inside the unit circle iff these are > 0, > 0, < 1",
        )
}

/// −r is an eigenvalue at momentum m r and ηλ = (1 + m)(1 + r), which is the edge
/// at r = 1 and beyond it for r > 1.
fn eigenstart() -> Part {
    let (m, r, one) = (symbol("m"), symbol("r"), Polynomial::one());
    let mu = m.clone() * &r;
    let curvature = (one.clone() + &m) * (one.clone() + &r);
    let start = [r.clone(), -(one.clone() + &r)];
    let next = sgd([&one, &mu, &curvature], start.clone());
    let mut differences: Vec<_> = next.into_iter().zip(&start).map(|(next, x)| next + r.clone() * x).collect();
    let excess = curvature - integer(2) * (one.clone() + mu);
    differences.push(excess - (r - &one) * (one - m));
    identical(
        "At μ = m r and ηλ = (1 + m)(1 + r) = 2(1 + μ) + (r − 1)(1 − m), a step multiplies the start q = r, v = −(1 + r) \
         by −r: it never converges on the edge (r = 1), and grows beyond it (r > 1).",
        "every m and r, so every μ < 1 (m < 1) and every ηλ ≥ 2(1 + μ)",
        &differences,
    )
}

/// Refuted where two steps from the start give a positive multiple, at least 1, of it.
fn unstable(statement: &str, numbers: [&str; 3], start: [&str; 2]) -> Part {
    let [rate, momentum, curvature] = numbers.map(exact);
    let advance = |state| sgd([&rate, &momentum, &curvature], state);
    let from = start.map(exact);
    let to = advance(advance(from.clone()));
    let factor = to[0].clone() / &from[0];
    let parallel = factor.clone() * &from[1] == to[1];
    let verdict = match factor.value() {
        Ok(value) if parallel && *value >= Rational::one() => {
            let point =
                [("lr", numbers[0]), ("momentum", numbers[1]), ("λ", numbers[2]), ("q", start[0]), ("v", start[1])];
            witness("the factor by which two steps multiply the start, were it to fade", None, &point, value)
        }
        _ => Verdict::Undecided("two steps do not give a multiple of the start that is as large".into()),
    };
    Part::new(statement, verdict, engine::WITNESS, "0 ≤ μ < 1").with("ηλ", numbers[0]).with("μ", numbers[1])
}

/// Polyak's numbers with r = (√κ − 1)/(√κ + 1): μ = r², ηm = (1 − r)², ηL = (1 + r)².
fn polyak() -> Part {
    let (r, z, one) = (symbol("r"), symbol("z"), Polynomial::one());
    let mode = |sign: i64| {
        let curvature = (one.clone() - integer(sign) * &r).square();
        let root = integer(sign) * &r;
        characteristic([&one, &r.square(), &curvature], &z) - (z.clone() - root).square()
    };
    identical(
        "At Polyak's η and μ both end modes have a double root, of modulus (√κ − 1)/(√κ + 1).",
        "every condition number κ = L/m ≥ 1, by √κ = (1 + r)/(1 − r); ηm = (1 − r)², ηL = (1 + r)², μ = r²",
        &[mode(1), mode(-1)],
    )
    .with("roots", "r at m, −r at L")
}

/// The same in numbers, m = 1 and L = κ.
fn polyak_exactly() -> Part {
    let defects = [4, 9, 25].map(|kappa| {
        let one = Exact::one();
        let root = Rational::from(kappa).sqrt_exact().map_or_else(Exact::zero, Exact::from);
        let radius = (root.clone() - &one) / (root.clone() + &one);
        let rate = Exact::from_integer(4) / (root + &one).square();
        [one, Exact::from_integer(kappa)].map(|curvature| {
            let (trace, determinant) = trace_and_determinant([&rate, &radius.square(), &curvature]);
            let discriminant = trace.square() - Exact::from_integer(4) * determinant;
            let modulus = (trace * Exact::ratio(1, 2)).square() - radius.square();
            discriminant.is_zero() && modulus.is_zero()
        })
    });
    let holds = defects.iter().flatten().all(|holds| *holds);
    let verdict = if holds { Verdict::Exact } else { Verdict::Undecided("a discriminant or a modulus differs".into()) };
    Part::new(
        "With μ = ((√κ − 1)/(√κ + 1))² and η = 4/(√L + √m)² the discriminants of both end modes vanish, and the double \
         roots have modulus (√κ − 1)/(√κ + 1).",
        verdict,
        engine::SAMPLING,
        "κ = 4, 9 and 25; m = 1, L = κ",
    )
}

/// ρ times the claim (1 + ρ)² m − (1 − ρ)² L ≥ 0, from Jury's conditions on the circle of radius ρ.
fn optimum() -> Part {
    let (claim, terms) = optimum_certificate(2);
    certified(
        "No η and μ are faster: where both end modes have all roots within radius ρ < 1, ρ ≥ (√κ − 1)/(√κ + 1), that is \
         (1 − ρ)² L ≤ (1 + ρ)² m.",
        "0 < ρ < 1; every η > 0 and μ; by Jury, p(ρ) ≥ 0 at m, p(−ρ) ≥ 0 at L and μ ≤ ρ²",
        &claim,
        &terms,
    )
    .with("claim", "ρ η ((1 + ρ)² m − (1 − ρ)² L)")
}

fn optimum_certificate(last: i64) -> (Polynomial, [Term; 3]) {
    let (eta, mu, rho, one) = (symbol("η"), symbol("μ"), symbol("ρ"), Polynomial::one());
    let (least, largest) = (symbol("m"), symbol("L"));
    let [less, more] = [one.clone() - &rho, one.clone() + &rho];
    let at_least = characteristic([&eta, &mu, &least], &rho);
    let at_largest = characteristic([&eta, &mu, &largest], &-rho.clone());
    let claim = rho.clone() * &eta * (more.square() * least - less.square() * largest);
    let terms = [
        Term::new((1, 1), more.clone(), &[at_least]),
        Term::new((1, 1), less.clone(), &[at_largest]),
        Term::new((last, 1), one, &[less, more, rho.square() - mu]),
    ];
    (claim, terms)
}

/// The spectral radius is a rate, and no bound on the norm of a step.
fn norm() -> Part {
    let [rate, momentum, curvature] = ["1/4", "1/4", "9"].map(exact);
    let length = |[q, v]: &[Exact; 2]| q.square() + v.square();
    let start = [Exact::one(), Exact::zero()];
    let next = sgd([&rate, &momentum, &curvature], start.clone());
    let defect = length(&next) - Exact::ratio(1, 4) * length(&start);
    let verdict = match defect.value() {
        Ok(value) if value.sign() > 0 => witness(
            "what q² + v² has after a step above ρ² times what it had",
            Some("q'^2 + v'^2 - 1/4*(q^2 + v^2)".into()),
            &[("lr", "1/4"), ("momentum", "1/4"), ("λ", "9"), ("q", "1"), ("v", "0")],
            value,
        ),
        _ => Verdict::Undecided("the norm fell".into()),
    };
    Part::new(
        "At Polyak's η and μ every step shrinks the norm of (q, v) by the spectral radius ρ.",
        verdict,
        engine::WITNESS,
        "m = 1, L = κ = 9: η = 1/4, μ = 1/4, ρ = 1/2",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorem::build::{identities, sum_of};

    #[test]
    fn a_stable_rate_is_not_refuted() {
        let converging = unstable("", ["1", "1/2", "1"], ["1", "-2"]);
        assert_eq!(converging.verdict.word(), "undecided");
    }

    #[test]
    fn another_coefficient_does_not_certify_the_optimum() {
        let (claim, terms) = optimum_certificate(3);
        assert_eq!(sum_of(&claim, &terms).word(), "undecided");
    }

    #[test]
    fn the_other_double_root_is_not_proved() {
        let (r, z, one) = (symbol("r"), symbol("z"), Polynomial::one());
        let found = characteristic([&one, &r.square(), &(one.clone() - &r).square()], &z);
        assert_eq!(identities(&[found - (z + r).square()]).word(), "undecided");
    }
}
