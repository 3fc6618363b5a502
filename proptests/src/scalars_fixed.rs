//! The laws of the integer grid, and motions that run backward on it to the bit.

use crate::strategies::{any_fixed, bound, cases, tame_fixed};
use proptest::prelude::*;
use stable_sgd::scalar::{Algebra, Approximate, Fixed, Ring};

/// Two sides that a law says are equal.
type Law<T> = fn(&T, &T, &T) -> (T, T);

/// What holds to the bit for all numbers of the grid.
const GRID_LAWS: [(&str, Law<Fixed>); 9] = [
    ("a + b = b + a", |a, b, _| (*a + b, *b + a)),
    ("(a + b) + c = a + (b + c)", |a, b, c| (*a + b + c, *a + (*b + c))),
    ("a + 0 = a", |a, _, _| (*a + Fixed::from_integer(0), *a)),
    ("a − a = 0", |a, _, _| (*a - a, Fixed::from_integer(0))),
    ("(a + b) − b = a", |a, b, _| (*a + b - b, *a)),
    ("a − b = a + (−b)", |a, b, _| (*a - b, *a + -*b)),
    ("a b = b a", |a, b, _| (*a * b, *b * a)),
    ("a 1 = a", |a, _, _| (*a * Fixed::from_integer(1), *a)),
    ("a² = a a", |a, _, _| (a.square(), *a * a)),
];

fn product(a: &Fixed, b: &Fixed) -> Fixed {
    *a * b
}

/// A product that is rounded down: a plain shift of the integers' product.
fn floored_product(a: &Fixed, b: &Fixed) -> Fixed {
    Fixed::from_units(((i128::from(a.units()) * i128::from(b.units())) >> 32) as i64)
}

/// (−a) b = −(a b) = a (−b)
fn is_odd(product: fn(&Fixed, &Fixed) -> Fixed, a: &Fixed, b: &Fixed) -> bool {
    let opposite = -product(a, b);
    product(&-*a, b) == opposite && product(a, &-*b) == opposite
}

/// Position and velocity.
type Motion<T> = [T; 2];

/// The force q − q³ of the double well U = (q² − 1)² / 4.
fn force<T: Ring>(q: &T) -> T {
    q.clone() - q.square() * q
}

/// v += h F(q), q += h v.
fn kick_drift<T: Ring>([q, v]: Motion<T>, h: &T) -> Motion<T> {
    let v = v + force(&q) * h;
    [q + v.clone() * h, v]
}

/// The adjoint with −h: q −= h v, v −= h F(q).
fn undo_kick_drift<T: Ring>([q, v]: Motion<T>, h: &T) -> Motion<T> {
    let q = q - v.clone() * h;
    let v = v - force(&q) * h;
    [q, v]
}

/// Kick by h/2, drift by h, kick by h/2, with a product for the drift.
fn leapfrog<T: Algebra>([q, v]: Motion<T>, h: &T, drift: fn(&T, &T) -> T) -> Motion<T> {
    let half = h.clone() * T::ratio(1, 2);
    let v = v + force(&q) * &half;
    let q = q + drift(&v, h);
    let v = v + force(&q) * &half;
    [q, v]
}

/// Whether as many steps with the velocity flipped bring a motion back to its
/// bits: (ρΦⁿ)² = id.
fn reverses<T: Algebra>(start: &Motion<T>, h: &T, steps: usize, drift: fn(&T, &T) -> T) -> bool {
    let run = |start: Motion<T>| (0..steps).fold(start, |motion, _| leapfrog(motion, h, drift));
    let flip = |[q, v]: Motion<T>| [q, -v];
    flip(run(flip(run(start.clone())))) == *start
}

/// Whether steps backward bring a motion back to its bits.
fn is_undone<T: Ring>(start: &Motion<T>, h: &T, steps: usize) -> bool {
    let end = (0..steps).fold(start.clone(), |motion, _| kick_drift(motion, h));
    (0..steps).fold(end, |motion, _| undo_kick_drift(motion, h)) == *start
}

