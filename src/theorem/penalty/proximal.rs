//! P5: the squared variant, explicit and implicit.
//!
//! The proximal step of a convex U leads to the point where the
//! [`proximal_residual`] vanishes. What is used of U is that its gradient is monotone,
//! ⟨∇U(x) − ∇U(y), x − y⟩ ≥ 0 (H. H. Bauschke and P. L. Combettes, Convex Analysis and
//! Monotone Operator Theory in Hilbert Spaces, 2nd ed. 2017,
//! [doi:10.1007/978-3-319-48311-5](https://doi.org/10.1007/978-3-319-48311-5), sections
//! 4.1, 17.2 and 23.2).

use super::super::Part;
use super::super::build::{cleared_of_positive, identical, integer, symbol};
use super::super::positive::{certified, nonnegative, term};
use super::unsettled;
use crate::penalty::{proximal, proximal_residual, restoring, squared, squared_value};
use crate::proof::positivity::{Generator, PositivityCertificate, Strength};
use crate::scalar::{Dual, Polynomial, Ring, Symbolic};
use num_traits::{One, Zero};

/// The squared variant.
pub(super) fn p5() -> Vec<Part> {
    let mut parts = vec![derivative(), twice(2)];
    parts.extend(on_a_quadratic());
    parts.extend([1, 2].map(firm));
    parts.extend([1, 2].map(shrinks));
    parts
}

/// ∂/∂q τ(q − q_prev)² = 2τ(q − q_prev).
fn derivative() -> Part {
    let [t, q, p] = ["τ", "q", "p"].map(symbol);
    let value = squared_value(&Dual::constant(t.clone()), &Dual::variable(q.clone(), 0, 1), &Dual::constant(p.clone()));
    let statement = "The explicit squared term 2τ(q − q_prev) is the derivative of τ(q − q_prev)² along q.";
    identical(statement, "every q, q_prev and τ", &[value.along(0) - squared(&t, &q, &p)])
}

/// 2τ(q − q_prev) less the restoring term at `factor` τ.
fn twice(factor: i64) -> Part {
    let [t, q, p] = ["τ", "q", "p"].map(symbol);
    let statement = "So its explicit step is that of the restoring penalty at twice the weight.";
    let defect = squared(&t, &q, &p) - restoring(&(integer(factor) * t), &q, &p);
    identical(statement, "every q, q_prev and τ", &[defect]).with("so", "its second memory has the pole −2τ (P4)")
}

/// The closed form on U = ½ k (q − c)², from `previous`, with the weight `t`.
fn closed(t: &Polynomial, previous: &str) -> Symbolic {
    let [k, c, p] = ["k", "c", previous].map(Symbolic::symbol);
    proximal(&Symbolic::from(t.clone()), [&k, &c], &p)
}

/// k + 2τ.
fn divisor(t: &Polynomial) -> Polynomial {
    symbol("k") + integer(2) * t
}

const QUADRATIC: &str = "U = ½ k (q − c)²; every k ≥ 0, τ > 0 and c; the claim is multiplied by powers of k + 2τ > 0";

/// The closed form is right, firmly non-expansive, and its step shrinks as τ grows.
fn on_a_quadratic() -> Vec<Part> {
    let [k, c, t] = ["k", "c", "τ"].map(symbol);
    let (right, firm, shrinking) = (
        "The closed form (k c + 2τ q_prev) / (k + 2τ) is where the proximal residual k (q − c) + 2τ(q − q_prev) vanishes.",
        "On a convex quadratic the proximal step is firmly non-expansive: |prox x − prox y|² ≤ (prox x − prox y)(x − y).",
        "On a convex quadratic the length of the proximal step does not increase with τ.",
    );
    let point = closed(&t, "x");
    let [stiffness, centre] = [&k, &c].map(|x| Symbolic::from(x.clone()));
    let x = Symbolic::symbol("x");
    let residual = proximal_residual(&Symbolic::from(t.clone()), &(stiffness * (point.clone() - centre)), &point, &x);
    let right = match cleared_of_positive(residual.polynomial(), &divisor(&t)) {
        Some(residual) => identical(right, QUADRATIC, &[residual]),
        None => unsettled(right),
    };
    let gap = closed(&t, "x") - closed(&t, "y");
    let apart = x - Symbolic::symbol("y");
    let firm = match cleared_of_positive((gap.clone() * apart - gap.square()).polynomial(), &divisor(&t)) {
        Some(claim) => {
            let terms = vec![term(2, symbol("x") - symbol("y"), &[0, 1])];
            let certificate = PositivityCertificate { claim, domain: nonnegative(["τ", "k"]).into(), terms };
            certified(firm, QUADRATIC, &certificate, Strength::NonNegative)
        }
        None => unsettled(firm),
    };
    let shrinking = match shortening() {
        Some(certificate) => {
            certified(shrinking, QUADRATIC, &certificate, Strength::NonNegative).with("weights", "τ and τ + s, s ≥ 0")
        }
        None => unsettled(shrinking),
    };
    vec![right, firm, shrinking]
}

/// The square of the step at τ less that at τ + s, cleared, and why it is not negative.
fn shortening() -> Option<PositivityCertificate> {
    let [k, c, t, s, p] = ["k", "c", "τ", "s", "p"].map(symbol);
    let weights = [t.clone(), t + &s];
    let step = |t: &Polynomial| (closed(t, "p") - Symbolic::symbol("p")).square();
    let [low, high] = weights.each_ref().map(divisor);
    let claim = step(&weights[0]) - step(&weights[1]);
    let claim = cleared_of_positive(&cleared_of_positive(claim.polynomial(), &low)?, &high)?;
    let pull = k * (c - p);
    let [s] = nonnegative(["s"]);
    let divisors = [("(k + 2τ)", low), ("(k + 2(τ + s))", high)].map(|(name, d)| Generator::nonnegative(name, d));
    let terms = [1, 2].map(|divisor| term(2, pull.clone(), &[0, divisor])).into();
    Some(PositivityCertificate { claim, domain: [s].into_iter().chain(divisors).collect(), terms })
}

