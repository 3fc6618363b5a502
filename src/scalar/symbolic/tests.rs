//! The relations that are used, and what is undefined.

use super::*;
use crate::quiet::guarded;

fn symbols<const COUNT: usize>(names: [&str; COUNT]) -> [Symbolic; COUNT] {
    names.map(Symbolic::symbol)
}

#[test]
fn the_relations_are_used_and_no_others() {
    let [x, y] = symbols(["x", "y"]);
    let two = Symbolic::from_integer(2);
    assert_eq!((x.clone() + &y).sqrt().square() - &x, y);
    assert_eq!((x.clone() - &y).abs(), (y.clone() - &x).abs());
    assert_eq!((x.clone() - &y).abs().square(), (x.clone() - &y).square());
    assert_eq!(x.sqrt() / x.sqrt(), Symbolic::one());
    assert_eq!(Symbolic::one() / (two.clone() * &x), Symbolic::ratio(1, 2) / x.clone());
    let choice = x.select_above(&y, Symbolic::one(), Symbolic::zero());
    assert_eq!(choice.square(), choice);
    assert_eq!(Symbolic::ratio(9, 4).sqrt(), Symbolic::ratio(3, 2));
    assert_ne!(x.sqrt(), y.sqrt());
    assert_ne!(x.abs(), x);
    assert_ne!(two.sqrt(), Symbolic::one());
}

#[test]
fn functions_keep_their_parity_and_their_values_at_0() {
    let [x, y] = symbols(["x", "y"]);
    let difference = x.clone() - &y;
    assert_eq!((y.clone() - &x).sin(), -difference.sin());
    assert_eq!((y - &x).cos(), difference.cos());
    assert_ne!(x.exp(), x.ln());
    assert_eq!(Symbolic::zero().exp() - Symbolic::zero().cos(), Symbolic::one().ln());
}

/// Nested: |x| of an expression that holds a root keeps its relation.
#[test]
fn relations_hold_inside_relations() {
    let [x, y] = symbols(["x", "y"]);
    let shifted = x.sqrt() + &y;
    assert_eq!(shifted.abs().square(), x.clone() + Symbolic::from_integer(2) * x.sqrt() * &y + y.square());
}

#[test]
fn beyond_the_budget_nothing_is_equal() {
    let sum = (0..200).fold(Symbolic::zero(), |sum, i| sum + Symbolic::symbol(&format!("t{i}")).sqrt());
    let product = sum.clone() * &sum;
    assert_ne!(product.clone() - sum.clone() * &sum, Symbolic::zero());
    assert!(!(Symbolic::one() / Symbolic::zero() - Symbolic::one() / Symbolic::zero()).is_zero());
}

/// What is undefined takes part in no identity, and 0 does not hide it.
#[test]
fn what_is_undefined_absorbs() {
    let [x, y] = symbols(["x", "y"]);
    let (zero, one, two) = (Symbolic::zero(), Symbolic::one(), Symbolic::from_integer(2));
    let sum = (0..200).fold(Symbolic::zero(), |sum, i| sum + Symbolic::symbol(&format!("t{i}")).sqrt());
    let undefined = [
        one.clone() / &zero,
        zero.clone() / &zero,
        one.clone() / (two.sqrt().square() - &two),
        (-two.clone()).sqrt(),
        zero.ln(),
        sum.clone() * &sum,
    ];
    for u in undefined {
        let computed = [
            zero.clone() * &u,
            u.clone() * &zero,
            x.clone() + &u,
            u.clone() - &u,
            u.clone() / &u,
            -u.clone(),
            zero.clone() / &u,
            u.square(),
            u.sqrt(),
            u.abs(),
            u.exp(),
            u.sin(),
            u.select_above(&x, y.clone(), y.clone()),
            x.select_above(&u, y.clone(), y.clone()),
            x.select_above(&y, u.clone(), zero.clone()),
            x.select_above(&y, zero.clone(), u.clone()),
            one.select_above(&zero, u.clone(), y.clone()),
        ];
        for (place, value) in computed.iter().enumerate() {
            assert!(!value.is_zero() && !value.is_whole() && !value.is_polynomial(), "{place}: {value}");
            assert!(value != value, "{place}: {value}");
        }
        // The controls: a branch that is not taken does not count, and without it all is defined.
        assert_eq!(one.select_above(&zero, y.clone(), u.clone()), y);
        assert!((x.clone() / &x).is_whole() && (zero.clone() * (one.clone() / &x)).is_zero());
    }
}

