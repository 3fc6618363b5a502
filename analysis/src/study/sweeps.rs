//! The sweeps of a study: their plans, and where they are kept.

use super::Watch;
use crate::sweep::{self, Plan, Results, Scale};
#[cfg(feature = "tables")]
use crate::sweep::{Options, Shard};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The plans of the sweeps that a study runs; what rests on a plan that is not among them
/// stays open.
#[derive(Clone, Debug, Default)]
pub struct Sweeps {
    /// The plans, in the order of the questions.
    pub plans: Vec<Plan>,
    /// Seeds of the language experiment; 0 leaves it out.
    pub language_seeds: u64,
    /// Where the results are kept.
    pub kept: Kept,
    /// Whether the plans are whole or their quick versions; `None` where there are none.
    pub scale: Option<Scale>,
}

impl Sweeps {
    /// The plan of this name.
    pub fn plan(&self, name: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name == name)
    }

    /// Takes this plan in the place of that of its name.
    pub fn set(&mut self, plan: Plan) {
        self.plans.retain(|other| other.name != plan.name);
        self.plans.push(plan);
    }

    /// What they cost together: trajectories, and seconds on one thread, about.
    pub fn cost(&self) -> (f64, f64) {
        let costs = self.plans.iter().map(Plan::cost);
        costs.fold((0.0, 0.0), |(runs, seconds), cost| (runs + cost.runs, seconds + cost.seconds))
    }

    /// Runs a plan, or reads what was run.
    pub(super) fn run(&self, plan: &Plan, watch: &dyn Watch) -> Result<Results> {
        #[cfg(feature = "tables")]
        if let Some(found) = self.kept.obtain(plan)? {
            return Ok(found);
        }
        let told = |runs| watch.advance(runs, plan.runs());
        let results = Results::compute_telling(plan, &told).with_context(|| format!("the sweep {}", plan.name))?;
        #[cfg(feature = "tables")]
        if let Kept::Written(folder) = &self.kept {
            results.keep(folder)?;
        }
        Ok(results)
    }
}

/// Where the results of sweeps are kept. Without the feature `tables` they are nowhere.
#[derive(Clone, Debug, Default)]
pub enum Kept {
    /// In memory alone.
    #[default]
    Nowhere,
    /// What lies in one of these folders, or in one named as its plan below them, and fits its plan,
    /// is read.
    Read(Vec<PathBuf>),
    /// As a table in this folder.
    Written(PathBuf),
    /// As chunks and a table, in a folder for each plan below this one; chunks that are there already
    /// may be taken over.
    Chunks {
        /// The folder.
        below: PathBuf,
        /// Whether chunks are taken over.
        resume: bool,
    },
}

#[cfg(feature = "tables")]
impl Kept {
    /// The results of a plan, where they are here; those that are kept in chunks are made.
    fn obtain(&self, plan: &Plan) -> Result<Option<Results>> {
        match self {
            Self::Nowhere | Self::Written(_) => Ok(None),
            Self::Read(folders) => {
                for folder in folders.iter().flat_map(|folder| [folder.clone(), folder.join(&plan.name)]) {
                    if let Some(found) = Results::kept(plan, &folder)? {
                        return Ok(Some(found));
                    }
                }
                Ok(None)
            }
            Self::Chunks { below, resume } => {
                let out = below.join(&plan.name);
                let (threads, shard, hours) = (None, Shard::WHOLE, f64::INFINITY);
                let options = Options { out: out.clone(), threads, shard, resume: *resume, hours };
                sweep::run(plan, &options).with_context(|| format!("the sweep {}", plan.name))?;
                Results::read(plan, &out).map(Some)
            }
        }
    }
}

/// What was run of a plan, in words: its runs, its seeds, and whether all of it.
fn in_words(plan: &Plan) -> String {
    let (first, last) = (plan.seeds.first, plan.seeds.first + plan.seeds.count.saturating_sub(1));
    let is = |scale| sweep::load(&plan.name, scale).is_ok_and(|known| known.digest() == plan.digest());
    let version = match (is(Scale::Full), is(Scale::Quick)) {
        (true, _) => "",
        (_, true) => " (the quick version)",
        _ => " (another version)",
    };
    format!("sweep {}{version}: {} runs, seeds {first} to {last}", plan.name, plan.runs())
}

impl Sweeps {
    /// What was run of these plans, in words.
    pub fn domain(&self, plans: &[&str]) -> String {
        let known = plans.iter().filter_map(|name| self.plan(name));
        known.map(in_words).collect::<Vec<_>>().join("; ")
    }
}
