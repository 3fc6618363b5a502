//! Fields against losses (C1), and methods on one problem.

use crate::changed::Changed;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Describe, Description, KickDriftKick};
use stable_sgd::problem::registry as problems;
use stable_sgd::structure::{Certificate, Property, Settings, Verdict, problem};

fn on(method: &str, property: Property, name: &str) -> Certificate {
    let method = registry::find(method).expect("a method");
    let landscape = problems::find(name).expect("a problem");
    problem::certify_method(&method, property, &landscape, &Settings::default())
}

#[test]
fn every_registered_field_is_the_gradient_of_its_loss() {
    for landscape in problems::all() {
        let certificates = problem::certify(&landscape);
        assert_eq!(certificates.len(), problem::PROPERTIES.len());
        assert!(certificates.iter().all(|c| c.verdict == Verdict::Proved), "{certificates:?}");
    }
}

/// The published field is another loss's gradient; the control is that of its own.
#[test]
fn the_published_challenging_field_is_not_the_gradient_of_its_loss() {
    let certificates = problem::challenging();
    let verdict = |name: &str, property| {
        let found = certificates.iter().find(|c| c.method == name && c.property == property);
        found.map(|c| c.verdict.word())
    };
    assert_eq!(verdict("challenging", Property::GradientConsistency), Some("refuted"));
    assert_eq!(verdict("challenging", Property::SymmetricHessian), Some("proved"));
    assert_eq!(verdict("challenging_gradient", Property::GradientConsistency), Some("proved"));
}

/// The control: a defect of another name, and a property that is no field's.
#[test]
fn a_witness_of_a_field_replays() {
    let certificates = problem::challenging();
    let refuted = certificates.iter().find(|c| matches!(c.verdict, Verdict::Refuted(_))).expect("one is refuted");
    let Verdict::Refuted(witness) = &refuted.verdict else { panic!("{refuted}") };
    let again = |name: &str, property, failure: &str| problem::replay_own(name, property, failure, &witness.point);
    assert_eq!(again(refuted.method, refuted.property, &witness.failure), Some(witness.defect.clone()));
    assert_eq!(again(refuted.method, refuted.property, "another"), None);
    assert_eq!(again("another", refuted.property, &witness.failure), None);
    assert_eq!(again(refuted.method, Property::Symplectic, &witness.failure), None);
}

#[test]
fn what_a_method_keeps_on_one_problem() {
    let verdict = |method, property, name| on(method, property, name).verdict.word();
    assert_eq!(verdict("leapfrog_kdk", Property::Symplectic, "kepler"), "proved");
    // The Hessian of a quadratic is one: the volume is constant, the factor is not shared.
    assert_eq!(verdict("nesterov", Property::Volume, "quadratic"), "proved");
    assert_eq!(verdict("nesterov", Property::ConformallySymplectic, "quadratic"), "refuted");
    assert_eq!(verdict("nesterov", Property::Volume, "henon_heiles"), "refuted");
    assert_eq!(verdict("explicit_euler", Property::Symplectic, "pendulum"), "refuted");
    assert_eq!(verdict("runge_kutta4", Property::Symplectic, "quartic"), "refuted");
}

#[test]
fn a_witness_on_a_problem_replays() {
    for name in ["harmonic", "pendulum"] {
        let found = on("explicit_euler", Property::Symplectic, name);
        let Verdict::Refuted(witness) = found.verdict else { panic!("{name}: not refuted") };
        let method = registry::find("explicit_euler").expect("a method");
        let landscape = problems::find(name).expect("a problem");
        let again = problem::replay(&method, found.property, &landscape, &witness.failure, &witness.point);
        assert_eq!(again, Some(witness.defect), "{name}");
    }
}

/// S10: the slope of the error on problems that are not linear is the declared order.
#[test]
fn the_slope_of_the_error_is_the_order() {
    for name in ["pendulum", "henon_heiles"] {
        for method in registry::all() {
            let found = on(method.description.name, Property::Order, name);
            match method.description.order {
                Some(_) => assert_eq!(found.verdict, Verdict::Tested, "{found:?}"),
                None => assert!(matches!(found.verdict, Verdict::NotApplicable(_)), "{found:?}"),
            }
        }
    }
}

#[test]
fn control_a_slope_below_the_declared_order_is_seen() {
    let description = Description { order: Some(3), ..KickDriftKick.description() };
    let wrong = Entry::algebra(Changed { rule: KickDriftKick, description });
    let landscape = problems::find("pendulum").expect("a problem");
    let found = problem::certify_method(&wrong, Property::Order, &landscape, &Settings::default());
    assert!(matches!(&found.verdict, Verdict::Undecided(reason) if reason.contains("slope is 2.0")), "{found:?}");
}
