//! StableSGD changed in one place at a time, and what each change is worth.

use super::against::{Against, At, against, find};
use super::paired::{BOOTSTRAP, Paired};
use super::smoothing::{self, Parts};
use crate::statistics::{Error, Interval};
use crate::sweep::Results;
use anyhow::Result;

/// The label of plain SGD, in every plan that has it.
pub const SGD: &str = "SGD";
/// The label of the published StableSGD.
pub const PUBLISHED: &str = "as published";
/// The label of SGD with the rate that the published StableSGD has in effect.
pub const SGD_SQUARED: &str = "SGD, rate squared";
/// The label of the published StableSGD with √η in both places.
pub const ROOT: &str = "√η in both places";
/// The label of the method as the paper describes it.
pub const DESCRIBED: &str = "as described";
/// The problem of the paper's experiment.
pub const CHALLENGING: &str = "challenging";
/// The same with the gradient of its loss.
pub const TRUE_GRADIENT: &str = "challenging, its own gradient";
/// The level of noise of the paper's experiment.
pub const NOISE: f64 = 0.4;

/// The plan `variants`, compared.
#[derive(Clone, Debug)]
pub struct Variants {
    /// Every variant minus SGD.
    pub against_sgd: Vec<Against>,
    /// Every variant minus the published StableSGD.
    pub against_published: Vec<Against>,
    /// The effect of the smoothing, in two parts.
    pub smoothing: Vec<Parts>,
}

impl Variants {
    /// # Errors
    /// Where the sweep lacks SGD or the published method.
    pub fn of(results: &Results) -> Result<Self> {
        Ok(Self {
            against_sgd: against(results, SGD, "final_loss")?,
            against_published: against(results, PUBLISHED, "final_loss")?,
            smoothing: smoothing::parts(results)?,
        })
    }

    /// A variant minus SGD.
    pub fn to_sgd(&self, problem: &str, noise: f64, method: &str) -> Option<&Paired> {
        find(&self.against_sgd, At { problem, noise, method })
    }

    /// A variant minus the published method.
    pub fn to_published(&self, problem: &str, noise: f64, method: &str) -> Option<&Paired> {
        find(&self.against_published, At { problem, noise, method })
    }

    /// The parts of the smoothing's effect at a place.
    pub fn smoothing_at(&self, problem: &str, noise: f64) -> Option<&Parts> {
        self.smoothing.iter().find(|parts| parts.problem == problem && parts.noise == noise)
    }

    /// The share of the published method's gap to SGD that a change closes: the mean of what
    /// it gains over the mean gap, with a bootstrap interval over the seeds.
    pub fn share_of_gap(&self, problem: &str, noise: f64, change: &str) -> Option<Interval> {
        let change = &self.to_published(problem, noise, change)?.differences;
        let gap = &self.to_sgd(problem, noise, PUBLISHED)?.differences;
        share_of_gap(change, gap).ok()
    }
}

/// −Σ change / Σ gap over the seeds, with a bootstrap interval.
///
/// # Errors
/// Where a difference is not finite, or there are none.
pub(super) fn share_of_gap(change: &[f64], gap: &[f64]) -> Result<Interval, Error> {
    let seeds: Vec<f64> = (0..change.len().min(gap.len())).map(|i| i as f64).collect();
    let total = |values: &[f64], seeds: &[f64]| seeds.iter().map(|i| values[*i as usize]).sum::<f64>();
    BOOTSTRAP.percentile(&seeds, |seeds| -total(change, seeds) / total(gap, seeds))
}
