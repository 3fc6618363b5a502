//! A plan from its text.

mod control;
mod method;
mod quick;
mod seeds;

use super::axis::{Axis, Value};
use super::block::Block;
use super::plan::{Arithmetic, Plan, ProblemPlan, Scale};
use super::problem::{Setting, settings};
use crate::output::{Usage, unknown};
use anyhow::{Context, Result};
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
            problems: tables(&table, "problem")?.into_iter().map(problem).collect::<Result<_>>()?,
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
                let setting = Setting::at(&problem.name, &point)?;
                for steps in &self.steps {
                    for (method, plan) in self.methods.iter().enumerate() {
                        if !plan.runs_on(&problem.label) {
                            continue;
                        }
                        let runs = plan.points.count() as u64 * self.seeds.count;
                        let (point, problem, steps) = (point.clone(), setting.clone(), *steps);
                        self.blocks.push(Block { first, runs, place, point, problem, steps, method });
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

fn problem(table: &Table) -> Result<ProblemPlan> {
    let name = word(table, "name")?;
    let settings = settings(&name)?;
    let keys: Vec<&str> = ["name", "label"].into_iter().chain(settings.iter().map(|(key, _)| *key)).collect();
    known(table, &keys, &format!("setting of {name}"))?;
    let axis = |(key, default): (&str, Value)| match table.get(key) {
        Some(found) => Axis::parse(key, found),
        None => Ok(Axis { name: key.to_owned(), values: vec![default] }),
    };
    let axes = settings.into_iter().map(axis).collect::<Result<Vec<_>>>().with_context(|| format!("problem {name}"))?;
    let label = if table.contains_key("label") { word(table, "label")? } else { name.clone() };
    Ok(ProblemPlan { label, name, axes })
}
