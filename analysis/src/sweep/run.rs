//! A sweep, run into its folder.

use super::Shard;
use super::engine::rows;
use super::folder::Folder;
use super::merge::merge;
use super::plan::Plan;
use crate::output::Usage;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::path::PathBuf;

/// How a sweep is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder for its chunks and its table.
    pub out: PathBuf,
    /// Threads; as many as there are processors where `None`.
    pub threads: Option<usize>,
    /// The part that is computed.
    pub shard: Shard,
    /// Whether chunks that are there already are kept, and only the others computed.
    pub resume: bool,
    /// The longest time that the sweep may be estimated to take, in hours.
    pub hours: f64,
}

/// Runs `plan`, a chunk at a time, and merges the chunks where the shard is the whole.
/// Returns what was done, in a line or two.
///
/// # Errors
/// Where the plan is too long, the folder is another sweep's or cannot be written; chunks
/// that are finished stay.
pub fn run(plan: &Plan, options: &Options) -> Result<String> {
    let threads = options.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let cost = plan.cost();
    let hours = cost.seconds / 3600.0 / threads as f64 / options.shard.count as f64;
    eprintln!("{}: {cost}, about {} on {threads} threads", plan.name, time(3600.0 * hours));
    if hours > options.hours {
        return Err(Usage::error(format!(
            "{}: {cost} would take about {}, above the limit of {} h: take fewer seeds or grid points, more shards (--shard I/N), or raise --hours",
            plan.name,
            time(3600.0 * hours),
            options.hours
        )));
    }
    let folder = Folder::open(&options.out, plan)?;
    let mine: Vec<u64> =
        (0..plan.chunks()).filter(|chunk| chunk % options.shard.count == options.shard.index).collect();
    let done = folder.finished(&mine)?;
    if !done.is_empty() && !options.resume {
        return Err(Usage::error(format!(
            "{} has {} of the {} chunks already: add --resume to compute the others, or name another folder with --out",
            options.out.display(),
            done.len(),
            mine.len()
        )));
    }
    let left: Vec<u64> = mine.iter().copied().filter(|chunk| done.binary_search(chunk).is_err()).collect();
    let runs = |chunks: &[u64]| chunks.iter().map(|chunk| plan.bounds(*chunk)).map(|(from, to)| to - from).sum::<u64>();
    let bar = ProgressBar::new(runs(&mine));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} runs, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar.inc(runs(&done));
    bar.reset_eta();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start threads")?;
    pool.install(|| {
        // A chunk is a task: tasks of several would leave threads idle at the end.
        left.par_iter().with_max_len(1).try_for_each(|chunk| {
            let rows = rows(plan, *chunk)?;
            folder.write(*chunk, &rows)?;
            bar.inc(rows.height() as u64);
            anyhow::Ok(())
        })
    })?;
    bar.finish_and_clear();
    let computed = format!("{} chunks computed, {} kept", left.len(), done.len());
    if options.shard == Shard::WHOLE {
        return Ok(format!("{computed}\n{}", pool.install(|| merge(&options.out))?));
    }
    let Shard { index, count } = options.shard;
    let out = options.out.display();
    Ok(format!("{computed}: shard {index} of {count}; when all are there: stable-sgd merge {out}\n"))
}

/// A time in the unit that suits it.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3600.0),
        s if s < 3.2e7 => format!("{:.0} days", s / 86_400.0),
        s => format!("{:.0} years", s / 3.156e7),
    }
}
