//! Constants of the motion.
//!
//! A function I(q, p) is constant along the flow of H iff {I, H} = 0.

use super::Landscape;
use super::function::{Evaluate, Function, Number, coordinates};
use crate::energy::kinetic;
use crate::scalar::Algebra;

/// A constant of the flow of H = ½ |p|² + U.
#[derive(Clone, Debug)]
pub struct Invariant {
    /// The name, as in the field's literature.
    pub name: &'static str,
    /// The formula, in Unicode mathematics.
    pub formula: &'static str,
    function: Function,
}

impl Invariant {
    /// The invariant with this function of (q, p).
    pub fn new(name: &'static str, formula: &'static str, function: Function) -> Self {
        Self { name, formula, function }
    }

    /// The invariant on numbers of type `T`, where it runs on them: a function
    /// of the point (q₁, …, q_d, p₁, …, p_d).
    pub fn on<T: Number>(&self) -> Option<&dyn Landscape<T>> {
        self.function.on()
    }
}

/// H(q, p) = ½ |p|² + U(q), the energy of a unit mass: of the rung that U needs.
#[derive(Clone, Debug)]
pub struct Energy<U>(pub U);

/// What the energy is called.
pub(super) const ENERGY: (&str, &str) = ("energy", "½ |p|² + U(q)");

impl<T: Algebra, U: Evaluate<T>> Evaluate<T> for Energy<U> {
    /// The squares are added from zero in order.
    fn at(&self, phase: &[T]) -> T {
        let (position, momentum) = phase.split_at(phase.len() / 2);
        momentum.iter().fold(T::zero(), |sum, p| sum + kinetic(p)) + self.0.at(position)
    }
}

/// L(q, p) = q₁ p₂ − q₂ p₁: constant where U depends on |q| alone (Noether).
#[derive(Clone, Copy, Debug)]
pub struct AngularMomentum;

impl<T: Algebra> Evaluate<T> for AngularMomentum {
    fn at(&self, phase: &[T]) -> T {
        let [x, y, u, v] = coordinates(phase);
        x.clone() * v - y.clone() * u
    }
}
