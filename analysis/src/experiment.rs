//! Experiments as a user sets them: keys, values, limits, and what comes out.

mod challenging;
mod key;
mod language;
mod outcome;
mod task;

pub use key::{Key, Value};
pub use outcome::{Outcome, RunFormat, SCHEMA, render, trace_csv};

use crate::output::{Usage, unknown};
use crate::rule;
use anyhow::Result;
use indicatif::ProgressBar;
use stable_sgd::experiment::{Contender, Run, challenging as challenging_core, language as language_core};
use stable_sgd::task::{self as tasks, Score};

/// The experiments that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    /// The paper's challenging landscape, by its program's random numbers.
    Challenging,
    /// The paper's language model, by its program's random numbers.
    Language,
    /// A problem of this name, as a sweep runs it.
    Task(&'static str),
}

impl Experiment {
    /// The paper's experiments.
    pub const PUBLISHED: [Self; 2] = [Self::Challenging, Self::Language];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Challenging => "challenging",
            Self::Language => "language",
            Self::Task(name) => name,
        }
    }

    /// Every experiment: the paper's, and each other problem.
    pub fn all() -> Vec<Self> {
        let published = Self::PUBLISHED.map(Self::name);
        let others = tasks::all().into_iter().map(|row| row.description.name);
        Self::PUBLISHED.into_iter().chain(others.filter(|name| !published.contains(name)).map(Self::Task)).collect()
    }

    /// The experiment called `name`.
    ///
    /// # Errors
    /// Suggests the nearest name.
    pub fn named(name: &str) -> Result<Self> {
        let all = Self::all();
        let names: Vec<&str> = all.iter().map(|e| e.name()).collect();
        all.iter().find(|e| e.name() == name).copied().ok_or_else(|| unknown("problem", name, &names))
    }

    /// The row of its problem.
    ///
    /// # Errors
    /// Where there is none of this name.
    fn row(name: &str) -> Result<tasks::Registered> {
        tasks::find(name).ok_or_else(|| unknown("problem", name, &[]))
    }

    /// Every key of the experiment, those of optional methods included.
    ///
    /// # Errors
    /// Where there is no such problem.
    pub fn keys(self) -> Result<Vec<Key>> {
        let mut keys = match self {
            Self::Challenging => challenging::keys(),
            Self::Language => language::keys(),
            Self::Task(name) => {
                let mut keys = task::keys(&Self::row(name)?);
                keys.extend(key::pair_keys());
                keys
            }
        };
        keys.extend(key::method_keys());
        Ok(keys)
    }

    /// The experiment's settings after `assignments` (each "KEY=VALUE"), for
    /// the published contenders or for `methods`.
    ///
    /// # Errors
    /// An unknown key or method, or a value outside its limits.
    pub fn configure(self, assignments: &[String], methods: &[String], paired: bool) -> Result<Configured> {
        let chosen = self.contenders(methods)?;
        let mut keys = self.keys()?;
        keys.extend(chosen.iter().flat_map(key::keys_of_read));
        let assigned = key::assign(&keys, assignments)?;
        let mut configured = match self {
            Self::Challenging => Configured::Challenging(challenging_core::Settings::published()),
            Self::Language => Configured::Language(language_core::Settings::published(language::DEFAULT_PYTHON)),
            Self::Task(name) => Configured::Task(task::Settings::of(Self::row(name)?)),
        };
        configured.pair(paired);
        if !methods.is_empty() {
            *configured.contenders_mut() = chosen;
        }
        for (key, value) in &assigned {
            let used = configured.set(key, value);
            if !used {
                let methods: Vec<&str> = configured.contenders().iter().map(|c| c.method.description.name).collect();
                return Err(Usage::error(format!(
                    "{key} has no effect here: none of the methods {} has it",
                    methods.join(", ")
                )));
            }
        }
        configured.check_cost()?;
        Ok(configured)
    }

    fn contenders(self, methods: &[String]) -> Result<Vec<Contender>> {
        let defaults = match self {
            Self::Challenging => challenging_core::Settings::published().contenders,
            Self::Language => language_core::Settings::published(language::DEFAULT_PYTHON).contenders,
            Self::Task(_) => Vec::new(),
        };
        methods
            .iter()
            .map(|name| {
                let mut contender = Contender::of(rule::method(name)?);
                // Each kind of method starts from the experiment's published rates.
                let published = defaults.iter().find(|c| key::prefix(c) == key::prefix(&contender));
                for (spec, value) in
                    published.iter().flat_map(|c| c.method.description.numbers.iter().zip(&c.hyper.numbers))
                {
                    contender.set_number(spec.name, *value);
                    if spec.name == "lr" {
                        contender.set_number("base_rate", *value);
                    }
                }
                Ok(contender)
            })
            .collect()
    }
}

/// An experiment with its settings.
#[derive(Clone)]
pub enum Configured {
    /// The challenging landscape.
    Challenging(challenging_core::Settings),
    /// The language model.
    Language(language_core::Settings),
    /// Another problem.
    Task(task::Settings),
}

