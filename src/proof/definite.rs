//! Whether a symmetric matrix is positive definite, by A = L D Lᵀ.
//!
//! L is lower triangular with ones on the diagonal, D the diagonal of pivots. A
//! is positive definite iff every pivot is positive; dₖ is the ratio of the
//! leading minors of sizes k + 1 and k (G. H. Golub and C. F. Van Loan, Matrix
//! Computations, 4th ed., Johns Hopkins 2013, section 4.1). The first pivot
//! dₖ ≤ 0 refutes it by a vector: vᵀ A v = dₖ for v = L⁻ᵀ eₖ.

use super::linear::{Matrix, ShapeError, check_columns, identity, subtract_multiple};
use crate::scalar::Rational;

/// Whether vᵀ A v > 0 for every v ≠ 0, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definiteness {
    /// It is: the pivots, all positive.
    Positive {
        /// D.
        pivots: Vec<Rational>,
    },
    /// It is not.
    NotPositive {
        /// The pivots so far; the last is vᵀ A v ≤ 0.
        pivots: Vec<Rational>,
        /// The vector v, not zero.
        witness: Vec<Rational>,
    },
}

/// Decides whether a symmetric matrix is positive definite.
///
/// # Errors
/// Where the matrix is not square, or not symmetric.
///
/// # Examples
/// ```
/// use stable_sgd::proof::definite::{Definiteness, is_positive_definite};
/// use stable_sgd::scalar::{Algebra, Rational};
/// let matrix = [[2, 1], [1, 2]].map(|row| row.map(Rational::from).to_vec());
/// let pivots = vec![Rational::from(2), Rational::ratio(3, 2)];
/// assert_eq!(is_positive_definite(&matrix)?, Definiteness::Positive { pivots });
/// # Ok::<(), stable_sgd::proof::linear::ShapeError>(())
/// ```
pub fn is_positive_definite(matrix: &[Vec<Rational>]) -> Result<Definiteness, ShapeError> {
    let size = matrix.len();
    check_symmetric(matrix)?;
    let mut rest = matrix.to_vec();
    // Each elimination is a congruence: rest = E A Eᵀ, where E's rows are the vectors.
    let mut vectors: Matrix<Rational> = identity(size);
    let mut pivots = Vec::with_capacity(size);
    for k in 0..size {
        let pivot = rest[k][k].clone();
        pivots.push(pivot.clone());
        if pivot.sign() <= 0 {
            return Ok(Definiteness::NotPositive { pivots, witness: vectors.swap_remove(k) });
        }
        let (done, below) = rest.split_at_mut(k + 1);
        let (known, open) = vectors.split_at_mut(k + 1);
        for (row, vector) in below.iter_mut().zip(open) {
            let factor = row[k].clone() / &pivot;
            subtract_multiple(row, &factor, &done[k]);
            subtract_multiple(vector, &factor, &known[k]);
        }
    }
    Ok(Definiteness::Positive { pivots })
}

fn check_symmetric(matrix: &[Vec<Rational>]) -> Result<(), ShapeError> {
    check_columns(matrix, matrix.len())?;
    for (row, entries) in matrix.iter().enumerate() {
        for (column, entry) in entries.iter().enumerate().take(row) {
            let mirrored = &matrix[column][row];
            if entry != mirrored {
                let (entry, mirrored) = (entry.clone(), mirrored.clone());
                return Err(ShapeError::NotSymmetric { row, column, entry, mirrored });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide<const SIZE: usize>(rows: [[i64; SIZE]; SIZE]) -> Result<Definiteness, ShapeError> {
        is_positive_definite(&rows.map(|row| row.map(Rational::from).to_vec()))
    }

    #[test]
    fn what_is_not_positive_has_a_witness() {
        let expected = |pivots: &[i64], witness: &[i64]| {
            let of = |numbers: &[i64]| numbers.iter().copied().map(Rational::from).collect();
            Ok(Definiteness::NotPositive { pivots: of(pivots), witness: of(witness) })
        };
        assert_eq!(decide([[1, 1], [1, 1]]), expected(&[1, 0], &[-1, 1]));
        assert_eq!(decide([[1, 2], [2, 1]]), expected(&[1, -3], &[-2, 1]));
        assert_eq!(decide([[0, 1], [1, 5]]), expected(&[0], &[1, 0]));
        assert_eq!(decide([[0; 0]; 0]), Ok(Definiteness::Positive { pivots: Vec::new() }));
    }

    #[test]
    fn an_asymmetric_matrix_is_refused() {
        let error = decide([[1, 2], [3, 4]]).unwrap_err();
        assert_eq!(error.to_string(), "expected a symmetric matrix, found 3 in row 1, column 0, and 2 opposite");
    }
}
