//! Whether every step is bounded, whatever the point and the gradients.
//!
//! That it is not is shown by a run in which something grows as t, a gradient, a loss or the
//! point: where a change of the point has a leading term c tᵃ with a > 0, no bound holds. That it
//! is, is shown by what each node of the formula lies between.

mod bound;
mod growth;
mod multiple;
mod range;
mod relation;
mod slots;

use super::decide::{Decision, Sought, Stage};
use super::draws::{DrawStyle, Draws, admissible, role};
use super::examination::{Conclusion, Examination, PropertySpec};
use super::failure::{DefectId, DefectKind};
use super::run::{AnyField, vector};
use super::subject::{Class, Known, Phase, RECORDED, StepOrder, Subject};
use super::values::by_class;
use super::{Mend, PROOF_BUDGET, Point, Verdict, Witness};
use crate::formula::{Formula, Source};
use crate::method::Role;
use crate::quiet;
use crate::scalar::{Algebra, Approximate, Exact, Interval, Rational, Ring, Symbolic};
use bound::Bounded;
use growth::{Coefficient, PARTS, Series};
use num_traits::{One, Zero};

const OVER: &str = "every run from rest, from every point, whatever the gradients and losses; rates and weights above 0, shares between 0 and 1, other numbers real";

const RANGES: &str = "ranges of the formula";
const GROWTH: &str = "leading terms, exactly";

/// How something is given as t grows: times a power of t, or as near to a value as 1/t; not at
/// all, and so 0.
#[derive(Clone, Copy)]
enum Given {
    Times(i64),
    Near,
    Nothing,
}

impl Given {
    /// The series of a value.
    fn of<T: Coefficient>(self, value: &Rational) -> Option<Series<T>> {
        let of = |power: i64| Series::new(PARTS * power, T::of(value));
        match self {
            Self::Times(power) => of(power),
            Self::Near => of(0)?.plus(&of(-1)?),
            Self::Nothing => Series::new(0, T::zero()),
        }
    }
}

/// How the gradients of a step, the losses and the point are given.
struct Script {
    gradients: fn(u64) -> Given,
    losses: Given,
    point: Given,
    words: &'static str,
}

const AS_IT_IS: Given = Given::Times(0);

/// What is looked at.
const SCRIPTS: [Script; 11] = [
    Script {
        gradients: |_| Given::Times(1),
        losses: Given::Times(1),
        point: AS_IT_IS,
        words: "gradients and losses t times as large",
    },
    Script { gradients: |_| AS_IT_IS, losses: AS_IT_IS, point: Given::Times(1), words: "a point t times as far" },
    Script { gradients: |_| AS_IT_IS, losses: Given::Times(1), point: AS_IT_IS, words: "losses t times as large" },
    Script { gradients: |_| Given::Times(1), losses: AS_IT_IS, point: AS_IT_IS, words: "gradients t times as large" },
    Script {
        gradients: |_| Given::Times(-1),
        losses: Given::Times(-1),
        point: AS_IT_IS,
        words: "gradients and losses t times as small",
    },
    Script {
        gradients: |k| Given::Times(i64::from(k == 1)),
        losses: AS_IT_IS,
        point: AS_IT_IS,
        words: "a first gradient t times as large",
    },
    Script {
        gradients: |k| Given::Times(i64::from(k > 1)),
        losses: AS_IT_IS,
        point: AS_IT_IS,
        words: "later gradients t times as large",
    },
    Script {
        gradients: |k| if k == 1 { Given::Times(1) } else { Given::Nothing },
        losses: AS_IT_IS,
        point: AS_IT_IS,
        words: "a first gradient t times as large, and none after it",
    },
    Script { gradients: |_| Given::Times(-1), losses: AS_IT_IS, point: AS_IT_IS, words: "gradients t times as small" },
    Script {
        gradients: |_| Given::Near,
        losses: AS_IT_IS,
        point: AS_IT_IS,
        words: "gradients that come as near as 1/t to a value",
    },
    Script {
        gradients: |_| AS_IT_IS,
        losses: AS_IT_IS,
        point: Given::Near,
        words: "a point that comes as near as 1/t to a value",
    },
];

/// Steps of a run beyond the number of its slots.
const STEPS: u64 = 2;

/// Points at which growth is looked for before a proof.
const BEFORE_PROOF: usize = 4;

/// Such points in all.
const POINTS: usize = 24;

/// Operations of the runs in which growth is looked for.
const OPERATIONS: usize = 1 << 17;

