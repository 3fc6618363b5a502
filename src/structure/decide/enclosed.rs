//! Engines that round: enclosures at dyadic points, and binary64 where they fail.

use super::{
    BEYOND, Check, DEFINED_SEARCH, Decision, Defect, FLOATS, INTERVAL, Seen, Settings, Stage, all_stages, refuted,
    rounded, witness,
};
use crate::scalar::{Approximate, Interval};
use crate::structure::draws::{DrawStyle, Draws, role};
use crate::structure::subject::Subject;
use crate::structure::{Point, Verdict, Witness};
use std::collections::BTreeSet;

/// Enclosures wider than this say too little to count as a test.
const NARROW: f64 = 1e-6;

/// In binary64 a defect below this may be one of rounding.
const ROUNDING: f64 = 1e-9;

/// Points of each stage that is searched and not proved, by enclosures.
pub(super) const ELSEWHERE: usize = 6;

/// Points at which the engine of enclosures looks before a proof, where fractions say nothing.
const SOON: usize = 8;

/// A counterexample at a stage of which the proof says nothing, where roots are seldom
/// rational.
pub(super) fn enclosed_elsewhere<C: Check>(
    check: &C,
    subject: &Subject,
    seed: u64,
    stages: Vec<Stage>,
) -> Option<Decision> {
    stages.into_iter().find_map(|stage| {
        (0..ELSEWHERE).find_map(|attempt| {
            let mut draws = Draws::new(subject, seed.wrapping_add(8), attempt, DrawStyle::Dyadic);
            let mut value = |name: &str| Interval::point(draws.value(name).to_f64());
            let defects = check.defects::<Interval>(stage, subject, &mut value);
            counterexample(check, subject, &defects, &draws.point)
        })
    })
}

/// A point of a stage at which every defect is tightly 0.
pub(super) fn enclosed_at<C: Check>(check: &C, subject: &Subject, stage: Stage) -> Option<Point> {
    (0..DEFINED_SEARCH).find_map(|attempt| {
        let mut draws = Draws::new(subject, 3, attempt, DrawStyle::Dyadic);
        let mut value = |name: &str| Interval::point(draws.value(name).to_f64());
        let defects = check.defects::<Interval>(stage, subject, &mut value);
        let defined = !defects.is_empty() && defects.iter().all(|defect| holds_zero(&defect.value));
        defined.then_some(draws.point)
    })
}

/// Whether an enclosure has members, 0 among them, and is narrow.
pub(super) fn holds_zero(enclosure: &Interval) -> bool {
    enclosure.contains(0.0) && enclosure.width() < NARROW
}

/// What a few enclosures say of all defects together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::structure) enum Looked {
    /// One of them is not 0.
    Broken,
    /// None is, and at one point all are tightly 0.
    Whole,
    /// None is, and nowhere are all known.
    Open,
}

/// What `attempts` enclosures say.
pub(in crate::structure) fn looked_at<C: Check>(check: &C, subject: &Subject, attempts: usize) -> Looked {
    let stages = all_stages(check, subject);
    if stages.is_empty() {
        return Looked::Open;
    }
    let mut looked = Looked::Open;
    for attempt in 0..attempts.max(2 * stages.len()) {
        let stage = &stages[attempt % stages.len()];
        let mut draws = Draws::new(subject, 3, attempt, DrawStyle::Dyadic);
        let mut value = |name: &str| Interval::point(draws.value(name).to_f64());
        let defects = check.defects::<Interval>(*stage, subject, &mut value);
        if defects.iter().any(|defect| defect.value.excludes_zero()) {
            return Looked::Broken;
        }
        if !defects.is_empty() && defects.iter().all(|defect| holds_zero(&defect.value)) {
            looked = Looked::Whole;
        }
    }
    looked
}

/// The defects at the point that the engine of enclosures takes first, second, ..., and the point.
fn attempted<C: Check>(
    check: &C,
    subject: &Subject,
    settings: &Settings,
    (attempt, stage): (usize, Stage),
) -> (Vec<Defect<Interval>>, Point) {
    let style = if attempt % 4 == 3 { DrawStyle::WideDyadic } else { DrawStyle::Dyadic };
    let mut draws = Draws::new(subject, settings.seed.wrapping_add(2), attempt, style);
    let mut value = |name: &str| Interval::point(draws.value(name).to_f64());
    (check.defects::<Interval>(stage, subject, &mut value), draws.point)
}

