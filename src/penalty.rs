//! The temporal-stability penalty and its variants, one coordinate at a time.
//!
//! Each gives the term that a step subtracts from the point, beside the drift.

use crate::scalar::{Absolute, Ring};

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
}
