//! Penalties that do what the paper wants: restoring, squared, proximal.

use super::update::later_step;
use crate::energy::squared_norm;
use crate::penalty::{restoring, squared};
use crate::scalar::{Polynomial, Ring, Symbolic};
use crate::structure::Verdict;
use crate::theorem::Part;
use crate::theorem::build::{Spring, Term, certified, identical, symbol};
use num_traits::{One, Zero};

/// Δ' − ((μ − τ) Δ + `memory` μ τ Δ_prev − a η g) of the registered step at a constant rate a.
fn recursion_defect(memory: i64) -> Option<Polynomial> {
    let number = |name: &str| if name == "energy_scale" { Symbolic::zero() } else { Symbolic::symbol(name) };
    let [q, v, before, g] = ["q", "v", "before", "g"].map(Symbolic::symbol);
    let [tau, mu, eta, a] = ["temporal_stability", "momentum", "lr", "base_rate"].map(Symbolic::symbol);
    // The step that led to q: its motion was −(a v + τ Δ_prev).
    let motion = -(a.clone() * &v + restoring(&tau, &before, &Symbolic::zero()));
    let spring = Spring { stiffness: Symbolic::zero(), push: g.clone() };
    let (state, _) = later_step("stable_sgd_restoring", number, spring, [q.clone(), v], &[q.clone() - &motion])?;
    let next = state.position[0].clone() - &q;
    let expected = (mu.clone() - &tau) * motion + Symbolic::from_integer(memory) * mu * tau * before - a * eta * g;
    Some((next - expected).polynomial().clone())
}

/// The restoring variant.
pub(super) fn p4() -> Vec<Part> {
    let statement =
        "At a constant rate a the motion of the restoring variant obeys Δ' = (μ − τ) Δ + μ τ Δ_prev − a η g.";
    let recursion = recursion_defect(1).map_or_else(
        || Part::new(statement, Verdict::Undecided("the step has another form".to_owned()), "none", ""),
        |defect| identical(statement, "every state, gradient and number; c = 0", &[defect]),
    );
    let [z, mu, tau] = ["z", "μ", "τ"].map(symbol);
    let characteristic = z.square() - (mu.clone() - &tau) * &z - mu.clone() * &tau;
    let factored = (z.clone() - mu) * (z + tau);
    let roots = identical(
        "Without a gradient its characteristic polynomial is (z − μ)(z + τ): a second memory, of pole −τ, beside the momentum.",
        "every μ and τ",
        &[characteristic - factored],
    );
    vec![recursion, roots.with("consequence", "with τ > 1 it is unstable, whatever the gradient")]
}

/// Coordinates of vectors in the plane.
fn plane(name: &str) -> [Polynomial; 2] {
    [1, 2].map(|i| symbol(&format!("{name}{i}")))
}

fn minus([a, b]: &[Polynomial; 2], [c, d]: &[Polynomial; 2]) -> [Polynomial; 2] {
    [a.clone() - c, b.clone() - d]
}

fn inner([a, b]: &[Polynomial; 2], [c, d]: &[Polynomial; 2]) -> Polynomial {
    a.clone() * c + b.clone() * d
}

/// ⟨x − y, p − r⟩ − `share` |x − y|² for the proximal points x of p and y of r, and what it
/// is a sum of: with s = 1/(2τ), x = p − s ∇U(x) and y = r − s ∇U(y).
fn firmness(share: i64) -> (Polynomial, Vec<Term>) {
    let [x, y, gx, gy] = ["x", "y", "u", "w"].map(plane);
    let s = symbol("s");
    let from = |x: &[Polynomial; 2], g: &[Polynomial; 2]| [0, 1].map(|i| x[i].clone() + s.clone() * &g[i]);
    let (p, r) = (from(&x, &gx), from(&y, &gy));
    let motion = minus(&x, &y);
    let claim = inner(&motion, &minus(&p, &r)) - Polynomial::from_integer(share) * squared_norm(&motion);
    let monotone = inner(&minus(&gx, &gy), &motion);
    (claim, vec![Term::new((1, 1), Polynomial::one(), &[s, monotone])])
}

/// (b − a)(|d|² − |e|²), where d and e are the steps at the weights a ≤ b (twice τ), and what
/// it is a sum of: ∇U is a d at p − d and b e at p − e.
fn shrinkage(coefficient: i64) -> (Polynomial, Vec<Term>) {
    let [d, e] = ["d", "e"].map(plane);
    let [a, b] = ["a", "b"].map(symbol);
    let times = |c: &Polynomial, x: &[Polynomial; 2]| [0, 1].map(|i| c.clone() * &x[i]);
    let claim = (b.clone() - &a) * (squared_norm(&d) - squared_norm(&e));
    // ⟨∇U(p − d) − ∇U(p − e), (p − d) − (p − e)⟩ ≥ 0.
    let monotone = inner(&minus(&times(&a, &d), &times(&b, &e)), &minus(&e, &d));
    let mut terms = vec![Term::new((coefficient, 1), Polynomial::one(), &[monotone])];
    for side in minus(&d, &e) {
        terms.extend([&a, &b].map(|weight| Term::new((1, 1), side.clone(), std::slice::from_ref(weight))));
    }
    (claim, terms)
}

/// The squared variant.
pub(super) fn p5() -> Vec<Part> {
    let [tau, q, p] = ["τ", "q", "p"].map(symbol);
    let penalty = tau.clone() * (q.clone() - &p).square();
    let (firm, firm_terms) = firmness(1);
    let (shrinks, shrink_terms) = shrinkage(2);
    let convex = "every U with a monotone gradient (every convex U), in the plane";
    vec![
        identical(
            "The squared penalty τ |q − q_prev|² has the gradient 2τ (q − q_prev).",
            "every τ, q and q_prev",
            &[penalty.derivative("q") - squared(&tau, &q, &p)],
        ),
        identical(
            "So its explicit step is the restoring one at twice the weight.",
            "every τ, q and q_prev",
            &[squared(&tau, &q, &p) - restoring(&(tau.clone() + &tau), &q, &p)],
        ),
        certified(
            "Its implicit (proximal) step is firmly non-expansive: |x − y|² ≤ ⟨x − y, p − r⟩ for the steps from p to x and from r to y.",
            &format!("τ > 0; {convex}"),
            &firm,
            &firm_terms,
        )
        .with("s", "1/(2τ), with x = p − s ∇U(x)")
        .with("source", "Moreau 1965; Bauschke and Combettes 2017, doi:10.1007/978-3-319-48311-5, proposition 12.28"),
        certified(
            "The proximal step is the shorter, the larger the weight.",
            &format!("weights 0 < a < b, a = 2τ; {convex}"),
            &shrinks,
            &shrink_terms,
        )
        .with("claim", "(b − a)(|d|² − |e|²), d and e the steps from one point at a and b"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorem::build::sum_of;

    #[test]
    fn another_coefficient_is_not_proved() {
        assert!(recursion_defect(1).is_some_and(|defect| defect.is_zero()));
        assert!(recursion_defect(-1).is_some_and(|defect| !defect.is_zero()));
        for (share, word) in [(1, "proved"), (2, "undecided")] {
            let (claim, terms) = firmness(share);
            assert_eq!(sum_of(&claim, &terms).word(), word);
        }
        for (coefficient, word) in [(2, "proved"), (1, "undecided")] {
            let (claim, terms) = shrinkage(coefficient);
            assert_eq!(sum_of(&claim, &terms).word(), word);
        }
    }
}
