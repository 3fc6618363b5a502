//! Corner cases of the simplex algorithm.

use super::*;

fn find(rows: &[&[i64]], right: &[i64], wanted: &[bool]) -> Feasibility {
    let of = |numbers: &[i64]| numbers.iter().copied().map(Rational::from).collect::<Vec<_>>();
    let matrix: Vec<_> = rows.iter().map(|row| of(row)).collect();
    nonnegative(&matrix, &of(right), wanted, 1000).expect("a shape")
}

fn found(numbers: &[i64]) -> Feasibility {
    Feasibility::Found(numbers.iter().copied().map(Rational::from).collect())
}

#[test]
fn redundant_rows_are_dropped_and_contradictions_found() {
    assert_eq!(find(&[&[1, 1], &[2, 2]], &[1, 2], &[false; 2]), found(&[1, 0]));
    assert_eq!(find(&[&[1, 1], &[2, 2]], &[1, 3], &[false; 2]), Feasibility::Impossible);
    assert_eq!(find(&[&[0, 0]], &[0], &[false; 2]), found(&[0, 0]));
    assert_eq!(find(&[], &[], &[false; 2]), found(&[0, 0]));
    assert_eq!(find(&[&[]], &[1], &[]), Feasibility::Impossible);
}

/// x + y = 1: the first found is x = 1; y is taken where it is wanted.
#[test]
fn what_is_wanted_is_positive_where_it_can_be() {
    assert_eq!(find(&[&[1, 1]], &[1], &[false, false]), found(&[1, 0]));
    assert_eq!(find(&[&[1, 1]], &[1], &[false, true]), found(&[0, 1]));
    assert_eq!(find(&[&[1, 0]], &[1], &[false, true]), found(&[1, 1]), "along a ray");
    assert_eq!(find(&[&[1, 0], &[0, 1]], &[1, 0], &[false, true]), found(&[1, 0]), "it must be 0");
}

/// The rows, with slack variables, of the example on which the rule of the largest
/// gain cycles (E. M. L. Beale 1955): every corner but one is degenerate.
#[test]
fn degenerate_corners_end() {
    let rows: [&[i64]; 3] = [&[1, -32, -4, 36, 4, 0, 0], &[1, -24, -1, 6, 0, 2, 0], &[0, 0, 1, 0, 0, 0, 1]];
    let Feasibility::Found(x) = find(&rows, &[0, 0, 1], &[true, false, false, false, false, false, false]) else {
        panic!("expected a solution");
    };
    assert!(x[0].sign() > 0 && x.iter().all(|value| value.sign() >= 0), "{x:?}");
}

#[test]
fn work_is_limited_and_shapes_checked() {
    let one = vec![vec![Rational::one()]];
    assert_eq!(nonnegative(&one, &[Rational::one()], &[false], 0), Ok(Feasibility::OutOfWork));
    // One pivot writes 1 and 1, two words, or 1 and 2⁶⁴⁰, whose 642 bits are eleven.
    let row = |second: Rational| vec![vec![Rational::one(), second]];
    let found = |row: &[Vec<Rational>], work| {
        nonnegative(row, &[Rational::one()], &[false; 2], work).expect("a shape") != Feasibility::OutOfWork
    };
    let (short, long) = (row(Rational::one()), row(Rational::from(2).pow(640)));
    assert_eq!([found(&short, 1), found(&short, 2)], [false, true]);
    assert_eq!([found(&long, 11), found(&long, 12)], [false, true]);
    assert!(nonnegative(&one, &[], &[false], 9).is_err() && nonnegative(&one, &[Rational::one()], &[], 9).is_err());
}
