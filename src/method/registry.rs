//! Every registered method, on every number type that it runs on.
//!
//! A new method is one file and one line of [`all`]. The suites sweep this
//! list, so nothing registered goes untested.

use super::published::{Packaged, PublishedChallenging, PublishedLanguage};
use super::{
    AlgebraRule, ConformalEuler, ConformalLeapfrog, Description, DriftKickDrift, ExplicitEuler, ForestRuth4,
    Hyperparameters, KickDriftKick, Nesterov, Oracle, Pefrl, Report, RingRule, RootRule, RungeKutta4, SelectRule, Sgd,
    SgdRateOutside, StableSgd, State, Step, SymplecticEuler, SymplecticEulerAdjoint, Yoshida4,
};
use crate::scalar::{Absolute, Algebra, Compare, Counting, Dual, Libm64, Polynomial, Ring, Root};
use std::sync::Arc;

/// Every registered method.
pub fn all() -> Vec<Entry> {
    vec![
        Entry::ring(ExplicitEuler),
        Entry::ring(SymplecticEuler),
        Entry::ring(SymplecticEulerAdjoint),
        Entry::algebra(KickDriftKick),
        Entry::algebra(DriftKickDrift),
        Entry::algebra(Yoshida4),
        Entry::algebra(ForestRuth4),
        Entry::algebra(Pefrl),
        Entry::ring(ConformalEuler),
        Entry::algebra(ConformalLeapfrog),
        Entry::algebra(RungeKutta4),
        Entry::ring(Sgd),
        Entry::ring(SgdRateOutside),
        Entry::ring(Nesterov),
        Entry::root(StableSgd),
        Entry::select(PublishedLanguage),
        Entry::select(PublishedChallenging),
        Entry::root(Packaged),
    ]
}

/// The method registered under `name`.
pub fn find(name: &str) -> Option<Entry> {
    all().into_iter().find(|entry| entry.description.name == name)
}

/// A method with its number types erased: a field a type, `None` where the
/// type cannot run the method (polynomials have no square root).
#[derive(Clone)]
pub struct Entry {
    /// What the method is, in words.
    pub description: Description,
    f64: Option<Arc<dyn Step<f64>>>,
    libm64: Option<Arc<dyn Step<Libm64>>>,
    counting: Option<Arc<dyn Step<Counting>>>,
    dual: Option<Arc<dyn Step<Dual<f64>>>>,
    polynomial: Option<Arc<dyn Step<Polynomial>>>,
    symbolic_dual: Option<Arc<dyn Step<Dual<Polynomial>>>>,
}

impl Entry {
    /// Registers a rule over rings.
    pub fn ring<R: RingRule>(rule: R) -> Self {
        Self::symbolic(rule.description(), OnRing(rule))
    }

    /// Registers a rule that needs exact fractions.
    pub fn algebra<R: AlgebraRule>(rule: R) -> Self {
        Self::symbolic(rule.description(), OnAlgebra(rule))
    }

    /// Registers a rule that needs square roots and absolute values.
    pub fn root<R: RootRule>(rule: R) -> Self {
        Self::numeric(rule.description(), Arc::new(OnRoot(rule)))
    }

    /// Registers a rule that also compares.
    pub fn select<R: SelectRule>(rule: R) -> Self {
        Self::numeric(rule.description(), Arc::new(OnSelect(rule)))
    }

    /// A step on the number types that have every rung.
    fn numeric<S>(description: Description, step: Arc<S>) -> Self
    where
        S: Step<f64> + Step<Libm64> + Step<Counting> + Step<Dual<f64>> + 'static,
    {
        Self {
            description,
            f64: Some(step.clone()),
            libm64: Some(step.clone()),
            counting: Some(step.clone()),
            dual: Some(step),
            polynomial: None,
            symbolic_dual: None,
        }
    }

    /// A step on symbols as well.
    fn symbolic<S>(description: Description, step: S) -> Self
    where
        S: Step<f64> + Step<Libm64> + Step<Counting> + Step<Dual<f64>> + Step<Polynomial> + Step<Dual<Polynomial>>,
        S: 'static,
    {
        let step = Arc::new(step);
        Self { polynomial: Some(step.clone()), symbolic_dual: Some(step.clone()), ..Self::numeric(description, step) }
    }

    /// The method on numbers of type `T`, where it runs on them.
    pub fn on<T: Number>(&self) -> Option<&dyn Step<T>> {
        T::of(self)
    }

    /// A state at rest with the memory that the method needs.
    pub fn init<T: Ring>(&self, position: Vec<T>) -> State<T> {
        State::at_rest(position, self.description.memory.len())
    }

    /// Whether `hyper` has the numbers and switches that the method takes.
    ///
    /// # Errors
    /// Says what was expected and what was found.
    pub fn check<T>(&self, hyper: &Hyperparameters<T>) -> Result<(), WrongHyperparameters> {
        let expected = (self.description.numbers.len(), self.description.switches.len());
        let found = (hyper.numbers.len(), hyper.switches.len());
        if expected == found {
            Ok(())
        } else {
            Err(WrongHyperparameters { method: self.description.name, expected, found })
        }
    }
}

/// A method was given another number of hyperparameters than it takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "method {method} takes {} numbers and {} switches, and was given {} and {}",
    expected.0, expected.1, found.0, found.1
)]
pub struct WrongHyperparameters {
    /// The method.
    pub method: &'static str,
    /// Numbers and switches that it takes.
    pub expected: (usize, usize),
    /// Numbers and switches that it was given.
    pub found: (usize, usize),
}

/// A number type that the registry knows.
pub trait Number: Ring {
    /// The method of `entry` on this type.
    fn of(entry: &Entry) -> Option<&dyn Step<Self>>;
}

impl Number for f64 {
    fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
        entry.f64.as_deref()
    }
}

impl Number for Libm64 {
    fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
        entry.libm64.as_deref()
    }
}

impl Number for Counting {
    fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
        entry.counting.as_deref()
    }
}

impl Number for Polynomial {
    fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
        entry.polynomial.as_deref()
    }
}

impl Number for Dual<Polynomial> {
    fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
        entry.symbolic_dual.as_deref()
    }
}

impl Number for Dual<f64> {
    fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
        entry.dual.as_deref()
    }
}

struct OnRing<R>(R);
struct OnAlgebra<R>(R);
struct OnRoot<R>(R);
struct OnSelect<R>(R);

impl<R: RingRule, T: Ring> Step<T> for OnRing<R> {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        self.0.step(hyper, oracle, state)
    }
}

impl<R: AlgebraRule, T: Algebra> Step<T> for OnAlgebra<R> {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        self.0.step(hyper, oracle, state)
    }
}

impl<R: RootRule, T: Root + Absolute> Step<T> for OnRoot<R> {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        self.0.step(hyper, oracle, state)
    }
}

impl<R: SelectRule, T: Root + Absolute + Compare> Step<T> for OnSelect<R> {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        self.0.step(hyper, oracle, state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for entry in all() {
            let name = entry.description.name;
            assert_eq!(all().iter().filter(|e| e.description.name == name).count(), 1, "{name}");
            assert!(find(name).is_some());
            assert!(entry.check(&entry.description.defaults()).is_ok());
        }
        assert!(find("adam").is_none());
    }

    #[test]
    fn a_wrong_number_of_hyperparameters_is_refused() {
        let entry = find("sgd").expect("registered");
        let short = Hyperparameters { numbers: vec![0.1], switches: vec![] };
        assert_eq!(
            entry.check(&short).expect_err("too short").to_string(),
            "method sgd takes 2 numbers and 0 switches, and was given 1 and 0"
        );
    }
}
