//! Quadratic losses: any symmetric Hessian with rational entries.

use super::function::{Evaluate, Function};
use super::{Facts, Invariant, PhasePoint, ProblemDescription};
use crate::energy::kinetic;
use crate::scalar::{Algebra, Rational, Ring};
use std::sync::Arc;

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "quadratic",
    loss: "½ qᵀ H q, H symmetric; registered with H = [[2, −1, 0], [−1, 2, −1], [0, −1, 2]]",
    remark: "the registered H is a chain of three unit masses and four unit springs, with eigenvalues 2 and 2 ± √2; any symmetric H with fractions of machine words is accepted by `Quadratic::new`",
    source: "H. Goldstein, Classical Mechanics, 2nd ed. (1980), ch. 6",
};

/// U(q) = ½ qᵀ H q.
///
/// # Examples
/// ```
/// use stable_sgd::problem::{Quadratic, WrongHessian, registry::Entry};
/// use stable_sgd::scalar::{Algebra, Rational};
/// let saddle = Entry::algebra(Quadratic::from_f64(&[&[1.0, 2.0], &[2.0, 0.5]])?);
/// let landscape = saddle.on::<Rational>().expect("runs on fractions");
/// assert_eq!(landscape.loss(&[1.into(), (-1).into()]), Rational::ratio(-5, 4));
/// let lopsided = Quadratic::from_f64(&[&[1.0, 2.0], &[3.0, 1.0]]).expect_err("not symmetric");
/// assert_eq!(lopsided.to_string(), "expected a symmetric Hessian, found 2 in row 1, column 2 and 3 in row 2, column 1");
/// # Ok::<(), WrongHessian>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quadratic {
    /// Each entry as numerator and denominator, row by row.
    rows: Arc<[Vec<(i64, i64)>]>,
}

/// Why rows of numbers are no Hessian. Rows and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WrongHessian {
    /// There are no rows.
    #[error("expected a Hessian of at least one row, found none")]
    Empty,
    /// A row has not as many entries as there are rows.
    #[error("expected {expected} entries in each of the {expected} rows of a Hessian, found {found} in row {row}")]
    NotSquare {
        /// The row.
        row: usize,
        /// The number of rows.
        expected: usize,
        /// The number of entries in the row.
        found: usize,
    },
    /// Two entries that lie opposite each other differ.
    #[error(
        "expected a symmetric Hessian, found {entry} in row {row}, column {column} and {opposite} in row {column}, column {row}"
    )]
    NotSymmetric {
        /// The row; below the column.
        row: usize,
        /// The column.
        column: usize,
        /// The entry.
        entry: Rational,
        /// The entry with row and column exchanged.
        opposite: Rational,
    },
    /// An entry's numerator or denominator is beyond a machine word.
    #[error("expected a numerator and a denominator of at most 63 bits, found {entry} in row {row}, column {column}")]
    TooLong {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// The entry.
        entry: Rational,
    },
    /// An entry is infinite or NaN.
    #[error("expected a finite number, found {entry} in row {row}, column {column}")]
    NotFinite {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// The entry.
        entry: f64,
    },
}

