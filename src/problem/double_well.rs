//! The double well.

use super::function::{Evaluate, coordinates};
use super::{Facts, PhasePoint, ProblemDescription, Solution, point};
use crate::scalar::{Algebra, Rational, Transcendental};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "double_well",
    loss: "¼ (q² − 1)²",
    remark: "Duffing's oscillator without friction: minima at −1 and 1, a maximum between them",
    source: "J. Guckenheimer and P. Holmes, Nonlinear Oscillations, Dynamical Systems, and Bifurcations of Vector Fields (1983), section 2.2",
};

/// U(q) = ¼ (q² − 1)².
#[derive(Clone, Copy, Debug)]
pub struct DoubleWell;

impl<T: Algebra> Evaluate<T> for DoubleWell {
    fn at(&self, position: &[T]) -> T {
        let [q] = coordinates(position);
        T::ratio(1, 4) * (q.square() - T::one()).square()
    }
}

/// √2 / cosh t = 2 √2 / (eᵗ + e⁻ᵗ): from the maximum, and back to it.
fn path<T: Transcendental>(t: &T) -> Vec<T> {
    let two = T::from_integer(2);
    vec![two.sqrt() * &two / (t.exp() + (-t.clone()).exp())]
}

impl Facts for DoubleWell {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    fn start(&self) -> PhasePoint {
        PhasePoint::at_rest([(1, 2)])
    }

    fn rest(&self) -> Vec<Vec<Rational>> {
        [-1, 0, 1].map(|q| point([(q, 1)])).to_vec()
    }

    fn solution(&self) -> Option<Solution> {
        Some(Solution::new("√2 / cosh t", path))
    }
}
