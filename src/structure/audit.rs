//! What a rule must not do: panic, change the number of coordinates, or remember
//! something outside its state.

use super::run::is_symbol_of_proofs;
use super::subject::RECORDED;
use super::{Certificate, Rule, Verdict};
use crate::formula::Formula;
use crate::method::registry::Entry;
use crate::method::{Coordinates, Description, Hyperparameters, Oracle, Role, State};
use crate::quiet::{self, Stopped};

/// Why a rule has no certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertifyError {
    /// A step panicked.
    #[error("method {method}: a step panicked on ordinary numbers: {message}")]
    Panicked {
        /// The method.
        method: &'static str,
        /// The panic's message.
        message: String,
    },
    /// A step goes beyond a counted budget: it never ends, or is no formula of a size that
    /// anything could be said of.
    #[error("method {method}: a step takes more than {budget} operations in one coordinate, or never ends")]
    TooLarge {
        /// The method.
        method: &'static str,
        /// Operations that it may take.
        budget: usize,
    },
    /// A step left a vector of another length.
    #[error("method {method}: after a step {vector} has {found} coordinates; expected {expected}")]
    WrongLength {
        /// The method.
        method: &'static str,
        /// The vector.
        vector: String,
        /// Coordinates of the problem.
        expected: usize,
        /// Coordinates that were left.
        found: usize,
    },
    /// A step left more or fewer memories than its description names.
    #[error("method {method}: after a step the state has {found} memories; its description names {expected}")]
    WrongMemory {
        /// The method.
        method: &'static str,
        /// Memories that the description names.
        expected: usize,
        /// Memories that were left.
        found: usize,
    },
    /// The same step from the same state did not give the same state.
    #[error(
        "method {method} remembers something outside its state: the same step from the same state gave \
         {vector} {first:?}, and {second:?} after other calls; keep it in `State::memory`"
    )]
    HiddenState {
        /// The method.
        method: &'static str,
        /// The vector.
        vector: String,
        /// What it was at first.
        first: Vec<String>,
        /// What it was later.
        second: Vec<String>,
    },
    /// A step from ordinary numbers left infinities or NaN, from wherever it started.
    #[error(
        "method {method}: every run comes to a step that leaves infinities or NaN, the first one in {vector} at step \
         {step} of {steps}: the formula is defined along none"
    )]
    NotFinite {
        /// The method.
        method: &'static str,
        /// The vector, from the first start.
        vector: String,
        /// The step that left it so, from the first start.
        step: usize,
        /// Steps that were taken.
        steps: usize,
    },
    /// A number's name stands twice, or is one that proofs give to something else.
    #[error("method {method}: its number {name:?} needs another name: {reason}")]
    WrongName {
        /// The method.
        method: &'static str,
        /// The name.
        name: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A number's default is not what its role says.
    #[error("method {method}: the default of {name} is {numerator}/{denominator}; expected {expected}")]
    WrongDefault {
        /// The method.
        method: &'static str,
        /// The number's name.
        name: &'static str,
        /// Numerator of the default.
        numerator: i64,
        /// Denominator of the default.
        denominator: i64,
        /// Which values make sense.
        expected: &'static str,
    },
}

impl CertifyError {
    /// That work on a method did not come to its end.
    pub(crate) fn stopped(method: &'static str, stopped: Stopped) -> Self {
        match stopped {
            Stopped::Panicked(message) => Self::Panicked { method, message },
            Stopped::TooLarge => Self::TooLarge { method, budget: crate::scalar::Graph::BUDGET },
        }
    }
}

/// A coupled quartic, so that no two gradients are alike; with a tilt that is not 0 neither is
/// the gradient at 0.
struct Bowl {
    loss: f64,
    tilt: f64,
}

/// The tilt of most runs.
const TILT: f64 = 0.125;

impl Oracle<f64> for Bowl {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        let sum: f64 = position.iter().sum();
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = q * q * q + 0.5 * q + 0.25 * sum + self.tilt;
        }
        let quartic = |q: &f64| 0.25 * q.powi(4) + 0.25 * q * q + self.tilt * q;
        self.loss = position.iter().map(quartic).sum::<f64>() + 0.125 * sum * sum;
    }

    fn loss(&self) -> Option<f64> {
        Some(self.loss)
    }
}

/// Whether a rule keeps to the contract of a step: no panic, no other length, no
/// memory outside its state, a formula that is defined somewhere; and whether its
/// numbers have names of their own and defaults that their roles allow.
///
/// The same dozen steps are taken several times from several starts, with other calls
/// in between and in other dimensions; every state must come out the same to the bit.
///
/// # Errors
/// What the rule did, and where.
pub fn audit(entry: &Entry) -> Result<(), CertifyError> {
    audited(entry, || ())
}

