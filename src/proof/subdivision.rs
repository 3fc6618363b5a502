//! That a formula is positive on a whole box, by bisection.
//!
//! One evaluation on intervals bounds the formula on a box; a strict sign proves
//! the claim there. Elsewhere the box is bisected across its widest side, breadth
//! first (R. E. Moore, R. B. Kearfott and M. J. Cloud, Introduction to Interval
//! Analysis, SIAM 2009, chapters 5 and 6). Nothing is drawn at random, so that
//! the same question has the same answer.

use crate::scalar::{Interval, Polynomial, Rational, Ring};
use num_traits::{One, Zero};
use std::collections::VecDeque;

/// What subdivision found out about f > 0 on a box.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// f > 0 at every point of the box.
    Proved {
        /// How many boxes, together the whole, it was proved on.
        boxes: usize,
    },
    /// f ≤ 0 at a point of the box.
    Refuted {
        /// The point.
        point: Vec<f64>,
        /// An enclosure of f there, without a positive number.
        value: Interval,
    },
    /// Neither, within the budget.
    Undecided {
        /// How many boxes are left.
        boxes: usize,
        /// Of these the first on which the lower bound of f is least.
        worst: Vec<Interval>,
    },
}

/// Decides f > 0 on the box `domain` with at most `budget` evaluations on boxes,
/// and as many at midpoints.
///
/// `f` is given an interval for each side, and must return an enclosure of all
/// its values there; where it returns the empty interval, it is undefined, and
/// nothing is concluded. A box with an empty side is undecided, as nothing is
/// proved by what does not exist.
///
/// # Examples
/// ```
/// use stable_sgd::proof::subdivision::{Outcome, prove_positive};
/// use stable_sgd::scalar::{Algebra, Interval, Ring};
/// let side = [Interval::new(-1.0, 1.0)?];
/// let below = |threshold: Interval| move |x: &[Interval]| x[0].square() + threshold;
/// assert_eq!(prove_positive(below(Interval::ratio(1, 1)), &side, 100), Outcome::Proved { boxes: 1 });
/// let refuted = prove_positive(below(Interval::ratio(-1, 2)), &side, 100);
/// assert_eq!(refuted, Outcome::Refuted { point: vec![0.0], value: Interval::ratio(-1, 2) });
/// # Ok::<(), stable_sgd::scalar::WrongBounds>(())
/// ```
pub fn prove_positive(f: impl Fn(&[Interval]) -> Interval, domain: &[Interval], budget: usize) -> Outcome {
    // Each box with an enclosure of f on one that contains it.
    let mut open = VecDeque::from([(domain.to_vec(), Interval::WHOLE)]);
    let mut stuck: Vec<(Vec<Interval>, Interval)> = Vec::new();
    let mut proved = 0;
    if domain.iter().any(Interval::is_empty) {
        return undecided(open.iter());
    }
    for _ in 0..budget {
        let Some((sides, _)) = open.pop_front() else { break };
        let value = f(&sides);
        if value.is_positive() {
            proved += 1;
            continue;
        }
        let point: Vec<f64> = sides.iter().map(Interval::midpoint).collect();
        let at_point = f(&point.iter().copied().map(Interval::point).collect::<Vec<_>>());
        if !at_point.is_empty() && at_point.high() <= 0.0 {
            return Outcome::Refuted { point, value: at_point };
        }
        match halves(&sides) {
            Some(halves) => open.extend(halves.map(|half| (half, value))),
            None => stuck.push((sides, value)),
        }
    }
    if open.is_empty() && stuck.is_empty() {
        return Outcome::Proved { boxes: proved };
    }
    undecided(stuck.iter().chain(&open))
}

fn undecided<'a>(boxes: impl Iterator<Item = &'a (Vec<Interval>, Interval)>) -> Outcome {
    let boxes: Vec<_> = boxes.collect();
    // An undefined formula is the worst; of equals, min_by takes the first.
    let least = |value: &Interval| if value.is_empty() { f64::NEG_INFINITY } else { value.low() };
    let worst = boxes.iter().min_by(|a, b| least(&a.1).total_cmp(&least(&b.1)));
    Outcome::Undecided { boxes: boxes.len(), worst: worst.map_or_else(Vec::new, |(sides, _)| sides.clone()) }
}

/// Both halves across the widest side, of equals the first; nothing where it has
/// no float inside.
fn halves(sides: &[Interval]) -> Option<[Vec<Interval>; 2]> {
    // Of equals, max_by would take the last.
    let widest = (0..sides.len()).rev().max_by(|i, j| sides[*i].width().total_cmp(&sides[*j].width()))?;
    let parts = sides[widest].bisect();
    if parts.contains(&sides[widest]) {
        return None;
    }
    Some(parts.map(|part| {
        let mut half = sides.to_vec();
        half[widest] = part;
        half
    }))
}

/// The best floats around a fraction.
///
/// # Examples
/// ```
/// use stable_sgd::proof::subdivision::enclosure;
/// use stable_sgd::scalar::{Algebra, Interval, Rational};
/// assert_eq!(enclosure(&Rational::ratio(1, 10)), Interval::ratio(1, 10));
/// assert_eq!(enclosure(&Rational::ratio(3, 8)), Interval::point(0.375));
/// ```
pub fn enclosure(x: &Rational) -> Interval {
    Interval::from(x)
}

/// A term on intervals: its coefficient, and the place and power of each variable.
type IntervalTerm = (Interval, Vec<(Option<usize>, u32)>);

/// A polynomial as a formula on intervals, one for each of `names` in their
/// order: for [`prove_positive`]. A variable that is not named may be any number.
pub fn on_intervals(p: &Polynomial, names: &[&str]) -> impl Fn(&[Interval]) -> Interval + use<> {
    let place = |name: &str| names.iter().position(|own| *own == name);
    let terms = p.terms().map(|(powers, coefficient)| {
        (enclosure(coefficient), powers.map(|(name, power)| (place(name), power)).collect())
    });
    let terms: Vec<IntervalTerm> = terms.collect();
    move |sides| {
        let side = |place: &Option<usize>| place.and_then(|place| sides.get(place)).copied().unwrap_or(Interval::WHOLE);
        let product = |(coefficient, powers): &IntervalTerm| {
            powers.iter().fold(*coefficient, |product, (place, power)| product * power_of(side(place), *power))
        };
        terms.iter().map(product).fold(Interval::zero(), |sum, term| sum + term)
    }
}

/// Xⁿ by repeated squares, so that an even power is not negative.
fn power_of(x: Interval, exponent: u32) -> Interval {
    let half = || power_of(x, exponent / 2).square();
    match exponent {
        0 => Interval::one(),
        1 => x,
        _ if exponent.is_multiple_of(2) => half(),
        _ => half() * x,
    }
}

#[cfg(test)]
mod tests;
