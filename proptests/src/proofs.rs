//! Polynomials in one variable: what is found of their roots, signs and divisors
//! is compared with how they were made.

use crate::strategies::{ROOT_DENOMINATOR, ROOT_NUMERATOR, cases, coefficients, roots, small_rational};
use num_traits::{One, Zero};
use proptest::prelude::*;
use stable_sgd::proof::Budget;
use stable_sgd::proof::roots::RealRoot;
use stable_sgd::proof::sturm::{SignOn, Sturm};
use stable_sgd::proof::univariate::Univariate;
use stable_sgd::scalar::{Algebra, Polynomial, Rational};
use std::collections::BTreeMap;

fn ample() -> Budget {
    Budget::default()
}

/// x − r
fn linear(root: &Rational) -> Univariate {
    Univariate::new(vec![-root.clone(), Rational::one()])
}

/// Π (x − r)ᵐ
fn product(roots: &BTreeMap<Rational, u32>) -> Univariate {
    let factors = roots.iter().flat_map(|(root, order)| (0..*order).map(|_| linear(root)));
    factors.fold(Univariate::one(), |product, factor| product * factor)
}

/// x² + n without a rational root: n = 1 without a real one, n = −2 with two.
fn quadratic(n: i64) -> Univariate {
    Univariate::new(vec![n.into(), Rational::zero(), Rational::one()])
}

/// The distinct real roots above a bound, if one is given.
fn roots_above(p: &Univariate, low: Option<&Rational>) -> Vec<RealRoot> {
    Sturm::new(p, ample()).and_then(|sturm| sturm.isolate(low, None)).expect("within the budget")
}

fn real_roots(p: &Univariate) -> Vec<RealRoot> {
    roots_above(p, None)
}

fn exact_roots(p: &Univariate) -> Vec<Rational> {
    real_roots(p).into_iter().filter_map(|root| root.exact).collect()
}

fn divides(divisor: &Univariate, p: &Univariate) -> bool {
    p.div_rem(divisor).is_some_and(|(_, rest)| rest.is_zero())
}

/// A number that is no root of small rationals.
fn stranger() -> Rational {
    Rational::from(ROOT_NUMERATOR + 1)
}

