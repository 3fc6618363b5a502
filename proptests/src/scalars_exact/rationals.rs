//! Rationals against num-rational, and their laws.

use super::*;

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
