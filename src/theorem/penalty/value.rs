//! The value τ |q − q_prev|, and a weight τ that adapts.

use crate::penalty::{adapted, as_described};
use crate::scalar::{Absolute, Algebra, Polynomial, Rational, Ring, Symbolic};
use crate::structure::Verdict;
use crate::theorem::build::{Term, certified, identical, symbol};
use crate::theorem::{Part, engine};
use num_traits::One;

fn free(name: &str) -> Symbolic {
    Symbolic::symbol(name)
}

/// The value at a weight, as a polynomial in free symbols and magnitudes.
fn value(weight: &Symbolic, point: &Symbolic, previous: &Symbolic) -> Symbolic {
    as_described(weight, point, previous)
}

fn difference(a: Symbolic, b: &Symbolic) -> Polynomial {
    (a - b).polynomial().clone()
}

/// The value's laws. A magnitude |x| is not negative, and its square is x².
pub(super) fn p1() -> Vec<Part> {
    let [tau, sigma, q, p, s] = ["τ", "σ", "q", "p", "s"].map(free);
    let plain = value(&tau, &q, &p);
    let change = q.clone() - &p;
    let scaled = value(&tau, &(s.clone() * &q), &(s.clone() * &p));
    let mirrored = value(&tau, &-q.clone(), &-p.clone());
    let moved = value(&tau, &(q.clone() + &s), &(p.clone() + &s));
    let more = value(&(tau.clone() + &sigma), &q, &p);
    let everywhere = "every τ, point q and point p before";
    vec![
        certified(
            "The penalty is not negative.",
            "τ ≥ 0; every q and p",
            plain.polynomial(),
            &[Term::new((1, 1), Polynomial::one(), &[symbol("τ"), change.abs().polynomial().clone()])],
        )
        .with("not negative", "τ and |q − p|"),
        identical(
            "Its square is τ² (q − p)², so that for τ > 0 it is 0 iff nothing moved.",
            everywhere,
            &[difference(plain.square(), &(tau.square() * change.square()))],
        ),
        identical(
            "It is homogeneous of degree 1: a motion s times as large gives |s| times the penalty, both squares being equal.",
            "every s, τ, q and p",
            &[difference(scaled.square(), &(s.square() * plain.square()))],
        ),
        identical(
            "It is even: the mirrored motion gives the same penalty, both squares being equal.",
            everywhere,
            &[difference(mirrored.square(), &plain.square())],
        ),
        identical(
            "It does not change when both points are moved.",
            "every s, τ, q and p",
            &[difference(moved, &plain)],
        ),
        triangle(1),
        identical(
            "It is linear in τ, and so increases with it.",
            "every τ, q and p",
            &[difference(more, &(plain.clone() + value(&sigma, &q, &p)))],
        ),
    ]
}

/// |x| |y| ((|x| + |y|)² − (x + y)²) = `factor` (|x| |y| − x y)².
fn triangle(factor: i64) -> Part {
    let [one, x, y, zero] = [Symbolic::one(), free("x"), free("y"), Symbolic::from_integer(0)];
    let of = |motion: &Symbolic| value(&one, motion, &zero);
    let (a, b) = (of(&x), of(&y));
    let sides = a.clone() + &b;
    let claim = a.clone() * &b * (sides.square() - of(&(x.clone() + &y)).square());
    let gap = a * b - x * y;
    // The square of the gap with the magnitudes' squares replaced, as the claim has them.
    let square = gap.square().polynomial().clone();
    let rest = claim.polynomial().clone() - Polynomial::from_integer(factor) * square;
    identical(
        "It obeys the triangle inequality: |x| |y| ((|x| + |y|)² − |x + y|²) = (|x| |y| − x y)² ≥ 0.",
        "every motion x and y; where one is 0 the two sides are equal",
        &[rest],
    )
}

/// τ after `above` steps above the threshold and `below` not above it, in units of the first.
fn weight_after(above: u32, below: u32) -> Rational {
    let steps = (0..above).map(|_| true).chain((0..below).map(|_| false));
    steps.fold(Rational::one(), |weight, above| adapted(&weight, above))
}

/// Whether the weight grows where `above` of `steps` steps are above the threshold.
fn grows(above: u32, steps: u32) -> bool {
    weight_after(above, steps - above) > Rational::one()
}

/// The adaptive weight.
pub(super) fn p6() -> Vec<Part> {
    let tau = symbol("τ");
    let orders = [[true, false], [false, true]];
    let [one, other] = orders.map(|order| order.into_iter().fold(tau.clone(), |weight, above| adapted(&weight, above)));
    let product = Polynomial::ratio(11, 10) * Polynomial::ratio(99, 100) * &tau;
    // Neighbours in the Stern-Brocot tree: no fraction with a smaller denominator lies between.
    let [low, high] = bracket(1000);
    let shown = |(above, steps): (u32, u32)| format!("{above}/{steps} = {:.6}", f64::from(above) / f64::from(steps));
    let sentence = |holds: bool| if holds { Verdict::Exact } else { Verdict::Undecided("it does not".into()) };
    vec![
        identical(
            "After m steps above the threshold and n not above it the weight is τ (11/10)ᵐ (99/100)ⁿ, in whatever order they came.",
            "every τ; two steps in either order, and so any number in any order",
            &[one - &product, other - product],
        ),
        Part::new(
            format!("Where {} of the steps are above the threshold the weight grows without bound.", shown(high)),
            sentence(grows(high.0, high.1)),
            engine::WITNESS,
            "repeated for ever; by integers alone",
        )
        .with("weight after one round", format!("{} > 1", weight_in_digits(high))),
        Part::new(
            format!("Where {} of the steps are above the threshold it falls to 0.", shown(low)),
            sentence(!grows(low.0, low.1)),
            engine::WITNESS,
            "repeated for ever; by integers alone",
        )
        .with("weight after one round", format!("{} < 1", weight_in_digits(low)))
        .with("between them", "ln(100/99) / (ln(11/10) + ln(100/99)) = 0.0954…, the share at which the weight stays"),
    ]
}

fn weight_in_digits((above, steps): (u32, u32)) -> String {
    use crate::scalar::Approximate;
    format!("{:.9}", weight_after(above, steps - above).to_f64())
}

/// The last share of steps at which the weight falls and the first at which it grows,
/// among fractions of at most `most` steps.
fn bracket(most: u32) -> [(u32, u32); 2] {
    let (mut low, mut high) = ((0, 1), (1, 1));
    loop {
        let middle = (low.0 + high.0, low.1 + high.1);
        if middle.1 > most {
            return [low, high];
        }
        if grows(middle.0, middle.1) { high = middle } else { low = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_factor_is_no_triangle_inequality() {
        assert_eq!(triangle(1).verdict, Verdict::Proved);
        assert_eq!(triangle(2).verdict.word(), "undecided");
    }

    /// The bracket holds the share, from logarithms, and is as narrow as its denominators say.
    #[test]
    fn the_bracket_holds_the_share_of_logarithms() {
        let share = (100.0_f64 / 99.0).ln() / (1.1_f64.ln() + (100.0_f64 / 99.0).ln());
        let [low, high] = bracket(1000).map(|(above, steps)| f64::from(above) / f64::from(steps));
        assert!(low < share && share < high && high - low < 1e-5, "{low} {share} {high}");
        assert!((0.0953..0.0955).contains(&share), "{share}");
    }
}
