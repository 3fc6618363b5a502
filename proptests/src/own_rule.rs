//! Rules of one's own: what `certify` says of good ones, of broken ones, and of ones
//! with a single thing changed.

mod broken;
mod changed;
#[rustfmt::skip]
mod exported;

/// The example, whose rules these suites use.
#[path = "../../examples/own_rule.rs"]
mod example;

use stable_sgd::certify;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Algebra, Ring};
use stable_sgd::structure::{Certificate, Mend, Property, Verdict};

/// The certificate of one property among those of `certify`.
fn of(certificates: &[Certificate], property: Property) -> &Certificate {
    certificates.iter().find(|certificate| certificate.property == property).expect("every property")
}

/// Symplectic Euler as a user writes it, with kick and drift in one loop.
struct Mine {
    /// The registered name, or another.
    name: &'static str,
}

impl Describe for Mine {
    fn description(&self) -> Description {
        let numbers = const { &[NumberSpec::rate("h", (1, 10), "step h")] };
        Description { numbers, order: Some(1), ..Description::new(self.name, "p' = p − h ∇U(q);  q' = q + h p'") }
    }
}

impl<T: Ring> Step<T> for Mine {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let mut gradient = vec![T::zero(); state.position.len()];
        oracle.gradient(&state.position, &mut gradient);
        for (i, g) in gradient.into_iter().enumerate() {
            state.velocity[i] = state.velocity[i].clone() - g * h;
            state.position[i] = h.clone() * &state.velocity[i] + &state.position[i];
        }
        Report::NONE
    }
}

#[test]
fn a_good_rule_has_the_certificates_of_its_registered_twin() {
    let mine = certify(&Entry::algebra(Mine { name: "symplectic_euler" })).expect("a good rule");
    let registered = registry::find("symplectic_euler").expect("registered");
    let twin = certify(&registered).expect("a good rule");
    assert_eq!(mine, twin);
    // The control: its adjoint is another rule.
    let adjoint = registry::find("symplectic_euler_adjoint").expect("registered");
    let other = certify(&adjoint).expect("a good rule");
    assert_ne!(of(&mine, Property::Adjoint).value, of(&other, Property::Adjoint).value);
}

/// The registry's own rules pass the audit that `certify` begins with.
#[test]
fn every_registered_rule_passes_the_audit() {
    for entry in registry::all() {
        assert_eq!(stable_sgd::structure::audit(&entry), Ok(()));
    }
}

#[test]
fn certificates_are_the_same_bytes_twice_and_on_any_number_of_threads() {
    let bytes = |entry: &Entry| format!("{:?}", certify(entry).expect("a good rule"));
    let entries = [Entry::algebra(Mine { name: "mine" }), registry::find("stable_sgd").expect("registered")];
    for entry in &entries {
        let alone = bytes(entry);
        assert_eq!(alone, bytes(entry));
        let together: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| bytes(entry))).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert!(together.iter().all(|there| *there == alone));
    }
    assert_ne!(bytes(&entries[0]), bytes(&Entry::algebra(Mine { name: "yours" })));
}

/// A friction that begins at 1 and falls: c = 1/k, so that the first step alone is
/// symplectic.
struct Fading;

impl Describe for Fading {
    fn description(&self) -> Description {
        Description { name: "fading", ..Mine { name: "" }.description() }
    }
}

impl<T: Algebra> Step<T> for Fading {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let factor = T::ratio(1, state.begin_step() as i64);
        state.velocity.iter_mut().for_each(|v| *v = factor.clone() * &*v);
        state.steps -= 1;
        Mine { name: "" }.step(hyper, oracle, state)
    }
}

/// A factor is that of a step; what is said of every step is settled at a later one too.
#[test]
fn a_schedule_whose_first_step_is_symplectic_is_not() {
    let certificates = certify(&Entry::algebra(Fading)).expect("a good rule");
    let conformal = of(&certificates, Property::ConformallySymplectic);
    assert_eq!(conformal.verdict, Verdict::Proved);
    assert_eq!(conformal.value.as_deref(), Some("1/k at step k"));
    let volume = of(&certificates, Property::Volume).value.as_deref();
    assert_eq!(volume, Some("1/k at step k (d = 1), 1/k^2 at step k (d = 2)"));
    let Verdict::Refuted(witness) = &of(&certificates, Property::Symplectic).verdict else { panic!("not refuted") };
    assert!(witness.failure.starts_with("step 2"), "{witness}");
    assert_eq!(witness.defect, "-1/2");
    let mine = certify(&Entry::algebra(Mine { name: "mine" })).expect("a good rule");
    assert_eq!(of(&mine, Property::Symplectic).verdict, Verdict::Proved);
}

/// The same on one problem alone.
#[test]
fn a_schedule_is_examined_at_a_later_step_on_one_problem_too() {
    let problem = stable_sgd::problem::registry::find("harmonic").expect("registered");
    let settings = stable_sgd::structure::Settings::default();
    let on_problem = |entry: Entry| {
        stable_sgd::structure::problem::certify_method(&entry, Property::Symplectic, &problem, &settings)
    };
    let Verdict::Refuted(witness) = on_problem(Entry::algebra(Fading)).verdict else { panic!("not refuted") };
    assert!(witness.failure.starts_with("step 2"), "{witness}");
    assert!(on_problem(Entry::algebra(Mine { name: "mine" })).verdict.holds());
}

