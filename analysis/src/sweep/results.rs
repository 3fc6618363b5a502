//! What came of a sweep, point by point: the seeds of one point side by side.

use super::engine::{Columns, records, rows};
#[cfg(feature = "tables")]
use super::folder::{seal_table, sealed_digest, sealed_table, table};
use super::plan::Plan;
#[cfg(feature = "tables")]
use crate::{output, table::Cells};
use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use stable_sgd::ensemble::control::ControlRecord;
use stable_sgd::problem::SettingValue;
#[cfg(feature = "tables")]
use std::io::Cursor;
use std::ops::Range;
#[cfg(feature = "tables")]
use std::path::Path;

/// Runs that differ in their seed alone.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The problem's label.
    pub problem: String,
    /// The values of the problem's settings.
    pub settings: Vec<(String, SettingValue)>,
    /// Steps.
    pub steps: u64,
    /// The method's label.
    pub method: String,
    /// The method's numbers.
    pub numbers: Vec<(&'static str, f64)>,
    runs: Range<usize>,
}

impl Cell {
    /// A number of the method.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.numbers.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// A number among the problem's settings.
    pub fn setting(&self, name: &str) -> Option<f64> {
        self.settings.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.number())
    }
}

/// A sweep, computed.
#[derive(Clone, Debug)]
pub struct Results {
    /// What was run.
    pub plan: Plan,
    /// Its points, in the order of the runs.
    pub cells: Vec<Cell>,
    columns: Vec<(String, Vec<f64>)>,
}

/// The columns of numbers that came out of a run.
const OUTCOMES: [&str; 20] = [
    "first_loss",
    "best_loss",
    "best_step",
    "final_loss",
    "mean_loss",
    "deviation",
    "largest_rise",
    "mean_coordinate",
    "distance",
    "whole_loss",
    "test_error",
    "energy",
    "penalty",
    "diverged_at",
    "first_on",
    "steps_on",
    "switches",
    "last_weight",
    "largest_weight",
    "seed",
];

impl Results {
    /// Runs `plan` on all processors, in memory.
    ///
    /// # Errors
    /// As [`rows`].
    pub fn compute(plan: &Plan) -> Result<Self> {
        Self::compute_telling(plan, &|_| {})
    }

    /// As [`Self::compute`], telling how many runs were computed, a chunk at a time.
    ///
    /// # Errors
    /// As [`rows`].
    pub fn compute_telling(plan: &Plan, told: &(dyn Fn(u64) + Sync)) -> Result<Self> {
        let chunk = |chunk| {
            let found = rows(plan, chunk)?;
            told(found.height() as u64);
            Ok(found)
        };
        let chunks: Vec<Columns> = (0..plan.chunks()).into_par_iter().map(chunk).collect::<Result<_>>()?;
        let joined = |name: &&str| {
            let parts: Option<Vec<Vec<f64>>> = chunks.iter().map(|chunk| chunk.numbers(name)).collect();
            parts.map(|parts| parts.concat()).with_context(|| format!("no column of numbers {name}"))
        };
        Self::of(plan, OUTCOMES.iter().map(joined).collect::<Result<_>>()?)
    }

    /// Reads the table of `plan` in the folder `path`; `None` where there is none of this plan and
    /// this version of the program.
    ///
    /// # Errors
    /// Where it cannot be read, or was altered.
    #[cfg(feature = "tables")]
    pub fn kept(plan: &Plan, path: &Path) -> Result<Option<Self>> {
        let Some(bytes) = sealed_table(path, plan)? else { return Ok(None) };
        let place = || format!("the table of {} in {}", plan.name, path.display());
        let columns = crate::frame::numbers(Cursor::new(bytes), &OUTCOMES).with_context(place)?;
        Self::of(plan, columns).with_context(place).map(Some)
    }

    /// Whether the table of `plan` lies in the folder `path`, by its seal.
    ///
    /// # Errors
    /// As [`Self::kept`].
    #[cfg(feature = "tables")]
    pub fn is_kept(plan: &Plan, path: &Path) -> Result<bool> {
        Ok(sealed_digest(path, plan)?.is_some())
    }

    /// Reads the table of a sweep that was run into the folder `path`.
    ///
    /// # Errors
    /// Where it is missing, altered, or not the table of `plan`.
    #[cfg(feature = "tables")]
    pub fn read(plan: &Plan, path: &Path) -> Result<Self> {
        let missing = || {
            let table = table(path, plan);
            format!("{} is not the table of this plan: run its sweep into this folder", table.display())
        };
        Self::kept(plan, path)?.with_context(missing)
    }

