//! Corner cases of elimination.

use super::*;
use crate::scalar::Algebra;

fn of<const ROWS: usize, const COLUMNS: usize>(rows: [[i64; COLUMNS]; ROWS]) -> Matrix<Rational> {
    rows.map(|row| row.map(Rational::from).to_vec()).to_vec()
}

#[test]
fn empty_matrices_have_rank_0_and_determinant_1() {
    assert_eq!((rank(&[]), determinant(&[])), (Ok(0), Ok(Rational::one())));
    assert_eq!(inverse(&[]), Ok(Some(Vec::new())));
}

#[test]
fn a_zero_in_the_pivots_place_swaps_rows() {
    let swap = of([[0, 1], [1, 0]]);
    assert_eq!(determinant(&swap), Ok((-1).into()));
    assert_eq!(inverse(&swap), Ok(Some(swap)));
    assert_eq!(determinant(&of([[0, 2, 1], [0, 3, 5], [4, 0, 0]])), Ok(28.into()));
}

#[test]
fn singular_matrices_have_no_inverse() {
    let singular = of([[1, 2], [2, 4]]);
    assert_eq!((rank(&singular), determinant(&singular)), (Ok(1), Ok(Rational::zero())));
    assert_eq!(inverse(&singular), Ok(None));
    assert_eq!(inverse(&of([[2, 1], [1, 1]])), Ok(Some(of([[1, -1], [-1, 2]]))));
    assert_eq!(inverse(&of([[4]])), Ok(Some(vec![vec![Rational::ratio(1, 4)]])));
}

#[test]
fn wrong_shapes_are_refused() {
    let ragged = vec![vec![Rational::one()], vec![]];
    let error = rank(&ragged).unwrap_err();
    assert_eq!(error.to_string(), "expected 1 entries in row 1, found 0");
    assert!(determinant(&of([[1, 2]])).is_err() && inverse(&of([[1], [2]])).is_err());
}
