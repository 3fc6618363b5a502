//! Momentum SGD on one mode of a quadratic, of curvature λ: where it is stable.

use super::linear::{momentum_sgd, nonlinearity};
use super::polyak;
use crate::scalar::{Polynomial, Rational, Ring};
use crate::structure::Verdict;
use crate::theorem::build::{exact, identical, integer, step, symbol, witness};
use crate::theorem::{Part, engine};
use num_traits::One;

/// Linear stability, and Polyak's optimum.
pub(super) fn e5() -> Vec<Part> {
    let edge = unstable("at the edge ηλ = 2(1 + μ)", ["3", "1/2", "1"], ["1", "-2"]);
    let outside = unstable("beyond the edge", ["15/4", "1/2", "1"], ["2", "-3"]);
    [vec![jury(), eigenstart(), edge, outside], polyak::parts()].concat()
}

/// Jury's three conditions, from the registered step, and the transformation that they rest on.
fn jury() -> Part {
    let [eta, mu, lambda, w] = ["η", "μ", "λ", "w"].map(symbol);
    let (a, one) = (eta.clone() * &lambda, Polynomial::one());
    let step = momentum_sgd(&eta, &mu, &lambda);
    let at_minus_one = integer(2) * (one.clone() + &mu) - &a;
    let [less, more] = [one.clone() - &w, one.clone() + &w];
    let transformed = more.square() - step.trace() * &less * more + step.determinant() * less.square();
    let hurwitz = at_minus_one.clone() * w.square() + integer(2) * (one.clone() - &mu) * w + &a;
    let mut differences = nonlinearity("sgd", &[eta, mu.clone()], &lambda).to_vec();
    differences.extend([
        step.characteristic(&one) - a,
        step.characteristic(&-one) - at_minus_one,
        step.determinant() - mu,
        transformed - hurwitz,
    ]);
    identical("Momentum SGD is asymptotically stable iff 0 < ηλ < 2(1 + μ).", "0 ≤ μ < 1; every η and λ", &differences)
        .with("χ(1) = 1 − tr + det", "ηλ")
        .with("χ(−1) = 1 + tr + det", "2(1 + μ) − ηλ")
        .with("det", "μ")
        .with("used", "E. I. Jury's criterion for a quadratic: both roots lie inside the unit circle iff χ(1), χ(−1) > 0 and det < 1")
        .with(
            "why",
            "(1 − w)² χ((1 + w)/(1 − w)) = (2(1 + μ) − ηλ) w² + 2(1 − μ) w + ηλ, whose roots have negative real parts iff its \
             coefficients have one sign",
        )
}

/// −r is an eigenvalue at momentum m r and ηλ = (1 + m)(1 + r), which is the edge
/// at r = 1 and beyond it for r > 1.
fn eigenstart() -> Part {
    let (m, r, one) = (symbol("m"), symbol("r"), Polynomial::one());
    let mu = m.clone() * &r;
    let curvature = (one.clone() + &m) * (one.clone() + &r);
    let start = [r.clone(), -(one.clone() + &r)];
    let next = step("sgd", &[one.clone(), mu.clone()], &curvature, start.clone());
    let mut differences: Vec<_> = next.into_iter().zip(&start).map(|(next, x)| next + r.clone() * x).collect();
    let excess = curvature - integer(2) * (one.clone() + mu);
    differences.push(excess - (r - &one) * (one - m));
    identical(
        "At μ = m r and ηλ = (1 + m)(1 + r) = 2(1 + μ) + (r − 1)(1 − m), a step multiplies the start q = r, v = −(1 + r) \
         by −r: it never converges on the edge (r = 1), and grows beyond it (r > 1).",
        "every m and r; with 0 ≤ m < 1 and r ≥ 1, every 0 ≤ μ < 1 and ηλ ≥ 2(1 + μ)",
        &differences,
    )
    .with(
        "every ηλ beyond",
        "−r is the lesser eigenvalue, and m its ratio to the other: m r = μ, and ηλ grows without bound with r, from \
         2(1 + μ) at r = 1",
    )
}

/// Refuted where two steps from the start give a multiple of it by 1 or more.
fn unstable(place: &str, numbers: [&str; 3], start: [&str; 2]) -> Part {
    let [rate, momentum, curvature] = numbers.map(exact);
    let advance = |state| step("sgd", &[rate.clone(), momentum.clone()], &curvature, state);
    let from = start.map(exact);
    let to = advance(advance(from.clone()));
    let factor = to[0].clone() / &from[0];
    let parallel = factor.clone() * &from[1] == to[1];
    let point = [("lr", numbers[0]), ("momentum", numbers[1]), ("λ", numbers[2]), ("q", start[0]), ("v", start[1])];
    let verdict = match (factor.value(), from[0].square().value()) {
        (Ok(value), Ok(square)) if parallel && *value >= Rational::one() => {
            witness("the infimum of q² over the even steps, where two steps multiply the start,", None, &point, square)
        }
        _ => Verdict::Undecided("two steps do not multiply the start by 1 or more".into()),
    };
    let statement = format!("Momentum SGD converges from every start {place}.");
    Part::new(statement, verdict, engine::WITNESS, "one start").with("factor of two steps", factor)
}

#[cfg(test)]
mod tests {
    use super::super::linear::Linear;
    use super::*;

    #[test]
    fn a_stable_rate_is_not_refuted() {
        let converging = unstable("", ["1", "1/2", "1"], ["1", "-2"]);
        assert_eq!(converging.verdict.word(), "undecided");
    }

    /// Of another momentum, or another method, the determinant is not μ.
    #[test]
    fn another_method_has_another_determinant() {
        let [eta, mu, lambda] = ["η", "μ", "λ"].map(symbol);
        let nesterov = Linear::of("nesterov", &[eta.clone(), mu.clone()], &lambda);
        assert_ne!(nesterov.determinant(), mu);
        assert_eq!(momentum_sgd(&eta, &mu, &lambda).determinant(), mu);
    }
}
