//! What methods conserve, or lose at a known rate, on one mode of a quadratic.
//!
//! For the oscillator H = p²/2 + ω²q²/2 they are written in p, in x = ωq, which
//! has the unit of p, and in s = hω/2, half the phase of a step (E. Hairer,
//! C. Lubich and G. Wanner, Geometric Numerical Integration, 2nd ed. 2006,
//! [doi:10.1007/3-540-30666-8](https://doi.org/10.1007/3-540-30666-8), I.1 and
//! I.3). All are exact for every step, without a limit of small steps.

use super::kinetic;
use crate::scalar::{Algebra, Field, Ring};

/// H = ½ p² + ½ x².
pub fn oscillator<T: Algebra>(x: &T, p: &T) -> T {
    kinetic(p) + kinetic(x)
}

/// What symplectic Euler (kick, then drift) conserves: H − s x p.
pub fn symplectic_euler<T: Algebra>(s: &T, x: &T, p: &T) -> T {
    oscillator(x, p) - s.clone() * x * p
}

/// What kick-drift-kick conserves: ½ p² + (1 − s²) ½ x², from s². With x and p
/// exchanged it is what drift-kick-drift conserves.
pub fn leapfrog<T: Algebra>(s_squared: &T, x: &T, p: &T) -> T {
    kinetic(p) + (T::one() - s_squared) * kinetic(x)
}

/// What momentum SGD multiplies by μ at every step: f (q + v) − (1 − μ) q v + μ v²,
/// with `push` f = η g(q), the gradient times the rate.
///
/// On one mode of a quadratic f = a q, a = ηλ, and it is
/// a q² − (1 − μ − a) q v + μ v². On a quadratic in several coordinates it is the sum
/// over them, since in coordinates along the modes it is.
pub fn momentum<T: Ring>(push: &T, momentum: &T, q: &T, v: &T) -> T {
    let sum = q.clone() + v;
    push.clone() * sum - (T::one() - momentum) * q * v + momentum.clone() * v.square()
}

/// The second moments of a state, of mean 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moments<T> {
    /// Var q.
    pub position: T,
    /// Cov(q, v), both after the same step.
    pub covariance: T,
    /// Var v.
    pub velocity: T,
}

/// The second moments that momentum SGD keeps on one mode of curvature λ, where
/// the gradient is λ q plus independent noise of mean 0 and variance σ².
///
/// # Formula
/// With D = (1 − μ)(2(1 + μ) − ηλ): Var q = ησ²(1 + μ)/(λD), Var v = 2η²σ²/D and
/// Cov(q, v) = −½ Var v, for 0 ≤ μ < 1 and 0 < ηλ < 2(1 + μ).
pub fn stationary<T: Field>(learning_rate: &T, momentum: &T, curvature: &T, variance: &T) -> Moments<T> {
    let more = T::one() + momentum;
    let margin = T::from_integer(2) * &more - learning_rate.clone() * curvature;
    let divisor = (T::one() - momentum) * margin;
    let scaled = learning_rate.clone() * variance / divisor;
    let half = learning_rate.clone() * &scaled;
    Moments { position: scaled * &more / curvature, covariance: -half.clone(), velocity: T::from_integer(2) * half }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_energies_have_their_values_by_hand() {
        assert_eq!(oscillator(&3.0, &4.0), 12.5);
        assert_eq!(symplectic_euler(&0.5, &3.0, &4.0), 6.5);
        assert_eq!(leapfrog(&0.25, &4.0, &2.0), 8.0);
        // a = 1/2, μ = 1/4: ½·4 − ¼·2·4 + ¼·16
        assert_eq!(momentum(&1.0, &0.25, &2.0, &4.0), 4.0);
    }

    /// Without momentum q' = (1 − a) q − η n: Var q = η²σ²/(1 − (1 − a)²).
    #[test]
    fn without_momentum_the_variance_is_that_of_an_autoregression() {
        let found = stationary(&0.5, &0.0, &1.0, &3.0);
        assert_eq!(found, Moments { position: 1.0, covariance: -0.5, velocity: 1.0 });
    }
}
