//! Linear systems with solutions that are not negative, in exact fractions.
//!
//! The simplex algorithm in two phases with R. G. Bland's rule (New finite
//! pivoting rules for the simplex method, Mathematics of Operations Research 2,
//! 1977, [doi:10.1287/moor.2.2.103](https://doi.org/10.1287/moor.2.2.103)): of
//! the columns that improve and of the rows that bound, those with the least
//! index, so that it never cycles.

use super::linear::{Matrix, ShapeError, check_columns, subtract_multiple};
use crate::scalar::Rational;
use num_traits::{One, Zero};

/// What the search for x ≥ 0 with A x = b came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feasibility {
    /// Such an x.
    Found(Vec<Rational>),
    /// There is none.
    Impossible,
    /// It took more work than allowed.
    OutOfWork,
}

/// A x = b as rows in terms of a basis. A column from `columns` on is that of an
/// artificial variable, which is not stored: once it has left it stays away.
struct Tableau {
    rows: Matrix<Rational>,
    right: Vec<Rational>,
    basis: Vec<usize>,
    columns: usize,
    work_left: usize,
}

/// x ≥ 0 with A x = b, and Σ xⱼ > 0 over the columns that `wanted` names where
/// such a solution exists.
///
/// `work` is how many words of 64 bits the fractions that pivots write may have together: a few
/// pivots on long fractions take longer than thousands on short ones.
///
/// # Errors
/// Where the rows differ in length from `wanted`, or b from the rows.
///
/// # Examples
/// ```
/// use stable_sgd::proof::simplex::{Feasibility, nonnegative};
/// use stable_sgd::scalar::Rational;
/// let row = vec![[1, -1].map(Rational::from).to_vec()];
/// let found = nonnegative(&row, &[2.into()], &[false, false], 100)?;
/// assert_eq!(found, Feasibility::Found([2, 0].map(Rational::from).to_vec()));
/// let row = vec![[1, 1].map(Rational::from).to_vec()];
/// assert_eq!(nonnegative(&row, &[(-2).into()], &[false, false], 100)?, Feasibility::Impossible);
/// # Ok::<(), stable_sgd::proof::linear::ShapeError>(())
/// ```
pub fn nonnegative(
    matrix: &[Vec<Rational>],
    right: &[Rational],
    wanted: &[bool],
    work: usize,
) -> Result<Feasibility, ShapeError> {
    let columns = wanted.len();
    check_columns(matrix, columns)?;
    if right.len() != matrix.len() {
        return Err(ShapeError::RightSide { expected: matrix.len(), found: right.len() });
    }
    let mut tableau = Tableau::new(matrix, right, columns, work);
    Ok(tableau.run(wanted).unwrap_or(Feasibility::OutOfWork))
}

/// Words of the entries of a row where another has entries.
fn words(row: &[Rational], other: &[Rational]) -> usize {
    let written = row.iter().zip(other).filter(|(_, other)| !other.is_zero());
    written.map(|(entry, _)| 1 + entry.size_in_bits() / 64).sum()
}

impl Tableau {
    fn new(matrix: &[Vec<Rational>], right: &[Rational], columns: usize, work_left: usize) -> Self {
        let flip = |value: &Rational, negative: bool| if negative { -value.clone() } else { value.clone() };
        let signed = |(row, b): (&Vec<Rational>, &Rational)| row.iter().map(|a| flip(a, b.sign() < 0)).collect();
        let rows = matrix.iter().zip(right).map(signed).collect();
        let right: Vec<_> = right.iter().map(|b| flip(b, b.sign() < 0)).collect();
        Self { rows, basis: (columns..columns + right.len()).collect(), right, columns, work_left }
    }

