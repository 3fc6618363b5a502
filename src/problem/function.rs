//! Functions of several numbers, written once and run on every number type.
//!
//! A function is one [`Evaluate`] over the weakest numbers that it needs; a [`Function`] erases
//! it to a [`Landscape`] for each number type on which it runs. Its gradient is the derivative
//! of the same source, by dual numbers: nothing is written twice.
//!
//! A problem's loss U(q) is such a function, and so is a constant of the
//! motion I(q, p), whose argument is the concatenation of q and p.

use super::{Gradient, Landscape, Loss};
use crate::scalar::{Dual, Exact, Interval, Lanes, Polynomial, Rational, Ring, Symbolic};
use std::fmt;
use std::sync::Arc;

/// A function on numbers of type `T`: `impl<T: Algebra> Evaluate<T> for MyLoss`, with the weakest
/// of [`Algebra`](crate::scalar::Algebra), [`Root`](crate::scalar::Root) and
/// [`Transcendental`](crate::scalar::Transcendental) that the formula needs.
pub trait Evaluate<T>: Send + Sync + 'static {
    /// The value at `point`.
    ///
    /// # Panics
    /// Where `point` has another dimension than the function's.
    fn at(&self, point: &[T]) -> T;
}

impl<T, F: Evaluate<T>> Evaluate<T> for Arc<F> {
    fn at(&self, point: &[T]) -> T {
        F::at(self, point)
    }
}

/// A number type on which functions are registered.
pub trait Number: Ring {
    /// `function` on this type, where the type has the rung that it needs.
    fn of(function: &Function) -> Option<&dyn Landscape<Self>>;
}

/// One line a number type, under the highest rung that it has: makes
/// [`Function`], its constructors, and the [`Number`]s.
macro_rules! numbers {
    (
        transcendental { $($t:ident: $T:ty,)* }
        root { $($r:ident: $R:ty,)* }
        algebra { $($a:ident: $A:ty,)* }
    ) => {
        /// A function with its number types erased: a field a type, `None` where
        /// the type lacks the rung (polynomials have no square root).
        #[derive(Clone)]
        pub struct Function {
            $($t: Option<Arc<dyn Landscape<$T>>>,)*
            $($r: Option<Arc<dyn Landscape<$R>>>,)*
            $($a: Option<Arc<dyn Landscape<$A>>>,)*
        }

        impl Function {
            /// From a function that needs + − × and fractions.
            pub fn algebra<F: OnAlgebra>(function: F) -> Self {
                let function = Arc::new(Derived(function));
                Self {
                    $($t: Some(function.clone()),)*
                    $($r: Some(function.clone()),)*
                    $($a: Some(function.clone()),)*
                }
            }

            /// From a function that needs ÷ and square roots.
            pub fn root<F: OnRoot>(function: F) -> Self {
                let function = Arc::new(Derived(function));
                Self {
                    $($t: Some(function.clone()),)*
                    $($r: Some(function.clone()),)*
                    $($a: None,)*
                }
            }

            /// From a function that needs exp, ln, sin, cos or tanh.
            pub fn transcendental<F: OnTranscendental>(function: F) -> Self {
                let function = Arc::new(Derived(function));
                Self {
                    $($t: Some(function.clone()),)*
                    $($r: None,)*
                    $($a: None,)*
                }
            }
        }

        /// A function on the number types that have exp, ln, sin, cos and tanh, and on their duals.
        pub trait OnTranscendental: $(Evaluate<$T> + Evaluate<Dual<$T>> +)* {}

        impl<F: $(Evaluate<$T> + Evaluate<Dual<$T>> +)*> OnTranscendental for F {}

        /// A function on the number types that have square roots, and on their duals.
        pub trait OnRoot: OnTranscendental $(+ Evaluate<$R> + Evaluate<Dual<$R>>)* {}

        impl<F: OnTranscendental $(+ Evaluate<$R> + Evaluate<Dual<$R>>)*> OnRoot for F {}

        /// A function on every number type.
        pub trait OnAlgebra: OnRoot $(+ Evaluate<$A> + Evaluate<Dual<$A>>)* {}

        impl<F: OnRoot $(+ Evaluate<$A> + Evaluate<Dual<$A>>)*> OnAlgebra for F {}

        numbers!(@of $($t: $T,)* $($r: $R,)* $($a: $A,)*);
    };
    (@of $($field:ident: $N:ty,)*) => {
        $(impl Number for $N {
            fn of(function: &Function) -> Option<&dyn Landscape<Self>> {
                function.$field.as_deref()
            }
        })*
    };
}

numbers! {
    transcendental {
        float: f64,
        lanes: Lanes,
        dual_float: Dual<f64>,
        exact: Exact,
        dual_exact: Dual<Exact>,
        symbolic: Symbolic,
        dual_symbolic: Dual<Symbolic>,
    }
    root {
        interval: Interval,
        dual_interval: Dual<Interval>,
    }
    algebra {
        rational: Rational,
        dual_rational: Dual<Rational>,
        polynomial: Polynomial,
        dual_polynomial: Dual<Polynomial>,
    }
}

impl Function {
    /// The function on numbers of type `T`, where it runs on them.
    pub fn on<T: Number>(&self) -> Option<&dyn Landscape<T>> {
        T::of(self)
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function").finish_non_exhaustive()
    }
}

/// The coordinates of a point, to be taken apart by name.
///
/// # Panics
/// Where there are not exactly `D`.
pub(super) fn coordinates<const D: usize, T>(point: &[T]) -> &[T; D] {
    let found = point.len();
    point.try_into().unwrap_or_else(|_| panic!("expected a point of {D} coordinates, found {found}"))
}

/// Writes ∇f(point) into `gradient`, by dual numbers.
fn differentiate<T: Ring>(f: impl Fn(&[Dual<T>]) -> Dual<T>, point: &[T], gradient: &mut [T]) {
    let value = f(&Dual::point(point));
    for (i, slot) in gradient.iter_mut().enumerate() {
        *slot = value.along(i);
    }
}

/// A function with the derivative of its source.
struct Derived<F>(F);

impl<T, F: Evaluate<T>> Loss<T> for Derived<F> {
    fn loss(&self, position: &[T]) -> T {
        self.0.at(position)
    }
}

impl<T: Ring, F: Evaluate<Dual<T>>> Gradient<T> for Derived<F> {
    fn gradient(&self, position: &[T], gradient: &mut [T]) {
        differentiate(|point| self.0.at(point), position, gradient);
    }
}
