//! The order of every method against the flow that it declares (S10), and the jets that
//! it is read from.

use crate::changed::{Changed, certify, refuted};
use crate::strategies::cases;
use proptest::prelude::*;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{
    ConformalEuler, Describe, Description, KickDriftKick, NumberSpec, Pefrl, SymplecticEuler, Yoshida4,
};
use stable_sgd::scalar::{Exact, Field, Jet, Rational, Ring, Root};
use stable_sgd::structure::{Property, Verdict};
use std::fmt::Debug;

/// (method, declared order): the textbook's answers.
const KNOWN: [(&str, &str); 11] = [
    ("explicit_euler", "1, and no more"),
    ("symplectic_euler", "1, and no more"),
    ("symplectic_euler_adjoint", "1, and no more"),
    ("leapfrog_kdk", "2, and no more"),
    ("leapfrog_dkd", "2, and no more"),
    ("yoshida4", "4, and no more, where 6*gamma^3 - 12*gamma^2 + 6*gamma - 1 = 0"),
    ("forest_ruth4", "4, and no more, where 6*gamma^3 - 12*gamma^2 + 6*gamma - 1 = 0"),
    ("pefrl", "4, and no more, where 2 order conditions hold"),
    ("conformal_euler", "1, and no more"),
    ("conformal_leapfrog", "2, and no more"),
    ("runge_kutta4", "4, and no more"),
];

#[test]
fn every_declared_order_is_that_of_the_declared_flow() {
    for entry in registry::all() {
        let name = entry.description.name;
        let found = certify(&entry, Property::Order);
        match KNOWN.iter().find(|(known, _)| *known == name) {
            Some((_, order)) => {
                assert_eq!(found.verdict, Verdict::Proved, "{name}");
                assert!(found.value.as_deref().is_some_and(|value| value.starts_with(order)), "{name}: {found:?}");
            }
            None => assert!(matches!(found.verdict, Verdict::NotApplicable(_)), "{name}: {found:?}"),
        }
    }
}

/// A rule whose description declares something else.
fn declared<R: Describe>(rule: R, change: impl FnOnce(Description) -> Description) -> Changed<R> {
    let description = change(rule.description());
    Changed { rule, description }
}

#[test]
fn control_an_order_that_is_too_high_is_refuted() {
    let order = |order| move |description| Description { order: Some(order), ..description };
    assert!(refuted(&Entry::algebra(declared(SymplecticEuler, order(2))), Property::Order));
    assert!(refuted(&Entry::algebra(declared(KickDriftKick, order(3))), Property::Order));
    assert!(refuted(&Entry::algebra(declared(Yoshida4, order(5))), Property::Order));
    let beyond = certify(&Entry::algebra(declared(KickDriftKick, order(9))), Property::Order);
    assert!(matches!(beyond.verdict, Verdict::Undecided(_)), "{beyond:?}");
}

#[test]
fn an_order_that_is_too_low_is_said_to_be() {
    let low = declared(KickDriftKick, |description| Description { order: Some(1), ..description });
    let found = certify(&Entry::algebra(low), Property::Order);
    assert_eq!(
        (found.verdict, found.value.as_deref()),
        (Verdict::Proved, Some("at least 1: no coefficient of h^2 was found"))
    );
}

/// Another γ, and a friction that is half of what is declared.
#[test]
fn control_another_number_is_refuted() {
    let numbers: &'static [NumberSpec] =
        const { &[NumberSpec::rate("h", (1, 10), "step"), NumberSpec::coefficient("gamma", (13, 10), "another")] };
    let yoshida = declared(Yoshida4, |description| Description { numbers, ..description });
    assert!(refuted(&Entry::algebra(yoshida), Property::Order));
    let numbers: &'static [NumberSpec] = const {
        &[
            NumberSpec::rate("h", (1, 10), "step"),
            NumberSpec::coefficient("xi", (18, 100), "rounded"),
            NumberSpec::coefficient("lambda", (-21, 100), "rounded"),
            NumberSpec::coefficient("chi", (-7, 100), "rounded"),
        ]
    };
    let pefrl = declared(Pefrl, |description| Description { numbers, ..description });
    assert!(refuted(&Entry::algebra(pefrl), Property::Order));
    let numbers: &'static [NumberSpec] = const {
        &[NumberSpec::rate("h", (1, 10), "step"), NumberSpec::fraction("momentum", (9, 10), "").damping((1, 2))]
    };
    let half = declared(ConformalEuler, |description| Description { numbers, ..description });
    assert!(refuted(&Entry::algebra(half), Property::Order));
}

/// A witness is computed again from its point, and another point is noticed.
#[test]
fn a_witness_of_a_wrong_order_replays() {
    let wrong = declared(SymplecticEuler, |description| Description { order: Some(2), ..description });
    let entry = Entry::algebra(wrong);
    let Verdict::Refuted(witness) = certify(&entry, Property::Order).verdict else { panic!("not refuted") };
    assert_eq!(Property::Order.replay(&entry, &witness.failure, &witness.point), Ok(witness.defect.clone()));
    assert_ne!(Property::Order.replay(&entry, &witness.failure, &Default::default()), Ok(witness.defect));
}

fn rational() -> impl Strategy<Value = Rational> {
    (-9..=9_i64, 1..=4_i64).prop_map(|(n, d)| stable_sgd::scalar::Algebra::ratio(n, d))
}

fn jet<T: Ring + From<Rational>>() -> impl Strategy<Value = Jet<T>> {
    let coefficients = prop::collection::vec(rational(), 0..=Jet::<T>::ORDER + 2);
    coefficients.prop_map(|coefficients| Jet::new(coefficients.into_iter().map(T::from).collect()))
}

/// (a / b) b = a, where b₀ is not 0.
fn divides<T: Field + Debug>(a: Jet<T>, b: Jet<T>) -> bool {
    (a.clone() / &b) * &b == a
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn jets_are_a_commutative_ring(a in jet::<Rational>(), b in jet::<Rational>(), c in jet::<Rational>()) {
        prop_assert_eq!((a.clone() + &b) * &c, a.clone() * &c + b.clone() * &c);
        prop_assert_eq!((a.clone() * &b) * &c, a.clone() * (b.clone() * &c));
        prop_assert_eq!(a.clone() * &b, b.clone() * &a);
        prop_assert_eq!(a.clone() - &b + &b, a);
    }

    #[test]
    fn jets_divide_and_have_roots(a in jet::<Exact>(), b in jet::<Exact>()) {
        prop_assume!(b.coefficient(0) != Exact::from(Rational::from(0)));
        prop_assert!(divides(a, b.clone()));
        let root = (b.clone() * &b).sqrt();
        prop_assert!(root == b || root == -b);
    }

    /// e^(ah) e^(bh) = e^((a + b)h), and h d/dh undoes the integral.
    #[test]
    fn exponentials_multiply(a in rational(), b in rational(), jet in jet::<Rational>()) {
        prop_assert_eq!(Jet::exponential(&a) * Jet::exponential(&b), Jet::exponential(&(a + &b)));
        for power in 0..Jet::<Rational>::ORDER {
            let next = jet.integral().coefficient(power + 1) * Rational::from(power as i64 + 1);
            prop_assert_eq!(next, jet.coefficient(power));
        }
    }
}
