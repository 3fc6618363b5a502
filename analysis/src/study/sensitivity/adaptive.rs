//! The weight of the penalty, adapting (the paper's section 5.1).

use super::against::Against;
use crate::statistics::median;
use crate::sweep::{Cell, Results};
use anyhow::Result;

/// Ends of a method's label, behind the form of the penalty.
pub const ADAPTING: &str = ", adapting";
/// The weight kept between two bounds.
pub const BOUNDED: &str = ", bounded";
/// The weight fixed where adaptation starts.
pub const FIXED: &str = ", fixed";
/// No penalty.
pub const NONE: &str = ", none";

/// What adaptation did at one place with one threshold.
#[derive(Clone, Debug)]
pub struct Adapted {
    /// The place with the threshold.
    pub place: String,
    /// The method's label.
    pub method: String,
    /// The threshold of the variance.
    pub threshold: f64,
    /// Seeds.
    pub seeds: usize,
    /// Runs that diverged.
    pub diverged: usize,
    /// The median of the largest weight of a run, and of its last.
    pub weights: [f64; 2],
    /// Against the weight fixed.
    pub fixed: Option<Against>,
    /// Against no penalty.
    pub none: Option<Against>,
}

/// Every method that adapts, place by place.
///
/// # Errors
/// Where an outcome is missing.
pub fn adapted(results: &Results) -> Result<Vec<Adapted>> {
    let adapts = |cell: &&Cell| [ADAPTING, BOUNDED].iter().any(|end| cell.method.ends_with(end));
    results.cells.iter().filter(adapts).map(|cell| at(results, cell)).collect()
}

fn at(results: &Results, cell: &Cell) -> Result<Adapted> {
    let form = cell.method.trim_end_matches(ADAPTING).trim_end_matches(BOUNDED);
    let threshold = cell.number("adapt_threshold").unwrap_or(f64::NAN);
    let place = format!("{}, threshold {threshold}", results.place(cell));
    let against = |end: &str| -> Result<Option<Against>> {
        let Some(other) = results.beside(cell, &format!("{form}{end}")) else { return Ok(None) };
        Against::of(results, &place, [cell, other], "final_loss").map(Some)
    };
    let weights = ["largest_weight", "last_weight"].map(|name| median(results.of_cell(cell, name)).unwrap_or(f64::NAN));
    Ok(Adapted {
        threshold,
        method: cell.method.clone(),
        seeds: results.of_cell(cell, "final_loss").len(),
        diverged: results.of_cell(cell, "diverged_at").iter().filter(|step| !step.is_nan()).count(),
        weights,
        fixed: against(FIXED)?,
        none: against(NONE)?,
        place,
    })
}
