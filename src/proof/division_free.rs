//! Characteristic polynomials and determinants over any ring, without division.
//!
//! # Formula
//! The Samuelson–Berkowitz algorithm (S. J. Berkowitz, On computing the
//! determinant in small parallel time using a small number of processors,
//! Information Processing Letters 18, 1984,
//! [doi:10.1016/0020-0190(84)90018-8](https://doi.org/10.1016/0020-0190(84)90018-8)).
//! Where a leading block is \[\[M, C\], \[R, a\]\], its characteristic polynomial
//! is the product of that of M with 1, −a, −R C, −R M C, −R M² C, … (the highest
//! power first), cut where the powers end.

use super::linear::{Matrix, ShapeError, check_columns};
use crate::scalar::Ring;
use std::collections::{BTreeMap, BTreeSet};

/// The coefficients of det(λ I − A), those of the lowest power first: the last
/// is 1, the first (−1)ⁿ det A.
///
/// # Errors
/// Where the matrix is not square.
///
/// # Examples
/// ```
/// use stable_sgd::proof::division_free::characteristic_polynomial;
/// use stable_sgd::scalar::{Polynomial, Ring};
/// let [a, b, c, d] = ["a", "b", "c", "d"].map(Polynomial::symbol);
/// let matrix = [vec![a.clone(), b.clone()], vec![c.clone(), d.clone()]];
/// let [determinant, trace] = [a.clone() * &d - b * c, a + d];
/// assert_eq!(characteristic_polynomial(&matrix)?, [determinant, -trace, Polynomial::from_integer(1)]);
/// # Ok::<(), stable_sgd::proof::linear::ShapeError>(())
/// ```
pub fn characteristic_polynomial<T: Ring>(matrix: &[Vec<T>]) -> Result<Vec<T>, ShapeError> {
    check_columns(matrix, matrix.len())?;
    // The highest power first, until the end.
    let mut polynomial = vec![T::one()];
    for (size, row) in matrix.iter().enumerate() {
        let mut column: Vec<T> = matrix[..size].iter().map(|above| above[size].clone()).collect();
        let mut factors = vec![T::one(), -row[size].clone()];
        for _ in 0..size {
            factors.push(-inner(&row[..size], &column));
            column = matrix[..size].iter().map(|above| inner(&above[..size], &column)).collect();
        }
        let coefficient = |power: usize| {
            let pairs = polynomial.iter().enumerate().take(power + 1);
            pairs.fold(T::zero(), |sum, (place, own)| sum + own.clone() * &factors[power - place])
        };
        polynomial = (0..size + 2).map(coefficient).collect();
    }
    polynomial.reverse();
    Ok(polynomial)
}

/// det A in any ring, without division; 1 for a matrix without rows.
///
/// By Laplace's expansion along rows, those with the fewest entries first, memoised over the
/// columns that are left: up to n 2ⁿ⁻¹ products, and fewer by each entry that is 0, as most are
/// in the Jacobian of a step. Where n is large and no entry is 0, [`characteristic_polynomial`]
/// takes fewer.
///
/// # Errors
/// Where the matrix is not square.
pub fn determinant<T: Ring>(matrix: &[Vec<T>]) -> Result<T, ShapeError> {
    check_columns(matrix, matrix.len())?;
    let size = matrix.len();
    let entries = |row: usize| (0..size).filter(|column| !matrix[row][*column].is_zero()).collect::<Vec<_>>();
    let mut rows: Vec<(usize, Vec<usize>)> = (0..size).map(|row| (row, entries(row))).collect();
    rows.sort_by_key(|(_, entries)| entries.len());
    let of = |mask: usize, entries: &[usize]| -> Vec<usize> {
        entries.iter().copied().filter(|column| mask & (1 << column) != 0).collect()
    };
    // Columns that may be left for each row and those after it.
    let mut left = vec![BTreeSet::from([(1_usize << size) - 1])];
    for (_, entries) in &rows {
        let before = left.last().into_iter().flatten();
        let after = before.flat_map(|mask| of(*mask, entries).into_iter().map(move |column| mask & !(1 << column)));
        left.push(after.collect());
    }
    // The determinant of the rows after one, in the columns of a mask.
    let mut minors = BTreeMap::from([(0, T::one())]);
    for ((row, entries), masks) in rows.iter().zip(&left).rev() {
        let minor = |mask: &usize| {
            let terms = of(*mask, entries).into_iter().map(|column| {
                let place = (mask & ((1 << column) - 1)).count_ones();
                (place, matrix[*row][column].clone() * &minors[&(mask & !(1 << column))])
            });
            let sum = |sum: T, (place, term): (u32, T)| if place.is_multiple_of(2) { sum + term } else { sum - term };
            (*mask, terms.fold(T::zero(), sum))
        };
        minors = masks.iter().map(minor).collect();
    }
    let exchanged = |i: usize| rows[i + 1..].iter().filter(|later| later.0 < rows[i].0).count();
    let even = (0..size).map(exchanged).sum::<usize>().is_multiple_of(2);
    let determinant = minors.into_values().next().unwrap_or_else(T::zero);
    Ok(if even { determinant } else { -determinant })
}

