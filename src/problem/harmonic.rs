//! The harmonic oscillator, two modes at the frequencies 1 and 2.

use super::function::{Evaluate, Function, coordinates};
use super::{Facts, Invariant, PhasePoint, ProblemDescription, Solution, point};
use crate::energy::kinetic;
use crate::scalar::{Algebra, Rational, Transcendental};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "harmonic",
    loss: "½ q₁² + 2 q₂²",
    remark: "the harmonic oscillator with frequencies 1 and 2: every motion is periodic, with the period 2π",
    source: "J. M. Jauch and E. L. Hill, On the problem of degeneracy in quantum mechanics, Physical Review 57 (1940) 641-645",
};

/// U(q) = ½ Σᵢ ωᵢ² qᵢ², ω = (1, 2).
#[derive(Clone, Copy, Debug)]
pub struct Harmonic;

/// ω₁ and ω₂.
const FREQUENCIES: [i64; 2] = [1, 2];

/// ½ ω² q², of the mode `i`.
fn spring<T: Algebra>(i: usize, q: &T) -> T {
    kinetic(&(T::from_integer(FREQUENCIES[i]) * q))
}

impl<T: Algebra> Evaluate<T> for Harmonic {
    fn at(&self, position: &[T]) -> T {
        let [x, y] = coordinates(position);
        spring(0, x) + spring(1, y)
    }
}

/// ½ p₁² + ½ ω₁² q₁²
struct FirstMode;

impl<T: Algebra> Evaluate<T> for FirstMode {
    fn at(&self, phase: &[T]) -> T {
        let [x, _, u, _] = coordinates(phase);
        kinetic(u) + spring(0, x)
    }
}

/// Re (p₁ + i q₁)² (p₂ − 2 i q₂) = (p₁² − q₁²) p₂ + 4 p₁ q₁ q₂: the modes turn at
/// e^{it} and e^{2it}, so that the product stands still.
struct PhaseDifference;

impl<T: Algebra> Evaluate<T> for PhaseDifference {
    fn at(&self, phase: &[T]) -> T {
        let [x, y, u, v] = coordinates(phase);
        (u.square() - x.square()) * v + T::from_integer(4) * u * x * y
    }
}

/// (cos t, ½ sin 2t)
fn path<T: Transcendental>(t: &T) -> Vec<T> {
    let [first, second] = FREQUENCIES.map(|frequency| T::from_integer(frequency) * t);
    vec![first.cos(), T::ratio(1, 2) * second.sin()]
}

impl Facts for Harmonic {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    /// (1, 0) with the momentum (0, 1): that of the solution.
    fn start(&self) -> PhasePoint {
        PhasePoint::of([(1, 1), (0, 1)], [(0, 1), (1, 1)])
    }

    fn rest(&self) -> Vec<Vec<Rational>> {
        vec![point([(0, 1), (0, 1)])]
    }

    fn invariants(&self) -> Vec<Invariant> {
        vec![
            Invariant::new("first mode's energy", "½ p₁² + ½ q₁²", Function::algebra(FirstMode)),
            Invariant::new("phase difference", "(p₁² − q₁²) p₂ + 4 p₁ q₁ q₂", Function::algebra(PhaseDifference)),
        ]
    }

    fn solution(&self) -> Option<Solution> {
        Some(Solution::new("(cos t, ½ sin 2t)", path))
    }
}
