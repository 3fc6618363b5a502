//! Polyak's learning rate and momentum on curvatures from m to L: the radius that they
//! reach, and that no others do (B. T. Polyak 1964,
//! [doi:10.1016/0041-5553(64)90137-5](https://doi.org/10.1016/0041-5553(64)90137-5)).

use super::linear::momentum_sgd;
use crate::proof::Budget;
use crate::proof::positivity::{Generator, PositivityCertificate, Strength};
use crate::proof::sturm::SignOn;
use crate::proof::univariate::Univariate;
use crate::scalar::{Exact, Field, Polynomial, Rational, Ring, Symbolic};
use crate::structure::Verdict;
use crate::theorem::build::{cleared, exact, identical, integer, step, symbol, witness};
use crate::theorem::positive::{certified, searched, term};
use crate::theorem::{Part, engine};
use num_traits::One;

pub(super) fn parts() -> Vec<Part> {
    let mut parts = vec![ends(), between(), between_exactly(), optimum()];
    parts.extend(unique());
    parts.push(norm());
    parts
}

/// η = 4/(√L + √m)² and √μ = (√L − √m)/(√L + √m).
fn choice<T: Field>(low: &T, high: &T) -> [T; 2] {
    let share = T::one() / (high.clone() + low);
    [T::from_integer(4) * share.square(), (high.clone() - low) * share]
}

/// √m and √L.
fn roots() -> [Symbolic; 2] {
    ["√m", "√L"].map(Symbolic::symbol)
}

/// Without the divisor √L + √m.
fn without_divisor(p: &Symbolic) -> Polynomial {
    let [low, high] = roots();
    cleared(p.polynomial(), (high + low).polynomial())
}

/// Both end modes have a double root, ±√μ.
fn ends() -> Part {
    let [low, high] = roots();
    let ([rate, radius], z) = (choice(&low, &high), Symbolic::symbol("z"));
    let defect = |root: &Symbolic, sign: i64| {
        let double = (z.clone() - Symbolic::from_integer(sign) * &radius).square();
        momentum_sgd(&rate, &radius.square(), &root.square()).characteristic(&z) - double
    };
    identical(
        "At Polyak's η = 4/(√L + √m)² and μ = ((√L − √m)/(√L + √m))² the step has the double eigenvalue √μ at λ = m, and \
         −√μ at λ = L.",
        "L ≥ m > 0",
        &[without_divisor(&defect(&low, 1)), without_divisor(&defect(&high, -1))],
    )
}

/// Minus the discriminant at λ, without the divisor.
fn discriminant() -> Polynomial {
    let [low, high] = roots();
    let [rate, radius] = choice(&low, &high);
    without_divisor(&-momentum_sgd(&rate, &radius.square(), &Symbolic::symbol("λ")).discriminant())
}

fn interval() -> [Generator; 2] {
    let [low, high] = roots().map(|root| root.square().polynomial().clone());
    [Generator::nonnegative("(λ − m)", symbol("λ") - low), Generator::nonnegative("(L − λ)", high - symbol("λ"))]
}

/// Between them the eigenvalues are not real, or double.
fn between() -> Part {
    searched(
        [
            "At Polyak's η and μ the eigenvalues at every λ in [m, L] have the modulus √μ = (√κ − 1)/(√κ + 1), κ = L/m: \
             that is the spectral radius on every quadratic with curvatures between m and L.",
            "L ≥ m > 0, m ≤ λ ≤ L",
        ],
        &discriminant(),
        &interval(),
        Strength::NonNegative,
        4,
    )
    .with("claim", "minus the discriminant tr² − 4 det, times (√L + √m)⁴")
    .with("why", "roots that are not real, or double, are conjugate: the square of their modulus is det = μ")
}

/// The same by Sturm's theorem, m = 1 and L = κ: the discriminant is 0 at 1 and κ alone
/// and negative between.
fn between_exactly() -> Part {
    let holds = |kappa: i64| {
        let (one, end) = (Rational::one(), Rational::from(kappa));
        let root = end.sqrt_exact()?;
        let [rate, radius] = choice(&Exact::one(), &Exact::from(root));
        let [rate, momentum] =
            [rate.value().ok()?.clone(), radius.square().value().ok()?.clone()].map(Polynomial::constant);
        let discriminant = momentum_sgd(&rate, &momentum, &symbol("λ")).discriminant();
        let discriminant = Univariate::from_polynomial(&discriminant, "λ").ok()?;
        let inside = discriminant.sign_on(Some(&one), Some(&end), Budget::default()).ok()?;
        let ends = [one, end].map(|end| discriminant.evaluate(&end).sign());
        Some(inside == SignOn::Constant(-1) && ends == [0, 0])
    };
    let failing = [4, 9, 25].into_iter().find(|kappa| holds(*kappa) != Some(true));
    let verdict = failing.map_or(Verdict::Exact, |kappa| Verdict::Undecided(format!("it fails at κ = {kappa}")));
    let statement = "At Polyak's η and μ the discriminant is 0 at m and L, and negative between.";
    Part::new(statement, verdict, engine::STURM, "κ = 4, 9 and 25; m = 1, L = κ")
}