/// The counterexample that an enclosure without 0 is.
fn counterexample<C: Check>(
    check: &C,
    subject: &Subject,
    defects: &[Defect<Interval>],
    point: &Point,
) -> Option<Decision> {
    let defect = defects.iter().find(|defect| defect.value.excludes_zero())?;
    let point = point.clone().trimmed(|name| role(subject, name).is_none());
    Some(refuted(witness::enclosed(check, subject, defect, point), INTERVAL))
}

/// What the engine of enclosures finds soon: a refutation is less work than a proof that fails, where
/// the rule is one of many coordinates and fractions are defined nowhere.
pub(super) fn enclosed_soon<C: Check>(check: &C, subject: &Subject, settings: &Settings) -> Option<Decision> {
    let stages = all_stages(check, subject);
    stages.iter().cycle().take(SOON).copied().enumerate().find_map(|attempt| {
        let (defects, point) = attempted(check, subject, settings, attempt);
        counterexample(check, subject, &defects, &point)
    })
}

/// The engine of enclosures at dyadic points.
pub(super) fn enclosed<C: Check>(check: &C, subject: &Subject, settings: &Settings, seen: &Seen) -> Decision {
    let stages = all_stages(check, subject);
    let (mut narrow, mut widest, mut instance) = (0, 0.0_f64, None);
    let mut held: BTreeSet<Stage> = BTreeSet::new();
    for attempt in 0..settings.cases {
        let Some(stage) = stages.get(attempt % stages.len().max(1)) else { break };
        let (defects, point) = attempted(check, subject, settings, (attempt, *stage));
        if let Some(found) = counterexample(check, subject, &defects, &point) {
            return found;
        }
        if !defects.is_empty() && defects.iter().all(|defect| holds_zero(&defect.value)) {
            narrow += 1;
            held.insert(*stage);
            widest = defects.iter().map(|defect| defect.value.width()).fold(widest, f64::max);
            instance = instance.or(Some(point));
        }
    }
    let longest = stages.iter().map(|stage| stage.step).max();
    if narrow > settings.cases / 2 && stages.iter().all(|stage| held.contains(stage)) {
        let extent = format!("; {narrow} enclosures hold 0, the widest {widest:.1e} wide");
        return Decision { instance, longest, ..Decision::new(Verdict::Tested, INTERVAL).with_extent(extent) };
    }
    floats(check, subject, settings, seen)
}

/// Where enclosures fail too: binary64.
fn floats<C: Check>(check: &C, subject: &Subject, settings: &Settings, seen: &Seen) -> Decision {
    let stages = if check.in_floats() { all_stages(check, subject) } else { Vec::new() };
    let (mut clean, mut largest, mut instance) = (0, 0.0_f64, None);
    let mut held: BTreeSet<Stage> = BTreeSet::new();
    for attempt in 0..settings.cases {
        let Some(stage) = stages.get(attempt % stages.len().max(1)) else { break };
        let mut draws = Draws::new(subject, settings.seed.wrapping_add(4), attempt, DrawStyle::Dyadic);
        let defects = check.defects::<f64>(*stage, subject, &mut |name| draws.value(name).to_f64());
        if let Some(defect) = defects.iter().find(|defect| defect.value.is_finite() && defect.value.abs() > BEYOND) {
            let witness = Witness {
                id: Some(defect.id),
                failure: check.label(defect.id, subject),
                expression: None,
                defect: rounded(defect.value),
                point: draws.point.trimmed(|name| role(subject, name).is_none()),
            };
            return refuted(witness, FLOATS);
        }
        // A NaN is below nothing.
        if !defects.is_empty() && defects.iter().all(|defect| defect.value.abs() < ROUNDING) {
            clean += 1;
            held.insert(*stage);
            largest = defects.iter().map(|defect| defect.value.abs()).fold(largest, f64::max);
            instance = instance.or(Some(draws.point));
        }
    }
    let longest = stages.iter().map(|stage| stage.step).max();
    if clean > settings.cases / 2 && stages.iter().all(|stage| held.contains(stage)) {
        let extent = format!("; at {clean} points in binary64, the largest defect {largest:.1e}");
        return Decision { instance, longest, ..Decision::new(Verdict::Tested, FLOATS).with_extent(extent) };
    }
    let reason = match (&seen.undefined, seen.defined) {
        (Some(reason), 0) => format!("the formula is undefined at every point that was tried: {reason}"),
        _ => "no identity, no counterexample, and too few points at which the formula is defined".to_owned(),
    };
    Decision::new(Verdict::Undecided(reason), "none")
}
