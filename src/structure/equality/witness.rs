//! The first step at which two rules differ, exactly.

use super::term::Term;
use crate::method::{Hyperparameters, NumberSpec};
use crate::quiet;
use crate::scalar::{Approximate, Exact, Interval, Rational};
use crate::structure::Point;
use crate::structure::decide::enclosure;
use crate::structure::draws::{DrawStyle, Draws};
use crate::structure::run::{AnyField, Examined, hyperparameters, vector};
use crate::structure::subject::{Known, Phase, Subject};
use std::fmt;

/// Two runs that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The first step after which a coordinate of the points differs.
    pub step: u64,
    /// The coordinate, counted from 1.
    pub coordinate: usize,
    /// The coordinate of the first rule's point, a fraction or an enclosure.
    pub first: String,
    /// That of the second's.
    pub second: String,
    /// The numbers of the first rule, the start, and the gradients.
    pub point: Point,
    /// The numbers of the second rule, from the first's.
    pub paired: Vec<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, coordinate, first, second, point, paired } = self;
        write!(f, "q{coordinate} after step {step} is {first} and {second} at {point}")?;
        if paired.is_empty() { Ok(()) } else { write!(f, ", where in the second {}", paired.join(", ")) }
    }
}

/// Points that are tried.
const TRIED: usize = 48;

/// Steps of the runs.
const STEPS: u64 = 6;

/// The first step at which runs from rest differ, at a small rational point.
pub(super) fn difference(a: &Subject, b: &Subject, numbers: &[Term]) -> Option<Difference> {
    let names = [a.entry.description.numbers, b.entry.description.numbers];
    let paired = names[1].iter().zip(numbers).map(|(spec, term)| (spec.name, term.text(names[0])));
    let paired: Vec<String> =
        paired.filter(|(name, text)| name != text).map(|(name, text)| format!("{name} = {text}")).collect();
    let found = |step, coordinate, first: String, second: String, point: Point| {
        let point = point.trimmed(|name| !names[0].iter().any(|spec: &NumberSpec| spec.name == name));
        Difference { step, coordinate, first, second, point, paired: paired.clone() }
    };
    for attempt in 0..TRIED {
        let mut draws = Draws::new(a, 11, attempt, DrawStyle::Small);
        if let Some((first, ..)) = exactly(a, b, numbers, &mut |name| draws.value(name)) {
            let mut point = draws.point;
            // No later, for a simpler point.
            let at = |point: &Point| {
                exactly(a, b, numbers, &mut |name| point.value(name)).filter(|(step, ..)| *step <= first)
            };
            for name in point.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>() {
                let without = point.clone().trimmed_of(&name);
                if !names[0].iter().any(|spec: &NumberSpec| spec.name == name) && at(&without).is_some() {
                    point = without;
                }
            }
            let (step, i, own, other) = at(&point)?;
            return Some(found(step, i, own.to_string(), other.to_string(), point));
        }
        let mut draws = Draws::new(a, 12, attempt, DrawStyle::Dyadic);
        let enclosed = runs::<Interval>(a, b, numbers, &mut |name| Interval::point(draws.value(name).to_f64()));
        let differ = |a: &Interval, b: &Interval| (*a - *b).excludes_zero();
        if let Some((step, i, own, other)) = first_apart(enclosed, differ) {
            return Some(found(step, i, enclosure(&own), enclosure(&other), draws.point));
        }
    }
    None
}

/// The first difference on fractions.
fn exactly(
    a: &Subject,
    b: &Subject,
    numbers: &[Term],
    value: &mut dyn FnMut(&str) -> Rational,
) -> Option<(u64, usize, Exact, Exact)> {
    let differ = |a: &Exact, b: &Exact| match (a.value(), b.value()) {
        (Ok(a), Ok(b)) => a != b,
        _ => false,
    };
    first_apart(runs::<Exact>(a, b, numbers, &mut |name| Exact::from(value(name))), differ)
}

/// The points of both runs after each step.
type Points<T> = Vec<[Vec<T>; 2]>;

fn first_apart<T: Clone>(points: Option<Points<T>>, differ: impl Fn(&T, &T) -> bool) -> Option<(u64, usize, T, T)> {
    (1..).zip(points?).find_map(|(step, [own, other])| {
        let apart = own.iter().zip(&other).position(|(a, b)| differ(a, b))?;
        Some((step, apart + 1, own[apart].clone(), other[apart].clone()))
    })
}

/// Both rules from rest on one field.
fn runs<T: Examined>(
    a: &Subject,
    b: &Subject,
    numbers: &[Term],
    values: &mut dyn FnMut(&str) -> T,
) -> Option<Points<T>> {
    let dimension = a.among(b.among(if a.mixes || b.mixes { &[2] } else { &[1] }))[0];
    let run = || {
        let own = hyperparameters(&a.entry, values);
        let other = numbers.iter().map(|term| term.value(&own.numbers)).collect();
        let switches = b.entry.description.switches.iter().map(|spec| spec.default).collect();
        let known = [Known::new(own), Known::new(Hyperparameters { numbers: other, switches })];
        let start = vector("q", dimension, values);
        let mut phases = [Phase::start(a, start.clone()), Phase::start(b, start)];
        let mut field = AnyField::new(values);
        let mut points = Vec::new();
        for step in 1..=STEPS {
            for (subject, (known, phase)) in [a, b].into_iter().zip(known.iter().zip(&mut phases)) {
                subject.advance(subject.entry.on::<T>()?, step, known, &mut field, phase);
            }
            points.push([0, 1].map(|rule: usize| phases[rule].slots[0].clone()));
        }
        Some(points)
    };
    quiet::guarded(run).ok().flatten()
}