/// A rule with a number of its own, which belongs to the instance.
struct Drag {
    percent: i64,
}

impl Describe for Drag {
    fn description(&self) -> Description {
        Description { name: "drag", ..Mine { name: "" }.description() }
    }
}

impl<T: Algebra> Step<T> for Drag {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let kept = T::ratio(100 - self.percent, 100);
        state.velocity.iter_mut().for_each(|v| *v = kept.clone() * &*v);
        Mine { name: "" }.step(hyper, oracle, state)
    }
}

/// A number in the instance is a constant of the rule: each instance has its own certificate.
#[test]
fn a_certificate_is_of_the_instance_that_was_given() {
    let factor = |percent| {
        let certificates = certify(&Entry::algebra(Drag { percent })).expect("a good rule");
        of(&certificates, Property::ConformallySymplectic).value.clone()
    };
    assert_eq!([factor(0), factor(10), factor(50)].map(Option::unwrap_or_default), ["1", "9/10", "1/2"]);
}

/// The point and the memory lose half of Ω. The velocity adds nothing to the point, but only a
/// cancellation shows it; with the point it keeps Ω where there is one coordinate alone.
struct TwoSlots;

impl Describe for TwoSlots {
    fn description(&self) -> Description {
        Description { name: "two slots", memory: &["other"], ..Mine { name: "" }.description() }
    }
}

impl<T: Algebra> Step<T> for TwoSlots {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let sum = state.velocity.iter().fold(T::zero(), |sum, v| sum + v);
        let slots = state.velocity.iter_mut().zip(&state.memory[0]);
        for (q, (v, other)) in state.position.iter_mut().zip(slots) {
            *q = q.clone() + &*v + other - &*v;
            *v = sum.clone() + other;
        }
        oracle.gradient(&state.position, &mut state.scratch);
        for (other, g) in state.memory[0].iter_mut().zip(&state.scratch) {
            *other = T::ratio(1, 2) * &*other - h.clone() * g;
        }
        Report::NONE
    }
}

/// The factor is that of the velocity for which it is proved, not of the first slot.
#[test]
fn a_factor_is_that_of_its_own_velocity() {
    let certificates = certify(&Entry::algebra(TwoSlots)).expect("a good rule");
    let conformal = of(&certificates, Property::ConformallySymplectic);
    assert_eq!((&conformal.verdict, conformal.value.as_deref()), (&Verdict::Proved, Some("1/2")));
    let symplectic = of(&certificates, Property::Symplectic);
    assert!(matches!(symplectic.verdict, Verdict::Refuted(_)), "{symplectic}");
}

/// The example: what each of its rules keeps.
#[test]
fn the_examples_rules_are_settled_as_it_says() {
    let decayed = certify(&Entry::algebra(example::Decayed)).expect("a good rule");
    let conformal = of(&decayed, Property::ConformallySymplectic);
    assert_eq!(conformal.verdict, Verdict::Proved);
    let factor = "momentum - decay*lr*momentum/k at step k";
    assert_eq!(conformal.value.as_deref(), Some(factor));
    let fixed = of(&decayed, Property::FixedPoint);
    assert!(matches!(fixed.verdict, Verdict::Refuted(_)));
    assert_eq!(fixed.mend, Some(Mend::Numbers(vec![("decay", 0)])));

    let stale = certify(&Entry::algebra(example::StaleLeapfrog)).expect("a good rule");
    let symplectic = of(&stale, Property::Symplectic);
    let row = symplectic.to_string();
    assert!(row.starts_with("✗ symplectic ") && row.contains("1/2*H0_11*h^2, is 1/2 at H0_11 = 1, h = 1"), "{row}");
    let entry = "stable_sgd::method::registry::Entry::algebra(super::example::StaleLeapfrog)";
    let exported = symplectic.as_rust_test_of(entry).expect("a refutation");
    assert_eq!(exported, include_str!("own_rule/exported.rs"), "paste the test into own_rule/exported.rs");
    assert_eq!(of(&stale, Property::FixedPoint).as_rust_test_of(entry), None);
    assert_eq!(example::main(), Ok(()));
}

/// The lines of `text` between two marks.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let rest = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// The README's rule is the example's, and so is what it prints of it.
#[test]
fn the_readme_shows_the_examples_rule() {
    let example = between(include_str!("../../examples/own_rule.rs"), "// [decayed]\n", "// [/decayed]");
    let section = between(include_str!("../../README.md"), "## Your own rule\n", "\n## ");
    let shown = between(section, "```rust\n", "```");
    assert_eq!(shown, example, "paste the example's rule into README.md");
    let certificates = certify(&Entry::algebra(example::Decayed)).expect("a good rule");
    let printed = between(section.split_once("prints").expect("what it prints").1, "```\n", "```");
    assert!(!printed.is_empty());
    for line in printed.lines() {
        let found = certificates.iter().any(|certificate| certificate.to_string() == line);
        assert!(found, "paste what the example prints into README.md: {line}");
    }
}
