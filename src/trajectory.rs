//! Trajectories: a method iterated on a problem, and why it stopped.
//!
//! A diverged run is a result, not an error: it says at which step it stopped
//! being finite.

use crate::method::registry::{Entry, Number, WrongHyperparameters};
use crate::method::{Description, Hyperparameters, Oracle, Report, State};
use crate::scalar::Approximate;

/// What was recorded at one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// The loss at the point BEFORE the update, where the oracle gives it.
    pub loss: Option<f64>,
    /// The measure of the point AFTER the update. It may overflow a step before
    /// the point does: it does not decide on divergence.
    pub measure: f64,
    /// The rule's energy of the step, where it has one.
    pub energy: Option<f64>,
    /// The penalty that the step subtracted, where the rule has one.
    pub penalty: Option<f64>,
}

/// Why a trajectory ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// All steps were taken.
    Completed,
    /// Loss, energy or point stopped being finite at this step, counted from 0;
    /// that step is recorded and no further one is taken.
    Diverged {
        /// The step.
        step: usize,
    },
}

/// A run of a method on a problem.
#[derive(Clone, Debug)]
pub struct Trajectory<T> {
    /// One record a step.
    pub records: Vec<Record>,
    /// The state after the last step.
    pub end: State<T>,
    /// Why it ended.
    pub stop: StopReason,
}

impl<T> Trajectory<T> {
    /// The step at which the run stopped being finite.
    pub fn diverged_at(&self) -> Option<usize> {
        match self.stop {
            StopReason::Completed => None,
            StopReason::Diverged { step } => Some(step),
        }
    }
}

/// Why a trajectory could not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The hyperparameters are another method's.
    #[error(transparent)]
    Hyperparameters(#[from] WrongHyperparameters),
    /// A size of the experiment is 0.
    #[error("{0} is 0: it must be at least 1")]
    Empty(&'static str),
    /// The method does not run on this number type.
    #[error("method {0} does not run on this type of numbers")]
    NumberType(&'static str),
    /// The method is known in another number of coordinates alone.
    #[error("method {method} is known in {only} coordinates alone, and the run has {found}")]
    Coordinates {
        /// The method.
        method: &'static str,
        /// In how many it is known.
        only: usize,
        /// How many the run has.
        found: usize,
    },
    /// A controller changes a number that the method does not have.
    #[error("a controller changes number {number}, counted from 0, of a method of {count} numbers")]
    NoSuchNumber {
        /// The place of the number, from 0.
        number: usize,
        /// How many the method has.
        count: usize,
    },
    /// A controller sets all numbers, and not as many as the method has.
    #[error("a controller sets {found} numbers of a method of {count}")]
    OtherNumbers {
        /// How many it sets.
        found: usize,
        /// How many the method has.
        count: usize,
    },
}

/// Whether a run goes on after a step: the rule of divergence.
///
/// A run has diverged at the first step at which its loss, its energy or its point is not finite.
/// That step is recorded, and no further one. Of a run that diverged no loss is a result: its
/// summaries are infinite.
pub fn goes_on(loss: Option<f64>, energy: Option<f64>, point_is_finite: bool) -> bool {
    point_is_finite && loss.is_none_or(f64::is_finite) && energy.is_none_or(f64::is_finite)
}

/// What accompanies a run: it gives each step its numbers, and keeps of it what it likes.
pub(crate) trait Companion<T> {
    /// The numbers of a step, counted from 0.
    fn hyper(&mut self, step: u64) -> &Hyperparameters<T>;

    /// Takes a step in: the loss before it, what the rule reports, and the state after it. Says
    /// whether the run goes on.
    fn took(&mut self, step: u64, loss: Option<T>, report: Report<T>, state: &State<T>) -> bool;
}

/// The loop of every run: `method` is iterated for `steps` steps from `state`, or until its
/// companion ends it. Gives the state after the last step.
///
/// # Errors
/// Where the method does not run on `T`, or is not known in so many coordinates.
pub(crate) fn iterate<T: Number>(
    method: &Entry,
    mut state: State<T>,
    steps: u64,
    oracle: &mut dyn Oracle<T>,
    companion: &mut impl Companion<T>,
) -> Result<State<T>, StartError> {
    let Description { name, coordinates, .. } = method.description;
    let rule = method.on::<T>().ok_or(StartError::NumberType(name))?;
    let found = state.position.len();
    if let Some(only) = coordinates.other_than(found) {
        return Err(StartError::Coordinates { method: name, only, found });
    }
    for step in 0..steps {
        let report = rule.step(companion.hyper(step), oracle, &mut state);
        if !companion.took(step, oracle.loss(), report, &state) {
            break;
        }
    }
    Ok(state)
}

/// Iterates `method` for `steps` steps from `start`, at rest.
///
/// `measure` maps the point after each update to what is recorded of it (a
/// distance, say).
///
/// # Errors
/// Where the method does not take `hyper`, or does not run on `T`.
pub fn run<T: Number + Approximate>(
    method: &Entry,
    hyper: &Hyperparameters<T>,
    oracle: &mut dyn Oracle<T>,
    start: Vec<T>,
    steps: usize,
    measure: impl FnMut(&[T]) -> f64,
) -> Result<Trajectory<T>, StartError> {
    method.check(hyper)?;
    let mut kept = Records { hyper, measure, records: Vec::with_capacity(steps), stop: StopReason::Completed };
    let end = iterate(method, method.init(start), steps as u64, oracle, &mut kept)?;
    Ok(Trajectory { records: kept.records, end, stop: kept.stop })
}

/// A record a step.
struct Records<'a, T, M> {
    hyper: &'a Hyperparameters<T>,
    measure: M,
    records: Vec<Record>,
    stop: StopReason,
}

impl<T: Approximate, M: FnMut(&[T]) -> f64> Companion<T> for Records<'_, T, M> {
    fn hyper(&mut self, _: u64) -> &Hyperparameters<T> {
        self.hyper
    }

    fn took(&mut self, step: u64, loss: Option<T>, report: Report<T>, state: &State<T>) -> bool {
        let record = Record {
            loss: loss.map(|loss| loss.to_f64()),
            measure: (self.measure)(&state.position),
            energy: report.energy.map(|energy| energy.to_f64()),
            penalty: report.penalty.map(|penalty| penalty.to_f64()),
        };
        self.records.push(record);
        let goes_on = goes_on(record.loss, record.energy, state.position.iter().all(|x| x.to_f64().is_finite()));
        if !goes_on {
            self.stop = StopReason::Diverged { step: step as usize };
        }
        goes_on
    }
}

