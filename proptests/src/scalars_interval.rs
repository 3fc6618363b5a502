//! The laws of intervals.
//!
//! The oracle of an interval is exact rational arithmetic: `num-rational` holds
//! every float, and the sums, products and quotients of floats, without rounding.

mod laws;

use crate::strategies::{Nested, bound, cases, integer_interval, nested};
use crate::tolerance::{SHARP_FROM, SHARP_ULPS, STEPPED_ULPS, same};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use stable_sgd::energy::energy_factor;
use stable_sgd::reference::ulps_between;
use stable_sgd::scalar::{Absolute, Algebra, Approximate, Compare, Interval, Ring, Root, WrongBounds};

fn interval(low: f64, high: f64) -> Interval {
    Interval::new(low, high).expect("bounds of an interval")
}

fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).expect("a finite float")
}

fn integer(n: i64) -> BigRational {
    BigRational::from_integer(BigInt::from(n))
}

fn is_zero<T: Ring>(x: &T) -> bool {
    x.is_zero()
}

/// Whether the bounds enclose `value`; an infinite bound excludes nothing, but
/// those of the empty interval exclude everything.
fn encloses(result: &Interval, value: &BigRational) -> bool {
    let from_low =
        result.low() == f64::NEG_INFINITY || BigRational::from_float(result.low()).is_some_and(|x| x <= *value);
    let to_high = result.high() == f64::INFINITY || BigRational::from_float(result.high()).is_some_and(|x| x >= *value);
    from_low && to_high
}

/// The operations on intervals, of one or two arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Add,
    Sub,
    Mul,
    Div,
    Negate,
    Square,
    Root,
    Absolute,
}

const OPERATIONS: [Operation; 8] = [
    Operation::Add,
    Operation::Sub,
    Operation::Mul,
    Operation::Div,
    Operation::Negate,
    Operation::Square,
    Operation::Root,
    Operation::Absolute,
];

impl Operation {
    fn on<T: Root + Absolute>(self, x: &T, y: &T) -> T {
        match self {
            Self::Add => x.clone() + y,
            Self::Sub => x.clone() - y,
            Self::Mul => x.clone() * y,
            Self::Div => x.clone() / y,
            Self::Negate => -x.clone(),
            Self::Square => x.square(),
            Self::Root => x.sqrt(),
            Self::Absolute => x.abs(),
        }
    }

    /// Whether a real result exists.
    fn exists(self, a: f64, b: f64) -> bool {
        match self {
            Self::Div => b != 0.0,
            Self::Root => a >= 0.0,
            _ => true,
        }
    }

    /// Whether the exact result lies in `result`, where there is one.
    fn is_enclosed(self, result: &Interval, a: f64, b: f64) -> bool {
        if !self.exists(a, b) {
            return true;
        }
        let (x, y) = (exact(a), exact(b));
        let value = match self {
            Self::Add => x + y,
            Self::Sub => x - y,
            Self::Mul => x * y,
            Self::Div => x / y,
            Self::Negate => -x,
            Self::Square => &x * &x,
            // l ≤ √x ≤ h where l² ≤ x ≤ h², 0 ≤ l; the square of an infinite h excludes nothing.
            Self::Root => {
                let squared = |bound: f64| BigRational::from_float(bound).map(|r| &r * &r);
                let from_low = result.low() >= 0.0 && squared(result.low()).is_some_and(|l| l <= x);
                return from_low && squared(result.high()).is_none_or(|h| h >= x);
            }
            Self::Absolute => exact(a.abs()),
        };
        encloses(result, &value)
    }

    /// Whether the result that binary64 rounds to is exact.
    fn is_exact(self, a: f64, b: f64) -> bool {
        let nearest = self.on(&a, &b);
        nearest.is_finite() && self.is_enclosed(&Interval::point(nearest), a, b)
    }
}

