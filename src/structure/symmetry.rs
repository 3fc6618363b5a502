//! Equivariances: what a run becomes when the problem is moved, mirrored, turned or
//! measured in other units.
//!
//! Two runs start at rest; the second sees the problem transformed. An equivariance is that
//! its points are the first run's points, transformed.
//!
//! It is proved by induction ([`induction`](super::induction)), and refuted by runs from rest.

use super::decide::{Check, Decision, Defect, Proof, Stage, replay};
use super::examination::{Conclusion, Examination, PropertySpec};
use super::failure::{DefectId, DefectKind};
use super::induction;
use super::rescaling;
use super::run::{Examined, Values};
use super::subject::{RECORDED, Subject};
use super::transformation::Symmetry;
use crate::scalar::Symbolic;

/// Steps of a short run: the third is the first on which a penalty acts.
const SHORT: u64 = 3;

impl Check for Symmetry {
    /// As many steps as there are slots, at least, so that the last has an influence.
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        let step = SHORT.max(subject.slots.len() as u64 + 2);
        Self::dimensions(subject).iter().map(|dimension| Stage { step, dimension: *dimension }).collect()
    }

    fn searched(&self, subject: &Subject) -> Vec<Stage> {
        let mut further = Vec::new();
        further.extend(subject.further(&[4, 5]).iter().map(|dimension| Stage { step: SHORT, dimension: *dimension }));
        if subject.classes.len() > 1 {
            let last = subject.classes.iter().map(super::subject::Class::first).max().unwrap_or(1);
            let step = (last + 1).min(RECORDED);
            further.extend(Self::dimensions(subject).iter().map(|dimension| Stage { step, dimension: *dimension }));
        }
        further
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let dimension = stage.dimension;
        let mut defects: Vec<Defect<T>> = Vec::new();
        for generator in 0..self.generators(dimension) {
            let found = self.run_from_rest(generator, stage, subject, values);
            let Some((runs, transformation)) = found else { return Vec::new() };
            let law = transformation.of_points();
            for ((first, second), step) in runs.first.iter().zip(&runs.second).zip(1..) {
                let deviation = transformation.deviation(law, &first.slots[0], &second.slots[0]);
                defects.extend(deviation.enumerate().map(|(i, value)| {
                    let id = DefectId { kind: DefectKind::Transformed, step, dimension, indices: [i, generator] };
                    Defect { id, value }
                }));
            }
        }
        defects
    }

    fn label(&self, id: DefectId, _: &Subject) -> String {
        let dimension = if id.dimension == 2 { String::new() } else { format!("d = {}: ", id.dimension) };
        format!(
            "{dimension}q{0} after step {1} of the transformed run, less the run's own q{0} transformed{2}",
            id.indices[0] + 1,
            id.step,
            self.generator_in_words(id.indices[1])
        )
    }

    /// By the degrees of the formula, or by induction over the steps.
    fn proof(&self, subject: &Subject, values: Values<Symbolic>) -> Option<Proof> {
        match self {
            Self::Scaled(scaling, powers) if rescaling::by_degrees(subject, *scaling, powers) => Some(Proof::DEGREES),
            _ => induction::proof(self, subject, values),
        }
    }
}

/// Where an equivariance is settled.
pub(super) const EVERY_RUN: &str = "every run from rest, whatever the gradients, every real hyperparameter";

/// Of what was sampled, the longest run.
pub(super) fn steps_in_words(subject: &Subject, finding: &Decision) -> String {
    match finding.longest {
        Some(longest) => format!("the first {longest} steps of a run"),
        None => subject.steps_in_words(),
    }
}

/// The row of translations.
pub(super) const TRANSLATION: PropertySpec = PropertySpec {
    steps: steps_in_words,
    ..PropertySpec::new(
        "translation",
        "the run of U(q − s) from q + s is the run of U from q, moved by s",
        |examination| examination.settle(&Symmetry::Translation, EVERY_RUN),
        |subject, sought, point| replay(&Symmetry::Translation, subject, sought, point).map(|found| found.text),
    )
};

/// The row of reflections.
pub(super) const REFLECTION: PropertySpec = PropertySpec {
    steps: steps_in_words,
    ..PropertySpec::new(
        "reflection",
        "the run of U(−q) from −q is the mirrored run of U from q",
        |examination| examination.settle(&Symmetry::Reflection, EVERY_RUN),
        |subject, sought, point| replay(&Symmetry::Reflection, subject, sought, point).map(|found| found.text),
    )
};

/// The conclusion of what is done to several coordinates.
fn among_coordinates(examination: &Examination, symmetry: &Symmetry) -> Conclusion {
    if examination.subject.dimensions() == [1] {
        return Conclusion::not_applicable("the rule is known in one coordinate alone");
    }
    examination.settle(symmetry, EVERY_RUN)
}

/// The row of permutations.
pub(super) const PERMUTATION: PropertySpec = PropertySpec {
    steps: steps_in_words,
    ..PropertySpec::new(
        "permutation",
        "exchanging coordinates exchanges them in the run",
        |examination| among_coordinates(examination, &Symmetry::Permutation),
        |subject, sought, point| replay(&Symmetry::Permutation, subject, sought, point).map(|found| found.text),
    )
};

/// The row of rotations.
pub(super) const ROTATION: PropertySpec = PropertySpec {
    steps: steps_in_words,
    ..PropertySpec::new(
        "rotation",
        "turning the problem turns the run",
        |examination| among_coordinates(examination, &Symmetry::Rotation),
        |subject, sought, point| replay(&Symmetry::Rotation, subject, sought, point).map(|found| found.text),
    )
};
