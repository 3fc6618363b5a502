//! What the sweeps show: paired comparisons, curves over weights, planes, and tuned methods.

pub mod adaptive;
pub mod against;
pub mod grid;
pub mod headline;
pub mod helps;
pub mod language;
pub mod paired;
pub mod shares;
pub mod smoothing;
pub mod switching;
pub mod tuning;
pub mod variants;
pub mod weights;

use crate::sweep::{self, Options, Plan, Results, Scale, Shard};
use adaptive::Adapted;
use against::{Against, against};
use anyhow::{Context, Result};
use grid::Plane;
use headline::Headlines;
use helps::Group;
use language::Language;
use shares::GapShares;
use stable_sgd::experiment;
use std::path::PathBuf;
use switching::{Switched, Trace};
use tuning::Tuned;
use variants::{SGD, SGD_SQUARED, Variants};
use weights::WeightCurve;

/// The plans of the sweeps that a study runs; those that are `None` are left out, and what
/// rests on them stays undecided.
#[derive(Clone, Debug, Default)]
pub struct Sweeps {
    /// StableSGD changed in one place at a time.
    pub variants: Option<Plan>,
    /// Every subset of the changes that lead to SGD.
    pub terms: Option<Plan>,
    /// The penalty's weight, finely.
    pub penalty_weight: Option<Plan>,
    /// The paper's weights on several problems.
    pub paper_weights: Option<Plan>,
    /// Planes of two numbers.
    pub planes: Vec<Plan>,
    /// Very long runs.
    pub long_runs: Option<Plan>,
    /// The weight of the penalty, adapting.
    pub adaptive_weight: Option<Plan>,
    /// A switch by a detector of instability.
    pub switching: Option<Plan>,
    /// Tuning, each with seeds to judge on.
    pub tuning: Vec<Plan>,
    /// Seeds of the language experiment; 0 leaves it out.
    pub language_seeds: u64,
    /// Where the sweeps' chunks and tables are kept, and whether those that are there already
    /// are taken over; in memory alone where `None`.
    pub folder: Option<(PathBuf, bool)>,
    /// Whether the plans are whole or their quick versions; `None` where there are none.
    pub scale: Option<Scale>,
}

/// Seeds of the language experiment.
const LANGUAGE_SEEDS: [u64; 2] = [24, 200];

impl Sweeps {
    /// The committed plans.
    ///
    /// # Errors
    /// Where a plan is missing or is none.
    pub fn committed(scale: Scale) -> Result<Self> {
        let plan = |name: &str| sweep::load(name, scale);
        let some = |name: &str| plan(name).map(Some);
        Ok(Self {
            variants: some("variants")?,
            terms: some("terms")?,
            penalty_weight: some("penalty_weight")?,
            paper_weights: some("paper_weights")?,
            planes: vec![plan("rate_and_momentum")?, plan("rate_and_penalty")?],
            long_runs: some("long_runs")?,
            adaptive_weight: some("adaptive_weight")?,
            switching: some("switching")?,
            tuning: vec![plan("tuned")?, plan("tuned_learning")?],
            language_seeds: LANGUAGE_SEEDS[usize::from(scale == Scale::Full)],
            folder: None,
            scale: Some(scale),
        })
    }

    /// The committed plans that claims rest on.
    ///
    /// # Errors
    /// As [`Self::committed`].
    pub fn of_claims(scale: Scale) -> Result<Self> {
        Ok(Self { planes: Vec::new(), tuning: Vec::new(), ..Self::committed(scale)? })
    }

    /// Every plan that is known before anything is run.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        let named = [
            &self.variants,
            &self.terms,
            &self.penalty_weight,
            &self.paper_weights,
            &self.long_runs,
            &self.adaptive_weight,
            &self.switching,
        ];
        named.into_iter().flatten().chain(&self.planes).chain(&self.tuning)
    }

    /// What they cost together: trajectories, and seconds on one thread, about.
    pub fn cost(&self) -> (f64, f64) {
        self.plans()
            .map(Plan::cost)
            .fold((0.0, 0.0), |(runs, seconds), cost| (runs + cost.runs, seconds + cost.seconds))
    }

    /// Runs a plan, or reads what was run.
    fn run(&self, plan: &Plan) -> Result<Results> {
        let Some((folder, resume)) = &self.folder else {
            return Results::compute(plan).with_context(|| format!("the sweep {}", plan.name));
        };
        let out = folder.join(&plan.name);
        let options =
            Options { out: out.clone(), threads: None, shard: Shard::WHOLE, resume: *resume, hours: f64::INFINITY };
        sweep::run(plan, &options).with_context(|| format!("the sweep {}", plan.name))?;
        Results::read(plan, &out)
    }
}

