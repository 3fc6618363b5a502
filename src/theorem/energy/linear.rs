//! A registered step on one mode as a 2×2 matrix.

use crate::method::registry::Number;
use crate::scalar::{Polynomial, Ring};
use crate::theorem::build::{step, symbol};

/// The matrix ((a, b), (c, d)) of a step: its columns are where (1, 0) and (0, 1) go.
pub(super) struct Linear<T> {
    a: T,
    b: T,
    c: T,
    d: T,
}

impl<T: Number> Linear<T> {
    /// The step of a method with these numbers, where the gradient is `stiffness` q.
    pub(super) fn of(method: &str, numbers: &[T], stiffness: &T) -> Self {
        let [a, c] = step(method, numbers, stiffness, [T::one(), T::zero()]);
        let [b, d] = step(method, numbers, stiffness, [T::zero(), T::one()]);
        Self { a, b, c, d }
    }
}

impl<T: Ring> Linear<T> {
    pub(super) fn trace(&self) -> T {
        self.a.clone() + &self.d
    }

    pub(super) fn determinant(&self) -> T {
        self.a.clone() * &self.d - self.b.clone() * &self.c
    }

    /// The characteristic polynomial χ(z) = z² − tr z + det.
    pub(super) fn characteristic(&self, z: &T) -> T {
        z.square() - self.trace() * z + self.determinant()
    }

    /// tr² − 4 det, the discriminant of χ.
    pub(super) fn discriminant(&self) -> T {
        self.trace().square() - T::from_integer(4) * self.determinant()
    }

    /// Where the matrix takes a state.
    pub(super) fn apply(&self, [q, v]: &[T; 2]) -> [T; 2] {
        [self.a.clone() * q + self.b.clone() * v, self.c.clone() * q + self.d.clone() * v]
    }
}

/// The matrix of a step of momentum SGD with learning rate η, momentum μ and curvature λ.
pub(super) fn momentum_sgd<T: Number>(rate: &T, momentum: &T, curvature: &T) -> Linear<T> {
    Linear::of("sgd", &[rate.clone(), momentum.clone()], curvature)
}

/// What a step differs by from its matrix: zero where it is linear.
pub(super) fn nonlinearity(method: &str, numbers: &[Polynomial], stiffness: &Polynomial) -> [Polynomial; 2] {
    let state = ["q", "v"].map(symbol);
    let [q, v] = Linear::of(method, numbers, stiffness).apply(&state);
    let [next_q, next_v] = step(method, numbers, stiffness, state);
    [next_q - q, next_v - v]
}
