//! A plan from its text.

mod control;
mod method;
mod quick;
mod seeds;

use super::axis::Axis;
use super::block::Block;
use super::plan::{Plan, ProblemPlan, Scale};
use crate::output::{Usage, unknown};
use anyhow::{Context, Result};
use stable_sgd::problem::{Setting, SettingValue};
use stable_sgd::task::{self, Arithmetic};
use std::cmp::Ordering;
use toml::{Table, Value as Toml};

const KEYS: [&str; 9] = ["name", "title", "arithmetic", "seeds", "judge", "steps", "quick", "problem", "method"];
/// The most runs of a plan, and the most blocks of them: what numbering them may take.
const MOST_RUNS: f64 = 1e9;
const MOST_BLOCKS: f64 = 1e5;
/// The most steps of a run.
const MOST_STEPS: f64 = 1e9;

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
        let whole: Table = text.parse().map_err(|error: toml::de::Error| Usage::error(format!("not TOML: {error}")))?;
        known(&whole, &KEYS, "key")?;
        let reduced = quick::reduced(&whole)?;
        let (table, text) = match (scale, reduced) {
            (Scale::Full, _) => (whole, text.to_owned()),
            (Scale::Quick, Some(reduced)) => {
                let text = reduced.to_string();
                (reduced, text)
            }
            (Scale::Quick, None) => {
                return Err(Usage::error(
                    "the plan has no [quick]: say there what a quick version takes in the place of seeds, steps, points or trials",
                ));
            }
        };
        let name = word(&table, "name")?;
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(legal) {
            return Err(Usage::error(format!(
                "name = {name:?}: expected lower-case letters, digits and _, as files are called by it"
            )));
        }
        let arithmetic = match table.get("arithmetic").map_or(Some("fast"), Toml::as_str) {
            Some("fast") => Arithmetic::Fast,
            Some("exact") => Arithmetic::Exact,
            _ => {
                return Err(Usage::error(format!(
                    "arithmetic = {}: expected \"fast\" or \"exact\"",
                    table["arithmetic"]
                )));
            }
        };
        let mut plan = Self {
            name,
            title: word(&table, "title")?,
            arithmetic,
            seeds: seeds::seeds("seeds", required(&table, "seeds")?)?,
            judge: table.get("judge").map(|found| seeds::seeds("judge", found)).transpose()?,
            steps: steps(required(&table, "steps")?)?,
            problems: tables(&table, "problem")?
                .into_iter()
                .map(|table| problem(table, arithmetic))
                .collect::<Result<_>>()?,
            methods: tables(&table, "method")?.into_iter().map(method::method).collect::<Result<_>>()?,
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

fn known(table: &Table, keys: &[&str], what: &str) -> Result<()> {
    match table.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(unknown(what, key, keys)),
        None => Ok(()),
    }
}

fn required<'a>(table: &'a Table, key: &str) -> Result<&'a Toml> {
    table.get(key).ok_or_else(|| Usage::error(format!("the key {key} is missing")))
}

fn word(table: &Table, key: &str) -> Result<String> {
    let found = required(table, key)?;
    found.as_str().map(str::to_owned).ok_or_else(|| Usage::error(format!("{key} = {found}: expected a text in quotes")))
}

fn tables<'a>(table: &'a Table, key: &str) -> Result<Vec<&'a Table>> {
    let shape = || Usage::error(format!("{key}: expected one table or more, each under [[{key}]]"));
    let array = required(table, key)?.as_array().filter(|array| !array.is_empty()).ok_or_else(shape)?;
    array.iter().map(|entry| entry.as_table().ok_or_else(shape)).collect()
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

/// A whole number from `least` to `most`.
fn whole(name: &str, found: &Toml, least: f64, most: f64) -> Result<u64> {
    let number = found.as_integer().map(|n| n as f64).or(found.as_float().filter(|x| x.fract() == 0.0));
    match number {
        Some(x) if (least..=most).contains(&x) => Ok(x as u64),
        _ => Err(Usage::error(format!("{name} = {found}: expected a whole number from {least} to {most}"))),
    }
}

fn steps(found: &Toml) -> Result<Vec<u64>> {
    let values = found.as_array().map_or(std::slice::from_ref(found), Vec::as_slice);
    if values.is_empty() {
        return Err(Usage::error("steps has no values: give at least one"));
    }
    values.iter().map(|value| whole("steps", value, 1.0, MOST_STEPS)).collect()
}

fn problem(table: &Table, arithmetic: Arithmetic) -> Result<ProblemPlan> {
    let name = word(table, "name")?;
    let row = task::find(&name).ok_or_else(|| {
        let rows = task::all();
        let names: Vec<&str> = rows.iter().map(|row| row.description.name).collect();
        unknown("problem", &name, &names)
    })?;
    let keys: Vec<&str> =
        ["name", "label"].into_iter().chain(row.settings.iter().map(|setting| setting.name)).collect();
    known(table, &keys, &format!("setting of {name}"))?;
    let axis = |setting: &Setting| {
        let axis = match table.get(setting.name) {
            Some(found) => Axis::parse(setting.name, found)?,
            None => Axis { name: setting.name.to_owned(), values: vec![setting.default()] },
        };
        let wrong = axis.values.iter().find_map(|value| setting.check(row.description.name, value).err());
        wrong.map_or(Ok(axis), |wrong| Err(Usage::error(wrong.to_string())))
    };
    let axes = row.settings.iter().map(axis).collect::<Result<Vec<_>>>().with_context(|| format!("problem {name}"))?;
    let largest = |axis: &Axis| (axis.name.clone(), largest(&axis.values));
    let largest =
        row.point(&axes.iter().map(largest).collect::<Vec<_>>()).map_err(|error| Usage::error(error.to_string()))?;
    let effort = row.effort(&largest, arithmetic);
    let label = if table.contains_key("label") { word(table, "label")? } else { name };
    Ok(ProblemPlan { label, row, axes, effort })
}

/// The largest number, or the first word.
fn largest(values: &[SettingValue]) -> SettingValue {
    let numbers = values.iter().filter(|value| value.number().is_some());
    let largest = numbers.max_by(|a, b| a.number().partial_cmp(&b.number()).unwrap_or(Ordering::Equal));
    largest.unwrap_or(&values[0]).clone()
}
