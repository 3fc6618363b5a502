//! Linear stability: for which rates a step on the mode k q, k > 0, is stable.
//!
//! The conditions are those of [`super::jury`] on the characteristic polynomial of the step's
//! matrix ([`super::linear`]). A step is stable for small rates where the terms of each
//! condition with the least power of the rates are positive together.

use super::decide::{Decision, Sought, symbol};
use super::examination::{PropertySpec, not_applicable};
use super::failure::{DefectId, DefectKind};
use super::inequality::{self, are_positive, free_symbols, is_positive, value_at};
use super::jury::{self, Condition};
use super::linear::{self, CURVATURE, LinearPeriod};
use super::subject::Subject;
use super::{Point, Verdict, Witness};
use crate::method::{NumberSpec, Role};
use crate::proof::division_free::characteristic_polynomial;
use crate::proof::positivity::{Generator, Strength};
use crate::scalar::{Adjoined, Algebra, Approximate, Kind, Polynomial, Rational, Ring, Symbolic};
use num_traits::One;
use std::collections::{BTreeMap, BTreeSet};

const OVER: &str = "the mode k q, k > 0; rates > 0, shares between 0 and 1, weights ≥ 0, coefficients as registered";

const POSITIVITY: &str = "Jury's conditions, positivity certificates";
pub(super) const WITNESS: &str = "exact witness";

/// Terms up to which a condition is printed.
const PRINTED_TERMS: usize = 12;

/// Bits of a coefficient beyond which it is printed as a decimal.
const LONG: usize = 96;

/// Jury's conditions for a matrix.
///
/// # Errors
/// Where an entry of the characteristic polynomial is undefined or too large: no condition
/// would then be none that fails.
pub(super) fn conditions(linear: &LinearPeriod) -> Result<Vec<Condition>, String> {
    let polynomial = characteristic_polynomial(&linear.matrix).map_err(|error| error.to_string())?;
    if polynomial.iter().any(|coefficient| !coefficient.is_whole()) {
        return Err("a coefficient of the characteristic polynomial is undefined or too large".to_owned());
    }
    let conditions = jury::conditions(&polynomial);
    match conditions.iter().all(|condition| condition.value.is_whole()) {
        true => Ok(conditions),
        false => Err("a condition of stability is undefined or too large".to_owned()),
    }
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

/// The names of the rates.
fn rates(subject: &Subject) -> BTreeSet<&'static str> {
    let numbers = subject.entry.description.numbers.iter();
    numbers.filter(|spec| spec.role == Role::Rate).map(|spec| spec.name).collect()
}