/// A change of a coordinate that grows.
struct Grown {
    id: DefectId,
    words: String,
}

/// Coordinates of the runs and of the formulas that are bounded: one says all where none mix.
fn dimensions(subject: &Subject) -> &[usize] {
    subject.among(if subject.mixes { &[2, 3] } else { &[1] })
}

fn formulas(subject: &Subject) -> impl Iterator<Item = &Formula> {
    subject.formulas().iter().filter(|formula| dimensions(subject).contains(&formula.dimension()))
}

/// Steps of a run in which growth is looked for: as many as there are slots, and into every class.
fn steps(subject: &Subject) -> u64 {
    let last = subject.classes.iter().map(Class::first).max().unwrap_or(1);
    let last = if subject.order() == StepOrder::Changing { 1 } else { last };
    (subject.slots.len() as u64 + STEPS).max(last + 1).min(RECORDED)
}

/// The changes that grow in a run, one at most.
fn grown<T: Coefficient>(
    subject: &Subject,
    formula: &Formula,
    place: usize,
    values: &mut dyn FnMut(&str) -> Rational,
    operations: &mut usize,
) -> Option<Grown> {
    let script = &SCRIPTS[place];
    let numbers: Vec<Rational> = subject.entry.description.numbers.iter().map(|spec| values(spec.name)).collect();
    let dimension = formula.dimension();
    let named = |letter: &str, step: u64, i: usize| format!("{letter}{step}_{}", i + 1);
    let start = (0..dimension).map(|i| script.point.of(&values(&format!("q{}", i + 1))));
    let at_rest = || (0..dimension).map(|_| Series::new(0, T::zero())).collect::<Vec<_>>();
    let mut slots: Vec<Vec<Option<Series<T>>>> = vec![at_rest(); subject.holds.len() + 1];
    slots[0] = start.collect();
    for step in 1..=steps(subject) {
        let outputs = formula.step(step);
        let places: Vec<_> = outputs.slots.iter().flatten().copied().collect();
        let mut leaf = |source: Source| match source {
            Source::Number(n) => Series::new(0, T::of(&numbers[n])),
            Source::Slot { slot, coordinate } => slots[slot][coordinate].clone(),
            Source::Gradient { coordinate, .. } => (script.gradients)(step).of(&values(&named("g", step, coordinate))),
            Source::Loss(_) => script.losses.of(&values(&format!("U{step}"))),
        };
        let after = growth::evaluate(formula, &places, &mut leaf, operations);
        let mut after = after.chunks(dimension).map(<[_]>::to_vec);
        let before = std::mem::replace(&mut slots, after.by_ref().collect());
        for (i, (now, before)) in slots[0].iter().zip(&before[0]).enumerate() {
            let change = now.as_ref().zip(before.as_ref()).and_then(|(now, before)| now.minus(before));
            let grows = change.and_then(|change| change.leading().filter(|(power, _)| *power > 0).cloned());
            if let Some((power, coefficient)) = grows {
                let id = DefectId { kind: DefectKind::Growth, step, dimension, indices: [i, place] };
                return Some(Grown { id, words: format!("{} t{}", coefficient.words(), exponent(power)) });
            }
        }
    }
    None
}

/// `` of 1, `^2`, `^(1/2)`.
fn exponent(power: i64) -> String {
    match Rational::ratio(power, PARTS) {
        one if one.is_one() => String::new(),
        whole if power % PARTS == 0 => format!("^{whole}"),
        part => format!("^({part})"),
    }
}

/// The growth that a witness is of, at a point: on fractions, or else enclosed.
fn at(subject: &Subject, id: DefectId, point: &Point) -> Option<String> {
    let formula = subject.formulas().iter().find(|formula| formula.dimension() == id.dimension)?;
    let place = Some(id.indices[1]).filter(|place| *place < SCRIPTS.len())?;
    let mut value = |name: &str| point.value(name);
    let found = grown::<Exact>(subject, formula, place, &mut value, &mut 0);
    let found = found.or_else(|| grown::<Interval>(subject, formula, place, &mut value, &mut 0));
    found.filter(|grown| grown.id == id).map(|grown| grown.words)
}

fn label(id: DefectId) -> String {
    let words = SCRIPTS.get(id.indices[1]).map_or("", |script| script.words);
    let dimension = if id.dimension == 1 { String::new() } else { format!("d = {}: ", id.dimension) };
    format!(
        "{dimension}with {words}, the leading term of the change of q{} in step {} as t grows",
        id.indices[0] + 1,
        id.step
    )
}

