//! Every method of a sweep against one of them, place by place.

use super::paired::Paired;
use crate::statistics::median;
use crate::sweep::{Cell, Results};
use anyhow::{Context, Result};

/// A cell of a sweep against another at the same place.
#[derive(Clone, Debug)]
pub struct Against {
    /// The first.
    pub cell: Cell,
    /// The comparison, the cell's outcome minus the other's.
    pub paired: Paired,
    /// How far the other's median loss falls: its first loss minus its outcome.
    pub descent: f64,
}

impl Against {
    /// An outcome of a cell minus that of another with the same seeds.
    ///
    /// # Errors
    /// Where an outcome is missing.
    pub fn of(results: &Results, place: &str, [cell, other]: [&Cell; 2], outcome: &str) -> Result<Self> {
        let samples = [cell, other].map(|cell| results.of_cell(cell, outcome));
        let paired = Paired::of(place, [&cell.method, &other.method], samples)
            .with_context(|| format!("{outcome} of {} on {place}", cell.method))?;
        let start = median(results.of_cell(other, "first_loss")).unwrap_or(f64::NAN);
        Ok(Self { cell: cell.clone(), descent: start - paired.medians[1], paired })
    }
}

/// Where a comparison is looked for.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The problem's label.
    pub problem: &'a str,
    /// The level of its noise.
    pub noise: f64,
    /// The method's label.
    pub method: &'a str,
}

/// Every cell of another method than `baseline` against that one, by an outcome.
///
/// # Errors
/// Where the baseline was not run at a place, or an outcome is missing.
pub fn against(results: &Results, baseline: &str, outcome: &str) -> Result<Vec<Against>> {
    let others = results.cells.iter().filter(|cell| cell.method != baseline);
    let compared = others.map(|cell| {
        let second = results.beside(cell, baseline).with_context(|| format!("no run of {baseline}"))?;
        Against::of(results, &results.place(cell), [cell, second], outcome)
    });
    compared.collect()
}

/// The comparison at a place.
pub fn find<'a>(all: &'a [Against], at: At) -> Option<&'a Paired> {
    let here = |cell: &Cell| {
        cell.problem == at.problem && cell.method == at.method && cell.setting("noise").unwrap_or(0.0) == at.noise
    };
    all.iter().find(|against| here(&against.cell)).map(|against| &against.paired)
}
