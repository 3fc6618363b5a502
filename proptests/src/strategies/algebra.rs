//! Fractions, and polynomials in one variable and in three.

use super::*;

/// A fraction p/q as its two integers, q ≠ 0, not in lowest terms.
pub type Fraction = (i128, i128);

/// A small fraction, so that sums cancel and zero is frequent, or one beyond a
/// machine word.
pub fn fraction() -> impl Strategy<Value = Fraction> {
    let denominator = |q: i128| if q == 0 { 1 } else { q };
    let small = (-6_i128..=6, -4_i128..=4);
    let large = (any::<i128>(), any::<i128>());
    let whole = any::<i64>().prop_map(|p| (i128::from(p), 1));
    prop_oneof![4 => small, 2 => large, 1 => whole].prop_map(move |(p, q)| (p, denominator(q)))
}

/// Largest power of two by which a fraction is scaled: on both sides beyond the
/// range of binary64, 2⁻¹⁰⁷⁴ to 2¹⁰²⁴, for fractions of up to 128 bits.
pub const LARGEST_SHIFT: i32 = 1300;

/// A power of two for a fraction, often one that makes it subnormal.
pub fn shift() -> impl Strategy<Value = i32> {
    prop_oneof![2 => -LARGEST_SHIFT..=LARGEST_SHIFT, 1 => -1080..=-1020, 1 => Just(0)]
}

/// An operation of a field.
#[derive(Clone, Copy, Debug)]
pub enum FieldOperation {
    /// a + b
    Add,
    /// a − b
    Subtract,
    /// b − a
    SubtractFrom,
    /// a b
    Multiply,
    /// a / b, and a where b is zero
    Divide,
    /// b / a, and a where a is zero
    DivideInto,
    /// a²
    Square,
    /// |a|
    Absolute,
    /// a⁰, a¹, a² or a³
    Power(u32),
}

/// Longest chain of operations: six cubes of two 128 bits have 186 624 bits.
const LONGEST_CHAIN: usize = 6;

/// A start, and operations that follow it, each with its right side.
pub fn field_expression() -> impl Strategy<Value = (Fraction, Vec<(FieldOperation, Fraction)>)> {
    use FieldOperation::{Absolute, Add, Divide, DivideInto, Multiply, Power, Square, Subtract, SubtractFrom};
    let binary = [Add, Subtract, SubtractFrom, Multiply, Divide, DivideInto].map(Just);
    let [add, subtract, from, multiply, divide, into] = binary;
    let unary = prop_oneof![Just(Square), Just(Absolute), (0_u32..=3).prop_map(Power)];
    let operation = prop_oneof![add, subtract, from, multiply, divide, into, unary];
    (fraction(), vec((operation, fraction()), 0..=LONGEST_CHAIN))
}

/// The variables of a random polynomial.
pub const VARIABLES: [&str; 3] = ["x", "y", "z"];

/// A term: the power of each variable, and a coefficient p/q.
pub type Term = ([u32; VARIABLES.len()], (i64, i64));

/// Most terms of a random polynomial, and the largest power of a variable: a
/// product of three has at most 125 terms.
const MOST_TERMS: usize = 5;
const LARGEST_POWER: u32 = 3;

/// A polynomial as a sum of terms, which may be empty, repeat a monomial, and
/// cancel.
pub fn terms() -> impl Strategy<Value = Vec<Term>> {
    let powers = [0..=LARGEST_POWER, 0..=LARGEST_POWER, 0..=LARGEST_POWER];
    let coefficient = (-4_i64..=4, 1_i64..=3);
    vec((powers, coefficient), 0..=MOST_TERMS)
}

/// A rational point, a coordinate for each variable.
pub fn rational_point() -> impl Strategy<Value = [(i64, i64); VARIABLES.len()]> {
    [(-9_i64..=9, 1_i64..=5), (-9_i64..=9, 1_i64..=5), (-9_i64..=9, 1_i64..=5)]
}

/// Largest numerator and denominator of a small rational: two that differ are at
/// least 1/20 apart.
pub const ROOT_NUMERATOR: i64 = 9;
/// See [`ROOT_NUMERATOR`].
pub const ROOT_DENOMINATOR: i64 = 5;

/// A small rational.
pub fn small_rational() -> impl Strategy<Value = Rational> {
    (-ROOT_NUMERATOR..=ROOT_NUMERATOR, 1..=ROOT_DENOMINATOR).prop_map(|(p, q)| Rational::ratio(p, q))
}

/// Distinct roots with their multiplicities: a product of degree up to 12.
pub fn roots() -> impl Strategy<Value = BTreeMap<Rational, u32>> {
    proptest::collection::btree_map(small_rational(), 1_u32..=3, 0..=4)
}

/// Coefficients of a polynomial in one variable of degree up to 6; zero, and
/// zeros at the end, among them.
pub fn coefficients() -> impl Strategy<Value = Vec<Rational>> {
    vec(prop_oneof![1 => Just(Rational::from(0)), 4 => small_rational()], 0..=7)
}
