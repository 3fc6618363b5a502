//! The steps of a rule in classes of the same map.

use super::{Held, Known, Phase, RECORDED, Subject};
use crate::formula::{Formula, Source};
use crate::quiet;
use crate::scalar::{Exact, Interval, NodeIndex, Rational, Symbolic};
use crate::structure::PROOF_BUDGET;
use crate::structure::draws::made_of;
use crate::structure::run::{AnyField, Examined};
use std::collections::BTreeSet;
use std::fmt;

/// Steps that have the same map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::structure) struct Class {
    steps: Vec<u64>,
}

impl Class {
    pub(super) fn only(step: u64) -> Self {
        Self { steps: vec![step] }
    }

    /// The first step of the class, which stands for all.
    pub(in crate::structure) fn first(&self) -> u64 {
        self.steps[0]
    }

    /// The first step of the class beyond this one; its first where there is none.
    pub(in crate::structure) fn first_after(&self, step: u64) -> u64 {
        self.steps.iter().copied().find(|own| *own > step).unwrap_or_else(|| self.first())
    }

    /// Whether a step is in the class.
    pub(in crate::structure) fn contains(&self, step: u64) -> bool {
        self.steps.binary_search(&step).is_ok()
    }

    /// The steps, ascending.
    pub(in crate::structure) fn steps(&self) -> &[u64] {
        &self.steps
    }

    /// Takes the steps of another class in.
    pub(in crate::structure) fn join(&mut self, other: &Self) {
        self.steps.extend(&other.steps);
        self.steps.sort_unstable();
    }

    /// The last step of the class.
    pub(in crate::structure) fn last(&self) -> u64 {
        self.steps[self.steps.len() - 1]
    }
}

/// "step 1", "steps 2 to 64", "steps 5, 10, … 60"; one after another, "step 1 and steps 2, 4, …
/// 64", where they are several of those.
impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Parts that are written.
        const PARTS: usize = 3;
        let mut rest = &self.steps[..];
        let mut parts = Vec::new();
        while let [first, ..] = rest {
            let (part, length) = progression(rest);
            if parts.len() == PARTS {
                parts.push(format!("further ones from {first} to {}", self.last()));
                break;
            }
            parts.push(part);
            rest = &rest[length..];
        }
        f.write_str(&parts.join(" and "))
    }
}

/// The longest beginning of ascending steps with a constant difference, in words, and its length.
fn progression(steps: &[u64]) -> (String, usize) {
    let [a, b, ..] = *steps else { return (format!("step {}", steps[0]), 1) };
    let along = |(place, step): (usize, &u64)| *step == a + (b - a) * place as u64;
    let length = steps.iter().enumerate().take_while(|pair| along(*pair)).count();
    match (length, b - a) {
        // Two steps apart say nothing of a difference: the second may begin the next part.
        (2, 2..) => (format!("step {a}"), 1),
        (_, 1) if length > 2 => (format!("steps {a} to {}", steps[length - 1]), length),
        (_, 1) => (format!("steps {a} to {b}"), 2),
        _ => (format!("steps {a}, {b}, … {}", steps[length - 1]), length),
    }
}

/// How the classes follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::structure) enum StepOrder {
    /// From this step on the classes repeat with this period; 1: the same map.
    Periodic {
        /// The first step of the first period.
        from: u64,
        /// Steps of a period.
        period: u64,
    },
    /// No period was found in the steps that were recorded.
    Changing,
}

/// Periods are believed where they are seen this often.
const SEEN: u64 = 3;

impl Subject {
    /// The class of a step.
    pub(in crate::structure) fn class_of(&self, step: u64) -> Option<usize> {
        self.classes.iter().position(|class| class.contains(step))
    }

    /// How the classes follow each other.
    pub(in crate::structure) fn order(&self) -> StepOrder {
        let of: Vec<Option<usize>> = (1..=RECORDED).map(|step| self.class_of(step)).collect();
        for period in 1..=RECORDED / SEEN {
            let repeats = |step: &u64| of[*step as usize - 1] == of[(*step + period) as usize - 1];
            let from = (1..=RECORDED - period).rev().take_while(repeats).last();
            if let Some(from) =
                from.filter(|from| RECORDED - from + 1 >= SEEN * period && RECORDED - from >= RECORDED / 4)
            {
                return StepOrder::Periodic { from, period };
            }
        }
        StepOrder::Changing
    }

    /// The steps that a matrix is of, in words: from where the maps repeat, over a period.
    pub(in crate::structure) fn period_in_words(&self) -> String {
        match self.order() {
            StepOrder::Periodic { from, period: 1 } => format!("steps {from} to {RECORDED}, the same map"),
            StepOrder::Periodic { from, period } => {
                format!("steps {from} to {RECORDED}, the product over a period of {period}")
            }
            StepOrder::Changing => self.steps_in_words(),
        }
    }

