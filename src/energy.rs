//! Energies: the paper's, and the factor that it makes of them.
//!
//! The paper writes (section 2.1) kinetic = ½ v², potential = ½ g², total =
//! kinetic + potential, with g the gradient, and scales its rate by
//! 1 / (1 + √total · c), c = 0.1. "Potential" is the paper's word: ½ g² is not
//! the loss, and the total is not a conserved quantity of any of its listings.

use crate::scalar::{Algebra, Ring, Root};

/// Kinetic energy of one coordinate, T(v) = ½ v² (unit mass).
pub fn kinetic<T: Algebra>(velocity: &T) -> T {
    T::ratio(1, 2) * velocity.square()
}

/// The paper's "total energy" of one coordinate, E = ½ v² + ½ g².
pub fn paper_total<T: Algebra>(velocity: &T, gradient: &T) -> T {
    kinetic(velocity) + kinetic(gradient)
}

/// The paper's energy factor, 1 / (1 + √E · c), for an energy E ≥ 0 and a
/// scale c ≥ 0 (0.1 in the paper). Over the reals it lies in (0, 1].
pub fn energy_factor<T: Root>(energy: &T, scale: &T) -> T {
    T::one() / (T::one() + energy.sqrt() * scale)
}

/// The squared norm Σ xᵢ², added from zero in order of i.
pub fn squared_norm<T: Ring>(vector: &[T]) -> T {
    vector.iter().fold(T::zero(), |sum, x| sum + x.square())
}

/// The Euclidean distance ‖a − b‖, the squares added from zero in order.
pub fn distance<T: Root>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::zero(), |sum, (a, b)| sum + (a.clone() - b).square()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_total_is_half_the_squared_norm_of_velocity_and_gradient() {
        assert_eq!(paper_total(&3.0, &4.0), 12.5);
    }

    #[test]
    fn energy_factor_is_one_at_rest_and_falls_with_the_energy() {
        assert_eq!(energy_factor(&0.0, &0.1), 1.0);
        assert_eq!(energy_factor(&100.0, &0.1), 0.5);
    }

    #[test]
    fn distance_of_a_three_four_five_triangle() {
        assert_eq!(distance(&[0.0, 0.0], &[3.0, 4.0]), 5.0);
    }
}
