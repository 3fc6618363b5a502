//! Bounded steps: known bounds, known growth, and rules with one thing changed.

use stable_sgd::method::registry::{self, Entry};
use stable_sgd::rule::UpdateRule;
use stable_sgd::structure::{Certificate, Mend, Point, Property, Rule, Settings, Verdict};

fn entry(text: &str) -> Entry {
    registry::find(text).unwrap_or_else(|| UpdateRule::parse(text).unwrap_or_else(|error| panic!("{error}")).entry())
}

fn certify(text: &str) -> (Rule, Certificate) {
    let rule = Rule::new(&entry(text));
    let found = rule.certify(Property::BoundedStep, &Settings::default());
    (rule, found)
}

/// The bound of each coordinate, where it is proved; else what is said.
fn bound(text: &str) -> Result<String, String> {
    let (_, found) = certify(text);
    let bound = found.value.as_deref().and_then(|value| value.strip_prefix("each coordinate by ")?.split_once(';'));
    match (&found.verdict, bound) {
        (Verdict::Proved, Some((bound, _))) => Ok(bound.to_owned()),
        _ => Err(found.to_string()),
    }
}

#[test]
fn known_bounds_are_proved() {
    for (rule, known) in [
        ("q' = q − η sign(g)", "η"),
        ("q' = q − η clip(g, 3)", "3*η"),
        ("q' = q − η tanh(g)", "η"),
        ("speed_clip", "1/(energy_scale)*base_rate"),
        ("stable_sgd_conformal", "1/(energy_scale)"),
        ("relativistic_descent", "√(1/(delta))"),
        ("m' = μ m + (1 − μ) sign(g); q' = q − η m'", "η"),
        ("m' = μ m + sign(g); q' = q − η m'", "-1/(μ - 1)*η"),
        ("m' = if k = 1 then g else m; q' = q − η sign(m')", "η"),
        ("m' = m + η m; q' = q − m", "0"),
        ("q' = q − η (if norm(g) > c then c / norm(g) else 1) g", "|c|*η"),
    ] {
        assert_eq!(bound(rule).as_deref(), Ok(known), "{rule}");
    }
}

/// Registered rules with energies, averages and roots have a bound.
#[test]
fn quotients_by_a_norm_have_a_bound() {
    for rule in [
        "stable_sgd",
        "stable_sgd_restoring",
        "published_language",
        "published_challenging",
        "packaged",
        "q' = q − η g / (norm(g) + ε)",
        "u' = β2 u + (1 − β2) g²; q' = q − η g / (√u' + ε)",
        "m' = β1 m + (1 − β1) g; u' = β2 u + (1 − β2) g²; q' = q − η m' / (√u' + ε)",
    ] {
        assert!(bound(rule).is_ok(), "{rule}: {:?}", bound(rule));
    }
}

/// Where averages forget at other rates, or a penalty repeats the last motion, a bound is under a
/// condition, which the domain states.
#[test]
fn a_condition_stands_in_the_domain() {
    for (rule, condition) in [
        ("stable_sgd", "where -temporal_stability + 1 > 0"),
        ("adam", "where -b1^2 + b2 > 0"),
        ("m' = β1 m + (1 − β1) g; u' = β2 u + (1 − β2) g²; q' = q − η m' / (√u' + ε)", "where -β1^2 + β2 > 0"),
    ] {
        let (_, found) = certify(rule);
        assert!(found.domain.to_string().contains(condition), "{rule}: {}", found.domain);
    }
}

/// Each rule without a bound beside one with it: the same but for one thing.
#[test]
fn what_grows_is_refuted_and_its_witness_replays() {
    for (rule, control) in [
        ("sgd", "q' = q − η sign(g)"),
        ("q' = q − η g", "q' = q − η clip(g, 1)"),
        ("q' = q − η sign(g) − η w q", "q' = q − η sign(g) − η w sign(q)"),
        ("q' = q − η g / norm(g)^2", "q' = q − η g / norm(g)"),
        ("q' = q − η g² / (abs(g) + ε)", "q' = q − η g / (abs(g) + ε)"),
        ("u' = β2 u + (1 − β2) g²; q' = q − η g² / (√u' + ε)", "u' = β2 u + (1 − β2) g²; q' = q − η g / (√u' + ε)"),
        ("m' = g; q' = q − η m", "m' = sign(g); q' = q − η m"),
        ("hamiltonian_descent", "relativistic_descent"),
        ("q' = −q", "q' = q"),
        ("q' = if k >= 8 then q − η g else q", "q' = if k >= 8 then q − η sign(g) else q"),
        ("coefficient a = 1; q' = q − η g / (abs(g) + a)", "weight a = 1; q' = q − η g / (abs(g) + a)"),
    ] {
        let (read, found) = certify(rule);
        let Verdict::Refuted(witness) = &found.verdict else { panic!("{rule}: {found}") };
        let id = witness.id.expect("an id").to_string();
        assert_eq!(read.replay(Property::BoundedStep, &id, &witness.point).as_ref(), Ok(&witness.defect), "{rule}");
        let nowhere = read.replay(Property::BoundedStep, &id, &Point::default());
        assert_ne!(nowhere.as_ref(), Ok(&witness.defect), "{rule}");
        let (_, changed) = certify(control);
        assert_eq!(changed.verdict, Verdict::Proved, "{control}: {changed}");
    }
}

/// Decay that is switched off mends.
#[test]
fn a_decay_is_a_mend_where_it_is_0() {
    let (_, found) = certify("weight w = 1/100; q' = q − η sign(g) − η w q");
    assert_eq!(found.mend, Some(Mend::Numbers(vec![("w", 0)])), "{found}");
}

/// What grows with the steps alone is neither proved nor refuted.
#[test]
fn what_is_not_known_is_undecided() {
    for rule in ["m' = m + sign(g); q' = q − η m'", "q' = q − η / (9/10)^k sign(g)"] {
        let (_, found) = certify(rule);
        assert!(matches!(found.verdict, Verdict::Undecided(_)), "{rule}: {found}");
    }
}
