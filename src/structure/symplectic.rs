//! Conformal symplecticity: JᵀΩJ = c Ω.
//!
//! The factor c has to be a function of the hyperparameters alone, and the
//! same in one coordinate and in two: in one coordinate every constant Jacobian
//! satisfies the equation with c = det J.

use super::symbolic::{at_rest, jacobian, obstacle, of_hyperparameters_alone, witness};
use super::{Certificate, Property, Verdict};
use crate::method::registry::Entry;
use crate::scalar::{Dual, Polynomial};
use num_traits::Zero;

const PROPERTY: Property = Property::ConformallySymplectic;

pub(super) fn certify(entry: &Entry) -> Certificate {
    let (verdict, value) = match factor(entry) {
        Ok(factor) => (Verdict::Proved, Some(factor.to_string())),
        Err(verdict) => (verdict, None),
    };
    Certificate::new(entry, PROPERTY, verdict, value)
}

/// The factor c, the same in one coordinate and in two, or the verdict that
/// there is none.
pub(super) fn factor(entry: &Entry) -> Result<Polynomial, Verdict> {
    if let Some(verdict) = obstacle::<Dual<Polynomial>>(entry) {
        return Err(verdict);
    }
    let factor = check(entry, 1, None)?;
    check(entry, 2, Some(&factor))
}

/// The factor in `dimension` coordinates, which must be `expected` where one
/// is known already.
fn check(entry: &Entry, dimension: usize, expected: Option<&Polynomial>) -> Result<Polynomial, Verdict> {
    let j = jacobian(entry, dimension).unwrap_or_default();
    let factor = bracket(&j, dimension, 0, dimension);
    if !of_hyperparameters_alone(entry, &factor) {
        let defect = factor.clone() - at_rest(entry, &factor);
        return Err(Verdict::Refuted(witness(
            &defect,
            "the factor c changes with the Hessian: c less its value at H = 0",
        )));
    }
    if let Some(expected) = expected.filter(|expected| **expected != factor) {
        let defect = factor - expected;
        return Err(Verdict::Refuted(witness(&defect, "the factor c differs between one coordinate and two")));
    }
    for a in 0..2 * dimension {
        for b in a + 1..2 * dimension {
            let omega = bracket(&j, dimension, a, b);
            let defect = if b == a + dimension { omega - &factor } else { omega };
            if !defect.is_zero() {
                let failure = format!("d = {dimension}, entry ({a}, {b}) of JᵀΩJ − c Ω does not vanish");
                return Err(Verdict::Refuted(witness(&defect, &failure)));
            }
        }
    }
    Ok(factor)
}

/// The entry (a, b) of JᵀΩJ: Σᵢ ∂qᵢ'/∂xₐ ∂vᵢ'/∂x_b − ∂vᵢ'/∂xₐ ∂qᵢ'/∂x_b.
fn bracket(j: &[Vec<Polynomial>], dimension: usize, a: usize, b: usize) -> Polynomial {
    (0..dimension).fold(Polynomial::zero(), |sum, i| {
        let (q, v) = (&j[i], &j[i + dimension]);
        sum + q[a].clone() * &v[b] - v[a].clone() * &q[b]
    })
}