    /// Both phases; nothing where the work runs out.
    fn run(&mut self, wanted: &[bool]) -> Option<Feasibility> {
        let artificial = self.columns..;
        // Phase 1: maximise −Σ artificial variables, which is bounded by 0.
        let cost = |column: usize| Rational::from(-i64::from(artificial.contains(&column)));
        while let Some(column) = self.entering(cost) {
            let Some(row) = self.leaving(column) else { break };
            self.pivot(row, column)?;
        }
        if self.value(cost).sign() < 0 {
            return Some(Feasibility::Impossible);
        }
        self.drive_out_artificial()?;
        // Phase 2: raise Σ of what is wanted, as far as to be positive.
        let cost = |column: usize| Rational::from(i64::from(wanted.get(column).copied().unwrap_or(false)));
        let mut ray = None;
        while self.value(cost).is_zero() {
            let Some(column) = self.entering(cost) else { break };
            match self.leaving(column) {
                Some(row) => self.pivot(row, column)?,
                None => {
                    ray = Some(column);
                    break;
                }
            }
        }
        Some(Feasibility::Found(self.solution(ray)))
    }

    /// Artificial variables that are zero in the basis leave it, and rows that
    /// say nothing are dropped.
    fn drive_out_artificial(&mut self) -> Option<()> {
        for row in (0..self.rows.len()).rev() {
            if self.basis[row] >= self.columns {
                match self.rows[row].iter().position(|entry| !entry.is_zero()) {
                    Some(column) => self.pivot(row, column)?,
                    None => {
                        self.rows.remove(row);
                        self.right.remove(row);
                        self.basis.remove(row);
                    }
                }
            }
        }
        Some(())
    }

    fn value(&self, cost: impl Fn(usize) -> Rational) -> Rational {
        let parts = self.basis.iter().zip(&self.right).map(|(column, value)| cost(*column) * value);
        parts.fold(Rational::zero(), |sum, part| sum + part)
    }

    /// The first column whose variable raises the objective.
    fn entering(&self, cost: impl Fn(usize) -> Rational) -> Option<usize> {
        let costs: Vec<_> = self.basis.iter().map(|column| cost(*column)).collect();
        let gains = |column: &usize| {
            let parts = self.rows.iter().zip(&costs).filter(|(_, cost)| !cost.is_zero());
            let spent = parts.fold(Rational::zero(), |sum, (row, cost)| sum + row[*column].clone() * cost);
            cost(*column) > spent
        };
        (0..self.columns).find(gains)
    }

    /// The row that bounds the growth of a variable, of equals that with the
    /// least index in the basis; nothing where it may grow for ever.
    fn leaving(&self, column: usize) -> Option<usize> {
        let bounding = (0..self.rows.len()).filter(|row| self.rows[*row][column].sign() > 0);
        let ratio = |row: usize| (self.right[row].clone() / &self.rows[row][column], self.basis[row]);
        bounding.min_by_key(|row| ratio(*row))
    }

    fn pivot(&mut self, pivot_row: usize, column: usize) -> Option<()> {
        let inverse = Rational::one() / &self.rows[pivot_row][column];
        let scaled: Vec<_> = self.rows[pivot_row].iter().map(|entry| entry.clone() * &inverse).collect();
        let value = self.right[pivot_row].clone() * &inverse;
        for row in 0..self.rows.len() {
            let factor = self.rows[row][column].clone();
            if row != pivot_row && !factor.is_zero() {
                subtract_multiple(&mut self.rows[row], &factor, &scaled);
                self.right[row] = self.right[row].clone() - factor * &value;
                self.work_left = self.work_left.checked_sub(words(&self.rows[row], &scaled))?;
            }
        }
        self.work_left = self.work_left.checked_sub(words(&scaled, &scaled))?;
        self.rows[pivot_row] = scaled;
        self.right[pivot_row] = value;
        self.basis[pivot_row] = column;
        Some(())
    }

    /// The basic solution, one step along the ray where there is one.
    fn solution(&self, ray: Option<usize>) -> Vec<Rational> {
        let mut solution = vec![Rational::zero(); self.columns];
        for (column, value) in self.basis.iter().zip(&self.right) {
            solution[*column] = value.clone();
        }
        if let Some(entering) = ray {
            solution[entering] = Rational::one();
            for (column, row) in self.basis.iter().zip(&self.rows) {
                solution[*column] = solution[*column].clone() - &row[entering];
            }
        }
        solution
    }
}

#[cfg(test)]
mod tests;
