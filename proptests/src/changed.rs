//! Rules that are the registered ones but for one thing: what controls are made of.

use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Describe, Description, Hyperparameters, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;
use stable_sgd::structure::{self, Certificate, Property, Settings, Verdict};

pub fn certify(entry: &Entry, property: Property) -> Certificate {
    structure::certify(entry, property, &Settings::default())
}

pub fn refuted(entry: &Entry, property: Property) -> bool {
    matches!(certify(entry, property).verdict, Verdict::Refuted(_))
}

/// A rule under another description.
pub struct Changed<R> {
    pub rule: R,
    pub description: Description,
}

impl<R: Describe> Describe for Changed<R> {
    fn description(&self) -> Description {
        self.description
    }
}

impl<T, R: Step<T>> Step<T> for Changed<R> {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        self.rule.step(hyper, oracle, state)
    }
}

/// Momentum SGD with one sign or one place changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongSgd {
    /// q' = q + v'.
    Uphill,
    /// v' = (1 + μ) v + η g.
    Driven,
    /// q' = q − v.
    OldVelocity,
}

impl Describe for WrongSgd {
    fn description(&self) -> Description {
        Description { name: "wrong_sgd", ..stable_sgd::method::Sgd.description() }
    }
}

impl<T: Ring> Step<T> for WrongSgd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [rate, momentum] = hyper.numbers();
        oracle.gradient(&state.position, &mut state.scratch);
        let factor = if *self == Self::Driven { T::one() + momentum } else { momentum.clone() };
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            let old = v.clone();
            *v = factor.clone() * &*v + rate.clone() * g;
            *q = match self {
                Self::Uphill => q.clone() + &*v,
                Self::Driven => q.clone() - &*v,
                Self::OldVelocity => q.clone() - old,
            };
        }
        Report::NONE
    }
}
