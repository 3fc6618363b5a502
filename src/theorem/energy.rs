//! Theorems: energy, and the stability of linear problems.
//!
//! All of them run the registered steps on one mode of a quadratic, whose gradient is
//! k q, with the state and the hyperparameters as symbols.

mod momentum;
mod oscillator;
mod paper;
mod stability;

use super::{Part, Theorem, engine, identity};
use crate::method::registry::{self, Number};
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Algebra, Exact, Polynomial, Rational, Ring};
use crate::structure::{Point, Verdict, Witness};
use num_traits::{One, Zero};
use std::fmt;

pub(super) const ROWS: &[Theorem] = &[
    Theorem {
        id: "E1",
        title: "Explicit Euler makes energy, by the same factor at every step",
        settle: oscillator::e1,
    },
    Theorem { id: "E2", title: "Symplectic Euler conserves an energy of its own", settle: oscillator::e2 },
    Theorem { id: "E3", title: "Leapfrog conserves an energy of its own", settle: oscillator::e3 },
    Theorem { id: "E4", title: "Momentum SGD loses an energy of its own at the rate μ exactly", settle: momentum::e4 },
    Theorem { id: "E5", title: "Where momentum SGD is stable, and its fastest rate", settle: stability::e5 },
    Theorem { id: "E6", title: "The stationary moments of momentum SGD under noise", settle: momentum::e6 },
    Theorem { id: "E7", title: "The paper's total energy is conserved by neither of its listings", settle: paper::e7 },
    Theorem { id: "E8", title: "The paper's energy factor is a smooth clip of the step", settle: paper::e8 },
    Theorem { id: "E9", title: "Kinetic energies and their gradients", settle: paper::e9 },
];

/// A symbol.
fn symbol(name: &str) -> Polynomial {
    Polynomial::symbol(name)
}

/// An integer.
fn integer(n: i64) -> Polynomial {
    Polynomial::from_integer(n)
}

/// The gradient `stiffness` q + `push` in one dimension.
struct Spring<T> {
    stiffness: T,
    push: T,
}

impl<T: Ring> Oracle<T> for Spring<T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        for (slot, q) in gradient.iter_mut().zip(position) {
            *slot = self.stiffness.clone() * q + &self.push;
        }
    }
}

/// Point and velocity after the first step of a registered method from `[q, v]`.
fn step_on<T: Number>(method: &str, numbers: &[T], mut spring: Spring<T>, [q, v]: [T; 2]) -> [T; 2] {
    let entry = registry::find(method).unwrap_or_else(|| panic!("expected a registered method, found {method}"));
    let rule = entry.on::<T>().unwrap_or_else(|| panic!("expected a method that runs on these numbers: {method}"));
    let switches = entry.description.switches.iter().map(|spec| spec.default).collect();
    let hyper = Hyperparameters { numbers: numbers.to_vec(), switches };
    let mut state = entry.init(vec![q]);
    state.velocity = vec![v];
    rule.step(&hyper, &mut spring, &mut state);
    [state.position.swap_remove(0), state.velocity.swap_remove(0)]
}

/// The same where the gradient is `stiffness` q.
fn step<T: Number>(method: &str, numbers: &[T], stiffness: &T, state: [T; 2]) -> [T; 2] {
    step_on(method, numbers, Spring { stiffness: stiffness.clone(), push: T::zero() }, state)
}

/// Proved where every difference is the zero polynomial.
fn identities(differences: &[Polynomial]) -> Verdict {
    differences.iter().map(identity).find(|verdict| *verdict != Verdict::Proved).unwrap_or(Verdict::Proved)
}

/// c s² g₁ g₂ …, not negative where c > 0 and no generator g is negative.
struct Term {
    coefficient: Rational,
    square_of: Polynomial,
    generators: Vec<Polynomial>,
}

impl Term {
    fn new(coefficient: (i64, i64), square_of: Polynomial, generators: &[Polynomial]) -> Self {
        let coefficient = Rational::ratio(coefficient.0, coefficient.1);
        Self { coefficient, square_of, generators: generators.to_vec() }
    }

