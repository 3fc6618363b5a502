//! What verifies, what does not, and how it prints.

use super::*;
use crate::scalar::{Algebra, Ring};

fn symbols<const COUNT: usize>(names: [&str; COUNT]) -> [Polynomial; COUNT] {
    names.map(Polynomial::symbol)
}

fn term(coefficient: i64, square_of: Polynomial, factors: &[usize]) -> WeightedSquare {
    WeightedSquare { coefficient: coefficient.into(), square_of, factors: factors.to_vec() }
}

/// h (2 − h) + x² h = … on 0 < h, h < 2.
fn example() -> PositivityCertificate {
    let [h, x] = symbols(["h", "x"]);
    let gap = Polynomial::from_integer(2) - &h;
    let claim = h.clone() * &gap + x.square() * &h;
    let domain = vec![Generator::positive("h", h), Generator::positive("gap", gap)];
    PositivityCertificate { claim, domain, terms: vec![term(1, Polynomial::one(), &[0, 1]), term(1, x, &[0])] }
}

#[test]
fn a_certificate_prints_as_mathematics() {
    let certificate = example();
    assert_eq!(certificate.verify(), Ok(Strength::Positive));
    let expected = "-h^2 + h*x^2 + 2*h = h gap + x² h > 0, where h > 0 and gap = -h + 2 > 0";
    assert_eq!(certificate.to_string(), expected);
    let zero = PositivityCertificate { claim: Polynomial::zero(), domain: vec![], terms: vec![] };
    assert_eq!((zero.verify(), zero.to_string()), (Ok(Strength::NonNegative), "0 = 0 ≥ 0".into()));
}

/// A proof of > 0 needs a term that is > 0: a square of a polynomial or of 0 is none, nor a
/// product with a factor that is only ≥ 0.
#[test]
fn strictness_is_earned() {
    let mut weak = example();
    weak.domain[1].strength = Strength::NonNegative;
    assert_eq!(weak.verify(), Ok(Strength::NonNegative));
    let [x] = symbols(["x"]);
    let square = PositivityCertificate { claim: x.square(), domain: vec![], terms: vec![term(1, x, &[])] };
    assert_eq!(square.verify(), Ok(Strength::NonNegative));
    let none = PositivityCertificate {
        claim: Polynomial::zero(),
        domain: vec![],
        terms: vec![term(1, Polynomial::zero(), &[])],
    };
    assert_eq!(none.verify(), Ok(Strength::NonNegative));
}

#[test]
fn a_wrong_certificate_is_refused_with_the_difference() {
    let mut wrong = example();
    wrong.terms[1].coefficient = Rational::from(2);
    let [h, x] = symbols(["h", "x"]);
    assert_eq!(wrong.verify(), Err(Failure::Difference { difference: -(h * x.square()) }));
    assert!(wrong.to_string().contains(" ≠ "), "{wrong}");

    wrong.terms[1].coefficient = Rational::ratio(-1, 2);
    assert_eq!(wrong.verify(), Err(Failure::Coefficient { term: 1, found: Rational::ratio(-1, 2) }));
    assert!(wrong.to_string().contains(" ?= "), "{wrong}");

    let mut unknown = example();
    unknown.terms[0].factors.push(7);
    assert_eq!(unknown.verify(), Err(Failure::UnknownFactor { term: 0, expected: 2, found: 7 }));
    assert!(unknown.to_string().contains("[7]"), "{unknown}");
}
