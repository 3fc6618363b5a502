//! Energies, rates, shares and weights.

use super::*;

/// An energy: moderate, so that its root times a scale does not swamp 1.
pub fn energy() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 9 => power_of_ten(-12.0, 12.0)]
}

/// A half phase s = hω/2 below the limit of stability, 1.
pub fn half_phase() -> impl Strategy<Value = f64> {
    0.01..=0.9
}

/// A frequency.
pub fn frequency() -> impl Strategy<Value = f64> {
    power_of_ten(-2.0, 2.0)
}

/// A scale c of the energy factor, from a hundredth to a hundred times the paper's.
pub fn energy_scale() -> impl Strategy<Value = f64> {
    power_of_ten(-3.0, 1.0)
}

/// A float of either sign from 1e-10 to 1e100: its square does not overflow.
pub fn huge_range() -> impl Strategy<Value = f64> {
    (power_of_ten(-10.0, 100.0), any::<bool>()).prop_map(|(x, negative)| if negative { -x } else { x })
}

/// A learning rate or base rate.
pub fn rate() -> impl Strategy<Value = f64> {
    power_of_ten(-6.0, 0.0)
}

/// A momentum in [0, 1].
pub fn momentum() -> impl Strategy<Value = f64> {
    0.0..=1.0
}

/// Largest weight of the penalty that the paper's sweep is extended to.
pub const LARGEST_WEIGHT: f64 = 1e6;

/// A weight of the penalty from 0 to 1e6, zero and the largest among them.
pub fn weight() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 1 => Just(LARGEST_WEIGHT), 8 => positive_weight()]
}

/// A weight of the penalty that is not zero.
pub fn positive_weight() -> impl Strategy<Value = f64> {
    power_of_ten(-6.0, 6.0)
}

fn power_of_ten(lowest: f64, highest: f64) -> impl Strategy<Value = f64> {
    (lowest..=highest).prop_map(|exponent| 10.0_f64.powf(exponent))
}
