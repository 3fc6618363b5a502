//! Equivariances by induction over the steps.
//!
//! Each slot follows the transformation by a law: as a point, as a difference of points, by a
//! power of the unit, not at all. If after a few steps from rest the two runs stand in these
//! laws, and every class of steps keeps two states that do, whatever they are, then every
//! point of the second run is the first's, transformed, however many steps are taken.

use super::decide::{Check, Defect, Proof, Stage, identity};
use super::draws::{DrawStyle, Draws};
use super::failure::DefectKind;
use super::run::{Examined, Values};
use super::subject::{Phase, Subject};
use super::transformation::{Law, Symmetry, Transformation, runs};
use crate::scalar::{Exact, Symbolic};

/// Steps of the runs in which laws are sought.
const STEPS: u64 = 6;

/// Such runs.
const RUNS: usize = 6;

/// Largest power of the unit that a slot may follow.
const LARGEST: i32 = 4;

/// Combinations of laws that are tried.
const TRIED: usize = 16;

/// Laws in the order in which they are preferred.
fn candidates(symmetry: &Symmetry) -> Vec<Law> {
    match symmetry {
        Symmetry::Scaled(..) => (0..=LARGEST).flat_map(|p| [p, -p]).skip(1).map(Law::Power).collect(),
        Symmetry::Translation => vec![Law::Vector, Law::Point],
        _ => vec![Law::Vector, Law::Still],
    }
}

/// A proof for every recorded step, if one is found.
pub(super) fn proof(symmetry: &Symmetry, subject: &Subject, values: Values<Symbolic>) -> Option<Proof> {
    for base in 1..=subject.slots.len() as u64 + 1 {
        let Some(laws) = laws(symmetry, subject, base, values) else { continue };
        for laws in combinations(&laws).into_iter().take(TRIED) {
            let induction = Induction { symmetry, laws, base };
            let beginning = identity(&Beginning(&induction), subject, values);
            let step = beginning.and_then(|proof| {
                let step = identity(&induction, subject, values)?;
                Some(proof.and(step))
            });
            if step.is_some() {
                return step;
            }
        }
    }
    None
}

/// The laws that each slot keeps from step `base` on, in runs on fractions.
fn laws(symmetry: &Symmetry, subject: &Subject, base: u64, values: Values<Symbolic>) -> Option<Vec<Vec<Law>>> {
    let mut left: Vec<Vec<Law>> = vec![candidates(symmetry); subject.slots.len()];
    // A number that is given has that value in the runs too.
    let mut fixed = |name: &str| {
        let is_number = subject.entry.description.numbers.iter().any(|spec| spec.name == name);
        if is_number { values(name).polynomial().as_constant() } else { None }
    };
    for run in 0..RUNS {
        let mut draws = Draws::new(subject, 7, run, DrawStyle::Small);
        let stage = Stage { step: STEPS, dimension: Symmetry::dimensions(subject)[0] };
        let (runs, transformation) = symmetry.run_from_rest::<Exact>(0, stage, subject, &mut |name| {
            fixed(name).unwrap_or_else(|| draws.value(name)).into()
        })?;
        for (first, second) in runs.first.iter().zip(&runs.second).skip(base as usize - 1) {
            for (slot, left) in left.iter_mut().enumerate() {
                left.retain(|law| {
                    let expected = transformation.carried(*law, &first.slots[slot + 1]);
                    let found = transformation.compared(*law, &second.slots[slot + 1]);
                    expected.iter().zip(&found).all(|(a, b)| a.value().is_err() || b.value().is_err() || a == b)
                });
            }
        }
    }
    left.iter().all(|left| !left.is_empty()).then_some(left)
}

/// Every choice of a law for each slot, the preferred ones first.
fn combinations(laws: &[Vec<Law>]) -> Vec<Vec<Law>> {
    laws.iter().fold(vec![Vec::new()], |chosen: Vec<Vec<Law>>, laws| {
        let with = |law: &Law| chosen.iter().map(|chosen| [chosen.as_slice(), &[*law]].concat()).collect::<Vec<_>>();
        laws.iter().flat_map(with).take(TRIED).collect()
    })
}

/// What has to vanish of a slot in both runs.
fn deviations<T: Examined>(
    transformation: &Transformation<T>,
    law: Law,
    (first, second): (&[T], &[T]),
    stage: Stage,
    slot: usize,
) -> impl Iterator<Item = Defect<T>> + use<T> {
    let deviation = transformation.deviation(law, first, second);
    deviation.enumerate().map(move |(i, value)| Defect { id: stage.id(DefectKind::Transformed, [i, slot]), value })
}

/// That a step of any class keeps the laws.
struct Induction<'a> {
    symmetry: &'a Symmetry,
    laws: Vec<Law>,
    base: u64,
}

impl Induction<'_> {
    /// What has to vanish of two states that stand in the laws: point, then slots.
    fn compared<T: Examined>(
        &self,
        transformation: &Transformation<T>,
        (first, second): (&Phase<T>, &Phase<T>),
        stage: Stage,
    ) -> Vec<Defect<T>> {
        let laws = std::iter::once(transformation.of_points()).chain(self.laws.iter().copied());
        let slots = laws.zip(first.slots.iter().zip(&second.slots)).enumerate();
        slots
            .flat_map(|(slot, (law, (first, second)))| deviations(transformation, law, (first, second), stage, slot))
            .collect()
    }
}

impl Check for Induction<'_> {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        let later = subject.classes.iter().filter(|class| class.last() > self.base);
        let first = |class: &super::subject::Class| class.first_after(self.base);
        let dimensions = Symmetry::dimensions(subject);
        later.map(first).flat_map(|step| dimensions.iter().map(move |d| Stage { step, dimension: *d })).collect()
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let mut defects = Vec::new();
        for generator in 0..self.symmetry.generators(stage.dimension) {
            let transformation = Transformation::new(self.symmetry, generator, stage.dimension, values);
            let numbers = transformation.numbers(subject, values);
            let free = Phase::free(subject, stage.dimension, values);
            let laws = std::iter::once(transformation.of_points()).chain(self.laws.iter().copied());
            let pairs = free.slots.iter().zip(laws).map(|(slot, law)| transformation.pair(law, slot));
            let (first, second): (Vec<_>, Vec<_>) = pairs.unzip();
            let phases = (Phase { slots: first }, Phase { slots: second });
            let steps = stage.step..=stage.step;
            let Some(runs) = runs(&transformation, subject, numbers, phases, steps, values) else { return Vec::new() };
            defects.extend(self.compared(&transformation, (&runs.first[0], &runs.second[0]), stage));
        }
        defects
    }
}

/// That the first steps from rest lead into the laws.
struct Beginning<'a>(&'a Induction<'a>);

impl Check for Beginning<'_> {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        Symmetry::dimensions(subject).iter().map(|d| Stage { step: self.0.base, dimension: *d }).collect()
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let mut defects: Vec<Defect<T>> = Vec::new();
        for generator in 0..self.0.symmetry.generators(stage.dimension) {
            let found = self.0.symmetry.run_from_rest(generator, stage, subject, values);
            let Some((runs, transformation)) = found else { return Vec::new() };
            let law = transformation.of_points();
            for (first, second) in runs.first.iter().zip(&runs.second) {
                defects.extend(deviations(&transformation, law, (&first.slots[0], &second.slots[0]), stage, 0));
            }
            if let (Some(first), Some(second)) = (runs.first.last(), runs.second.last()) {
                defects.extend(self.0.compared(&transformation, (first, second), stage));
            }
        }
        defects
    }
}
