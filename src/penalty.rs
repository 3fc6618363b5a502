//! The temporal-stability penalty and its variants, one coordinate at a time.
//!
//! Each gives the term that a step subtracts from the point, beside the drift.

use crate::scalar::{Absolute, Algebra, Compare, Field, Ring};

/// The penalty as the paper describes it, τ |q − q_prev|, from
/// `stability_penalty = temporal_stability * abs(current − previous)`.
///
/// It is subtracted whatever the direction of motion was, so it is not a
/// restoring term.
pub fn as_described<T: Absolute>(temporal_stability: &T, point: &T, previous: &T) -> T {
    (point.clone() - previous).abs() * temporal_stability
}

/// The restoring variant, τ (q − q_prev): it opposes the last motion.
pub fn restoring<T: Ring>(temporal_stability: &T, point: &T, previous: &T) -> T {
    (point.clone() - previous) * temporal_stability
}

/// The squared variant as a value, τ (q − q_prev)².
pub fn squared_value<T: Ring>(temporal_stability: &T, point: &T, previous: &T) -> T {
    (point.clone() - previous).square() * temporal_stability
}

/// The squared variant as a term of an explicit step, 2τ (q − q_prev): the derivative
/// of [`squared_value`], and [`restoring`] with twice the weight.
pub fn squared<T: Ring>(temporal_stability: &T, point: &T, previous: &T) -> T {
    restoring(&(temporal_stability.clone() + temporal_stability), point, previous)
}

/// What vanishes at the proximal (implicit) step of the squared variant:
/// ∂U(q) + 2τ (q − q_prev), where `gradient` is ∂U(q) at the new point q.
///
/// The point where it does is argmin U(q) + τ |q − q_prev|², the proximal operator
/// of U / 2τ (N. Parikh and S. Boyd, Proximal Algorithms, 2014,
/// [doi:10.1561/2400000003](https://doi.org/10.1561/2400000003), section 1.1). It is
/// unique for a convex U and τ > 0.
pub fn proximal_residual<T: Ring>(temporal_stability: &T, gradient: &T, point: &T, previous: &T) -> T {
    gradient.clone() + squared(temporal_stability, point, previous)
}

/// The proximal step of the squared variant on U(q) = ½ k (q − c)², in closed form:
/// q = (k c + 2τ q_prev) / (k + 2τ), for k ≥ 0 and τ > 0 (Parikh and Boyd, section 6.1.1).
pub fn proximal<T: Field>(temporal_stability: &T, stiffness: &T, centre: &T, previous: &T) -> T {
    let weight = temporal_stability.clone() + temporal_stability;
    (stiffness.clone() * centre + weight.clone() * previous) / (stiffness.clone() + weight)
}

/// The weight adapted as the paper proposes (section 5.1): τ × 1.1 where the recent
/// variance of the loss is above the threshold, else τ × 0.99.
pub fn adapted<T: Algebra + Compare>(temporal_stability: &T, variance: &T, threshold: &T) -> T {
    let (more, less) = (T::ratio(11, 10), T::ratio(99, 100));
    variance.select_above(threshold, temporal_stability.clone() * more, temporal_stability.clone() * less)
}

/// Which penalty a step subtracts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Penalty {
    /// τ |q − q_prev|, see [`as_described`].
    #[default]
    AsDescribed,
    /// τ (q − q_prev), see [`restoring`].
    Restoring,
    /// 2τ (q − q_prev), see [`squared`].
    Squared,
}

impl Penalty {
    /// The term that is subtracted from the point, beside the drift.
    pub fn term<T: Absolute>(self, temporal_stability: &T, point: &T, previous: &T) -> T {
        match self {
            Self::AsDescribed => as_described(temporal_stability, point, previous),
            Self::Restoring => restoring(temporal_stability, point, previous),
            Self::Squared => squared(temporal_stability, point, previous),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_described_does_not_see_the_direction_of_motion() {
        assert_eq!(as_described(&0.5, &3.0, &1.0), 1.0);
        assert_eq!(as_described(&0.5, &1.0, &3.0), 1.0);
    }

    #[test]
    fn restoring_does() {
        assert_eq!(restoring(&0.5, &3.0, &1.0), 1.0);
        assert_eq!(restoring(&0.5, &1.0, &3.0), -1.0);
    }

    #[test]
    fn squared_is_twice_that_and_grows_with_the_square() {
        assert_eq!(squared(&0.5, &1.0, &3.0), -2.0);
        assert_eq!(squared_value(&0.5, &1.0, &3.0), 2.0);
    }

    #[test]
    fn the_proximal_step_is_where_its_residual_vanishes() {
        let (weight, stiffness, centre, previous) = (0.5, 3.0, 2.0, -2.0);
        let point = proximal(&weight, &stiffness, &centre, &previous);
        assert_eq!(point, 1.0);
        assert_eq!(proximal_residual(&weight, &(stiffness * (point - centre)), &point, &previous), 0.0);
    }

    #[test]
    fn a_weight_on_the_threshold_shrinks() {
        assert_eq!(adapted(&1.0, &2.0, &1.0), 1.1);
        assert_eq!(adapted(&1.0, &1.0, &1.0), 0.99);
    }

    #[test]
    fn a_kind_is_its_term() {
        let terms = [Penalty::AsDescribed, Penalty::Restoring, Penalty::Squared].map(|p| p.term(&0.5, &1.0, &3.0));
        assert_eq!(terms, [1.0, -1.0, -2.0]);
        assert_eq!(Penalty::default(), Penalty::AsDescribed);
    }
}