impl Configured {
    /// Which experiment it is.
    pub fn experiment(&self) -> Experiment {
        match self {
            Self::Challenging(_) => Experiment::Challenging,
            Self::Language(_) => Experiment::Language,
            Self::Task(settings) => Experiment::Task(settings.row.description.name),
        }
    }

    /// Runs the experiment, with a progress bar where standard error is a terminal.
    ///
    /// # Errors
    /// Where a contender cannot run.
    pub fn run(&self) -> Result<Vec<Outcome>> {
        let bar = ProgressBar::new((self.steps() * self.contenders().len()) as u64);
        let tick = || bar.inc(1);
        let plain = |runs: Vec<Run>| runs.into_iter().map(|run| (run, Score::default())).collect();
        let runs: Vec<(Run, Score)> = match self {
            Self::Challenging(settings) => plain(challenging_core::run_observed(settings, &tick)?),
            Self::Language(settings) => plain(language_core::run_observed(settings, &tick)?),
            Self::Task(settings) => settings.run(&tick)?,
        };
        bar.finish_and_clear();
        let outcome = |((run, score), contender)| Outcome::new(self, contender, run, score);
        Ok(runs.into_iter().zip(self.contenders()).map(outcome).collect())
    }

    /// Steps of each contender.
    fn steps(&self) -> usize {
        match self {
            Self::Challenging(settings) => settings.steps,
            Self::Language(settings) => settings.steps(),
            Self::Task(settings) => settings.steps,
        }
    }

    /// Every setting of the experiment and of `contender`, by key.
    pub fn settings(&self, contender: &Contender) -> Vec<(String, Value)> {
        let mut settings = match self {
            Self::Challenging(settings) => challenging::settings(settings),
            Self::Language(settings) => language::settings(settings),
            Self::Task(settings) => task::settings(settings),
        };
        settings.extend(key::contender_settings(contender));
        settings
    }

    fn contenders(&self) -> &[Contender] {
        match self {
            Self::Challenging(settings) => &settings.contenders,
            Self::Language(settings) => &settings.contenders,
            Self::Task(settings) => &settings.contenders,
        }
    }

    fn contenders_mut(&mut self) -> &mut Vec<Contender> {
        match self {
            Self::Challenging(settings) => &mut settings.contenders,
            Self::Language(settings) => &mut settings.contenders,
            Self::Task(settings) => &mut settings.contenders,
        }
    }

    /// Whether every contender gets the same start and noise; of a task each does anyway.
    fn pair(&mut self, paired: bool) {
        match self {
            Self::Challenging(settings) => settings.paired = paired,
            Self::Language(settings) => settings.paired = paired,
            Self::Task(_) => {}
        }
    }

    /// Sets one key; says whether anything has it.
    fn set(&mut self, name: &str, value: &Value) -> bool {
        if name.contains('.') {
            // Every contender that has the key takes it: no short circuit.
            let used = self.contenders_mut().iter_mut().map(|contender| key::set_contender(contender, name, value));
            return used.filter(|used| *used).count() > 0;
        }
        match self {
            Self::Challenging(settings) => challenging::set(settings, name, value),
            Self::Language(settings) => language::set(settings, name, value),
            Self::Task(settings) => task::set(settings, name, value),
        }
    }

    /// The bytes that a run would allocate, about.
    fn memory(&self) -> u128 {
        let contenders = self.contenders().len() as u128;
        match self {
            Self::Challenging(settings) => challenging::memory(settings) * contenders,
            Self::Language(settings) => language::memory(settings) * contenders,
            Self::Task(settings) => task::memory(settings) * contenders,
        }
    }

    /// Coordinates times steps, about: each costs some tens of nanoseconds.
    fn work(&self) -> u128 {
        match self {
            Self::Challenging(settings) => settings.dimension as u128 * settings.steps as u128,
            Self::Language(settings) => language::work(settings),
            Self::Task(settings) => task::work(settings),
        }
    }

    fn check_cost(&self) -> Result<()> {
        const MEMORY: u128 = 4 << 30;
        const WORK: u128 = 200_000_000_000;
        let (memory, work) = (self.memory(), self.work());
        let lower = match self {
            Self::Challenging(_) => "dimension or steps",
            Self::Language(_) => "vocabulary, sequence, embedding, epochs, batch or batches",
            Self::Task(_) => "steps or the problem's size",
        };
        let gib = memory as f64 / (1_u64 << 30) as f64;
        if memory > MEMORY {
            let limit = MEMORY >> 30;
            return Err(Usage::error(format!(
                "these settings need about {gib:.1} GiB of memory, above the limit of {limit} GiB: lower {lower}"
            )));
        }
        if work > WORK {
            return Err(Usage::error(format!(
                "these settings take about {:.0e} updates of a coordinate (days), above the limit of {:.0e}, and {gib:.1} GiB of memory: lower {lower}",
                work as f64, WORK as f64
            )));
        }
        Ok(())
    }
}
