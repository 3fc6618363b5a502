//! Every registered method, on every number type that it runs on.
//!
//! A new method is one file and one row of `methods!` in `src/method.rs`. The suites sweep
//! [`all`], so nothing registered goes untested.

use super::{Describe, Description, Hyperparameters, State, Step};
use crate::scalar::{Counting, Dual, Exact, Fixed, Interval, Jet, Lanes, Libm64, Polynomial, Recorded, Ring, Symbolic};
use std::sync::Arc;

/// Every registered method.
pub fn all() -> Vec<Entry> {
    super::rows()
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
            /// A rule that is made of + − × and exact fractions, on every number type.
            ///
            /// # Examples
            /// ```
            /// # use stable_sgd::method::{Sgd, registry::Entry};
            /// # use stable_sgd::scalar::Polynomial;
            /// assert!(Entry::algebra(Sgd).on::<Polynomial>().is_some());
            /// ```
            pub fn algebra<R>(rule: R) -> Self
            where
                R: Describe + $(Step<$full_type> +)* $(Step<$part_type> +)*,
            {
                let description = rule.description();
                let rule = Arc::new(rule);
                Self { description, $($full: Some(rule.clone()),)* $($part: Some(rule.clone()),)* }
            }

            /// A rule that needs square roots, absolute values or comparisons as well, on the
            /// number types that have them.
            ///
            /// # Examples
            /// ```
            /// # use stable_sgd::method::{StableSgd, registry::Entry};
            /// # use stable_sgd::scalar::{Polynomial, Symbolic};
            /// let entry = Entry::root(StableSgd);
            /// assert!(entry.on::<Symbolic>().is_some() && entry.on::<Polynomial>().is_none());
            /// ```
            pub fn root<R>(rule: R) -> Self
            where
                R: Describe + $(Step<$full_type> +)*,
            {
                let description = rule.description();
                let rule = Arc::new(rule);
                Self { description, $($full: Some(rule.clone()),)* $($part: None,)* }
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
        assert!(find("adagrad").is_none());
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
