//! How the rows build their parts: from identities, exact points and the registered steps.

use super::{Part, engine};
use crate::method::registry::{self, Number};
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Exact, Polynomial, Rational, Ring, Symbolic};
use crate::structure::{self, Certificate, Point, Property, Verdict, Witness};
use num_traits::{One, Zero};
use std::fmt;

/// Proved where a difference is the zero polynomial, otherwise undecided: with what is left.
pub(super) fn identity<T: Ring + fmt::Display>(difference: &T) -> Verdict {
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
pub(super) fn identities<T: Ring + fmt::Display>(differences: &[T]) -> Verdict {
    differences.iter().map(identity::<T>).find(|verdict| *verdict != Verdict::Proved).unwrap_or(Verdict::Proved)
}

/// A part that equations between polynomials settle.
pub(super) fn identical<T: Ring + fmt::Display>(statement: &str, domain: &str, differences: &[T]) -> Part {
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
            let (failure, defect) = (failure.to_owned(), defect.to_string());
            Verdict::Refuted(Witness { id: None, failure, expression, point, defect })
        }
        Err(error) => Verdict::Undecided(error.to_string()),
    }
}

/// The symbol that stands for 1/d, and c where 1/d is c times it; nothing where d is a number.
fn inverse_of(divisor: &Polynomial) -> Option<(String, Rational)> {
    let inverse = Symbolic::one() / Symbolic::from(divisor.clone());
    let name = inverse.polynomial().variables().into_iter().next()?.to_owned();
    Some((name, inverse.polynomial().leading_coefficient()))
}

/// (c d)^k p, where k is the highest power of 1/d in p and c the number of
/// [`inverse_of`]: without that inverse.
///
/// A formula that divides by d gives p as a polynomial in which 1/d is a symbol; where
/// d ≠ 0, p vanishes iff this does.
pub(super) fn cleared(p: &Polynomial, divisor: &Polynomial) -> Polynomial {
    let Some((name, scale)) = inverse_of(divisor) else { return p.clone() };
    // The symbol is the inverse of c d.
    let monic = divisor.clone() * Polynomial::constant(scale);
    let powers = p.powers_of(&name);
    let highest = powers.keys().next_back().copied().unwrap_or(0);
    powers.into_iter().fold(Polynomial::zero(), |sum, (power, part)| sum + part * monic.pow(highest - power))
}

/// The same where c > 0, so that where d > 0 the sign is that of p; nothing elsewhere.
pub(super) fn cleared_of_positive(p: &Polynomial, divisor: &Polynomial) -> Option<Polynomial> {
    let (_, scale) = inverse_of(divisor)?;
    (scale.sign() > 0).then(|| cleared(p, divisor))
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
    let id = found.id();
    let part = Part::new(sentence, found.verdict, found.engine, found.domain.to_string()).citing([id]);
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
        Part::new(sentence(&names.join(", ")), weakest.verdict.clone(), weakest.engine, weakest.domain.to_string())
            .citing(kept.iter().map(Certificate::id))
    });
    let alone = others.into_iter().map(|certificate| {
        let sentence = sentence(certificate.method);
        from_certificate(certificate, &sentence)
    });
    together.into_iter().chain(alone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Root;

    /// 1 − 2 (√x + y)/(2 (√x + y)) vanishes where it is defined, and 1/x − 1/y does not.
    #[test]
    fn divisors_are_cleared() {
        let [x, y] = ["x", "y"].map(Symbolic::symbol);
        let twice = Symbolic::from_integer(2) * (x.sqrt() + &y);
        let zero = Symbolic::one() - twice.clone() * (Symbolic::one() / twice.clone());
        assert!(!zero.polynomial().is_zero());
        assert!(cleared(zero.polynomial(), twice.polynomial()).is_zero());
        let other = Symbolic::one() / x.clone() - Symbolic::one() / y.clone();
        let rest = cleared(&cleared(other.polynomial(), x.polynomial()), y.polynomial());
        assert_eq!(rest, y.polynomial().clone() - x.polynomial());
    }

    /// 1/(x − y) is the inverse of what is printed first, and 1/(y − x) minus it.
    #[test]
    fn a_sign_is_kept_by_a_positive_number_alone() {
        let [x, y] = ["x", "y"].map(symbol);
        let (positive, negative) = (x.clone() - &y, y - x);
        let of = |divisor: &Polynomial| {
            let quotient = Symbolic::one() / Symbolic::from(divisor.clone());
            cleared_of_positive(quotient.polynomial(), divisor)
        };
        assert_eq!(of(&positive), Some(integer(1)));
        assert_eq!((of(&negative), of(&integer(2))), (None, None));
    }
}
