//! Linear algebra over ℚ, by exact elimination.
//!
//! A matrix is a list of rows. There is no rounding: a pivot is zero or it is
//! not, so that a rank is exact.

use crate::scalar::Rational;
use num_traits::{One, Zero};

/// Rows of equal length.
pub type Matrix<T> = Vec<Vec<T>>;

/// Why rows are no matrix of the kind that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// A row has another length than the first, or than there are rows or columns
    /// to match.
    #[error("expected {expected} entries in row {row}, found {found}")]
    Length {
        /// The row, counted from 0.
        row: usize,
        /// Its entries as expected.
        expected: usize,
        /// Its entries as found.
        found: usize,
    },
    /// The right side has another length than there are rows.
    #[error("expected a right side of {expected} entries, found {found}")]
    RightSide {
        /// The rows of the matrix.
        expected: usize,
        /// The entries of the right side.
        found: usize,
    },
}

/// Checks that every row has `columns` entries.
pub(super) fn check_columns<T>(matrix: &[Vec<T>], columns: usize) -> Result<(), ShapeError> {
    match matrix.iter().enumerate().find(|(_, entries)| entries.len() != columns) {
        Some((row, entries)) => Err(ShapeError::Length { row, expected: columns, found: entries.len() }),
        None => Ok(()),
    }
}

/// row − factor · other, in place.
pub(super) fn subtract_multiple(row: &mut [Rational], factor: &Rational, other: &[Rational]) {
    if !factor.is_zero() {
        for (own, other) in row.iter_mut().zip(other).filter(|(_, other)| !other.is_zero()) {
            *own = own.clone() - factor.clone() * other;
        }
    }
}

/// A matrix in reduced row echelon form: each pivot is 1, alone in its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echelon {
    /// The rows, those with pivots first.
    pub rows: Matrix<Rational>,
    /// The column of each pivot, ascending.
    pub pivots: Vec<usize>,
    /// What a square matrix's determinant is, times that of the form.
    factor: Rational,
}

/// The reduced row echelon form, by Gauss and Jordan's elimination.
///
/// # Errors
/// Where the rows differ in length.
pub fn echelon(matrix: &[Vec<Rational>]) -> Result<Echelon, ShapeError> {
    let columns = matrix.first().map_or(0, Vec::len);
    check_columns(matrix, columns)?;
    Ok(reduce(matrix.to_vec(), columns))
}

/// The echelon form with pivots in the first `searched` columns alone.
fn reduce(mut rows: Matrix<Rational>, searched: usize) -> Echelon {
    let (mut pivots, mut factor) = (Vec::new(), Rational::one());
    for column in 0..searched {
        let rank = pivots.len();
        let Some(found) = (rank..rows.len()).find(|row| !rows[*row][column].is_zero()) else { continue };
        if found != rank {
            rows.swap(found, rank);
            factor = -factor;
        }
        let pivot = rows[rank][column].clone();
        factor = factor * &pivot;
        for entry in &mut rows[rank] {
            *entry = entry.clone() / &pivot;
        }
        let pivot_row = rows[rank].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != rank) {
            let multiple = row[column].clone();
            subtract_multiple(row, &multiple, &pivot_row);
        }
        pivots.push(column);
    }
    Echelon { rows, pivots, factor }
}

/// The dimension of the space that the rows span.
///
/// # Errors
/// Where the rows differ in length.
pub fn rank(matrix: &[Vec<Rational>]) -> Result<usize, ShapeError> {
    Ok(echelon(matrix)?.pivots.len())
}

/// det A, 1 for a matrix without rows.
///
/// # Errors
/// Where the matrix is not square.
pub fn determinant(matrix: &[Vec<Rational>]) -> Result<Rational, ShapeError> {
    check_columns(matrix, matrix.len())?;
    let form = echelon(matrix)?;
    Ok(if form.pivots.len() == matrix.len() { form.factor } else { Rational::zero() })
}

/// A⁻¹; nothing where A is singular.
///
/// # Errors
/// Where the matrix is not square.
pub fn inverse(matrix: &[Vec<Rational>]) -> Result<Option<Matrix<Rational>>, ShapeError> {
    let size = matrix.len();
    check_columns(matrix, size)?;
    let joined = matrix.iter().zip(identity(size)).map(|(row, unit)| row.iter().cloned().chain(unit).collect());
    let form = reduce(joined.collect(), size);
    let is_regular = form.pivots.len() == size;
    Ok(is_regular.then(|| form.rows.iter().map(|row| row[size..].to_vec()).collect()))
}

/// The matrix with ones on the diagonal.
pub fn identity<T: Zero + One + Clone>(size: usize) -> Matrix<T> {
    (0..size).map(|i| (0..size).map(|j| if i == j { T::one() } else { T::zero() }).collect()).collect()
}

#[cfg(test)]
mod tests;
