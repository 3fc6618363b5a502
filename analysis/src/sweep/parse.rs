//! A plan from its text: what serde reads of it, checked against the problems and methods that there are.

mod control;
mod method;
mod problem;
mod quick;
mod seeds;

use super::axis::Values;
use super::block::Block;
use super::plan::{Plan, Scale};
use crate::output::{Usage, unknown};
use anyhow::{Context, Result};
use serde::Deserialize;
use stable_sgd::task::Arithmetic;
use std::collections::BTreeMap;
use toml::Table;

/// The most runs of a plan, and the most blocks of them: what numbering them may take.
const MOST_RUNS: f64 = 1e9;
const MOST_BLOCKS: f64 = 1e5;
/// The most steps of a run.
const MOST_STEPS: u64 = 1_000_000_000;

/// A plan as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    title: String,
    arithmetic: Option<String>,
    seeds: seeds::WrittenSeeds,
    judge: Option<seeds::WrittenSeeds>,
    steps: Values,
    quick: Option<quick::WrittenQuick>,
    problem: Vec<problem::WrittenProblem>,
    method: Vec<method::WrittenMethod>,
}

impl Plan {
    /// Reads a plan, on the scale that is written in it.
    ///
    /// # Errors
    /// An unknown or missing key, a value outside its limits, or more runs than can be
    /// numbered; each names the key, what was found and what is expected.
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_on(text, Scale::Full)
    }

    /// Reads a plan on a scale. A quick plan's text is that of what it runs, so that it has
    /// another digest than the whole.
    ///
    /// # Errors
    /// As [`Self::parse`]; where the plan has no `[quick]` and is asked for it.
    pub fn parse_on(text: &str, scale: Scale) -> Result<Self> {
        let whole: Table = text.parse().map_err(|error| refused(text, &error)).context("not TOML")?;
        let written = Written::read(text)?;
        let reduced = written.quick.as_ref().map(|quick| quick.reduced(whole)).transpose()?;
        match (scale, reduced) {
            (Scale::Full, _) => written.plan(text.to_owned()),
            (Scale::Quick, Some(reduced)) => {
                let text = reduced.to_string();
                Written::read(&text).context("the quick version")?.plan(text)
            }
            (Scale::Quick, None) => Err(Usage::error(
                "the plan has no [quick]: say there what a quick version takes in the place of seeds, steps, points or trials",
            )),
        }
    }

    /// Each method's problems are there, and no two methods of a problem share a label.
    fn check_problems_of_methods(&self) -> Result<()> {
        let labels: Vec<&str> = self.problems.iter().map(|problem| problem.label.as_str()).collect();
        for label in self.methods.iter().filter_map(|method| method.problems.as_ref()).flatten() {
            if !labels.contains(&label.as_str()) {
                return Err(unknown("problem's label", label, &labels));
            }
        }
        labels.into_iter().try_for_each(|problem| {
            let methods = self.methods.iter().filter(|method| method.runs_on(problem));
            distinct("method", methods.map(|method| method.label.as_str()))
        })
    }

    /// Numbers the runs, a block at a time.
    fn number(&mut self) -> Result<()> {
        let cost = self.cost();
        let points: f64 =
            self.problems.iter().map(|p| p.axes.iter().map(|a| a.values.len() as f64).product::<f64>()).sum();
        let blocks = points * (self.steps.len() * self.methods.len()) as f64;
        if cost.runs > MOST_RUNS || blocks > MOST_BLOCKS {
            return Err(Usage::error(format!(
                "{}: {cost}, about {:.1e} hours on one thread, is above the limit of {MOST_RUNS:.0e} runs ({MOST_BLOCKS:.0e} of problem, steps and method): take fewer seeds or grid points",
                self.name,
                cost.seconds / 3600.0
            )));
        }
        let mut first = 0;
        for (place, problem) in self.problems.iter().enumerate() {
            for point in Self::product(&problem.axes) {
                let wanted = problem.row.point(&point).map_err(|error| Usage::error(error.to_string()))?;
                let task = problem.row.at(&wanted).map_err(|error| Usage::error(error.to_string()))?;
                let coordinates = problem.row.effort(&wanted, self.arithmetic).coordinates;
                for steps in &self.steps {
                    for (method, plan) in self.methods.iter().enumerate() {
                        if !plan.runs_on(&problem.label) {
                            continue;
                        }
                        let runs = plan.points.count() as u64 * self.seeds.count;
                        let (point, problem, steps) = (point.clone(), task.clone(), *steps);
                        self.blocks.push(Block { first, runs, place, point, problem, coordinates, steps, method });
                        first += runs;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Written {
    fn read(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| refused(text, &error))
    }

    /// The plan, with its runs numbered.
    fn plan(self, text: String) -> Result<Plan> {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.name.is_empty() || !self.name.chars().all(legal) {
            return Err(Usage::error(format!(
                "name = {:?}: expected lower-case letters, digits and _, as files are called by it",
                self.name
            )));
        }
        if self.problem.is_empty() || self.method.is_empty() {
            return Err(Usage::error("a plan has at least one [[problem]] and one [[method]]"));
        }
        let arithmetic = match self.arithmetic.as_deref() {
            None | Some("fast") => Arithmetic::Fast,
            Some("exact") => Arithmetic::Exact,
            Some(other) => return Err(Usage::error(format!("arithmetic = {other:?}: expected \"fast\" or \"exact\""))),
        };
        let mut plan = Plan {
            name: self.name,
            title: self.title,
            arithmetic,
            seeds: self.seeds.seeds("seeds")?,
            judge: self.judge.map(|judge| judge.seeds("judge")).transpose()?,
            steps: self.steps.read("steps", |steps| steps.whole("steps", 1..=MOST_STEPS))?,
            problems: self.problem.into_iter().map(|written| written.problem(arithmetic)).collect::<Result<_>>()?,
            methods: self.method.into_iter().map(method::WrittenMethod::method).collect::<Result<_>>()?,
            text,
            blocks: Vec::new(),
        };
        distinct("problem", plan.problems.iter().map(|problem| problem.label.as_str()))?;
        plan.check_problems_of_methods()?;
        if let Some(judge) = plan.judge.filter(|judge| judge.overlap(plan.seeds)) {
            return Err(Usage::error(format!(
                "judge has seeds of seeds ({} from {} on, {} from {} on): what was tuned is judged on others",
                judge.count, judge.first, plan.seeds.count, plan.seeds.first
            )));
        }
        plan.number()?;
        Ok(plan)
    }
}

/// Refuses a key that is none of these names.
fn known<V>(what: &str, found: &BTreeMap<String, V>, names: impl Iterator<Item = &'static str>) -> Result<()> {
    let names: Vec<&str> = names.collect();
    match found.keys().find(|key| !names.contains(&key.as_str())) {
        Some(key) => Err(unknown(what, key, &names)),
        None => Ok(()),
    }
}

/// What TOML or serde refuses: its place in `text`, where it has one, and what is expected there.
fn refused(text: &str, error: &toml::de::Error) -> anyhow::Error {
    let reason = reason(error.message());
    // What a whole plan lacks has no place.
    let before = error.span().and_then(|span| text.get(..span.start)).filter(|before| !before.is_empty());
    let Some(line) = before.map(|before| before.matches('\n').count()) else { return reason };
    reason.context(format!("line {}, `{}`", line + 1, text.lines().nth(line).unwrap_or_default().trim()))
}

/// What serde says, in our words: a misspelt key is answered with the one that was meant.
fn reason(message: &str) -> anyhow::Error {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (message.split_once(", expected "), names.as_slice()) {
        (_, [key, keys @ ..]) if message.starts_with("unknown field") => unknown("key", key, keys),
        (None, [key]) if message.starts_with("missing field") => Usage::error(format!("the key {key} is missing")),
        (Some(("invalid type: map", "a sequence")), _) => Usage::error("expected a list of tables, each under [[…]]"),
        (Some((_, "a sequence")), _) => Usage::error("expected a list"),
        (Some((_, "a string")), _) => Usage::error("expected a text in quotes"),
        (Some((_, "a map" | "a table")), _) => Usage::error("expected a table"),
        _ => Usage::error(message),
    }
}

fn distinct<'a>(what: &str, labels: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen: Vec<&str> = Vec::new();
    for label in labels {
        if seen.contains(&label) {
            return Err(Usage::error(format!(
                "two entries [[{what}]] are called {label:?}: give each a label of its own"
            )));
        }
        seen.push(label);
    }
    Ok(())
}