/// The states of `steps` steps of `method` from `start`, which stands first: an orbit.
///
/// # Errors
/// As [`run`].
///
/// # Examples
/// Momentum SGD on U(q) = ½ q² from q = 1, its numbers exact: q = 1 − η, then 1 − η (2 + μ) + η²
/// ```
/// use stable_sgd::method::{Hyperparameters, registry};
/// use stable_sgd::problem::{self, LandscapeOracle};
/// use stable_sgd::scalar::{Algebra, Exact, Rational};
/// let sgd = registry::find("sgd").expect("registered");
/// let hyper = Hyperparameters { numbers: vec![Exact::ratio(1, 2), Exact::ratio(1, 4)], switches: vec![] };
/// let quadratic = problem::registry::Entry::algebra(problem::Quadratic::from_f64(&[[1.0]]).expect("a Hessian"));
/// let mut oracle = LandscapeOracle::new(quadratic.on::<Exact>().expect("runs on fractions"));
/// let orbit = stable_sgd::trajectory::states(&sgd, &hyper, &mut oracle, sgd.init(vec![Exact::ratio(1, 1)]), 2)?;
/// assert_eq!(orbit[2].position[0].value(), Ok(&Rational::ratio(1, 8)));
/// # Ok::<(), stable_sgd::trajectory::StartError>(())
/// ```
pub fn states<T: Number>(
    method: &Entry,
    hyper: &Hyperparameters<T>,
    oracle: &mut dyn Oracle<T>,
    start: State<T>,
    steps: usize,
) -> Result<Vec<State<T>>, StartError> {
    method.check(hyper)?;
    let mut orbit = Orbit { hyper, states: vec![start.clone()] };
    iterate(method, start, steps as u64, oracle, &mut orbit)?;
    Ok(orbit.states)
}

/// Every state.
struct Orbit<'a, T> {
    hyper: &'a Hyperparameters<T>,
    states: Vec<State<T>>,
}

impl<T: Clone> Companion<T> for Orbit<'_, T> {
    fn hyper(&mut self, _: u64) -> &Hyperparameters<T> {
        self.hyper
    }

    fn took(&mut self, _: u64, _: Option<T>, _: Report<T>, state: &State<T>) -> bool {
        self.states.push(state.clone());
        true
    }
}
