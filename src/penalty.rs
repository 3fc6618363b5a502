//! The temporal-stability penalty and its variants, one coordinate at a time.
//!
//! Each of the first three gives the term that a step subtracts from the point, beside
//! the drift.

use crate::scalar::{Absolute, Algebra, Field, Ring};

/// The penalty as the paper describes it, τ |q − q_prev|, from
/// `stability_penalty = temporal_stability * abs(current − previous)`.
///
/// It is subtracted whatever the direction of motion was, so it is not a
/// restoring term.
#[inline]
pub fn as_described<T: Absolute>(temporal_stability: &T, point: &T, previous: &T) -> T {
    (point.clone() - previous).abs() * temporal_stability
}

/// The restoring variant, τ (q − q_prev): it opposes the last motion.
#[inline]
pub fn restoring<T: Ring>(temporal_stability: &T, point: &T, previous: &T) -> T {
    (point.clone() - previous) * temporal_stability
}

/// The gradient 2τ (q − q_prev) of the squared penalty τ |q − q_prev|²: the restoring
/// variant at twice the weight.
pub fn squared<T: Ring>(temporal_stability: &T, point: &T, previous: &T) -> T {
    restoring(&(T::from_integer(2) * temporal_stability), point, previous)
}

/// The squared penalty itself, τ (q − q_prev)², whose derivative along q is [`squared`].
pub fn squared_value<T: Ring>(temporal_stability: &T, point: &T, previous: &T) -> T {
    (point.clone() - previous).square() * temporal_stability
}

/// What vanishes at the proximal (implicit) step of the squared penalty on any U:
/// ∂U(q) + 2τ (q − q_prev), where `gradient` is ∂U(q) at the new point q.
///
/// That point is argmin U(q) + τ |q − q_prev|², the proximal operator of U / 2τ (Parikh and
/// Boyd 2014, doi:10.1561/2400000003, section 1.1), unique for a convex U and τ > 0.
pub fn proximal_residual<T: Ring>(temporal_stability: &T, gradient: &T, point: &T, previous: &T) -> T {
    gradient.clone() + squared(temporal_stability, point, previous)
}

/// The squared penalty taken implicitly, on a quadratic: the proximal point
/// argmin ½ k (q − c)² + τ (q − q_prev)² = (k c + 2τ q_prev) / (k + 2τ), with the stiffness
/// k and the centre c (Parikh and Boyd 2014, doi:10.1561/2400000003, section 1.1).
///
/// At k = τ = 0 every point is a minimum, and there is no quotient.
pub fn proximal<T: Field>(temporal_stability: &T, [stiffness, centre]: [&T; 2], previous: &T) -> T {
    let weight = T::from_integer(2) * temporal_stability;
    (stiffness.clone() * centre + weight.clone() * previous) / (stiffness.clone() + weight)
}

/// The paper's adaptive weight (its section 5.1): τ × 1.1 where the recent variance of
/// the loss is above a threshold, τ × 0.99 where it is not.
pub fn adapted<T: Algebra>(temporal_stability: &T, above: bool) -> T {
    temporal_stability.clone() * if above { T::ratio(11, 10) } else { T::ratio(99, 100) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Rational;

    #[test]
    fn as_described_does_not_see_the_direction_of_motion() {
        assert_eq!(as_described(&0.5, &3.0, &1.0), 1.0);
        assert_eq!(as_described(&0.5, &1.0, &3.0), 1.0);
    }

    #[test]
    fn restoring_does() {
        assert_eq!(restoring(&0.5, &3.0, &1.0), 1.0);
        assert_eq!(restoring(&0.5, &1.0, &3.0), -1.0);
        assert_eq!(squared(&0.5, &3.0, &1.0), 2.0);
        assert_eq!(squared_value(&0.5, &3.0, &1.0), 2.0);
    }

    /// The proximal point is where the gradient of what it minimises vanishes.
    #[test]
    fn at_the_proximal_point_the_gradient_vanishes() {
        let [tau, stiffness, centre, previous] =
            [(1, 3), (5, 2), (-1, 4), (7, 1)].map(|(numerator, denominator)| Rational::ratio(numerator, denominator));
        let point = proximal(&tau, [&stiffness, &centre], &previous);
        let gradient = stiffness * (point.clone() - &centre);
        assert_eq!(proximal_residual(&tau, &gradient, &point, &previous), Rational::from(0));
    }

    #[test]
    fn the_weight_rises_by_a_tenth_and_falls_by_a_hundredth() {
        let weight = Rational::ratio(3, 100);
        assert_eq!(adapted(&weight, true), Rational::ratio(33, 1000));
        assert_eq!(adapted(&weight, false), Rational::ratio(297, 10_000));
    }
}