/// The result of `work`, if the rule passes the audit, and takes the same steps after
/// `work` as before: a counter that `work` ran past its threshold is found.
///
/// # Errors
/// As [`audit`].
pub(crate) fn audited<R>(entry: &Entry, work: impl FnOnce() -> R) -> Result<R, CertifyError> {
    check_numbers(entry)?;
    check_size(entry)?;
    let mut firsts = Vec::new();
    for start in starts(entry) {
        firsts.push(run(entry, TILT, &start, STEPS)?);
    }
    check_finite(entry, &firsts)?;
    compare(entry, &firsts)?;
    let result = work();
    compare(entry, &firsts).map(|()| result)
}

const STARTS: [&[f64]; 4] = [&[0.75], &[0.5, -1.25], &[-0.25, 2.0, 1.0], &[1.5, 0.125]];

/// The starts, in as many coordinates as the rule is known in.
fn starts(entry: &Entry) -> Vec<Vec<f64>> {
    STARTS.into_iter().map(|start| fitted(entry, start)).collect()
}

/// A start with further coordinates, or fewer, where the rule is known in another number alone.
fn fitted(entry: &Entry, start: &[f64]) -> Vec<f64> {
    let Coordinates::Only(only) = entry.description.coordinates else { return start.to_vec() };
    (0..only).map(|i| start[i % start.len()] * (1.0 + (i / start.len()) as f64 / 4.0)).collect()
}

/// Sizes of further starts from which a formula may be defined that is not from the others.
const SIZES: [f64; 6] = [1e-9, 1e-6, 1e-3, 1e2, 1e4, 1e6];

/// Steps of a run: all of which something is said.
const STEPS: usize = RECORDED as usize;

/// Starts of the other runs in `compare`.
const BEFORE: usize = 12;

/// That a step ends: on numbers that count, before it is run on others.
fn check_size(entry: &Entry) -> Result<(), CertifyError> {
    match Formula::record(entry, entry.description.coordinates.examined().unwrap_or(1), 1) {
        Err(Stopped::TooLarge) => Err(CertifyError::stopped(entry.description.name, Stopped::TooLarge)),
        _ => Ok(()),
    }
}

/// Numbers up to which a step is one from ordinary numbers.
const ORDINARY: f64 = 1e6;

/// The same runs again, each after a few steps from each of the starts, so that neither
/// what was run before nor a period in the number of calls is the same as at first.
fn compare(entry: &Entry, firsts: &[Vec<State<f64>>]) -> Result<(), CertifyError> {
    let starts = starts(entry);
    for (start, first) in starts.iter().zip(firsts).rev() {
        for (steps, before) in starts.iter().enumerate() {
            run(entry, TILT, before, steps)?;
            let second = run(entry, TILT, start, if steps == 0 { STEPS } else { BEFORE })?;
            let differing = first.iter().zip(&second).find_map(|(first, second)| difference(entry, first, second));
            if let Some((vector, first, second)) = differing {
                return Err(CertifyError::HiddenState { method: entry.description.name, vector, first, second });
            }
        }
    }
    Ok(())
}