/// Equal constants are equal, however they were computed.
#[test]
fn roots_of_constants_have_one_form() {
    let number = |n: i64| Symbolic::from_integer(n);
    assert_eq!(number(8).sqrt(), number(2) * number(2).sqrt());
    assert_eq!(Symbolic::ratio(1, 2).sqrt(), number(2).sqrt() / number(2));
    assert_eq!(number(6).sqrt(), number(2).sqrt() * number(3).sqrt());
    assert_eq!(Symbolic::one() / number(6).sqrt(), number(6).sqrt() / number(6));
    let golden = (number(1) + number(5).sqrt()) / number(2);
    assert_eq!(golden.square(), golden + Symbolic::one());
    assert_ne!(number(2).sqrt(), number(3).sqrt());
    assert_ne!(number(2).sqrt() * number(2), number(2));
}

/// A square is replaced wherever it arises.
#[test]
fn squares_are_replaced_in_products_of_polynomials() {
    let [x, y] = symbols(["x", "y"]);
    let again = |p: &Symbolic| Symbolic::from(p.polynomial().clone());
    let two = Symbolic::from_integer(2);
    assert_eq!(again(&two.sqrt()).square(), two);
    assert_eq!((again(&x.sqrt()) + &y).square(), x.clone() + two * x.sqrt() * &y + y.square());
    assert_eq!(again(&x.sqrt()) * x.sqrt(), x);
    assert_ne!(again(&x.sqrt()) * y.sqrt(), x);
}

/// A divisor cancels, once the product is formed or when it is compared with 0.
#[test]
fn divisors_cancel() {
    let [x, y] = symbols(["x", "y"]);
    let (one, two) = (Symbolic::one(), Symbolic::from_integer(2));
    let inverse = |p: &Symbolic| Symbolic::one() / p.clone();
    let more = x.clone() + &one;
    assert_eq!((inverse(&more) * &more).polynomial(), one.polynomial());
    let zero = (two.clone() - two.clone() / &more) - two.clone() * &x / &more;
    assert!(zero.is_zero() && zero.polynomial().is_zero());
    assert_eq!(inverse(&(x.clone() * &y)), inverse(&x) * inverse(&y));
    let less = x.clone() - &one;
    assert_eq!(inverse(&less) - inverse(&more), two.clone() * inverse(&less) * inverse(&more));
    assert_eq!(inverse(&less) * &x * inverse(&more), inverse(&more) * &x * inverse(&less));
    // A divisor with a root, and a divisor of a divisor.
    let rooted = x.sqrt() + &one;
    assert_eq!(inverse(&rooted) * &less, x.sqrt() - &one);
    assert_eq!(inverse(&inverse(&rooted)), rooted);
    assert_ne!(inverse(&more) * &less, one);
    assert_ne!(inverse(&less) + inverse(&more), two * inverse(&less) * inverse(&more));
}

/// 2¹⁵⁰⁰ x has a square whose coefficient is beyond [`Exact::SIZE_BUDGET`], 2¹⁰⁰⁰ x has one within.
#[test]
fn a_coefficient_that_grows_too_long_is_undefined() {
    let square = |bits: u32| {
        let long = Symbolic::from(Polynomial::constant(Rational::from(2).pow(bits)));
        (long * Symbolic::symbol("x")).square()
    };
    assert_eq!(square(1500).defined().err(), Some(Undefined::Budget));
    assert!(square(1000).defined().is_ok());
}

/// What was used within a budget is counted beyond it, after a panic too; what is apart is not.
#[test]
fn a_budget_is_counted_to_the_end_of_the_work() {
    let x = Symbolic::symbol("x");
    let used = |work: &dyn Fn()| {
        Symbolic::within(10, || {
            work();
            LEFT.get()
        })
    };
    let squared = || drop(x.square());
    let product = 10 - used(&squared);
    assert!((1..=3).contains(&product), "{product}");
    assert_eq!(used(&|| Symbolic::within(5, squared)), 10 - product);
    assert_eq!(used(&|| Symbolic::apart(5, squared)), 10);
    let panicking = || {
        squared();
        panic!("in the middle")
    };
    assert_eq!(used(&|| drop(guarded(|| Symbolic::within(5, panicking)))), 10 - product);
    assert_eq!(used(&|| drop(guarded(|| Symbolic::apart(5, panicking)))), 10);
    assert!(!used_up(&Symbolic::within(1, || Symbolic::apart(10, || x.square() * &x))));
}

fn used_up(x: &Symbolic) -> bool {
    x.defined().is_err()
}
