//! What follows a change of units to first order, in binary64: a filter before a search.
//!
//! A run of a smooth problem in units that are larger by a small δ deviates from the run's own,
//! rescaled, by δ (D + Σ pᵢ Dᵢ) + O(δ²), where pᵢ is the power by which the number i follows.
//! So n + 1 runs say of all combinations of powers at once which ones can do.

use super::smooth::{drawn_near_defaults, drawn_numbers, drawn_start, run_from};
use super::subject::Subject;

/// The change of the unit.
const CHANGE: f64 = 1.0 / (1 << 20) as f64;

/// What counts as 0, beside what is added up to it.
const SMALL: f64 = 1e-3;

/// Steps of the runs beyond the number of slots.
const STEPS: u64 = 8;

/// Points at which runs start.
const POINTS: usize = 4;

/// The deviations of some runs.
pub(super) struct FirstOrder {
    /// For each coordinate of each point, D and every Dᵢ.
    rows: Vec<(f64, Vec<f64>)>,
}

impl FirstOrder {
    /// The deviations that the numbers make; none where a run has no numbers.
    pub(super) fn of(subject: &Subject) -> Self {
        let numbers = subject.entry.description.numbers.len();
        let mut rows = Vec::new();
        for point in 0..POINTS {
            let runs = |power: Option<usize>| deviations(subject, point, power);
            let Some(own) = runs(None) else { continue };
            let Some(each) = (0..numbers).map(|number| runs(Some(number))).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let along = |i: usize| each.iter().map(|deviations| deviations[i] - own[i]).collect();
            rows.extend(own.iter().enumerate().map(|(i, deviation)| (*deviation, along(i))));
        }
        Self { rows }
    }

    /// Whether nothing says that numbers with these powers do not follow the unit.
    pub(super) fn allows(&self, powers: &[i32]) -> bool {
        self.rows.iter().all(|(own, along)| {
            let terms = || along.iter().zip(powers).map(|(slope, power)| slope * f64::from(*power)).chain([*own]);
            let (sum, size): (f64, f64) = (terms().sum(), terms().map(f64::abs).sum());
            sum.abs() <= SMALL * (SMALL + size)
        })
    }
}

/// The deviations over δ of the run in the larger unit, where one number follows it.
fn deviations(subject: &Subject, point: usize, power: Option<usize>) -> Option<Vec<f64>> {
    let unit = 1.0 + CHANGE;
    let own = positions(subject, point, 1.0, None)?;
    let other = positions(subject, point, unit, power)?;
    let deviations: Vec<f64> = own.iter().zip(&other).map(|(own, other)| (other - unit * own) / CHANGE).collect();
    deviations.iter().all(|deviation| deviation.is_finite()).then_some(deviations)
}

/// The points of a run of U(q / unit), where one number is multiplied by the unit.
fn positions(subject: &Subject, point: usize, unit: f64, power: Option<usize>) -> Option<Vec<f64>> {
    let drawn = if point.is_multiple_of(2) { drawn_near_defaults } else { drawn_numbers };
    let mut numbers = drawn(subject, point);
    if let Some(number) = power.and_then(|place| numbers.get_mut(place)) {
        *number *= unit;
    }
    let start = drawn_start(point).iter().map(|x| unit * x).collect();
    let run = run_from(subject, &numbers, start, unit, STEPS + subject.slots.len() as u64)?;
    Some(run.phases.iter().flat_map(|phase| phase.slots[0].iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::UpdateRule;

    fn allowed(text: &str) -> Vec<Vec<i32>> {
        let subject = Subject::of(&UpdateRule::parse(text).expect("a rule").entry());
        let first_order = FirstOrder::of(&subject);
        let all = (-2..=2).flat_map(|a| (-2..=2).map(move |b| vec![a, b]));
        all.filter(|powers| first_order.allows(powers)).collect()
    }

    #[test]
    fn only_what_follows_the_unit_is_left() {
        // ηg is a length where η is a length squared: g is a loss over a length.
        assert_eq!(allowed("v' = μ v + η g; q' = q - v'"), [[0, 2]]);
        assert_eq!(allowed("v' = μ v + η g/(|g| + 1); q' = q - v'"), [[0; 2]; 0]);
        assert_eq!(allowed("v' = v + g²; q' = q - η g/(sqrt(v') + ε)"), [[1, -1]]);
    }
}
