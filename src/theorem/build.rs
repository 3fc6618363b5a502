//! How the rows build their parts: from identities, certificates of positivity, exact
//! points and the registered steps.

use super::{Part, engine};
use crate::method::registry::{self, Number};
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Algebra, Exact, Polynomial, Rational, Ring};
use crate::structure::{self, Certificate, Point, Property, Verdict, Witness};
use num_traits::{One, Zero};
use std::fmt;

/// Proved where a difference is the zero polynomial, otherwise undecided: with what is left.
pub(super) fn identity(difference: &Polynomial) -> Verdict {
    if difference.is_zero() { Verdict::Proved } else { Verdict::Undecided(format!("the difference is {difference}")) }
}

/// A symbol.
pub(super) fn symbol(name: &str) -> Polynomial {
    Polynomial::symbol(name)
}

/// An integer.
pub(super) fn integer(n: i64) -> Polynomial {
    Polynomial::from_integer(n)
}

/// Proved where every difference is the zero polynomial.
pub(super) fn identities(differences: &[Polynomial]) -> Verdict {
    differences.iter().map(identity).find(|verdict| *verdict != Verdict::Proved).unwrap_or(Verdict::Proved)
}

/// c s² g₁ g₂ …, not negative where c > 0 and no generator g is negative.
pub(super) struct Term {
    coefficient: Rational,
    square_of: Polynomial,
    generators: Vec<Polynomial>,
}

impl Term {
    pub(super) fn new(coefficient: (i64, i64), square_of: Polynomial, generators: &[Polynomial]) -> Self {
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
pub(super) fn sum_of(claim: &Polynomial, terms: &[Term]) -> Verdict {
    if let Some(term) = terms.iter().find(|term| term.coefficient.sign() <= 0) {
        return Verdict::Undecided(format!("the term {term} has no positive coefficient"));
    }
    identity(&terms.iter().fold(claim.clone(), |rest, term| rest - term.value()))
}

/// A part that a positivity certificate settles.
pub(super) fn certified(statement: &str, domain: &str, claim: &Polynomial, terms: &[Term]) -> Part {
    let sum: Vec<String> = terms.iter().map(Term::to_string).collect();
    Part::new(statement, sum_of(claim, terms), engine::POSITIVITY, domain)
        .with("claim, not negative", claim)
        .with("certificate", sum.join(" + "))
}

/// A part that equations between polynomials settle.
pub(super) fn identical(statement: &str, domain: &str, differences: &[Polynomial]) -> Part {
    Part::new(statement, identities(differences), engine::IDENTITY, domain)
}

/// A fraction; undefined where the text is none.
pub(super) fn exact(text: &str) -> Exact {
    text.parse::<Rational>().map_or_else(|_| Exact::one() / Exact::zero(), Exact::from)
}

/// Refuted where `defect` is not zero, at this point.
pub(super) fn witness(failure: &str, expression: Option<String>, point: &[(&str, &str)], defect: &Rational) -> Verdict {
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

/// The gradient `stiffness` q + `push` in one dimension.
pub(super) struct Spring<T> {
    pub(super) stiffness: T,
    pub(super) push: T,
}

impl<T: Ring> Oracle<T> for Spring<T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        for (slot, q) in gradient.iter_mut().zip(position) {
            *slot = self.stiffness.clone() * q + &self.push;
        }
    }
}

/// Point and velocity after the first step of a registered method from `[q, v]`.
pub(super) fn step_on<T: Number>(method: &str, numbers: &[T], mut spring: Spring<T>, [q, v]: [T; 2]) -> [T; 2] {
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
pub(super) fn step<T: Number>(method: &str, numbers: &[T], stiffness: &T, state: [T; 2]) -> [T; 2] {
    step_on(method, numbers, Spring { stiffness: stiffness.clone(), push: T::zero() }, state)
}

/// "`method` is `property`", as its certificate has it.
pub(super) fn certified_by(method: &str, property: Property, sentence: &str) -> Part {
    let Some(found) = structure::registered(method, property) else {
        return Part::new(sentence, Verdict::Undecided(format!("{method} is not registered")), "none", "");
    };
    from_certificate(found, sentence)
}

fn from_certificate(found: Certificate, sentence: &str) -> Part {
    let part = Part::new(sentence, found.verdict, found.engine, found.domain);
    let part = found.value.iter().fold(part, |part, value| part.with("value", value));
    found.mend.iter().fold(part, |part, mend| part.with("mend", mend))
}

/// A property of every registered method: a sentence of those that have it, and one for
/// each that has not. `sentence` says it of the methods that it is given.
pub(super) fn by_registry(property: Property, sentence: impl Fn(&str) -> String) -> Vec<Part> {
    let methods = registry::all();
    let found = methods.iter().filter_map(|entry| structure::registered(entry.description.name, property));
    let (kept, others): (Vec<_>, Vec<_>) = found.partition(|certificate| certificate.verdict.holds());
    let names: Vec<&str> = kept.iter().map(|certificate| certificate.method).collect();
    // Of several verdicts the weakest is that of the sentence; of proofs the one with the smaller domain.
    let strength = |certificate: &&Certificate| match certificate.verdict {
        Verdict::Proved if certificate.engine == engine::IDENTITY => 3,
        Verdict::Proved => 2,
        Verdict::Exact => 1,
        _ => 0,
    };
    let together = kept.iter().min_by_key(strength).map(|weakest| {
        Part::new(sentence(&names.join(", ")), weakest.verdict.clone(), weakest.engine, weakest.domain.clone())
    });
    let alone = others.into_iter().map(|certificate| {
        let sentence = sentence(certificate.method);
        from_certificate(certificate, &sentence)
    });
    together.into_iter().chain(alone).collect()
}
