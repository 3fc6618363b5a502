//! Binary32: the operations of binary64, rounded.

use crate::strategies::{any_single, cases, tame_point};
use crate::tolerance::{SINGLE_FUNCTION, same};
use proptest::prelude::*;
use stable_sgd::scalar::{Absolute, Algebra, Approximate, Compare, Ring, Transcendental};

/// Every operation on two numbers, by name.
fn every_operation<T: Transcendental + Absolute + Compare>(a: &T, b: &T) -> Vec<(&'static str, T)> {
    vec![
        ("a + b", a.clone() + b),
        ("a - b", a.clone() - b),
        ("a * b", a.clone() * b),
        ("a / b", a.clone() / b),
        ("-a", -a.clone()),
        ("a²", a.square()),
        ("sqrt a", a.sqrt()),
        ("|a|", a.abs()),
        ("a if a > b else b", a.select_above(b, a.clone(), b.clone())),
        ("b if a > b else a", a.select_above(b, b.clone(), a.clone())),
    ]
}

/// The operations of `f32` on a and b that are not those of `f64`, rounded, on
/// a and c.
fn unlike_rounded(a: f32, b: f32, c: f32) -> Vec<&'static str> {
    let singles = every_operation(&a, &b);
    let doubles = every_operation(&a.to_f64(), &c.to_f64());
    let differ = |x: f32, y: f64| !same(x.to_f64(), f32::from_f64(y).to_f64());
    singles.iter().zip(&doubles).filter(|(x, y)| differ(x.1, y.1)).map(|(x, _)| x.0).collect()
}

/// The transcendental functions, by name.
fn functions<T: Transcendental>(x: &T) -> Vec<(&'static str, T)> {
    let positive = T::from_integer(3) + x;
    vec![("exp", x.exp()), ("ln", positive.ln()), ("sin", x.sin()), ("cos", x.cos()), ("tanh", x.tanh())]
}

/// The functions of x in `f32` that are not those of y in `f64`, but for rounding.
fn unlike_functions(x: f64, y: f64) -> Vec<&'static str> {
    let singles = functions(&f32::from_f64(x));
    let differ = |a: f32, b: f64| (a.to_f64() - b).abs() > SINGLE_FUNCTION * b.abs();
    singles.iter().zip(functions(&y)).filter(|(a, b)| differ(a.1, b.1)).map(|(a, _)| a.0).collect()
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn binary32_is_binary64_rounded(a in any_single(), b in any_single(), x in tame_point()) {
        prop_assert_eq!(unlike_rounded(a, b, b), [""; 0]);
        prop_assert_eq!(unlike_functions(x, x), [""; 0]);
        prop_assert!(same(f32::from_f64(a.to_f64()).to_f64(), a.to_f64()));
    }

    /// A quotient is rounded once, and so is a decimal literal.
    #[test]
    fn a_ratio_in_binary32_is_the_decimal_literal(n in -(1_i64 << 24)..=1 << 24, power in 0..=7_u32) {
        let literal: f32 = format!("{n}e-{power}").parse().expect("a decimal");
        prop_assert_eq!(f32::ratio(n, 10_i64.pow(power)), literal);
        prop_assert_eq!(f32::from_integer(n).to_f64(), f64::from_integer(n));
    }
}

#[test]
fn binary32_has_its_literals() {
    assert_eq!(f32::ratio(9, 10), 0.9_f32);
    // 0.100002995, whose numerator is no `f32`: rounded first, it gives the float below.
    let (numerator, denominator) = (100_002_995, 1_000_000_000);
    assert_eq!(f32::ratio(numerator, denominator), "0.100002995".parse::<f32>().expect("a decimal"));
    assert_ne!(f32::from_integer(numerator) / f32::from_integer(denominator), f32::ratio(numerator, denominator));
    assert_eq!(f32::from_integer(16_777_217), 16_777_216.0_f32, "rounded");
    assert_eq!(f32::NAN.select_above(&0.0, 1.0, 2.0), 2.0);
    assert_eq!(0.0.select_above(&f32::NAN, 1.0, 2.0), 2.0);
}

/// The control: another operand shows in every operation that takes it, another
/// argument in every function, and a product with a rounded reciprocal is no
/// literal.
#[test]
fn control_what_is_not_binary64_rounded_is_found() {
    let binary = ["a + b", "a - b", "a * b", "a / b", "a if a > b else b"];
    assert_eq!(unlike_rounded(1.25, 1.5, 1.501), binary);
    assert_eq!(unlike_functions(1.25, 1.25 + 1e-5), ["exp", "ln", "sin", "cos", "tanh"]);
    assert_ne!(f64::ratio(1, 10), f32::ratio(1, 10).to_f64());
    let missed = (1..100).filter(|n| f32::from_integer(*n) * f32::ratio(1, 10) != f32::ratio(*n, 10)).count();
    assert!(missed > 0, "n (1/10) is n/10 for every n: the check of literals is blind");
}
