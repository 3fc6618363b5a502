//! How do tuned methods fare on seeds that tuning never saw?

use super::Question;
use crate::compare::against::{Against, against};
use crate::compare::group::numbers;
use crate::compare::{SGD, columns};
use crate::study::{Computed, Study};
use crate::sweep::{Cell, Plan, Results};
use crate::table::Table;
use anyhow::{Context, Result};
use stable_sgd::problem::SettingValue;
use toml::{Table as TomlTable, Value as Toml};

/// The question.
pub struct Tuning;

/// The plans: tuning, each with seeds to judge on.
const PLANS: [&str; 2] = ["tuned", "tuned_learning"];

impl Question for Tuning {
    fn plans(&self) -> &'static [&'static str] {
        &PLANS
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<TunedAll>()?.0)])
    }
}

/// What was tuned, a plan each.
pub struct TunedAll(pub Vec<Tuned>);

impl Computed for TunedAll {
    const STAGE: &'static str = "sweep: tuning";

    fn compute(study: &Study) -> Result<Self> {
        let mut all = Vec::new();
        for plan in PLANS.iter().filter_map(|name| study.settings.sweeps.plan(name)) {
            let chosen = choose(study.run(plan)?);
            let judging = judging(plan, &chosen)?;
            all.push(Tuned::of(plan, chosen, study.run(&judging)?)?);
        }
        Ok(Self(all))
    }
}

/// The best trial of a method at one place.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The place.
    pub place: String,
    /// The cell of the trial.
    pub cell: Cell,
    /// How many trials there were.
    pub trials: usize,
    /// The mean outcome of the trial over the seeds of tuning; infinite where every trial had
    /// a run that diverged.
    pub mean: f64,
}

/// What was chosen, and how it fared.
#[derive(Clone, Debug)]
pub struct Tuned {
    /// The best trials.
    pub chosen: Vec<Chosen>,
    /// How many seeds tuning had.
    pub tuning_seeds: u64,
    /// Every tuned method against tuned SGD.
    pub against_sgd: Vec<Against>,
}

/// The outcome by which a problem is judged: the loss over every example where there are
/// examples, else the final loss.
fn outcome(results: &Results, cell: &Cell) -> &'static str {
    let whole = results.of_cell(cell, "whole_loss").iter().any(|loss| !loss.is_nan());
    if whole { "whole_loss" } else { "final_loss" }
}

/// The best trial of each method at each place: that with the smallest mean outcome. Of equal
/// ones the first.
pub fn choose(results: &Results) -> Vec<Chosen> {
    let mut chosen: Vec<Chosen> = Vec::new();
    for cell in &results.cells {
        let losses = results.of_cell(cell, outcome(results, cell));
        let mean = losses.iter().sum::<f64>() / losses.len() as f64;
        let place = results.place(cell);
        match chosen.iter_mut().find(|other| other.place == place && other.cell.method == cell.method) {
            Some(best) => {
                best.trials += 1;
                if mean < best.mean {
                    (best.cell, best.mean) = (cell.clone(), mean);
                }
            }
            None => chosen.push(Chosen { place, cell: cell.clone(), trials: 1, mean }),
        }
    }
    chosen
}