/// The terms with the least power of the rates.
fn leading(rates: &BTreeSet<&'static str>, p: &Polynomial) -> Polynomial {
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

/// The sign of an operand for small rates, where it is that of its leading terms on the whole
/// domain.
fn sign_for_small_rates(rates: &BTreeSet<&'static str>, operand: &Polynomial, domain: &[Generator]) -> Option<bool> {
    if operand.variables().is_disjoint(rates) {
        return None;
    }
    let part = leading(rates, operand);
    let positive = |p: &Polynomial| is_positive(&without_positive_factors(p, domain), domain);
    if positive(&part) { Some(true) } else { positive(&-part).then_some(false) }
}

/// A condition's leading terms as polynomials, each part of the domain apart; nothing where
/// one has a root of a rate, or a function.
fn leading_parts(
    subject: &Subject,
    condition: &Symbolic,
    domain: &[Generator],
) -> Option<Vec<(Polynomial, Vec<Generator>)>> {
    let rates = rates(subject);
    let decided = |operand: &Polynomial, domain: &[Generator]| sign_for_small_rates(&rates, operand, domain);
    let parts = inequality::polynomials(std::slice::from_ref(condition), domain, &decided)?;
    let is_root_of_rate =
        |symbol: &Adjoined| symbol.kind == Kind::Root && !free_symbols(&symbol.operand).is_disjoint(&rates);
    if condition.adjoined().iter().any(is_root_of_rate) {
        return None;
    }
    let part =
        |(mut claims, domain): (Vec<Polynomial>, Vec<Generator>)| Some((leading(&rates, &claims.pop()?), domain));
    parts.into_iter().map(part).collect()
}

/// The registered value of a number; 1 for k.
pub(super) fn registered(subject: &Subject, name: &str) -> Rational {
    let spec = subject.entry.description.numbers.iter().find(|spec: &&NumberSpec| spec.name == name);
    spec.map_or_else(Rational::one, |spec| Rational::ratio(spec.default.0, spec.default.1))
}

/// A few points of the domain: the registered numbers; then rates and k 1, shares from a list,
/// the rest as registered.
pub(super) fn points(subject: &Subject) -> Vec<Point> {
    let shares = [(1, 2), (1, 4), (3, 4), (1, 10), (9, 10)];
    let point = |share: Option<(i64, i64)>| {
        let mut point = Point::default();
        point.set(CURVATURE, Rational::one());
        for spec in subject.entry.description.numbers {
            let value = match (share, spec.role) {
                (Some(_), Role::Rate) => Rational::one(),
                (Some((numerator, denominator)), Role::Fraction) => Rational::ratio(numerator, denominator),
                _ => registered(subject, spec.name),
            };
            point.set(spec.name, value);
        }
        point
    };
    shares.into_iter().map(Some).chain([None]).map(point).filter(|point| is_admissible(subject, point)).collect()
}

/// The same with other curvatures and weights, of any size.
fn wide_points(subject: &Subject) -> Vec<Point> {
    const SIZES: [(i64, i64); 6] = [(1, 1), (100, 1), (1, 100), (10_000, 1), (100_000_000, 1), (10_000_000_000, 1)];
    let mut all = points(subject);
    for point in points(subject) {
        for (place, (n, d)) in SIZES.into_iter().enumerate() {
            let mut scaled = point.clone();
            scaled.set(CURVATURE, Rational::ratio(n, d));
            all.push(scaled.clone());
            for spec in subject.entry.description.numbers.iter().filter(|spec| spec.role == Role::Weight) {
                let (n, d) = SIZES[(place + 3) % SIZES.len()];
                scaled.set(spec.name, Rational::ratio(n, d));
            }
            all.push(scaled);
        }
    }
    all
}

/// Whether shares lie inside their bounds, as the domain has it.
fn is_admissible(subject: &Subject, point: &Point) -> bool {
    subject.entry.description.numbers.iter().filter(|spec| spec.role == Role::Fraction).all(|spec| {
        let value = point.value(spec.name);
        value.sign() > 0 && value < Rational::one()
    })
}

/// p where it is short; with long coefficients about p, the last coefficient ±1.
pub(super) fn printed(p: &Symbolic) -> Option<String> {
    printed_polynomial(p.polynomial())
}

fn printed_polynomial(p: &Polynomial) -> Option<String> {
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

pub(super) fn extent(linear: &LinearPeriod) -> String {
    if linear.exact {
        String::new()
    } else {
        "; of the step's derivative at rest, as the step is not linear".to_owned()
    }
}

pub(super) fn undecided(reason: &str, linear: &LinearPeriod) -> Decision {
    Decision::new(Verdict::Undecided(reason.to_owned()), "none").with_extent(extent(linear))
}

/// A condition's name for its part with the least power of the rates.
const LEADING: &str = "least power of the rates in ";

/// Whether small rates are stable; the conditions, as inequalities.
fn small_rates(subject: &Subject) -> (Decision, Option<String>) {
    let linear = match linear::with(subject, &mut |name| coefficient_or_symbol(subject, name)) {
        Ok(linear) => linear,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let domain = admissible(subject);
    let conditions = match conditions(&linear) {
        Ok(conditions) => conditions,
        Err(reason) => return (undecided(&reason, &linear), None),
    };
    for (place, Condition { label, value }) in conditions.iter().enumerate() {
        let Some(parts) = leading_parts(subject, value, &domain) else {
            return (undecided(&format!("{value} has no leading terms in the rates"), &linear), None);
        };
        let is_proved = |(part, domain): &(Polynomial, Vec<Generator>)| {
            is_positive(&without_positive_factors(part, domain), domain)
        };
        let Some((part, domain)) = parts.iter().find(|part| !is_proved(part)) else { continue };
        let fails =
            |point: &Point| Some((point.clone(), leading_at(subject, value, point).filter(|(sign, _)| *sign <= 0)?));
        let in_part = |point: &Point| {
            domain.iter().all(|generator| {
                let value = value_at(&Symbolic::from(generator.polynomial.clone()), point);
                value.is_some_and(|(sign, _)| sign > 0 || (sign == 0 && generator.strength == Strength::NonNegative))
            })
        };
        let negative = wide_points(subject).iter().filter(|point| in_part(point)).find_map(fails);
        let Some((point, (_, defect))) = negative else {
            return (undecided(&format!("no sign was found of {part}"), &linear), None);
        };
        let witness = Witness {
            id: Some(condition_id(place)),
            failure: format!("{LEADING}{label}, which has to be > 0"),
            expression: printed_polynomial(part),
            point,
            defect,
        };
        return (Decision::new(Verdict::Refuted(witness), WITNESS).with_extent(extent(&linear)), None);
    }
    let open: Vec<&Symbolic> = conditions.iter().map(|condition| &condition.value).collect();
    let open = open.into_iter().filter(|p| are_positive(&[(*p).clone()], &domain).is_none());
    let words = open.map(|p| match printed(&simplified(p, &domain)) {
        Some(text) => format!("{text} > 0"),
        None => format!("an expression of {} terms > 0", p.polynomial().term_count()),
    });
    let words: Vec<String> = words.collect();
    let value =
        if words.is_empty() { "stable everywhere".to_owned() } else { format!("stable where {}", words.join(" and ")) };
    (Decision::new(Verdict::Proved, POSITIVITY).with_extent(extent(&linear)), Some(value))
}

/// p without positive factors, where it is a polynomial.
pub(super) fn simplified(p: &Symbolic, domain: &[Generator]) -> Symbolic {
    if p.is_polynomial() { without_positive_factors(p.polynomial(), domain).into() } else { p.clone() }
}

/// The sign and value of a condition's leading terms at a point.
fn leading_at(subject: &Subject, condition: &Symbolic, point: &Point) -> Option<(i8, String)> {
    let parts = leading_parts(subject, condition, &admissible(subject))?;
    let holds = |generator: &Generator| {
        let value = value_at(&Symbolic::from(generator.polynomial.clone()), point);
        value.is_some_and(|(sign, _)| sign > 0 || (sign == 0 && generator.strength == Strength::NonNegative))
    };
    let (part, _) = parts.into_iter().find(|(_, domain)| domain.iter().all(holds))?;
    value_at(&Symbolic::from(part), point)
}

/// A coefficient at its registered value; another number as a symbol.
fn coefficient_or_symbol(subject: &Subject, name: &str) -> Symbolic {
    let numbers = subject.entry.description.numbers;
    let spec = numbers.iter().find(|spec| spec.name == name && spec.role == Role::Coefficient);
    spec.map_or_else(|| symbol(name), |spec| Symbolic::ratio(spec.default.0, spec.default.1))
}

/// The value of a refutation's condition, from its point alone.
fn replay_small_rates(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let linear = linear::with(subject, &mut |name| coefficient_or_symbol(subject, name)).ok()?;
    let named = |label: &str| format!("{LEADING}{label}, which has to be > 0");
    let condition = sought_condition(sought, conditions(&linear).ok()?, |condition| named(&condition.label))?;
    leading_at(subject, &condition.value, point).map(|(_, value)| value)
}

/// The id of a condition by its place.
pub(super) fn condition_id(place: usize) -> DefectId {
    DefectId { kind: DefectKind::Condition, step: 1, dimension: 1, indices: [place, 0] }
}

/// The condition that is sought, by its place or its words.
pub(super) fn sought_condition<C>(sought: &Sought, conditions: Vec<C>, words: impl Fn(&C) -> String) -> Option<C> {
    match sought {
        Sought::Id(id) => conditions.into_iter().nth(id.indices[0]).filter(|_| id.kind == DefectKind::Condition),
        Sought::Words(text) => conditions.into_iter().find(|condition| words(condition) == *text),
    }
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    steps: |subject, _| subject.period_in_words(),
    ..PropertySpec::new(
        "linear_stability",
        "on U = ½ k q², k > 0, every small enough rate is stable: the eigenvalues of the step lie inside the unit circle, or apart on it where the step keeps areas",
        |examination| examination.valued(small_rates(examination.subject), OVER, &[]),
        replay_small_rates,
    )
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;
    use crate::scalar::Compare;

    /// A condition with a choice has the leading terms of the side on which a point lies.
    #[test]
    fn leading_terms_are_those_of_the_points_side() {
        let subject = Subject::of(&registry::find("sgd").expect("registered"));
        let (x, one) = (symbol("x"), Symbolic::one());
        let condition = x.select_above(&one, Symbolic::from_integer(2), -Symbolic::from_integer(3));
        let sign_at = |value: (i64, i64)| {
            let mut point = points(&subject).remove(0);
            point.set("x", Rational::ratio(value.0, value.1));
            leading_at(&subject, &condition, &point)
        };
        assert_eq!(sign_at((5, 1)), Some((1, "2".to_owned())));
        assert_eq!(sign_at((1, 1)), Some((-1, "-3".to_owned())));
        assert_eq!(sign_at((1, 2)), Some((-1, "-3".to_owned())));
    }

    /// Long coefficients are printed by the last one, with six digits, and powers as powers.
    #[test]
    fn a_long_polynomial_is_printed_by_its_last_coefficient() {
        let [x, y] = ["x", "y"].map(Polynomial::symbol);
        let long = Polynomial::from(Rational::from(3).pow(100));
        let p = x.pow(2) * &y * &long + y * &long + Polynomial::from(Rational::from(3).pow(101));
        assert_eq!(printed_polynomial(&p).as_deref(), Some("about 0.333333*x^2*y + 0.333333*y + 1.000000"));
        assert_eq!(printed_polynomial(&x.pow(3)).as_deref(), Some("x^3"));
        let many = (0..=PRINTED_TERMS as u32).fold(Polynomial::from_integer(0), |sum, power| sum + x.pow(power));
        assert_eq!(printed_polynomial(&many), None);
    }
}
