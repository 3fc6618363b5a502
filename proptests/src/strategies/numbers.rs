//! Numbers of every type.

use super::*;

/// Largest coordinate: far beyond any point of the experiments, and far from
/// where squares overflow.
pub const COORDINATE: f64 = 1e3;

/// A coordinate, often exactly zero.
pub fn coordinate() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 9 => -COORDINATE..COORDINATE]
}

/// Every `f64`: infinities, NaN and subnormal numbers too.
pub fn any_float() -> impl Strategy<Value = f64> {
    floats::ANY
}

/// Every finite `f64`.
pub fn finite_float() -> impl Strategy<Value = f64> {
    floats::POSITIVE | floats::NEGATIVE | floats::NORMAL | floats::SUBNORMAL | floats::ZERO
}

/// The lattice's spacing is 2⁻²⁰: sums and differences of its points and of
/// powers of two down to 2⁻³⁰ are exact.
pub const LATTICE: f64 = 1.0 / 1_048_576.0;

/// A point of the lattice in [−2, 2], where the suite's formulas and their
/// derivatives are tame.
pub fn tame_point() -> impl Strategy<Value = f64> {
    (-(2_i32 << 20)..=(2 << 20)).prop_map(|n| f64::from(n) * LATTICE)
}

/// Largest integer in a dual number: products of four stay below 2⁵³, so that
/// the laws of a ring hold exactly.
pub const DUAL_INTEGER: i32 = 4096;

/// Directions of a dual number: more than one, so that they can be confused.
pub const DIRECTIONS: usize = 3;

/// A dual number with integer parts; its list of derivatives may be empty,
/// which means that they are zero.
pub fn integer_dual() -> impl Strategy<Value = Dual<f64>> {
    let integer = || (-DUAL_INTEGER..=DUAL_INTEGER).prop_map(f64::from);
    let directions = prop_oneof![Just(0), Just(DIRECTIONS)];
    let derivative = directions.prop_flat_map(move |count| vec(integer(), count));
    (integer(), derivative).prop_map(|(value, derivative)| Dual { value, derivative })
}

/// A dual number whose value lies within a factor 1000 of 1.
pub fn positive_dual() -> impl Strategy<Value = Dual<f64>> {
    (1e-3..1e3, vec(-COORDINATE..COORDINATE, DIRECTIONS)).prop_map(|(value, derivative)| Dual { value, derivative })
}

/// A finite float: ordinary ones, small integers whose results are exact, and
/// every size, so that results also underflow and overflow.
pub fn bound() -> impl Strategy<Value = f64> {
    let any_size = (-1.0..1.0, -1074_i32..=1023).prop_map(|(x, exponent): (f64, i32)| scaled(x, exponent));
    let integer = (-64..=64_i32).prop_map(f64::from);
    prop_oneof![3 => -COORDINATE..COORDINATE, 2 => integer, 2 => any_size, 1 => finite_float()]
}

/// x 2ᵉ; in two factors, since 2⁻¹⁰⁷⁴ has no reciprocal.
fn scaled(x: f64, exponent: i32) -> f64 {
    let half = exponent / 2;
    x * 2.0_f64.powi(half) * 2.0_f64.powi(exponent - half)
}

/// A number in an interval in an interval.
#[derive(Clone, Copy, Debug)]
pub struct Nested {
    /// The number.
    pub member: f64,
    /// An interval that contains the number.
    pub inner: Interval,
    /// An interval that contains the other.
    pub outer: Interval,
}

/// Nested intervals; bounds may be shared, and one in eight is infinite.
pub fn nested() -> impl Strategy<Value = Nested> {
    let shape = (prop::bool::weighted(0.125), prop::bool::weighted(0.125), prop::bool::weighted(0.25));
    (vec(bound(), 5), shape).prop_map(|(mut numbers, (no_low, no_high, is_point))| {
        numbers.sort_by(f64::total_cmp);
        let member = numbers[2];
        let (low, high) = if is_point { (member, member) } else { (numbers[1], numbers[3]) };
        let least = if no_low { f64::NEG_INFINITY } else { numbers[0] };
        let most = if no_high { f64::INFINITY } else { numbers[4] };
        let interval = |low, high| Interval::new(low, high).expect("sorted");
        Nested { member, inner: interval(low, high), outer: interval(least, most) }
    })
}

/// Largest bound of an interval of integers: products of two and their sums
/// stay exact.
pub const INTEGER_BOUND: i32 = 4096;

/// An interval between integers, on which + − × are exact.
pub fn integer_interval() -> impl Strategy<Value = Interval> {
    let integer = || (-INTEGER_BOUND..=INTEGER_BOUND).prop_map(f64::from);
    (integer(), integer()).prop_map(|(a, b)| Interval::new(a.min(b), a.max(b)).expect("sorted"))
}

/// Any number of the grid.
pub fn any_fixed() -> impl Strategy<Value = Fixed> {
    any::<i64>().prop_map(Fixed::from_units)
}

/// A number of the grid in (−2, 2).
pub fn tame_fixed() -> impl Strategy<Value = Fixed> {
    (-(2_i64 << 32) + 1..2 << 32).prop_map(Fixed::from_units)
}

/// Every `f32`: infinities, NaN and subnormal numbers too.
pub fn any_single() -> impl Strategy<Value = f32> {
    proptest::num::f32::ANY
}

/// A numerator and the exponent of a power of ten below 2⁵³, so that the
/// quotient is the decimal literal.
pub fn decimal() -> impl Strategy<Value = (i64, u32)> {
    (-(1_i64 << 53)..=(1 << 53), 0_u32..=15)
}
