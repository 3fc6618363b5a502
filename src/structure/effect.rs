//! Effect: whether each number and each slot of a rule influences some step.
//!
//! An influence is shown by two runs that differ in one number or slot alone, and in a later
//! point. That there is none is an identity: from any state, every class of steps makes the
//! same of both values. A slot that no formula of a later point reads has none either.

use super::PROOF_BUDGET;
use super::decide::{Decision, Sought, enclosure, symbol};
use super::draws::{DrawStyle, Draws};
use super::examination::PropertySpec;
use super::failure::{DefectId, DefectKind};
use super::run::{AnyField, Examined, Values, hyperparameters, vector};
use super::subject::{Held, Known, Phase, RECORDED, Subject};
use super::{Point, Verdict, Witness};
use crate::method::Role;
use crate::quiet;
use crate::scalar::{Absolute, Algebra, Approximate, Exact, Interval, Rational, Symbolic};
use num_traits::{One, Zero};
use std::cell::Cell;
use std::collections::BTreeSet;

const OVER: &str = "two runs from rest that differ in a number alone; two states that differ in a slot alone";

const PAIRS: &str = "exact pairs of runs";
const IDENTITY: &str = "identity in symbols";

/// Pairs of runs that are tried for an influence.
const TRIED: usize = 96;

/// Those before a proof that there is none: each way to draw a few times.
const AT_ONCE: usize = 9;

/// Enclosures wider than this leave it open whether runs are the same.
const WIDE: f64 = 1e-6;

/// What may have an influence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// A number of the rule, by its place.
    Number(usize),
    /// Velocity or memory, by its place in the rule's state.
    Slot(usize),
}

impl Cause {
    /// What is declared: every number, every memory, and a velocity that is moved.
    fn all(subject: &Subject) -> Vec<Self> {
        let numbers = (0..subject.entry.description.numbers.len()).map(Self::Number);
        let is_declared = |slot: &usize| *slot > 0 || subject.moves_velocity();
        numbers.chain((0..subject.holds.len()).filter(is_declared).map(Self::Slot)).collect()
    }

    fn id(self) -> DefectId {
        let indices = match self {
            Self::Number(place) => [0, place],
            Self::Slot(place) => [1, place],
        };
        DefectId { kind: DefectKind::Influence, step: RECORDED, dimension: 1, indices }
    }

    fn name(self, subject: &Subject) -> String {
        match self {
            Self::Number(place) => subject.entry.description.numbers[place].name.to_owned(),
            Self::Slot(0) => "the velocity".to_owned(),
            Self::Slot(place) => format!("the memory \"{}\"", subject.called(place)),
        }
    }

    fn label(self, subject: &Subject) -> String {
        format!("the change of any later point with {} alone", self.name(subject))
    }
}

/// Steps of a pair of runs: as many as there are slots, and into every class.
fn steps(subject: &Subject) -> u64 {
    let last = subject.classes.iter().map(super::subject::Class::first).max().unwrap_or(1);
    (subject.slots.len() as u64 + 3).max(last + 1).min(RECORDED)
}

/// Coordinates of the runs.
fn dimension(subject: &Subject) -> usize {
    subject.among(if subject.mixes { &[5] } else { &[1] })[0]
}

/// The steps before which a cause is changed: a slot before one of each class.
fn begins(subject: &Subject, cause: Cause) -> Vec<u64> {
    match cause {
        Cause::Number(_) => vec![1],
        Cause::Slot(_) => subject.classes.iter().map(super::subject::Class::first).collect(),
    }
}