/// A B.
///
/// # Errors
/// Where a row of A has another length than B has rows, or B's rows differ.
pub fn product<T: Ring>(left: &[Vec<T>], right: &[Vec<T>]) -> Result<Matrix<T>, ShapeError> {
    check_columns(left, right.len())?;
    let columns = right.first().map_or(0, Vec::len);
    check_columns(right, columns)?;
    let column = |j: usize| right.iter().map(move |row| row[j].clone()).collect::<Vec<T>>();
    let columns: Vec<Vec<T>> = (0..columns).map(column).collect();
    Ok(left.iter().map(|row| columns.iter().map(|column| inner(row, column)).collect()).collect())
}

/// Σ aᵢ bᵢ
fn inner<T: Ring>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::zero(), |sum, (x, y)| sum + x.clone() * y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Polynomial, Rational};

    #[test]
    fn small_sizes_are_right() {
        let none: [Vec<Rational>; 0] = [];
        assert_eq!(characteristic_polynomial(&none), Ok(vec![1.into()]));
        assert_eq!(determinant(&none), Ok(1.into()));
        assert_eq!(characteristic_polynomial(&[vec![Rational::from(5)]]), Ok(vec![(-5).into(), 1.into()]));
        assert_eq!(determinant(&[vec![Rational::from(5)]]), Ok(5.into()));
        assert!(determinant(&[vec![Rational::from(5); 2]]).is_err());
    }

    /// Against the characteristic polynomial, which is another algorithm, on matrices with many zeros.
    #[test]
    fn both_algorithms_have_the_same_determinant() {
        let entry = |seed: i64, i: i64, j: i64| ((seed * 7 + 3 * i * i + 5 * j + i * j * seed) % 11 - 5).max(0);
        for seed in 0..200 {
            for size in 1..6 {
                let row = |i| (0..size).map(|j| Rational::from(entry(seed, i, j))).collect::<Vec<_>>();
                let matrix: Vec<Vec<Rational>> = (0..size).map(row).collect();
                let last = characteristic_polynomial(&matrix).expect("square")[0].clone();
                let expected = if size % 2 == 0 { last } else { -last };
                assert_eq!(determinant(&matrix), Ok(expected), "{matrix:?}");
            }
        }
    }

    #[test]
    fn the_determinant_of_vandermonde_is_the_product_of_differences() {
        let [a, b, c] = ["a", "b", "c"].map(Polynomial::symbol);
        let rows = [&a, &b, &c].map(|x| vec![Polynomial::from_integer(1), x.clone(), x.square()]);
        let expected = (b.clone() - &a) * (c.clone() - &a) * (c - &b);
        assert_eq!(determinant(&rows), Ok(expected));
    }
}
