//! Laws of intervals, weaker than those of a ring.

use super::*;

type Law<T> = fn(&T, &T, &T) -> (T, T);

/// What holds to the bit, as pairs that must be equal.
const INTERVAL_LAWS: [(&str, Law<Interval>); 9] = [
    ("X + Y = Y + X", |x, y, _| (*x + y, *y + x)),
    ("X Y = Y X", |x, y, _| (*x * y, *y * x)),
    ("X + 0 = X", |x, _, _| (*x + Interval::from_integer(0), *x)),
    ("X 0 = 0", |x, _, _| (*x * Interval::from_integer(0), Interval::from_integer(0))),
    ("−(−X) = X", |x, _, _| (-(-*x), *x)),
    ("X − Y = X + (−Y)", |x, y, _| (*x - y, *x + -*y)),
    ("−(X + Y) = −X − Y", |x, y, _| (-(*x + y), -*x - y)),
    ("(−X) Y = −(X Y)", |x, y, _| (-*x * y, -(*x * y))),
    ("|−X| = |X|", |x, _, _| ((-*x).abs(), x.abs())),
];

/// The laws of a ring that hold where + and × are exact, and are inclusions,
/// the left within the right, beyond.
const EXACT_LAWS: [(&str, Law<Interval>); 4] = [
    ("(X + Y) + Z = X + (Y + Z)", |x, y, z| (*x + y + z, *x + (*y + z))),
    ("(X Y) Z = X (Y Z)", |x, y, z| (*x * y * z, *x * (*y * z))),
    ("X 1 = X", |x, _, _| (*x * Interval::from_integer(1), *x)),
    ("X + X = 2 X", |x, _, _| (*x + x, Interval::from_integer(2) * x)),
];