/// Whether `result` is as narrow as an operation on two numbers can be: exact
/// results are points, others lie between neighbours; products and quotients
/// below 2⁻⁹⁶⁰, but for an exact 0, take a step to both sides.
fn is_sharp(result: &Interval, operation: Operation, a: f64, b: f64) -> bool {
    let (nearest, is_exact) = (operation.on(&a, &b), operation.is_exact(a, b));
    let is_multiplied = matches!(operation, Operation::Mul | Operation::Div | Operation::Square);
    let is_stepped = is_multiplied && nearest.abs() < SHARP_FROM && !(is_exact && nearest == 0.0);
    let most = if is_stepped { STEPPED_ULPS } else { SHARP_ULPS * u64::from(!is_exact) };
    ulps_between(result.low(), result.high()) <= most
}

/// Whether the bounds of `result` are a step at most beyond the results that
/// binary64 has at the corners of two boxes with finite bounds, and at 0 where
/// the operation turns there.
fn reaches_no_further_than_the_corners(result: &Interval, operation: Operation, x: &Interval, y: &Interval) -> bool {
    let clip = |x: f64| if operation == Operation::Root { x.max(0.0) } else { x };
    let nearest_to_zero = 0.0_f64.clamp(x.low(), x.high());
    let extremes = [x.low(), nearest_to_zero, x.high()];
    let corners = extremes.into_iter().flat_map(|a| [y.low(), y.high()].map(|b| operation.on(&clip(a), &b)));
    let turns = matches!(operation, Operation::Square | Operation::Absolute) && x.contains(0.0);
    let corners = corners.chain(turns.then_some(0.0));
    let (least, most) = corners.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), c| (l.min(c), h.max(c)));
    result.low() >= least.next_down() && result.high() <= most.next_up()
}

/// Whether a larger argument gives a larger result.
fn is_isotone(operation: impl Fn(&Interval, &Interval) -> Interval, x: &Nested, y: &Nested) -> bool {
    let inner = operation(&x.inner, &y.inner);
    [(x.inner, y.outer), (x.outer, y.inner), (x.outer, y.outer)].iter().all(|(x, y)| inner.is_subset(&operation(x, y)))
}

