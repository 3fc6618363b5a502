//! What a sweep runs, and how much that is.

use super::axis::Axis;
use super::block::Block;
use super::control::ControlPlan;
use super::points::Points;
use crate::output::sha256;
use stable_sgd::method::registry::Entry;
use stable_sgd::problem::SettingValue;
use stable_sgd::scalar::lanes;
use stable_sgd::task::{Arithmetic, Effort, Registered};
use std::fmt;

/// How much of a plan is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// What its `[quick]` says: some seconds.
    Quick,
    /// All that is written.
    Full,
}

/// The seeds of a sweep: `count` from `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeds {
    /// The first seed.
    pub first: u64,
    /// How many.
    pub count: u64,
}

impl Seeds {
    /// Whether a seed belongs to both.
    pub fn overlap(self, other: Self) -> bool {
        self.first < other.first + other.count && other.first < self.first + self.count
    }
}

/// A problem and the values of its settings.
#[derive(Clone)]
pub struct ProblemPlan {
    /// What it is called in the table.
    pub label: String,
    /// The problem.
    pub row: Registered,
    /// Its settings, each with a value or several.
    pub axes: Vec<Axis>,
    /// What a step costs at the largest of its settings.
    pub effort: Effort,
}

/// A method and the values of its numbers.
#[derive(Clone)]
pub struct MethodPlan {
    /// What it is called in the table.
    pub label: String,
    /// The method.
    pub entry: Entry,
    /// The values of its numbers, in the order of its description, then those of its control.
    pub points: Points,
    /// What changes its numbers during a run.
    pub control: ControlPlan,
    /// Its switches.
    pub switches: Vec<bool>,
    /// The labels of the problems that it is run on; all where `None`.
    pub problems: Option<Vec<String>>,
}

impl MethodPlan {
    /// The names of its numbers, in the order of its points.
    pub fn names(&self) -> Vec<&'static str> {
        let numbers = self.entry.description.numbers.iter().map(|spec| spec.name);
        numbers.chain(self.control.names()).collect()
    }

    /// Whether it is run on the problem of this label.
    pub fn runs_on(&self, problem: &str) -> bool {
        self.problems.as_ref().is_none_or(|labels| labels.iter().any(|label| label == problem))
    }
}

/// What a sweep runs: every problem at every point of its settings, for every number of
/// steps, by every method at every point of its grid, for every seed.
#[derive(Clone)]
pub struct Plan {
    /// The stem of its files.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// On which numbers it runs.
    pub arithmetic: Arithmetic,
    /// The seeds.
    pub seeds: Seeds,
    /// The seeds on which what was tuned is judged, where this is a plan for tuning.
    pub judge: Option<Seeds>,
    /// Steps of each run.
    pub steps: Vec<u64>,
    /// The problems.
    pub problems: Vec<ProblemPlan>,
    /// The methods.
    pub methods: Vec<MethodPlan>,
    /// The text that it was read from.
    pub text: String,
    /// Runs of one problem, steps and method, in order; each with the number of its first.
    pub(super) blocks: Vec<Block>,
}

/// What a sweep costs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Trajectories.
    pub runs: f64,
    /// Updates of a coordinate.
    pub updates: f64,
    /// Seconds on one thread, about.
    pub seconds: f64,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} runs, {:.1e} updates of a coordinate", self.runs, self.updates)
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("name", &self.name).field("runs", &self.runs()).finish_non_exhaustive()
    }
}

/// Chunks of a sweep, at least where it has so many runs: enough for many threads, and for
/// little to be lost by an interruption.
const CHUNKS: u64 = 64;
/// The most updates of a coordinate in a chunk: some tenths of a second.
const UPDATES_OF_A_CHUNK: f64 = 2e7;
/// The most runs in a chunk.
const RUNS_OF_A_CHUNK: u64 = 16_384;

