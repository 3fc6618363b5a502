//! A chunk of a sweep: its runs, computed, as columns.

use super::block::Block;
use super::plan::{MethodPlan, Plan, Seeds};
use crate::table::{Cells, height, value};
use anyhow::{Context, Result};
use stable_sgd::ensemble::Summary;
use stable_sgd::ensemble::control::{ControlRecord, Controller, Recorder, SwitchTrace, Weighed};
use stable_sgd::method::Hyperparameters;
use stable_sgd::task::{RunSpec, Score};

/// Named columns of one height.
#[derive(Clone, Debug)]
pub struct Columns {
    all: Vec<(String, Cells)>,
    height: usize,
}

impl Columns {
    fn of(table: &str, all: Vec<(String, Cells)>) -> Result<Self> {
        let height = height(table, all.iter().map(|(name, cells)| (name.as_str(), cells)))?;
        Ok(Self { all, height })
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The columns with their names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Cells)> {
        self.all.iter().map(|(name, cells)| (name.as_str(), cells))
    }

    /// A column as numbers, NaN where there is none; `None` where there is no such column of
    /// numbers.
    pub fn numbers(&self, name: &str) -> Option<Vec<f64>> {
        self.iter().find(|(other, _)| *other == name)?.1.numbers()
    }
}

/// A run with what came of it.
struct Row<'a> {
    run: u64,
    block: &'a Block,
    numbers: Vec<f64>,
    seed: u64,
    summary: Summary,
    score: Score,
}

/// A block's `run`-th run, the seed varying fastest.
///
/// # Errors
/// Where its control is none, which reading the plan excludes.
fn run_of(plan: &Plan, block: &Block, run: u64) -> Result<RunSpec> {
    let Seeds { first, count } = plan.seeds;
    let MethodPlan { points, switches, entry, control, .. } = &plan.methods[block.method];
    let mut numbers = points.at(run / count);
    let of_control = numbers.split_off(entry.description.numbers.len());
    let control = control.build(&numbers, &of_control)?;
    Ok(RunSpec { hyper: Hyperparameters { numbers, switches: switches.clone() }, seed: first + run % count, control })
}

/// The runs of a chunk, a row each.
///
/// # Errors
/// Where a method cannot run, which reading the plan excludes.
pub fn rows(plan: &Plan, chunk: u64) -> Result<Columns> {
    let (from, to) = plan.bounds(chunk);
    let mut rows = Vec::with_capacity((to - from) as usize);
    let first = plan.blocks.partition_point(|block| block.first + block.runs <= from);
    for block in plan.blocks[first..].iter().take_while(|block| block.first < to) {
        let runs: Vec<u64> = (from.max(block.first)..to.min(block.first + block.runs)).collect();
        let method = &plan.methods[block.method];
        for group in runs.chunks(block.problem.width(plan.arithmetic)) {
            let mut settings =
                group.iter().map(|run| run_of(plan, block, run - block.first)).collect::<Result<Vec<_>>>()?;
            let summaries = block
                .problem
                .run(plan.arithmetic, &method.entry, &mut settings, block.steps)
                .with_context(|| format!("{} by {}", plan.problems[block.place].label, method.label))?;
            for ((run, RunSpec { seed, .. }), (summary, score)) in group.iter().zip(settings).zip(summaries) {
                let numbers = method.points.at((run - block.first) / plan.seeds.count);
                rows.push(Row { run: *run, block, numbers, seed, summary, score });
            }
        }
    }
    columns(plan, &rows)
}

/// What a run's controllers saw and chose at each step: the run alone, once more.
///
/// # Errors
/// As [`rows`].
pub fn records(plan: &Plan, run: u64) -> Result<Vec<ControlRecord>> {
    let after = plan.blocks.partition_point(|block| block.first <= run);
    let block = plan.blocks.get(after.saturating_sub(1)).context("the sweep has no such run")?;
    let mut alone = run_of(plan, block, run - block.first)?;
    alone.control = vec![Controller::Record(Recorder::new(alone.control))];
    let method = &plan.methods[block.method].entry;
    let mut runs = [alone];
    block.problem.run(plan.arithmetic, method, &mut runs, block.steps)?;
    let [RunSpec { mut control, .. }] = runs;
    match control.pop() {
        Some(Controller::Record(recorder)) => Ok(recorder.records),
        _ => anyhow::bail!("the controllers of run {run} have gone"),
    }
}

