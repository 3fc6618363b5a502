//! The questions of the paper: one file each, with its plans, its analysis, its tables, its
//! figures and its claims.

pub mod ablation;
pub mod adaptive_weight;
pub mod beside;
pub mod claims;
pub mod classes;
pub mod comparisons;
pub mod conformance;
pub mod energy_factor;
pub mod helps;
pub mod landscape;
pub mod language;
pub mod long_runs;
pub mod novelty;
pub mod overhead;
pub mod pairing;
pub mod paper_weights;
pub mod penalty_weight;
pub mod phase;
pub mod planes;
pub mod published;
pub mod shipped;
pub mod smoothing;
pub mod squared_rate;
pub mod structure;
pub mod switching;
#[cfg(test)]
mod tests;
pub mod training;
pub mod tuned;

use crate::claim::Claim;
use crate::compare::family::Headline;
#[cfg(feature = "tables")]
use crate::figure::Figure;
use crate::study::{Kept, Study, Sweeps};
use crate::sweep::{self, Scale};
use crate::table::Table;
use anyhow::Result;

/// A question: what is asked, and everything that answers it.
pub trait Question: Sync {
    /// The plans of the sweeps that it rests on, by name.
    fn plans(&self) -> &'static [&'static str] {
        &[]
    }

    /// The claims of the paper that it decides.
    fn claims(&self) -> &'static [Claim] {
        &[]
    }

    /// The comparisons that its claims rest on: all questions' are one family.
    ///
    /// # Errors
    /// Where they cannot be computed, as everywhere below.
    fn headlines(&self, _: &Study) -> Result<Vec<Headline>> {
        Ok(Vec::new())
    }

    /// Its tables; those of what was not run have no row, and are left out.
    ///
    /// # Errors
    /// As [`Self::headlines`].
    fn tables(&self, _: &Study) -> Result<Vec<Table>> {
        Ok(Vec::new())
    }

    /// Its figures.
    ///
    /// # Errors
    /// As [`Self::headlines`].
    #[cfg(feature = "tables")]
    fn figures(&self, _: &Study) -> Result<Vec<Figure>> {
        Ok(Vec::new())
    }
}

/// Every question, in the order of the report.
pub fn all() -> &'static [&'static dyn Question] {
    &[
        &published::Experiments,
        &landscape::Landscapes,
        &pairing::Starts,
        &language::LanguageModelling,
        &overhead::StepCosts,
        &beside::Beside,
        &ablation::OneChange,
        &conformance::Programs,
        &structure::Structure,
        &shipped::Shipped,
        &classes::Classes,
        &phase::PhasePlane,
        &comparisons::Comparisons,
        &energy_factor::EnergyFactor,
        &smoothing::Smoothing,
        &squared_rate::SquaredRate,
        &penalty_weight::PenaltyWeight,
        &paper_weights::PaperWeights,
        &planes::Planes,
        &long_runs::LongRuns,
        &adaptive_weight::AdaptedWeights,
        &switching::Switching,
        &tuned::Tuning,
        &helps::WhenItHelps,
        &training::Training,
        &novelty::Novelty,
    ]
}

/// The plans of every question.
///
/// # Errors
/// Where a plan is missing or is none.
pub fn sweeps(scale: Scale) -> Result<Sweeps> {
    let names = all().iter().flat_map(|question| question.plans());
    Ok(Sweeps {
        plans: names.map(|name| sweep::load(name, scale)).collect::<Result<_>>()?,
        language_seeds: match scale {
            Scale::Quick => 24,
            Scale::Full => 200,
        },
        kept: Kept::Nowhere,
        scale: Some(scale),
    })
}

/// A number as the paper prints it, with `digits` after the point.
fn printed(x: f64, digits: usize) -> String {
    format!("{x:.digits$}")
}