/// The plan that judges what was chosen: each place a problem of its own, each chosen trial a
/// method for that problem alone.
///
/// # Errors
/// Where the plan has no seeds for it.
pub fn judging(plan: &Plan, chosen: &[Chosen]) -> Result<Plan> {
    let judge = plan.judge.with_context(|| format!("{} has no seeds to judge on: the key judge", plan.name))?;
    let mut problems: Vec<Toml> = Vec::new();
    let mut places: Vec<&str> = Vec::new();
    for Chosen { place, cell, .. } in chosen {
        if places.contains(&place.as_str()) {
            continue;
        }
        places.push(place);
        let name = plan
            .problems
            .iter()
            .find(|problem| problem.label == cell.problem)
            .map(|problem| problem.row.description.name);
        let mut table = TomlTable::new();
        table.insert("name".to_owned(), Toml::from(name.context("a problem of the plan")?));
        table.insert("label".to_owned(), Toml::from(place.as_str()));
        for (key, value) in &cell.settings {
            let value = match value {
                SettingValue::Number(x) => Toml::Float(*x),
                SettingValue::Word(word) => Toml::String(word.clone()),
            };
            table.insert(key.clone(), value);
        }
        problems.push(Toml::Table(table));
    }
    let method = |Chosen { place, cell, .. }: &Chosen| {
        let found = plan.methods.iter().find(|method| method.label == cell.method && method.runs_on(&cell.problem));
        let found = found.context("a method of the plan")?;
        let description = &found.entry.description;
        let numbers = cell.numbers.iter().map(|(name, value)| ((*name).to_owned(), Toml::Float(*value)));
        let switches = description.switches.iter().zip(&found.switches);
        let switches = switches.map(|(spec, on)| (spec.name.to_owned(), Toml::Boolean(*on)));
        let mut table = TomlTable::new();
        table.insert("name".to_owned(), Toml::from(description.name));
        table.insert("label".to_owned(), Toml::from(cell.method.as_str()));
        table.insert("problems".to_owned(), Toml::Array(vec![Toml::from(place.as_str())]));
        table.insert("set".to_owned(), Toml::Table(numbers.collect()));
        table.insert("switch".to_owned(), Toml::Table(switches.collect()));
        Ok(Toml::Table(table))
    };
    let seeds = [("first", judge.first), ("count", judge.count)];
    let seeds = seeds.map(|(key, value)| (key.to_owned(), Toml::Integer(value as i64)));
    let mut table = TomlTable::new();
    table.insert("name".to_owned(), Toml::from(format!("{}_judged", plan.name)));
    table.insert("title".to_owned(), Toml::from(format!("{}, judged on other seeds", plan.title)));
    table.insert("seeds".to_owned(), Toml::Table(seeds.into_iter().collect()));
    let steps = plan.steps.iter().map(|steps| Toml::Integer(*steps as i64));
    table.insert("steps".to_owned(), Toml::Array(steps.collect()));
    table.insert("problem".to_owned(), Toml::Array(problems));
    table.insert("method".to_owned(), Toml::Array(chosen.iter().map(method).collect::<Result<_>>()?));
    Plan::parse(&table.to_string()).context("the plan that judges")
}

impl Tuned {
    /// # Errors
    /// Where SGD was not tuned at a place.
    pub fn of(tuning: &Plan, chosen: Vec<Chosen>, judged: &Results) -> Result<Self> {
        let mut against_sgd = Vec::new();
        // Losses over examples and landscapes are judged by different outcomes.
        for name in ["whole_loss", "final_loss"] {
            let part = judged.only(|cell| outcome(judged, cell) == name);
            against_sgd.extend(against(&part, SGD, name)?);
        }
        Ok(Self { chosen, tuning_seeds: tuning.seeds.count, against_sgd })
    }
}

fn table(all: &[Tuned]) -> Table {
    let rows: Vec<_> = all.iter().flat_map(|tuned| tuned.chosen.iter().map(move |chosen| (tuned, chosen))).collect();
    Table {
        name: "tuned",
        title: "The best trial of each method on each problem".to_owned(),
        columns: vec![
            ("place", columns::text(&rows, |(_, chosen)| chosen.place.clone())),
            ("method", columns::text(&rows, |(_, chosen)| chosen.cell.method.clone())),
            ("trials", columns::whole(&rows, |(_, chosen)| chosen.trials)),
            ("seeds", columns::whole(&rows, |(tuned, _)| tuned.tuning_seeds as usize)),
            ("mean_loss", columns::real(&rows, |(_, chosen)| chosen.mean)),
            ("numbers", columns::text(&rows, |(_, chosen)| numbers(&chosen.cell))),
        ],
    }
}
