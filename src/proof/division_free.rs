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
/// By Laplace's expansion along rows, memoised over the columns that are left: up to
/// n 2ⁿ⁻¹ products, and fewer by each entry that is 0, as most are in the Jacobian of a
/// step. Where n is large and no entry is 0, [`characteristic_polynomial`] takes fewer.
///
/// # Errors
/// Where the matrix is not square.
pub fn determinant<T: Ring>(matrix: &[Vec<T>]) -> Result<T, ShapeError> {
    check_columns(matrix, matrix.len())?;
    let size = matrix.len();
    // minors[mask]: the determinant of the last rows in the columns of the mask.
    let mut minors = vec![T::one()];
    minors.resize(1 << size, T::zero());
    for mask in 1..1_usize << size {
        let row = size - mask.count_ones() as usize;
        let columns = (0..size).filter(|column| mask & (1 << column) != 0);
        let mut sum = T::zero();
        for (place, column) in columns.enumerate() {
            if matrix[row][column].is_zero() {
                continue;
            }
            let term = matrix[row][column].clone() * &minors[mask & !(1 << column)];
            sum = if place.is_multiple_of(2) { sum + term } else { sum - term };
        }
        minors[mask] = sum;
    }
    Ok(minors.pop().unwrap_or_else(T::one))
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

    #[test]
    fn the_determinant_of_vandermonde_is_the_product_of_differences() {
        let [a, b, c] = ["a", "b", "c"].map(Polynomial::symbol);
        let rows = [&a, &b, &c].map(|x| vec![Polynomial::from_integer(1), x.clone(), x.square()]);
        let expected = (b.clone() - &a) * (c.clone() - &a) * (c - &b);
        assert_eq!(determinant(&rows), Ok(expected));
    }
}
