//! Witnesses: made simple, put into words, and computed again from their points.

use super::{BEYOND, Check, Defect, MEND_BUDGET, PRINTED_TERMS, Stage, all_stages, symbol};
use crate::scalar::{Algebra, Approximate, Exact, Interval, Rational, Symbolic};
use crate::structure::draws::{admissible, role};
use crate::structure::failure::DefectId;
use crate::structure::subject::Subject;
use crate::structure::{Point, ReplayError, Witness};
use num_traits::Zero;

/// A defect at a point, on fractions.
fn at<C: Check>(check: &C, subject: &Subject, stage: Stage, id: DefectId, point: &Point) -> Option<Exact> {
    let defects = check.defects::<Exact>(stage, subject, &mut |name| point.value(name).into());
    defects.into_iter().find(|defect| defect.id == id).map(|defect| defect.value)
}

/// A point at which the same defect is still not 0, with each value the simplest.
pub(super) fn shrunk<C: Check>(check: &C, subject: &Subject, stage: Stage, id: DefectId, mut point: Point) -> Point {
    let fails = |stage: Stage, point: &Point| {
        at(check, subject, stage, id, point).is_some_and(|value| value.value().is_ok_and(|value| !value.is_zero()))
    };
    // Of a run, the steps up to the defect's are enough.
    let shorter = Stage { step: id.step, ..stage };
    let stage = if shorter.step < stage.step && fails(shorter, &point) { shorter } else { stage };
    let simple = [(0, 1), (1, 1), (-1, 1), (1, 2), (2, 1)].map(|(n, d)| Rational::ratio(n, d));
    for _ in 0..2 {
        let names: Vec<String> = point.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names {
            let old = point.value(&name);
            for value in &simple {
                if *value == old {
                    break;
                }
                if !admissible(subject, &name, value) {
                    continue;
                }
                point.set(&name, value.clone());
                if fails(stage, &point) {
                    break;
                }
                point.set(&name, old.clone());
            }
        }
    }
    point
}

pub(super) fn witness<C: Check>(check: &C, subject: &Subject, stage: Stage, id: DefectId, point: Point) -> Witness {
    let defect = at(check, subject, stage, id, &point).map_or_else(String::new, |value| value.to_string());
    Witness {
        id: Some(id),
        failure: check.label(id, subject),
        expression: expression(check, subject, stage, id),
        point: point.trimmed(|name| role(subject, name).is_none()),
        defect,
    }
}

/// The witness of an enclosure without 0.
pub(super) fn enclosed<C: Check>(check: &C, subject: &Subject, defect: &Defect<Interval>, point: Point) -> Witness {
    // A defect of a run that ends undefined on fractions may be one.
    let again = replay(check, subject, &Sought::Id(defect.id), &point).filter(|again| !again.may_vanish);
    Witness {
        id: Some(defect.id),
        failure: check.label(defect.id, subject),
        expression: None,
        defect: again.map_or_else(|| enclosure(&defect.value), |again| again.text),
        point,
    }
}

/// The defect as a polynomial, where the method runs on polynomials and it is short.
fn expression<C: Check>(check: &C, subject: &Subject, stage: Stage, id: DefectId) -> Option<String> {
    subject.entry.on::<crate::scalar::Polynomial>().filter(|_| subject.is_graph())?;
    let defects = Symbolic::within(MEND_BUDGET, || check.defects::<Symbolic>(stage, subject, &mut symbol));
    let defect = defects.into_iter().find(|defect| defect.id == id)?;
    let short = defect.value.is_whole() && defect.value.polynomial().term_count() <= PRINTED_TERMS;
    short.then(|| defect.value.to_string())
}

/// An enclosure in words.
pub(in crate::structure) fn enclosure(value: &Interval) -> String {
    format!("[{:e}, {:e}]", value.low(), value.high())
}

/// A defect in binary64 with the digits that rounding leaves alone.
pub(super) fn rounded(value: f64) -> String {
    format!("about {value:.6}")
}

/// What a witness is looked for by: its id, or its words where an older file has them alone.
pub(in crate::structure) enum Sought<'a> {
    /// The id.
    Id(DefectId),
    /// The words.
    Words(&'a str),
}

