//! Energies: the paper's, and the factor that it makes of them.
//!
//! The paper writes (section 2.1) kinetic = ½ v², potential = ½ g², total =
//! kinetic + potential, with g the gradient, and scales its rate by
//! 1 / (1 + √total · c), c = 0.1. "Potential" is the paper's word: ½ g² is not
//! the loss, and the total is not a conserved quantity of any of its listings.

pub mod quadratic;

use crate::scalar::{Algebra, Field, Ring, Root, Transcendental};

/// Kinetic energy of one coordinate, T(v) = ½ v² (unit mass).
#[inline]
pub fn kinetic<T: Algebra>(velocity: &T) -> T {
    T::ratio(1, 2) * velocity.square()
}

/// A relativistic kinetic energy, T = √(1 + δ|v|²)/δ, from |v|². Its gradient is
/// v/√(1 + δ|v|²), so that a drift with unit step moves by less than 1/√δ.
///
/// # Source
/// G. França, J. Sulam, D. P. Robinson and R. Vidal 2020, Conformal symplectic and
/// relativistic optimization, [arXiv:1903.04100](https://arxiv.org/abs/1903.04100).
pub fn relativistic<T: Root>(delta: &T, squared_speed: &T) -> T {
    (T::one() + delta.clone() * squared_speed).sqrt() / delta.clone()
}

/// The kinetic energy of a drift at the rate β/(1 + c|v|), from the speed |v|:
/// T = β (c|v| − ln(1 + c|v|))/c².
pub fn logarithmic<T: Transcendental>(base_rate: &T, scale: &T, speed: &T) -> T {
    logarithmic_from(base_rate, scale, speed, &(T::one() + scale.clone() * speed).ln())
}

/// The same, from the logarithm of 1 + c|v|.
pub(crate) fn logarithmic_from<T: Field>(base_rate: &T, scale: &T, speed: &T, logarithm: &T) -> T {
    base_rate.clone() * (scale.clone() * speed - logarithm) / scale.square()
}

/// The paper's "total energy" of one coordinate, E = ½ v² + ½ g².
#[inline]
pub fn paper_total<T: Algebra>(velocity: &T, gradient: &T) -> T {
    kinetic(velocity) + kinetic(gradient)
}

/// The paper's energy factor, 1 / (1 + √E · c), for an energy E ≥ 0 and a
/// scale c ≥ 0 (0.1 in the paper). Over the reals it lies in (0, 1].
#[inline]
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
    fn kinetic_energies_have_their_values_by_hand() {
        assert_eq!(relativistic(&0.5, &6.0), 4.0);
        assert_eq!(logarithmic(&3.0, &2.0, &0.0), 0.0);
        let small: f64 = logarithmic(&3.0, &2.0, &1e-4) / (3.0 * kinetic(&1e-4));
        assert!((small - 1.0).abs() < 1e-3, "{small} of β v²/2");
    }

    #[test]
    fn distance_of_a_three_four_five_triangle() {
        assert_eq!(distance(&[0.0, 0.0], &[3.0, 4.0]), 5.0);
    }
}
