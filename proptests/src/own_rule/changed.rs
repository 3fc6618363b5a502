//! One sign, one coefficient or one place changed: each property's check refuses it.

use super::{certify, of};
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Algebra;
use stable_sgd::structure::{Property, Verdict, certify as certify_one};

/// Leapfrog, kick, drift, kick, with at most one thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Leapfrog itself.
    None,
    /// The last kick takes the gradient of the first.
    Stale,
    /// The last kick is a third of a step.
    Third,
    /// The last kick is backward.
    Backward,
    /// The drift keeps 9/10 of the point.
    Decay,
    /// The drift is moved by h.
    Wind,
    /// The drift takes p², not p.
    Even,
    /// The second coordinate is kicked the other way.
    SecondSign,
    /// The second coordinate drifts half as far.
    SecondHalf,
    /// The drift has h² beside.
    Square,
}

impl Describe for Change {
    fn description(&self) -> Description {
        let numbers = const { &[NumberSpec::rate("h", (1, 10), "step h")] };
        Description { numbers, order: Some(2), ..Description::new("changed", "leapfrog with one thing changed") }
    }
}

impl<T: Algebra> Step<T> for Change {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        let half = T::ratio(1, 2) * h;
        let last = match self {
            Self::Third => T::ratio(1, 3) * h,
            Self::Backward => -half.clone(),
            _ => half.clone(),
        };
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        self.kick(&half, state);
        let kept = if *self == Self::Decay { T::ratio(9, 10) } else { T::one() };
        for (i, (q, p)) in state.position.iter_mut().zip(&state.velocity).enumerate() {
            let pace = if *self == Self::Even { p.square() } else { p.clone() };
            let length = if i == 1 && *self == Self::SecondHalf { half.clone() } else { h.clone() };
            let beside = match self {
                Self::Wind => h.clone(),
                Self::Square => h.square(),
                _ => T::zero(),
            };
            *q = kept.clone() * &*q + length * pace + beside;
        }
        if *self != Self::Stale {
            oracle.gradient(&state.position, &mut state.scratch);
        }
        self.kick(&last, state);
        Report::NONE
    }
}

impl Change {
    /// p' = p − length g.
    fn kick<T: Algebra>(self, length: &T, state: &mut State<T>) {
        for (i, (p, g)) in state.velocity.iter_mut().zip(&state.scratch).enumerate() {
            let pull = length.clone() * g;
            *p = if i == 1 && self == Self::SecondSign { p.clone() + pull } else { p.clone() - pull };
        }
    }
}

/// A property with a change that breaks it and one that does not.
const CASES: [(Property, Change, Change); 11] = [
    (Property::Symplectic, Change::Decay, Change::Third),
    (Property::ConformallySymplectic, Change::Stale, Change::Decay),
    (Property::Volume, Change::Stale, Change::SecondSign),
    (Property::Reversible, Change::Third, Change::SecondSign),
    (Property::Adjoint, Change::Third, Change::Wind),
    (Property::FixedPoint, Change::Wind, Change::Stale),
    (Property::Translation, Change::Decay, Change::Wind),
    (Property::Reflection, Change::Even, Change::Decay),
    (Property::Permutation, Change::SecondHalf, Change::Wind),
    (Property::Rotation, Change::SecondSign, Change::Backward),
    (Property::Units, Change::Square, Change::Wind),
];

#[test]
fn each_property_is_refuted_by_one_change_and_kept_by_another() {
    for (property, breaking, harmless) in CASES {
        let verdict = |change| certify_one(&Entry::algebra(change), property, &Default::default()).verdict;
        assert_eq!(verdict(Change::None), Verdict::Proved, "{} of leapfrog", property.id());
        let Verdict::Refuted(witness) = verdict(breaking) else { panic!("{} of {breaking:?}", property.id()) };
        assert!(!witness.defect.is_empty() && witness.defect != "0", "{witness}");
        let replayed = property.replay(&Entry::algebra(breaking), &witness.failure, &witness.point);
        assert_eq!(replayed, Ok(witness.defect), "{} of {breaking:?}", property.id());
        assert!(verdict(harmless).holds(), "{} of {harmless:?}", property.id());
    }
}

/// The same through the door that users take.
#[test]
fn certify_says_the_same_of_a_changed_rule() {
    let certificates = certify(&Entry::algebra(Change::Stale)).expect("a rule that keeps to the contract");
    for (property, breaking, _) in CASES.iter().filter(|(_, breaking, _)| *breaking == Change::Stale) {
        let verdict = &of(&certificates, *property).verdict;
        assert!(matches!(verdict, Verdict::Refuted(_)), "{} of {breaking:?}: {verdict:?}", property.id());
    }
}