impl<'a> Sought<'a> {
    pub(in crate::structure) fn new(text: &'a str) -> Self {
        text.parse().map_or(Self::Words(text), Self::Id)
    }

    pub(in crate::structure) fn is<C: Check>(&self, check: &C, subject: &Subject, id: DefectId) -> bool {
        match self {
            Self::Id(known) => *known == id,
            // A rule whose steps differ has its step before the words.
            Self::Words(words) => check.label(id, subject).ends_with(&Self::as_now(words)),
        }
    }

    /// The words of 0.1.0 as they are now.
    fn as_now(words: &str) -> String {
        words.replace(" after 4 steps less ", " after step 4 less ")
    }

    /// The stages of 0.1.0 beside today's: the step that is named, the first and the eleventh.
    fn further_stages(&self) -> Vec<Stage> {
        let Self::Words(words) = self else { return Vec::new() };
        let words = Self::as_now(words);
        let named = words.split_once("step ").and_then(|(_, rest)| {
            rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok())
        });
        let steps: Vec<u64> = named.map_or_else(|| vec![1, 11], |step| vec![step]);
        steps.into_iter().flat_map(|step| [1, 2].map(|dimension| Stage { step, dimension })).collect()
    }
}

/// A defect that was computed again.
pub(in crate::structure) struct Replayed {
    /// The value in words.
    pub text: String,
    /// Whether it is 0, or may be.
    pub may_vanish: bool,
}

impl Replayed {
    /// The first that is certainly not 0, or else the first.
    pub(in crate::structure) fn best(all: impl Iterator<Item = Self>) -> Option<Self> {
        let mut first = None;
        for found in all {
            if !found.may_vanish {
                return Some(found);
            }
            first = first.or(Some(found));
        }
        first
    }
}

/// The defect of a witness, computed again from its point alone, by the engine that the
/// witness is of: on fractions where it is one.
pub(in crate::structure) fn replay<C: Check>(
    check: &C,
    subject: &Subject,
    sought: &Sought,
    point: &Point,
) -> Option<Replayed> {
    let mut stages = all_stages(check, subject);
    stages.extend(sought.further_stages());
    if let Sought::Id(id) = sought {
        let own = |stage: &Stage| stage.dimension == id.dimension && stage.step >= id.step;
        stages.retain(own);
        if stages.is_empty() {
            stages.push(Stage { step: id.step, dimension: id.dimension });
        }
    }
    let found = |stage: Stage| {
        let exact = check.defects::<Exact>(stage, subject, &mut |name| point.value(name).into());
        let exact = exact.into_iter().find(|defect| sought.is(check, subject, defect.id));
        let exact = exact.and_then(|defect| defect.value.value().ok().cloned());
        let of_exact = |value: Rational| Replayed { text: value.to_string(), may_vanish: value.is_zero() };
        if let Some(value) = exact.as_ref().filter(|value| !value.is_zero()) {
            return Some(of_exact(value.clone()));
        }
        // An enclosure tells points apart that are undefined on fractions: its run may ask for
        // other gradients, and be another one.
        let float = |name: &str| point.value(name).to_f64();
        let enclosures = check.defects::<Interval>(stage, subject, &mut |name| Interval::point(float(name)));
        let enclosed = enclosures.into_iter().find(|defect| sought.is(check, subject, defect.id));
        if let Some(Defect { value, .. }) = enclosed.filter(|defect| defect.value.excludes_zero()) {
            return Some(Replayed { text: enclosure(&value), may_vanish: false });
        }
        if exact.is_some() {
            return exact.map(of_exact);
        }
        let floats = check.defects::<f64>(stage, subject, &mut { float });
        let found = floats.into_iter().find(|defect| sought.is(check, subject, defect.id));
        found
            .filter(|defect| defect.value.is_finite())
            .map(|defect| Replayed { text: rounded(defect.value), may_vanish: defect.value.abs() <= BEYOND })
    };
    // Words may not say the dimension: a defect of 0 in one is that of another.
    Replayed::best(stages.into_iter().filter_map(found))
}

/// That nothing of this name has to vanish.
pub(in crate::structure) fn no_such_defect(subject: &Subject, property: &'static str, failure: &str) -> ReplayError {
    let method = subject.entry.description.name.to_owned();
    ReplayError::NoSuchDefect { method, property, failure: failure.to_owned() }
}