    /// The steps of which something is said, in words.
    pub(in crate::structure) fn steps_in_words(&self) -> String {
        match (self.order(), self.classes.len()) {
            (_, 1) => format!("steps 1 to {RECORDED}, the same map"),
            (StepOrder::Periodic { from, period: 1 }, _) => {
                format!("steps 1 to {RECORDED}, from step {from} on the same map")
            }
            (StepOrder::Periodic { from: 1, period }, _) => format!("steps 1 to {RECORDED}, maps of period {period}"),
            (StepOrder::Periodic { from, period }, _) => {
                format!("steps 1 to {RECORDED}, from step {from} on maps of period {period}")
            }
            (StepOrder::Changing, _) => format!("steps 1 to {RECORDED}, ever changing"),
        }
    }
}

/// What a step's outputs are made of, where equal keys have equal maps.
#[derive(PartialEq, Eq)]
struct Key {
    /// In each dimension the outputs, and the points at which gradients in them are asked.
    written: Vec<[Vec<Vec<NodeIndex>>; 2]>,
    /// The step itself, where a clock is read, or a function at the first step.
    step: u64,
}

/// Classes of steps whose formulas are written alike.
pub(super) fn of_graphs(subject: &Subject, formulas: &[Formula]) -> Vec<Class> {
    let mut keys: Vec<Key> = Vec::new();
    let mut classes: Vec<Class> = Vec::new();
    for step in 1..=RECORDED {
        let key = key(subject, formulas, step);
        match keys.iter().position(|known| *known == key) {
            Some(place) => classes[place].steps.push(step),
            None => {
                keys.push(key);
                classes.push(Class::only(step));
            }
        }
    }
    classes
}

fn key(subject: &Subject, formulas: &[Formula], step: u64) -> Key {
    let examined: Vec<usize> = (0..subject.holds.len())
        .filter(|slot| matches!(subject.holds[*slot], Held::Free))
        .map(|slot| slot + 1)
        .collect();
    let mut special = false;
    let written = formulas.iter().map(|formula| {
        let outputs = formula.step(step);
        let slots: Vec<Vec<NodeIndex>> =
            std::iter::once(0).chain(examined.iter().copied()).map(|slot| outputs.slots[slot].clone()).collect();
        let places: Vec<NodeIndex> = slots.iter().flatten().copied().collect();
        let sources = formula.sources(step, &places);
        let mut asked = BTreeSet::new();
        for source in &sources {
            match source {
                Source::Slot { slot, .. } if *slot > 0 => match subject.holds[slot - 1] {
                    Held::Clock => special = true,
                    Held::Function(_) => special |= step == 1,
                    Held::Free | Held::Unread => {}
                },
                Source::Gradient { call, .. } | Source::Loss(call) => {
                    asked.insert(*call);
                }
                _ => {}
            }
        }
        let calls = asked.into_iter().map(|call| outputs.calls[call].clone()).collect();
        [slots, calls]
    });
    let written = written.collect();
    Key { written, step: if special { step } else { 0 } }
}

/// Classes whose maps are written differently and are the same on symbols, joined.
pub(super) fn merged(subject: &Subject, classes: Vec<Class>) -> Vec<Class> {
    let known = Known::drawn(subject, &mut Symbolic::symbol);
    // Most maps that differ do so at a point, which shows it for less.
    let seen: Vec<Vec<Interval>> = classes.iter().map(|class| at_a_point(subject, class.first())).collect();
    let may_be_another = |i: usize| (0..seen.len()).any(|j| i != j && may_coincide(&seen[i], &seen[j]));
    let map = |(i, class): (usize, &Class)| {
        if may_be_another(i) { on_symbols(subject, class.first(), &known) } else { None }
    };
    let maps: Vec<Option<Vec<Symbolic>>> = classes.iter().enumerate().map(map).collect();
    let mut kept: Vec<(Option<Vec<Symbolic>>, Class)> = Vec::new();
    for (map, class) in maps.into_iter().zip(classes) {
        match kept.iter_mut().find(|(known, _)| known.is_some() && *known == map) {
            Some((_, known)) => known.join(&class),
            None => kept.push((map, class)),
        }
    }
    let mut classes: Vec<Class> = kept.into_iter().map(|(_, class)| class).collect();
    classes.sort_by_key(Class::first);
    classes
}

/// The outputs of a step at a point in three coordinates, enclosed; none where they are not known.
fn at_a_point(subject: &Subject, step: u64) -> Vec<Interval> {
    let outputs = || {
        let mut value = |name: &str| Interval::point(made_of(name));
        let known = Known::drawn(subject, &mut value);
        let mut phase = Phase::free(subject, 3, &mut value);
        let mut field = AnyField::new(&mut value);
        subject.advance(subject.entry.on::<Interval>()?, step, &known, &mut field, &mut phase);
        Some(phase.coordinates().cloned().collect())
    };
    quiet::guarded(outputs).ok().flatten().unwrap_or_default()
}

/// Whether two maps may be the same, as far as their values at a point say.
fn may_coincide(a: &[Interval], b: &[Interval]) -> bool {
    a.len() != b.len() || a.iter().zip(b).all(|(a, b)| !(*a - *b).excludes_zero())
}

