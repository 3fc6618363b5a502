//! The engines: from what has to vanish to a verdict.
//!
//! A property is given as a function that computes, on any numbers, what has to
//! vanish (its defects). In this order:
//!
//! 1. **rational search**: some small rational points; a defect that is not 0 there is an
//!    exact counterexample, which is made smaller;
//! 2. **proof**: on symbols; where every defect is the zero polynomial, and a point is found
//!    at which every defect is defined, the property is proved;
//! 3. **rational sampling**: many more points, of other sizes, at the registered numbers, and
//!    on both sides of the fractions that stand in the formula; if no defect is found at any,
//!    the property is exact at those;
//! 4. **interval enclosure**: where fractions fail (roots that are not rational), at
//!    dyadic points; an enclosure without 0 refutes rigorously, one that holds 0
//!    tightly in every case is a test;
//! 5. **binary64**: where neither fractions nor intervals have the functions (sines), a
//!    defect far beyond rounding refutes, and none in any case is a test.
//!
//! What is undefined is no defect and no lack of one: a point counts where every defect
//! there is a number.

mod enclosed;
mod mend;
mod witness;

use enclosed::{ELSEWHERE, enclosed, enclosed_at, enclosed_elsewhere, enclosed_soon, holds_zero};
pub(super) use enclosed::{Looked, looked_at};
pub(super) use mend::mend;
pub(super) use witness::{Replayed, Sought, enclosure, no_such_defect, replay};
use witness::{rounded, shrunk};

use super::draws::{DrawStyle, Draws};
use super::failure::{DefectId, DefectKind};
use super::run::{Examined, Values};
use super::subject::Subject;
use super::{PROOF_BUDGET, Point, Verdict, Witness};
use crate::quiet::{self, Stopped};
use crate::scalar::{Exact, Root, Symbolic};
use num_traits::{One, Zero};
use std::collections::BTreeMap;

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

/// What is examined at once: a step, or a run of so many steps, in so many coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stage {
    pub step: u64,
    pub dimension: usize,
}

impl Stage {
    /// The id of a defect at this stage.
    pub(super) fn id(self, kind: DefectKind, indices: [usize; 2]) -> DefectId {
        DefectId { kind, step: self.step, dimension: self.dimension, indices }
    }
}

/// Something that has to vanish.
pub(super) struct Defect<T> {
    /// What it is.
    pub id: DefectId,
    /// Its value.
    pub value: T,
}

/// A property as the vanishing of its defects.
pub(super) trait Check {
    /// What is examined one after another.
    fn stages(&self, subject: &Subject) -> Vec<Stage>;

    /// Further stages, at which a defect is searched and no proof is tried.
    fn searched(&self, _: &Subject) -> Vec<Stage> {
        Vec::new()
    }

    /// Stages of which nothing is said, and at which what is proved of the others has no defect
    /// either.
    fn beyond(&self, _: &Subject) -> Vec<Stage> {
        Vec::new()
    }

    /// Whether the property holds for no other reason than that a step forgets where it came from,
    /// with numbers of these values: that would be no mend.
    fn is_degenerate(&self, _: &Subject, _: Values<Symbolic>) -> bool {
        false
    }

    /// How many points are searched in all before others than small ones.
    fn first_search(&self) -> usize {
        FIRST_SEARCH
    }

    /// The defects of a stage; none where the method does not run on `T`.
    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>>;

    /// What a defect is, in words; of a part of a proof, which has no witness, its id.
    fn label(&self, id: DefectId, _: &Subject) -> String {
        id.to_string()
    }

    /// Whether binary64 is run where fractions and intervals have not the functions: that of
    /// a problem, never a rule's, whose comparisons would take a NaN for a number.
    fn in_floats(&self) -> bool {
        false
    }

    /// Products of terms that its proof may form.
    fn budget(&self, _: &Subject) -> usize {
        PROOF_BUDGET
    }

    /// A proof on these symbols: that every defect of every stage is the zero polynomial, or
    /// another.
    fn proof(&self, subject: &Subject, values: Values<Symbolic>) -> Option<Proof>
    where
        Self: Sized,
    {
        identity(self, subject, values)
    }
}

/// What a proof has shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proof {
    /// The engine.
    pub engine: &'static str,
    /// Where it holds, where that is not everywhere.
    pub extent: &'static str,
}

impl Proof {
    /// Of polynomials.
    const POLYNOMIAL: Self = Self { engine: POLYNOMIAL, extent: "" };

    /// Where a root, quotient, absolute value or choice was adjoined.
    const ADJOINED: Self = Self { engine: ADJOINED, extent: WHERE_DEFINED };

    /// By degrees alone.
    pub(super) const DEGREES: Self = Self { engine: DEGREES, extent: "; every s > 0, wherever the formula is defined" };

    /// This and another, which together are one.
    pub(super) fn and(self, other: Self) -> Self {
        if self.engine == POLYNOMIAL { other } else { self }
    }
}

/// What the engines found.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub verdict: Verdict,
    pub engine: &'static str,
    /// How far it goes, beside the domain that the property states.
    pub extent: String,
    /// A point of the domain at which all is defined and nothing fails.
    pub instance: Option<Point>,
    /// Of what was sampled, the steps of the longest run.
    pub longest: Option<u64>,
}