/// What came of the sweeps.
#[derive(Clone, Debug, Default)]
pub struct Sensitivity {
    /// StableSGD changed in one place at a time.
    pub variants: Option<Variants>,
    /// The language experiment over many seeds.
    pub language: Option<Language>,
    /// The gap to SGD, shared among the terms.
    pub shares: Vec<GapShares>,
    /// The penalty's weight, finely, against no penalty.
    pub penalty_weight: Vec<WeightCurve>,
    /// The paper's weights on several problems, against the weight 0.
    pub paper_weights: Vec<WeightCurve>,
    /// Planes of two numbers.
    pub planes: Vec<Plane>,
    /// Very long runs, against SGD.
    pub long_runs: Vec<Against>,
    /// Very long runs, against SGD with its rate squared.
    pub long_runs_squared: Vec<Against>,
    /// The weight of the penalty, adapting.
    pub adaptive_weight: Vec<Adapted>,
    /// A switch by a detector of instability.
    pub switching: Vec<Switched>,
    /// Single runs of the switch and of what it switches between.
    pub switching_traces: Vec<Trace>,
    /// Tuned methods.
    pub tuned: Vec<Tuned>,
    /// The comparisons that claims rest on.
    pub headlines: Headlines,
    /// Every form of StableSGD against SGD.
    pub helps: Vec<Group>,
    /// An adapting weight against a fixed one and against none.
    pub adapting: Group,
    /// The switch, with one threshold, against what it switches between.
    pub switch: Group,
}

impl Sensitivity {
    /// Runs the sweeps; `stage` is told each one's name before it begins.
    ///
    /// # Errors
    /// Where a sweep cannot run or be kept.
    pub fn of(
        sweeps: &Sweeps,
        settings: &experiment::language::Settings,
        stage: &mut dyn FnMut(&'static str),
    ) -> Result<Self> {
        let results = |plan: &Option<Plan>| plan.as_ref().map(|plan| sweeps.run(plan)).transpose();
        stage("sweep: variants");
        let variants = results(&sweeps.variants)?.map(|results| Variants::of(&results)).transpose()?;
        stage("sweep: terms");
        let shares = results(&sweeps.terms)?.map(|results| shares::shares(&results)).transpose()?.unwrap_or_default();
        stage("sweep: penalty's weight");
        let fine = results(&sweeps.penalty_weight)?;
        let penalty_weight = fine.map(|results| weights::curves(&results, Some("without penalty"))).transpose()?;
        let stated = results(&sweeps.paper_weights)?;
        let paper_weights = stated.map(|results| weights::curves(&results, None)).transpose()?;
        stage("sweep: planes");
        let mut planes = Vec::new();
        for plan in &sweeps.planes {
            planes.extend(grid::planes(&sweeps.run(plan)?)?);
        }
        stage("sweep: long runs");
        let long = results(&sweeps.long_runs)?;
        let beside = |baseline| long.as_ref().map(|results| against(results, baseline, "final_loss")).transpose();
        let (long_runs, long_runs_squared) = (beside(SGD)?, beside(SGD_SQUARED)?);
        stage("sweep: adaptive weight");
        let adaptive_weight =
            results(&sweeps.adaptive_weight)?.map(|results| adaptive::adapted(&results)).transpose()?;
        stage("sweep: switching");
        let switched = results(&sweeps.switching)?;
        let switching = switched.as_ref().map(switching::switched).transpose()?;
        let switching_traces = switched.as_ref().map(switching::traces).transpose()?;
        stage("sweep: tuning");
        let mut tuned = Vec::new();
        for plan in &sweeps.tuning {
            let chosen = tuning::choose(&sweeps.run(plan)?);
            let judging = tuning::judging(plan, &chosen)?;
            tuned.push(Tuned::of(plan, chosen, &sweeps.run(&judging)?)?);
        }
        stage("sweep: language");
        let language = (sweeps.language_seeds > 0)
            .then(|| language::over_seeds(settings, 0, sweeps.language_seeds))
            .transpose()
            .context("the language experiment over many seeds")?;
        let mut found = Self {
            variants,
            language,
            shares,
            penalty_weight: penalty_weight.unwrap_or_default(),
            paper_weights: paper_weights.unwrap_or_default(),
            planes,
            long_runs: long_runs.unwrap_or_default(),
            long_runs_squared: long_runs_squared.unwrap_or_default(),
            adaptive_weight: adaptive_weight.unwrap_or_default(),
            switching: switching.unwrap_or_default(),
            switching_traces: switching_traces.unwrap_or_default(),
            tuned,
            headlines: Headlines::default(),
            helps: Vec::new(),
            adapting: Group::default(),
            switch: Group::default(),
        };
        found.headlines = Headlines::of(&found)?;
        found.helps = helps::groups(&found)?;
        let adapting: Vec<Against> =
            found.adaptive_weight.iter().flat_map(|at| [&at.fixed, &at.none]).flatten().cloned().collect();
        found.adapting = Group::of("an adapting weight", &adapting)?;
        let at_threshold = found.switching.iter().filter(|at| at.high == switching::HIGH);
        let switch: Vec<Against> = at_threshold.flat_map(|at| [at.sgd.clone(), at.stable.clone()]).collect();
        found.switch = Group::of("the switch", &switch)?;
        Ok(found)
    }
}

/// How many stages [`Sensitivity::of`] has.
pub const STAGES: u64 = 9;

#[cfg(test)]
mod tests;
