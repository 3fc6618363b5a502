//! Two coupled quartic oscillators.

use super::function::{Evaluate, Function, coordinates};
use super::{Facts, Invariant, PhasePoint, ProblemDescription, point};
use crate::energy::squared_norm;
use crate::scalar::{Algebra, Rational, Ring};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "quartic",
    loss: "¼ (q₁⁴ + q₂⁴) + 3/2 q₁² q₂²",
    remark: "with this coupling q₁ + q₂ and q₁ − q₂ move alone, so that there is a second invariant; the minimum 0 is flat",
    source: "M. Lakshmanan and R. Sahadevan, Painlevé analysis, Lie symmetries, and integrability of coupled nonlinear oscillators of polynomial type, Physics Reports 224 (1993) 1-93",
};

/// U(x, y) = ¼ (x⁴ + y⁴) + 3/2 x² y² = ⅛ ((x + y)⁴ + (x − y)⁴).
#[derive(Clone, Copy, Debug)]
pub struct Quartic;

impl<T: Algebra> Evaluate<T> for Quartic {
    fn at(&self, position: &[T]) -> T {
        let [x, y] = coordinates(position).each_ref().map(Ring::square);
        T::ratio(1, 4) * (x.square() + y.square()) + T::ratio(3, 2) * x * y
    }
}

/// p₁ p₂ + q₁ q₂ (q₁² + q₂²): the energy of (q₁ + q₂) / √2 less that of
/// (q₁ − q₂) / √2.
struct Difference;

impl<T: Algebra> Evaluate<T> for Difference {
    fn at(&self, phase: &[T]) -> T {
        let [x, y, u, v] = coordinates(phase);
        u.clone() * v + x.clone() * y * squared_norm(&phase[..2])
    }
}

impl Facts for Quartic {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    fn start(&self) -> PhasePoint {
        PhasePoint::at_rest([(1, 1), (1, 2)])
    }

    fn rest(&self) -> Vec<Vec<Rational>> {
        vec![point([(0, 1), (0, 1)])]
    }

    fn invariants(&self) -> Vec<Invariant> {
        let difference = Function::algebra(Difference);
        vec![Invariant::new("second energy", "p₁ p₂ + q₁ q₂ (q₁² + q₂²)", difference)]
    }
}
