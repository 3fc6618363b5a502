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

use super::asked::Asked;
use crate::sweep::{self, Plan, Results, Scale};
#[cfg(feature = "tables")]
use crate::sweep::{Options, Shard};
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

    /// Runs a plan.
    #[cfg(not(feature = "tables"))]
    fn run(&self, plan: &Plan) -> Result<Results> {
        Results::compute(plan).with_context(|| format!("the sweep {}", plan.name))
    }

    /// Runs a plan, or reads what was run.
    #[cfg(feature = "tables")]
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

/// What comes of the sweeps, each when it is first asked for.
pub struct Sensitivity<'a> {
    sweeps: Sweeps,
    settings: experiment::language::Settings,
    watch: &'a dyn Fn(&'static str),
    found: Found,
}

/// What was asked for so far.
#[derive(Default)]
struct Found {
    variants: Asked<Option<Variants>>,
    language: Asked<Option<Language>>,
    shares: Asked<Vec<GapShares>>,
    penalty_weight: Asked<Vec<WeightCurve>>,
    paper_weights: Asked<Vec<WeightCurve>>,
    planes: Asked<Vec<Plane>>,
    long_runs: Asked<[Vec<Against>; 2]>,
    adaptive_weight: Asked<Vec<Adapted>>,
    switching: Asked<(Vec<Switched>, Vec<Trace>)>,
    tuned: Asked<Vec<Tuned>>,
    headlines: Asked<Headlines>,
    helps: Asked<Vec<Group>>,
    adapting: Asked<Group>,
    switch: Asked<Group>,
}

/// Everything that comes of the sweeps.
#[derive(Clone, Copy)]
pub struct Swept<'s> {
    /// [`Sensitivity::variants`].
    pub variants: Option<&'s Variants>,
    /// [`Sensitivity::shares`].
    pub shares: &'s [GapShares],
    /// [`Sensitivity::penalty_weight`].
    pub penalty_weight: &'s [WeightCurve],
    /// [`Sensitivity::paper_weights`].
    pub paper_weights: &'s [WeightCurve],
    /// [`Sensitivity::planes`].
    pub planes: &'s [Plane],
    /// [`Sensitivity::long_runs`].
    pub long_runs: &'s [Against],
    /// [`Sensitivity::long_runs_squared`].
    pub long_runs_squared: &'s [Against],
    /// [`Sensitivity::adaptive_weight`].
    pub adaptive_weight: &'s [Adapted],
    /// [`Sensitivity::switching`].
    pub switching: &'s [Switched],
    /// [`Sensitivity::switching_traces`].
    pub switching_traces: &'s [Trace],
    /// [`Sensitivity::tuned`].
    pub tuned: &'s [Tuned],
    /// [`Sensitivity::language`].
    pub language: Option<&'s Language>,
    /// [`Sensitivity::headlines`].
    pub headlines: &'s Headlines,
    /// [`Sensitivity::helps`].
    pub helps: &'s [Group],
    /// [`Sensitivity::adapting`].
    pub adapting: &'s Group,
    /// [`Sensitivity::switch`].
    pub switch: &'s Group,
}

/// How many stages [`Sensitivity::whole`] has.
pub const STAGES: u64 = 10;

