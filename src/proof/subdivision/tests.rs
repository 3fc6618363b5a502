//! Corner cases of subdivision.

use super::*;
use crate::scalar::{Algebra, Root};

fn side(low: f64, high: f64) -> Interval {
    Interval::new(low, high).expect("bounds")
}

/// No midpoint of [−1, 2] is 0: −1 + 3k/2ⁿ ≠ 0.
#[test]
fn touching_zero_is_undecided_where_no_midpoint_touches() {
    let touching = |x: &[Interval]| x[0].square();
    let Outcome::Undecided { boxes, worst } = prove_positive(touching, &[side(-1.0, 2.0)], 200) else {
        panic!("expected no decision");
    };
    assert!(boxes > 0 && worst[0].contains(0.0), "{boxes} {worst:?}");
    let refuted = prove_positive(touching, &[side(-1.0, 1.0)], 200);
    assert_eq!(refuted, Outcome::Refuted { point: vec![0.0], value: Interval::zero() });
}

#[test]
fn boxes_of_one_point_and_of_no_side_are_decided() {
    let sum = |x: &[Interval]| x.iter().fold(Interval::ratio(1, 2), |sum, x| sum + x);
    assert_eq!(prove_positive(sum, &[], 1), Outcome::Proved { boxes: 1 });
    assert_eq!(prove_positive(sum, &[Interval::zero()], 1), Outcome::Proved { boxes: 1 });
    let below = prove_positive(sum, &[-Interval::one()], 9);
    assert!(matches!(below, Outcome::Refuted { .. }), "{below:?}");
    assert_eq!(prove_positive(sum, &[], 0), Outcome::Undecided { boxes: 1, worst: vec![] });
}

#[test]
fn powers_are_known() {
    let x = side(-0.1, 0.3);
    assert_eq!([power_of(x, 0), power_of(x, 1), power_of(x, 2)], [Interval::one(), x, x.square()]);
    assert!(power_of(x, 3).low() < 0.0 && power_of(x, 6).low() >= 0.0);
}

/// Where a formula is undefined or a box empty, nothing is concluded.
#[test]
fn undefined_is_neither_proved_nor_refuted() {
    let root = |x: &[Interval]| x[0].sqrt();
    let outcome = prove_positive(root, &[side(-2.0, -1.0)], 50);
    assert!(matches!(outcome, Outcome::Undecided { .. }), "{outcome:?}");
    let outcome = prove_positive(|_| Interval::one(), &[Interval::EMPTY], 50);
    assert_eq!(outcome, Outcome::Undecided { boxes: 1, worst: vec![Interval::EMPTY] });
}

/// A point whose enclosure contains 0 cannot be bisected, and ends the search.
#[test]
fn what_cannot_be_bisected_is_stuck() {
    let around = |_: &[Interval]| side(-1.0, 1.0);
    let outcome = prove_positive(around, &[Interval::one()], usize::MAX);
    assert_eq!(outcome, Outcome::Undecided { boxes: 1, worst: vec![Interval::one()] });
}

/// A single-sided budget must not claim more than it saw.
#[test]
fn the_widest_side_is_bisected_first() {
    let f = |x: &[Interval]| x[0] * x[1] + Interval::ratio(1, 2);
    let outcome = prove_positive(f, &[side(0.0, 1.0), side(-4.0, 4.0)], 1);
    assert_eq!(outcome, Outcome::Undecided { boxes: 2, worst: vec![side(0.0, 1.0), side(-4.0, 0.0)] });
}

#[test]
fn polynomials_run_on_intervals() {
    let [x, y] = ["x", "y"].map(Polynomial::symbol);
    let p = x.pow(3) * &y + Polynomial::ratio(1, 3);
    let value = on_intervals(&p, &["x", "y"])(&[side(0.0, 1.0), side(1.0, 2.0)]);
    assert_eq!(value, side(0.0, 2.0) + Interval::ratio(1, 3));
    // A variable without a name may be anything.
    assert_eq!(on_intervals(&p, &["x"])(&[Interval::one()]), Interval::WHOLE);
    assert_eq!(enclosure(&Rational::from(2).pow(2000)).high(), f64::INFINITY);
}