/// A point at which a change grows.
fn search(subject: &Subject, points: std::ops::Range<usize>, operations: &mut usize) -> Option<Witness> {
    for attempt in points {
        for place in 0..SCRIPTS.len() {
            for formula in formulas(subject) {
                if *operations > OPERATIONS {
                    return None;
                }
                let style = if attempt % 2 == 0 { DrawStyle::Small } else { DrawStyle::Dyadic };
                let mut draws = Draws::new(subject, 31, attempt, style);
                let mut value = |name: &str| draws.value(name);
                let found = match attempt % 2 {
                    0 => grown::<Exact>(subject, formula, place, &mut value, operations),
                    _ => grown::<Interval>(subject, formula, place, &mut value, operations),
                };
                if let Some(Grown { id, .. }) = found {
                    return witness(subject, id, draws.point);
                }
            }
        }
    }
    None
}

/// The witness at a point, whose values are made simple.
fn witness(subject: &Subject, id: DefectId, mut point: Point) -> Option<Witness> {
    let simple = [(0, 1), (1, 1), (1, 2)].map(|(n, d)| Rational::ratio(n, d));
    let names: Vec<String> = point.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let old = point.value(&name);
        for value in simple.iter().filter(|value| is_inside(subject, &name, value)) {
            point.set(&name, value.clone());
            if at(subject, id, &point).is_some() {
                break;
            }
            point.set(&name, old.clone());
        }
    }
    let point = point.trimmed(|name| role(subject, name).is_none());
    let defect = at(subject, id, &point)?;
    Some(Witness { id: Some(id), failure: label(id), expression: None, point, defect })
}

/// Whether a value is one of the domain.
fn is_inside(subject: &Subject, name: &str, value: &Rational) -> bool {
    let is_weight = role(subject, name) == Some(Role::Weight);
    admissible(subject, name, value) && !(is_weight && value.is_zero())
}

/// The bound of each step in each dimension that is looked at.
fn bounds(subject: &Subject, fixed: Option<(usize, i64)>) -> Result<Vec<Bounded>, String> {
    let work = || formulas(subject).map(|formula| bound::bounds(subject, formula, fixed)).collect();
    quiet::guarded(|| Symbolic::within(PROOF_BUDGET, work)).unwrap_or_else(|stopped| Err(stopped.to_string()))
}

/// A point at which some steps are defined, and no longer than the bound.
///
/// # Errors
/// Where there is none, or a step is longer: then the bound is none.
fn instance(subject: &Subject, bounds: &[Bounded], fixed: Option<(usize, i64)>) -> Result<Point, String> {
    let none = || Err("a bound was found, and no point at which the steps are defined".to_owned());
    let (Some(bounds), Some(rule)) = (bounds.first(), subject.entry.on::<Interval>()) else { return none() };
    let numbers = subject.entry.description.numbers;
    let fixed = fixed.map(|(place, value)| (numbers[place].name, Interval::from_integer(value)));
    for attempt in 0..POINTS {
        let mut draws = Draws::new(subject, 33, attempt, DrawStyle::Dyadic);
        let mut value = |name: &str| match fixed {
            Some((fixed, value)) if fixed == name => value,
            _ => Interval::point(draws.value(name).to_f64()),
        };
        let known = Known::drawn(subject, &mut value);
        let number = |name: &str| {
            let place = numbers.iter().position(|spec| spec.name == name);
            place.map_or(Interval::WHOLE, |place| known.hyper.numbers[place])
        };
        if !bounds.conditions.iter().all(|condition| condition.enclose(&number).is_positive()) {
            continue;
        }
        let mut phase = Phase::start(subject, vector("q", dimensions(subject)[0], &mut value));
        let mut field = AnyField::new(&mut value);
        let mut is_defined = true;
        for (step, bound) in (1..=STEPS).zip(&bounds.bounds) {
            let before = phase.slots[0].clone();
            subject.advance(rule, step, &known, &mut field, &mut phase);
            let bound = bound.enclose(&number);
            for (now, before) in phase.slots[0].iter().zip(&before) {
                let change = *now - *before;
                is_defined &= Coefficient::is_defined(&change);
                if !change.is_empty() && (change.low() > bound.high() || -change.high() > bound.high()) {
                    return Err("a bound was found that a step exceeds".to_owned());
                }
            }
        }
        if is_defined {
            return Ok(draws.point);
        }
    }
    none()
}

