//! The sweeps of a study: their plans, and where they are kept.

use super::Watch;
#[cfg(feature = "tables")]
use crate::sweep::{self, Options, Shard};
use crate::sweep::{Plan, Results, Scale};
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
    /// Where the sweeps' chunks and tables are kept, and whether those that are there already
    /// are taken over; in memory alone where `None`.
    pub folder: Option<(PathBuf, bool)>,
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
        if let Some((folder, resume)) = &self.folder {
            let out = folder.join(&plan.name);
            let (threads, shard, hours) = (None, Shard::WHOLE, f64::INFINITY);
            let options = Options { out: out.clone(), threads, shard, resume: *resume, hours };
            sweep::run(plan, &options).with_context(|| format!("the sweep {}", plan.name))?;
            return Results::read(plan, &out);
        }
        let told = |runs| watch.advance(runs, plan.runs());
        Results::compute_telling(plan, &told).with_context(|| format!("the sweep {}", plan.name))
    }
}

/// What was run of a plan, in words: its runs, its seeds, and whether all of it.
fn in_words(plan: &Plan, scale: Option<Scale>) -> String {
    let (first, last) = (plan.seeds.first, plan.seeds.first + plan.seeds.count.saturating_sub(1));
    let version = match scale {
        Some(Scale::Quick) => " (the quick version)",
        _ => "",
    };
    format!("sweep {}{version}: {} runs, seeds {first} to {last}", plan.name, plan.runs())
}

impl Sweeps {
    /// What was run of these plans, in words.
    pub fn domain(&self, plans: &[&str]) -> String {
        let known = plans.iter().filter_map(|name| self.plan(name));
        known.map(|plan| in_words(plan, self.scale)).collect::<Vec<_>>().join("; ")
    }
}
