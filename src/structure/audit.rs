//! What a rule must not do: panic, change the number of coordinates, or remember
//! something outside its state.

use crate::method::registry::Entry;
use crate::method::{Hyperparameters, Oracle, State};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

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
         {first:?}, and {second:?} after other calls; keep it in `State::memory`"
    )]
    HiddenState {
        /// The method.
        method: &'static str,
        /// The point after the step, at first.
        first: Vec<String>,
        /// The point after the step, later.
        second: Vec<String>,
    },
}

/// A panic's message.
pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

/// A coupled quartic, so that no two gradients are alike.
struct Bowl {
    loss: f64,
}

impl Oracle<f64> for Bowl {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        let sum: f64 = position.iter().sum();
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = q * q * q + 0.5 * q + 0.25 * sum;
        }
        let quartic = |q: &f64| 0.25 * q.powi(4) + 0.25 * q * q;
        self.loss = position.iter().map(quartic).sum::<f64>() + 0.125 * sum * sum;
    }

    fn loss(&self) -> Option<f64> {
        Some(self.loss)
    }
}

/// Whether a rule keeps to the contract of a step: no panic, no other length, no
/// memory outside its state.
///
/// The same few steps are taken from two starts in two orders, with other calls in
/// between and in other dimensions; every state must come out the same to the bit.
///
/// # Errors
/// What the rule did, and where.
pub fn audit(entry: &Entry) -> Result<(), CertifyError> {
    let starts = [vec![0.75], vec![0.5, -1.25], vec![-0.25, 2.0, 1.0], vec![1.5, 0.125]];
    let mut firsts = Vec::new();
    for start in &starts {
        firsts.push(steps(entry, start)?);
    }
    for (start, first) in starts.iter().zip(&firsts).rev() {
        let second = steps(entry, start)?;
        if !same(first, &second) {
            let text = |state: &State<f64>| state.position.iter().map(f64::to_string).collect();
            return Err(CertifyError::HiddenState {
                method: entry.description.name,
                first: text(first),
                second: text(&second),
            });
        }
    }
    Ok(())
}

/// The state after a few steps; nothing where the rule does not run on `f64`.
fn steps(entry: &Entry, start: &[f64]) -> Result<State<f64>, CertifyError> {
    const STEPS: usize = 5;
    let method = entry.description.name;
    let mut state = entry.init(start.to_vec());
    let Some(step) = entry.on::<f64>() else { return Ok(state) };
    let hyper: Hyperparameters<f64> = entry.description.defaults();
    for _ in 0..STEPS {
        let mut bowl = Bowl { loss: 0.0 };
        let taken = catch_unwind(AssertUnwindSafe(|| {
            step.step(&hyper, &mut bowl, &mut state);
        }));
        taken.map_err(|panic| CertifyError::Panicked { method, message: message(&*panic) })?;
        check_lengths(entry, &state, start.len())?;
    }
    Ok(state)
}

fn check_lengths(entry: &Entry, state: &State<f64>, expected: usize) -> Result<(), CertifyError> {
    let Entry { description, .. } = entry;
    let method = description.name;
    if state.memory.len() != description.memory.len() {
        let (expected, found) = (description.memory.len(), state.memory.len());
        return Err(CertifyError::WrongMemory { method, expected, found });
    }
    let memories =
        description.memory.iter().zip(&state.memory).map(|(name, vector)| (format!("the memory {name:?}"), vector));
    let vectors = [("the point".to_owned(), &state.position), ("the velocity".to_owned(), &state.velocity)];
    match vectors.into_iter().chain(memories).find(|(_, vector)| vector.len() != expected) {
        None => Ok(()),
        Some((vector, found)) => Err(CertifyError::WrongLength { method, vector, expected, found: found.len() }),
    }
}

fn same(a: &State<f64>, b: &State<f64>) -> bool {
    let bits = |state: &State<f64>| -> Vec<u64> {
        let vectors = state.position.iter().chain(&state.velocity).chain(state.memory.iter().flatten());
        vectors.map(|x| x.to_bits()).collect()
    };
    bits(a) == bits(b) && a.steps == b.steps
}