impl<'a> Sensitivity<'a> {
    /// Sweeps of which nothing is run yet; `watch` is told each one's name before it begins.
    pub fn new(sweeps: Sweeps, settings: experiment::language::Settings, watch: &'a dyn Fn(&'static str)) -> Self {
        Self { sweeps, settings, watch, found: Found::default() }
    }

    /// Runs every sweep.
    ///
    /// # Errors
    /// Where one cannot run or be kept, as everywhere below.
    pub fn whole(&self) -> Result<Swept<'_>> {
        Ok(Swept {
            variants: self.variants()?,
            shares: self.shares()?,
            penalty_weight: self.penalty_weight()?,
            paper_weights: self.paper_weights()?,
            planes: self.planes()?,
            long_runs: self.long_runs()?,
            long_runs_squared: self.long_runs_squared()?,
            adaptive_weight: self.adaptive_weight()?,
            switching: self.switching()?,
            switching_traces: self.switching_traces()?,
            tuned: self.tuned()?,
            language: self.language()?,
            headlines: self.headlines()?,
            helps: self.helps()?,
            adapting: self.adapting()?,
            switch: self.switch()?,
        })
    }

    /// What `of` makes of the results of a plan; `None` where there is none.
    fn of<T>(
        &self,
        name: &'static str,
        plan: &Option<Plan>,
        of: impl FnOnce(&Results) -> Result<T>,
    ) -> Result<Option<T>> {
        (self.watch)(name);
        plan.as_ref().map(|plan| of(&self.sweeps.run(plan)?)).transpose()
    }

    /// StableSGD changed in one place at a time.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn variants(&self) -> Result<Option<&Variants>> {
        let found = &self.found.variants;
        Ok(found.get(|| self.of("sweep: variants", &self.sweeps.variants, Variants::of))?.as_ref())
    }

    /// The gap to SGD, shared among the terms.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn shares(&self) -> Result<&[GapShares]> {
        let of = || Ok(self.of("sweep: terms", &self.sweeps.terms, shares::shares)?.unwrap_or_default());
        Ok(self.found.shares.get(of)?)
    }

    /// The penalty's weight, finely, against no penalty.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn penalty_weight(&self) -> Result<&[WeightCurve]> {
        let curves = |results: &Results| weights::curves(results, Some("without penalty"));
        let of = || Ok(self.of("sweep: penalty's weight", &self.sweeps.penalty_weight, curves)?.unwrap_or_default());
        Ok(self.found.penalty_weight.get(of)?)
    }

    /// The paper's weights on several problems, against the weight 0.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn paper_weights(&self) -> Result<&[WeightCurve]> {
        let curves = |results: &Results| weights::curves(results, None);
        let of = || Ok(self.of("sweep: the paper's weights", &self.sweeps.paper_weights, curves)?.unwrap_or_default());
        Ok(self.found.paper_weights.get(of)?)
    }

    /// Planes of two numbers.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn planes(&self) -> Result<&[Plane]> {
        let found = self.found.planes.get(|| {
            (self.watch)("sweep: planes");
            let mut planes = Vec::new();
            for plan in &self.sweeps.planes {
                planes.extend(grid::planes(&self.sweeps.run(plan)?)?);
            }
            Ok(planes)
        })?;
        Ok(found)
    }

    fn both_long_runs(&self) -> Result<&[Vec<Against>; 2]> {
        let beside = |results: &Results| {
            Ok([against(results, SGD, "final_loss")?, against(results, SGD_SQUARED, "final_loss")?])
        };
        self.found
            .long_runs
            .get(|| Ok(self.of("sweep: long runs", &self.sweeps.long_runs, beside)?.unwrap_or_default()))
    }

    /// Very long runs, against SGD.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn long_runs(&self) -> Result<&[Against]> {
        Ok(&self.both_long_runs()?[0])
    }

    /// Very long runs, against SGD with its rate squared.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn long_runs_squared(&self) -> Result<&[Against]> {
        Ok(&self.both_long_runs()?[1])
    }

    /// The weight of the penalty, adapting.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn adaptive_weight(&self) -> Result<&[Adapted]> {
        let adapted = |results: &Results| adaptive::adapted(results);
        let of = || Ok(self.of("sweep: adaptive weight", &self.sweeps.adaptive_weight, adapted)?.unwrap_or_default());
        Ok(self.found.adaptive_weight.get(of)?)
    }

    fn switched(&self) -> Result<&(Vec<Switched>, Vec<Trace>)> {
        let both = |results: &Results| Ok((switching::switched(results)?, switching::traces(results)?));
        self.found.switching.get(|| Ok(self.of("sweep: switching", &self.sweeps.switching, both)?.unwrap_or_default()))
    }

    /// A switch by a detector of instability.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn switching(&self) -> Result<&[Switched]> {
        Ok(&self.switched()?.0)
    }

    /// Single runs of the switch and of what it switches between.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn switching_traces(&self) -> Result<&[Trace]> {
        Ok(&self.switched()?.1)
    }

    /// Tuned methods.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn tuned(&self) -> Result<&[Tuned]> {
        let found = self.found.tuned.get(|| {
            (self.watch)("sweep: tuning");
            let mut tuned = Vec::new();
            for plan in &self.sweeps.tuning {
                let chosen = tuning::choose(&self.sweeps.run(plan)?);
                let judging = tuning::judging(plan, &chosen)?;
                tuned.push(Tuned::of(plan, chosen, &self.sweeps.run(&judging)?)?);
            }
            Ok(tuned)
        })?;
        Ok(found)
    }

    /// The language experiment over many seeds.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn language(&self) -> Result<Option<&Language>> {
        let found = self.found.language.get(|| {
            (self.watch)("sweep: language");
            let seeds = self.sweeps.language_seeds;
            let over_seeds = (seeds > 0).then(|| language::over_seeds(&self.settings, 0, seeds)).transpose();
            over_seeds.context("the language experiment over many seeds")
        })?;
        Ok(found.as_ref())
    }

    /// The comparisons that claims rest on.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn headlines(&self) -> Result<&Headlines> {
        self.found.headlines.get(|| Headlines::of(self))
    }

    /// Every form of StableSGD against SGD.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn helps(&self) -> Result<&[Group]> {
        Ok(self.found.helps.get(|| helps::groups(self))?)
    }

    /// An adapting weight against a fixed one and against none.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn adapting(&self) -> Result<&Group> {
        self.found.adapting.get(|| {
            let all = self.adaptive_weight()?.iter().flat_map(|at| [&at.fixed, &at.none]);
            Ok(Group::of("an adapting weight", &all.flatten().cloned().collect::<Vec<Against>>())?)
        })
    }

    /// The switch, with one threshold, against what it switches between.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn switch(&self) -> Result<&Group> {
        self.found.switch.get(|| {
            let at_threshold = self.switching()?.iter().filter(|at| at.high == switching::HIGH);
            let all: Vec<Against> = at_threshold.flat_map(|at| [at.sgd.clone(), at.stable.clone()]).collect();
            Ok(Group::of("the switch", &all)?)
        })
    }
}

#[cfg(test)]
mod tests;
