//! A polynomial's values on a box, enclosed.

use crate::scalar::{Interval, Polynomial, Ring};
use num_traits::{One, Zero};

/// A term on intervals: its coefficient, and the place and power of each variable.
type IntervalTerm = (Interval, Vec<(Option<usize>, u32)>);

/// A polynomial as a formula on intervals, one for each of `names` in their
/// order: an enclosure of its values there. A variable that is not named may be any number.
///
/// # Examples
/// ```
/// use stable_sgd::proof::enclosed::on_intervals;
/// use stable_sgd::scalar::{Interval, Polynomial, Ring};
/// let square = Polynomial::symbol("x").square();
/// assert_eq!(on_intervals(&square, &["x"])(&[Interval::new(-1.0, 2.0)?]), Interval::new(0.0, 4.0)?);
/// # Ok::<(), stable_sgd::scalar::WrongBounds>(())
/// ```
pub fn on_intervals(p: &Polynomial, names: &[&str]) -> impl Fn(&[Interval]) -> Interval + use<> {
    let place = |name: &str| names.iter().position(|own| *own == name);
    let terms = p.terms().map(|(powers, coefficient)| {
        (Interval::from(coefficient), powers.map(|(name, power)| (place(name), power)).collect())
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
mod tests {
    use super::*;
    use crate::scalar::{Algebra, Rational};

    fn side(low: f64, high: f64) -> Interval {
        Interval::new(low, high).expect("bounds")
    }

    #[test]
    fn powers_are_known() {
        let x = side(-0.1, 0.3);
        assert_eq!([power_of(x, 0), power_of(x, 1), power_of(x, 2)], [Interval::one(), x, x.square()]);
        assert!(power_of(x, 3).low() < 0.0 && power_of(x, 6).low() >= 0.0);
    }

    #[test]
    fn polynomials_run_on_intervals() {
        let [x, y] = ["x", "y"].map(Polynomial::symbol);
        let p = x.pow(3) * &y + Polynomial::ratio(1, 3);
        let value = on_intervals(&p, &["x", "y"])(&[side(0.0, 1.0), side(1.0, 2.0)]);
        assert_eq!(value, side(0.0, 2.0) + Interval::ratio(1, 3));
        // A variable without a name may be anything.
        assert_eq!(on_intervals(&p, &["x"])(&[Interval::one()]), Interval::WHOLE);
        assert_eq!(Interval::from(&Rational::from(2).pow(2000)).high(), f64::INFINITY);
    }
}
