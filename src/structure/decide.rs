//! The engines: from what has to vanish to a verdict.
//!
//! A property is given as a function that computes, on any numbers, what has to
//! vanish (its defects). In this order:
//!
//! 1. **rational search**: a few hundred small rational points; a defect that is not
//!    0 there is an exact counterexample, which is made smaller;
//! 2. **identity**: on symbols; where every defect is the zero polynomial the
//!    property is proved;
//! 3. **rational sampling**: many more points; if no defect is found at any, the
//!    property is exact at those;
//! 4. **interval enclosure**: where fractions fail (roots that are not rational), at
//!    dyadic points; an enclosure without 0 refutes rigorously, one that holds 0
//!    tightly in every case is a test;
//! 5. **binary64**: where neither fractions nor intervals have the functions (sines), a
//!    defect far beyond rounding refutes, and none in any case is a test.

use super::draws::{Draws, admissible, role};
use super::run::{Examined, Values};
use super::{Point, ReplayError, Verdict, Witness};
use crate::method::registry::Entry;
use crate::method::{NumberSpec, Role};
use crate::scalar::{Algebra, Approximate, Exact, Interval, Rational, Ring, Root, Symbolic};
use num_traits::{One, Zero};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How long an undecided property is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Points that are sampled.
    pub cases: usize,
    /// The seed of the points.
    pub seed: u64,
}

impl Default for Settings {
    /// 256 cases, seed 0.
    fn default() -> Self {
        Self { cases: 256, seed: 0 }
    }
}

/// Something that has to vanish.
pub(super) struct Defect<T> {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: T,
}

/// A property as the vanishing of its defects.
pub(super) trait Check {
    /// How many lists of defects there are.
    fn stages(&self, entry: &Entry) -> usize;

    /// How many points are searched before a proof is tried.
    fn first_search(&self) -> usize {
        FIRST_SEARCH
    }

    /// The defects of a stage; none where the method does not run on `T`.
    fn defects<T: Examined>(&self, stage: usize, entry: &Entry, values: Values<T>) -> Vec<Defect<T>>;
}

/// What the engines found.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub verdict: Verdict,
    pub engine: &'static str,
    /// How far it goes, beside the domain that the property states.
    pub extent: String,
}

/// The engines' names.
pub(super) const POLYNOMIAL: &str = "polynomial identity";
pub(super) const ADJOINED: &str = "identity with roots adjoined";
pub(super) const SEARCH: &str = "rational search";
pub(super) const SAMPLING: &str = "rational sampling";
pub(super) const INTERVAL: &str = "interval enclosure";
pub(super) const FLOATS: &str = "binary64, far beyond rounding";

/// Points of the first search: a defect that is not identically 0 is nearly always seen.
const FIRST_SEARCH: usize = 200;

/// Enclosures wider than this say too little to count as a test.
const NARROW: f64 = 1e-6;

/// In binary64 a defect above this is none of rounding, at numbers of size one.
const BEYOND: f64 = 1e-5;

/// And one below this may be.
const ROUNDING: f64 = 1e-9;

/// Terms up to which a defect is printed as an expression.
const PRINTED_TERMS: usize = 12;

pub(super) fn decide<C: Check>(check: &C, entry: &Entry, settings: &Settings) -> Finding {
    let guarded = catch_unwind(AssertUnwindSafe(|| run_engines(check, entry, settings)));
    guarded.unwrap_or_else(|panic| Finding {
        verdict: Verdict::Undecided(format!("the rule panicked: {}", super::audit::message(&*panic))),
        engine: "none",
        extent: String::new(),
    })
}

