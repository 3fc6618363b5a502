//! The commands that write tables.

use crate::cli;
use anyhow::Result;
use stable_sgd_analysis::reproduce::{self, SweepsAsked};
use stable_sgd_analysis::sweep::{self, Shard, slurm};
use std::path::Path;

/// Everything, into `out`; the whole sweeps where `full` says whether they resume.
pub fn reproduce(out: &Path, data: Option<&Path>, full: Option<bool>) -> Result<()> {
    reproduce::reproduce(out, data, full.map_or(SweepsAsked::Quick, |resume| SweepsAsked::Full { resume }))
}

/// The table of the chunks in a folder.
pub fn merge(dir: &Path) -> Result<String> {
    sweep::merge(dir)
}

/// A sweep, run or written as jobs; returns what was done.
pub fn sweep(arguments: &cli::Sweep) -> Result<String> {
    let scale = if arguments.quick { sweep::Scale::Quick } else { sweep::Scale::Full };
    let plan = sweep::load(&arguments.plan, scale)?;
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("out/sweeps").join(&plan.name));
    let threads = arguments.threads.map(usize::from);
    if arguments.slurm {
        let jobs = slurm::write(&plan, &out, arguments.tasks, threads.unwrap_or(1))?;
        let (array, merge) = (jobs.array.display(), jobs.merge.display());
        if !arguments.submit {
            return Ok(format!("sbatch --parsable {array}\nsbatch --dependency=afterany:JOB {merge}\n"));
        }
        let [array, merge] = jobs.submit()?;
        return Ok(format!(
            "submitted the array {array}, and {merge} that merges after it, or says which chunks are missing\n"
        ));
    }
    let shard = arguments.shard.unwrap_or(Shard::WHOLE);
    sweep::run(&plan, &sweep::Options { out, threads, shard, resume: arguments.resume, hours: arguments.hours })
}
