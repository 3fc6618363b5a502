//! Planes of two numbers: the median final loss over rate and momentum, or rate and penalty.

use crate::statistics::median;
use crate::sweep::{Cell, Results};
use anyhow::{Context, Result};

/// A method on a problem over a grid of two of its numbers.
#[derive(Clone, Debug)]
pub struct Plane {
    /// The problem's label.
    pub problem: String,
    /// The method's label.
    pub method: String,
    /// The number along x, and its values.
    pub x: (&'static str, Vec<f64>),
    /// The number along y, and its values.
    pub y: (&'static str, Vec<f64>),
    /// The median final loss, row by row of y; infinite where most runs diverged.
    pub losses: Vec<Vec<f64>>,
    /// The median first loss: that of the start.
    pub start: f64,
}

/// The plane of each method on each problem, in the order of the plan.
///
/// # Errors
/// Where a method has not two numbers with several values.
pub fn planes(results: &Results) -> Result<Vec<Plane>> {
    let mut planes: Vec<(String, String)> = Vec::new();
    for cell in &results.cells {
        let key = (results.place(cell), cell.method.clone());
        if !planes.contains(&key) {
            planes.push(key);
        }
    }
    planes.into_iter().map(|(place, method)| plane(results, &place, &method)).collect()
}

fn plane(results: &Results, place: &str, method: &str) -> Result<Plane> {
    let cells: Vec<&Cell> = results.by(method).filter(|cell| results.place(cell) == place).collect();
    let names = cells.first().map(|cell| cell.numbers.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let values = |name: &'static str| {
        let mut values: Vec<f64> = cells.iter().filter_map(|cell| cell.number(name)).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        (name, values)
    };
    let varied: Vec<_> = names.unwrap_or_default().into_iter().map(values).filter(|(_, v)| v.len() > 1).collect();
    let [x, y] = <[_; 2]>::try_from(varied).ok().context("a plane needs two numbers with several values")?;
    let mut losses = vec![vec![f64::NAN; x.1.len()]; y.1.len()];
    let mut starts = Vec::new();
    for cell in cells {
        let at = |(name, values): &(&str, Vec<f64>)| {
            cell.number(name).and_then(|number| values.iter().position(|value| *value == number))
        };
        if let Some((i, j)) = at(&x).zip(at(&y)) {
            losses[j][i] = median(results.of_cell(cell, "final_loss"))?;
        }
        starts.extend(results.of_cell(cell, "first_loss").iter().copied().filter(|loss| loss.is_finite()));
    }
    Ok(Plane {
        problem: place.to_owned(),
        method: method.to_owned(),
        x,
        y,
        losses,
        start: median(&starts).unwrap_or(f64::NAN),
    })
}

impl Plane {
    /// Every point (x, y, loss).
    pub fn points(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let rows = self.y.1.iter().zip(&self.losses);
        rows.flat_map(|(y, row)| self.x.1.iter().zip(row).map(|(x, loss)| (*x, *y, *loss)))
    }

    /// The point with the lowest loss.
    pub fn best(&self) -> Option<(f64, f64, f64)> {
        self.points().filter(|point| point.2.is_finite()).min_by(|a, b| a.2.total_cmp(&b.2))
    }

    /// Whether the runs at a point got away: they diverged, or end above their start.
    pub fn got_away(&self, loss: f64) -> bool {
        loss.is_nan() || loss > self.start
    }
}
