//! The laws of the exact numbers: rationals are an ordered field, polynomials
//! over them a ring, and both hold as equations, without a tolerance.

use crate::strategies::{
    FieldOperation, Fraction, Term, VARIABLES, any_float, cases, decimal, field_expression, finite_float, fraction,
    rational_point, shift, terms,
};
use crate::tolerance::same;
use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{One, Zero};
use proptest::prelude::*;
use stable_sgd::method::{drift, kick};
use stable_sgd::scalar::{Absolute, Algebra, Approximate, Compare, Dual, Polynomial, Rational, Ring};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Two sides that a law says are equal.
type Law<T> = fn(&T, &T, &T) -> (T, T);

/// The laws of a commutative ring.
fn ring_laws<T: Ring>() -> [(&'static str, Law<T>); 12] {
    [
        ("a + b = b + a", |a, b, _| (a.clone() + b, b.clone() + a)),
        ("(a + b) + c = a + (b + c)", |a, b, c| (a.clone() + b + c, a.clone() + (b.clone() + c))),
        ("a + 0 = a", |a, _, _| (a.clone() + T::from_integer(0), a.clone())),
        ("a - a = 0", |a, _, _| (a.clone() - a, T::zero())),
        ("a - b = a + (-b)", |a, b, _| (a.clone() - b, a.clone() + -b.clone())),
        ("a b = b a", |a, b, _| (a.clone() * b, b.clone() * a)),
        ("(a b) c = a (b c)", |a, b, c| (a.clone() * b * c, a.clone() * (b.clone() * c))),
        ("a 1 = a", |a, _, _| (a.clone() * T::from_integer(1), a.clone())),
        ("a 0 = 0", |a, _, _| (a.clone() * T::zero(), T::zero())),
        ("a (b + c) = a b + a c", |a, b, c| (a.clone() * (b.clone() + c), a.clone() * b + a.clone() * c)),
        ("a² = a a", |a, _, _| (a.square(), a.clone() * a)),
        ("2 a = a + a", |a, _, _| (T::from_integer(2) * a, a.clone() + a)),
    ]
}

/// What is no law of a ring.
fn false_laws<T: Ring>() -> [(&'static str, Law<T>); 3] {
    [
        ("a - b = b - a", |a, b, _| (a.clone() - b, b.clone() - a)),
        ("(a - b) - c = a - (b - c)", |a, b, c| (a.clone() - b - c, a.clone() - (b.clone() - c))),
        ("(a + b)² = a² + b²", |a, b, _| ((a.clone() + b).square(), a.square() + b.square())),
    ]
}

/// Whether `law` holds at a, b, c. Duals may differ in how they write zero, so
/// that the difference decides.
fn holds<T: Ring>(law: Law<T>, [a, b, c]: [&T; 3]) -> bool {
    let (left, right) = law(a, b, c);
    (left - right).is_zero()
}

// Rationals against num-rational, and their laws.

/// p/q, through its text: `Algebra::ratio` takes machine words alone.
fn rational((p, q): Fraction) -> Rational {
    format!("{p}/{q}").parse().expect("a fraction")
}

/// p/q of the oracle.
fn oracle((p, q): Fraction) -> BigRational {
    Ratio::new(p.into(), q.into())
}

/// Whether both are the same number in lowest terms; both print p/q, or p.
fn is_oracles(number: &Rational, oracle: &BigRational) -> bool {
    number.to_string() == oracle.to_string()
}

fn apply(operation: FieldOperation, a: Rational, b: &Rational) -> Rational {
    match operation {
        FieldOperation::Add => a + b,
        FieldOperation::Subtract => a - b,
        FieldOperation::SubtractFrom => b.clone() - a,
        FieldOperation::Multiply => a * b,
        FieldOperation::Divide => a.checked_div(b).unwrap_or(a),
        FieldOperation::DivideInto => b.checked_div(&a).unwrap_or(a),
        FieldOperation::Square => a.square(),
        FieldOperation::Absolute => a.abs(),
        FieldOperation::Power(n) => a.pow(n),
    }
}

fn apply_oracle(operation: FieldOperation, a: BigRational, b: &BigRational) -> BigRational {
    match operation {
        FieldOperation::Add => a + b,
        FieldOperation::Subtract => a - b,
        FieldOperation::SubtractFrom => b - a,
        FieldOperation::Multiply => a * b,
        FieldOperation::Divide if b.is_zero() => a,
        FieldOperation::Divide => a / b,
        FieldOperation::DivideInto if a.is_zero() => a,
        FieldOperation::DivideInto => b / a,
        FieldOperation::Square => &a * &a,
        FieldOperation::Absolute if a < BigRational::zero() => -a,
        FieldOperation::Absolute => a,
        FieldOperation::Power(n) => (0..n).fold(BigRational::one(), |power, _| power * &a),
    }
}

/// 2ⁿ p/q, of both kinds.
fn scaled(parts: Fraction, shift: i32) -> (Rational, BigRational) {
    let (power, oracle_power) = (Rational::from(2).pow(shift.unsigned_abs()), BigInt::one() << shift.unsigned_abs());
    if shift < 0 {
        (rational(parts) / power, oracle(parts) / oracle_power)
    } else {
        (rational(parts) * power, oracle(parts) * oracle_power)
    }
}

/// The number that a float is, with ±2¹⁰²⁴ for ±∞: where the next float would be.
fn exact(x: f64) -> BigRational {
    let beyond = || BigRational::from_integer(BigInt::one() << f64::MAX_EXP as usize);
    BigRational::from_float(x).unwrap_or_else(|| if x < 0.0 { -beyond() } else { beyond() })
}

/// Whether `y` is the float nearest to x, of two the even one, with x's sign.
fn is_nearest(y: f64, x: &BigRational) -> bool {
    let distance = |y: f64| {
        let difference = x - exact(y);
        if difference < BigRational::zero() { -difference } else { difference }
    };
    // At an infinity `next_up` stays: the distance is then the same, and y even.
    let is_nearer = [y.next_down(), y.next_up()].iter().all(|next| match distance(y).cmp(&distance(*next)) {
        Ordering::Less => true,
        Ordering::Equal => y.to_bits() & 1 == 0,
        Ordering::Greater => false,
    });
    is_nearer && (x.is_zero() || y.is_sign_negative() == (*x < BigRational::zero()))
}

/// Whether x < y, x = y and x > y exclude each other, and sums and products of
/// positive numbers keep the order that `compare` gives.
fn is_ordered_field(compare: fn(&Rational, &Rational) -> Ordering, [a, b, c]: [&Rational; 3]) -> bool {
    let zero = Rational::zero();
    let total = compare(a, b) == compare(b, a).reverse() && compare(a, b).is_eq() == (a == b);
    let transitive = compare(a, b).is_gt() || compare(b, c).is_gt() || compare(a, c).is_le();
    let translates = compare(&(a.clone() + c), &(b.clone() + c)) == compare(a, b);
    let expected = match compare(c, &zero) {
        Ordering::Greater => compare(a, b),
        Ordering::Equal => Ordering::Equal,
        Ordering::Less => compare(b, a),
    };
    total && transitive && translates && compare(&(a.clone() * c), &(b.clone() * c)) == expected
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn rationals_form_a_commutative_ring(a in fraction(), b in fraction(), c in fraction()) {
        let [a, b, c] = [a, b, c].map(rational);
        for (name, law) in ring_laws() {
            prop_assert!(holds(law, [&a, &b, &c]), "{}", name);
        }
    }

    /// a (1 / a) = 1, (a / b) b = a, and there is no quotient by zero.
    #[test]
    fn rationals_other_than_zero_have_inverses(a in fraction(), b in fraction()) {
        let [a, b] = [a, b].map(rational);
        match a.checked_div(&b) {
            None => prop_assert!(b.is_zero()),
            Some(quotient) => {
                prop_assert!(!b.is_zero());
                prop_assert_eq!(&(quotient.clone() * &b), &a);
                prop_assert_eq!(&(a.clone() / &b), &quotient);
                prop_assert_eq!(a / b.clone(), quotient);
                prop_assert_eq!(Rational::one() / &b * b, Rational::one());
            }
        }
    }

    #[test]
    fn rationals_are_an_ordered_field(a in fraction(), b in fraction(), c in fraction()) {
        let numbers = [a, b, c].map(rational);
        let [a, b, c] = [&numbers[0], &numbers[1], &numbers[2]];
        prop_assert!(is_ordered_field(Ord::cmp, [a, b, c]));
        prop_assert_eq!(a.partial_cmp(b), Some(a.cmp(b)));
        prop_assert_eq!(a.sign(), a.cmp(&Rational::zero()) as i8);
        prop_assert_eq!(a.abs(), a.clone().max(-a.clone()));
        for threshold in [a, b, c] {
            let is_above = a.select_above(threshold, Rational::one(), Rational::zero());
            prop_assert_eq!(is_above.is_one(), a > threshold);
        }
    }

    #[test]
    fn rational_order_is_num_rationals(a in fraction(), b in fraction(), shift in shift()) {
        let ((a, expected_a), (b, expected_b)) = (scaled(a, shift), scaled(b, 0));
        prop_assert_eq!(a.cmp(&b), expected_a.cmp(&expected_b));
        prop_assert_eq!(a.cmp(&a), Ordering::Equal);
    }

    #[test]
    fn rational_expressions_are_num_rationals((start, chain) in field_expression()) {
        let (mut value, mut expected) = (rational(start), oracle(start));
        prop_assert!(is_oracles(&value, &expected));
        for (operation, parts) in chain {
            value = apply(operation, value, &rational(parts));
            expected = apply_oracle(operation, expected, &oracle(parts));
            prop_assert!(is_oracles(&value, &expected), "{:?}: {} is not {}", operation, value, expected);
        }
        let bits = expected.numer().bits() + expected.denom().bits();
        prop_assert_eq!(value.size_in_bits() as u64, bits);
        prop_assert_eq!(value.to_string().parse(), Ok(value));
    }

    #[test]
    fn rational_ratios_and_decimals_are_exact(n in any::<i64>(), d in any::<i64>(), (digits, places) in decimal()) {
        prop_assume!(d != 0);
        prop_assert!(is_oracles(&Rational::ratio(n, d), &oracle((n.into(), d.into()))));
        let power = 10_i64.pow(places);
        prop_assert_eq!(format!("{digits}e-{places}").parse(), Ok(Rational::ratio(digits, power)));
        let (whole, rest, sign) = (digits.abs() / power, digits.abs() % power, if digits < 0 { "-" } else { "" });
        let text = format!("{sign}{whole}.{rest:0width$}", width = places as usize);
        prop_assert_eq!(text.parse(), Ok(Rational::ratio(digits, power)));
    }

    /// √x² = |x|, and 2 x² is no square.
    #[test]
    fn exact_roots_are_of_squares_alone(parts in fraction(), other in fraction()) {
        let (x, other) = (rational(parts), rational(other));
        prop_assert_eq!(x.square().sqrt_exact(), Some(x.abs()));
        prop_assert_eq!((Rational::from(2) * x.square()).sqrt_exact().is_some(), x.is_zero());
        prop_assert_eq!((-x.square()).sqrt_exact().is_some(), x.is_zero());
        if let Some(root) = other.sqrt_exact() {
            prop_assert_eq!(root.square(), other);
        }
    }

    /// A float is a rational, and comes back; −0 as 0.
    #[test]
    fn floats_pass_through_rationals_exactly(x in finite_float(), y in finite_float()) {
        let number = Rational::from_f64(x);
        prop_assert!(is_oracles(&number, &exact(x)));
        prop_assert_eq!(Rational::from_finite(x), Some(number.clone()));
        let back = if x == 0.0 { 0.0 } else { x };
        prop_assert!(same(number.to_f64(), back));
        prop_assert_eq!(Some(number.cmp(&Rational::from_f64(y))), x.partial_cmp(&y));
    }

    /// No float makes a rational panic, and the order is kept: ±∞ are ±2¹⁰²⁴.
    #[test]
    fn every_float_has_a_rational(x in any_float()) {
        let back = Rational::from_f64(x).to_f64();
        prop_assert!(back == x || (x.is_nan() && same(back, 0.0)));
        prop_assert_eq!(Rational::from_finite(x).is_some(), x.is_finite());
    }

    #[test]
    fn rationals_round_to_the_nearest_float(parts in fraction(), shift in shift()) {
        let (number, expected) = scaled(parts, shift);
        prop_assert!(is_nearest(number.to_f64(), &expected), "{:?}", number.to_f64());
    }

    /// The middle between two floats goes to the even one, and the least bit
    /// more or less to the nearer.
    #[test]
    fn middles_between_floats_round_to_even(x in finite_float(), bits in 1_u32..=64) {
        let (half, next) = (Rational::ratio(1, 2), Rational::from_f64(x.next_up()));
        let gap = next - Rational::from_f64(x);
        let middle = Rational::from_f64(x) + half * &gap;
        let little = gap / Rational::from(2).pow(bits);
        for number in [middle.clone() - &little, middle.clone(), middle + &little] {
            let text = number.to_string();
            let expected: BigRational = text.parse().expect("a fraction");
            prop_assert!(is_nearest(number.to_f64(), &expected), "{}: {:?}", text, number.to_f64());
        }
    }
}

/// The control: the same checks refute what is no law, no order, not the
/// oracle's number and not the nearest float.
#[test]
fn control_false_laws_of_rationals_are_refuted() {
    let [a, b, c] = [(1, 2), (-3, 5), (7, 3)].map(rational);
    for (name, law) in false_laws() {
        assert!(!holds(law, [&a, &b, &c]), "{name}");
    }
    for (name, law) in ring_laws() {
        assert!(holds(law, [&a, &b, &c]), "{name}");
    }
    let by_size: fn(&Rational, &Rational) -> Ordering = |a, b| a.abs().cmp(&b.abs());
    assert!(!is_ordered_field(by_size, [&a, &b, &c]), "|a| < |b| is no order of a field");
    let by_text: fn(&Rational, &Rational) -> Ordering = |a, b| a.to_string().cmp(&b.to_string());
    assert!(!is_ordered_field(by_text, [&a, &b, &c]), "the order of texts is none of numbers");
    assert!(!is_oracles(&a, &oracle((1, 3))) && !is_oracles(&a, &oracle((-1, 2))));
}

/// The control: a float off by one ulp, a tie to the odd float, a wrong sign of
/// zero and an overflow that comes too soon are refuted.
#[test]
fn control_wrong_roundings_are_refuted() {
    let third = oracle((1, 3));
    assert!(is_nearest(1.0 / 3.0, &third));
    assert!(!is_nearest((1.0_f64 / 3.0).next_up(), &third) && !is_nearest((1.0_f64 / 3.0).next_down(), &third));
    let tie = oracle(((1 << 53) + 1, 1));
    assert!(is_nearest(9_007_199_254_740_992.0, &tie) && !is_nearest(9_007_199_254_740_994.0, &tie));
    let (_, tiny) = scaled((-1, 1), -1100);
    assert!(is_nearest(-0.0, &tiny) && !is_nearest(0.0, &tiny) && !is_nearest(-5e-324, &tiny));
    let largest = exact(f64::MAX);
    assert!(is_nearest(f64::MAX, &largest) && !is_nearest(f64::INFINITY, &largest));
    let (_, beyond) = scaled((1, 1), 1024);
    assert!(is_nearest(f64::INFINITY, &beyond) && !is_nearest(f64::MAX, &beyond));
}

// Polynomials.

/// Σ p/q xⁱ yʲ zᵏ, in any algebra.
fn expand<T: Algebra>(terms: &[Term], variables: &[T; VARIABLES.len()]) -> T {
    let power = |(x, n): (&T, &u32)| (0..*n).fold(T::one(), |power, _| power * x);
    let term = |(powers, (p, q)): &Term| {
        variables.iter().zip(powers).map(power).fold(T::ratio(*p, *q), |product, factor| product * factor)
    };
    terms.iter().fold(T::zero(), |sum, next| sum + term(next))
}

fn symbols() -> [Polynomial; VARIABLES.len()] {
    VARIABLES.map(Polynomial::symbol)
}

fn polynomial(terms: &[Term]) -> Polynomial {
    expand(terms, &symbols())
}

type Point = BTreeMap<&'static str, Rational>;

fn point(coordinates: [(i64, i64); VARIABLES.len()]) -> Point {
    VARIABLES.into_iter().zip(coordinates.map(|(p, q)| Rational::ratio(p, q))).collect()
}

fn at(p: &Polynomial, point: &Point) -> Rational {
    p.evaluate(point).expect("a value for each variable")
}

/// Whether sums, differences, products, squares and constants pass through `map`.
fn is_homomorphism<T: Algebra>(map: impl Fn(&Polynomial) -> T, p: &Polynomial, q: &Polynomial) -> bool {
    let (a, b) = (map(p), map(q));
    map(&(p.clone() + q)) == a.clone() + &b
        && map(&(p.clone() - q)) == a.clone() - &b
        && map(&(p.clone() * q)) == a.clone() * &b
        && map(&-p.clone()) == -a.clone()
        && map(&p.square()) == a.square()
        && map(&Polynomial::ratio(2, 3)) == T::ratio(2, 3)
        && map(&Polynomial::from_integer(-7)) == T::from_integer(-7)
}

/// Whether `derive` is linear and (p q)' = p' q + q' p.
fn obeys_leibniz(derive: impl Fn(&Polynomial) -> Polynomial, p: &Polynomial, q: &Polynomial) -> bool {
    let (p_slope, q_slope) = (derive(p), derive(q));
    derive(&(p.clone() * q)) == p_slope.clone() * q + q_slope.clone() * p
        && derive(&(p.clone() + q)) == p_slope.clone() + q_slope
        && derive(&(Polynomial::ratio(-5, 3) * p)) == Polynomial::ratio(-5, 3) * p_slope
}

/// Whether a polynomial is written in one way alone: no coefficient is zero, no
/// power is zero, variables are in order, and its terms add up to it.
fn is_canonical(p: &Polynomial) -> bool {
    let mut sum = Polynomial::zero();
    let mut tidy = true;
    for (powers, coefficient) in p.terms() {
        let powers: Vec<_> = powers.collect();
        tidy &= !coefficient.is_zero() && powers.iter().all(|(_, power)| *power > 0);
        tidy &= powers.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let product = |product: Polynomial, (name, power): (&str, u32)| product * Polynomial::symbol(name).pow(power);
        sum = sum + powers.into_iter().fold(Polynomial::constant(coefficient.clone()), product);
    }
    tidy && sum == *p && p.terms().count() == p.term_count() && p.coefficients().count() == p.term_count()
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn polynomials_form_a_commutative_ring(a in terms(), b in terms(), c in terms()) {
        let [a, b, c] = [a, b, c].map(|terms| polynomial(&terms));
        for (name, law) in ring_laws() {
            prop_assert!(holds(law, [&a, &b, &c]), "{}", name);
            let (left, right) = law(&a, &b, &c);
            prop_assert_eq!(left, right, "{}", name);
        }
    }

    #[test]
    fn polynomials_are_canonical(a in terms(), b in terms()) {
        let (p, q) = (polynomial(&a), polynomial(&b));
        for result in [p.clone() + &q, p.clone() - &q, p.clone() * &q, -p.clone(), p.square(), p.derivative("x")] {
            prop_assert!(is_canonical(&result), "{}", result);
        }
        let nothing = p.clone() - &p;
        prop_assert!(nothing.is_zero() && nothing.term_count() == 0 && nothing == Polynomial::zero());
        prop_assert_eq!((nothing.degree(), nothing.to_string()), (None, "0".to_owned()));
        let reversed: Vec<Term> = a.into_iter().rev().collect();
        prop_assert_eq!(polynomial(&reversed), p);
    }

    /// The sum of the given terms, by their powers, without polynomials.
    #[test]
    fn polynomials_have_the_terms_that_are_added(terms in terms()) {
        let mut expected: BTreeMap<[u32; VARIABLES.len()], Rational> = BTreeMap::new();
        for (powers, (p, q)) in &terms {
            let place = expected.entry(*powers).or_insert_with(Rational::zero);
            *place = place.clone() + Rational::ratio(*p, *q);
        }
        expected.retain(|_, coefficient| !coefficient.is_zero());
        let p = polynomial(&terms);
        let power_of = |powers: &BTreeMap<&str, u32>| VARIABLES.map(|name| powers.get(name).copied().unwrap_or(0));
        let found = p.terms().map(|(powers, coefficient)| (power_of(&powers.collect()), coefficient.clone())).collect();
        prop_assert_eq!(&expected, &found);
        prop_assert_eq!(p.size_in_bits(), expected.values().map(Rational::size_in_bits).sum::<usize>());
        let occurring = |i: &usize| expected.keys().any(|powers| powers[*i] > 0);
        let variables: BTreeSet<&str> = (0..VARIABLES.len()).filter(occurring).map(|i| VARIABLES[i]).collect();
        prop_assert_eq!(p.variables(), variables);
        let degree = expected.keys().map(|powers| u64::from(powers.iter().sum::<u32>())).max();
        prop_assert_eq!(p.degree(), degree);
        let constant = expected.keys().all(|powers| powers.iter().all(|power| *power == 0));
        let value = expected.values().next().cloned().unwrap_or_else(Rational::zero);
        prop_assert_eq!(p.as_constant(), constant.then_some(value));
    }

    /// There are no divisors of zero: degrees add.
    #[test]
    fn the_degree_of_a_product_is_the_sum_of_degrees(a in terms(), b in terms()) {
        let (p, q) = (polynomial(&a), polynomial(&b));
        let sum = p.degree().zip(q.degree()).map(|(p, q)| p + q);
        prop_assert_eq!((p.clone() * &q).degree(), sum);
        prop_assert!((p.clone() * &q).term_count() <= p.term_count() * q.term_count());
    }

    /// p(x, y, z) at a point, also without polynomials.
    #[test]
    fn evaluation_is_a_ring_homomorphism(a in terms(), b in terms(), coordinates in rational_point()) {
        let (p, q, point) = (polynomial(&a), polynomial(&b), point(coordinates));
        prop_assert!(is_homomorphism(|p| at(p, &point), &p, &q));
        prop_assert_eq!(at(&p, &point), expand(&a, &coordinates.map(|(p, q)| Rational::ratio(p, q))));
        prop_assert_eq!(at(&Polynomial::symbol("y"), &point), point["y"].clone());
    }

    #[test]
    fn evaluation_names_a_missing_variable(a in terms(), coordinates in rational_point()) {
        let (p, mut point) = (polynomial(&a), point(coordinates));
        point.remove("y");
        let missing = p.evaluate(&point).err().map(|error| error.variable);
        prop_assert_eq!(missing, p.variables().contains("y").then_some("y"));
    }

    #[test]
    fn powers_are_repeated_products(a in terms(), n in 0_u32..=3) {
        let p = polynomial(&a);
        prop_assert_eq!(p.pow(n), (0..n).fold(Polynomial::one(), |power, _| power * &p));
    }

    #[test]
    fn differentiation_is_a_derivation(a in terms(), b in terms(), name in proptest::sample::select(&VARIABLES)) {
        let (p, q) = (polynomial(&a), polynomial(&b));
        prop_assert!(obeys_leibniz(|p| p.derivative(name), &p, &q));
        for other in VARIABLES {
            prop_assert_eq!(p.derivative(name).derivative(other), p.derivative(other).derivative(name));
            let slope = Polynomial::from_integer(i64::from(name == other));
            prop_assert_eq!(Polynomial::symbol(other).derivative(name), slope);
        }
        prop_assert!(p.derivative("absent").is_zero());
    }

    /// p(r, y, z) at a point is p at the point whose x is r there.
    #[test]
    fn substitution_composes_with_evaluation(a in terms(), b in terms(), coordinates in rational_point()) {
        let (p, r, here) = (polynomial(&a), polynomial(&b), point(coordinates));
        let mut there = here.clone();
        there.insert("x", at(&r, &here));
        let composed = p.substitute("x", &r);
        prop_assert_eq!(at(&composed, &here), at(&p, &there));
        prop_assert!(is_canonical(&composed));
        let [_, y, z] = symbols();
        prop_assert_eq!(&composed, &expand(&a, &[r, y, z]));
        prop_assert_eq!(p.substitute("x", &Polynomial::symbol("x")), p.clone());
        prop_assert_eq!(p.substitute("absent", &composed), p);
    }

    #[test]
    fn substitution_is_a_ring_homomorphism(a in terms(), b in terms(), r in terms()) {
        let [p, q, r] = [a, b, r].map(|terms| polynomial(&terms));
        prop_assert!(is_homomorphism(|p| p.substitute("y", &r), &p, &q));
    }

    /// ∂y p(r(x, y), y) = p₂(r, y) + p₁(r, y) ∂y r.
    #[test]
    fn substitution_obeys_the_chain_rule(a in terms(), b in terms()) {
        let (p, r) = (polynomial(&a), polynomial(&b));
        let inner = |p: Polynomial| p.substitute("x", &r);
        let expected = inner(p.derivative("y")) + inner(p.derivative("x")) * r.derivative("y");
        prop_assert_eq!(inner(p).derivative("y"), expected);
    }
}

/// The control: an evaluation at another point differs, and is no homomorphism
/// where its two points are mixed; derivatives that forget a factor, or are
/// taken twice, are no derivations.
#[test]
fn control_false_laws_of_polynomials_are_refuted() {
    let [x, y, z] = symbols();
    let (p, q) = (x.square() * &y - Polynomial::ratio(1, 2) * &z, x.clone() + &y);
    for (name, law) in false_laws() {
        assert!(!holds(law, [&p, &q, &x]), "{name}");
    }
    for (name, law) in ring_laws() {
        assert!(holds(law, [&p, &q, &x]), "{name}");
    }

    let (here, there) = (point([(2, 1), (3, 1), (1, 1)]), point([(2, 1), (3, 1), (2, 1)]));
    assert_eq!((at(&p, &here), at(&p, &there)), (Rational::ratio(23, 2), Rational::from(11)));
    assert!(is_homomorphism(|p| at(p, &here), &p, &q));
    let mixed = |p: &Polynomial| at(p, if p.term_count() > 1 { &here } else { &there });
    assert!(!is_homomorphism(mixed, &p, &(z.clone() - &p)));
    let leading = |p: &Polynomial| p.coefficients().last().cloned().unwrap_or_else(Rational::zero);
    assert!(!is_homomorphism(leading, &p, &q), "the leading coefficient of a sum is not the sum");

    // Every power of x is lowered, and no coefficient multiplied.
    let lowered = |p: &Polynomial| {
        let with_x = p.clone() - p.substitute("x", &Polynomial::zero());
        with_x.terms().fold(Polynomial::zero(), |sum, (powers, coefficient)| {
            let power = |(name, power): (&str, u32)| Polynomial::symbol(name).pow(power - u32::from(name == "x"));
            sum + powers.map(power).fold(Polynomial::constant(coefficient.clone()), |product, factor| product * factor)
        })
    };
    assert_eq!(lowered(&p), x.clone() * &y);
    assert!(obeys_leibniz(|p| p.derivative("x"), &p, &q));
    assert!(!obeys_leibniz(lowered, &p, &q));
    assert!(!obeys_leibniz(|p| p.derivative("x").derivative("y"), &p, &q));
    assert!(!obeys_leibniz(|p| p.derivative("x") + Polynomial::one(), &p, &q));
    assert!(p.substitute("x", &y) != p.substitute("x", &z));
}

// Dual numbers over the exact numbers.

proptest! {
    #![proptest_config(cases(1.0))]

    /// The same formula on Dual<Polynomial> has the symbolic partial derivatives.
    #[test]
    fn duals_of_polynomials_give_partial_derivatives(a in terms(), b in terms()) {
        let (p, q) = (polynomial(&a), polynomial(&b));
        let variables: [Dual<Polynomial>; VARIABLES.len()] = Dual::point(&symbols()).try_into().expect("as many");
        let product = expand(&a, &variables) * expand(&b, &variables);
        prop_assert_eq!(&product.value, &(p.clone() * &q));
        for (i, name) in VARIABLES.into_iter().enumerate() {
            prop_assert_eq!(product.along(i), (p.clone() * &q).derivative(name));
            prop_assert_eq!(product.along(i), p.derivative(name) * &q + q.derivative(name) * &p);
        }
    }

    /// The same formula on Dual<Rational> has their values at the point.
    #[test]
    fn duals_of_rationals_give_exact_derivatives(a in terms(), coordinates in rational_point()) {
        let (p, here) = (polynomial(&a), point(coordinates));
        let values = coordinates.map(|(p, q)| Rational::ratio(p, q));
        let variables: [Dual<Rational>; VARIABLES.len()] = Dual::point(&values).try_into().expect("as many");
        let dual = expand(&a, &variables);
        prop_assert_eq!(&dual.value, &at(&p, &here));
        for (i, name) in VARIABLES.into_iter().enumerate() {
            prop_assert_eq!(dual.along(i), at(&p.derivative(name), &here));
        }
    }

    /// (a / b) b = a, with derivatives, exactly.
    #[test]
    fn duals_of_rationals_divide_exactly(a in terms(), b in terms(), coordinates in rational_point()) {
        let values = coordinates.map(|(p, q)| Rational::ratio(p, q));
        let variables: [Dual<Rational>; VARIABLES.len()] = Dual::point(&values).try_into().expect("as many");
        let (a, b) = (expand(&a, &variables), expand(&b, &variables));
        let divisor = if b.value.is_zero() { b + Dual::one() } else { b };
        prop_assert!((a.clone() / &divisor * divisor - a).is_zero());
    }

    #[test]
    fn duals_of_exact_numbers_form_a_ring(a in terms(), b in terms(), coordinates in rational_point()) {
        let values = coordinates.map(|(p, q)| Rational::ratio(p, q));
        let variables: [Dual<Rational>; VARIABLES.len()] = Dual::point(&values).try_into().expect("as many");
        let (p, q) = (expand(&a, &variables), expand(&b, &variables));
        for (name, law) in ring_laws() {
            prop_assert!(holds(law, [&p, &q, &variables[0]]), "{}", name);
        }
        let variables: [Dual<Polynomial>; VARIABLES.len()] = Dual::point(&symbols()).try_into().expect("as many");
        let (p, q) = (expand(&a, &variables), expand(&b, &variables));
        for (name, law) in ring_laws() {
            prop_assert!(holds(law, [&p, &q, &variables[0]]), "{}", name);
        }
    }
}

/// The control: the value of another variable's derivative is another polynomial.
#[test]
fn control_directions_of_symbolic_duals_are_not_confused() {
    let [x, y, z] = symbols();
    let terms = [([2, 1, 0], (1, 1)), ([0, 0, 1], (3, 2))];
    let variables: [Dual<Polynomial>; VARIABLES.len()] = Dual::point(&symbols()).try_into().expect("as many");
    let p = expand(&terms, &variables);
    assert_eq!(p.value, x.square() * &y + Polynomial::ratio(3, 2) * z);
    let expected = [Polynomial::from_integer(2) * &x * y, x.square(), Polynomial::ratio(3, 2)];
    for i in 0..VARIABLES.len() {
        assert_eq!(p.along(i), expected[i]);
        assert_ne!(p.along(i), expected[(i + 1) % VARIABLES.len()]);
    }
}

/// Whether JᵀΩJ = μ Ω for q' = q − a v', v' = μ v + η g(q), where the gradient
/// is a symbol whose Hessian is `hessian(i, j)`; for every μ, η, a, q, v, g.
fn kick_then_drift_is_conformal(dimension: usize, hessian: impl Fn(usize, usize) -> String) -> bool {
    let list = |name: &str| (0..dimension).map(|i| Polynomial::symbol(&format!("{name}{i}"))).collect::<Vec<_>>();
    let [momentum, learning_rate, rate] = ["mu", "eta", "a"].map(|name| Dual::constant(Polynomial::symbol(name)));
    let point = Dual::point(&[list("q"), list("v")].concat());
    let (position, velocity) = point.split_at(dimension);
    let gradient = list("g").into_iter().enumerate().map(|(i, value)| {
        let along_position = (0..dimension).map(|j| Polynomial::symbol(&hessian(i, j)));
        Dual { value, derivative: along_position.chain(vec![Polynomial::zero(); dimension]).collect() }
    });
    let velocity: Vec<_> = velocity.iter().zip(gradient).map(|(v, g)| kick(&momentum, v, &learning_rate, &g)).collect();
    let moved = position.iter().zip(&velocity).map(|(q, v)| drift(q, &(rate.clone() * v)));
    let state: Vec<_> = moved.chain(velocity.iter().cloned()).collect();

    let entry = |row: usize, column: usize| state[row].along(column);
    (0..2 * dimension).flat_map(|r| (0..2 * dimension).map(move |c| (r, c))).all(|(r, c)| {
        let form = (0..dimension).fold(Polynomial::zero(), |sum, k| {
            let (q, v) = (k, k + dimension);
            sum + entry(q, r) * entry(v, c) - entry(v, r) * entry(q, c)
        });
        let omega = i64::from(c == r + dimension) - i64::from(r == c + dimension);
        form == Polynomial::from_integer(omega) * &momentum.value
    })
}

/// The two number types together are enough for S1; the structure suites prove
/// it of the registered methods. The control: a Hessian that is not symmetric,
/// which no gradient has; in one dimension every matrix is.
#[test]
fn symbols_prove_that_kick_then_drift_is_conformally_symplectic() {
    for dimension in 1..=4 {
        assert!(kick_then_drift_is_conformal(dimension, |i, j| format!("h{}_{}", i.min(j), i.max(j))));
        assert_eq!(kick_then_drift_is_conformal(dimension, |i, j| format!("h{i}_{j}")), dimension == 1);
    }
}
