//! The variants of the penalty: squared and proximal (P5), with an adaptive weight (P6).

use crate::strategies::{cases, coordinate, positive_weight, small_rational, weight};
use crate::tolerance::{ADAPTED, firmness, proximal_error, same};
use proptest::prelude::*;
use stable_sgd::penalty::{adapted, proximal, proximal_residual, restoring, squared, squared_value};
use stable_sgd::scalar::{Rational, Ring};

/// A proximal step on ½ k (q − c)², from p with the weight τ.
#[derive(Clone, Debug)]
struct Proximal<T> {
    weight: T,
    stiffness: T,
    centre: T,
}

impl Proximal<f64> {
    fn from(&self, point: f64) -> f64 {
        proximal(&self.weight, [&self.stiffness, &self.centre], &point)
    }

    /// The largest number beside `points` that a step adds.
    fn scale(&self, points: [f64; 2]) -> f64 {
        points.into_iter().fold(self.centre.abs(), |scale, x| scale.max(x.abs()))
    }
}

fn step() -> impl Strategy<Value = Proximal<f64>> {
    let numbers = (positive_weight(), weight(), coordinate());
    numbers.prop_map(|(weight, stiffness, centre)| Proximal { weight, stiffness, centre })
}

fn positive() -> impl Strategy<Value = Rational> {
    (1_i64..=9, 1_i64..=5).prop_map(|(p, q)| Rational::from(p) / Rational::from(q))
}

/// Whether |x' − y'|² ≤ (x' − y')(x − y), for the images of x and y.
fn is_firm(images: [f64; 2], points: [f64; 2], scale: f64) -> bool {
    let (gap, apart) = (images[0] - images[1], points[0] - points[1]);
    gap * gap <= gap * apart + firmness(scale, apart.abs())
}

proptest! {
    #![proptest_config(cases(2.0))]

    /// To the bit: twice a weight is exact.
    #[test]
    fn the_squared_term_is_twice_the_restoring_one(t in positive_weight(), q in coordinate(), p in coordinate()) {
        prop_assert!(same(squared(&t, &q, &p), 2.0 * restoring(&t, &q, &p)));
        prop_assert!(squared_value(&t, &q, &p) >= 0.0);
        prop_assert!(same(squared_value(&t, &q, &p), squared_value(&t, &p, &q)));
    }

    /// Exactly: the central difference of a quadratic is its derivative.
    #[test]
    fn the_squared_term_is_the_derivative_of_the_squared_value(
        t in positive(), q in small_rational(), p in small_rational(), h in positive(),
    ) {
        let difference = squared_value(&t, &(q.clone() + &h), &p) - squared_value(&t, &(q.clone() - &h), &p);
        prop_assert_eq!(difference, Rational::from(2) * h * squared(&t, &q, &p));
    }

    /// Exactly: its residual vanishes, and no other point is better.
    #[test]
    fn the_proximal_point_is_the_minimum(
        t in positive(), k in positive(), c in small_rational(), p in small_rational(), other in small_rational(),
    ) {
        let point = proximal(&t, [&k, &c], &p);
        let gradient = k.clone() * (point.clone() - &c);
        prop_assert_eq!(proximal_residual(&t, &gradient, &point, &p), Rational::from(0));
        let value = |q: &Rational| {
            k.clone() * (q.clone() - &c).square() / Rational::from(2) + squared_value(&t, q, &p)
        };
        prop_assert!(value(&point) <= value(&other));
    }

    #[test]
    fn the_proximal_step_is_firmly_non_expansive(step in step(), x in coordinate(), y in coordinate()) {
        let images = [x, y].map(|point| step.from(point));
        prop_assert!(is_firm(images, [x, y], step.scale([x, y])), "{:?}", images);
    }

    #[test]
    fn the_proximal_step_is_not_longer_with_a_larger_weight(step in step(), more in positive_weight(), x in coordinate()) {
        let heavier = Proximal { weight: step.weight + more, ..step.clone() };
        let [long, short] = [&step, &heavier].map(|step| (step.from(x) - x).abs());
        prop_assert!(short <= long + 2.0 * proximal_error(step.scale([x, x])), "{} {}", short, long);
    }
}

