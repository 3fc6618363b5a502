//! The scale of the loss: known powers, known refutations, and rules with one thing changed.

use stable_sgd::method::registry::{self, Entry};
use stable_sgd::rule::UpdateRule;
use stable_sgd::structure::{Certificate, Mend, Property, Rule, Settings, Verdict};

fn entry(text: &str) -> Entry {
    registry::find(text).unwrap_or_else(|| UpdateRule::parse(text).unwrap_or_else(|error| panic!("{error}")).entry())
}

fn certify(text: &str, property: Property) -> (Rule, Certificate) {
    let rule = Rule::new(&entry(text));
    let found = rule.certify(property, &Settings::default());
    (rule, found)
}

const ADAM: &str = "m' = β1 m + (1 − β1) g; u' = β2 u + (1 − β2) g²; q' = q − η m' / (√u' + ε)";

/// Rules with the powers that are known.
#[test]
fn known_powers_are_found_and_proved() {
    let nothing = "nothing needs to be rescaled";
    for (rule, powers) in [
        ("sgd", "lr → s^-1 lr"),
        ("nesterov", "lr → s^-1 lr"),
        ("leapfrog_kdk", "h → s^(-1/2) h"),
        ("stable_sgd", "base_rate → s^-1 base_rate, energy_scale → s^-1 energy_scale"),
        ("speed_clip", "lr → s^-1 lr"),
        (ADAM, "ε → s^1 ε"),
        ("q' = q − η sign(g)", nothing),
        ("m' = β1 m + (1 − β1) g; q' = q − η sign(m')", nothing),
        ("m' = if k = 1 then g else μ m + (1 − μ) g; q' = q − η m'", "η → s^-1 η"),
        ("q' = q − η (g + w q)", "η → s^-1 η, w → s^1 w"),
        ("q' = q − η g³", "η → s^-3 η"),
        ("q' = q − η g / norm(g)", nothing),
        ("q' = q − η² g", "η → s^(-1/2) η"),
        ("q' = q − η g / (norm(g) + ε)", "ε → s^1 ε"),
        ("number n; n' = n + η; q' = q − n' g", "η → s^-1 η"),
    ] {
        let (_, found) = certify(rule, Property::LossScale);
        assert_eq!((&found.verdict, found.value.as_deref()), (&Verdict::Proved, Some(powers)), "{rule}: {found}");
    }
}

/// A constant that would have to follow, each beside a rule in which it is a number.
#[test]
fn a_constant_that_cannot_follow_refutes_and_its_witness_replays() {
    for (rule, control) in [
        ("q' = q − η clip(g, 1)", "q' = q − η clip(g, c)"),
        ("q' = q − g / 10", "q' = q − η g / 10"),
        ("q' = q − η g / (norm(g) + 1/100)", "q' = q − η g / (norm(g) + ε)"),
        ("m' = if k = 1 then 1 + 0 g else g; q' = q − η m'", "m' = if k = 1 then a + 0 g else g; q' = q − η m'"),
        ("published_language", "stable_sgd"),
    ] {
        let (read, found) = certify(rule, Property::LossScale);
        let Verdict::Refuted(witness) = &found.verdict else { panic!("{rule}: {found}") };
        let id = witness.id.expect("an id").to_string();
        assert_eq!(read.replay(Property::LossScale, &id, &witness.point).as_ref(), Ok(&witness.defect), "{rule}");
        let (_, changed) = certify(control, Property::LossScale);
        assert_eq!(changed.verdict, Verdict::Proved, "{control}: {changed}");
    }
}

/// A share that would have to be rescaled is a mend, and no proof.
#[test]
fn a_share_that_would_have_to_follow_is_a_mend() {
    let (_, found) = certify("share b = 1/2; q' = q − b g", Property::LossScale);
    assert!(matches!(found.verdict, Verdict::Refuted(_)), "{found}");
    let Some(Mend::Units { verdict, powers }) = found.mend else { panic!("{:?}", found.mend) };
    assert_eq!((verdict, powers.as_str()), ("proved", "b → s^-1 b"));
}

/// Degrees prove units where roots and choices stand.
#[test]
fn units_are_proved_by_degrees() {
    for (rule, powers) in [("q' = q − η g / norm(g)", "η → s^1 η"), ("q' = q − η sign(g)", "η → s^1 η")] {
        let (_, found) = certify(rule, Property::Units);
        assert_eq!((&found.verdict, found.value.as_deref()), (&Verdict::Proved, Some(powers)), "{found}");
    }
}
