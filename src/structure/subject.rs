//! A rule as it is examined: its steps in classes, its slots without those that are
//! functions of others or that nothing reads.
//!
//! Memory is examined where a run can reach it. A slot that every step leaves equal to a
//! function of the others (a copy of the point, the gradient there, the point before) is
//! that function, and no coordinate of its own; at the first step it is what it is at the
//! start. A slot made of numbers and of the count of steps alone is a clock: at each step
//! it is known. A slot that no later point depends on is left out. What remains is free.
//!
//! Which slot is the velocity is not asked for: each that remains is tried as one.

mod affine;
mod after;
mod memory;
mod phase;
mod steps;

pub(super) use phase::{Known, Phase};
pub(super) use steps::{Class, StepOrder};

use crate::formula::{Formula, Source};
use crate::method::registry::Entry;
use crate::quiet::Stopped;
use crate::scalar::{Absolute, Algebra, Rational};
use affine::Affine;
use std::sync::{Arc, OnceLock};

/// Steps that are recorded, and so those of which something is said.
pub(super) const RECORDED: u64 = 64;

/// Dimensions in which a rule is recorded; the largest shows blocks and single coordinates.
const DIMENSIONS: [usize; 4] = [1, 2, 3, 5];

/// What a slot beside the point is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Held {
    /// A coordinate of its own.
    Free,
    /// A function of the point and the free slots after every step.
    Function(Affine),
    /// Made of numbers and the count of steps alone.
    Clock,
    /// No later point depends on it.
    Unread,
}

/// A rule, and what was found of its slots and steps.
#[derive(Clone)]
pub(super) struct Subject {
    /// The rule.
    pub entry: Entry,
    /// Velocity and memories, in the order of the rule's state.
    pub holds: Vec<Held>,
    /// The slots that are examined beside the point, by their place in `holds`: the first
    /// is taken as the velocity.
    pub slots: Vec<usize>,
    /// The steps, in classes of the same map.
    pub classes: Vec<Class>,
    /// Why there is no graph: then the rule is known at points alone.
    pub unseen: Option<String>,
    /// Whether coordinates mix: then more of them are examined.
    pub mixes: bool,
    /// In how many coordinates alone it is examined, where it is known so.
    only: Option<[usize; 1]>,
    /// The rule in several dimensions, one coordinate first, where it is a graph.
    formulas: Arc<Vec<Formula>>,
    /// What [`Self::constants`] has found.
    constants: OnceLock<Vec<Rational>>,
}

impl Subject {
    /// The rule as it stands: every slot free, the first step alone.
    pub(super) fn plain(entry: &Entry) -> Self {
        let slots = 1 + entry.description.memory.len();
        Self {
            entry: entry.clone(),
            holds: vec![Held::Free; slots],
            slots: (0..slots).collect(),
            classes: vec![Class::only(1)],
            unseen: None,
            mixes: false,
            only: entry.description.coordinates.examined().map(|dimension| [dimension]),
            formulas: Arc::default(),
            constants: OnceLock::new(),
        }
    }

    /// The rule, read as a graph.
    pub(super) fn of(entry: &Entry) -> Self {
        let plain = Self::plain(entry);
        let recorded: Result<Vec<Formula>, Stopped> =
            plain.among(&DIMENSIONS).iter().map(|dimension| Formula::record(entry, *dimension, RECORDED)).collect();
        let formulas = match recorded {
            Ok(formulas) if formulas.iter().any(|formula| formula.graph().was_compared()) => {
                return plain.at_points("it asks a number for its value by `==` or `is_zero`".to_owned());
            }
            Ok(formulas) => formulas,
            Err(stopped) => return plain.at_points(format!("on recorded numbers {stopped}")),
        };
        let mixes = {
            let alone = &formulas[0];
            plain.only.is_some()
                || formulas[1..].iter().any(|formula| (1..=RECORDED).any(|k| !formula.is_coordinate_wise(alone, k)))
        };
        let formulas = Arc::new(formulas);
        let mut subject = Self { mixes, formulas: formulas.clone(), ..plain };
        subject.holds = memory::held(&formulas);
        subject.slots = subject.free();
        subject.classes = steps::of_graphs(&subject, &formulas);
        memory::find_functions(&mut subject);
        subject.slots = subject.free();
        subject.classes = steps::merged(&subject, steps::of_graphs(&subject, &formulas));
        subject
    }

    /// The same, known at points alone.
    fn at_points(self, reason: String) -> Self {
        let classes = steps::at_points(&self);
        Self { unseen: Some(reason), mixes: true, classes, ..self }
    }

