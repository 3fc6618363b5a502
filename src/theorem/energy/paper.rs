//! The paper's total energy ½v² + ½g², which no choice of its numbers conserves.

use crate::energy::paper_total;
use crate::method::registry::Number;
use crate::scalar::{Algebra, Exact, Ring, Symbolic};
use crate::structure::Verdict;
use crate::theorem::build::{exact, identical, step, witness};
use crate::theorem::{Part, engine};
use num_traits::One;

/// What ½v² + ½g² gains in one step, where g = k q.
fn gain<T: Number + Algebra>(method: &str, numbers: &[T], k: &T, [q, v]: [T; 2]) -> T {
    let total = |q: &T, v: &T| paper_total(v, &(k.clone() * q));
    let [next_q, next_v] = step(method, numbers, k, [q.clone(), v.clone()]);
    total(&next_q, &next_v) - total(&q, &v)
}

/// The names of the two listings' hyperparameters.
const SGD: [&str; 2] = ["lr", "momentum"];
pub(super) const STABLE_SGD: [&str; 5] = ["lr", "base_rate", "momentum", "energy_scale", "temporal_stability"];

/// Refuted by the gain of one step at k = 1.
fn not_conserved(method: &str, numbers: &[(&str, &str)], [q, v]: [&str; 2]) -> Part {
    let values: Vec<Exact> = numbers.iter().map(|(_, value)| exact(value)).collect();
    let point = [numbers, &[("k", "1"), ("q", q), ("v", v)]].concat();
    let verdict = match gain(method, &values, &Exact::one(), [exact(q), exact(v)]).value() {
        Ok(value) => witness("what ½v² + ½g² gains in a step", None, &point, value),
        Err(reason) => Verdict::Undecided(reason.to_string()),
    };
    Part::new(
        format!("The listing {method} conserves ½v² + ½g² on every quadratic."),
        verdict,
        engine::WITNESS,
        "gradient k q, k > 0; the first step, which has no penalty",
    )
}

/// 2 gain + `factor` η²k² at the start q = μ, v = −ηk, whose kick leaves no velocity.
fn universal_defect(method: &str, names: &[&str], factor: i64) -> Symbolic {
    let numbers: Vec<_> = names.iter().map(|name| Symbolic::symbol(name)).collect();
    let (k, eta, mu) = (Symbolic::symbol("k"), Symbolic::symbol("lr"), Symbolic::symbol("momentum"));
    let slope = eta * &k;
    let gain = gain(method, &numbers, &k, [mu, -slope.clone()]);
    Symbolic::from_integer(2) * gain + Symbolic::from_integer(factor) * slope.square()
}

/// No μ and no η conserve it.
fn nowhere_conserved(method: &str, names: &[&str]) -> Part {
    identical(
        &format!("From q = μ, v = −ηk the first step of {method} changes ½v² + ½g² by exactly −η²k²/2."),
        "every μ, η and k, and other numbers where the rate is defined: so no choice with η ≠ 0 conserves it, where k ≠ 0",
        &[universal_defect(method, names, 1).polynomial().clone()],
    )
}

/// The total energy is not conserved.
pub(super) fn e7() -> Vec<Part> {
    let listing = [
        ("lr", "1"),
        ("base_rate", "1/5"),
        ("momentum", "1/2"),
        ("energy_scale", "1/10"),
        ("temporal_stability", "3/100"),
    ];
    vec![
        not_conserved("sgd", &[("lr", "1"), ("momentum", "1/2")], ["1/2", "-1"]),
        nowhere_conserved("sgd", &SGD),
        not_conserved("stable_sgd", &listing, ["1", "0"]),
        nowhere_conserved("stable_sgd", &STABLE_SGD),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::Zero;

    #[test]
    fn another_loss_is_not_proved() {
        for (method, names) in [("sgd", &SGD[..]), ("stable_sgd", &STABLE_SGD)] {
            assert!(universal_defect(method, names, 1).is_zero());
            assert!(!universal_defect(method, names, 2).is_zero());
            assert!(!universal_defect(method, names, -1).is_zero());
        }
    }

    /// η = 0 and μ = 1: nothing moves but the point, and at v = 0 that neither.
    #[test]
    fn what_is_conserved_is_not_refuted() {
        let part = not_conserved("sgd", &[("lr", "0"), ("momentum", "1")], ["1", "0"]);
        assert_eq!(part.verdict.word(), "undecided");
    }
}
