//! Matrices of fractions.

use super::*;

/// Sides of a matrix: large enough for a minor of a minor.
const SIDES: RangeInclusive<usize> = 1..=4;

/// An entry, often zero, so that ranks are often deficient.
fn entry() -> impl Strategy<Value = Rational> {
    prop_oneof![2 => Just(Rational::from(0)), 3 => (-2_i64..=2).prop_map(Rational::from), 1 => small_rational()]
}

/// A matrix with any number of rows and columns from 1 to 4.
pub fn matrix() -> impl Strategy<Value = Vec<Vec<Rational>>> {
    SIDES.prop_flat_map(|columns| vec(vec(entry(), columns), SIDES))
}

/// Two square matrices of one size from 1 to 4.
pub fn square_matrices() -> impl Strategy<Value = [Vec<Vec<Rational>>; 2]> {
    SIDES.prop_flat_map(|size| [vec(vec(entry(), size), size), vec(vec(entry(), size), size)])
}

/// Numbers ≥ 0, often zero, as many as a matrix may have columns.
pub fn weights() -> impl Strategy<Value = Vec<Rational>> {
    vec((0_i64..=3, 1_i64..=2).prop_map(|(p, q)| Rational::ratio(p, q)), *SIDES.end())
}

/// Small fractions, as many as a problem may take coordinates from.
pub fn fractions(count: usize) -> impl Strategy<Value = Vec<Rational>> {
    vec(small_rational(), count)
}

/// Dimensions of a Hessian.
const HESSIAN: RangeInclusive<usize> = 1..=4;

/// Rows of numbers.
pub type Rows = Vec<Vec<Rational>>;

/// A symmetric matrix of small fractions, and a point to multiply it with.
pub fn symmetric() -> impl Strategy<Value = (Rows, Vec<Rational>)> {
    HESSIAN.prop_flat_map(|d| (fractions(d * d), fractions(d))).prop_map(|(entries, point)| {
        let d = point.len();
        // The entries of the upper triangle, on both sides.
        let row = |i: usize| (0..d).map(|j| entries[i.min(j) * d + i.max(j)].clone()).collect();
        ((0..d).map(row).collect(), point)
    })
}

/// A symmetric positive definite matrix of fractions, AᵀA + I for a matrix A of
/// small ones, since xᵀ (AᵀA + I) x = |A x|² + |x|²; and a point.
pub fn spd() -> impl Strategy<Value = (Rows, Vec<Rational>)> {
    HESSIAN.prop_flat_map(|d| (vec(fractions(d), d), fractions(d))).prop_map(|(a, point)| {
        let d = point.len();
        let unit = |i, j| Rational::from(i64::from(i == j));
        let entry = |i: usize, j: usize| a.iter().fold(unit(i, j), |sum, row| sum + row[i].clone() * &row[j]);
        ((0..d).map(|i| (0..d).map(|j| entry(i, j)).collect()).collect(), point)
    })
}

/// The matrix of `rows` times `point`.
pub fn times(rows: &[Vec<Rational>], point: &[Rational]) -> Vec<Rational> {
    let product =
        |row: &Vec<Rational>| row.iter().zip(point).fold(Rational::from(0), |sum, (a, x)| sum + a.clone() * x);
    rows.iter().map(product).collect()
}
