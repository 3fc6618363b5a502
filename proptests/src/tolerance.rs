//! Every tolerance of the suites, with its reason.
//!
//! Where a law holds to the bit in binary64 (monotone rounding, changes of
//! sign, powers of two, sums on a lattice) no tolerance stands here: the suites
//! then compare with [`same`].

use stable_sgd::reference::{LIBRARY_ULPS, REFERENCE_FINGERPRINT, ulps_between};

/// The rounding error of one operation, relative to its result: half an ulp,
/// at most ε/2. Bounds below count roundings and take a whole ε for each.
pub const EPSILON: f64 = f64::EPSILON;

/// Whether two floats are the same: the same 64 bits, or both NaN (the sign
/// and payload of a NaN are not specified, and carry no meaning here).
pub fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// Whether two vectors are the [`same`], coordinate by coordinate.
pub fn same_vectors(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(*a, *b))
}

/// How far `pow(x, 2.0)` may be from x·x, in ulps: x·x is correctly rounded and
/// the C library's `pow` errs by less than one ulp, so that it gives one of the
/// two floats around x², of which x·x is one.
pub const SQUARE_ULPS: u64 = 1;

/// How far a normal deviate may be from CPython's where the C library or the
/// processor is not the reference's, in ulps: cos or sin, and ln under a root,
/// move by an ulp each, and the root halves the second. A seed's deviate is
/// exact elsewhere, so this never applies on the reference's own machine.
pub const GAUSS_ULPS: u64 = 2;

/// How far a normal deviate may be from CPython's on a machine with this
/// fingerprint, in ulps.
pub fn gauss_ulps(fingerprint: u64) -> u64 {
    if fingerprint == REFERENCE_FINGERPRINT { 0 } else { GAUSS_ULPS }
}

/// Whether two values of a trace agree as far as two C libraries may.
pub fn within_library(a: f64, b: f64) -> bool {
    ulps_between(a, b) <= LIBRARY_ULPS
}

/// Half the width h of a central difference quotient: 2⁻¹⁷, near the cube root
/// of ε, where its truncation and its rounding error balance. A power of two,
/// so that x ± h is exact for a point x of the lattice.
pub const DIFFERENCE_STEP: f64 = 1.0 / 131_072.0;

/// How far (f(x+h) − f(x−h)) / 2h may be from f'(x).
///
/// Truncation is h²/6 · |f'''|, and |f'''| stays below 1000 for the suite's
/// formulas on |x| ≤ 2, so it is below 1e-8; rounding is about 4 ε |f| / h with
/// |f| ≤ 16, so it is below 2e-9. A factor below two for both.
pub const DIFFERENCE_QUOTIENT: f64 = 2e-8;

/// An identity between dual numbers, relative to the sum of the absolute values
/// of what is added: at most five roundings on either side of it.
pub const DUAL_IDENTITY: f64 = 10.0 * EPSILON;

/// eˡⁿ ˣ = x: ln rounds at a relative size of ½ ε |ln x|, which exp turns into a
/// relative error of its result; |ln x| ≤ 7 for x within a factor 1000 of 1,
/// and exp and the derivative's product and quotient add an ulp each.
pub const EXP_OF_LN: f64 = 8.0 * EPSILON;

/// The step clip |a v'| < √2 β / c, relative to the bound: over the reals the
/// quotient tends to 1 from below as v' grows, so that rounding may carry it
/// over. There are ten roundings (two squares, a sum, a root, c √E, 1 + ·, the
/// quotient, the products with β and v'; √2 β / c), half an ulp each.
pub const STEP_CLIP: f64 = 5.0 * EPSILON;

/// τ|λq − λp| against |λ| τ|q − p|: λq and λp round at half an ulp of their own,
/// which a small difference does not forgive, and there are five further roundings at half
/// an ulp of the result: a difference and a product on the left, a difference and two
/// products on the right.
pub fn homogeneity(weight: f64, factor: f64, point: f64, previous: f64) -> f64 {
    3.0 * EPSILON * weight * factor.abs() * (point.abs() + previous.abs())
}

