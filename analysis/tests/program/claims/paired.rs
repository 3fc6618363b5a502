//! Claims that rest on sweeps: each verdict is turned by changing what a plan runs.

use super::{CONDITION, PART, REFUTED, REPRODUCED, ledger, published, turns, verdict};
use stable_sgd::data::PLANS;
use stable_sgd_analysis::claim::Judgement;
use stable_sgd_analysis::sweep::{Plan, Scale};

/// What the quick version of a plan asks for, and what is enough for a verdict to turn.
const FEWER_SEEDS: (&str, &str) = ("seeds = { effect = 0.4, power = 0.95, level = 0.01 }", "seeds = 40");

/// The quick version of a committed plan, with some of its text changed.
fn plan(name: &str, changes: &[(&str, &str)]) -> Plan {
    let (_, text) = PLANS.iter().find(|(committed, _)| *committed == name).expect("a committed plan");
    let mut text = (*text).to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{name}: {from}");
        text = text.replace(from, to);
    }
    Plan::parse_on(&text, Scale::Quick).expect("a plan")
}

#[test]
fn what_was_not_run_is_undecided() {
    let ids = ["R3", "H2", "H3", "H4", "H5", "S1s", "S2s", "F1", "F2"];
    let ledger = ledger(&ids, |_| {});
    for id in ids {
        assert_eq!(verdict(&ledger, id), &Judgement::Open, "{id}");
    }
}

/// At √η the published program ends below SGD.
#[test]
fn at_a_larger_rate_standard_sgd_does_not_win() {
    turns(&[("R3", CONDITION, REFUTED)], |settings| {
        let published = "label = \"as published\"\nname = \"published_challenging\"";
        let larger = format!("{published}\nset.lr = 0.07");
        settings.sweeps.set(plan("variants", &[(published, &larger), FEWER_SEEDS]));
        settings.sweeps.language_seeds = 12;
    });
}

#[test]
fn an_energy_factor_that_is_left_in_does_not_hurt() {
    turns(&[("H2", PART, REFUTED)], |settings| {
        let kept = ("switch.energy_conservation = false", "switch.energy_conservation = true");
        settings.sweeps.set(plan("variants", &[kept, FEWER_SEEDS]));
    });
}

/// The damping of the momentum costs the loss, the smoothing does not: what is called "no smoothing"
/// and leaves the damping out as well ends lower.
#[test]
fn smoothing_that_is_left_out_with_the_damping_does_hurt() {
    turns(&[("H3", REFUTED, REPRODUCED)], |settings| {
        let label = "label = \"no smoothing\"\n";
        let from = format!("{label}name = \"published_challenging\"\nswitch.gradient_smoothing = false");
        let to = format!("{label}name = \"stable_sgd_terms\"\nset.smoothing = 0.0\nset.damping = 0.0");
        settings.sweeps.set(plan("variants", &[(&from, &to), FEWER_SEEDS]));
    });
}

/// The claim says that the smoothing begins with 0, and how much of its effect that is.
#[test]
fn what_the_smoothing_begins_with_is_told_and_measured() {
    let claim = published("H3");
    let text = claim["reason"].as_str().expect("a sentence");
    assert!(text.contains("its first smoothed gradient is 0.7 g"), "{text}");
    let evidence = claim["evidence"].as_object().expect("by name");
    let parts = evidence.iter().filter(|(name, _)| name.contains("the part of the 0"));
    let shares: Vec<&str> = parts.filter_map(|(_, text)| text.as_str()?.split("the part is ").nth(1)).collect();
    assert_eq!(shares.len(), 4, "two fields, with noise and without");
    assert!(shares.iter().all(|share| share.contains(" % [")), "{shares:?}");
}

#[test]
fn in_short_runs_no_benefit_appears() {
    turns(&[("H4", PART, REFUTED)], |settings| {
        settings.sweeps.set(plan("long_runs", &[("steps = [150, 1000, 10000]", "steps = 20")]));
    });
}

/// On the language problem, whose rates stay, it still does.
#[test]
fn another_rate_than_the_root_does_not_explain_the_gap() {
    turns(&[("H5", REPRODUCED, PART)], |settings| {
        let rate = ("set.lr = 0.07071067811865475", "set.lr = 0.006");
        settings.sweeps.set(plan("variants", &[rate, FEWER_SEEDS]));
        settings.sweeps.language_seeds = 12;
    });
}

/// A penalty that opposes the motion, with weights far from the paper's limit on either side,
/// does what the paper says of its own.
#[test]
fn a_restoring_penalty_with_weights_far_apart_is_as_stated() {
    turns(&[("S1s", REFUTED, REPRODUCED)], |settings| {
        settings.sweeps.set(
            Plan::parse(
                "name = \"paper_weights\"\ntitle = \"Weights far apart\"\nseeds = 40\nsteps = 150\n\
             [[problem]]\nname = \"challenging\"\nfield = \"true\"\nnoise = 0\n\
             [[method]]\nname = \"stable_sgd_terms\"\nset.restoring = [0.0, 0.0001, 1.0]\n",
            )
            .expect("a plan"),
        );
    });
}

#[test]
fn on_one_problem_no_range_depends_on_the_problem() {
    turns(&[("S2s", PART, REFUTED)], |settings| {
        settings.sweeps.set(
            Plan::parse(
                "name = \"paper_weights\"\ntitle = \"One problem\"\nseeds = 20\nsteps = 50\n\
             [[problem]]\nname = \"challenging\"\n\
             [[method]]\nname = \"stable_sgd\"\nset.temporal_stability = [0.0, 0.01, 0.1]\n",
            )
            .expect("a plan"),
        );
    });
}

/// Under a threshold that no variance reaches every weight decays: where the weight hinders, and
/// there is no run without it, that helps in every case.
#[test]
fn a_weight_that_decays_helps_where_it_hinders() {
    turns(&[("F1", REFUTED, REPRODUCED)], |settings| {
        let method = |label: &str| {
            format!("[[method]]\nlabel = \"restoring, {label}\"\nname = \"stable_sgd_terms\"\nset.restoring = 1.0\n")
        };
        let adapt = "adapt = { number = \"restoring\", window = 20, threshold = 1e9 }\n";
        let text = format!(
            "name = \"adaptive_weight\"\ntitle = \"A weight that decays\"\nseeds = 24\nsteps = 150\n\
             [[problem]]\nname = \"challenging\"\nfield = \"true\"\nnoise = 0\n{}{}{adapt}",
            method("fixed"),
            method("adapting")
        );
        settings.sweeps.set(Plan::parse(&text).expect("a plan"));
    });
}

#[test]
fn a_detector_that_calibrates_until_the_end_does_not_help() {
    turns(&[("F2", PART, REFUTED)], |settings| {
        settings.sweeps.set(plan("switching", &[("calibration = 20", "calibration = 148")]));
    });
}