fn run_engines<C: Check>(check: &C, entry: &Entry, settings: &Settings) -> Finding {
    if let Some(witness) = search(check, entry, settings.seed, check.first_search()).0 {
        return refuted(witness, SEARCH);
    }
    match identity(check, entry) {
        Some(true) => return Finding { verdict: Verdict::Proved, engine: POLYNOMIAL, extent: String::new() },
        Some(false) => {
            let extent =
                "; wherever the formula is defined: roots of positive numbers, no corner of |x| or a threshold";
            return Finding { verdict: Verdict::Proved, engine: ADJOINED, extent: extent.to_owned() };
        }
        None => {}
    }
    let attempts = check.first_search() + settings.cases;
    let (witness, defined) = search(check, entry, settings.seed.wrapping_add(1), attempts);
    if let Some(witness) = witness {
        return refuted(witness, SEARCH);
    }
    // Where roots are seldom rational, the points at which all is defined are
    // special: they show nothing of the others.
    if 2 * defined >= attempts {
        let extent = format!("; at {defined} rational points, without rounding");
        return Finding { verdict: Verdict::Exact, engine: SAMPLING, extent };
    }
    enclosed(check, entry, settings)
}

fn refuted(witness: Witness, engine: &'static str) -> Finding {
    Finding { verdict: Verdict::Refuted(witness), engine, extent: String::new() }
}

/// Whether every defect is the zero polynomial; and if so, whether no root was adjoined.
fn identity<C: Check>(check: &C, entry: &Entry) -> Option<bool> {
    identity_with(check, entry, &mut symbol)
}

fn identity_with<C: Check>(check: &C, entry: &Entry, values: Values<Symbolic>) -> Option<bool> {
    let mut polynomial = true;
    let mut any = false;
    for stage in 0..check.stages(entry) {
        for defect in check.defects::<Symbolic>(stage, entry, values) {
            if !defect.value.is_zero() {
                return None;
            }
            any = true;
            polynomial &= defect.value.is_polynomial();
        }
    }
    any.then_some(polynomial)
}

/// The number of this name as a symbol; the sine is a root of the cosine's.
pub(super) fn symbol(name: &str) -> Symbolic {
    match name {
        "sine" => (Symbolic::one() - symbol("cosine") * symbol("cosine")).sqrt(),
        name => Symbolic::symbol(name),
    }
}

/// A small point with a defect, if one of `attempts` has one; and at how many points
/// every defect of a stage was defined.
pub(super) fn search<C: Check>(check: &C, entry: &Entry, seed: u64, attempts: usize) -> (Option<Witness>, usize) {
    let stages = check.stages(entry).max(1);
    let mut defined = 0;
    for attempt in 0..attempts {
        let mut draws = Draws::new(entry, seed, attempt, false);
        let defects = check.defects::<Exact>(attempt % stages, entry, &mut |name| draws.value(name).into());
        let nonzero = |defect: &Defect<Exact>| defect.value.value().is_ok_and(|value| !value.is_zero());
        if let Some(defect) = defects.iter().find(|defect| nonzero(defect)) {
            let point = shrunk(check, entry, attempt % stages, &defect.label, draws.point);
            return (Some(witness(check, entry, attempt % stages, &defect.label, point)), defined);
        }
        defined += usize::from(!defects.is_empty() && defects.iter().all(|defect| defect.value.value().is_ok()));
    }
    (None, defined)
}

/// Whether every defect's enclosure holds 0 at `attempts` points.
pub(super) fn defect_free<C: Check>(check: &C, entry: &Entry, attempts: usize) -> bool {
    (0..attempts).all(|attempt| {
        let mut draws = Draws::new(entry, 3, attempt, true);
        let mut value = |name: &str| Interval::point(draws.value(name).to_f64());
        let defects = check.defects::<Interval>(0, entry, &mut value);
        !defects.is_empty() && !defects.iter().any(|defect| defect.value.excludes_zero())
    })
}

