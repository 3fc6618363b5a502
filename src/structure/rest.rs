//! Rest: where the gradient vanishes, a run that starts there stays there.

use super::decide::{Check, Defect, Stage, replay};
use super::examination::PropertySpec;
use super::failure::{DefectId, DefectKind};
use super::run::{AnyField, Examined, Values, vector};
use super::subject::{Known, Phase, RECORDED, Subject};

/// A run from rest where ∇U = 0 has the same point after every step.
pub(super) struct FixedPoint;

impl Check for FixedPoint {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        let dimensions = subject.among(if subject.mixes { &[3, 5] } else { &[2] });
        dimensions.iter().map(|dimension| Stage { step: RECORDED, dimension: *dimension }).collect()
    }

    /// After each step, until nothing moves any more.
    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let Some(rule) = subject.entry.on::<T>() else { return Vec::new() };
        let start = vector("q", stage.dimension, values);
        let known = Known::drawn(subject, values);
        let mut phase = Phase::start(subject, start.clone());
        let mut level = AnyField::level_at(values, start.clone());
        let mut defects = Vec::new();
        let mut still = Still::default();
        for step in 1..=stage.step {
            let before = phase.clone();
            subject.advance(rule, step, &known, &mut level, &mut phase);
            for (i, (after, before)) in phase.slots[0].iter().zip(&start).enumerate() {
                let id = DefectId { kind: DefectKind::Moved, step, dimension: stage.dimension, indices: [i, 0] };
                defects.push(Defect { id, value: after.clone() - before });
            }
            let unchanged = phase.coordinates().zip(before.coordinates()).all(|(a, b)| a.coincides(b));
            if phase.is_lost() || still.until(subject, step, unchanged) {
                break;
            }
        }
        defects
    }

    fn label(&self, id: DefectId, _: &Subject) -> String {
        let n = id.indices[0] + 1;
        format!("q{n} after step {} less q{n} before", id.step)
    }
}

/// Which classes of steps have left a state as it is since it was last changed.
#[derive(Default)]
struct Still {
    classes: Vec<usize>,
}

impl Still {
    /// Whether every later step leaves the state as it is: each of their classes has.
    fn until(&mut self, subject: &Subject, step: u64, unchanged: bool) -> bool {
        let of = |step: u64| subject.classes.iter().position(|class| class.contains(step));
        // The class that has changed it may change it again.
        match unchanged {
            true => self.classes.extend(of(step)),
            false => self.classes.clear(),
        }
        unchanged && (step + 1..=RECORDED).all(|later| of(later).is_some_and(|class| self.classes.contains(&class)))
    }
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec::new(
    "fixed_point",
    "a run that starts at rest at a point with ∇U = 0 stays at that point",
    |examination| {
        examination.settle(&FixedPoint, "every point with ∇U = 0 and every real hyperparameter, a run from rest")
    },
    |subject, sought, point| replay(&FixedPoint, subject, sought, point).map(|found| found.text),
);