proptest! {
    #![proptest_config(cases(1.0))]

    /// x ∈ X and y ∈ Y give x ∘ y ∈ X ∘ Y, against exact arithmetic.
    #[test]
    fn an_operation_encloses_the_exact_results(x in nested(), y in nested()) {
        for operation in OPERATIONS {
            let result = operation.on(&x.inner, &y.inner);
            prop_assert!(operation.is_enclosed(&result, x.member, y.member), "{:?}: {:?}", operation, result);
            for (a, b) in [(x.inner.low(), y.inner.high()), (x.inner.high(), y.inner.low())] {
                prop_assert!(operation.is_enclosed(&result, a, b), "{:?}: {:?}", operation, result);
            }
            let result = operation.on(&x.outer, &y.outer);
            prop_assert!(operation.is_enclosed(&result, x.member, y.member), "{:?}: {:?}", operation, result);
        }
    }

    #[test]
    fn an_operation_on_numbers_has_the_best_bounds(a in bound(), b in bound()) {
        for operation in OPERATIONS.into_iter().filter(|operation| operation.exists(a, b)) {
            let result = operation.on(&Interval::point(a), &Interval::point(b));
            prop_assert!(operation.is_enclosed(&result, a, b), "{:?}: {:?}", operation, result);
            prop_assert!(is_sharp(&result, operation, a, b), "{:?}: {:?}", operation, result);
        }
    }

    #[test]
    fn an_operation_reaches_no_further_than_its_corners(x in nested(), y in nested()) {
        let (x, y) = (x.inner, y.inner);
        for operation in OPERATIONS {
            let result = operation.on(&x, &y);
            if operation == Operation::Div && y == Interval::from_integer(0) {
                prop_assert_eq!(result, Interval::EMPTY);
            } else if operation == Operation::Div && y.contains(0.0) {
                prop_assert_eq!(result, Interval::WHOLE);
            } else if operation == Operation::Root && x.high() < 0.0 {
                prop_assert_eq!(result, Interval::EMPTY);
            } else {
                let is_tight = reaches_no_further_than_the_corners(&result, operation, &x, &y);
                prop_assert!(is_tight, "{:?}: {:?}", operation, result);
            }
        }
    }

    /// X ⊆ X' and Y ⊆ Y' give X ∘ Y ⊆ X' ∘ Y', to the bit.
    #[test]
    fn operations_are_inclusion_isotone(x in nested(), y in nested(), above in nested(), otherwise in nested()) {
        for operation in OPERATIONS {
            prop_assert!(is_isotone(|x, y| operation.on(x, y), &x, &y), "{:?}", operation);
        }
        prop_assert!(is_isotone(|x, y| x.select_above(y, above.inner, otherwise.inner), &x, &y));
        prop_assert!(is_isotone(|a, b| x.inner.select_above(&y.inner, *a, *b), &above, &otherwise));
    }

    /// What binary64 computes at members lies within, since rounding is monotone
    /// and bounds are floats; here for the paper's factor, which lies in [0, 1].
    #[test]
    fn a_formula_encloses_its_binary64_values(energy in nested(), scale in nested()) {
        let scale = scale.inner.abs();
        let factor = energy_factor(&energy.inner.abs(), &scale);
        for c in [scale.low(), scale.midpoint(), scale.high()] {
            let value = energy_factor(&energy.member.abs(), &c);
            // √E · c may overflow; the factor is then 0.
            prop_assert!(factor.contains(value), "{} outside {:?}", value, factor);
        }
        prop_assert!(factor.is_subset(&interval(0.0, 1.0)), "{:?}", factor);
    }

    /// n and n / d, whatever their size.
    #[test]
    fn integers_and_fractions_are_enclosed(n in any::<i64>(), d in any::<i64>(), shift in 0..63_u32) {
        let (n, d) = (n >> shift, d >> (shift / 2));
        let whole = Interval::from_integer(n);
        prop_assert!(encloses(&whole, &integer(n)) && ulps_between(whole.low(), whole.high()) <= SHARP_ULPS);
        prop_assert!(n.abs() > 1 << 53 || whole.low() == whole.high());
        prop_assume!(d != 0);
        let fraction = Interval::ratio(n, d);
        prop_assert!(encloses(&fraction, &(integer(n) / integer(d))), "{:?}", fraction);
        if n.abs() <= 1 << 53 && d.abs() <= 1 << 53 {
            prop_assert!(ulps_between(fraction.low(), fraction.high()) <= SHARP_ULPS, "{:?}", fraction);
        }
    }
}

/// The residuals of these results lie below the least float, where a residual
/// of 0 does not say that a result is exact.
#[test]
fn an_underflowing_residual_is_not_taken_for_exactness() {
    let (x, y) = (1.0 + f64::EPSILON, 1.0 + 2.0 * f64::EPSILON);
    for exponent in -511..=-470 {
        // x² = y + 2⁻¹⁰⁴, y / x = x − 2⁻¹⁰⁴ / x and √y = x − 2⁻¹⁰⁵ and less, times a power of two.
        let scale = 2.0_f64.powi(exponent);
        let cases = [
            (Operation::Mul, x * scale, x * scale),
            (Operation::Mul, -x * scale, x * scale),
            (Operation::Square, x * scale, 0.0),
            (Operation::Div, y * scale, x / scale),
            (Operation::Div, y * scale * scale, x * scale),
            (Operation::Div, y * scale * scale, x * scale * scale),
            (Operation::Root, y * scale * scale, 0.0),
        ];
        for (operation, a, b) in cases {
            let result = operation.on(&Interval::point(a), &Interval::point(b));
            assert!(operation.is_enclosed(&result, a, b), "{operation:?}: {a:e} {b:e} {result:?}");
            assert!(is_sharp(&result, operation, a, b), "{operation:?}: {a:e} {b:e} {result:?}");
        }
    }
}