impl Decision {
    pub(super) fn new(verdict: Verdict, engine: &'static str) -> Self {
        Self { verdict, engine, extent: String::new(), instance: None, longest: None }
    }

    pub(super) fn with_extent(self, extent: String) -> Self {
        Self { extent, ..self }
    }
}

/// The engines' names.
pub(super) const POLYNOMIAL: &str = "polynomial identity";
pub(super) const ADJOINED: &str = "identity with roots adjoined";
pub(super) const DEGREES: &str = "degrees of the formula";
pub(super) const SEARCH: &str = "rational search";
pub(super) const SAMPLING: &str = "rational sampling";
pub(super) const INTERVAL: &str = "interval enclosure";
pub(super) const FLOATS: &str = "binary64, far beyond rounding";

/// Points before a proof is tried: a defect that is not identically 0 is nearly always seen.
const BEFORE_PROOF: usize = 32;

/// Small points in all.
const FIRST_SEARCH: usize = 200;

/// Points of other sizes, at registered numbers and beside the fractions of the formula.
const WIDE: usize = 256;

/// What a search may cost, as [`Exact`] counts it: beyond that it ends, after [`ENOUGH`] points.
const SEARCH_WORK: u64 = 1 << 20;

/// Points at which a search looks, whatever they cost.
const ENOUGH: usize = 64;

/// Points at which a formula has to be defined once.
const DEFINED_SEARCH: usize = 64;

/// In binary64 a defect above this is none of rounding, at numbers of size one.
const BEYOND: f64 = 1e-5;

/// Terms up to which a defect is printed as an expression.
const PRINTED_TERMS: usize = 12;

pub(super) fn decide<C: Check>(check: &C, subject: &Subject, settings: &Settings) -> Decision {
    quiet::guarded(|| run_engines(check, subject, settings)).unwrap_or_else(|stopped| undecided(&stopped))
}

/// The same of each mend that is tried, and of all of one property.
const MEND_BUDGET: usize = 1 << 20;
const MENDS_BUDGET: usize = 2 * MEND_BUDGET;

/// What is found of a rule that panics, or never ends: nothing.
pub(super) fn undecided(stopped: &Stopped) -> Decision {
    let reason = match stopped {
        Stopped::Panicked(message) => format!("the rule panicked: {message}"),
        Stopped::TooLarge => "too large: a budget of operations was used up".to_owned(),
    };
    Decision::new(Verdict::Undecided(reason), "none")
}

fn run_engines<C: Check>(check: &C, subject: &Subject, settings: &Settings) -> Decision {
    let small = check.first_search();
    let mut seen = Seen::default();
    let seed = settings.seed;
    let first =
        |range: std::ops::Range<usize>, seen: &mut Seen| search(check, subject, seed, range, DrawStyle::Small, seen);
    if let Some(witness) = first(0..small.min(BEFORE_PROOF), &mut seen) {
        return refuted(witness, SEARCH);
    }
    if let Some(found) = enclosed_elsewhere(check, subject, seed, check.searched(subject)) {
        return found;
    }
    if seen.defined == 0
        && subject.no_single_coordinate().is_some()
        && let Some(found) = enclosed_soon(check, subject, settings)
    {
        return found;
    }
    if subject.is_graph()
        && let Some(proof) = Symbolic::within(check.budget(subject), || check.proof(subject, &mut symbol))
        && let Some(instance) = instance(check, subject, seed, &seen)
    {
        if let Some(found) = enclosed_elsewhere(check, subject, seed, check.beyond(subject)) {
            return found;
        }
        let found = Decision::new(Verdict::Proved, proof.engine).with_extent(proof.extent.to_owned());
        return Decision { instance: Some(instance), ..found };
    }
    if let Some(witness) = first(BEFORE_PROOF..small, &mut seen) {
        return refuted(witness, SEARCH);
    }
    let again = seed.wrapping_add(1);
    let more = search(check, subject, again, 0..small + settings.cases, DrawStyle::Small, &mut seen);
    if let Some(witness) = more.or_else(|| search(check, subject, again, 0..WIDE, DrawStyle::Wide, &mut seen)) {
        return refuted(witness, SEARCH);
    }
    // Where roots are seldom rational, the points at which all is defined are
    // special: they show nothing of the others.
    let stages = all_stages(check, subject);
    let longest = stages.iter().map(|stage| stage.step).max();
    if 2 * seen.defined >= seen.attempts && stages.iter().all(|stage| seen.instances.contains_key(stage)) {
        // Where fractions were undefined enclosures may show what they could not.
        let further = enclosed(check, subject, settings, &seen);
        if matches!(further.verdict, Verdict::Refuted(_)) {
            return further;
        }
        if let Some(found) = enclosed_elsewhere(check, subject, seed, check.beyond(subject)) {
            return found;
        }
        let extent = format!("; at {} rational points, without rounding", seen.defined);
        let found = Decision::new(Verdict::Exact, SAMPLING).with_extent(extent);
        return Decision { instance: seen.any(), longest, ..found };
    }
    let found = enclosed(check, subject, settings, &seen);
    if found.verdict == Verdict::Tested
        && let Some(found) = enclosed_elsewhere(check, subject, seed, check.beyond(subject))
    {
        return found;
    }
    found
}