    fn value(&self) -> Polynomial {
        let start = Polynomial::constant(self.coefficient.clone()) * self.square_of.square();
        self.generators.iter().fold(start, |product, generator| product * generator)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.coefficient)?;
        if !self.square_of.is_one() {
            write!(f, "·({})²", self.square_of)?;
        }
        self.generators.iter().try_for_each(|generator| write!(f, "·({generator})"))
    }
}

/// Proved where `claim` is the sum of the terms, whose coefficients are positive: then it
/// is not negative where no generator is.
fn sum_of(claim: &Polynomial, terms: &[Term]) -> Verdict {
    if let Some(term) = terms.iter().find(|term| term.coefficient.sign() <= 0) {
        return Verdict::Undecided(format!("the term {term} has no positive coefficient"));
    }
    identity(&terms.iter().fold(claim.clone(), |rest, term| rest - term.value()))
}

/// A part that a positivity certificate settles.
fn certified(statement: &str, domain: &str, claim: &Polynomial, terms: &[Term]) -> Part {
    let sum: Vec<String> = terms.iter().map(Term::to_string).collect();
    Part::new(statement, sum_of(claim, terms), engine::POSITIVITY, domain)
        .with("claim, not negative", claim)
        .with("certificate", sum.join(" + "))
}

/// A part that equations between polynomials settle.
fn identical(statement: &str, domain: &str, differences: &[Polynomial]) -> Part {
    Part::new(statement, identities(differences), engine::IDENTITY, domain)
}

/// A fraction; undefined where the text is none.
fn exact(text: &str) -> Exact {
    text.parse::<Rational>().map_or_else(|_| Exact::one() / Exact::zero(), Exact::from)
}

/// Refuted where `defect` is not zero, at this point.
fn witness(failure: &str, expression: Option<String>, point: &[(&str, &str)], defect: &Rational) -> Verdict {
    if defect.is_zero() {
        return Verdict::Undecided(format!("{failure} vanishes at the point"));
    }
    match Point::parse(point.iter().copied()) {
        Ok(point) => {
            Verdict::Refuted(Witness { failure: failure.to_owned(), expression, point, defect: defect.to_string() })
        }
        Err(error) => Verdict::Undecided(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The verdict words of a row's parts.
    fn words(id: &str) -> Vec<&'static str> {
        let row = ROWS.iter().find(|row| row.id == id).expect("a row");
        (row.settle)().iter().map(|part| part.verdict.word()).collect()
    }

    #[test]
    fn every_part_has_its_verdict() {
        for (id, expected) in [
            ("E1", &["proved"][..]),
            ("E2", &["proved", "proved", "proved", "proved", "proved", "proved", "proved"]),
            ("E3", &["proved"; 6]),
            ("E4", &["proved"; 4]),
            ("E5", &["proved", "proved", "refuted", "refuted", "proved", "exact", "proved", "refuted"]),
            ("E6", &["proved"; 2]),
            ("E7", &["refuted", "proved", "refuted", "proved"]),
            ("E8", &["proved", "proved", "proved", "proved", "proved", "refuted", "refuted"]),
            ("E9", &["proved"; 5]),
        ] {
            assert_eq!(words(id), expected, "{id}");
        }
    }

    #[test]
    fn a_negative_term_or_a_wrong_coefficient_proves_nothing() {
        let x = symbol("x");
        let term = |c| [Term::new(c, x.clone(), &[])];
        assert_eq!(sum_of(&x.square(), &term((1, 1))), Verdict::Proved);
        assert_eq!(sum_of(&x.square(), &term((1, 2))).word(), "undecided");
        assert_eq!(sum_of(&-x.square(), &term((-1, 1))).word(), "undecided");
        assert_eq!(witness("x", None, &[("x", "0")], &Rational::zero()).word(), "undecided");
    }
}