/// Values of one or two hyperparameters, each 0 or 1, with which the property is proved.
pub(super) fn mend<C: Check>(check: &C, entry: &Entry) -> Option<String> {
    let numbers = entry.description.numbers;
    let of = |role, value| {
        let chosen = move |spec: &&NumberSpec| spec.role == role;
        numbers.iter().filter(chosen).map(move |spec| (spec.name, value)).collect::<Vec<(&str, i64)>>()
    };
    // What takes least away comes first: a term switched off, then a share at its end.
    let groups = [of(Role::Weight, 0), of(Role::Fraction, 1), of(Role::Fraction, 0)];
    let pairs = |group: &Vec<(&'static str, i64)>| {
        let pair = |(i, b): (usize, &(&'static str, i64))| group[..i].iter().map(|a| vec![*a, *b]).collect::<Vec<_>>();
        let singles = group.iter().map(|one| vec![*one]);
        singles.chain(group.iter().enumerate().flat_map(pair).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let mixed = pairs(&groups.concat()).into_iter().filter(|fixed| fixed.len() == 2 && fixed[0].0 != fixed[1].0);
    let choices = groups.iter().flat_map(pairs).chain(mixed);
    let holds = |fixed: &Vec<(&str, i64)>| {
        let value = |name: &str| {
            let known = fixed.iter().find(|(fixed, _)| *fixed == name);
            known.map_or_else(|| symbol(name), |(_, value)| Symbolic::from_integer(*value))
        };
        identity_with(check, entry, &mut { value }).is_some()
    };
    let guarded = |fixed: &Vec<(&str, i64)>| catch_unwind(AssertUnwindSafe(|| holds(fixed))).unwrap_or(false);
    let found = choices.into_iter().find(guarded)?;
    let words: Vec<String> = found.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    Some(format!("it holds where {}", words.join(" and ")))
}

/// The defect of this label at a point, on fractions.
fn at<C: Check>(check: &C, entry: &Entry, stage: usize, label: &str, point: &Point) -> Option<Exact> {
    let defects = check.defects::<Exact>(stage, entry, &mut |name| point.value(name).into());
    defects.into_iter().find(|defect| defect.label == label).map(|defect| defect.value)
}

/// A point at which the same defect is still not 0, with each value the simplest.
fn shrunk<C: Check>(check: &C, entry: &Entry, stage: usize, label: &str, mut point: Point) -> Point {
    let simple = [(0, 1), (1, 1), (-1, 1), (1, 2), (2, 1)].map(|(n, d)| Rational::ratio(n, d));
    for _ in 0..2 {
        let names: Vec<String> = point.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names {
            let old = point.value(&name);
            for value in &simple {
                if *value == old {
                    break;
                }
                if !admissible(entry, &name, value) {
                    continue;
                }
                point.set(&name, value.clone());
                let found = at(check, entry, stage, label, &point);
                if found.is_some_and(|value| value.value().is_ok_and(|value| !value.is_zero())) {
                    break;
                }
                point.set(&name, old.clone());
            }
        }
    }
    point
}

fn witness<C: Check>(check: &C, entry: &Entry, stage: usize, label: &str, point: Point) -> Witness {
    let defect = at(check, entry, stage, label, &point).map_or_else(String::new, |value| value.to_string());
    Witness {
        failure: label.to_owned(),
        expression: expression(check, entry, stage, label),
        point: point.trimmed(|name| role(entry, name).is_none()),
        defect,
    }
}

/// The defect as a polynomial, where the method runs on polynomials and it is short.
fn expression<C: Check>(check: &C, entry: &Entry, stage: usize, label: &str) -> Option<String> {
    entry.on::<crate::scalar::Polynomial>()?;
    let defects = check.defects::<Symbolic>(stage, entry, &mut symbol);
    let defect = defects.into_iter().find(|defect| defect.label == label)?;
    let short = defect.value.polynomial().term_count() <= PRINTED_TERMS;
    short.then(|| defect.value.to_string())
}

/// The last engine: enclosures at dyadic points.
fn enclosed<C: Check>(check: &C, entry: &Entry, settings: &Settings) -> Finding {
    let stages = check.stages(entry).max(1);
    let (mut narrow, mut widest) = (0, 0.0_f64);
    for attempt in 0..settings.cases {
        let mut draws = Draws::new(entry, settings.seed.wrapping_add(2), attempt, true);
        let mut value = |name: &str| Interval::point(draws.value(name).to_f64());
        let defects = check.defects::<Interval>(attempt % stages, entry, &mut value);
        if let Some(defect) = defects.iter().find(|defect| defect.value.excludes_zero()) {
            let witness = Witness {
                failure: defect.label.clone(),
                expression: None,
                defect: format!("[{:e}, {:e}]", defect.value.low(), defect.value.high()),
                point: draws.point.trimmed(|name| role(entry, name).is_none()),
            };
            return refuted(witness, INTERVAL);
        }
        let width = defects.iter().map(|defect| defect.value.width()).fold(0.0, f64::max);
        if !defects.is_empty() && width < NARROW {
            narrow += 1;
            widest = widest.max(width);
        }
    }
    if narrow > settings.cases / 2 {
        let extent = format!("; {narrow} enclosures hold 0, the widest {widest:.1e} wide");
        return Finding { verdict: Verdict::Tested, engine: INTERVAL, extent };
    }
    floats(check, entry, settings)
}

/// Where enclosures fail too: binary64.
fn floats<C: Check>(check: &C, entry: &Entry, settings: &Settings) -> Finding {
    let stages = check.stages(entry).max(1);
    let (mut clean, mut largest) = (0, 0.0_f64);
    for attempt in 0..settings.cases {
        let mut draws = Draws::new(entry, settings.seed.wrapping_add(4), attempt, true);
        let defects = check.defects::<f64>(attempt % stages, entry, &mut |name| draws.value(name).to_f64());
        if let Some(defect) = defects.iter().find(|defect| defect.value.is_finite() && defect.value.abs() > BEYOND) {
            let witness = Witness {
                failure: defect.label.clone(),
                expression: None,
                defect: rounded(defect.value),
                point: draws.point.trimmed(|name| role(entry, name).is_none()),
            };
            return refuted(witness, FLOATS);
        }
        let size = defects.iter().map(|defect| defect.value.abs()).fold(0.0, f64::max);
        if !defects.is_empty() && size < ROUNDING {
            clean += 1;
            largest = largest.max(size);
        }
    }
    if clean > settings.cases / 2 {
        let extent = format!("; at {clean} points in binary64, the largest defect {largest:.1e}");
        return Finding { verdict: Verdict::Tested, engine: FLOATS, extent };
    }
    let reason = "no identity, no counterexample, and too few points at which the formula is defined".to_owned();
    Finding { verdict: Verdict::Undecided(reason), engine: "none", extent: String::new() }
}

/// A defect in binary64 with the digits that rounding leaves alone.
fn rounded(value: f64) -> String {
    format!("about {value:.6}")
}

/// The defect of a witness, computed again from its point alone.
pub(super) fn replay<C: Check>(check: &C, entry: &Entry, failure: &str, point: &Point) -> Option<String> {
    let named = |label: &String| label == failure;
    (0..check.stages(entry)).find_map(|stage| {
        let exact = at(check, entry, stage, failure, point);
        if let Some(exact) = exact.filter(|exact| exact.value().is_ok()) {
            return Some(exact.to_string());
        }
        let float = |name: &str| point.value(name).to_f64();
        let enclosures = check.defects::<Interval>(stage, entry, &mut |name| Interval::point(float(name)));
        if let Some(Defect { value, .. }) = enclosures.into_iter().find(|defect| named(&defect.label)) {
            return Some(format!("[{:e}, {:e}]", value.low(), value.high()));
        }
        let floats = check.defects::<f64>(stage, entry, &mut { float });
        floats.into_iter().find(|defect| named(&defect.label)).map(|defect| rounded(defect.value))
    })
}

/// That nothing of this name has to vanish.
pub(super) fn no_such_defect(entry: &Entry, property: &'static str, failure: &str) -> ReplayError {
    ReplayError::NoSuchDefect { method: entry.description.name.to_owned(), property, failure: failure.to_owned() }
}