/// Where a proof with roots, quotients and choices holds.
const WHERE_DEFINED: &str =
    "; wherever the formula is defined: roots of positive numbers, no corner of |x| or a threshold";

fn refuted(witness: Witness, engine: &'static str) -> Decision {
    Decision::new(Verdict::Refuted(witness), engine)
}

/// Proved where every defect is the zero polynomial.
pub(super) fn identity<C: Check>(check: &C, subject: &Subject, values: Values<Symbolic>) -> Option<Proof> {
    let mut polynomial = true;
    let mut any = false;
    for stage in check.stages(subject) {
        for defect in check.defects::<Symbolic>(stage, subject, values) {
            if !defect.value.is_zero() {
                return None;
            }
            any = true;
            polynomial &= defect.value.is_polynomial();
        }
    }
    any.then_some(if polynomial { Proof::POLYNOMIAL } else { Proof::ADJOINED })
}

/// The number of this name as a symbol; the sine is a root of the cosine's.
pub(super) fn symbol(name: &str) -> Symbolic {
    match name {
        "sine" => (Symbolic::one() - symbol("cosine") * symbol("cosine")).sqrt(),
        name => Symbolic::symbol(name),
    }
}

/// At how many points of a search every defect was defined, and one such point a stage.
#[derive(Default)]
pub(super) struct Seen {
    attempts: usize,
    /// What the attempts have cost, as [`Exact`] counts it.
    work: u64,
    defined: usize,
    instances: BTreeMap<Stage, Point>,
    undefined: Option<String>,
}

impl Seen {
    fn any(&self) -> Option<Point> {
        self.instances.values().next().cloned()
    }
}

/// The stages of proofs, and those of the search alone.
fn all_stages<C: Check>(check: &C, subject: &Subject) -> Vec<Stage> {
    [check.stages(subject), check.searched(subject)].concat()
}

/// A small point with a defect, if one of these attempts has one.
pub(super) fn search<C: Check>(
    check: &C,
    subject: &Subject,
    seed: u64,
    attempts: std::ops::Range<usize>,
    style: DrawStyle,
    seen: &mut Seen,
) -> Option<Witness> {
    let stages = all_stages(check, subject);
    if stages.is_empty() {
        return None;
    }
    for attempt in attempts {
        if seen.work > SEARCH_WORK && seen.attempts >= ENOUGH {
            break;
        }
        let stage = stages[attempt % stages.len()];
        let mut draws = Draws::new(subject, seed, attempt, style);
        let before = Exact::work();
        let defects = check.defects::<Exact>(stage, subject, &mut |name| draws.value(name).into());
        seen.work += Exact::work().wrapping_sub(before);
        let nonzero = |defect: &&Defect<Exact>| defect.value.value().is_ok_and(|value| !value.is_zero());
        if let Some(id) = defects.iter().find(nonzero).map(|defect| defect.id) {
            let point = shrunk(check, subject, stage, id, draws.point);
            return Some(witness::witness(check, subject, stage, id, point));
        }
        seen.attempts += 1;
        match defects.iter().find_map(|defect| defect.value.value().err()) {
            Some(reason) => seen.undefined = Some(reason.to_string()),
            None if !defects.is_empty() => {
                seen.defined += 1;
                seen.instances.entry(stage).or_insert(draws.point);
            }
            None => {}
        }
    }
    None
}

/// A point at which every defect of every stage is defined, on fractions or as a narrow
/// enclosure that holds 0: that of the first stage.
fn instance<C: Check>(check: &C, subject: &Subject, seed: u64, seen: &Seen) -> Option<Point> {
    let stages = check.stages(subject);
    let of = |stage: &Stage| {
        let known = || seen.instances.get(stage).cloned();
        known().or_else(|| defined_at(check, subject, *stage, seed)).or_else(|| enclosed_at(check, subject, *stage))
    };
    // The point of the first stage is shown; that there are others needs no fractions.
    let (first, others) = stages.split_first()?;
    let point = of(first)?;
    let is_known = |stage: &Stage| {
        seen.instances.contains_key(stage)
            || enclosed_at(check, subject, *stage).is_some()
            || defined_at(check, subject, *stage, seed).is_some()
    };
    others.iter().all(is_known).then_some(point)
}

fn defined_at<C: Check>(check: &C, subject: &Subject, stage: Stage, seed: u64) -> Option<Point> {
    (0..DEFINED_SEARCH).find_map(|attempt| {
        let style = if attempt % 2 == 0 { DrawStyle::Small } else { DrawStyle::Wide };
        let mut draws = Draws::new(subject, seed.wrapping_add(5), attempt, style);
        let defects = check.defects::<Exact>(stage, subject, &mut |name| draws.value(name).into());
        let defined = !defects.is_empty() && defects.iter().all(|defect| defect.value.value().is_ok());
        defined.then_some(draws.point)
    })
}
