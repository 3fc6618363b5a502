//! The Kepler problem in the plane.

use super::function::{Evaluate, Function, coordinates};
use super::invariant::AngularMomentum;
use super::{Facts, Invariant, PhasePoint, ProblemDescription, Solution};
use crate::energy::squared_norm;
use crate::scalar::{Root, Transcendental};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "kepler",
    loss: "−1 / √(q₁² + q₂²)",
    remark: "no rest point and no lower bound: a descent falls into the centre; bounded motions are ellipses",
    source: "E. Hairer, C. Lubich, G. Wanner, Geometric Numerical Integration, 2nd ed. (2006), section I.2",
};

/// U(q) = −1 / |q|, q in the plane.
#[derive(Clone, Copy, Debug)]
pub struct Kepler;

impl<T: Root> Evaluate<T> for Kepler {
    fn at(&self, position: &[T]) -> T {
        -(T::one() / squared_norm(coordinates::<2, _>(position)).sqrt())
    }
}

/// A component of the Laplace-Runge-Lenz vector
/// A = p × L − q / |q| = (p₂ L − q₁ / |q|, −p₁ L − q₂ / |q|), L = q₁ p₂ − q₂ p₁.
/// It points to the pericentre, and its length is the eccentricity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaplaceRungeLenz {
    /// A₁
    First,
    /// A₂
    Second,
}

impl<T: Root> Evaluate<T> for LaplaceRungeLenz {
    fn at(&self, phase: &[T]) -> T {
        let [x, y, u, v] = coordinates(phase);
        let spin = AngularMomentum.at(phase);
        let radius = squared_norm(&phase[..2]).sqrt();
        match self {
            Self::First => spin * v - x.clone() / &radius,
            Self::Second => -(spin * u) - y.clone() / &radius,
        }
    }
}

/// (cos t, sin t), the circle of radius 1.
fn path<T: Transcendental>(t: &T) -> Vec<T> {
    vec![t.cos(), t.sin()]
}

impl Facts for Kepler {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    /// The pericentre of the ellipse with semi-major axis 1 and eccentricity
    /// e = 3/5: (1 − e, 0) with the momentum (0, √((1 + e) / (1 − e))). Its
    /// period is 2π.
    fn start(&self) -> PhasePoint {
        PhasePoint::of([(2, 5), (0, 1)], [(0, 1), (2, 1)])
    }

    fn invariants(&self) -> Vec<Invariant> {
        let lenz =
            |name, formula, component| Invariant::new(name, formula, Function::root::<LaplaceRungeLenz>(component));
        vec![
            Invariant::new("angular momentum", "L = q₁ p₂ − q₂ p₁", Function::algebra(AngularMomentum)),
            lenz("Laplace-Runge-Lenz vector, first", "p₂ L − q₁ / |q|", LaplaceRungeLenz::First),
            lenz("Laplace-Runge-Lenz vector, second", "−p₁ L − q₂ / |q|", LaplaceRungeLenz::Second),
        ]
    }

    fn solution(&self) -> Option<Solution> {
        Some(Solution::new("(cos t, sin t)", path))
    }
}
