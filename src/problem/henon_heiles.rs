//! The Hénon-Heiles potential.

use super::function::{Evaluate, coordinates};
use super::{Facts, PhasePoint, ProblemDescription, point};
use crate::energy::kinetic;
use crate::scalar::{Algebra, Rational};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "henon_heiles",
    loss: "½ (q₁² + q₂²) + q₁² q₂ − ⅓ q₂³",
    remark: "regular and chaotic motions; bounded below the energy 1/6 of its three saddles, of which (0, 1) alone is rational",
    source: "M. Hénon and C. Heiles, The applicability of the third integral of motion, The Astronomical Journal 69 (1964) 73-79",
};

/// U(x, y) = ½ (x² + y²) + x² y − ⅓ y³.
#[derive(Clone, Copy, Debug)]
pub struct HenonHeiles;

impl<T: Algebra> Evaluate<T> for HenonHeiles {
    fn at(&self, position: &[T]) -> T {
        let [x, y] = coordinates(position);
        kinetic(x) + kinetic(y) + x.square() * y - T::ratio(1, 3) * y.square() * y
    }
}

impl Facts for HenonHeiles {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    /// Of the energy 0.0847, about half that of the saddles.
    fn start(&self) -> PhasePoint {
        PhasePoint::of([(0, 1), (1, 10)], [(2, 5), (0, 1)])
    }

    fn rest(&self) -> Vec<Vec<Rational>> {
        vec![point([(0, 1), (0, 1)]), point([(0, 1), (1, 1)])]
    }
}