/// Steps of a reversal, forward and backward each.
const STEPS: usize = 100;

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn the_grid_is_a_group_under_addition(a in any_fixed(), b in any_fixed(), c in any_fixed()) {
        for (name, law) in GRID_LAWS {
            let (left, right) = law(&a, &b, &c);
            prop_assert_eq!(left, right, "{}", name);
        }
    }

    #[test]
    fn products_on_the_grid_are_odd(a in any_fixed(), b in any_fixed(), c in tame_fixed()) {
        prop_assert!(is_odd(product, &a, &b) && is_odd(product, &a, &c) && is_odd(product, &c, &c));
    }

    /// Within half a unit of the exact product; exact with integers, wrapping
    /// with the sum that they stand for.
    #[test]
    fn products_on_the_grid_are_nearest(a in tame_fixed(), b in tame_fixed(), c in any_fixed(), n in any::<i32>()) {
        let exact = i128::from(a.units()) * i128::from(b.units());
        let rounded = i128::from((a * b).units()) << 32;
        prop_assert!((exact - rounded).abs() <= 1 << 31);
        prop_assert_eq!((c * Fixed::from_integer(n.into())).units(), c.units().wrapping_mul(n.into()));
    }

    #[test]
    fn fractions_on_the_grid_are_nearest_and_odd(n in any::<i32>(), d in 1..=i32::MAX) {
        let (n, d) = (i64::from(n), i64::from(d));
        let fraction = Fixed::ratio(n, d);
        let error = (i128::from(n) << 32) - i128::from(fraction.units()) * i128::from(d);
        prop_assert!(2 * error.abs() <= i128::from(d), "{:?}", fraction);
        prop_assert_eq!([Fixed::ratio(-n, d), Fixed::ratio(n, -d)], [-fraction; 2]);
    }

    /// To `f64` and back; from an `f64` to the nearest, oddly.
    #[test]
    fn the_grid_and_binary64_convert(a in -(1_i64 << 53)..=1 << 53, x in bound()) {
        let a = Fixed::from_units(a);
        prop_assert_eq!(Fixed::from_f64(a.to_f64()), a);
        prop_assert_eq!(Fixed::from_f64(-x), -Fixed::from_f64(x));
        prop_assert!(x.abs() >= 2.0_f64.powi(31) || (Fixed::from_f64(x).to_f64() - x).abs() <= 2.0_f64.powi(-33));
    }

    /// For every state, those that wrap around included.
    #[test]
    fn motions_on_the_grid_run_backward_to_the_bit(
        wild in [any_fixed(), any_fixed()], tame in [tame_fixed(), tame_fixed()], h in tame_fixed(),
    ) {
        for start in [wild, tame] {
            prop_assert!(is_undone(&start, &h, STEPS), "kick and drift");
            prop_assert!(reverses(&start, &h, STEPS, product), "leapfrog");
        }
    }

    /// A tame motion on the grid is that of binary64 but for rounding.
    #[test]
    fn a_motion_on_the_grid_is_that_of_binary64(q in tame_fixed(), v in tame_fixed()) {
        let h = Fixed::ratio(1, 64);
        let grid = kick_drift([q, v], &h).map(|x| x.to_f64());
        let floats = kick_drift([q.to_f64(), v.to_f64()], &h.to_f64());
        // Three roundings of half a unit in the force, the last two times h.
        prop_assert!(grid.iter().zip(floats).all(|(a, b)| (a - b).abs() <= 2.0_f64.powi(-31)), "{:?} {:?}", grid, floats);
    }
}

/// The control: binary64 does not run backward to the bit, by either check, and
/// neither does a grid whose product is rounded down.
#[test]
fn control_binary64_and_floored_products_do_not_run_backward() {
    let (start, h) = ([0.3, 0.7], 0.1);
    assert!(!is_undone(&start, &h, STEPS) && !reverses(&start, &h, STEPS, |a, b| a * b));
    let (grid, step) = (start.map(Fixed::from_f64), Fixed::from_f64(h));
    assert!(is_undone(&grid, &step, STEPS) && reverses(&grid, &step, STEPS, product));
    assert!(!reverses(&grid, &step, STEPS, floored_product));
    assert!(!is_odd(floored_product, &grid[0], &step));
    // A step that is undone by another step than its own.
    let forward = kick_drift(grid, &step);
    assert_ne!(undo_kick_drift(forward, &Fixed::from_units(step.units() + 1)), grid);
}

/// The control: the laws of a ring that the grid lacks are refuted, and a
/// momentum below 1 is not one-to-one.
#[test]
fn control_the_grid_is_no_ring() {
    let [one, two] = [1, 2].map(Fixed::from_units);
    let half = Fixed::ratio(1, 2);
    // The number 3, in the place of c: laws take three arguments.
    fn three(_: &Fixed) -> Fixed {
        Fixed::from_integer(3)
    }
    let not_laws: [(&str, Law<Fixed>); 3] = [
        ("a (b + c) = a b + a c", |a, b, c| (*a * (*b + c), *a * b + *a * c)),
        ("(a b) c = a (b c)", |a, b, c| (*a * b * three(c), *a * (*b * three(c)))),
        ("a − b = b − a", |a, b, _| (*a - b, *b - a)),
    ];
    for (name, law) in not_laws {
        let (left, right) = law(&half, &one, &one);
        assert_ne!(left, right, "{name}");
    }
    assert_eq!(one * half, two * half, "two velocities, one after the step");
}