/// What the radius ρ at both ends assumes: χ(ρ) ≥ 0 at m, χ(−ρ) ≥ 0 at L, ρ² − μ ≥ 0, and
/// 1 ± ρ > 0.
fn assumptions(least: &Polynomial, largest: &Polynomial) -> [Generator; 5] {
    let [eta, mu, rho] = ["η", "μ", "ρ"].map(symbol);
    let at = |curvature, z: &Polynomial| momentum_sgd(&eta, &mu, curvature).characteristic(z);
    let one = Polynomial::one();
    [
        Generator::nonnegative("χₘ(ρ)", at(least, &rho)),
        Generator::nonnegative("χ_L(−ρ)", at(largest, &-rho.clone())),
        Generator::nonnegative("(ρ² − μ)", rho.square() - mu),
        Generator::positive("(1 + ρ)", one.clone() + &rho),
        Generator::positive("(1 − ρ)", one - rho),
    ]
}

const RADIUS: &str = "the roots of χₘ and χ_L, the characteristic polynomials at m and L, lie within ρ: beyond them these have no sign but that far out, and μ is the product of the roots";

/// A combination of assumptions, with these terms.
fn combination(claim: Polynomial, domain: [Generator; 5], terms: &[(i64, &[usize])]) -> PositivityCertificate {
    let terms = terms.iter().map(|(coefficient, factors)| term(*coefficient, Polynomial::one(), factors)).collect();
    PositivityCertificate { claim, domain: domain.to_vec(), terms }
}

/// ρ η ((1 + ρ)² m − (1 − ρ)² L) ≥ 0, with `last` for the coefficient 2.
fn bound(last: i64) -> PositivityCertificate {
    let [eta, rho, least, largest] = ["η", "ρ", "m", "L"].map(symbol);
    let [less, more] = [-1, 1].map(|sign| (Polynomial::one() + integer(sign) * &rho).square());
    let claim = rho * eta * (more * &least - less * &largest);
    combination(claim, assumptions(&least, &largest), &[(1, &[0, 3, 3]), (1, &[1, 4, 4]), (last, &[2, 3, 4])])
}

/// No choice is faster.
fn optimum() -> Part {
    certified(
        "No η and μ are faster: where both end modes have all eigenvalues within ρ, (1 − ρ)² L ≤ (1 + ρ)² m, that is \
         ρ ≥ (√κ − 1)/(√κ + 1).",
        "L ≥ m > 0, 0 < ρ < 1, η > 0 (for η ≤ 0 an eigenvalue is 1 or more, as χ(1) = ηλ ≤ 0); every μ",
        &bound(2),
        Strength::NonNegative,
    )
    .with("claim", "ρ η ((1 + ρ)² m − (1 − ρ)² L)")
    .with("assumed", RADIUS)
}

/// Where the optimum is reached, with √m = (1 − ρ) t and √L = (1 + ρ) t, so that
/// ρ = (√κ − 1)/(√κ + 1): μ ≥ ρ², and χ(ρ) ≤ 0 at m, whose coefficients are `share` and 2.
fn equalities(share: i64) -> [PositivityCertificate; 2] {
    let [eta, mu, rho, t] = ["η", "μ", "ρ", "t"].map(symbol);
    let [less, more] = [-1, 1].map(|sign| Polynomial::one() + integer(sign) * &rho);
    let [least, largest] = [&less, &more].map(|factor| (factor.clone() * &t).square());
    let at_least = momentum_sgd(&eta, &mu, &least).characteristic(&rho);
    let momentum = integer(2) * &more * less * (mu - rho.square());
    let domain = || assumptions(&least, &largest);
    [
        combination(momentum, domain(), &[(share, &[0, 3, 3]), (1, &[1, 4, 4])]),
        combination(-(more.square() * at_least), domain(), &[(share, &[1, 4, 4]), (2, &[2, 3, 4])]),
    ]
}