/// The first difference of the two runs' points that is not 0. A slot is changed before the
/// step `begin`, a number before the first.
fn difference<T: Examined>(
    subject: &Subject,
    (cause, begin): (Cause, u64),
    other: &dyn Fn(&T) -> T,
    values: Values<T>,
    differs: &dyn Fn(&T) -> bool,
) -> Option<T> {
    let rule = subject.entry.on::<T>()?;
    let hyper = hyperparameters(&subject.entry, values);
    let mut changed = hyper.clone();
    let (mut first, mut second) = match cause {
        Cause::Number(place) => {
            changed.numbers[place] = other(&hyper.numbers[place]);
            let start = Phase::start(subject, vector("q", dimension(subject), values));
            (start.clone(), start)
        }
        Cause::Slot(slot) => {
            let start = Phase::free(subject, dimension(subject), values);
            let mut second = start.clone();
            let place = subject.slots.iter().position(|own| *own == slot)?;
            second.slots[place + 1].iter_mut().for_each(|x| *x = other(x));
            (start, second)
        }
    };
    let (known, changed) = (Known::new(hyper), Known::new(changed));
    let mut field = AnyField::new(values);
    for step in begin..begin + steps(subject) {
        subject.advance(rule, step, &known, &mut field, &mut first);
        subject.advance(rule, step, &changed, &mut field, &mut second);
        for (first, second) in first.slots[0].iter().zip(&second.slots[0]) {
            let difference = second.clone() - first;
            if differs(&difference) {
                return Some(difference);
            }
        }
        if first.is_lost() || second.is_lost() {
            break;
        }
    }
    Some(T::zero())
}

/// Another value of a number or slot.
fn other<T: Algebra + Absolute>(role: Option<Role>, attempt: usize) -> impl Fn(&T) -> T {
    move |x: &T| match role {
        Some(Role::Coefficient) | None => x.clone() + T::one(),
        Some(Role::Fraction) => x.clone() * T::ratio(1, 2) + T::ratio([1, 0, 1][attempt % 3], 4),
        Some(_) => x.clone() * T::ratio(1, 2) + T::ratio([1, 0, 4][attempt % 3], 8),
    }
}

fn role(subject: &Subject, cause: Cause) -> Option<Role> {
    match cause {
        Cause::Number(place) => Some(subject.entry.description.numbers[place].role),
        Cause::Slot(_) => None,
    }
}

fn style(attempt: usize) -> DrawStyle {
    match attempt % 3 {
        0 => DrawStyle::Dyadic,
        1 => DrawStyle::Wide,
        _ => DrawStyle::WideDyadic,
    }
}

/// What a pair of runs shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    /// A point in which they differ, and by how much.
    Influence(String),
    /// That they have the same points.
    Same,
    /// Nothing: a point is undefined, or not known well enough.
    Nothing,
}

/// What a pair of runs shows on fractions, or else on enclosures: comparisons in binary64 would
/// take a NaN for a number.
fn shown(subject: &Subject, from: (Cause, u64), attempt: usize, value: &mut dyn FnMut(&str) -> Rational) -> Shown {
    match shown_exactly(subject, from, attempt, value) {
        Shown::Nothing => shown_enclosed(subject, from, attempt, value),
        shown => shown,
    }
}

fn shown_exactly(
    subject: &Subject,
    from: (Cause, u64),
    attempt: usize,
    value: &mut dyn FnMut(&str) -> Rational,
) -> Shown {
    let open = Cell::new(false);
    let exact = |x: &Exact| match x.value() {
        Ok(value) => !value.is_zero(),
        Err(_) => {
            open.set(true);
            false
        }
    };
    let other = other(role(subject, from.0), attempt);
    let found = difference::<Exact>(subject, from, &other, &mut |name| value(name).into(), &exact);
    match found.as_ref().map(Exact::value) {
        Some(Ok(value)) if !value.is_zero() => Shown::Influence(value.to_string()),
        Some(_) if !open.get() => Shown::Same,
        _ => Shown::Nothing,
    }
}

