//! Numbers of one rule with which it runs as another does, by least squares in binary64.
//!
//! What is found here is a guess, which is recognised as products and proved elsewhere.

use super::relation::Sum;
use crate::structure::smooth::{SmoothRun, drawn_start, run_from};
use crate::structure::subject::Subject;
use nalgebra::{DMatrix, DVector};

/// Steps of the runs.
const STEPS: u64 = 7;

/// Points at which they start.
const STARTS: usize = 2;

/// What counts as the same point, relative to its size.
const SAME: f64 = 1e-9;

/// Deviations below this, relative to what deviates, are rounding.
pub(super) const ROUNDING: f64 = 1e-7;

/// Steps of Levenberg and Marquardt (doi:10.1137/0111030).
const ITERATIONS: usize = 60;

/// Runs of a rule from some points in so many coordinates, with these numbers.
pub(super) fn runs(subject: &Subject, numbers: &[f64], dimension: usize) -> Option<Vec<SmoothRun>> {
    (0..STARTS).map(|start| run_from(subject, numbers, drawn_start(start, dimension), STEPS)).collect()
}

/// Whether two points are the same but for rounding.
fn is_same(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= SAME * (1.0 + a.abs().max(b.abs())))
}

/// The points at which gradients were asked, each once.
fn distinct(asked: &[Vec<f64>]) -> Vec<&Vec<f64>> {
    let mut found: Vec<&Vec<f64>> = Vec::new();
    for point in asked {
        if !found.iter().any(|known| is_same(known, point)) {
            found.push(point);
        }
    }
    found
}

/// The deviations of the points at which two rules ask for gradients.
pub(super) fn deviations(own: &[SmoothRun], other: &[SmoothRun]) -> Option<Vec<f64>> {
    let mut deviations = Vec::new();
    for (own, other) in own.iter().zip(other) {
        let (own, other) = (distinct(&own.asked), distinct(&other.asked));
        // One of them may ask once more in the last step.
        if own.len().abs_diff(other.len()) > 1 {
            return None;
        }
        deviations
            .extend(own.iter().zip(&other).flat_map(|(a, b)| a.iter().zip(*b).map(|(a, b)| (b - a) / (1.0 + a.abs()))));
    }
    Some(deviations)
}

/// Whether two rules ask for gradients at the same points.
pub(super) fn agree(own: &[SmoothRun], other: &[SmoothRun]) -> bool {
    deviations(own, other).is_some_and(|deviations| deviations.iter().all(|deviation| deviation.abs() <= ROUNDING))
}

/// Numbers with which a rule asks for gradients at the points of these runs, from a guess.
pub(super) fn fitted(subject: &Subject, dimension: usize, wanted: &[SmoothRun], guess: Vec<f64>) -> Option<Vec<f64>> {
    let residual = |numbers: &DVector<f64>| {
        let runs = runs(subject, numbers.as_slice(), dimension)?;
        deviations(wanted, &runs).map(DVector::from_vec)
    };
    let mut numbers = DVector::from_vec(guess);
    let mut own = residual(&numbers)?;
    let mut damping = 1e-3;
    for _ in 0..ITERATIONS {
        if own.amax() <= ROUNDING / 1e3 || numbers.is_empty() {
            break;
        }
        let slope = slopes(&residual, &numbers, &own)?;
        let (normal, gradient) = (slope.tr_mul(&slope), slope.tr_mul(&own));
        let mut improved = false;
        while damping < 1e12 {
            let mut damped = normal.clone();
            for i in 0..numbers.len() {
                damped[(i, i)] += damping * normal[(i, i)].max(1e-12);
            }
            let next = damped.lu().solve(&gradient).map(|change| &numbers - change);
            match next
                .and_then(|next| residual(&next).filter(|found| found.len() == own.len()).map(|found| (next, found)))
            {
                Some((next, found)) if found.norm_squared() < own.norm_squared() => {
                    improved = found.norm_squared() < 0.999_999 * own.norm_squared();
                    (numbers, own, damping) = (next, found, damping / 8.0);
                    break;
                }
                _ => damping *= 8.0,
            }
        }
        if !improved {
            break;
        }
    }
    (own.amax() <= ROUNDING).then(|| numbers.as_slice().to_vec())
}

/// The derivative of the residual in each number, by differences.
fn slopes(
    residual: &impl Fn(&DVector<f64>) -> Option<DVector<f64>>,
    numbers: &DVector<f64>,
    own: &DVector<f64>,
) -> Option<DMatrix<f64>> {
    const CHANGE: f64 = 1e-7;
    let mut slopes = DMatrix::zeros(own.len(), numbers.len());
    for i in 0..numbers.len() {
        let mut moved = numbers.clone();
        moved[i] += CHANGE;
        let found = residual(&moved).filter(|found| found.len() == own.len())?;
        slopes.set_column(i, &((found - own) / CHANGE));
    }
    Some(slopes)
}

/// Factors with which some slots of a rule add up to a slot of another, after every step of
/// all runs: of one slot, or of two.
pub(super) fn factors(slots: &[Vec<f64>], wanted: &[f64]) -> Vec<Sum<f64>> {
    let size = wanted.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    let fits = |places: &[usize]| -> Option<Sum<f64>> {
        let matrix = DMatrix::from_fn(wanted.len(), places.len(), |i, j| slots[places[j]][i]);
        let wanted = DVector::from_column_slice(wanted);
        let factors = matrix.tr_mul(&matrix).lu().solve(&matrix.tr_mul(&wanted))?;
        let left = (&matrix * &factors - &wanted).amax();
        (left <= ROUNDING * size).then(|| places.iter().copied().zip(factors.iter().copied()).collect())
    };
    if size <= ROUNDING {
        return vec![Vec::new()];
    }
    let singles: Vec<_> = (0..slots.len()).filter_map(|i| fits(&[i])).collect();
    if !singles.is_empty() {
        return singles;
    }
    (0..slots.len())
        .flat_map(|i| (i + 1..slots.len()).map(move |j| [i, j]))
        .filter_map(|places| fits(&places))
        .collect()
}