fn vector(name: &str, dimension: usize) -> Vec<Polynomial> {
    (1..=dimension).map(|i| symbol(&format!("{name}{i}"))).collect()
}

fn inner(a: &[Polynomial], b: &[Polynomial]) -> Polynomial {
    a.iter().zip(b).fold(Polynomial::zero(), |sum, (a, b)| sum + a.clone() * b)
}

fn difference(a: &[Polynomial], b: &[Polynomial]) -> Vec<Polynomial> {
    a.iter().zip(b).map(|(a, b)| a.clone() - b).collect()
}

/// The gradient at the proximal point: where the residual with it vanishes.
fn gradient(t: &Polynomial, point: &[Polynomial], previous: &[Polynomial]) -> Vec<Polynomial> {
    let zero = Polynomial::zero();
    point.iter().zip(previous).map(|(q, p)| -proximal_residual(t, &zero, q, p)).collect()
}

fn every_convex(dimension: usize) -> String {
    format!(
        "every differentiable convex U, by ⟨∇U(x') − ∇U(y'), x' − y'⟩ ≥ 0 at the two proximal points; τ > 0, d = {dimension}"
    )
}

/// ⟨∇U(x') − ∇U(y'), x' − y'⟩ ≥ 0.
fn monotone(inner: Polynomial) -> Generator {
    Generator::nonnegative("⟨∇U(x') − ∇U(y'), x' − y'⟩", inner)
}

/// 2τ(⟨x' − y', x − y⟩ − |x' − y'|²) = ⟨∇U(x') − ∇U(y'), x' − y'⟩, for x' = prox x and y' = prox y.
fn firmness(dimension: usize, sign: i64) -> PositivityCertificate {
    let t = symbol("τ");
    let [x, y, near_x, near_y] = ["x", "y", "x'", "y'"].map(|name| vector(name, dimension));
    let gap = difference(&near_x, &near_y);
    let slopes = difference(&gradient(&t, &near_x, &x), &gradient(&t, &near_y, &y));
    let claim = inner(&gap, &difference(&x, &y)) - integer(sign) * inner(&gap, &gap);
    let domain = vec![monotone(inner(&slopes, &gap))];
    PositivityCertificate { claim: integer(2) * t * claim, domain, terms: vec![term(1, Polynomial::one(), &[0])] }
}

fn firm(dimension: usize) -> Part {
    let statement = format!(
        "The proximal step of a convex U is firmly non-expansive in {dimension} dimension(s): |prox x − prox y|² ≤ \
         ⟨prox x − prox y, x − y⟩."
    );
    certified(&statement, &every_convex(dimension), &firmness(dimension, 1), Strength::NonNegative)
        .with("claim", "2τ times the right side less the left")
}

/// s(|p − x'|² − |p − y'|²), for the proximal points x' at τ and y' at τ + s, and its terms.
fn shrinking(dimension: usize, sign: i64) -> PositivityCertificate {
    let [t, s] = ["τ", "s"].map(symbol);
    let [p, less, more] = ["p", "x'", "y'"].map(|name| vector(name, dimension));
    let slopes = difference(&gradient(&t, &less, &p), &gradient(&(t.clone() + &s), &more, &p));
    let [weight, growth] = nonnegative(["τ", "s"]);
    let domain = vec![monotone(inner(&slopes, &difference(&less, &more))), growth, weight];
    let (far, near) = (difference(&p, &less), difference(&p, &more));
    let mut terms = vec![term(1, Polynomial::one(), &[0])];
    terms.extend(
        difference(&less, &more).into_iter().flat_map(|apart| [term(1, apart.clone(), &[1]), term(2, apart, &[2])]),
    );
    PositivityCertificate { claim: integer(sign) * s * (inner(&far, &far) - inner(&near, &near)), domain, terms }
}

fn shrinks(dimension: usize) -> Part {
    let statement = format!(
        "The length of the proximal step of a convex U does not increase with τ in {dimension} dimension(s): at τ + s it is \
         at most that at τ."
    );
    certified(&statement, &every_convex(dimension), &shrinking(dimension, 1), Strength::NonNegative)
        .with("claim", "s > 0 times the difference of squares")
}

#[cfg(test)]
mod tests {
    use super::super::super::build::identities;
    use super::super::super::positive::shown;
    use super::*;

    #[test]
    fn a_wrong_factor_or_sign_is_refused() {
        assert_eq!(twice(1).verdict.word(), "undecided");
        for dimension in [1, 2] {
            let word = |certificate| shown(&certificate, Strength::NonNegative).word();
            assert_eq!(word(firmness(dimension, 1)), "proved");
            assert_eq!(word(firmness(dimension, 2)), "undecided");
            assert_eq!(word(shrinking(dimension, -1)), "undecided");
        }
    }

    /// Cleared of a divisor, an expression is not 0 unless it was.
    #[test]
    fn clearing_keeps_what_is_there() {
        let d = divisor(&symbol("τ"));
        let quotient = Symbolic::symbol("k") / Symbolic::from(d.clone());
        assert_eq!(cleared_of_positive(quotient.polynomial(), &d), Some(symbol("k")));
        let rest = Symbolic::one() - quotient - Symbolic::symbol("τ") / Symbolic::from(d.clone());
        assert_eq!(identities(&[cleared_of_positive(rest.polynomial(), &d).expect("a divisor")]).word(), "undecided");
    }
}