fn shown_enclosed(
    subject: &Subject,
    from: (Cause, u64),
    attempt: usize,
    value: &mut dyn FnMut(&str) -> Rational,
) -> Shown {
    let open = Cell::new(false);
    let enclosed = |x: &Interval| {
        // One that holds 0 and more leaves it open.
        open.set(open.get() || x.is_empty() || x.width() > WIDE);
        x.excludes_zero()
    };
    let mut point = |name: &str| Interval::point(value(name).to_f64());
    let other = other(role(subject, from.0), attempt);
    match difference::<Interval>(subject, from, &other, &mut point, &enclosed) {
        Some(found) if found.excludes_zero() => Shown::Influence(enclosure(&found)),
        Some(_) if !open.get() => Shown::Same,
        _ => Shown::Nothing,
    }
}

/// Whether one of these pairs of runs shows an influence: enclosures show most, for less than
/// fractions.
fn is_shown(subject: &Subject, cause: Cause, attempts: std::ops::Range<usize>) -> bool {
    let begins = begins(subject, cause);
    let is_shown = |attempt: usize| {
        let from = (cause, begins[attempt / 3 % begins.len()]);
        [shown_enclosed, shown_exactly].iter().any(|shown| {
            let mut draws = Draws::new(subject, 11, attempt, style(attempt));
            matches!(shown(subject, from, attempt, &mut |name| draws.value(name)), Shown::Influence(_))
        })
    };
    attempts.into_iter().any(is_shown)
}

/// Of these causes the free slots of which no later point is made: none of them changes the point,
/// or a slot that does.
fn idle_slots(subject: &Subject, causes: &[Cause]) -> Vec<usize> {
    if !subject.is_graph() {
        return Vec::new();
    }
    let mut idle = subject.slots.clone();
    idle.retain(|slot| causes.contains(&Cause::Slot(*slot)));
    let of_slot = |slot: &usize| (*slot, changes(subject, Cause::Slot(*slot), &|output| output == 0));
    let changed: Vec<(usize, Option<BTreeSet<usize>>)> = idle.iter().map(of_slot).collect();
    loop {
        let is_idle = |slot: &usize| {
            let (_, changed) = changed.iter().find(|(own, _)| own == slot)?;
            Some(changed.as_ref()?.iter().all(|output| *output > 0 && idle.contains(&(output - 1))))
        };
        let kept: Vec<usize> = idle.iter().copied().filter(|slot| is_idle(slot).unwrap_or(false)).collect();
        if kept.len() == idle.len() {
            return kept;
        }
        idle = kept;
    }
}

/// Whether the formula of a later point is written without this.
fn is_unread(subject: &Subject, cause: Cause) -> bool {
    match cause {
        Cause::Number(place) => !subject.reads_number(place),
        Cause::Slot(slot) => subject.holds[slot] == Held::Unread,
    }
}

/// Whether every class of steps makes the same of both values, from any state, but for slots
/// that are idle.
fn has_none(subject: &Subject, cause: Cause, idle: &[usize]) -> bool {
    if is_unread(subject, cause) {
        return true;
    }
    // What is a function of the state, or a clock, is read.
    if let Cause::Slot(slot) = cause {
        return idle.contains(&slot);
    }
    // Clocks are made of the numbers too, and so differ where they do.
    let matters = |output: usize| output == 0 || !idle.contains(&(output - 1));
    let none = |changed: BTreeSet<usize>| !changed.into_iter().any(matters);
    subject.is_graph() && changes(subject, cause, &matters).is_some_and(none)
}

/// The outputs (point 0, then the rule's slots) in which a step of some class differs when one
/// number or slot is changed, from any state, up to one that is `enough`; nothing where that is
/// not known.
fn changes(subject: &Subject, cause: Cause, enough: &dyn Fn(usize) -> bool) -> Option<BTreeSet<usize>> {
    let work = || {
        let mut all = BTreeSet::new();
        for class in &subject.classes {
            // Where coordinates mix one beyond the third may be moved alone.
            let further = subject.further(&[5]);
            for dimension in subject.dimensions().iter().chain(further) {
                all.extend(changed_outputs(subject, cause, class.first(), *dimension)?);
                if all.iter().any(|output| enough(*output)) {
                    return Some(all);
                }
            }
        }
        Some(all)
    };
    Symbolic::within(PROOF_BUDGET, || quiet::guarded(work)).ok().flatten()
}

