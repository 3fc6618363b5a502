//! The moving optimum, tested.

use super::*;
use crate::energy::distance;
use crate::scalar::{Approximate, Dual, Rational};

const CIRCLE: Drift =
    Drift { dimension: 5, condition: 10.0, scale: 2.0, motion: Motion::Circle { radius: 3.0 }, rate: 0.01, seed: 3 };
const WALK: Drift = Drift { motion: Motion::Walk, ..CIRCLE };

fn at(drift: Drift, time: u64) -> Drifting<f64> {
    let mut problem = Drifting::new(drift).expect("a drift");
    problem.set_time(time);
    problem
}

#[test]
fn a_pair_goes_the_stated_arc_on_its_circle() {
    let (before, after) = (at(CIRCLE, 41), at(CIRCLE, 42));
    for pair in [0..2, 2..4] {
        let (a, b) = (&before.centre()[pair.clone()], &after.centre()[pair]);
        let chord = 2.0 * 3.0 * (0.01_f64 / 3.0 / 2.0).sin();
        assert!((distance(a, b) - chord).abs() < 1e-14 && (distance(a, &[0.0; 2]) - 3.0).abs() < 1e-14);
    }
    // The pairs have angles of their own, and the last coordinate moves too.
    assert!(distance(&before.centre()[..2], &before.centre()[2..4]) > 0.1);
    assert_ne!(before.centre()[4], after.centre()[4]);
}

/// Whatever the clock read before; and the mean square of a step is ρ², within five
/// standard errors.
#[test]
fn a_walk_is_a_function_of_the_time() {
    let mut problem = at(WALK, 10);
    assert!(at(WALK, 0).centre().iter().all(|c| *c == 0.0));
    for time in [10, 3, 7, 7, 0, 10] {
        problem.set_time(time);
        assert_eq!(problem.centre(), at(WALK, time).centre(), "{time}");
    }
    let (mut squares, mut last) = (0.0, problem.centre().to_vec());
    for time in 11..=2010 {
        problem.set_time(time);
        squares += distance(problem.centre(), &last).powi(2) / (0.01 * 0.01);
        last.copy_from_slice(problem.centre());
    }
    assert!((squares / 10_000.0 - 1.0).abs() < 5.0 * (2.0 / 10_000.0_f64).sqrt(), "{squares}");
    assert_ne!(at(WALK, 10).centre(), at(Drift { seed: 4, ..WALK }, 10).centre());
}

/// In fractions, so exactly; and with a sign changed not at all.
#[test]
fn the_gradient_is_the_derivative_of_the_loss() {
    for drift in [CIRCLE, WALK] {
        let mut exact = Drifting::new(drift).expect("a drift").map(Rational::from_f64);
        let mut dual = Drifting::new(drift).expect("a drift").map(|x| Dual::constant(Rational::from_f64(x)));
        exact.set_time(9);
        dual.set_time(9);
        let position: Vec<Rational> = (1..6).map(|i| Rational::ratio(2 - i, i)).collect();
        let loss = dual.loss(&Dual::point(&position));
        let mut gradient = vec![Rational::from(0); 5];
        assert_eq!(exact.evaluate(&position, &mut gradient), loss.value);
        for (i, g) in gradient.into_iter().enumerate() {
            assert_eq!(g, loss.along(i));
            assert_ne!(-g, loss.along(i), "the control");
        }
        assert_eq!(exact.loss(exact.centre()), Rational::from(0));
    }
}

#[test]
fn without_a_rate_nothing_moves() {
    for drift in [CIRCLE, WALK] {
        let still = Drift { rate: 0.0, ..drift };
        assert_eq!(at(still, 1000).centre(), at(still, 0).centre());
    }
}

#[test]
fn drifts_that_make_no_sense_are_refused() {
    let refused = |drift| Drifting::new(drift).map(|_| ()).expect_err("no drift").to_string();
    assert!(refused(Drift { dimension: 0, ..WALK }).contains("dimension"));
    assert!(refused(Drift { condition: 0.1, ..WALK }).contains("condition, found 0.1"));
    assert!(refused(Drift { scale: 0.0, ..WALK }).contains("scale, found 0"));
    assert!(refused(Drift { rate: -0.1, ..WALK }).contains("rate, found -0.1"));
    assert!(refused(Drift { rate: f64::NAN, ..CIRCLE }).contains("rate, found NaN"));
    assert!(refused(Drift { motion: Motion::Circle { radius: 0.0 }, ..CIRCLE }).contains("radius, found 0"));
}