/// The control: the same check refutes bounds that are rounded to nearest, so
/// an interval type without outward rounding.
#[test]
fn control_bounds_without_outward_rounding_are_refuted() {
    let inexact = [
        (Operation::Add, 0.1, 0.2),
        (Operation::Sub, 1.0, 0.1),
        (Operation::Mul, 0.1, 0.1),
        (Operation::Div, 1.0, 3.0),
        (Operation::Square, 0.1, 0.0),
        (Operation::Root, 2.0, 0.0),
        (Operation::Root, 3.0, 0.0),
        // Overflow and underflow, where nearest is infinite or 0.
        (Operation::Mul, 1e-300, 1e-300),
        (Operation::Mul, -1e-300, 1e-300),
        (Operation::Div, 1e-300, 1e300),
    ];
    for (operation, a, b) in inexact {
        let nearest = Interval::point(operation.on(&a, &b));
        assert!(!operation.is_enclosed(&nearest, a, b), "{operation:?}");
        let result = operation.on(&Interval::point(a), &Interval::point(b));
        assert!(operation.is_enclosed(&result, a, b), "{operation:?}");
    }
    let huge = interval(f64::MAX, f64::MAX);
    assert!(!Operation::Add.is_enclosed(&huge, f64::MAX, f64::MAX));
    assert!(!Operation::Negate.is_enclosed(&interval(0.1, 0.1), 0.1, 0.0));
    assert!(!Operation::Absolute.is_enclosed(&interval(-0.1, -0.1), -0.1, 0.0));
    for operation in OPERATIONS {
        assert!(!operation.is_enclosed(&Interval::EMPTY, 0.1, 0.1), "{operation:?}");
    }
    // Fractions and large integers.
    assert!(!encloses(&Interval::point(f64::ratio(1, 10)), &(integer(1) / integer(10))));
    assert!(!encloses(&Interval::point(f64::from_integer(i64::MAX)), &integer(i64::MAX)));
}

/// The control: a bound that is moved inward by a float is caught as not
/// enclosing, one that is moved outward as not best.
#[test]
fn control_bounds_off_by_a_float_are_refuted() {
    for (operation, a, b) in [(Operation::Add, 0.1, 0.2), (Operation::Div, 1.0, 3.0), (Operation::Root, 2.0, 0.0)] {
        let best = operation.on(&Interval::point(a), &Interval::point(b));
        for inward in [interval(best.low(), best.low()), interval(best.high(), best.high())] {
            assert!(!operation.is_enclosed(&inward, a, b), "{operation:?}");
        }
        let (lower, upper) = (best.low().next_down(), best.high().next_up());
        for outward in [interval(lower, best.high()), interval(best.low(), upper)] {
            assert!(!is_sharp(&outward, operation, a, b), "{operation:?}");
        }
        // Two floats beyond: one is the bound of an inexact result already.
        for outward in [interval(lower.next_down(), best.high()), interval(best.low(), upper.next_up())] {
            let (x, y) = (Interval::point(a), Interval::point(b));
            assert!(!reaches_no_further_than_the_corners(&outward, operation, &x, &y), "{operation:?}");
        }
    }
    assert!(!is_sharp(&interval(3.0, 3.0_f64.next_up()), Operation::Add, 1.0, 2.0), "an exact result is a point");
}

/// The control: an operation that keeps the middle alone is not isotone.
#[test]
fn control_an_operation_that_is_not_isotone_is_refuted() {
    let x = Nested { member: 0.5, inner: interval(0.0, 1.0), outer: interval(0.0, 2.0) };
    let y = Nested { member: 1.0, inner: interval(1.0, 1.0), outer: interval(1.0, 1.0) };
    assert!(!is_isotone(|x, y| Interval::point(x.midpoint() * y.midpoint()), &x, &y));
    assert!(is_isotone(|x, y| *x * y, &x, &y));
}
