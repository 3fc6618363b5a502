//! Values of a certificate: the same at every step, by classes of steps, or with the step as a
//! symbol.

use super::draws::{DrawStyle, Draws};
use super::inequality::free_symbols;
use super::subject::{Class, Subject};
use crate::scalar::{Approximate, Interval, Polynomial, Rational, Symbolic};
use num_traits::{One, Zero};
use std::collections::BTreeMap;

/// Different values that are listed one by one.
const LISTED: usize = 3;

/// Powers of the step that a coefficient may follow.
const POWERS: std::ops::RangeInclusive<i32> = -3..=3;

/// The step's name where it is a symbol.
const STEP: &str = "k";

/// Whether a value of each class has a property.
pub(super) fn is_always(
    subject: &Subject,
    value: impl Fn(u64) -> Option<Symbolic>,
    property: impl Fn(&Symbolic) -> bool,
) -> bool {
    subject.classes.iter().all(|class| value(class.first()).is_some_and(|value| property(&value)))
}

/// Points at which a value of a rule without a graph is looked at.
const LOOKED_AT: usize = 12;

/// Whether a value is 0 at each of a few points of each class at which it is known, as far as
/// enclosures tell: at half of those at which it is defined, and at one at least.
fn vanishes_at_points(
    subject: &Subject,
    value: impl Fn(u64, &mut dyn FnMut(&str) -> Interval) -> Option<Interval>,
) -> bool {
    subject.classes.iter().all(|class| {
        let at = |attempt| {
            let mut draws = Draws::new(subject, 13, attempt, DrawStyle::Dyadic);
            value(class.first(), &mut |name: &str| Interval::point(draws.value(name).to_f64()))
        };
        let values: Option<Vec<Interval>> = (0..LOOKED_AT).map(at).collect();
        // What is wide lies at a threshold, and says nothing.
        let defined = values.into_iter().flatten().filter(|value| !value.is_empty());
        let (known, wide): (Vec<Interval>, Vec<Interval>) = defined.partition(|value| value.width() < 1e-9);
        !known.is_empty() && known.len() >= wide.len() && known.iter().all(|value| value.contains(0.0))
    })
}

/// Whether a determinant is 0 at every state: of a graph by its expression, or at points drawn.
pub(super) fn vanishes(
    subject: &Subject,
    of: impl Fn(u64) -> Option<Symbolic>,
    at: impl Fn(u64, &mut dyn FnMut(&str) -> Interval) -> Option<Interval>,
) -> bool {
    (subject.is_graph() && is_always(subject, of, Zero::is_zero)) || vanishes_at_points(subject, at)
}

/// The value of each class of steps as text; nothing where one names anything but numbers.
pub(super) fn by_class(subject: &Subject, value: impl Fn(u64) -> Option<Symbolic>) -> Option<String> {
    let values: Option<Vec<(Symbolic, Class)>> = subject
        .classes
        .iter()
        .map(|class| Some((value(class.first()).filter(|value| is_of_numbers(subject, value))?, class.clone())))
        .collect();
    let mut groups: Vec<(Symbolic, Class)> = Vec::new();
    for (value, class) in values? {
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, known)) => known.join(&class),
            None => groups.push((value, class)),
        }
    }
    if let [(value, _)] = &groups[..] {
        return Some(value.to_string());
    }
    if groups.len() <= LISTED {
        let texts: Vec<String> = groups.iter().map(|(value, class)| format!("{value} at {class}")).collect();
        return Some(texts.join(", "));
    }
    with_the_step(&groups).or_else(|| {
        let text = |(value, class): &(Symbolic, Class)| format!("{value} at {class}");
        Some(format!("{}, {}, … {}", text(&groups[0]), text(&groups[1]), text(groups.last()?)))
    })
}

/// Whether a value is made of the rule's numbers alone, within roots and choices too.
fn is_of_numbers(subject: &Subject, value: &Symbolic) -> bool {
    let is_number = |name: &str| subject.entry.description.numbers.iter().any(|spec| spec.name == name);
    value.is_whole() && free_symbols(value).iter().all(|name| is_number(name))
}

/// A value in one coordinate and in two.
pub(super) fn by_dimension(dimensions: &[usize], value: impl Fn(usize) -> Option<String>) -> Option<String> {
    let values: Vec<String> = dimensions.iter().filter_map(|d| Some(format!("{} (d = {d})", value(*d)?))).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

type Monomial<'a> = Vec<(&'a str, u32)>;

/// One expression in the numbers and the step, where each coefficient is one times a power
/// of the step, at every step that was recorded.
fn with_the_step(groups: &[(Symbolic, Class)]) -> Option<String> {
    let mut coefficients: BTreeMap<Monomial, BTreeMap<u64, Rational>> = BTreeMap::new();
    for (value, class) in groups {
        for (monomial, coefficient) in value.polynomial().terms() {
            let known = coefficients.entry(monomial.collect()).or_default();
            known.extend(class.steps().iter().map(|step| (*step, coefficient.clone())));
        }
    }
    let count: usize = groups.iter().map(|(_, class)| class.steps().len()).sum();
    let mut terms = Vec::new();
    for (monomial, by_step) in &coefficients {
        if by_step.len() != count {
            return None;
        }
        let (coefficient, power) = power_of_step(by_step)?;
        let term = Polynomial::monomial(coefficient, monomial.iter().copied());
        terms.push(match power {
            0 => term.to_string(),
            1 => format!("{term}*{STEP}"),
            -1 => format!("{term}/{STEP}"),
            power if power > 0 => format!("{term}*{STEP}^{power}"),
            power => format!("{term}/{STEP}^{}", -power),
        });
    }
    terms.reverse();
    Some(format!("{} at step {STEP}", terms.join(" + ").replace("+ -", "- ")))
}

/// c and p where the coefficient at step k is c k^p.
fn power_of_step(by_step: &BTreeMap<u64, Rational>) -> Option<(Rational, i32)> {
    let (first, start) = by_step.iter().next()?;
    POWERS.map(|power| (start.clone() / &to_power(*first, power), power)).find(|(c, power)| {
        by_step.iter().all(|(step, coefficient)| c.clone() * to_power(*step, *power) == *coefficient)
    })
}

fn to_power(step: u64, power: i32) -> Rational {
    let whole = Rational::from(step as i64).pow(power.unsigned_abs());
    if power < 0 { Rational::one() / &whole } else { whole }
}
