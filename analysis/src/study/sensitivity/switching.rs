//! A switch between SGD and StableSGD by a detector of instability (the paper's section 5.2).

use super::against::Against;
use super::paired::LEVEL;
use super::variants::SGD;
use crate::statistics::{Error, Interval, clopper_pearson, median};
use crate::sweep::{Cell, Results};
use anyhow::{Context, Result};

/// The label of the switch.
pub const SWITCHING: &str = "switching";
/// The label of StableSGD.
pub const STABLE: &str = "StableSGD";

/// The threshold of the detector that the verdict is about.
pub const HIGH: f64 = 2.0;

/// The switch at one place, with one threshold and one disturbance.
#[derive(Clone, Debug)]
pub struct Switched {
    /// The problem's place.
    pub problem: String,
    /// The factor on the learning rate from [`Switched::step`] on; 1 for a run that stays as
    /// it is.
    pub factor: f64,
    /// The step of the disturbance.
    pub step: f64,
    /// The detector's upper threshold.
    pub high: f64,
    /// Seeds.
    pub seeds: u64,
    /// Whether SGD got away: most of its runs end above their start.
    pub unstable: bool,
    /// Runs with an alarm before the disturbance, or at any time in a stable run.
    pub false_alarms: u64,
    /// Disturbed runs without an alarm.
    pub missed: u64,
    /// The median of the steps from the disturbance to the alarm, of those that had one then.
    pub delay: f64,
    /// The median of how often a run switched to StableSGD.
    pub switches: f64,
    /// Against SGD.
    pub sgd: Against,
    /// Against StableSGD throughout.
    pub stable: Against,
}

impl Switched {
    /// The share of runs with a false alarm, with its interval.
    ///
    /// # Errors
    /// Where there are no runs.
    pub fn false_share(&self) -> Result<Interval, Error> {
        clopper_pearson(self.false_alarms, self.seeds, LEVEL)
    }

    /// The share of disturbed runs without an alarm, with its interval.
    ///
    /// # Errors
    /// Where there are no runs.
    pub fn missed_share(&self) -> Result<Interval, Error> {
        clopper_pearson(self.missed, self.seeds, LEVEL)
    }
}

/// The switch at every place of a sweep.
///
/// # Errors
/// Where SGD or StableSGD is missing beside it.
pub fn switched(results: &Results) -> Result<Vec<Switched>> {
    results.by(SWITCHING).map(|cell| at(results, cell)).collect()
}

fn at(results: &Results, cell: &Cell) -> Result<Switched> {
    let number = |name: &str| cell.number(name).unwrap_or(f64::NAN);
    let (factor, step, high) = (number("disturb_factor"), number("disturb_step"), number("detect_high"));
    let problem = results.place(cell);
    let beside = |method: &str| {
        let same = |other: &&Cell| {
            other.problem == cell.problem
                && other.settings == cell.settings
                && other.steps == cell.steps
                && other.number("disturb_factor") == Some(factor)
        };
        results.by(method).find(same).with_context(|| format!("no run of {method} on {problem}"))
    };
    let against = |other: &Cell| -> Result<Against> {
        let place = format!("{problem}, rate × {factor}, threshold {high}");
        Against::of(results, &place, [cell, other], "final_loss")
    };
    let sgd = beside(SGD)?;
    let alarms = results.of_cell(cell, "first_on");
    let disturbed = factor != 1.0;
    let is_false = |alarm: &&f64| if disturbed { **alarm <= step } else { !alarm.is_nan() };
    let delays: Vec<f64> = alarms.iter().filter(|alarm| **alarm > step).map(|alarm| alarm - step).collect();
    let [first, last] = ["first_loss", "final_loss"].map(|outcome| results.of_cell(sgd, outcome));
    let away = first.iter().zip(last).filter(|(first, last)| last > first).count();
    Ok(Switched {
        factor,
        step,
        high,
        seeds: alarms.len() as u64,
        unstable: 2 * away > first.len(),
        false_alarms: alarms.iter().filter(is_false).count() as u64,
        missed: if disturbed { alarms.iter().filter(|alarm| alarm.is_nan()).count() as u64 } else { 0 },
        delay: median(&delays).unwrap_or(f64::NAN),
        switches: median(results.of_cell(cell, "switches")).unwrap_or(f64::NAN),
        sgd: against(sgd)?,
        stable: against(beside(STABLE)?)?,
        problem,
    })
}

/// The loss of one run at every step.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The problem's place.
    pub problem: String,
    /// The method's label.
    pub method: String,
    /// The loss before each step, from step 0 on.
    pub losses: Vec<f64>,
    /// The steps at which StableSGD was on.
    pub on: Vec<bool>,
}

/// The runs of the first seed at the largest disturbance and the greatest length, with the
/// threshold [`HIGH`], step by step.
///
/// # Errors
/// Where a run cannot be repeated.
pub fn traces(results: &Results) -> Result<Vec<Trace>> {
    let longest = results.plan.steps.iter().max().copied();
    let largest = results.cells.iter().filter_map(|cell| cell.number("disturb_factor")).fold(1.0, f64::max);
    let shown = |cell: &&Cell| {
        Some(cell.steps) == longest
            && cell.number("disturb_factor") == Some(largest)
            && cell.number("detect_high").is_none_or(|high| high == HIGH)
    };
    let trace = |cell: &Cell| {
        let records = results.records(cell)?;
        Ok(Trace {
            problem: cell.problem.clone(),
            method: cell.method.clone(),
            losses: records.iter().map(|record| record.loss).collect(),
            on: records.iter().map(|record| record.on == Some(true)).collect(),
        })
    };
    results.cells.iter().filter(shown).map(trace).collect()
}
