//! The challenging experiment.

use super::{Contender, ExperimentNumber, Run, Tick};
use crate::problem::challenging::{Challenging, NoisyOracle, VectorField};
use crate::random::{Python, Random};
use crate::reference::Row;
use crate::scalar::Libm64;
use crate::trajectory::{self, StartError};

/// Distance below which the program calls a run converged.
pub const CONVERGED_BELOW: f64 = 0.1;

/// The standard deviation of each coordinate of a start.
const START_DEVIATION: f64 = 0.5;

/// What the experiment can be asked to do.
#[derive(Clone)]
pub struct Settings {
    /// Seed of the random numbers.
    pub seed: u64,
    /// Coordinates d.
    pub dimension: usize,
    /// Steps of each contender.
    pub steps: usize,
    /// Level of the uniform noise on each gradient.
    pub noise: f64,
    /// The field that the contenders follow.
    pub field: VectorField,
    /// Whether every contender gets the same start, noise and clock.
    pub paired: bool,
    /// Who runs, in order.
    pub contenders: Vec<Contender>,
}

impl Settings {
    /// The settings of the paper: seed 42, d = 50, 150 steps, noise 0.4.
    pub fn published() -> Self {
        let contender = |name| Contender::registered(name).expect("a registered method");
        Self {
            seed: 42,
            dimension: 50,
            steps: 150,
            noise: 0.4,
            field: VectorField::Coded,
            paired: false,
            contenders: vec![contender("sgd"), contender("published_challenging").called("stable_sgd")],
        }
    }
}

/// Runs every contender: programs on [`Libm64`], clean forms on `f64`.
///
/// # Errors
/// Where a contender's hyperparameters are not its method's.
pub fn run(settings: &Settings) -> Result<Vec<Run>, StartError> {
    run_observed(settings, &|| {})
}

/// As [`run`], telling `tick` of every step.
///
/// # Errors
/// As [`run`].
pub fn run_observed(settings: &Settings, tick: Tick) -> Result<Vec<Run>, StartError> {
    let mut stream = Stream::new(settings);
    let mut runs = Vec::with_capacity(settings.contenders.len());
    for contender in &settings.contenders {
        if settings.paired {
            stream = Stream::new(settings);
        }
        runs.push(if contender.method.description.program {
            stream.run::<Libm64>(settings, contender, tick)?
        } else {
            stream.run::<f64>(settings, contender, tick)?
        });
    }
    Ok(runs)
}

/// The random numbers and the clock that contenders share.
struct Stream {
    random: Random,
    clock: u64,
}

impl Stream {
    fn new(settings: &Settings) -> Self {
        // Only `choice` and `randint` differ between the Pythons, and this
        // program uses neither.
        Self { random: Random::new(settings.seed, Python::Three), clock: 0 }
    }

    fn run<T: ExperimentNumber>(
        &mut self,
        settings: &Settings,
        contender: &Contender,
        tick: Tick,
    ) -> Result<Run, StartError> {
        let problem = Challenging::<T>::new(settings.dimension, settings.field);
        let ruler = problem.clone();
        let start: Vec<f64> = (0..settings.dimension).map(|_| self.random.gauss(0.0, START_DEVIATION)).collect();
        let first_time = self.clock + 1;
        let hyper = contender.hyper.map(|x| T::from_f64(*x));
        let numbers = start.iter().map(|x| T::from_f64(*x)).collect();
        let level = T::from_f64(settings.noise);
        let mut oracle = NoisyOracle::new(problem, level, &mut self.random, &mut self.clock);
        let measure = |position: &[T]| {
            tick();
            ruler.distance(position).to_f64()
        };
        let trajectory = trajectory::run(&contender.method, &hyper, &mut oracle, numbers, settings.steps, measure)?;
        // A run that diverged leaves the next contender's noise as it was.
        for _ in trajectory.records.len()..settings.steps {
            oracle.pass_over();
        }
        let row = |record: &trajectory::Record| Row {
            loss: record.loss.unwrap_or(f64::NAN),
            distance: Some(record.measure),
            energy: record.energy,
        };
        let rows: Vec<Row> = trajectory.records.iter().map(row).collect();
        Ok(Run {
            optimizer: contender.optimizer.clone(),
            method: contender.method.description.name,
            steps: rows.clone(),
            rows,
            penalties: trajectory.records.iter().filter_map(|record| record.penalty).collect(),
            diverged_at: trajectory.diverged_at(),
            start,
            end: trajectory.end.position.iter().map(T::to_f64).collect(),
            clock: (first_time, first_time + settings.steps as u64 - 1),
        })
    }
}
