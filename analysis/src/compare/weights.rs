//! The weight of the penalty: curves over it, and the paper's statement on its values.

use super::columns;
use super::paired::LEVEL;
use crate::statistics::{ConfidenceInterval, differences, median, median_interval, quantile, sign_test};
use crate::sweep::{Cell, Results};
use crate::table::Table;
use anyhow::{Context, Result};

/// The weight's number in each method that has one.
const WEIGHTS: [&str; 3] = ["temporal_stability", "restoring", "proximal"];

/// What a weight does at one place.
#[derive(Clone, Debug)]
pub struct WeightPoint {
    /// The weight τ.
    pub weight: f64,
    /// The median final loss with its interval.
    pub loss: ConfidenceInterval,
    /// The 10 % and 90 % quantiles of the final losses.
    pub spread: [f64; 2],
    /// The final loss minus that without penalty: its median with its interval.
    pub hindrance: ConfidenceInterval,
    /// The deviation of the last losses minus that without penalty, likewise.
    pub unrest: ConfidenceInterval,
    /// The mean coordinate of the end minus that without penalty, likewise; where no run of
    /// either diverged.
    pub drift: Option<ConfidenceInterval>,
    /// The final losses, a seed each.
    pub losses: Vec<f64>,
}

/// An effect smaller than this share, of the descent or of the scatter without penalty, is none:
/// pairs are so alike that a millionth would be told from 0.
pub const MATTERS: f64 = 0.01;

/// A method at one place over its weights, which ascend.
#[derive(Clone, Debug)]
pub struct WeightCurve {
    /// The place.
    pub place: String,
    /// The problem's label.
    pub problem: String,
    /// The level of noise, where the problem has one.
    pub noise: Option<f64>,
    /// The method's label.
    pub method: String,
    /// How far the median loss falls without penalty.
    pub descent: f64,
    /// The median deviation of the last losses without penalty.
    pub scatter: f64,
    /// A point for each weight.
    pub points: Vec<WeightPoint>,
}

/// The weight that a cell was run with.
fn weight(results: &Results, cell: &Cell) -> Option<f64> {
    let values = |name: &str| {
        let mut all: Vec<f64> = results.by(&cell.method).filter_map(|other| other.number(name)).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    };
    let name = WEIGHTS.into_iter().find(|name| values(name).len() > 1)?;
    cell.number(name)
}

/// Every method with a weight, place by place; compared with `without`, or where that is
/// `None` with the method's own weight 0.
///
/// # Errors
/// Where there is nothing to compare with.
pub fn curves(results: &Results, without: Option<&str>) -> Result<Vec<WeightCurve>> {
    let mut curves: Vec<WeightCurve> = Vec::new();
    for cell in &results.cells {
        let Some(weight) = weight(results, cell) else { continue };
        let reference = match without {
            Some(method) => results.beside(cell, method),
            None => results.all_beside(cell, &cell.method).find(|other| self::weight(results, other) == Some(0.0)),
        };
        let reference = reference.with_context(|| format!("{} has no run without penalty", cell.method))?;
        let place = results.place(cell);
        if !curves.last().is_some_and(|curve| curve.place == place && curve.method == cell.method) {
            curves.push(WeightCurve {
                place,
                problem: cell.problem.clone(),
                noise: cell.setting("noise"),
                method: cell.method.clone(),
                descent: (median_of(results, reference, "first_loss") - median_of(results, reference, "final_loss"))
                    .abs(),
                scatter: median_of(results, reference, "deviation"),
                points: Vec::new(),
            });
        }
        if let Some(curve) = curves.last_mut() {
            curve.points.push(point(results, weight, cell, reference)?);
        }
    }
    Ok(curves)
}

fn median_of(results: &Results, cell: &Cell, outcome: &str) -> f64 {
    median(results.of_cell(cell, outcome)).unwrap_or(f64::NAN)
}

fn point(results: &Results, weight: f64, cell: &Cell, reference: &Cell) -> Result<WeightPoint> {
    let change = |outcome: &str| {
        let [here, there] = [cell, reference].map(|cell| results.of_cell(cell, outcome));
        median_interval(&differences(here, there)?, LEVEL)
    };
    let losses = results.of_cell(cell, "final_loss").to_vec();
    // A run that diverged has no deviation: it is less steady than any.
    let unrest = |cell: &Cell| -> Vec<f64> {
        let deviations = results.of_cell(cell, "deviation").iter();
        deviations.map(|x| if x.is_nan() { f64::INFINITY } else { *x }).collect()
    };
    Ok(WeightPoint {
        weight,
        loss: median_interval(&losses, LEVEL)?,
        spread: [quantile(&losses, 0.1)?, quantile(&losses, 0.9)?],
        hindrance: change("final_loss")?,
        unrest: median_interval(&differences(&unrest(cell), &unrest(reference))?, LEVEL)?,
        drift: change("mean_coordinate").ok(),
        losses,
    })
}

impl WeightCurve {
    /// Whether a weight hinders: the loss is higher than without, by more than [`MATTERS`] of
    /// the descent.
    pub fn hinders(&self, point: &WeightPoint) -> bool {
        point.hindrance.low > MATTERS * self.descent
    }

    /// Whether a weight stabilises: the last losses scatter less than without, by more than
    /// [`MATTERS`] of their scatter.
    pub fn stabilises(&self, point: &WeightPoint) -> bool {
        point.unrest.high < -MATTERS * self.scatter
    }