/// The outputs of a step on symbols and the points at which it asks for gradients, in one
/// coordinate and in more: one beyond the third may be moved alone.
fn on_symbols(subject: &Subject, step: u64, known: &Known<Symbolic>) -> Option<Vec<Symbolic>> {
    let outputs = || {
        let mut all = Vec::new();
        for dimension in subject.among(if subject.mixes { &[1, 3, 5] } else { &[1] }).iter().copied() {
            let mut values = |name: &str| Symbolic::symbol(name);
            let mut phase = Phase::free(subject, dimension, &mut values);
            let mut field = AnyField::new(&mut values);
            subject.advance(subject.entry.on::<Symbolic>()?, step, known, &mut field, &mut phase);
            all.extend(phase.coordinates().cloned());
            all.extend(field.into_asked().into_iter().flatten());
        }
        all.iter().all(Symbolic::is_whole).then_some(all)
    };
    Symbolic::within(PROOF_BUDGET, || quiet::guarded(outputs)).ok().flatten()
}

/// The outputs of a step at a point, as they are printed.
fn printed<T: Examined>(subject: &Subject, step: u64, round: i64, of: impl Fn(Rational) -> T) -> Option<String> {
    let mut count = 0;
    let mut value = |_: &str| {
        count += 1;
        of(Rational::from(1 + round) / Rational::from(1 + count))
    };
    let known = Known::drawn(subject, &mut value);
    let mut phase = Phase::free(subject, subject.among(&[2])[0], &mut value);
    let mut field = AnyField::new(&mut value);
    subject.advance(subject.entry.on::<T>()?, step, &known, &mut field, &mut phase);
    Some(format!("{phase:?} {:?}", field.into_asked()))
}

/// Steps of a rule without a graph whose outputs are the same at a few points: on fractions, and
/// on enclosures, since two that are undefined on fractions may differ.
pub(super) fn at_points(subject: &Subject) -> Vec<Class> {
    let outputs = |step: u64| {
        let at = |round: i64| {
            let exact = printed(subject, step, round, Exact::from)?;
            Some(exact + &printed(subject, step, round, |x| Interval::from(&x))?)
        };
        quiet::guarded(|| (0..3).map(at).collect::<Vec<_>>()).ok()
    };
    let mut known: Vec<(Option<Vec<Option<String>>>, Class)> = Vec::new();
    for step in 1..=RECORDED {
        let outputs = outputs(step);
        match known.iter_mut().find(|(other, _)| other.is_some() && *other == outputs) {
            Some((_, class)) => class.steps.push(step),
            None => known.push((outputs, Class::only(step))),
        }
    }
    known.into_iter().map(|(_, class)| class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;
    use std::collections::BTreeMap;

    /// Classes by a name for each step.
    fn order_of(name: impl Fn(u64) -> u64) -> StepOrder {
        let mut subject = Subject::plain(&registry::find("sgd").expect("registered"));
        let mut classes: BTreeMap<u64, Class> = BTreeMap::new();
        for step in 1..=RECORDED {
            let own = Class::only(step);
            classes.entry(name(step)).and_modify(|class| class.join(&own)).or_insert(own);
        }
        subject.classes = classes.into_values().collect();
        subject.order()
    }

    #[test]
    fn a_class_in_words() {
        let words = |steps: &[u64]| Class { steps: steps.to_vec() }.to_string();
        assert_eq!(words(&[7]), "step 7");
        assert_eq!(words(&[1, 2, 3, 4]), "steps 1 to 4");
        assert_eq!(words(&[1, 2]), "steps 1 to 2");
        assert_eq!(words(&[5, 10, 15]), "steps 5, 10, … 15");
        assert_eq!(words(&[1, 4, 6, 8]), "step 1 and steps 4, 6, … 8");
        assert_eq!(words(&[1, 3]), "step 1 and step 3");
        assert_eq!(words(&[1, 2, 3, 5, 9]), "steps 1 to 3 and step 5 and step 9");
        assert_eq!(words(&[1, 3, 9, 27, 60]), "step 1 and step 3 and step 9 and further ones from 27 to 60");
        let class = Class { steps: vec![3, 5, 8] };
        assert_eq!([class.first(), class.last(), class.first_after(3), class.first_after(8)], [3, 8, 5, 3]);
        assert!(class.contains(5) && !class.contains(4));
    }

    /// Three periods, and the last quarter of the steps: what is seen less often is no period.
    #[test]
    fn a_period_is_believed_where_it_is_seen_often() {
        let from =
            |first: u64, period: u64| move |step: u64| if step < first { 1000 + step } else { (step - first) % period };
        let periodic = |from, period| StepOrder::Periodic { from, period };
        assert_eq!(order_of(|_| 0), periodic(1, 1));
        assert_eq!(order_of(from(1, 20)), periodic(1, 20));
        assert_eq!(order_of(from(5, 20)), periodic(5, 20));
        assert_eq!(order_of(from(6, 20)), StepOrder::Changing);
        assert_eq!(order_of(from(30, 20)), StepOrder::Changing);
        assert_eq!(order_of(from(48, 1)), periodic(48, 1));
        assert_eq!(order_of(from(49, 1)), StepOrder::Changing);
        assert_eq!(order_of(|step| step), StepOrder::Changing);
    }
}
