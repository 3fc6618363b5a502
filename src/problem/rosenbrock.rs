//! Rosenbrock's valley.

use super::function::{Evaluate, coordinates};
use super::{Facts, PhasePoint, ProblemDescription, point};
use crate::scalar::{Algebra, Rational};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "rosenbrock",
    loss: "(1 − q₁)² + 100 (q₂ − q₁²)²",
    remark: "a curved valley; its only rest point is the minimum (1, 1)",
    source: "H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, The Computer Journal 3 (1960) 175-184",
};

/// U(x, y) = (1 − x)² + 100 (y − x²)².
#[derive(Clone, Copy, Debug)]
pub struct Rosenbrock;

impl<T: Algebra> Evaluate<T> for Rosenbrock {
    fn at(&self, position: &[T]) -> T {
        let [x, y] = coordinates(position);
        (T::one() - x).square() + T::from_integer(100) * (y.clone() - x.square()).square()
    }
}

impl Facts for Rosenbrock {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    /// (−1.2, 1), Rosenbrock's own.
    fn start(&self) -> PhasePoint {
        PhasePoint::at_rest([(-6, 5), (1, 1)])
    }

    fn rest(&self) -> Vec<Vec<Rational>> {
        vec![point([(1, 1), (1, 1)])]
    }
}