    /// Writes the outcomes as the table of the plan into the folder `path`, with its seal.
    ///
    /// # Errors
    /// Where they cannot be written.
    #[cfg(feature = "tables")]
    pub fn keep(&self, path: &Path) -> Result<()> {
        let cells = |column: &[f64]| Cells::Real(column.iter().map(|x| Some(*x)).collect());
        let columns: Vec<(&str, Cells)> = self.columns.iter().map(|(name, x)| (name.as_str(), cells(x))).collect();
        let columns = columns.iter().map(|(name, cells)| (*name, cells));
        let bytes = crate::frame::parquet(&mut crate::frame::of(&self.plan.name, columns)?)?;
        output::write(&table(path, &self.plan), &bytes)?;
        seal_table(path, &self.plan, &output::sha256(&bytes))
    }

    fn of(plan: &Plan, columns: Vec<Vec<f64>>) -> Result<Self> {
        let columns: Vec<(String, Vec<f64>)> = OUTCOMES.iter().map(|name| (*name).to_owned()).zip(columns).collect();
        let height = plan.runs() as usize;
        for (name, column) in &columns {
            ensure!(column.len() == height, "{} of {name}, expected {height}", column.len());
        }
        let seeds = plan.seeds.count as usize;
        let mut cells = Vec::with_capacity(height / seeds);
        for block in &plan.blocks {
            let method = &plan.methods[block.method];
            let names = method.names();
            for point in 0..block.runs / plan.seeds.count {
                let first = block.first as usize + point as usize * seeds;
                let values = method.points.at(point);
                cells.push(Cell {
                    problem: plan.problems[block.place].label.clone(),
                    settings: block.point.clone(),
                    steps: block.steps,
                    method: method.label.clone(),
                    numbers: names.iter().copied().zip(values).collect(),
                    runs: first..first + seeds,
                });
            }
        }
        let results = Self { plan: plan.clone(), cells, columns };
        for cell in &results.cells {
            let expected = (0..plan.seeds.count).map(|i| (plan.seeds.first + i) as f64);
            ensure!(results.of_cell(cell, "seed").iter().copied().eq(expected), "a row of another seed");
        }
        Ok(results)
    }

    /// An outcome of the cell's runs, seed by seed; NaN where there is none.
    ///
    /// # Panics
    /// Where no outcome is called so.
    pub fn of_cell(&self, cell: &Cell, outcome: &str) -> &[f64] {
        let found = self.columns.iter().find(|(name, _)| name == outcome);
        let (_, column) = found.unwrap_or_else(|| panic!("no outcome is called {outcome}"));
        &column[cell.runs.clone()]
    }

    /// What the controllers of the cell's first seed saw and chose at each step.
    ///
    /// # Errors
    /// As [`rows`].
    pub fn records(&self, cell: &Cell) -> Result<Vec<ControlRecord>> {
        records(&self.plan, cell.runs.start as u64)
    }

    /// The same sweep with some of its cells alone.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Cell) -> bool) -> Self {
        Self { cells: self.cells.iter().filter(|cell| keep(cell)).cloned().collect(), ..self.clone() }
    }

    /// The problem of a cell in words, with the settings and steps that the plan gives several
    /// values.
    pub fn place(&self, cell: &Cell) -> String {
        let plan = self.plan.problems.iter().find(|problem| problem.label == cell.problem);
        let varies = |name: &str| plan.is_some_and(|p| p.axes.iter().any(|a| a.name == name && a.values.len() > 1));
        let mut place = cell.problem.clone();
        for (name, value) in cell.settings.iter().filter(|(name, _)| varies(name)) {
            place += &format!(", {name} {}", value.short());
        }
        if self.plan.steps.len() > 1 {
            place += &format!(", {} steps", cell.steps);
        }
        place
    }

    /// The cells of a method.
    pub fn by<'a, 'm>(&'a self, method: &'m str) -> impl Iterator<Item = &'a Cell> + use<'a, 'm> {
        self.cells.iter().filter(move |cell| cell.method == method)
    }

    /// The cell on the same problem, settings and steps by another method, its first where
    /// there are several.
    pub fn beside(&self, cell: &Cell, method: &str) -> Option<&Cell> {
        self.all_beside(cell, method).next()
    }

    /// Every cell on the same problem, settings and steps by a method.
    pub fn all_beside<'a, 'c>(
        &'a self,
        cell: &'c Cell,
        method: &'c str,
    ) -> impl Iterator<Item = &'a Cell> + use<'a, 'c> {
        self.by(method).filter(move |other| {
            other.problem == cell.problem && other.settings == cell.settings && other.steps == cell.steps
        })
    }
}
