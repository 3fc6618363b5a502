//! Linear stability: for which rates a step on the mode k q, k > 0, is stable.
//!
//! The conditions are those of [`super::jury`] on the characteristic polynomial of the step's
//! matrix ([`super::linear`]). A step is stable for small rates where the terms of each
//! condition with the least power of the rates are positive together.

use super::decide::{Finding, Sought, symbol};
use super::failure::{DefectId, Part};
use super::jury::{self, Condition};
use super::linear::{self, CURVATURE, Linear};
use super::property::not_applicable;
use super::subject::Subject;
use super::{Point, Verdict, Witness};
use crate::method::{NumberSpec, Role};
use crate::proof::division_free::characteristic_polynomial;
use crate::proof::positivity::{Generator, Strength};
use crate::proof::search::find;
use crate::scalar::{Algebra, Approximate, Polynomial, Rational, Ring, Symbolic};
use num_traits::One;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const OVER: &str =
    "the mode k q, k > 0; rates > 0, shares between 0 and 1, weights ≥ 0, coefficients as registered";

const POSITIVITY: &str = "Jury's conditions, positivity certificates";
pub(super) const WITNESS: &str = "exact witness";

/// Terms up to which a condition is printed.
const PRINTED_TERMS: usize = 12;

/// Bits of a coefficient beyond which it is printed as a decimal.
const LONG: usize = 96;

/// Degree up to which a certificate is sought.
const LARGEST_DEGREE: u64 = 6;

/// Jury's conditions for a matrix; the characteristic polynomial of a square matrix exists.
pub(super) fn conditions(linear: &Linear) -> Vec<Condition> {
    characteristic_polynomial(&linear.matrix).map(|p| jury::conditions(&p)).unwrap_or_default()
}

/// What is assumed of k and of the method's numbers.
pub(super) fn admissible(subject: &Subject) -> Vec<Generator> {
    let mut domain = vec![Generator::positive(CURVATURE, Polynomial::symbol(CURVATURE))];
    for spec in subject.entry.description.numbers {
        let (name, own) = (spec.name, Polynomial::symbol(spec.name));
        match spec.role {
            Role::Rate => domain.push(Generator::positive(name, own)),
            Role::Weight => domain.push(Generator::nonnegative(name, own)),
            Role::Fraction => {
                let rest = Polynomial::one() - &own;
                domain.push(Generator::positive(&format!("1 - {name}"), rest));
                domain.push(Generator::positive(name, own));
            }
            Role::Coefficient => {}
        }
    }
    domain
}

/// Whether a certificate says that p > 0 on the domain.
pub(super) fn is_positive(p: &Polynomial, domain: &[Generator]) -> bool {
    let Some(degree) = p.degree().filter(|degree| *degree <= LARGEST_DEGREE) else { return false };
    let names = p.variables();
    let own: Vec<Generator> = domain.iter().filter(|g| g.polynomial.variables().is_subset(&names)).cloned().collect();
    let found = find(p, &own, degree as u32);
    found.is_some_and(|certificate| certificate.verify() == Ok(Strength::Positive))
}

/// p without the positive number and the powers of positive symbols that all its terms
/// have in common.
pub(super) fn without_positive_factors(p: &Polynomial, domain: &[Generator]) -> Polynomial {
    let mut rest = p.clone();
    if let Some(inverse) = Rational::one().checked_div(&p.content()) {
        rest = rest * Polynomial::constant(inverse);
    }
    for generator in domain.iter().filter(|generator| generator.strength == Strength::Positive) {
        let powers = rest.powers_of(&generator.name);
        let least = powers.keys().min().copied().unwrap_or(0);
        if least > 0 {
            let lowered = |(power, part): (&u32, &Polynomial)| {
                part.clone() * Polynomial::monomial(Rational::one(), [(generator.name.as_str(), power - least)])
            };
            rest = powers.iter().map(lowered).fold(Polynomial::from_integer(0), |sum, term| sum + term);
        }
    }
    rest
}

/// The terms with the least power of the rates.
fn leading(subject: &Subject, p: &Polynomial) -> Polynomial {
    let rates: BTreeSet<&str> =
        subject.entry.description.numbers.iter().filter(|spec| spec.role == Role::Rate).map(|spec| spec.name).collect();
    let mut parts: BTreeMap<u32, Polynomial> = BTreeMap::new();
    for (powers, coefficient) in p.terms() {
        let powers: Vec<(&str, u32)> = powers.collect();
        let degree = powers.iter().filter(|(name, _)| rates.contains(name)).map(|(_, power)| power).sum();
        let term = Polynomial::monomial(coefficient.clone(), powers);
        let part = parts.remove(&degree).unwrap_or_else(|| Polynomial::from_integer(0));
        parts.insert(degree, part + term);
    }
    parts.into_values().find(|part| *part != Polynomial::from_integer(0)).unwrap_or_else(|| Polynomial::from_integer(0))
}

/// The registered value of a number; 1 for k.
pub(super) fn registered(subject: &Subject, name: &str) -> Rational {
    let spec = subject.entry.description.numbers.iter().find(|spec: &&NumberSpec| spec.name == name);
    spec.map_or_else(Rational::one, |spec| Rational::ratio(spec.default.0, spec.default.1))
}

