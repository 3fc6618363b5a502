//! A first look at powers, in binary64: at s = 1 a run has to stand still.
//!
//! If a run follows the unit s where each number n is multiplied by s^p, then its derivative
//! along ln s and, p times, along ln n is that of its points. These are linear equations in the
//! powers, read off a few runs with dual numbers. Powers that fail them far beyond rounding are
//! none; of the others nothing follows.

use crate::method::registry::Number;
use crate::method::{Hyperparameters, Oracle};
use crate::quiet;
use crate::scalar::{Approximate, Dual};
use crate::structure::decide::{Check, Stage};
use crate::structure::draws::{DrawStyle, Draws};
use crate::structure::run::{AnyField, Scripted, vector};
use crate::structure::subject::{Known, Phase, Subject};
use crate::structure::transformation::{Scaling, Symmetry};

/// Runs that are looked at, at each stage.
const RUNS: usize = 3;

/// A share of its terms, below which a sum counts as 0.
const ROUNDING: f64 = 1e-6;

/// Equations of the powers.
pub(super) struct Screen {
    /// Factors of the powers, then a constant.
    rows: Vec<Vec<f64>>,
}

impl Screen {
    /// That of a rule.
    pub(super) fn of(subject: &Subject, scaling: Scaling) -> Self {
        let stages = Symmetry::Scaled(scaling, Vec::new()).stages(subject);
        let runs = stages.iter().flat_map(|stage| (0..RUNS).map(move |run| (*stage, run)));
        let rows = runs.filter_map(|(stage, run)| quiet::guarded(|| rows(subject, scaling, stage, run)).ok().flatten());
        Self { rows: rows.flatten().collect() }
    }

    /// Whether a run may follow the unit by these powers.
    pub(super) fn allows(&self, powers: &[i32]) -> bool {
        self.rows.iter().all(|row| {
            let terms = row.iter().zip(powers.iter().map(|power| f64::from(*power)).chain([1.0]));
            let (sum, size) = terms
                .fold((0.0, 0.0), |(sum, size), (factor, power)| (sum + factor * power, size + (factor * power).abs()));
            let largest = row.iter().fold(0.0_f64, |largest, factor| largest.max(factor.abs()));
            f64::abs(sum) <= ROUNDING * (size + largest)
        })
    }
}

/// The equations of one run; those that are not finite are left out.
fn rows(subject: &Subject, scaling: Scaling, stage: Stage, run: usize) -> Option<Vec<Vec<f64>>> {
    let rule = Dual::<f64>::of(&subject.entry)?;
    let count = subject.entry.description.numbers.len();
    let mut draws = Draws::new(subject, 21, run, DrawStyle::Dyadic);
    let mut values = |name: &str| draws.value(name).to_f64();
    // x follows the unit by a power: along ln s it changes by that many times itself.
    let follows = |x: f64, power: i32| {
        let mut dual = Dual::variable(x, count, count + 1);
        dual.derivative[count] = f64::from(power) * x;
        dual
    };
    let numbers = subject.entry.description.numbers.iter().enumerate().map(|(place, spec)| {
        let value = values(spec.name);
        let mut dual = Dual::variable(value, place, count + 1);
        dual.derivative[place] = value;
        dual
    });
    let hyper = Hyperparameters {
        numbers: numbers.collect(),
        switches: subject.entry.description.switches.iter().map(|spec| spec.default).collect(),
    };
    let start = vector("q", stage.dimension, &mut values);
    let mut phase = Phase::start(subject, start.into_iter().map(|q| follows(q, scaling.of_points())).collect());
    let known = Known::new(hyper);
    let mut field = AnyField::new(&mut values);
    let mut oracle = Scripted::new(|_, point: &[Dual<f64>], gradient: &mut [Dual<f64>]| {
        let point: Vec<f64> = point.iter().map(|x| x.value).collect();
        let mut own = vec![0.0; point.len()];
        field.gradient(&point, &mut own);
        for (slot, own) in gradient.iter_mut().zip(own) {
            *slot = follows(own, scaling.of_gradients());
        }
        follows(field.loss().unwrap_or(f64::NAN), scaling.of_losses())
    });
    let mut rows = Vec::new();
    for step in 1..=stage.step {
        subject.advance(rule, step, &known, &mut oracle, &mut phase);
        for q in &phase.slots[0] {
            let mut row: Vec<f64> = (0..=count).map(|direction| q.along(direction)).collect();
            row[count] -= f64::from(scaling.of_points()) * q.value;
            if row.iter().all(|x| x.is_finite()) {
                rows.push(row);
            }
        }
    }
    Some(rows)
}