fn changed_outputs(subject: &Subject, cause: Cause, step: u64, dimension: usize) -> Option<Vec<usize>> {
    let rule = subject.entry.on::<Symbolic>()?;
    let values: Values<Symbolic> = &mut symbol;
    let hyper = hyperparameters(&subject.entry, values);
    let mut changed = hyper.clone();
    let mut first = Phase::free(subject, dimension, values);
    let mut second = first.clone();
    match cause {
        Cause::Number(place) => changed.numbers[place] = hyper.numbers[place].clone() + symbol("change"),
        Cause::Slot(slot) => {
            let place = subject.slots.iter().position(|own| *own == slot)? + 1;
            second.slots[place].iter_mut().for_each(|x| *x = x.clone() + symbol("change"));
        }
    }
    let mut field = AnyField::new(values);
    subject.advance(rule, step, &Known::new(hyper), &mut field, &mut first);
    subject.advance(rule, step, &Known::new(changed), &mut field, &mut second);
    let differs = |(a, b): (&Vec<Symbolic>, &Vec<Symbolic>)| a.iter().zip(b).any(|(a, b)| !(a.clone() - b).is_zero());
    let outputs = std::iter::once(0).chain(subject.slots.iter().map(|slot| slot + 1));
    let pairs = outputs.zip(first.slots.iter().zip(&second.slots));
    Some(pairs.filter(|(_, pair)| differs(*pair)).map(|(output, _)| output).collect())
}

/// Whether each number and slot has an influence.
fn settled(subject: &Subject) -> (Decision, Option<String>) {
    let is_asked = |cause: &Cause| match cause {
        Cause::Slot(slot) => matches!(subject.holds[*slot], Held::Free | Held::Unread),
        Cause::Number(_) => true,
    };
    // An influence is seen at once where there is one; that there is none takes a proof.
    let is_seen = |cause: &Cause| !is_unread(subject, *cause) && is_shown(subject, *cause, 0..AT_ONCE);
    let unseen: Vec<Cause> = Cause::all(subject).into_iter().filter(is_asked).filter(|cause| !is_seen(cause)).collect();
    let idle = idle_slots(subject, &unseen);
    let (none, mut open): (Vec<Cause>, Vec<Cause>) =
        unseen.into_iter().partition(|cause| has_none(subject, *cause, &idle));
    open.retain(|cause| !is_shown(subject, *cause, AT_ONCE..TRIED));
    let names = |causes: &[Cause]| causes.iter().map(|cause| cause.name(subject)).collect::<Vec<_>>().join(", ");
    if let Some(first) = none.first() {
        let Some(point) = without_influence(subject, *first) else {
            let reason = format!("{} is without influence, but no run was found that is defined", first.name(subject));
            return (Decision::new(Verdict::Undecided(reason), "none"), None);
        };
        let witness = Witness {
            id: Some(first.id()),
            failure: first.label(subject),
            expression: None,
            point,
            defect: Rational::zero().to_string(),
        };
        let value = format!("without influence: {}", names(&none));
        return (Decision::new(Verdict::Refuted(witness), IDENTITY), Some(value));
    }
    if !open.is_empty() {
        let reason = format!("no influence was found of {}, and no proof that there is none", names(&open));
        return (Decision::new(Verdict::Undecided(reason), "none"), None);
    }
    (Decision::new(Verdict::Proved, PAIRS), None)
}

/// The registered numbers, from a point that is 1.
fn registered(subject: &Subject) -> Point {
    let numbers = subject.entry.description.numbers.iter();
    let values = numbers.map(|spec| (spec.name.to_owned(), Rational::ratio(spec.default.0, spec.default.1)));
    values.chain([("q1".to_owned(), Rational::one())]).collect()
}

