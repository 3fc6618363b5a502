//! The language experiment over many seeds, paired.

use super::paired::Paired;
use super::variants::share_of_gap;
use super::variants::{PUBLISHED, ROOT, SGD, SGD_SQUARED};
use crate::statistics::{Interval, differences};
use anyhow::Result;
use rayon::prelude::*;
use stable_sgd::experiment::{Contender, Run, language};

/// StableSGD against SGD from the same models on the same batches.
#[derive(Clone, Debug)]
pub struct Language {
    /// At the published rates.
    pub published: Paired,
    /// SGD with its rate squared, as StableSGD's is, against StableSGD.
    pub squared: Paired,
    /// With √η in both of StableSGD's places, so that it moves by η as SGD does.
    pub root: Paired,
    /// The share of the gap at the published rates that √η closes, as means over the seeds.
    pub share: Interval,
}

/// The contender with another rate in all its places.
fn at_rate(contender: &Contender, label: &'static str, change: fn(f64) -> f64) -> Contender {
    let mut changed = contender.clone().called(label);
    let rate = change(contender.number("lr").unwrap_or(0.0));
    changed.set_number("lr", rate);
    changed.set_number("base_rate", rate);
    changed
}

/// Runs the experiment's two contenders, and each at the other's effective rate, for `seeds`
/// seeds from `first` on.
///
/// # Errors
/// Where the settings cannot run, or there are not two contenders.
pub fn over_seeds(settings: &language::Settings, first: u64, seeds: u64) -> Result<Language> {
    let [sgd, stable] = &settings.contenders[..] else { anyhow::bail!("two contenders are compared") };
    let contenders = vec![
        sgd.clone(),
        stable.clone(),
        at_rate(sgd, SGD_SQUARED, |rate| rate * rate),
        at_rate(stable, ROOT, f64::sqrt),
    ];
    let of_seed = |seed| {
        let contenders = contenders.clone();
        language::run(&language::Settings { seed, paired: true, contenders, ..settings.clone() })
    };
    let runs = (first..first + seeds).into_par_iter().map(of_seed).collect::<Result<Vec<Vec<Run>>, _>>()?;
    let losses = |i: usize| runs.iter().map(|runs| runs[i].final_loss()).collect::<Vec<f64>>();
    let [sgd, stable, squared, root] = [0, 1, 2, 3].map(losses);
    let place = "language";
    Ok(Language {
        published: Paired::of(place, [PUBLISHED, SGD], [&stable, &sgd])?,
        squared: Paired::of(place, [SGD_SQUARED, PUBLISHED], [&squared, &stable])?,
        share: share_of_gap(&differences(&root, &stable)?, &differences(&stable, &sgd)?)?,
        root: Paired::of(place, [ROOT, SGD], [&root, &sgd])?,
    })
}