/// The bounds in words: of each coordinate and of the norm.
fn in_words(subject: &Subject, bounds: &[Bounded]) -> Option<String> {
    let of = |bounded: &Bounded| by_class(subject, |step| bounded.bounds.get(step as usize - 1).cloned());
    let texts: Vec<String> = bounds.iter().map(of).collect::<Option<_>>()?;
    let is_one = texts.iter().all(|text| *text == texts[0]);
    let by_dimension = || {
        let texts = texts.iter().zip(dimensions(subject));
        texts.map(|(text, dimension)| format!("{text} (d = {dimension})")).collect::<Vec<_>>().join(", ")
    };
    let text = if is_one { texts[0].clone() } else { by_dimension() };
    Some(format!("each coordinate by {text}; the norm by √d times that"))
}

/// What has to be above 0 for a bound, in words.
fn conditions(bounds: &[Bounded]) -> String {
    let mut all: Vec<String> = bounds.iter().flat_map(|bounded| &bounded.conditions).map(Symbolic::to_string).collect();
    all.sort();
    all.dedup();
    if all.is_empty() { String::new() } else { format!("; where {} > 0", all.join(" > 0 and ")) }
}

fn settled(examination: &Examination) -> Conclusion {
    let subject = examination.subject;
    let stages: Vec<Stage> =
        dimensions(subject).iter().map(|dimension| Stage { step: 1, dimension: *dimension }).collect();
    let conclude = |finding: Decision, value: Option<String>| examination.valued((finding, value), OVER, &stages);
    if let Some(reason) = &subject.unseen {
        let reason = format!("it is no formula that could be read: {reason}");
        return conclude(Decision::new(Verdict::Undecided(reason), "none"), None);
    }
    let mut operations = 0;
    let refuted = |witness: Witness| {
        let mend = mend(subject);
        Conclusion { mend, ..conclude(Decision::new(Verdict::Refuted(witness), GROWTH), None) }
    };
    if let Some(witness) = search(subject, 0..BEFORE_PROOF, &mut operations) {
        return refuted(witness);
    }
    let reason = match bounds(subject, None) {
        Err(reason) => reason,
        Ok(bounds) => match (instance(subject, &bounds, None), in_words(subject, &bounds)) {
            (Ok(instance), Some(value)) => {
                let extent = format!("; wherever the formula is defined{}", conditions(&bounds));
                let found = Decision::new(Verdict::Proved, RANGES).with_extent(extent);
                return conclude(Decision { instance: Some(instance), ..found }, Some(value));
            }
            (Err(reason), _) => reason,
            (_, None) => "a bound was found that is too long to be said".to_owned(),
        },
    };
    match search(subject, BEFORE_PROOF..POINTS, &mut operations) {
        Some(witness) => refuted(witness),
        None => conclude(Decision::new(Verdict::Undecided(reason), "none"), None),
    }
}

/// A weight that is 0 where every step is bounded.
fn mend(subject: &Subject) -> Option<Mend> {
    let numbers = subject.entry.description.numbers.iter().enumerate();
    let mut weights = numbers.filter(|(_, spec)| spec.role == Role::Weight);
    weights.find_map(|(place, spec)| {
        let fixed = Some((place, 0));
        let bounds = bounds(subject, fixed).ok().filter(|bounds| bounds.iter().all(|all| all.conditions.is_empty()))?;
        instance(subject, &bounds, fixed).ok()?;
        Some(Mend::Numbers(vec![(spec.name, 0)]))
    })
}

/// The growth of a witness, from its point alone; 0 where nothing grows.
fn replay(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let of = |id: DefectId| at(subject, id, point);
    match sought {
        Sought::Id(id) if id.kind == DefectKind::Growth => {
            Some(of(*id).unwrap_or_else(|| Rational::zero().to_string()))
        }
        Sought::Id(_) => None,
        Sought::Words(words) => formulas(subject).find_map(|formula| {
            let dimension = formula.dimension();
            let named =
                |step: u64, indices: [usize; 2]| DefectId { kind: DefectKind::Growth, step, dimension, indices };
            let scripts = (1..=steps(subject)).flat_map(|step| (0..SCRIPTS.len()).map(move |place| (step, place)));
            let all = scripts.flat_map(|(step, place)| (0..dimension).map(move |i| (step, [i, place])));
            all.map(|(step, indices)| named(step, indices)).filter(|id| label(*id) == *words).find_map(of)
        }),
    }
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec::new(
    "bounded_step",
    "no step moves q by more than a bound, whatever the point, the gradients and the step",
    settled,
    replay,
);
