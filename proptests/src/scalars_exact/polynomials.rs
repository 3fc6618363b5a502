//! The ring of polynomials, its maps and its derivations.

use super::*;

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