/// How often the sign changes between neighbours on the odd multiples of 1/64
/// from −10 to 10. These are no small rationals, whose denominators are up to 5,
/// and at most one of those lies between neighbours.
fn changes_on_a_grid(p: &Univariate) -> usize {
    let limit = 64 * (ROOT_NUMERATOR + 1);
    let signs: Vec<_> = (-limit..limit).map(|n| p.evaluate(&Rational::ratio(2 * n + 1, 128)).sign()).collect();
    assert!(64 > 4 * ROOT_DENOMINATOR && signs.iter().all(|sign| *sign != 0));
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// Changes of sign among the coefficients (R. Descartes 1637).
fn descartes(p: &Univariate) -> usize {
    let signs: Vec<_> = p.coefficients().iter().map(Rational::sign).filter(|sign| *sign != 0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

proptest! {
    #![proptest_config(cases(0.25))]

    #[test]
    fn the_isolated_roots_of_a_product_are_those_of_its_factors(roots in roots(), with in prop_oneof![Just(1_i64), Just(-2)]) {
        let p = product(&roots) * quadratic(with);
        let expected: Vec<_> = roots.keys().cloned().collect();
        prop_assert_eq!(exact_roots(&p), expected.clone());
        let found = real_roots(&p);
        prop_assert_eq!(found.len(), expected.len() + if with < 0 { 2 } else { 0 });
        // Control: a further root is one root too many.
        prop_assert_ne!(exact_roots(&(p * linear(&stranger()))), expected);
    }

    #[test]
    fn sturms_count_is_the_number_of_changes_of_sign(roots in roots()) {
        let simple = roots.keys().map(|root| (root.clone(), 1)).collect();
        let count = |p: &Univariate| Sturm::new(p, ample()).expect("within the budget").count(None, None);
        let p = product(&simple);
        prop_assert_eq!(count(&p), changes_on_a_grid(&p));
        // Control: at a double root the sign does not change.
        if let Some(root) = roots.keys().next() {
            let doubled = p * linear(root);
            prop_assert_eq!(count(&doubled), changes_on_a_grid(&doubled) + 1);
        }
    }

    #[test]
    fn isolating_intervals_are_disjoint_and_change_the_sign(numbers in coefficients()) {
        let p = Univariate::new(numbers);
        prop_assume!(!p.is_zero());
        let sturm = Sturm::new(&p, ample()).expect("within the budget");
        let roots = real_roots(&p);
        prop_assert_eq!(roots.len(), sturm.count(None, None));
        prop_assert!(roots.windows(2).all(|pair| pair[0].high < pair[1].low));
        let square_free = p.square_free(ample()).expect("within the budget");
        let sign = |x: &Rational| square_free.evaluate(x).sign();
        for root in &roots {
            match &root.exact {
                Some(exact) => prop_assert!(p.evaluate(exact).is_zero()),
                None => prop_assert_eq!(sign(&root.low) * sign(&root.high), -1),
            }
            let fine = sturm.refine(root, &Rational::ratio(1, 1 << 20)).expect("a root of its own");
            prop_assert!(root.low <= fine.low && fine.high <= root.high && fine.width() <= Rational::ratio(1, 1 << 20));
        }
        // Control: an interval beside the roots is refused.
        let bound = p.root_bound();
        let beside = RealRoot { low: bound.clone(), high: bound + Rational::one(), exact: None };
        prop_assert!(sturm.refine(&beside, &Rational::one()).is_err());
    }

    /// The rule counts roots by their orders, so that it is at least the number.
    #[test]
    fn positive_roots_obey_descartes_rule(numbers in coefficients(), roots in roots()) {
        let p = Univariate::new(numbers);
        prop_assume!(!p.is_zero());
        prop_assert!(roots_above(&p, Some(&Rational::zero())).len() <= descartes(&p));
        // Where every root is real the rule is exact, with orders counted.
        let p = product(&roots);
        let orders: u32 = roots.iter().filter(|(root, _)| root.sign() > 0).map(|(_, order)| order).sum();
        prop_assert_eq!(descartes(&p), orders as usize);
    }

    #[test]
    fn the_sign_on_an_interval_is_the_sign_at_its_points(
        numbers in coefficients(), a in small_rational(), b in small_rational(), share in 1_i64..=15,
    ) {
        let p = Univariate::new(numbers);
        prop_assume!(a != b);
        let (low, high) = (a.clone().min(b.clone()), a.max(b));
        let inside = low.clone() + Rational::ratio(share, 16) * (high.clone() - &low);
        match p.sign_on(Some(&low), Some(&high), ample()).expect("low < high") {
            SignOn::Constant(sign) => {
                prop_assert_eq!(p.evaluate(&inside).sign(), sign);
                // Control: a root in the interval is seen.
                let crossed = (p.clone() * linear(&inside)).sign_on(Some(&low), Some(&high), ample());
                prop_assert_eq!(crossed, Ok(if p.is_zero() { SignOn::Constant(0) } else { SignOn::Roots { count: 1 } }));
            }
            SignOn::Roots { count } => {
                let roots = real_roots(&p);
                let touching = roots.iter().filter(|root| root.low < high && root.high > low).count();
                prop_assert!(0 < count && count <= touching);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn division_leaves_a_remainder_of_smaller_degree(a in coefficients(), b in coefficients()) {
        let [a, b] = [a, b].map(Univariate::new);
        match a.div_rem(&b) {
            None => prop_assert!(b.is_zero()),
            Some((quotient, rest)) => {
                prop_assert!(rest.degree() < b.degree());
                prop_assert_eq!(quotient.clone() * &b + &rest, a.clone());
                // Control: another remainder gives another polynomial.
                prop_assert_ne!(quotient * &b + rest + Univariate::one(), a);
            }
        }
    }

    #[test]
    fn the_greatest_common_divisor_divides_and_is_greatest(
        a in coefficients(), b in coefficients(), common in coefficients(),
    ) {
        let [a, b, common] = [a, b, common].map(Univariate::new);
        let [p, q] = [a * &common, b * &common];
        let gcd = p.gcd(&q, ample()).expect("within the budget");
        prop_assume!(!gcd.is_zero());
        prop_assert!(divides(&gcd, &p) && divides(&gcd, &q) && divides(&common, &gcd));
        prop_assert!(gcd.leading().is_one());
        // Control: with a factor more it divides one of both no longer.
        let more = gcd * linear(&stranger());
        prop_assert!(!(divides(&more, &p) && divides(&more, &q)));
    }

    #[test]
    fn the_square_free_part_has_no_repeated_root(roots in roots()) {
        let p = product(&roots) * quadratic(1) * quadratic(1);
        let simple = product(&roots.keys().map(|root| (root.clone(), 1)).collect()) * quadratic(1);
        prop_assert_eq!(p.square_free(ample()), Ok(simple.clone()));
        prop_assert_ne!(p.clone(), simple, "x² + 1 stands twice");
    }

    #[test]
    fn a_univariate_is_the_polynomial_that_it_came_from(a in coefficients(), b in coefficients(), x in small_rational()) {
        let [a, b] = [a, b].map(Univariate::new);
        let [p, q] = [&a, &b].map(|part| part.to_polynomial("x"));
        let back = |p: &Polynomial| Univariate::from_polynomial(p, "x").expect("in x");
        prop_assert_eq!(back(&(p.clone() * &q)), a.clone() * &b);
        prop_assert_eq!(back(&(p.clone() - &q)), a.clone() - &b);
        prop_assert_eq!(back(&p.derivative("x")), a.derivative());
        prop_assert_eq!(p.evaluate(&BTreeMap::from([("x", x.clone())])).unwrap_or_else(|_| a.evaluate(&x)), a.evaluate(&x));
        prop_assert_eq!(p.content(), a.content());
        prop_assert!(a.primitive().coefficients().iter().all(|c| c.floor() == *c));
        prop_assert_eq!(back(&(p * &q + Polynomial::one())) == a * b, false);
    }
}
