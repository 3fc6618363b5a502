//! Certificates and their search: what is proved positive is so at
//! every point that is tried, and what is not positive is never proved.

use crate::strategies::{Term as SparseTerm, VARIABLES, cases, rational_point, terms};
use num_traits::{One, Zero};
use proptest::collection::vec;
use proptest::prelude::*;
use stable_sgd::proof::positivity::{Failure, Generator, PositivityCertificate, Strength, WeightedSquare};
use stable_sgd::proof::search::find;
use stable_sgd::scalar::{Algebra, Polynomial, Rational, Ring};
use std::collections::BTreeMap;

/// A point with a coordinate for each variable.
type Point = BTreeMap<&'static str, Rational>;

fn polynomial(terms: &[SparseTerm]) -> Polynomial {
    let term = |(powers, (p, q)): &SparseTerm| {
        Polynomial::monomial(Rational::ratio(*p, *q), VARIABLES.into_iter().zip(powers.iter().copied()))
    };
    terms.iter().map(term).fold(Polynomial::zero(), |sum, term| sum + term)
}

fn point(coordinates: [(i64, i64); 3]) -> Point {
    VARIABLES.into_iter().zip(coordinates.map(|(p, q)| Rational::ratio(p, q))).collect()
}

fn value(p: &Polynomial, point: &Point) -> Rational {
    p.evaluate(point).expect("a value for each variable")
}

/// x > 0, y ≥ 0 and 4 − x − z > 0.
fn domain() -> Vec<Generator> {
    let [x, y, z] = VARIABLES.map(Polynomial::symbol);
    let gap = Polynomial::from_integer(4) - &x - z;
    vec![Generator::positive("x", x), Generator::nonnegative("y", y), Generator::positive("gap", gap)]
}

fn is_in(domain: &[Generator], point: &Point) -> bool {
    domain.iter().all(|generator| match (generator.strength, value(&generator.polynomial, point).sign()) {
        (Strength::Positive, sign) => sign > 0,
        (Strength::NonNegative, sign) => sign >= 0,
    })
}

/// Whether the value has the strength that is claimed.
fn holds(strength: Strength, value: &Rational) -> bool {
    value.sign() > 0 || (strength == Strength::NonNegative && value.is_zero())
}

/// A certificate whose claim is the sum of its terms; a square is often a number.
fn certificate() -> impl Strategy<Value = PositivityCertificate> {
    let square_of = prop_oneof![1 => Just(Polynomial::from_integer(2)), 2 => terms().prop_map(|t| polynomial(&t))];
    let term = ((1_i64..=4, 1_i64..=3), square_of, vec(0_usize..3, 0..=2));
    vec(term, 0..=3).prop_map(|terms| {
        let term =
            |((p, q), square_of, factors)| WeightedSquare { coefficient: Rational::ratio(p, q), square_of, factors };
        let terms: Vec<WeightedSquare> = terms.into_iter().map(term).collect();
        let domain = domain();
        let parts = terms.iter().map(|term| term.expand(&domain).expect("factors of the domain"));
        PositivityCertificate { claim: parts.fold(Polynomial::zero(), |sum, part| sum + part), domain, terms }
    })
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn what_is_certified_holds_at_every_point_of_the_domain(
        certificate in certificate(), points in vec(rational_point(), 8),
    ) {
        let strength = certificate.verify().expect("the sum of its terms");
        for point in points.into_iter().map(point).filter(|point| is_in(&certificate.domain, point)) {
            prop_assert!(holds(strength, &value(&certificate.claim, &point)), "{}", certificate);
        }
    }

    /// The control of [`what_is_certified_holds_at_every_point_of_the_domain`].
    #[test]
    fn a_changed_coefficient_is_refused_with_the_difference(certificate in certificate(), place in any::<prop::sample::Index>()) {
        prop_assume!(!certificate.terms.is_empty());
        let term = place.index(certificate.terms.len());
        let mut changed = certificate.clone();
        changed.terms[term].coefficient = Rational::from(2) * &certificate.terms[term].coefficient;
        let difference = -certificate.terms[term].expand(&certificate.domain).expect("factors of the domain");
        prop_assume!(!difference.is_zero());
        prop_assert_eq!(changed.verify(), Err(Failure::Difference { difference }));
        changed.terms[term].coefficient = -certificate.terms[term].coefficient.clone();
        let is_refused = matches!(changed.verify(), Err(Failure::Coefficient { .. }));
        prop_assert!(is_refused);
    }
}

/// The largest degree of a search in these suites.
const DEGREE: u32 = 2;

proptest! {
    #![proptest_config(cases(0.1))]

    /// 1, x, y, x y, gap y, (x − z)² and (y + 1)² with weights.
    #[test]
    fn a_combination_of_candidates_is_found(weights in vec(0_i64..=3, 7)) {
        let [x, y, z] = VARIABLES.map(Polynomial::symbol);
        let domain = domain();
        let one = Polynomial::one();
        let parts = [
            one.clone(), x.clone(), y.clone(), x.clone() * &y,
            domain[2].polynomial.clone() * &y, (x - z).square(), (y + one).square(),
        ];
        let weighted = weights.iter().zip(parts).map(|(weight, part)| Polynomial::from_integer(*weight) * part);
        let p = weighted.fold(Polynomial::zero(), |sum, part| sum + part);
        let found = find(&p, &domain, DEGREE).expect("a certificate");
        prop_assert_eq!(&found.claim, &p);
        let strength = found.verify().expect("a certificate that holds");
        prop_assert!(strength == Strength::Positive || weights[0] + weights[1] == 0);
    }

    /// The control of [`a_combination_of_candidates_is_found`]: what is negative
    /// somewhere on the domain has no certificate.
    #[test]
    fn nothing_is_found_for_what_is_negative(terms in terms(), at in rational_point()) {
        let (at, domain) = (point(at), domain());
        prop_assume!(is_in(&domain, &at));
        let p = polynomial(&terms);
        let negative = p.clone() - Polynomial::constant(value(&p, &at) + Rational::one());
        prop_assert_eq!(find(&negative, &domain, DEGREE), None);
    }
}