fn columns(plan: &Plan, rows: &[Row]) -> Result<Columns> {
    let mut columns = vec![
        whole("run", rows, |row| Some(row.run)),
        text("problem", rows, |row| Some(plan.problems[row.block.place].label.clone())),
    ];
    for (name, worded) in plan.problem_columns() {
        let value = |row: &Row| row.block.point.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        // A method's number may have the name of a problem's.
        let column = format!("problem_{name}");
        columns.push(if worded {
            text(&column, rows, |row| value(row).map(|value| value.text()))
        } else {
            real(&column, rows, |row| value(row).and_then(|value| value.number()))
        });
    }
    columns.push(whole("steps", rows, |row| Some(row.block.steps)));
    columns.push(text("method", rows, |row| Some(plan.methods[row.block.method].label.clone())));
    let names: Vec<_> = plan.methods.iter().map(|method| method.names()).collect();
    for name in plan.method_columns() {
        columns.push(real(name, rows, |row| {
            let names = &names[row.block.method];
            names.iter().position(|other| *other == name).map(|place| row.numbers[place])
        }));
    }
    columns.push(whole("seed", rows, |row| Some(row.seed)));
    columns.extend([
        real("first_loss", rows, |row| Some(row.summary.first_loss)),
        real("best_loss", rows, |row| Some(row.summary.best_loss)),
        // A run without a finite loss has no best one.
        whole("best_step", rows, |row| row.summary.best_loss.is_finite().then_some(row.summary.best_step)),
        real("final_loss", rows, |row| Some(row.summary.final_loss)),
        real("mean_loss", rows, |row| Some(row.summary.mean_loss)),
        real("deviation", rows, |row| Some(row.summary.deviation)),
        // A run with one finite loss alone has no rise.
        real("largest_rise", rows, |row| Some(row.summary.largest_rise).filter(|rise| *rise > f64::NEG_INFINITY)),
        real("mean_coordinate", rows, |row| {
            let Summary { end, diverged_at, .. } = &row.summary;
            diverged_at.is_none().then(|| end.iter().sum::<f64>() / end.len() as f64)
        }),
        real("distance", rows, |row| row.score.distance),
        real("whole_loss", rows, |row| row.score.whole_loss),
        real("test_error", rows, |row| row.score.test_error),
        real("energy", rows, |row| row.summary.energy),
        real("penalty", rows, |row| row.summary.penalty),
        whole("diverged_at", rows, |row| row.summary.diverged_at),
        whole("first_on", rows, |row| switched(row)?.first_on),
        whole("steps_on", rows, |row| Some(switched(row)?.steps_on)),
        whole("switches", rows, |row| Some(switched(row)?.switches)),
        real("last_weight", rows, |row| Some(weighed(row)?.last)),
        real("largest_weight", rows, |row| Some(weighed(row)?.largest)),
    ]);
    Columns::of(&plan.name, columns)
}

/// What a switch did.
fn switched(row: &Row) -> Option<SwitchTrace> {
    row.summary.control?.switch
}

/// What an adaptive weight did.
fn weighed(row: &Row) -> Option<Weighed> {
    row.summary.control?.weight
}

fn real(name: &str, rows: &[Row], of: impl Fn(&Row) -> Option<f64>) -> (String, Cells) {
    (name.to_owned(), Cells::Real(rows.iter().map(|row| value(of(row))).collect()))
}

fn whole(name: &str, rows: &[Row], of: impl Fn(&Row) -> Option<u64>) -> (String, Cells) {
    (name.to_owned(), Cells::Count(rows.iter().map(of).collect()))
}

fn text(name: &str, rows: &[Row], of: impl Fn(&Row) -> Option<String>) -> (String, Cells) {
    (name.to_owned(), Cells::Text(rows.iter().map(|row| of(row).unwrap_or_default()).collect()))
}
