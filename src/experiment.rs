//! The paper's two experiments, as published and with other settings.
//!
//! An experiment lets contenders run one after the other. As published they
//! share one stream of random numbers and one clock, so that each has a start
//! and a noise of its own; *paired*, every contender gets the same ones.

pub mod challenging;
pub mod language;
pub mod metrics;

use crate::method::registry::{Entry, Number};
use crate::method::{Hyperparameters, registry};
use crate::reference::Row;
use crate::scalar::{Approximate, Compare, Transcendental};

/// Numbers on which an experiment can run.
pub trait ExperimentNumber: Number + Transcendental + Compare + Approximate {}
impl<T: Number + Transcendental + Compare + Approximate> ExperimentNumber for T {}

/// Told after every step of every contender: for a progress bar.
pub type Tick<'a> = &'a dyn Fn();

/// A method with its hyperparameters, under the name it has in an experiment.
#[derive(Clone)]
pub struct Contender {
    /// "sgd", "stable_sgd", or the method's registered name.
    pub optimizer: String,
    /// The method.
    pub method: Entry,
    /// Its hyperparameters.
    pub hyper: Hyperparameters<f64>,
}

impl Contender {
    /// The method registered as `name`, with its default hyperparameters.
    pub fn registered(name: &str) -> Option<Self> {
        registry::find(name).map(Self::of)
    }

    /// A method with its default hyperparameters, called by its own name.
    pub fn of(method: Entry) -> Self {
        let hyper = method.description.defaults();
        Self { optimizer: method.description.name.to_owned(), method, hyper }
    }

    /// The same contender called `optimizer`.
    pub fn called(mut self, optimizer: &str) -> Self {
        optimizer.clone_into(&mut self.optimizer);
        self
    }

    /// The hyperparameter called `name`.
    pub fn number(&self, name: &str) -> Option<f64> {
        let index = self.method.description.numbers.iter().position(|n| n.name == name)?;
        self.hyper.numbers.get(index).copied()
    }

    /// Sets the hyperparameter called `name`; says whether there is one.
    pub fn set_number(&mut self, name: &str, value: f64) -> bool {
        let index = self.method.description.numbers.iter().position(|n| n.name == name);
        index.and_then(|i| self.hyper.numbers.get_mut(i)).map(|slot| *slot = value).is_some()
    }

    /// Sets the switch called `name`; says whether there is one.
    pub fn set_switch(&mut self, name: &str, value: bool) -> bool {
        let index = self.method.description.switches.iter().position(|s| s.name == name);
        index.and_then(|i| self.hyper.switches.get_mut(i)).map(|slot| *slot = value).is_some()
    }
}

/// What one contender did.
#[derive(Clone, Debug)]
pub struct Run {
    /// The contender's name in the experiment.
    pub optimizer: String,
    /// The method's registered name.
    pub method: &'static str,
    /// One row a step (challenging) or an epoch (language).
    pub rows: Vec<Row>,
    /// One row a step; the same as `rows` for challenging.
    pub steps: Vec<Row>,
    /// The penalty that each step subtracted; empty where the method has none.
    pub penalties: Vec<f64>,
    /// The step, counted from 0, at which the run stopped being finite.
    pub diverged_at: Option<usize>,
    /// The point it started from.
    pub start: Vec<f64>,
    /// The point it ended at.
    pub end: Vec<f64>,
    /// The readings of the clock at its first and last gradient.
    pub clock: (u64, u64),
}

impl Run {
    /// The losses, in order.
    pub fn losses(&self) -> Vec<f64> {
        self.rows.iter().map(|row| row.loss).collect()
    }

    /// The energies, in order; empty where the method has none.
    pub fn energies(&self) -> Vec<f64> {
        self.rows.iter().filter_map(|row| row.energy).collect()
    }

    /// The loss of the last row.
    pub fn final_loss(&self) -> f64 {
        self.rows.last().map_or(f64::NAN, |row| row.loss)
    }

    /// The smallest loss, and the row in which it first stands.
    pub fn best_loss(&self) -> (f64, usize) {
        let mut best = (f64::INFINITY, 0);
        for (i, row) in self.rows.iter().enumerate() {
            if row.loss < best.0 {
                best = (row.loss, i);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contenders_settings_are_found_by_name() {
        let mut contender = Contender::registered("published_challenging").expect("registered").called("x");
        assert_eq!((contender.optimizer.as_str(), contender.number("momentum")), ("x", Some(0.9)));
        assert!(contender.set_number("lr", 0.25) && contender.set_switch("gradient_smoothing", false));
        assert_eq!((contender.number("lr"), contender.hyper.switches[1]), (Some(0.25), false));
        assert!(!contender.set_number("no_such", 1.0) && !contender.set_switch("no_such", true));
        assert_eq!(contender.number("no_such"), None);
        assert!(Contender::registered("no_such").is_none());
    }
}
