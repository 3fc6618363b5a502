//! Quadratic forms that a step keeps, or shrinks by one factor (E1 to E4).

use crate::changed::{WrongSgd, certify, refuted};
use proptest::prelude::*;
use stable_sgd::method::Oracle;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::structure::{Property, Verdict};

/// (method, the form, its factor, where it is definite).
const KNOWN: [(&str, &str, &str, &str); 6] = [
    ("symplectic_euler", "-h*k*q*v + k*q^2 + v^2", "1", "-h^2*k + 4"),
    ("symplectic_euler_adjoint", "h*k*q*v + k*q^2 + v^2", "1", "-h^2*k + 4"),
    ("leapfrog_kdk", "-h^2*k^2*q^2 + 4*k*q^2 + 4*v^2", "1", "-h^2*k + 4"),
    ("leapfrog_dkd", "-h^2*k*v^2 + 4*k*q^2 + 4*v^2", "1", "-h^2*k + 4"),
    (
        "sgd",
        "k*lr*q^2 + k*lr*q*v + momentum*q*v + momentum*v^2 - q*v",
        "momentum",
        "-k^2*lr^2 + 2*k*lr*momentum + 2*k*lr - momentum^2 + 2*momentum - 1",
    ),
    (
        "conformal_euler",
        "-h^2*k*q*v + h*k*q^2 + h*momentum*v^2 - momentum*q*v + q*v",
        "momentum",
        "-h^4*k^2 + 2*h^2*k*momentum + 2*h^2*k - momentum^2 + 2*momentum - 1",
    ),
];

#[test]
fn the_forms_are_the_textbooks() {
    for (name, form, factor, definite) in KNOWN {
        let found = certify(&registry::find(name).expect("registered"), Property::ModifiedEnergy);
        let expected = format!("{form} is multiplied by {factor}; definite where {definite} > 0");
        assert_eq!((found.verdict, found.value), (Verdict::Proved, Some(expected)), "{name}");
    }
}

/// Where det M depends on the curvature no form has one factor.
#[test]
fn methods_without_a_common_factor_are_refuted() {
    for name in ["explicit_euler", "nesterov", "runge_kutta4"] {
        assert!(refuted(&registry::find(name).expect("registered"), Property::ModifiedEnergy), "{name}");
    }
}

#[test]
fn control_a_changed_rule_has_no_form_or_another() {
    let sgd = certify(&registry::find("sgd").expect("registered"), Property::ModifiedEnergy).value;
    let uphill = certify(&Entry::algebra(WrongSgd::Uphill), Property::ModifiedEnergy);
    assert!(uphill.verdict == Verdict::Proved && uphill.value != sgd, "{uphill:?}");
    assert!(refuted(&Entry::algebra(WrongSgd::OldVelocity), Property::ModifiedEnergy));
}

/// Friction makes the form shrink; without it the form stays, and a drive makes it grow.
#[test]
fn the_form_is_a_lyapunov_function_of_damped_methods_alone() {
    let found = |name: &str| certify(&registry::find(name).expect("registered"), Property::Lyapunov).verdict;
    for name in ["sgd", "sgd_rate_outside", "nesterov", "conformal_euler", "conformal_leapfrog", "runge_kutta4"] {
        assert_eq!(found(name), Verdict::Proved, "{name}");
    }
    assert!(matches!(found("leapfrog_kdk"), Verdict::NotApplicable(_)));
    assert!(matches!(found("explicit_euler"), Verdict::Refuted(_)));
    assert!(refuted(&Entry::algebra(WrongSgd::Driven), Property::Lyapunov));
}

struct Bowl(f64);

impl Oracle<f64> for Bowl {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        gradient[0] = self.0 * position[0];
    }
}

/// E4 in binary64, apart from the engine: a x² − (1 − μ − a) x v + μ v² of x' = x − v'.
fn e4(a: f64, momentum: f64, x: f64, v: f64) -> f64 {
    a * x * x - (1.0 - momentum - a) * x * v + momentum * v * v
}

proptest! {
    #[test]
    fn momentum_sgd_multiplies_its_form_by_the_momentum(
        (q, v) in (-1.0..1.0_f64, -1.0..1.0_f64),
        (k, momentum) in (0.1..4.0_f64, 0.1..0.9_f64),
    ) {
        let entry = registry::find("sgd").expect("registered");
        let mut state = entry.init(vec![q]);
        state.velocity = vec![v];
        let mut hyper = entry.description.defaults();
        hyper.numbers = vec![0.5, momentum];
        entry.on::<f64>().expect("runs").step(&hyper, &mut Bowl(k), &mut state);
        let next = e4(0.5 * k, momentum, state.position[0], state.velocity[0]);
        // A few roundings of terms up to 30.
        prop_assert!((next - momentum * e4(0.5 * k, momentum, q, v)).abs() < 1e-13);
    }
}
