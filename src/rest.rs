//! Where a field comes to rest, and whether that is a minimum.
//!
//! A method with a zero velocity stays where its field vanishes, so the zeros
//! of a field are where a run without noise can converge to. They are found by
//! descent and polished by Newton's method, whose Jacobian is exact (dual
//! numbers), so that no step length enters.

use crate::scalar::Dual;
use nalgebra::{DMatrix, DVector};

/// A field on R^d that can be evaluated on dual numbers.
pub trait DualField {
    /// The field at `position`.
    fn on_duals(&self, position: &[Dual<f64>]) -> Vec<Dual<f64>>;
}

/// A point at which a field vanishes.
#[derive(Clone, Debug, PartialEq)]
pub struct RestPoint {
    /// The point.
    pub point: Vec<f64>,
    /// ‖F‖∞ at the point.
    pub residual: f64,
    /// The eigenvalues of the symmetric part of F's Jacobian there, smallest
    /// and largest. Both positive: descent is attracted from every direction,
    /// and where F is a gradient the point is a strict local minimum.
    pub curvature: (f64, f64),
}

/// Newton's method came to no rest point.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum NoRest {
    /// The Jacobian could not be inverted.
    #[error("the Jacobian is singular after {0} Newton steps")]
    Singular(usize),
    /// The residual stayed above the tolerance.
    #[error("the residual is still {residual:e} after {steps} Newton steps")]
    Slow {
        /// Steps taken.
        steps: usize,
        /// ‖F‖∞ at the last point.
        residual: f64,
    },
}

/// ‖F‖∞ below which a point counts as a rest point: some tens of ulps of the
/// terms of size one that cancel there.
pub const RESIDUAL_TOLERANCE: f64 = 1e-13;

const NEWTON_STEPS: usize = 50;

/// Value and Jacobian of a field at a point.
pub fn linearise(field: &impl DualField, point: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
    let image = field.on_duals(&Dual::point(point));
    let value = DVector::from_iterator(image.len(), image.iter().map(|y| y.value));
    let jacobian = DMatrix::from_fn(image.len(), point.len(), |i, j| image[i].along(j));
    (value, jacobian)
}

/// The rest point that Newton's method reaches from `start`.
///
/// # Formula
/// x ← x − J(x)⁻¹ F(x), at most 50 times.
///
/// # Errors
/// Where the Jacobian is singular or the residual does not fall below
/// [`RESIDUAL_TOLERANCE`].
pub fn newton(field: &impl DualField, start: &[f64]) -> Result<RestPoint, NoRest> {
    let mut x = DVector::from_column_slice(start);
    let mut residual = f64::INFINITY;
    for step in 0..NEWTON_STEPS {
        let (value, jacobian) = linearise(field, x.as_slice());
        residual = value.amax();
        if residual <= RESIDUAL_TOLERANCE {
            let symmetric = (&jacobian + jacobian.transpose()) * 0.5;
            let eigenvalues = symmetric.symmetric_eigenvalues();
            let curvature = (eigenvalues.min(), eigenvalues.max());
            return Ok(RestPoint { point: x.as_slice().to_vec(), residual, curvature });
        }
        let change = jacobian.lu().solve(&value).ok_or(NoRest::Singular(step))?;
        x -= change;
    }
    Err(NoRest::Slow { steps: NEWTON_STEPS, residual })
}

/// Steepest descent x ← x − h F(x) until ‖F‖∞ ≤ `tolerance`, at most `steps`
/// times; the point reached, and whether it got there.
pub fn descend(
    field: impl Fn(&[f64], &mut [f64]),
    start: &[f64],
    step_length: f64,
    tolerance: f64,
    steps: usize,
) -> (Vec<f64>, bool) {
    let mut x = start.to_vec();
    let mut value = vec![0.0; x.len()];
    for _ in 0..steps {
        field(&x, &mut value);
        if value.iter().all(|v| v.abs() <= tolerance) {
            return (x, true);
        }
        for (x, v) in x.iter_mut().zip(&value) {
            *x -= step_length * v;
        }
    }
    (x, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Ring;

    /// F = (x³ − x, y): rest at x = −1, 0, 1, the middle one unstable.
    struct DoubleWell;
    impl DualField for DoubleWell {
        fn on_duals(&self, q: &[Dual<f64>]) -> Vec<Dual<f64>> {
            vec![q[0].square() * &q[0] - &q[0], q[1].clone()]
        }
    }

    #[test]
    fn newton_finds_each_rest_point_and_its_curvature() {
        let well = newton(&DoubleWell, &[1.2, 0.3]).expect("converges");
        assert!((well.point[0] - 1.0).abs() < 1e-12 && well.curvature.0 > 0.0);
        let top = newton(&DoubleWell, &[0.1, 0.3]).expect("converges");
        assert!(top.point[0].abs() < 1e-12 && top.curvature.0 < 0.0);
    }

    #[test]
    fn descent_stops_at_a_well_or_says_that_it_did_not() {
        let field = |q: &[f64], out: &mut [f64]| out[0] = q[0].powi(3) - q[0];
        let (point, arrived) = descend(field, &[0.4], 0.1, 1e-9, 1000);
        assert!(arrived && (point[0] - 1.0).abs() < 1e-8);
        assert!(!descend(field, &[0.4], 0.1, 1e-9, 3).1);
    }
}
