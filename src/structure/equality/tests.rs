use super::*;
use crate::method::registry;
use crate::rule::UpdateRule;

fn entry(rule: &str) -> Entry {
    registry::find(rule).unwrap_or_else(|| UpdateRule::parse(rule).expect("a rule").entry())
}

fn compared(first: &str, second: &str) -> Sameness {
    same(&entry(first), &entry(second))
}

/// That two rules are the same, with the second's numbers and slots.
#[track_caller]
fn are_same(first: &str, second: &str, numbers: &[&str], slots: &[&str]) -> bool {
    match compared(first, second) {
        Sameness::Same { forth, .. } => {
            assert_eq!(
                (&forth.numbers[..], &forth.slots[..]),
                (&numbers.map_to_owned()[..], &slots.map_to_owned()[..])
            );
            forth.call_by_call
        }
        other => panic!("{first} and {second}: {other:?}"),
    }
}

trait Owned {
    fn map_to_owned(&self) -> Vec<String>;
}

impl Owned for &[&str] {
    fn map_to_owned(&self) -> Vec<String> {
        self.iter().map(|text| (*text).to_owned()).collect()
    }
}

const INSIDE: &str = "v' = μ v + η g; q' = q − v'";
const OUTSIDE: &str = "v' = μ v + g; q' = q − η v'";
const AVERAGED: &str = "v' = μ v + (1 − μ) g; q' = q − η v'";

#[test]
fn the_rate_may_stand_outside_or_inside() {
    assert!(are_same(INSIDE, OUTSIDE, &["μ = μ", "η = η"], &["v = v/η"]));
    assert!(are_same("sgd", INSIDE, &["μ = momentum", "η = lr"], &[]));
}

#[test]
fn an_average_is_momentum_with_another_rate() {
    assert!(are_same(AVERAGED, OUTSIDE, &["μ = μ", "η = η*(1 - μ)"], &["v = v/(1 - μ)"]));
}

/// The "Nesterov" of a library that is the heavy ball with other numbers (go-deep, issue 17).
#[test]
fn a_nesterov_that_is_heavy_ball() {
    let said = "v' = μ (μ v) + (1 + μ) η g; q' = q − v'";
    match compared(said, INSIDE) {
        Sameness::FirstIsCase(found) => assert_eq!(found.numbers, ["μ = μ^2", "η = η*(1 + μ)"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_nesterovs_in_other_coordinates() {
    let pytorch = "v' = μ v + g; q' = q − η (g + μ v')";
    let sutskever = "v' = μ v − η grad(q + μ v); q' = q + v'";
    assert!(are_same(pytorch, sutskever, &["μ = μ", "η = η"], &["q = q + μ*η*v", "v = -η*v"]));
}

/// With gradients by their number alone these would be the same.
#[test]
fn nesterov_is_not_momentum() {
    let Sameness::Different { difference, holds_where } = compared("nesterov", "sgd") else { panic!("not the same") };
    assert_eq!((difference.step, difference.coordinate), (2, 1), "{difference}");
    assert_eq!(holds_where, Some(HoldsWhere { values: vec![("momentum", 0)], proved: true }));
}

#[test]
fn a_shorter_rule_is_a_case() {
    match compared("q' = q − η g", INSIDE) {
        Sameness::FirstIsCase(found) => assert_eq!(found.numbers, ["μ = 0", "η = η"]),
        other => panic!("{other:?}"),
    }
}

/// Two forms of the heavy ball: with a velocity, and with the point before.
#[test]
fn a_velocity_is_a_difference_of_points() {
    let points = "start p = q; q' = q − η g + μ (q − p); p' = q";
    let Sameness::Same { forth, .. } = compared(points, INSIDE) else { panic!("the same") };
    assert_eq!(forth.numbers, ["μ = μ", "η = η"]);
}

#[test]
fn one_thing_changed_is_seen() {
    for changed in
        ["v' = μ v + η g; q' = q − v", "v' = μ v + η g; q' = q − v' − v'/1000000", "v' = μ² v + η g; q' = q − μ v'"]
    {
        assert!(!matches!(compared(INSIDE, changed), Sameness::Same { .. }), "{changed}");
    }
}

#[test]
fn adams_differ_by_where_eps_stands() {
    let outside = "rate lr = 1/100; share b1 = 9/10; share b2 = 999/1000; weight eps = 1/1000; \
        m' = b1 m + (1 − b1) g; s' = b2 s + (1 − b2) g²; q' = q − lr m'/(sqrt(s') + eps)";
    let inside = "rate lr = 1/100; share b1 = 9/10; share b2 = 999/1000; weight eps = 1/1000; \
        m' = b1 m + (1 − b1) g; s' = b2 s + (1 − b2) g²; q' = q − lr m'/sqrt(s' + eps)";
    let found = compared(outside, inside);
    let Sameness::Different { holds_where: Some(holds), .. } = &found else { panic!("{found:?}") };
    assert_eq!(*holds, HoldsWhere { values: vec![("eps", 0)], proved: true });
}

/// A rule that tells its coordinates apart is compared in as many.
#[test]
fn rules_of_some_coordinates_alone_are_compared_in_them() {
    let written = |dimension: usize| {
        let gradients: Vec<String> = (1..=dimension).map(|i| format!("coordinate(g, {i})")).collect();
        let text = format!("dimension {dimension}; v' = μ v + vector({}); q' = q - η v'", gradients.join(", "));
        crate::rule::UpdateRule::parse(&text).expect("a rule").entry()
    };
    let sgd = crate::method::registry::find("sgd_rate_outside").expect("registered");
    for dimension in [1, 2, 4] {
        assert!(matches!(same(&written(dimension), &sgd), Sameness::Same { .. }), "{dimension}");
        assert!(matches!(same(&sgd, &written(dimension)), Sameness::Same { .. }), "{dimension}");
    }
    let Sameness::Open(reason) = same(&written(2), &written(4)) else { panic!("they are not compared") };
    assert_eq!(reason, "one is known in 2 coordinates alone, the other in 4");
    let adam = crate::method::registry::find("adam").expect("registered");
    assert!(matches!(same(&written(2), &adam), Sameness::Different { .. }));
}