    fn free(&self) -> Vec<usize> {
        (0..self.holds.len()).filter(|slot| self.holds[*slot] == Held::Free).collect()
    }

    /// The same with the free slot at this place taken as the velocity.
    pub(super) fn with_velocity(&self, place: usize) -> Self {
        let mut other = self.clone();
        let slot = other.slots.remove(place);
        other.slots.insert(0, slot);
        other
    }

    /// The name of a slot of `holds`, as coordinates begin with it: `v`, `m1_`, ...
    pub(super) fn name(slot: usize) -> String {
        if slot == 0 { "v".to_owned() } else { format!("m{slot}_") }
    }

    /// The name by which the rule calls a slot of `holds`.
    pub(super) fn called(&self, slot: usize) -> &'static str {
        slot.checked_sub(1).map_or("velocity", |memory| self.entry.description.memory[memory])
    }

    /// The slots that are examined, point first, by the names of their coordinates.
    pub(super) fn names(&self) -> Vec<String> {
        std::iter::once("q".to_owned()).chain(self.slots.iter().map(|slot| Self::name(*slot))).collect()
    }

    /// Dimensions in which one step is examined.
    pub(super) fn dimensions(&self) -> &[usize] {
        self.among(if self.mixes { &[1, 2, 3] } else { &[1, 2] })
    }

    /// These numbers of coordinates, or the only one in which the rule is examined.
    pub(super) fn among<'a>(&'a self, usual: &'a [usize]) -> &'a [usize] {
        self.only.as_ref().map_or(usual, |only| only.as_slice())
    }

    /// Further numbers of coordinates; none where there is an only one.
    pub(super) fn further(&self, usual: &'static [usize]) -> &'static [usize] {
        if self.only.is_some() || !self.mixes { &[] } else { usual }
    }

    /// One coordinate, or the only number of them.
    pub(super) fn fewest(&self) -> usize {
        self.dimensions()[0]
    }

    /// Why nothing is said of the rule in one coordinate, where it has none.
    pub(super) fn no_single_coordinate(&self) -> Option<String> {
        let [dimension] = self.only.filter(|[dimension]| *dimension > 1)?;
        Some(format!("it is asked in one coordinate, and the rule is known in {dimension} alone"))
    }

    /// Whether a proof may run the rule on symbols.
    pub(super) fn is_graph(&self) -> bool {
        self.unseen.is_none()
    }

    /// The magnitudes of fractions that stand in the rule's formula, without 0 and 1: scales of
    /// its thresholds among them.
    pub(super) fn constants(&self) -> &[Rational] {
        self.constants.get_or_init(|| {
            let Some(formula) = self.formula() else { return Vec::new() };
            let mut all: Vec<(i64, i64)> =
                self.classes.iter().flat_map(|class| formula.constants(class.first())).collect();
            all.retain(|(n, d)| *d != 0 && n != d && *n != 0);
            all.sort_unstable();
            all.dedup();
            all.into_iter().map(|(n, d)| Rational::ratio(n, d).abs()).collect()
        })
    }

    /// The formula in one coordinate, or in the only number of them.
    pub(super) fn formula(&self) -> Option<&Formula> {
        self.formulas.first()
    }

    /// The formulas, one coordinate first; none where there is no graph.
    pub(super) fn formulas(&self) -> &[Formula] {
        &self.formulas
    }

    /// Whether the point of some step depends on this number, as the formula is written.
    pub(super) fn reads_number(&self, number: usize) -> bool {
        let examined = (0..self.holds.len()).filter(|slot| self.holds[*slot] != Held::Unread).map(|slot| slot + 1);
        let slots: Vec<usize> = std::iter::once(0).chain(examined).collect();
        let reads = |formula: &Formula, k: u64| {
            let outputs = formula.step(k);
            slots.iter().any(|slot| formula.sources(k, &outputs.slots[*slot]).contains(&Source::Number(number)))
        };
        self.formulas.is_empty() || self.formulas.iter().any(|formula| (1..=RECORDED).any(|k| reads(formula, k)))
    }

    /// Whether some step leaves another velocity: one that every step keeps is 0, whoever reads it.
    pub(super) fn moves_velocity(&self) -> bool {
        let Some(formula) = self.formula() else { return true };
        let own = formula.input_place(Source::Slot { slot: 1, coordinate: 0 });
        (1..=RECORDED).any(|k| own != Some(formula.step(k).slots[1][0]))
    }
}