/// A point at which both runs are defined, and the same: the registered numbers where they are.
fn without_influence(subject: &Subject, cause: Cause) -> Option<Point> {
    let sought = Sought::Id(cause.id());
    let drawn = (0..TRIED).map(|attempt| {
        let mut draws = Draws::new(subject, 12, attempt, style(attempt));
        for begin in begins(subject, cause) {
            shown(subject, (cause, begin), 0, &mut |name| draws.value(name));
        }
        draws.point
    });
    let zero = Rational::zero().to_string();
    std::iter::once(registered(subject))
        .chain(drawn)
        .find(|point| replay(subject, &sought, point).as_ref() == Some(&zero))
}

/// The difference of a refutation's runs, from its point alone.
fn replay(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let cause = Cause::all(subject).into_iter().find(|cause| match sought {
        Sought::Id(id) => *id == cause.id(),
        Sought::Words(words) => *words == cause.label(subject),
    })?;
    if let Cause::Slot(slot) = cause
        && subject.holds[slot] == Held::Unread
    {
        return Some(Rational::zero().to_string());
    }
    let mut value = |name: &str| point.value(name);
    let seen: Vec<Shown> =
        begins(subject, cause).into_iter().map(|begin| shown(subject, (cause, begin), 0, &mut value)).collect();
    let influence = seen.iter().find_map(|shown| match shown {
        Shown::Influence(text) => Some(text.clone()),
        _ => None,
    });
    influence.or_else(|| seen.contains(&Shown::Same).then(|| Rational::zero().to_string()))
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec::new(
    "effect",
    "every number and every slot influences some step: changing it alone changes a later point",
    |examination| examination.valued(settled(examination.subject), OVER, &[]),
    replay,
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry::{self, Entry};
    use crate::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
    use crate::scalar::Root;

    /// q' = q + c/c, with c = 0 as registered.
    struct Quotient;

    impl Describe for Quotient {
        fn description(&self) -> Description {
            let numbers = const { &[NumberSpec::coefficient("c", (0, 1), "a coefficient")] };
            Description { numbers, ..Description::new("quotient", "a quotient of a number by itself") }
        }
    }

    impl<T: Root + Absolute> Step<T> for Quotient {
        fn step(&self, hyper: &Hyperparameters<T>, _: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
            let [c] = hyper.numbers();
            state.begin_step();
            let one = c.clone() / c;
            state.position.iter_mut().for_each(|q| *q = q.clone() + &one);
            Report::NONE
        }
    }

    fn at(subject: &Subject, number: i64) -> Shown {
        shown(subject, (Cause::Number(0), 1), 0, &mut |_| Rational::from(number))
    }

    #[test]
    fn nothing_is_shown_where_a_rule_is_undefined() {
        let quotient = Subject::of(&Entry::root(Quotient));
        assert_eq!(
            [at(&quotient, 1), at(&quotient, 0), at(&quotient, -1)],
            [Shown::Same, Shown::Nothing, Shown::Nothing]
        );
        let sgd = Subject::of(&registry::find("sgd").expect("registered"));
        assert!(matches!(at(&sgd, 1), Shown::Influence(_)), "{:?}", at(&sgd, 1));
    }

    /// The witness that c has no influence lies where the rule is defined, and not at c = 0.
    #[test]
    fn a_witness_lies_where_the_rule_is_defined() {
        let subject = Subject::of(&Entry::root(Quotient));
        let (finding, value) = settled(&subject);
        let Verdict::Refuted(witness) = finding.verdict else { panic!("{:?}", finding.verdict) };
        assert_eq!(value.as_deref(), Some("without influence: c"));
        assert!(!witness.point.value("c").is_zero(), "{}", witness.point);
        let sought = Sought::Id(witness.id.expect("an id"));
        assert_eq!(replay(&subject, &sought, &witness.point).as_deref(), Some("0"));
        assert_eq!(replay(&subject, &sought, &Point::default()), None);
    }
}
