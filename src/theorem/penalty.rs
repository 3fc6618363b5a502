//! Theorems: the temporal-stability penalty and its variants.
//!
//! The value is examined on symbols, where |x| is a symbol whose square is x²; the steps
//! are the registered ones, with the memory q_prev in force and, where a row says so, at
//! a constant rate (energy scale 0).

mod adaptive;
mod programs;
mod proximal;
mod restoring;
mod update;
mod value;

use super::build::Spring;
use super::{Part, Theorem, engine};
use crate::method::Hyperparameters;
use crate::method::registry::{self, Number};
use crate::scalar::{Ring, Symbolic};
use num_traits::Zero;

pub(super) const ROWS: &[Theorem] = &[
    Theorem { id: "P1", title: "The value τ|q − q_prev| is a weighted distance", settle: value::p1 },
    Theorem { id: "P2", title: "As an update the described penalty is not restoring", settle: update::p2 },
    Theorem { id: "P3", title: "In both published programs the penalty is zero", settle: programs::p3 },
    Theorem { id: "P4", title: "The restoring variant is a second memory with the pole −τ", settle: restoring::p4 },
    Theorem { id: "P5", title: "The squared variant and its proximal step", settle: proximal::p5 },
    Theorem { id: "P6", title: "Where the adaptive weight grows without bound", settle: adaptive::p6 },
];

/// A step on which the penalty acts: any from the third on.
const ACTING: u64 = 10;

/// The point, the velocity and the point before, after an acting step of a variant of
/// StableSGD from `[q, v, q_prev]`; and the penalty that it reports.
fn acting<T: Number>(method: &str, numbers: &[T], mut spring: Spring<T>, state: [T; 3]) -> Option<([T; 3], T)> {
    let [q, v, previous] = state;
    let rule = registry::find(method)?;
    let hyper = Hyperparameters { numbers: numbers.to_vec(), switches: Vec::new() };
    rule.check(&hyper).ok()?;
    let mut state = rule.init(vec![q]);
    state.velocity = vec![v];
    *state.memory.first_mut()? = vec![previous];
    state.steps = ACTING;
    let report = rule.on::<T>()?.step(&hyper, &mut spring, &mut state);
    let next = [state.position.pop()?, state.velocity.pop()?, state.memory.pop()?.pop()?];
    Some((next, report.penalty?))
}

/// η, a, μ, 0 and τ: StableSGD's numbers with a constant rate a.
fn constant_rate() -> [Symbolic; 5] {
    let [eta, rate, momentum, weight] = ["η", "a", "μ", "τ"].map(Symbolic::symbol);
    [eta, rate, momentum, Symbolic::zero(), weight]
}

/// A gradient that is a symbol, whatever the point.
fn pushed(name: &str) -> Spring<Symbolic> {
    Spring { stiffness: Symbolic::zero(), push: Symbolic::symbol(name) }
}

/// An integer.
fn number(n: i64) -> Symbolic {
    Symbolic::from_integer(n)
}

/// A part that could not be settled, since the rule does not run as expected.
fn unsettled(statement: &str) -> Part {
    let verdict = crate::structure::Verdict::Undecided("the rule does not run as expected".to_owned());
    Part::new(statement, verdict, engine::IDENTITY, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_verdict() {
        for (id, expected) in [
            ("P1", &["proved"; 12][..]),
            ("P2", &["refuted", "proved", "refuted", "proved", "proved", "proved"]),
            ("P3", &["proved", "proved", "refuted"]),
            ("P4", &["proved", "proved", "proved", "refuted", "proved", "proved", "proved"]),
            ("P5", &["proved"; 9]),
            ("P6", &["proved", "proved", "proved", "exact"]),
        ] {
            let row = ROWS.iter().find(|row| row.id == id).expect("a row");
            let parts = (row.settle)();
            let words: Vec<&str> = parts.iter().map(|part| part.verdict.word()).collect();
            assert_eq!(words, expected, "{id}: {parts:#?}");
        }
    }
}