/// Whether each witness comes out again from its point alone.
///
/// # Errors
/// Where a defect has another value than before: the rule remembers something.
pub(crate) fn replayed(entry: &Entry, certificates: &[Certificate]) -> Result<(), CertifyError> {
    // Read anew: what the certificates rest on may have been another.
    let rule = Rule::new(entry);
    for Certificate { property, problem, verdict, .. } in certificates {
        let Verdict::Refuted(witness) = verdict else { continue };
        let failure = witness.id.map_or_else(|| witness.failure.clone(), |id| id.to_string());
        match rule.replay(*property, &failure, &witness.point) {
            Ok(defect) if problem.is_none() && defect != witness.defect => {
                let vector = format!("a defect, {},", witness.failure);
                let (first, second) = (vec![witness.defect.clone()], vec![defect]);
                return Err(CertifyError::HiddenState { method: entry.description.name, vector, first, second });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The states after each of `steps` steps; none where the rule does not run on `f64`.
fn run(entry: &Entry, tilt: f64, start: &[f64], steps: usize) -> Result<Vec<State<f64>>, CertifyError> {
    let method = entry.description.name;
    let Some(step) = entry.on::<f64>() else { return Ok(Vec::new()) };
    let hyper: Hyperparameters<f64> = entry.description.defaults();
    let mut state = entry.init(start.to_vec());
    let mut states = Vec::with_capacity(steps);
    for _ in 0..steps {
        let mut bowl = Bowl { loss: 0.0, tilt };
        let taken = quiet::guarded(|| {
            step.step(&hyper, &mut bowl, &mut state);
        });
        taken.map_err(|stopped| CertifyError::stopped(method, stopped))?;
        check_lengths(entry, &state, start.len())?;
        states.push(state.clone());
    }
    Ok(states)
}

/// Point, velocity and memories, with what they are called.
fn vectors<'a>(entry: &Entry, state: &'a State<f64>) -> impl Iterator<Item = (String, &'a Vec<f64>)> {
    let memories = entry.description.memory.iter().map(|name| format!("the memory {name:?}"));
    let names = ["the point".to_owned(), "the velocity".to_owned()].into_iter().chain(memories);
    names.zip([&state.position, &state.velocity].into_iter().chain(&state.memory))
}

fn check_lengths(entry: &Entry, state: &State<f64>, expected: usize) -> Result<(), CertifyError> {
    let Entry { description, .. } = entry;
    let method = description.name;
    if state.memory.len() != description.memory.len() {
        let (expected, found) = (description.memory.len(), state.memory.len());
        return Err(CertifyError::WrongMemory { method, expected, found });
    }
    match vectors(entry, state).find(|(_, vector)| vector.len() != expected) {
        None => Ok(()),
        Some((vector, found)) => Err(CertifyError::WrongLength { method, vector, expected, found: found.len() }),
    }
}

/// The first vector in which two states differ, and what it is in each.
fn difference(entry: &Entry, a: &State<f64>, b: &State<f64>) -> Option<(String, Vec<String>, Vec<String>)> {
    let bits = |vector: &[f64]| vector.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    let text = |vector: &[f64]| vector.iter().map(f64::to_string).collect();
    let vectors = vectors(entry, a).zip(vectors(entry, b));
    let differing = vectors.into_iter().find(|((_, a), (_, b))| bits(a) != bits(b));
    let counters = || {
        let texts = [a, b].map(|state| vec![state.steps.to_string()]);
        (a.steps != b.steps).then(|| ("the count of steps".to_owned(), texts[0].clone(), texts[1].clone()))
    };
    differing.map(|((name, a), (_, b))| (name, text(a), text(b))).or_else(counters)
}

/// The vector that the first step to do so left infinite or NaN, from ordinary numbers, and
/// the step.
fn left_infinite(entry: &Entry, run: &[State<f64>]) -> Option<(String, usize)> {
    let ordinary = |state: &State<f64>| vectors(entry, state).all(|(_, x)| x.iter().all(|x| x.abs() <= ORDINARY));
    let infinite = |state: &State<f64>| {
        vectors(entry, state).find(|(_, x)| !x.iter().all(|x| x.is_finite())).map(|(name, _)| name)
    };
    let place = run.iter().position(|state| infinite(state).is_some())?;
    let before = place.checked_sub(1).is_none_or(|before| ordinary(&run[before]));
    if before { infinite(&run[place]).map(|vector| (vector, place + 1)) } else { None }
}

fn check_finite(entry: &Entry, runs: &[Vec<State<f64>>]) -> Result<(), CertifyError> {
    let infinite: Option<Vec<(String, usize)>> = runs.iter().map(|run| left_infinite(entry, run)).collect();
    let Some((vector, step)) = infinite.and_then(|vectors| vectors.into_iter().next()) else { return Ok(()) };
    for (size, tilt) in SIZES.into_iter().flat_map(|size| [(size, TILT), (size, 0.0)]) {
        let run = run(entry, tilt, &fitted(entry, &[size, -0.5 * size]), STEPS)?;
        let finite = |state: &State<f64>| vectors(entry, state).all(|(_, x)| x.iter().all(|x| x.is_finite()));
        if run.iter().all(finite) {
            return Ok(());
        }
    }
    Err(CertifyError::NotFinite { method: entry.description.name, vector, step, steps: STEPS })
}

/// Names and defaults of a rule's numbers.
fn check_numbers(entry: &Entry) -> Result<(), CertifyError> {
    let Description { name: method, numbers, .. } = entry.description;
    for (place, spec) in numbers.iter().enumerate() {
        let twice = numbers[..place].iter().any(|other| other.name == spec.name);
        let wrong = if twice { Some("it stands twice") } else { wrong_name(spec.name) };
        if let Some(reason) = wrong {
            return Err(CertifyError::WrongName { method, name: spec.name, reason });
        }
        let (numerator, denominator) = spec.default;
        let positive = i128::from(numerator) * i128::from(denominator.signum());
        let (allowed, expected) = match spec.role {
            Role::Rate => (positive > 0, "a fraction above 0"),
            Role::Fraction => {
                (positive >= 0 && positive <= i128::from(denominator).abs(), "a fraction between 0 and 1")
            }
            Role::Weight => (positive >= 0, "a fraction of at least 0"),
            Role::Coefficient => (true, "a fraction"),
        };
        if denominator == 0 || !allowed {
            return Err(CertifyError::WrongDefault { method, name: spec.name, numerator, denominator, expected });
        }
    }
    Ok(())
}

/// Why a number cannot have this name.
fn wrong_name(name: &str) -> Option<&'static str> {
    let other = |c: char| !c.is_alphanumeric() && c != '_';
    if !name.starts_with(char::is_alphabetic) || name.contains(other) {
        Some("a name begins with a letter, and has letters, digits and _ alone")
    } else if is_symbol_of_proofs(name) {
        Some("proofs call a coordinate, a gradient or a transformation so")
    } else {
        None
    }
}