/// X (Y + Z) and X Y + X Z.
fn distributed(x: &Interval, y: &Interval, z: &Interval) -> (Interval, Interval) {
    (*x * (*y + z), *x * y + *x * z)
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn intervals_have_the_laws_that_their_file_states(x in nested(), y in nested(), z in nested()) {
        for (name, law) in INTERVAL_LAWS {
            let (left, right) = law(&x.outer, &y.outer, &z.outer);
            prop_assert_eq!(left, right, "{}", name);
        }
        // Enclosures of the same number: they meet.
        for (name, law) in EXACT_LAWS {
            let (left, right) = law(&x.inner, &y.inner, &z.inner);
            prop_assert!(left.intersection(&right).is_some(), "{}", name);
        }
        let (left, right) = distributed(&x.inner, &y.inner, &z.inner);
        prop_assert!(left.intersection(&right).is_some());
    }

    #[test]
    fn intervals_are_associative_and_sub_distributive_where_exact(
        x in integer_interval(), y in integer_interval(), z in integer_interval(), n in -4096..=4096_i64,
    ) {
        for (name, law) in EXACT_LAWS {
            let (left, right) = law(&x, &y, &z);
            prop_assert_eq!(left, right, "{}", name);
        }
        let (product, sum) = distributed(&x, &y, &z);
        prop_assert!(product.is_subset(&sum), "{:?} outside {:?}", product, sum);
        // A number distributes.
        let (product, sum) = distributed(&Interval::from_integer(n), &y, &z);
        prop_assert_eq!(product, sum);
    }

    /// X − X encloses 0 and X / X encloses 1 where a member is not 0, but neither is it.
    #[test]
    fn inverses_enclose_the_neutral_numbers(x in nested()) {
        prop_assert!((x.inner - x.inner).contains(0.0));
        prop_assert!(is_zero(&x.inner) || (x.inner / x.inner).contains(1.0));
    }

    /// X² ≥ 0, which X X does not see, and X² ⊆ X X.
    #[test]
    fn squares_are_not_negative(x in nested()) {
        for x in [x.inner, x.outer] {
            prop_assert!(x.square().low() >= 0.0);
            prop_assert!(x.square().is_subset(&(x * x)));
        }
    }

    /// (√X)² ⊇ X where X ≥ 0.
    #[test]
    fn the_root_squared_encloses_the_number(x in nested()) {
        let x = x.inner.abs();
        prop_assert!(x.is_subset(&x.sqrt().square()), "{:?}", x.sqrt());
        prop_assert!(x.sqrt().low() >= 0.0);
    }

    /// What members choose lies in the choice, which is a hull only where
    /// members differ.
    #[test]
    fn a_choice_encloses_what_members_choose(x in nested(), t in nested(), a in nested(), b in nested()) {
        let chosen = x.inner.select_above(&t.inner, a.inner, b.inner);
        for x in [x.inner.low(), x.member, x.inner.high()] {
            for t in [t.inner.low(), t.member, t.inner.high()] {
                prop_assert!(chosen.contains(x.select_above(&t, a.member, b.member)));
            }
        }
        let (always, never) = (x.inner.low() > t.inner.high(), x.inner.high() <= t.inner.low());
        let expected = if always { a.inner } else if never { b.inner } else { a.inner.hull(&b.inner) };
        prop_assert_eq!(chosen, expected);
        // Where the intervals touch: x > t is not x ≥ t.
        let (least, most) = (Interval::point(x.inner.low()), Interval::point(x.inner.high()));
        prop_assert_eq!(x.inner.select_above(&most, a.inner, b.inner), b.inner);
        let is_point = least == most;
        let from_least = if is_point { b.inner } else { a.inner.hull(&b.inner) };
        prop_assert_eq!(x.inner.select_above(&least, a.inner, b.inner), from_least);
    }

    #[test]
    fn sets_have_the_members_that_they_should(x in nested(), y in nested()) {
        let (a, b) = (x.outer, y.outer);
        let common = a.intersection(&b).unwrap_or(Interval::EMPTY);
        for member in [x.member, y.member, x.inner.low(), y.inner.high()] {
            prop_assert_eq!(common.contains(member), a.contains(member) && b.contains(member));
            prop_assert!(!(a.contains(member) || b.contains(member)) || a.hull(&b).contains(member));
        }
        prop_assert!(x.inner.contains(x.member) && x.inner.is_subset(&a) && a.is_subset(&a.hull(&b)));
        prop_assert_eq!(a.is_subset(&x.inner), a == x.inner);
        prop_assert_eq!(a.hull(&Interval::EMPTY), a);
        prop_assert_eq!(a.excludes_zero(), !a.contains(0.0));
        prop_assert_eq!(a.is_positive(), a.excludes_zero() && a.low() >= 0.0);
    }

    /// The halves share the midpoint alone, and the width is the next float
    /// above the distance of the bounds.
    #[test]
    fn halves_cover_the_whole(x in nested()) {
        for x in [x.inner, x.outer] {
            let [lower, upper] = x.bisect();
            prop_assert_eq!(lower.hull(&upper), x);
            prop_assert_eq!(lower.intersection(&upper), Some(Interval::point(x.midpoint())));
            prop_assert!(x.contains(x.midpoint()));
        }
        let (width, exact_width) = (x.inner.width(), exact(x.inner.high()) - exact(x.inner.low()));
        let best = Interval::point(x.inner.high()) - Interval::point(x.inner.low());
        prop_assert!(width == f64::INFINITY || exact(width) >= exact_width);
        prop_assert_eq!(width, best.high());
    }
}

/// The control: the laws of a ring that intervals lack are refuted.
#[test]
fn control_intervals_are_no_ring() {
    let (one, unit) = (Interval::from_integer(1), interval(-1.0, 1.0));
    let (product, sum) = distributed(&unit, &one, &-one);
    assert_eq!((product, sum), (interval(0.0, 0.0), interval(-2.0, 2.0)));
    assert!(!sum.is_subset(&product), "the check of sub-distributivity can fail");
    assert_ne!(unit - unit, interval(0.0, 0.0));
    assert_ne!(interval(1.0, 2.0) / interval(1.0, 2.0), one);
    assert!((unit * unit).low() < 0.0, "X X is not X²");
    let tenths = [1, 2, 3].map(|n| Interval::ratio(n, 10));
    let (left, right) = EXACT_LAWS[0].1(&tenths[0], &tenths[1], &tenths[2]);
    assert_ne!(left, right, "(X + Y) + Z = X + (Y + Z)");
    let wrong: Law<Interval> = |x, y, _| (*x - y, *y - x);
    let (left, right) = wrong(&unit, &one, &one);
    assert!(left != right && left.intersection(&right).is_some());
}

