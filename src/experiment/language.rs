//! The language experiment.

use super::{Contender, ExperimentNumber, Run, Tick};
use crate::problem::language::{BatchOracle, Model, Patterns, Sizes};
use crate::random::{Python, Random};
use crate::reference::Row;
use crate::scalar::Libm64;
use crate::trajectory::{self, Record, StartError};

/// What the experiment can be asked to do.
#[derive(Clone)]
pub struct Settings {
    /// The seed of the random numbers: 42 in the program, whose task seeds the generator anew.
    pub seed: u64,
    /// Which Python draws the integers.
    pub python: Python,
    /// Sizes of the model and its task.
    pub sizes: Sizes,
    /// Epochs of each contender.
    pub epochs: usize,
    /// Batches in an epoch.
    pub batches: usize,
    /// Whether every contender gets the same model and batches.
    pub paired: bool,
    /// Who runs, in order.
    pub contenders: Vec<Contender>,
}

impl Settings {
    /// The settings of the paper under one of the Pythons.
    pub fn published(python: Python) -> Self {
        let contender = |name| Contender::registered(name).expect("a registered method");
        let mut sgd = contender("sgd");
        sgd.set_number("lr", 0.001);
        Self {
            seed: 42,
            python,
            sizes: Sizes { vocabulary: 100, sequence: 20, embedding: 32, batch: 4 },
            epochs: 50,
            batches: 3,
            paired: false,
            contenders: vec![sgd, contender("published_language").called("stable_sgd")],
        }
    }

    /// Steps of each contender.
    pub fn steps(&self) -> usize {
        self.epochs * self.batches
    }
}

impl Settings {
    /// Whether every size is at least 1; there may be no epochs.
    fn check(&self) -> Result<(), StartError> {
        let Sizes { vocabulary, sequence, embedding, batch } = self.sizes;
        let sizes = [("vocabulary", vocabulary), ("sequence", sequence), ("embedding", embedding), ("batch", batch)];
        let mut all = sizes.into_iter().chain([("batches", self.batches)]);
        match all.find(|(_, size)| *size == 0) {
            Some((name, _)) => Err(StartError::Empty(name)),
            None => Ok(()),
        }
    }
}

/// Runs every contender: programs on [`Libm64`], clean forms on `f64`.
///
/// # Errors
/// Where a size is 0, or a contender's hyperparameters are not its method's.
pub fn run(settings: &Settings) -> Result<Vec<Run>, StartError> {
    run_observed(settings, &|| {})
}

/// As [`run`], telling `tick` of every step.
///
/// # Errors
/// As [`run`].
pub fn run_observed(settings: &Settings, tick: Tick) -> Result<Vec<Run>, StartError> {
    settings.check()?;
    let mut task = Task::new(settings);
    let mut runs = Vec::with_capacity(settings.contenders.len());
    for contender in &settings.contenders {
        if settings.paired {
            task = Task::new(settings);
        }
        runs.push(if contender.method.description.program {
            task.run::<Libm64>(settings, contender, tick)?
        } else {
            task.run::<f64>(settings, contender, tick)?
        });
    }
    Ok(runs)
}

/// The model that the first contender starts from.
///
/// # Panics
/// Where the vocabulary is 0.
pub fn first_model<T: ExperimentNumber>(settings: &Settings) -> Model<T> {
    Model::draw(&settings.sizes, &mut Task::new(settings).random)
}

/// The task and the random numbers that contenders share.
struct Task {
    patterns: Patterns,
    random: Random,
    steps_taken: u64,
}

impl Task {
    fn new(settings: &Settings) -> Self {
        let mut random = Random::new(settings.seed, settings.python);
        let patterns = Patterns::draw(&settings.sizes, &mut random);
        Self { patterns, random, steps_taken: 0 }
    }

    fn run<T: ExperimentNumber>(
        &mut self,
        settings: &Settings,
        contender: &Contender,
        tick: Tick,
    ) -> Result<Run, StartError> {
        let model = Model::<T>::draw(&settings.sizes, &mut self.random);
        let start = model.output.entries().to_vec();
        let hyper = contender.hyper.map(|x| T::from_f64(*x));
        let mut oracle = BatchOracle::new(settings.sizes, &self.patterns, &model, &mut self.random);
        let steps = settings.steps();
        let measure = |_: &[T]| {
            tick();
            0.0
        };
        let trajectory = trajectory::run(&contender.method, &hyper, &mut oracle, start.clone(), steps, measure)?;
        // A run that diverged leaves the next contender's draws as they were.
        for _ in trajectory.records.len()..steps {
            oracle.pass_over();
        }
        let first_time = self.steps_taken + 1;
        self.steps_taken += steps as u64;
        let records = &trajectory.records;
        Ok(Run {
            optimizer: contender.optimizer.clone(),
            method: contender.method.description.name,
            rows: records.chunks(settings.batches).map(epoch).collect(),
            steps: records.iter().map(step).collect(),
            penalties: records.iter().filter_map(|record| record.penalty).collect(),
            diverged_at: trajectory.diverged_at(),
            start: start.iter().map(T::to_f64).collect(),
            end: trajectory.end.position.iter().map(T::to_f64).collect(),
            clock: (first_time, self.steps_taken),
        })
    }
}

fn step(record: &Record) -> Row {
    Row { loss: record.loss.unwrap_or(f64::NAN), distance: None, energy: record.energy }
}

/// An epoch's loss is the mean of its batches', its energy that of the last.
fn epoch(batches: &[Record]) -> Row {
    let losses = batches.iter().map(|record| record.loss.unwrap_or(f64::NAN));
    let loss = losses.fold(0.0, |sum, loss| sum + loss) / batches.len() as f64;
    Row { loss, distance: None, energy: batches.last().and_then(|record| record.energy) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_of_zero_is_refused() {
        let mut settings = Settings::published(Python::Two);
        settings.batches = 0;
        assert_eq!(run(&settings).expect_err("no batches"), StartError::Empty("batches"));
        settings.batches = 3;
        settings.sizes.vocabulary = 0;
        assert_eq!(run(&settings).expect_err("no tokens"), StartError::Empty("vocabulary"));
    }
}
