//! Every registered method, on every number type that it runs on.
//!
//! A new method is one file and one line of [`all`]. The suites sweep this
//! list, so nothing registered goes untested.

use super::published::{Packaged, PublishedChallenging, PublishedLanguage};
use super::{
    AlgebraRule, ConformalEuler, ConformalLeapfrog, Description, DriftKickDrift, ExplicitEuler, ForestRuth4,
    Hyperparameters, KickDriftKick, Nesterov, Oracle, Pefrl, Report, RingRule, RootRule, RungeKutta4, SelectRule, Sgd,
    SgdRateOutside, SpeedClip, StableSgd, StableSgdRestoring, StableSgdTerms, State, Step, SymplecticEuler,
    SymplecticEulerAdjoint, Yoshida4,
};
use crate::scalar::{
    Absolute, Algebra, Compare, Counting, Dual, Exact, Fixed, Interval, Jet, Lanes, Libm64, Polynomial, Recorded, Ring,
    Root, Symbolic,
};
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
        Entry::root(StableSgdRestoring),
        Entry::root(SpeedClip),
        Entry::select(StableSgdTerms),
        Entry::select(PublishedLanguage),
        Entry::select(PublishedChallenging),
        Entry::root(Packaged),
    ]
}

/// The method registered under `name`.
pub fn find(name: &str) -> Option<Entry> {
    all().into_iter().find(|entry| entry.description.name == name)
}

/// The number types of the registry: the field of [`Entry`] that holds a method on
/// each, and whether the type has every rung (square roots and comparisons too)
/// or only those of an algebra. A new type is one line.
macro_rules! number_types {
    ($use:ident) => {
        $use! {
            every rung {
                f64: f64,
                f32: f32,
                libm64: Libm64,
                lanes: Lanes,
                counting: Counting,
                dual: Dual<f64>,
                jet: Jet<f64>,
                interval: Interval,
                interval_dual: Dual<Interval>,
                interval_jet: Jet<Interval>,
                exact: Exact,
                exact_dual: Dual<Exact>,
                exact_jet: Jet<Exact>,
                symbolic: Symbolic,
                symbolic_dual: Dual<Symbolic>,
                symbolic_jet: Jet<Symbolic>,
                recorded: Recorded,
            }
            algebra {
                fixed: Fixed,
                polynomial: Polynomial,
                polynomial_dual: Dual<Polynomial>,
            }
        }
    };
}

macro_rules! define_entry {
    (every rung { $($full:ident: $full_type:ty,)* } algebra { $($part:ident: $part_type:ty,)* }) => {
        /// A method with its number types erased: a field a type, `None` where the
        /// type cannot run the method (polynomials have no square root).
        #[derive(Clone)]
        pub struct Entry {
            /// What the method is, in words.
            pub description: Description,
            $($full: Option<Arc<dyn Step<$full_type>>>,)*
            $($part: Option<Arc<dyn Step<$part_type>>>,)*
        }

        impl Entry {
            /// A step on the number types that have every rung.
            fn numeric<S>(description: Description, step: Arc<S>) -> Self
            where
                S: $(Step<$full_type> +)* 'static,
            {
                Self { description, $($full: Some(step.clone()),)* $($part: None,)* }
            }

            /// A step on every number type.
            fn symbolic<S>(description: Description, step: S) -> Self
            where
                S: $(Step<$full_type> +)* $(Step<$part_type> +)* 'static,
            {
                let step = Arc::new(step);
                Self { $($part: Some(step.clone()),)* ..Self::numeric(description, step) }
            }
        }

        $(impl Number for $full_type {
            fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
                entry.$full.as_deref()
            }
        })*

        $(impl Number for $part_type {
            fn of(entry: &Entry) -> Option<&dyn Step<Self>> {
                entry.$part.as_deref()
            }
        })*
    };
}

number_types!(define_entry);

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
