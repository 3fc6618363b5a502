//! A landscape as a method sees it, without noise and at no particular time.

use super::Landscape;
use crate::method::Oracle;

/// Asks a landscape for its gradient; gives the loss at the last gradient's
/// point, which is evaluated when it is asked for.
///
/// # Examples
/// Twenty steps of leapfrog on the Hénon-Heiles potential:
/// ```
/// use stable_sgd::method::{self, Oracle};
/// use stable_sgd::problem::{self, LandscapeOracle};
/// use stable_sgd::scalar::Approximate;
/// let landscape = problem::registry::find("henon_heiles").expect("registered");
/// let leapfrog = method::registry::find("leapfrog_kdk").expect("registered");
/// let mut oracle = LandscapeOracle::new(landscape.on::<f64>().expect("runs on f64"));
/// let mut state = leapfrog.init(landscape.start.position.iter().map(Approximate::to_f64).collect());
/// let hyper = leapfrog.description.defaults();
/// let step = leapfrog.on::<f64>().expect("runs on f64");
/// for _ in 0..20 {
///     step.step(&hyper, &mut oracle, &mut state);
/// }
/// assert!(oracle.loss().expect("a gradient was asked for") < 1.0 / 6.0);
/// ```
pub struct LandscapeOracle<'a, T> {
    landscape: &'a dyn Landscape<T>,
    /// The point of the last gradient.
    last: Option<Vec<T>>,
}

impl<'a, T> LandscapeOracle<'a, T> {
    /// An oracle of `landscape`.
    pub fn new(landscape: &'a dyn Landscape<T>) -> Self {
        Self { landscape, last: None }
    }
}

impl<T: Clone> Oracle<T> for LandscapeOracle<'_, T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        self.landscape.gradient(position, gradient);
        let last = self.last.get_or_insert_default();
        last.clear();
        last.extend_from_slice(position);
    }

    fn loss(&self) -> Option<T> {
        self.last.as_deref().map(|point| self.landscape.loss(point))
    }
}
