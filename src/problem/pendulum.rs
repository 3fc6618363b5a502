//! The pendulum.

use super::function::{Evaluate, coordinates};
use super::{Facts, PhasePoint, ProblemDescription, point};
use crate::scalar::{Rational, Transcendental};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "pendulum",
    loss: "1 − cos q",
    remark: "minima at 2πk, maxima at π + 2πk, of which 0 alone is rational",
    source: "E. Hairer, C. Lubich, G. Wanner, Geometric Numerical Integration, 2nd ed. (2006), section I.1",
};

/// U(q) = 1 − cos q.
#[derive(Clone, Copy, Debug)]
pub struct Pendulum;

impl<T: Transcendental> Evaluate<T> for Pendulum {
    fn at(&self, position: &[T]) -> T {
        let [q] = coordinates(position);
        T::one() - q.cos()
    }
}

impl Facts for Pendulum {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    fn start(&self) -> PhasePoint {
        PhasePoint::at_rest([(1, 1)])
    }

    fn rest(&self) -> Vec<Vec<Rational>> {
        vec![point([(0, 1)])]
    }
}