/// Every other choice has a larger radius at m or at L.
fn unique() -> [Part; 3] {
    let domain = "L > m > 0, ρ = (√κ − 1)/(√κ + 1), η > 0; √m = (1 − ρ) t, √L = (1 + ρ) t";
    let [momentum, touching] = equalities(1);
    let [eta, rho, t] = ["η", "ρ", "t"].map(symbol);
    let least = (Polynomial::one() - &rho).square() * t.square();
    let at_least = momentum_sgd(&eta, &rho.square(), &least).characteristic(&rho);
    let excess = rho.clone() * (Polynomial::one() - &rho).square() * (eta * t.square() - Polynomial::one());
    let [low, high] = [-1, 1].map(|sign| (Polynomial::one() + integer(sign) * &rho) * &t);
    let sum = high.clone() + &low - integer(2) * &t;
    let difference = high.clone() - &low - rho * (high + low);
    [
        certified(
            "Where that radius is reached, μ = ρ²: μ ≥ ρ² beside μ ≤ ρ².",
            domain,
            &momentum,
            Strength::NonNegative,
        )
        .with("claim", "2(1 + ρ)(1 − ρ)(μ − ρ²)")
        .with("assumed", RADIUS),
        certified(
            "There ρ is an eigenvalue at m: χₘ(ρ) ≤ 0 beside χₘ(ρ) ≥ 0.",
            domain,
            &touching,
            Strength::NonNegative,
        )
        .with("claim", "−(1 + ρ)² χₘ(ρ)")
        .with("assumed", RADIUS),
        identical(
            "So η = 1/t² = 4/(√L + √m)²: every η > 0 and μ but Polyak's have a larger radius at m or at L.",
            domain,
            &[at_least - excess, sum, difference],
        )
        .with("χₘ(ρ) at μ = ρ²", "ρ (1 − ρ)² (η t² − 1)"),
    ]
}

/// The spectral radius is a rate, and no bound on the norm of a step.
fn norm() -> Part {
    let length = |[q, v]: &[Exact; 2]| q.square() + v.square();
    let start = [Exact::one(), Exact::from_integer(0)];
    let [rate, radius] = choice(&Exact::one(), &Exact::from_integer(3));
    let next = step("sgd", &[rate.clone(), radius.square()], &exact("9"), start.clone());
    let defect = length(&next) - radius.square() * length(&start);
    let numbers = [rate, radius.square()].map(|number| number.to_string());
    let verdict = match defect.value() {
        Ok(value) if value.sign() > 0 => witness(
            "what q² + v² has after a step above ρ² times what it had",
            None,
            &[("lr", &numbers[0]), ("momentum", &numbers[1]), ("λ", "9"), ("q", "1"), ("v", "0")],
            value,
        ),
        _ => Verdict::Undecided("the norm fell".into()),
    };
    let statement = "At Polyak's η and μ every step shrinks the norm of (q, v) by the spectral radius ρ.";
    Part::new(statement, verdict, engine::WITNESS, "m = 1, L = κ = 9, ρ = 1/2")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorem::build::identities;
    use crate::theorem::positive::shown;

    #[test]
    fn another_coefficient_does_not_certify_the_optimum() {
        for (coefficient, word) in [(2, "proved"), (3, "undecided"), (-2, "undecided")] {
            assert_eq!(shown(&bound(coefficient), Strength::NonNegative).word(), word);
            let found =
                equalities(coefficient - 1).map(|certificate| shown(&certificate, Strength::NonNegative).word());
            assert_eq!(found, [word; 2]);
        }
    }

    #[test]
    fn beyond_the_interval_the_discriminant_has_another_sign() {
        let [low, high] = interval();
        let beyond = [low, Generator::positive("λ − L", -high.polynomial)];
        let part = |generators: &[Generator]| searched(["", ""], &discriminant(), generators, Strength::NonNegative, 4);
        assert_eq!(part(&interval()).verdict, Verdict::Proved);
        assert_eq!(part(&beyond).verdict.word(), "undecided");
    }

    /// The double eigenvalue with the other sign.
    #[test]
    fn the_other_double_root_is_not_proved() {
        let [low, high] = roots();
        let [rate, radius] = choice(&low, &high);
        let z = Symbolic::symbol("z");
        let found = momentum_sgd(&rate, &radius.square(), &low.square()).characteristic(&z) - (z + radius).square();
        assert_eq!(identities(&[without_divisor(&found)]).word(), "undecided");
    }
}