/// Controls: an over-relaxed step is not firmly non-expansive, nor is one of a concave U;
/// a relative error of a part in a million is seen.
#[test]
fn control_other_steps_are_not_firmly_non_expansive() {
    let step = Proximal { weight: 0.5, stiffness: 3.0, centre: 1.0 };
    let points = [2.0, -1.0];
    let scale = step.scale(points);
    let firm = |of: &dyn Fn(f64) -> f64| is_firm(points.map(of), points, scale);
    assert!(firm(&|x| step.from(x)));
    assert!(!firm(&|x| 2.0 * step.from(x) - x));
    let concave = Proximal { stiffness: -0.5, ..step.clone() };
    assert!(!firm(&|x| concave.from(x)));
    let level = Proximal { stiffness: 0.0, ..step };
    assert!(firm(&|x| level.from(x)));
    assert!(!firm(&|x| level.from(x) * (1.0 + 1e-6)));
}

// P6: the adaptive weight.

/// Fractions around the critical share, ln(100/99) / (ln(11/10) + ln(100/99)): neighbours
/// in the Stern-Brocot tree, so that no fraction of fewer steps than both lies between.
const AROUND: [(i64, i64); 2] = [(389, 4078), (329, 3449)];

fn adapt<T: Ring>(weight: &T, steps: &[bool], rule: impl Fn(&T, bool) -> T) -> T {
    steps.iter().fold(weight.clone(), |weight, above| rule(&weight, *above))
}

/// Whether the weight has grown iff the share of the steps above is beyond the critical one.
fn grows_with_the_share(steps: &[bool], rule: impl Fn(&Rational, bool) -> Rational) -> bool {
    let above = steps.iter().filter(|above| **above).count() as i64;
    let share = Rational::from(above) / Rational::from(steps.len() as i64);
    let [low, high] = AROUND.map(|(p, q)| Rational::from(p) / Rational::from(q));
    let end = adapt(&Rational::from(1), steps, rule);
    let grown = end > Rational::from(1);
    if grown { share >= high } else { share <= low && end < Rational::from(1) }
}

/// Steps about one in ten of which are above the threshold.
fn steps() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(prop::bool::weighted(0.1), 1..80)
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn the_weight_grows_iff_more_than_the_critical_share_is_above(steps in steps()) {
        prop_assert!(grows_with_the_share(&steps, adapted));
    }

    #[test]
    fn the_order_of_adaptive_steps_does_not_matter(
        (steps, shuffled) in steps().prop_flat_map(|steps| (Just(steps.clone()), Just(steps).prop_shuffle())),
        weight in positive_weight(),
    ) {
        let exact = |steps: &[bool]| adapt(&Rational::from(1), steps, adapted);
        prop_assert_eq!(exact(&steps), exact(&shuffled));
        let [one, other] = [&steps, &shuffled].map(|steps| adapt(&weight, steps, adapted));
        prop_assert!((one - other).abs() <= ADAPTED * steps.len() as f64 * one, "{} {}", one, other);
    }
}

/// The controls: another factor has another share, and an additive rule an order.
#[test]
fn control_another_rule_has_another_share_and_an_order() {
    let steps: Vec<bool> = (0..50).map(|step| step % 10 == 0).collect();
    assert!(grows_with_the_share(&steps, adapted));
    let slower = |weight: &Rational, above| {
        if above { weight.clone() * Rational::from(21) / Rational::from(20) } else { adapted(weight, false) }
    };
    assert!(!grows_with_the_share(&steps, slower));
    let additive = |weight: &f64, above| if above { weight + 0.1 } else { 0.99 * weight };
    let ends = [[true, false], [false, true]].map(|steps| adapt(&1.0, &steps, additive));
    assert!((ends[0] - ends[1]).abs() > 2.0 * ADAPTED);
}
