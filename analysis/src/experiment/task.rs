//! Keys of a task: any problem, as a sweep runs it, one seed and every step.

use super::key::{Key, KeyKind, Value};
use crate::output::Usage;
use anyhow::Result;
use stable_sgd::experiment::{Contender, Run, Tick};
use stable_sgd::problem;
use stable_sgd::reference;
use stable_sgd::task::{Arithmetic, Registered, Score, StepByStep};

/// A problem with the values of its settings, and who descends on it.
#[derive(Clone)]
pub struct Settings {
    /// The problem.
    pub row: Registered,
    /// The values of its settings, in their order.
    pub values: Vec<(String, problem::SettingValue)>,
    /// The seed of start, noise and batches: the same for every contender.
    pub seed: u64,
    /// Steps of each contender.
    pub steps: usize,
    /// Who runs, in order.
    pub contenders: Vec<Contender>,
}

/// Bytes a coordinate and a step, about.
const BYTES_A_COORDINATE: u64 = 8 * 20;
const BYTES_A_STEP: u64 = 8 * 24;

/// Who runs where no method is named.
const CONTENDERS: [&str; 2] = ["sgd", "stable_sgd"];

impl Settings {
    pub(super) fn of(row: Registered) -> Self {
        let values = row.settings.iter().map(|setting| (setting.name.to_owned(), setting.default())).collect();
        let contenders = CONTENDERS.iter().filter_map(|name| Contender::registered(name)).collect();
        Self { row, values, seed: 0, steps: 150, contenders }
    }

    /// Runs every contender.
    ///
    /// # Errors
    /// Where a contender cannot run, or the settings make no problem.
    pub(super) fn run(&self, tick: Tick) -> Result<Vec<(Run, Score)>> {
        let point = self.row.point(&self.values).map_err(wrong)?;
        let task = self.row.at(&point).map_err(wrong)?;
        let run = |contender: &Contender| {
            let recorded = task.record(&contender.method, &contender.hyper, self.seed, self.steps, tick)?;
            Ok((self.as_run(contender, &recorded), recorded.score))
        };
        self.contenders.iter().map(run).collect()
    }

    fn as_run(&self, contender: &Contender, recorded: &StepByStep) -> Run {
        let row = |record: &stable_sgd::trajectory::Record| reference::Row {
            loss: record.loss.unwrap_or(f64::NAN),
            distance: Some(record.measure).filter(|distance| !distance.is_nan()),
            energy: record.energy,
        };
        let rows: Vec<reference::Row> = recorded.records.iter().map(row).collect();
        Run {
            optimizer: contender.optimizer.clone(),
            method: contender.method.description.name,
            steps: rows.clone(),
            rows,
            penalties: recorded.records.iter().filter_map(|record| record.penalty).collect(),
            diverged_at: recorded.diverged_at,
            start: recorded.start.clone(),
            end: recorded.end.clone(),
            clock: (1, self.steps as u64),
        }
    }
}

/// A setting that makes no problem is wrong use.
fn wrong(error: impl std::error::Error) -> anyhow::Error {
    Usage::error(error.to_string())
}

pub(super) fn keys(row: &Registered) -> Vec<Key> {
    let whole = |name, default, least, most, bytes, meaning| {
        Key::new(name, default, KeyKind::Whole { least, most, bytes }, meaning)
    };
    let problem = row.description.name;
    let setting = |setting: &problem::Setting| Key {
        name: setting.name.into(),
        default: setting.default().short().into(),
        kind: KeyKind::Setting(problem, *setting),
        meaning: setting.meaning.into(),
    };
    let mut keys = vec![
        whole("seed", "0", 0, u64::MAX, 0, "seed of start, noise and batches"),
        whole("steps", "150", 1, 10_000_000, BYTES_A_STEP, "steps of each optimizer"),
    ];
    keys.extend(row.settings.iter().map(setting));
    keys
}

pub(super) fn set(settings: &mut Settings, name: &str, value: &Value) -> bool {
    match (name, value) {
        ("seed", Value::Whole(n)) => settings.seed = *n,
        ("steps", Value::Whole(n)) => settings.steps = *n as usize,
        (_, Value::Setting(value)) => {
            let Some(slot) = settings.values.iter_mut().find(|(own, _)| own == name) else { return false };
            slot.1 = value.clone();
        }
        _ => return false,
    }
    true
}

pub(super) fn settings(settings: &Settings) -> Vec<(String, Value)> {
    let own =
        [("seed".to_owned(), Value::Whole(settings.seed)), ("steps".to_owned(), Value::Whole(settings.steps as u64))];
    let values = settings.values.iter().map(|(name, value)| (name.clone(), Value::Setting(value.clone())));
    own.into_iter().chain(values).collect()
}

/// Coordinates, about.
fn coordinates(settings: &Settings) -> u128 {
    let point = settings.row.point(&settings.values);
    point.map_or(1, |point| settings.row.effort(&point, Arithmetic::Exact).coordinates as u128)
}

pub(super) fn memory(settings: &Settings) -> u128 {
    coordinates(settings) * u128::from(BYTES_A_COORDINATE) + settings.steps as u128 * u128::from(BYTES_A_STEP)
}

pub(super) fn work(settings: &Settings) -> u128 {
    coordinates(settings) * settings.steps as u128
}