/// τ|(q+s) − (p+s)| against τ|q − p|: each sum rounds at half an ulp of itself,
/// and the two differences and products at half an ulp of the result.
pub fn translation(weight: f64, shift: f64, point: f64, previous: f64) -> f64 {
    EPSILON * weight * ((point + shift).abs() + (previous + shift).abs() + 2.0 * (point - previous).abs())
}

/// The triangle inequality, relative to its right side: two differences, two
/// products and a sum on the right, a difference and a product on the left, half
/// an ulp each.
pub const TRIANGLE: f64 = 3.5 * EPSILON;

/// (τ + σ)|q − p| against τ|q − p| + σ|q − p|, relative to the value: a sum and a
/// product on the left, two products and a sum on the right, half an ulp each.
pub const LINEARITY: f64 = 2.5 * EPSILON;

/// By how much a penalty moves a point, against its value: with and without it
/// the update and the point round, each at half an ulp of a number that is below
/// the sum of the old point, the new one and the penalty, and so does the
/// difference of the two points.
pub fn pushed(point: f64, next: f64, pull: f64) -> f64 {
    2.5 * EPSILON * (point.abs() + next.abs() + pull)
}

/// A proximal step on a quadratic, (k c + 2τ p) / (k + 2τ), against the exact one: two
/// products, two sums and a quotient round at half an ulp each, and the terms of the
/// numerator over the denominator are below `scale`, the largest of |c| and |p|.
pub fn proximal_error(scale: f64) -> f64 {
    3.0 * EPSILON * scale
}

/// |x' − y'|² − (x' − y')(x − y), which is not positive over the reals, for two proximal
/// steps from points `apart`: with an error e of each step it moves by at most
/// 2e (apart + 2 |x' − y'|) + 4e², and |x' − y'| ≤ apart; four further roundings, of half
/// an ulp of at most apart², are within another e, since apart ≤ 2 `scale`.
pub fn firmness(scale: f64, apart: f64) -> f64 {
    let error = proximal_error(scale);
    8.0 * error * (apart + error)
}

/// A step of the adaptive weight, relative to it: a product with a rounded factor, in two
/// orders, half an ulp each.
pub const ADAPTED: f64 = 2.0 * EPSILON;

/// A gradient's term against the derivative of the loss's term, relative to
/// 1 + |x|∞: below twenty roundings in the longest (five decoys of a product
/// of two each), of terms that are below 4 (1 + |x|∞) each.
pub const GRADIENT_TERM: f64 = 40.0 * EPSILON;

/// The language gradient against the derivative of the batch loss: both add
/// some 10² products below one, from the same probabilities by other ways.
pub const LANGUAGE_GRADIENT: f64 = 200.0 * EPSILON;

/// The gradient of a loss over a batch against its derivative by dual numbers, and that of
/// a batch against the mean of its examples': either adds below a thousand products of
/// numbers below 2⁵ in an order of its own, each rounded by half an ulp, and a typical
/// rounding is far below the largest.
pub const LEARNING_GRADIENT: f64 = 16384.0 * EPSILON;

/// Rastrigin's gradient on |x| ≤ 5.12 against its derivative by dual numbers: seven
/// roundings of numbers up to 2π · 10 + 11, and sin and cos of an angle that is rounded
/// once, in both alike.
pub const RASTRIGIN_GRADIENT: f64 = 7.0 * 74.0 * EPSILON;

/// Two steps from 0 of size 0.1 each, six roundings in all.
pub const TWO_STEPS: f64 = 6.0 * 0.2 * EPSILON;

/// A run on [`Libm64`](stable_sgd::scalar::Libm64) against the same run on
/// `f64`, relative to 1 + |x|: squares move by an ulp, a step by a few, and ten
/// steps of a contraction add them up; the packaged rule divides by the root of
/// an energy, which near a rest point amplifies by the ratio of rate to distance.
pub const SQUARES_IN_A_RUN: f64 = 1e-12;

/// Magnitude from which an interval's bounds are the best that binary64 has;
/// below, 2⁻⁹⁶⁰ and less, they may lie a float further out.
pub const SHARP_FROM: f64 = f64::from_bits((1023 - 960) << 52);

/// Floats from the lower to the upper bound of an operation on two numbers,
/// where it is sharp: the neighbours of the exact result.
pub const SHARP_ULPS: u64 = 1;