/// A few points of the domain: rates and k 1, shares from a list, the rest as registered.
pub(super) fn points(subject: &Subject) -> Vec<Point> {
    let shares = [(1, 2), (1, 4), (3, 4), (1, 10), (9, 10)];
    let point = |(numerator, denominator): (i64, i64)| {
        let mut point = Point::default();
        point.set(CURVATURE, Rational::one());
        for spec in subject.entry.description.numbers {
            let value = match spec.role {
                Role::Rate => Rational::one(),
                Role::Fraction => Rational::ratio(numerator, denominator),
                Role::Weight | Role::Coefficient => registered(subject, spec.name),
            };
            point.set(spec.name, value);
        }
        point
    };
    shares.into_iter().map(point).collect()
}

/// p at a point; a symbol that is not listed is 0.
pub(super) fn at(p: &Polynomial, point: &Point) -> Rational {
    let values: BTreeMap<&str, Rational> = p.variables().into_iter().map(|name| (name, point.value(name))).collect();
    p.evaluate(&values).unwrap_or_else(|_| Rational::from(0))
}

/// p where it is short; with long coefficients about p, the last coefficient ±1.
pub(super) fn printed(p: &Polynomial) -> Option<String> {
    let long = p.coefficients().any(|coefficient| coefficient.size_in_bits() > LONG);
    let text = || if long { format!("about {}", scaled(p)) } else { p.to_string() };
    (p.term_count() <= PRINTED_TERMS).then(text)
}

/// p / |c| with coefficients of six digits, c the coefficient that is printed last.
fn scaled(p: &Polynomial) -> String {
    let last = p.coefficients().next().map_or(1.0, |c| c.to_f64().abs());
    let term = |(powers, coefficient): (Vec<(&str, u32)>, &Rational)| {
        let factors =
            powers.iter().map(|(name, power)| if *power > 1 { format!("*{name}^{power}") } else { format!("*{name}") });
        format!("{:.6}{}", coefficient.to_f64() / last, factors.collect::<String>())
    };
    let mut terms: Vec<String> = p.terms().map(|(powers, coefficient)| term((powers.collect(), coefficient))).collect();
    terms.reverse();
    terms.join(" + ")
}

pub(super) fn extent(linear: &Linear) -> String {
    if linear.exact {
        String::new()
    } else {
        "; of the step's derivative at rest, as the step is not linear".to_owned()
    }
}

pub(super) fn undecided(reason: &str, linear: &Linear) -> Finding {
    Finding::new(Verdict::Undecided(reason.to_owned()), "none").with_extent(extent(linear))
}

/// A condition's name for its part with the least power of the rates.
const LEADING: &str = "least power of the rates in ";

/// Whether small rates are stable; the conditions, as inequalities.
pub(super) fn small_rates(subject: &Subject) -> (Finding, Option<String>) {
    let linear = match linear::with(subject, &mut |name| coefficient_or_symbol(subject, name)) {
        Ok(linear) => linear,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let domain = admissible(subject);
    let conditions = conditions(&linear);
    for (place, Condition { label, polynomial }) in conditions.iter().enumerate() {
        let part = leading(subject, polynomial);
        if is_positive(&without_positive_factors(&part, &domain), &domain) {
            continue;
        }
        let negative = points(subject).into_iter().find(|point| at(&part, point).sign() < 0);
        let Some(point) = negative else { return (undecided(&format!("no sign was found of {part}"), &linear), None) };
        let defect = at(&part, &point).to_string();
        let witness = Witness {
            id: Some(condition_id(place)),
            failure: format!("{LEADING}{label}, which has to be > 0"),
            expression: printed(&part),
            point,
            defect,
        };
        return (Finding::new(Verdict::Refuted(witness), WITNESS).with_extent(extent(&linear)), None);
    }
    let open = conditions.iter().map(|c| without_positive_factors(&c.polynomial, &domain));
    let open: Vec<Polynomial> = open.filter(|p| !is_positive(p, &domain)).collect();
    let words = open.iter().map(|p| match printed(p) {
        Some(text) => format!("{text} > 0"),
        None => format!("a polynomial of {} terms > 0", p.term_count()),
    });
    let value = words.collect::<Vec<_>>().join(" and ");
    let value = format!("stable where {value}");
    (Finding::new(Verdict::Proved, POSITIVITY).with_extent(extent(&linear)), Some(value))
}

/// The id of a condition by its place.
pub(super) fn condition_id(place: usize) -> DefectId {
    DefectId { part: Part::Condition, step: 1, dimension: 1, indices: [place, 0] }
}

/// The condition that is sought, by its place or its words.
pub(super) fn sought_condition<C>(sought: &Sought, conditions: Vec<C>, words: impl Fn(&C) -> String) -> Option<C> {
    match sought {
        Sought::Id(id) => conditions.into_iter().nth(id.indices[0]).filter(|_| id.part == Part::Condition),
        Sought::Words(text) => conditions.into_iter().find(|condition| words(condition) == *text),
    }
}

/// A coefficient at its registered value; another number as a symbol.
fn coefficient_or_symbol(subject: &Subject, name: &str) -> Symbolic {
    let spec =
        subject.entry.description.numbers.iter().find(|spec| spec.name == name && spec.role == Role::Coefficient);
    spec.map_or_else(|| symbol(name), |spec| Symbolic::ratio(spec.default.0, spec.default.1))
}

/// The value of a refutation's condition, from its point alone.
pub(super) fn replay_small_rates(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let linear = linear::with(subject, &mut |name| coefficient_or_symbol(subject, name)).ok()?;
    let named = |label: &str| format!("{LEADING}{label}, which has to be > 0");
    let condition = sought_condition(sought, conditions(&linear), |condition| named(&condition.label))?;
    Some(at(&leading(subject, &condition.polynomial), point).to_string())
}