impl Plan {
    /// What it costs.
    pub fn cost(&self) -> Cost {
        let mut cost = Cost { runs: 0.0, updates: 0.0, seconds: 0.0 };
        for problem in &self.problems {
            let points: f64 = problem.axes.iter().map(|axis| axis.values.len() as f64).product();
            let Effort { coordinates, nanoseconds } = problem.effort;
            for method in self.methods.iter().filter(|method| method.runs_on(&problem.label)) {
                let runs = points * method.points.count() * self.seeds.count as f64;
                cost.runs += runs * self.steps.len() as f64;
                let updates = runs * coordinates as f64 * self.steps.iter().map(|steps| *steps as f64).sum::<f64>();
                cost.updates += updates;
                cost.seconds += updates * nanoseconds * 1e-9;
            }
        }
        cost
    }

    /// The runs of the methods of this label alone, by another rule that takes the same numbers
    /// and switches.
    #[must_use]
    pub fn by_rule(&self, label: &str, rule: &Entry) -> Self {
        let kept: Vec<usize> = (0..self.methods.len()).filter(|i| self.methods[*i].label == label).collect();
        let mut first = 0;
        let blocks = self.blocks.iter().filter_map(|block| {
            let method = kept.iter().position(|i| *i == block.method)?;
            let block = Block { method, first, ..block.clone() };
            first += block.runs;
            Some(block)
        });
        let blocks = blocks.collect();
        let methods = kept.iter().map(|i| MethodPlan { entry: rule.clone(), ..self.methods[*i].clone() });
        Self { methods: methods.collect(), blocks, ..self.clone() }
    }

    /// How many runs there are.
    pub fn runs(&self) -> u64 {
        self.blocks.last().map_or(0, |block| block.first + block.runs)
    }

    /// Runs of a chunk: a multiple of the number of lanes.
    pub fn chunk_runs(&self) -> u64 {
        let updates = |block: &Block| block.steps as f64 * block.coordinates as f64;
        let largest = self.blocks.iter().map(updates).fold(1.0, f64::max);
        let by_updates = (UPDATES_OF_A_CHUNK / largest) as u64;
        let runs = self.runs().div_ceil(CHUNKS).min(by_updates).min(RUNS_OF_A_CHUNK);
        runs.next_multiple_of(lanes::WIDTH as u64).max(lanes::WIDTH as u64)
    }

    /// How many chunks there are.
    pub fn chunks(&self) -> u64 {
        self.runs().div_ceil(self.chunk_runs())
    }

    /// The first run of a chunk, and that after its last.
    pub fn bounds(&self, chunk: u64) -> (u64, u64) {
        let size = self.chunk_runs();
        (chunk * size, ((chunk + 1) * size).min(self.runs()))
    }

    /// The SHA-256 of its text, in hexadecimal.
    pub fn digest(&self) -> String {
        sha256(self.text.as_bytes())
    }

    /// The settings of its problems, in order of appearance, and whether any value of each
    /// is a word.
    pub(super) fn problem_columns(&self) -> Vec<(String, bool)> {
        let mut columns: Vec<(String, bool)> = Vec::new();
        for axis in self.problems.iter().flat_map(|problem| &problem.axes) {
            let worded = axis.values.iter().any(|value| value.number().is_none());
            match columns.iter_mut().find(|(name, _)| *name == axis.name) {
                Some((_, any)) => *any |= worded,
                None => columns.push((axis.name.clone(), worded)),
            }
        }
        columns
    }

    /// The numbers of its methods, in order of appearance.
    pub(super) fn method_columns(&self) -> Vec<&'static str> {
        let mut columns = Vec::new();
        for name in self.methods.iter().flat_map(MethodPlan::names) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        columns
    }

    /// Every point of the axes, the last varying fastest.
    pub(super) fn product(axes: &[Axis]) -> Vec<Vec<(String, SettingValue)>> {
        axes.iter().fold(vec![Vec::new()], |points, axis| {
            let extended = points.iter().flat_map(|point| {
                axis.values.iter().map(move |value| {
                    let mut longer = point.clone();
                    longer.push((axis.name.clone(), value.clone()));
                    longer
                })
            });
            extended.collect()
        })
    }
}