impl Quadratic {
    /// The quadratic with the Hessian of these rows.
    ///
    /// # Errors
    /// Where there is no row, a row has another length than there are rows, two
    /// opposite entries differ, or an entry is no fraction of machine words.
    pub fn new(rows: Vec<Vec<Rational>>) -> Result<Self, WrongHessian> {
        let expected = rows.len();
        if expected == 0 {
            return Err(WrongHessian::Empty);
        }
        if let Some((i, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != expected) {
            return Err(WrongHessian::NotSquare { row: i + 1, expected, found: row.len() });
        }
        for (i, j) in (0..expected).flat_map(|i| (i + 1..expected).map(move |j| (i, j))) {
            if rows[i][j] != rows[j][i] {
                let (entry, opposite) = (rows[i][j].clone(), rows[j][i].clone());
                return Err(WrongHessian::NotSymmetric { row: i + 1, column: j + 1, entry, opposite });
            }
        }
        let too_long = |i, j, entry| WrongHessian::TooLong { row: i + 1, column: j + 1, entry };
        let ratios = each(&rows, |i, j, entry| entry.as_ratio().ok_or_else(|| too_long(i, j, entry.clone())))?;
        Ok(Self { rows: ratios.into() })
    }

    /// The quadratic with the Hessian of these rows, each float the fraction
    /// that it is.
    ///
    /// # Errors
    /// As [`Self::new`], and where an entry is not finite.
    pub fn from_f64<R: AsRef<[f64]>>(rows: &[R]) -> Result<Self, WrongHessian> {
        let not_finite = |i, j, entry| WrongHessian::NotFinite { row: i + 1, column: j + 1, entry };
        Self::new(each(rows, |i, j, entry| Rational::from_finite(*entry).ok_or_else(|| not_finite(i, j, *entry)))?)
    }

    /// The registered one: a chain of three unit masses between walls.
    pub(super) fn chain() -> Self {
        let rows = [[2, -1, 0], [-1, 2, -1], [0, -1, 2]];
        Self { rows: rows.iter().map(|row| row.iter().map(|entry| (*entry, 1)).collect()).collect() }
    }

    /// H, row by row.
    pub fn hessian(&self) -> Vec<Vec<Rational>> {
        let row = |row: &Vec<(i64, i64)>| row.iter().map(|(p, q)| Rational::ratio(*p, *q)).collect();
        self.rows.iter().map(row).collect()
    }

    /// H x, each sum from zero in order of the columns.
    ///
    /// # Panics
    /// Where x has not as many coordinates as H has columns.
    fn times<T: Algebra>(&self, x: &[T]) -> Vec<T> {
        let (expected, found) = (self.rows.len(), x.len());
        assert_eq!(expected, found, "expected a point of {expected} coordinates, found {found}");
        let row = |row: &Vec<(i64, i64)>| product(row.iter().map(|(p, q)| T::ratio(*p, *q)), x);
        self.rows.iter().map(row).collect()
    }
}

/// `convert(i, j, entry)` of each entry, row by row, or the first error.
fn each<A, R: AsRef<[A]>, B, E>(
    rows: &[R],
    convert: impl Fn(usize, usize, &A) -> Result<B, E>,
) -> Result<Vec<Vec<B>>, E> {
    let convert = &convert;
    let row = |(i, row): (usize, &R)| row.as_ref().iter().enumerate().map(|(j, a)| convert(i, j, a)).collect();
    rows.iter().enumerate().map(row).collect()
}

/// Σ aᵢ bᵢ, added from zero in order.
fn product<T: Ring>(a: impl IntoIterator<Item = T>, b: &[T]) -> T {
    a.into_iter().zip(b).fold(T::zero(), |sum, (a, b)| sum + a * b)
}

/// ½ qᵀ H q
impl<T: Algebra> Evaluate<T> for Quadratic {
    fn at(&self, q: &[T]) -> T {
        T::ratio(1, 2) * product(self.times(q), q)
    }
}

/// ½ pᵀ H p + ½ |H q|²
struct SecondEnergy(Quadratic);

impl<T: Algebra> Evaluate<T> for SecondEnergy {
    fn at(&self, phase: &[T]) -> T {
        let (position, momentum) = phase.split_at(phase.len() / 2);
        let force = self.0.times(position);
        force.iter().fold(self.0.at(momentum), |sum, f| sum + kinetic(f))
    }
}

impl Facts for Quadratic {
    fn description(&self) -> ProblemDescription {
        DESCRIPTION
    }

    /// 1, 1/2, 1/3, …, without momentum.
    fn start(&self) -> PhasePoint {
        let position = (1..=self.rows.len() as i64).map(|i| Rational::ratio(1, i)).collect();
        PhasePoint { position, momentum: vec![Rational::from(0); self.rows.len()] }
    }

    fn rest(&self) -> Vec<Vec<Rational>> {
        vec![vec![Rational::from(0); self.rows.len()]]
    }

    fn invariants(&self) -> Vec<Invariant> {
        let second = Function::algebra(SecondEnergy(self.clone()));
        vec![Invariant::new("second energy", "½ pᵀ H p + ½ |H q|²", second)]
    }
}
