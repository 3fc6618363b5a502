//! Every registered landscape, on every number type that it runs on, with what
//! is known of it.
//!
//! A new landscape is one file and one line of [`all`]; it is a
//! [`task`](crate::task) thereby. The suites sweep this list, so nothing registered goes
//! untested. The paper's two are not in it: the one moves with a clock, the
//! other draws its batches, and their published fields are no gradients.

use super::function::{Function, Number, OnAlgebra, OnRoot, OnTranscendental};
use super::invariant::ENERGY;
use super::{
    DoubleWell, Energy, Facts, Harmonic, HenonHeiles, Invariant, Kepler, Landscape, Pendulum, PhasePoint,
    ProblemDescription, Quadratic, Quartic, Rosenbrock, Solution,
};
use crate::scalar::Rational;
use std::sync::Arc;

/// Every registered landscape.
pub fn all() -> Vec<Entry> {
    vec![
        Entry::algebra(Quadratic::chain()),
        Entry::algebra(Harmonic),
        Entry::algebra(DoubleWell),
        Entry::transcendental(Pendulum),
        Entry::algebra(HenonHeiles),
        Entry::root(Kepler),
        Entry::algebra(Rosenbrock),
        Entry::algebra(Quartic),
    ]
}

/// The landscape registered under `name`.
pub fn find(name: &str) -> Option<Entry> {
    all().into_iter().find(|entry| entry.description.name == name)
}

/// A landscape with its number types erased, and what is known of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the problem is, in words.
    pub description: ProblemDescription,
    /// The number of coordinates.
    pub dimension: usize,
    /// A tame start, for descents and for the flow.
    pub start: PhasePoint,
    /// The rational points at which the gradient is known to vanish.
    pub rest: Vec<Vec<Rational>>,
    /// Constants of the flow, the energy first.
    pub invariants: Vec<Invariant>,
    /// A motion of the flow in closed form.
    pub solution: Option<Solution>,
    loss: Function,
}

impl Entry {
    /// Registers a loss that needs + − × and fractions.
    pub fn algebra<U: Facts + OnAlgebra>(problem: U) -> Self {
        let problem = Arc::new(problem);
        Self::new(&*problem, Function::algebra(problem.clone()), Function::algebra(Energy(problem.clone())))
    }

    /// Registers a loss that needs ÷ and square roots.
    pub fn root<U: Facts + OnRoot>(problem: U) -> Self {
        let problem = Arc::new(problem);
        Self::new(&*problem, Function::root(problem.clone()), Function::root(Energy(problem.clone())))
    }

    /// Registers a loss that needs exp, ln, sin, cos or tanh.
    pub fn transcendental<U: Facts + OnTranscendental>(problem: U) -> Self {
        let problem = Arc::new(problem);
        Self::new(
            &*problem,
            Function::transcendental(problem.clone()),
            Function::transcendental(Energy(problem.clone())),
        )
    }

    fn new(facts: &impl Facts, loss: Function, energy: Function) -> Self {
        let start = facts.start();
        let (name, formula) = ENERGY;
        let mut invariants = vec![Invariant::new(name, formula, energy)];
        invariants.extend(facts.invariants());
        Self {
            description: facts.description(),
            dimension: start.position.len(),
            start,
            rest: facts.rest(),
            invariants,
            solution: facts.solution(),
            loss,
        }
    }

    /// The landscape on numbers of type `T`, where it runs on them.
    pub fn on<T: Number>(&self) -> Option<&dyn Landscape<T>> {
        self.loss.on()
    }

    /// The energy H = ½ |p|² + U.
    pub fn energy(&self) -> &Invariant {
        &self.invariants[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Dual, Interval, Polynomial};

    /// Each on the types that have its rung, and its energy on the same.
    #[test]
    fn a_landscape_runs_on_the_numbers_that_have_its_rung() {
        fn runs_on<T: Number>(entry: &Entry) -> bool {
            assert_eq!(entry.on::<T>().is_some(), entry.energy().on::<T>().is_some());
            entry.on::<T>().is_some()
        }
        for entry in all() {
            let name = entry.description.name;
            assert!(runs_on::<f64>(&entry) && runs_on::<Dual<f64>>(&entry), "{name}");
            let rooted = name != "pendulum";
            assert_eq!(runs_on::<Interval>(&entry) && runs_on::<Dual<Interval>>(&entry), rooted, "{name}");
            let exact = rooted && name != "kepler";
            assert_eq!(runs_on::<Rational>(&entry) && runs_on::<Dual<Rational>>(&entry), exact, "{name}");
            assert_eq!(runs_on::<Polynomial>(&entry) && runs_on::<Dual<Polynomial>>(&entry), exact, "{name}");
        }
    }

    #[test]
    fn facts_have_the_problems_dimension() {
        for entry in all() {
            let name = entry.description.name;
            assert_eq!(entry.start.momentum.len(), entry.dimension, "{name}");
            assert!(entry.rest.iter().all(|point| point.len() == entry.dimension), "{name}");
            if let Some(solution) = entry.solution {
                assert_eq!(solution.at(0.0).position.len(), entry.dimension, "{name}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "expected a point of 2 coordinates, found 1")]
    fn a_point_of_another_dimension_panics() {
        let entry = find("rosenbrock").expect("registered");
        entry.on::<f64>().expect("runs on f64").loss(&[1.0]);
    }
}
