//! Which rates are stable on a quadratic (E5), as inequalities and as a bound.

use crate::changed::{WrongSgd, certify, refuted};
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Hyperparameters, Oracle, Role};
use stable_sgd::scalar::{Approximate, Rational};
use stable_sgd::structure::{Property, Verdict};

/// (method, its conditions, its bound at k = 1): the textbook's answers.
const KNOWN: [(&str, &str, &str); 9] = [
    ("symplectic_euler", "stable where -h^2*k + 4 > 0", "h < 2 at k = 1"),
    ("leapfrog_kdk", "stable where -h^2*k + 4 > 0", "h < 2 at k = 1"),
    ("leapfrog_dkd", "stable where -h^2*k + 4 > 0", "h < 2 at k = 1"),
    ("conformal_euler", "stable where -h^2*k + 2*momentum + 2 > 0", "h < 1.9493588689618… at k = 1"),
    ("sgd", "stable where -k*lr + 2*momentum + 2 > 0", "lr < 19/5 at k = 1"),
    ("sgd_rate_outside", "stable where -k*lr + 2*momentum + 2 > 0", "lr < 19/5 at k = 1"),
    ("nesterov", "stable where -2*k*lr*momentum - k*lr + 2*momentum + 2 > 0", "lr < 19/14 at k = 1"),
    ("speed_clip", "stable where -base_rate*k*lr + 2*momentum + 2 > 0", "lr < 19/5 at k = 1"),
    ("published_language", "stable where -k*lr^2 + 2*momentum + 2 > 0", "lr < 1.9493588689618… at k = 1"),
];

#[test]
fn the_conditions_are_the_textbooks() {
    for (name, conditions, bound) in KNOWN {
        let entry = registry::find(name).expect("registered");
        for (property, expected) in [(Property::LinearStability, conditions), (Property::StepBound, bound)] {
            let found = certify(&entry, property);
            assert_eq!((found.verdict, found.value.as_deref()), (Verdict::Proved, Some(expected)), "{name}");
        }
    }
    let kutta = certify(&registry::find("runge_kutta4").expect("registered"), Property::StepBound);
    // 2 √2
    assert!(kutta.value.is_some_and(|value| value.starts_with("h < 2.828427124746")), "2√2");
}

/// Without a derivative at rest there is no matrix; explicit Euler is stable at no rate.
#[test]
fn what_has_no_bound_says_so() {
    for property in [Property::LinearStability, Property::StepBound] {
        assert!(refuted(&registry::find("explicit_euler").expect("registered"), property));
        for name in ["stable_sgd", "packaged"] {
            let found = certify(&registry::find(name).expect("registered"), property);
            assert!(matches!(found.verdict, Verdict::NotApplicable(_)), "{name}: {found:?}");
        }
    }
}

#[test]
fn control_a_changed_sign_is_unstable() {
    for property in [Property::LinearStability, Property::StepBound] {
        assert!(refuted(&Entry::algebra(WrongSgd::Uphill), property));
        assert!(refuted(&Entry::algebra(WrongSgd::Driven), property));
    }
}

struct Bowl;

impl Oracle<f64> for Bowl {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        gradient.copy_from_slice(position);
    }
}

/// The largest |q| or |v| on the way of 4000 steps at a rate.
fn reach(entry: &Entry, rate: f64) -> f64 {
    let mut hyper: Hyperparameters<f64> = entry.description.defaults();
    let place = entry.description.numbers.iter().position(|spec| spec.role == Role::Rate).expect("a rate");
    hyper.numbers[place] = rate;
    let mut state = entry.init(vec![1.0]);
    state.velocity = vec![0.5];
    let step = entry.on::<f64>().expect("runs on floats");
    let mut largest = 0.0_f64;
    for _ in 0..4000 {
        step.step(&hyper, &mut Bowl, &mut state);
        largest = largest.max(state.position[0].abs()).max(state.velocity[0].abs());
    }
    largest
}

/// The bounds against runs in binary64, on either side of each.
#[test]
fn runs_are_bounded_below_the_bound_and_not_above() {
    for entry in registry::all() {
        let found = certify(&entry, Property::StepBound);
        // A step that is not linear grows no further than its rate lets it.
        let (Some(value), false) = (found.value, found.domain.to_string().contains("derivative")) else { continue };
        let text = value.split(' ').nth(2).expect("name < bound").trim_end_matches('…');
        let bound = text.parse::<f64>().unwrap_or_else(|_| text.parse::<Rational>().expect("a fraction").to_f64());
        let name = entry.description.name;
        assert!(reach(&entry, 0.99 * bound) < 1e3, "{name} below {bound}");
        assert!(reach(&entry, 1.01 * bound) > 1e6, "{name} above {bound}");
    }
}