/// The control: a root that is rounded to nearest does not square to its number,
/// and a choice by midpoints misses what members choose.
#[test]
fn control_roots_and_choices_by_nearest_are_refuted() {
    let two = Interval::from_integer(2);
    assert!(!two.is_subset(&Interval::point(2.0_f64.sqrt().square())));
    let (x, threshold) = (interval(0.0, 2.0), 1.2);
    let by_midpoint = x.midpoint().select_above(&threshold, 1.0, 0.0);
    let of_a_member = x.high().select_above(&threshold, 1.0, 0.0);
    assert!(!Interval::point(by_midpoint).contains(of_a_member));
}

#[test]
fn what_is_undefined_says_nothing() {
    let (zero, one, unit) = (Interval::from_integer(0), Interval::from_integer(1), interval(-1.0, 1.0));
    for divisor in [unit, interval(0.0, 1.0), Interval::WHOLE] {
        assert_eq!(one / divisor, Interval::WHOLE);
    }
    // By 0 alone there is no quotient, and 0 times it is no number.
    assert_eq!([one / zero, zero / zero, zero * (one / zero), Interval::ratio(1, 0)], [Interval::EMPTY; 4]);
    assert_eq!(Interval::point(f64::NAN), Interval::WHOLE);
    assert_eq!(one / interval(1.0, f64::INFINITY), interval(0.0, 1.0));
    assert_eq!(interval(1.0, f64::INFINITY) / interval(1.0, f64::INFINITY), interval(0.0, f64::INFINITY));
    assert_eq!(zero * Interval::WHOLE, zero);
    assert_eq!(interval(-1.0, 4.0).sqrt(), interval(0.0, 2.0));
    assert_eq!((-one).sqrt(), Interval::EMPTY);
    let empty = Interval::EMPTY;
    for operation in OPERATIONS {
        assert_eq!(operation.on(&empty, &unit), empty, "{operation:?}");
        let is_unary = operation.on(&one, &empty) == operation.on(&one, &one);
        assert!(is_unary || operation.on(&one, &empty) == empty, "{operation:?}");
    }
    for operation in [Operation::Add, Operation::Sub, Operation::Mul, Operation::Div] {
        assert_eq!(operation.on(&one, &empty), empty, "{operation:?}");
    }
    assert_eq!([empty.select_above(&zero, one, one), one.select_above(&empty, one, one)], [empty; 2]);
    assert!(empty.is_empty() && empty.is_subset(&one) && !one.is_subset(&empty));
    assert!(!empty.is_positive() && !empty.excludes_zero() && !empty.contains(0.0) && !is_zero(&empty));
    assert!(empty.width() == 0.0 && empty.to_f64().is_nan() && empty.bisect() == [empty; 2]);
    assert!(!Interval::WHOLE.contains(f64::INFINITY) && !Interval::WHOLE.contains(f64::NAN));
    assert!(!is_zero(&unit) && is_zero(&(unit * zero)));
    assert_eq!([Interval::from_f64(0.1).to_f64(), Interval::WHOLE.to_f64()], [0.1, 0.0]);
}

#[test]
fn wrong_bounds_are_refused_with_what_was_found() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    for (low, high) in [(1.0, 0.0), (nan, 1.0), (0.0, nan), (inf, inf), (-inf, -inf), (inf, -inf)] {
        let WrongBounds { low: l, high: h } = Interval::new(low, high).expect_err("no interval");
        assert!(same(l, low) && same(h, high));
    }
    let message = Interval::new(1.0, 0.0).expect_err("reversed").to_string();
    assert!(message.contains("from 1 to 0"), "{message}");
    assert!(Interval::new(-inf, inf) == Ok(Interval::WHOLE) && Interval::new(0.0, 0.0).is_ok());
}