/// The same near 0, where both bounds take a step from the rounded result.
pub const STEPPED_ULPS: u64 = 2;

/// A transcendental function of an `f32` against the `f64` one, relative to it:
/// the C library's errs by less than a last place, which is at most ε of `f32`,
/// and the `f64` one by next to nothing. A factor two.
pub const SINGLE_FUNCTION: f64 = 2.0 * f32::EPSILON as f64;

/// An entry of JᵀΩJ − c Ω of one step in binary64, relative to the largest entry
/// of J squared: some hundred roundings of half an ulp each.
pub const JACOBIAN: f64 = 1e-13;

/// A gradient against the central difference of its loss at [`DIFFERENCE_STEP`],
/// on |x| ≤ 2 (Kepler: |q| ≥ 1). Rosenbrock's valley is the steepest: |U| ≤ 3609
/// and |U'''| ≤ 4800, so truncation is below 5e-8, and six roundings in each of
/// two values, half an ulp each, give 3e-7 after the division by 2h.
pub const LANDSCAPE_QUOTIENT: f64 = 1e-6;

/// A loss or gradient against its value by hand, relative to 1 + |U|, and the
/// width of an interval around one: below twenty roundings of terms that cancel
/// to a hundredth of their size at most.
pub const BY_HAND: f64 = 1e-13;

/// {I, H} on |q|, |p| ≤ 2 (Kepler: |q| ≤ 6): some tens of roundings of half an
/// ulp, of terms up to 100.
pub const BRACKET: f64 = 1e-12;

/// The width of {I, H} on intervals: its terms keep their signs apart, and those
/// of Rosenbrock's energy reach 10⁵.
pub const BRACKET_WIDTH: f64 = 1e-9;

/// q'' + ∇U along a closed form, and the drift of an invariant, for |t| ≤ 2:
/// some tens of roundings of half an ulp of terms below 10.
pub const SOLUTION: f64 = 1e-13;

/// Two libraries' dual numbers, whose slopes are formed in another order: a few dozen
/// roundings of numbers up to a few thousand, relative to one more than the result.
pub const DUAL_ORACLE: f64 = 4096.0 * EPSILON;

/// By how much H may leave its bounds over a run of a splitting method on the
/// oscillator, relative to them, where s = hω/2 < 1.
///
/// A step has at most eight roundings, of half an ulp of numbers up to twice
/// |(ωq, p)|, and so changes the conserved H̃ by at most 8 ε (1 + s) |(ωq, p)|², which
/// is 16 ε (1 + s)/(1 − s) of it. They add up over the steps, and the bounds
/// themselves round less than two further steps do.
pub fn energy_in_a_run(steps: u64, s: f64) -> f64 {
    16.0 * EPSILON * (steps + 2) as f64 * (1.0 + s) / (1.0 - s)
}

/// How far a mean may be from the expectation, in standard errors: a normal number is
/// as far once in 16 000 times, and a seed decides once for all.
pub const STANDARD_ERRORS: f64 = 4.0;

/// T' of the logarithmic kinetic energy against βv/(1 + cv), relative to β/c: it is the
/// difference of two numbers up to that, with six roundings, and the other side has four.
pub const LOGARITHMIC_DRIFT: f64 = 5.0 * EPSILON;

/// A point of a rule of `data/shipped` against its library's own run, relative to the run's
/// largest coordinate: eighteen units in the last place, after thirty steps. JAX rounds sums
/// and powers otherwise in the last place.
pub const LIBRARY_RUN: f64 = 4e-15;

/// The same where it is more, by the rule: four times what was measured. Quotients of 1 − βᵏ,
/// which is small at first, and rates that are estimated from small differences.
pub const LIBRARY_RUNS: [(&str, f64); 3] =
    [("optax.radam", 7e-14), ("optax.contrib.dadapt_adamw", 6e-14), ("optax.contrib.prodigy", 5e-14)];

/// The same where the library rounds a factor to single precision (2⁻²⁴ = 6e-8), and the rule
/// does not.
pub const SINGLE_LIBRARY_RUN: f64 = 1e-6;
