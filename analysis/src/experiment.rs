//! Experiments as a user sets them: keys, values, limits, and what comes out.

mod challenging;
mod key;
mod language;
mod outcome;

pub use key::{Key, Value};
pub use outcome::{Format, Outcome, SCHEMA, render, trace_csv};

use crate::output::{Usage, unknown};
use anyhow::Result;
use indicatif::ProgressBar;
use stable_sgd::experiment::{Contender, Run, challenging as challenging_core, language as language_core};
use stable_sgd::method::registry;

/// The experiments that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    /// The challenging landscape.
    Challenging,
    /// The language model.
    Language,
}

impl Experiment {
    /// All experiments.
    pub const ALL: [Self; 2] = [Self::Challenging, Self::Language];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Challenging => "challenging",
            Self::Language => "language",
        }
    }

    /// The experiment called `name`.
    ///
    /// # Errors
    /// Suggests the nearest name.
    pub fn named(name: &str) -> Result<Self> {
        let names: Vec<&str> = Self::ALL.iter().map(|e| e.name()).collect();
        Self::ALL.into_iter().find(|e| e.name() == name).ok_or_else(|| unknown("experiment", name, &names))
    }

    /// Every key of the experiment, those of optional methods included.
    pub fn keys(self) -> Vec<Key> {
        let mut keys = match self {
            Self::Challenging => challenging::keys(),
            Self::Language => language::keys(),
        };
        keys.extend(key::method_keys());
        keys
    }

    /// The experiment's settings after `assignments` (each "KEY=VALUE"), for
    /// the published contenders or for `methods`.
    ///
    /// # Errors
    /// An unknown key or method, or a value outside its limits.
    pub fn configure(self, assignments: &[String], methods: &[String], paired: bool) -> Result<Configured> {
        let assigned = key::assign(&self.keys(), assignments)?;
        let mut configured = match self {
            Self::Challenging => Configured::Challenging(challenging_core::Settings::published()),
            Self::Language => Configured::Language(language_core::Settings::published(language::DEFAULT_PYTHON)),
        };
        let (contenders, pairing) = configured.contenders_mut();
        *pairing = paired;
        if !methods.is_empty() {
            *contenders = self.contenders(methods)?;
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
        let names: Vec<&str> = registry::all().iter().map(|entry| entry.description.name).collect();
        let defaults = match self {
            Self::Challenging => challenging_core::Settings::published().contenders,
            Self::Language => language_core::Settings::published(language::DEFAULT_PYTHON).contenders,
        };
        methods
            .iter()
            .map(|name| {
                let mut contender = Contender::registered(name).ok_or_else(|| unknown("method", name, &names))?;
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
}

impl Configured {
    /// Which experiment it is.
    pub fn experiment(&self) -> Experiment {
        match self {
            Self::Challenging(_) => Experiment::Challenging,
            Self::Language(_) => Experiment::Language,
        }
    }

    /// Runs the experiment, with a progress bar where standard error is a terminal.
    ///
    /// # Errors
    /// Where a contender cannot run.
    pub fn run(&self) -> Result<Vec<Outcome>> {
        let bar = ProgressBar::new((self.steps() * self.contenders().len()) as u64);
        let tick = || bar.inc(1);
        let runs: Vec<Run> = match self {
            Self::Challenging(settings) => challenging_core::run_observed(settings, &tick)?,
            Self::Language(settings) => language_core::run_observed(settings, &tick)?,
        };
        bar.finish_and_clear();
        Ok(runs.into_iter().zip(self.contenders()).map(|(run, c)| Outcome::new(self, c, run)).collect())
    }

    /// Steps of each contender.
    fn steps(&self) -> usize {
        match self {
            Self::Challenging(settings) => settings.steps,
            Self::Language(settings) => settings.steps(),
        }
    }

    /// Every setting of the experiment and of `contender`, by key.
    pub fn settings(&self, contender: &Contender) -> Vec<(String, Value)> {
        let mut settings = match self {
            Self::Challenging(settings) => challenging::settings(settings),
            Self::Language(settings) => language::settings(settings),
        };
        settings.extend(key::contender_settings(contender));
        settings
    }

    fn contenders(&self) -> &[Contender] {
        match self {
            Self::Challenging(settings) => &settings.contenders,
            Self::Language(settings) => &settings.contenders,
        }
    }

    fn contenders_mut(&mut self) -> (&mut Vec<Contender>, &mut bool) {
        match self {
            Self::Challenging(settings) => (&mut settings.contenders, &mut settings.paired),
            Self::Language(settings) => (&mut settings.contenders, &mut settings.paired),
        }
    }

    /// Sets one key; says whether anything has it.
    fn set(&mut self, name: &str, value: &Value) -> bool {
        if name.contains('.') {
            // Every contender that has the key takes it: no short circuit.
            let (contenders, _) = self.contenders_mut();
            let used = contenders.iter_mut().map(|contender| key::set_contender(contender, name, value));
            return used.filter(|used| *used).count() > 0;
        }
        match self {
            Self::Challenging(settings) => challenging::set(settings, name, value),
            Self::Language(settings) => language::set(settings, name, value),
        }
    }

    /// The bytes that a run would allocate, about.
    fn memory(&self) -> u128 {
        let contenders = self.contenders().len() as u128;
        match self {
            Self::Challenging(settings) => challenging::memory(settings) * contenders,
            Self::Language(settings) => language::memory(settings) * contenders,
        }
    }

    /// Coordinates times steps, about: each costs some tens of nanoseconds.
    fn work(&self) -> u128 {
        match self {
            Self::Challenging(settings) => settings.dimension as u128 * settings.steps as u128,
            Self::Language(settings) => language::work(settings),
        }
    }

    fn check_cost(&self) -> Result<()> {
        const MEMORY: u128 = 4 << 30;
        const WORK: u128 = 200_000_000_000;
        let (memory, work) = (self.memory(), self.work());
        let lower = match self {
            Self::Challenging(_) => "dimension or steps",
            Self::Language(_) => "vocabulary, sequence, embedding, epochs, batch or batches",
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