    /// The weights that are not worse than the best: those whose losses the sign test does not
    /// tell, after Bonferroni's correction, from the losses of the weight with the lowest
    /// median.
    pub fn best_weights(&self) -> Vec<f64> {
        let Some(best) = self.points.iter().min_by(|a, b| a.loss.estimate.total_cmp(&b.loss.estimate)) else {
            return Vec::new();
        };
        let worse = |point: &WeightPoint| {
            let Ok(differences) = differences(&point.losses, &best.losses) else { return false };
            let higher = differences.iter().filter(|d| **d > 0.0).count() * 2 > differences.len();
            let p = sign_test(&differences).map_or(1.0, |test| test.p);
            higher && p * self.points.len() as f64 <= 1.0 - LEVEL
        };
        self.points.iter().filter(|point| !worse(point)).map(|point| point.weight).collect()
    }

    /// Whether the paper's statement holds here: weights of 0.01 and below neither hinder nor
    /// stabilise, those of 0.02 and above do both.
    pub fn is_as_stated(&self) -> bool {
        self.points.iter().filter(|point| point.weight > 0.0).all(|point| {
            let both = [self.hinders(point), self.stabilises(point)];
            if point.weight <= EXPLORES { both == [false, false] } else { both == [true, true] }
        })
    }
}

/// The paper's limit: at this weight and below it "explores", above it "stabilises" and hinders.
const EXPLORES: f64 = 0.01;

/// The curves as a table, a row a point.
pub fn table(name: &'static str, title: &str, curves: &[WeightCurve]) -> Table {
    let rows: Vec<(&WeightCurve, &WeightPoint)> =
        curves.iter().flat_map(|curve| curve.points.iter().map(move |point| (curve, point))).collect();
    let mut columns = vec![
        ("place", columns::text(&rows, |(curve, _)| curve.place.clone())),
        ("method", columns::text(&rows, |(curve, _)| curve.method.clone())),
        ("weight", columns::real(&rows, |(_, point)| point.weight)),
        ("seeds", columns::whole(&rows, |(_, point)| point.losses.len())),
    ];
    columns
        .extend(columns::interval(&rows, ["final_loss", "final_loss_low", "final_loss_high"], |(_, point)| point.loss));
    columns.push(("loss_of_10_percent", columns::real(&rows, |(_, point)| point.spread[0])));
    columns.push(("loss_of_90_percent", columns::real(&rows, |(_, point)| point.spread[1])));
    columns.extend(columns::interval(&rows, ["hindrance", "hindrance_low", "hindrance_high"], |(_, point)| {
        point.hindrance
    }));
    columns.extend(columns::interval(&rows, ["unrest", "unrest_low", "unrest_high"], |(_, point)| point.unrest));
    columns.push(("drift", columns::maybe(&rows, |(_, point)| point.drift.map(|drift| drift.estimate))));
    columns.push(("drift_low", columns::maybe(&rows, |(_, point)| point.drift.map(|drift| drift.low))));
    columns.push(("drift_high", columns::maybe(&rows, |(_, point)| point.drift.map(|drift| drift.high))));
    Table { name, title: title.to_owned(), columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(low: f64, high: f64) -> ConfidenceInterval {
        ConfidenceInterval { estimate: (low + high) / 2.0, low, high, level: LEVEL }
    }

    fn curve(points: &[(f64, [f64; 2], [f64; 2])]) -> WeightCurve {
        let point = |(weight, hindrance, unrest): &(f64, [f64; 2], [f64; 2])| WeightPoint {
            weight: *weight,
            loss: interval(hindrance[0], hindrance[1]),
            spread: *hindrance,
            hindrance: interval(hindrance[0], hindrance[1]),
            unrest: interval(unrest[0], unrest[1]),
            drift: None,
            losses: (0..20).map(|i| hindrance[0] + 0.001 * f64::from(i)).collect(),
        };
        WeightCurve {
            place: "here".to_owned(),
            problem: "here".to_owned(),
            noise: None,
            method: "m".to_owned(),
            descent: 10.0,
            scatter: 1.0,
            points: points.iter().map(point).collect(),
        }
    }

    const NEITHER: ([f64; 2], [f64; 2]) = ([-0.1, 0.1], [-0.1, 0.1]);
    const BOTH: ([f64; 2], [f64; 2]) = ([0.5, 0.6], [-0.3, -0.2]);

    #[test]
    fn the_paper_s_statement_holds_where_both_effects_begin_between_its_limits() {
        let at = |weight: f64, (a, b): ([f64; 2], [f64; 2])| (weight, a, b);
        let stated = |points: &[_]| curve(points).is_as_stated();
        assert!(stated(&[at(0.0, BOTH), at(0.01, NEITHER), at(0.02, BOTH)]), "the weight 0 is no statement");
        assert!(!stated(&[at(0.01, BOTH), at(0.02, BOTH)]), "hinders too early");
        assert!(!stated(&[at(0.01, NEITHER), at(0.02, NEITHER)]), "without effect");
        assert!(!stated(&[at(0.01, NEITHER), at(0.02, ([0.5, 0.6], [0.1, 0.2]))]), "hinders without stabilising");
        // 0.05 of a descent of 10 is less than matters.
        assert!(!stated(&[at(0.01, NEITHER), at(0.02, ([0.05, 0.06], [-0.3, -0.2]))]), "hinders too little");
    }

    #[test]
    fn the_best_weights_are_those_that_no_test_tells_from_the_best() {
        let at = |weight: f64, low: f64| (weight, [low, low + 0.1], [0.0, 0.0]);
        assert_eq!(curve(&[at(0.0, 0.0), at(0.1, 0.0), at(0.2, 0.5)]).best_weights(), [0.0, 0.1]);
        assert_eq!(curve(&[at(0.0, 0.2), at(0.1, 0.1)]).best_weights(), [0.1]);
    }
}
