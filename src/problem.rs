//! Problems: a loss, its gradient, and where they come from.
//!
//! Capabilities are separate traits, so that a problem offers what it has and
//! a method asks for what it needs.
//!
//! Beside the paper's two stand landscapes that are known well: their loss is
//! written once, over the weakest numbers that it needs ([`function`]), its
//! gradient is the derivative of that same source, and the [`registry`] has
//! what is known of each, from rest points to constants of the motion.
//!
//! [`learning`] has losses over examples, and landscapes on which methods are measured.

pub mod challenging;
mod dense;
mod double_well;
pub mod function;
mod harmonic;
mod henon_heiles;
mod invariant;
mod kepler;
pub mod language;
pub mod learning;
pub(crate) mod measured;
mod oracle;
mod pendulum;
mod quadratic;
mod quartic;
pub mod registry;
mod rosenbrock;
mod setting;
mod solution;

pub use double_well::DoubleWell;
pub use harmonic::Harmonic;
pub use henon_heiles::HenonHeiles;
pub use invariant::{AngularMomentum, Energy, Invariant};
pub use kepler::{Kepler, LaplaceRungeLenz};
pub use learning::Posed;
pub use measured::{Measured, Real, Timed};
pub use oracle::LandscapeOracle;
pub use pendulum::Pendulum;
pub use quadratic::{Quadratic, WrongHessian};
pub use quartic::Quartic;
pub use rosenbrock::Rosenbrock;
pub use setting::{Setting, SettingValue, Setup, WrongSetting};
pub use solution::{InTime, Kinematics, Solution};

use crate::scalar::{Algebra, Rational};

/// A problem that has a loss.
pub trait Loss<T> {
    /// The loss U at `position`.
    fn loss(&self, position: &[T]) -> T;
}

/// A problem that has a gradient field, which may or may not be that of a loss.
pub trait Gradient<T> {
    /// Writes the field at `position` into `gradient` (same length).
    fn gradient(&self, position: &[T], gradient: &mut [T]);
}

/// A loss with a gradient, on one number type: what the registry hands out.
pub trait Landscape<T>: Loss<T> + Gradient<T> + Send + Sync {}

impl<T, L: Loss<T> + Gradient<T> + Send + Sync> Landscape<T> for L {}

/// A point q and a momentum p, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhasePoint {
    /// The point q.
    pub position: Vec<Rational>,
    /// The momentum p, of a unit mass.
    pub momentum: Vec<Rational>,
}

impl PhasePoint {
    /// The phase whose coordinates are these fractions (numerator, denominator).
    fn of<const D: usize>(position: [(i64, i64); D], momentum: [(i64, i64); D]) -> Self {
        Self { position: point(position), momentum: point(momentum) }
    }

    /// At `position`, without momentum.
    fn at_rest<const D: usize>(position: [(i64, i64); D]) -> Self {
        Self::of(position, [(0, 1); D])
    }
}

/// The point whose coordinates are these fractions (numerator, denominator).
fn point<const D: usize>(coordinates: [(i64, i64); D]) -> Vec<Rational> {
    coordinates.iter().map(|(numerator, denominator)| Rational::ratio(*numerator, *denominator)).collect()
}

/// What is known of a problem beside its loss. The flow is that of
/// H(q, p) = ½ |p|² + U(q): q' = p, p' = −∇U(q).
pub trait Facts: Send + Sync + 'static {
    /// What the problem is, in words.
    fn description(&self) -> ProblemDescription;

    /// A tame start: bounded motions of the flow begin there, and so do
    /// descents from its point. Its length is the problem's dimension.
    fn start(&self) -> PhasePoint;

    /// The rational points at which the gradient is known to vanish.
    fn rest(&self) -> Vec<Vec<Rational>> {
        Vec::new()
    }

    /// Constants of the flow beside the energy.
    fn invariants(&self) -> Vec<Invariant> {
        Vec::new()
    }

    /// A motion of the flow in closed form.
    fn solution(&self) -> Option<Solution> {
        None
    }
}

/// A registered problem, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemDescription {
    /// The registered name.
    pub name: &'static str,
    /// The loss, in Unicode mathematics.
    pub loss: &'static str,
    /// What a reader should know of it.
    pub remark: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}
