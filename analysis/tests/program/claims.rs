//! Every verdict at the published settings, and the settings that turn it.
//!
//! A verdict is turned by perturbing the experiment, never by handing the
//! verdict other numbers.

mod paired;

use super::reproduced;
use serde_json::Value;
use stable_sgd::experiment::Contender;
use stable_sgd::problem::challenging::VectorField;
use stable_sgd::theorem::{self, Theorem};
use stable_sgd_analysis::claim::{self, Decided, Judgement};
use stable_sgd_analysis::question::claims;
use stable_sgd_analysis::study::reference::Traces;
use stable_sgd_analysis::study::{Settings, Study};
use std::sync::LazyLock;

static TRACES: LazyLock<Traces> = LazyLock::new(|| Traces::load(None).expect("the reference traces"));

/// The ledger of the reproduction.
static PUBLISHED: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(reproduced().join("claims.json")).expect("written");
    serde_json::from_str(&text).expect("a list")
});

/// A claim of the published ledger.
fn published(id: &str) -> &'static Value {
    PUBLISHED.iter().find(|entry| entry["id"] == id).expect("a claim of the ledger")
}

/// The claims of these ids under settings without sweeps and theorems, which no experiment has an
/// influence on, and then changed; what other claims rest on is not computed.
fn ledger(ids: &[&str], perturb: impl FnOnce(&mut Settings)) -> Vec<Decided> {
    let mut settings = Settings::published();
    settings.certified.clear();
    settings.theorems.clear();
    perturb(&mut settings);
    let study = Study::new(settings, &TRACES, &());
    let asked = claims::all().into_iter().filter(|claim| ids.contains(&claim.id));
    asked.map(|claim| claim::decide(claim, &study).expect("the study runs")).collect()
}

fn verdict<'a>(ledger: &'a [Decided], id: &str) -> &'a Judgement {
    &ledger.iter().find(|entry| entry.claim.id == id).expect("a claim of the ledger").decision.verdict
}

/// The published verdict of each claim has one kind, the perturbed another.
fn turns(cases: &[(&str, &str, &str)], perturb: impl FnOnce(&mut Settings)) {
    let ids: Vec<&str> = cases.iter().map(|(id, ..)| *id).collect();
    let perturbed = ledger(&ids, perturb);
    for (id, published, after) in cases {
        assert_eq!(self::published(id)["verdict"], *published, "{id} as published");
        assert_eq!(verdict(&perturbed, id).kind(), *after, "{id} perturbed");
    }
}

const REPRODUCED: &str = "reproduced";
const CONDITION: &str = "under_condition";
const PART: &str = "in_part";
const REFUTED: &str = "refuted";

#[test]
fn the_ledger_has_every_claim_once_and_decides_these() {
    let ids: Vec<&str> = PUBLISHED.iter().filter_map(|entry| entry["id"].as_str()).collect();
    let expected = "R1 R2 R3 R4 R5 R6 R7 M1 M2 M3 M4 M5 M6 H1 H2 H3 H4 H5 S1s S2s D1 D2 D3 F1 F2 F3 N1 N2";
    assert_eq!(ids.join(" "), expected);
    let decided: Vec<&str> =
        PUBLISHED.iter().filter(|e| e["verdict"] != "open").filter_map(|e| e["id"].as_str()).collect();
    assert_eq!(decided.join(" "), expected.replace(" F3", ""));
}

#[test]
fn another_seed_turns_what_the_challenging_run_gives() {
    let cases = [("R2", REPRODUCED, REFUTED), ("R6", PART, REFUTED), ("N2", CONDITION, REFUTED)];
    turns(&cases, |settings| settings.challenging.seed = 43);
}

#[test]
fn fewer_epochs_turn_what_the_language_run_gives() {
    turns(&[("R1", CONDITION, REFUTED), ("R4", CONDITION, REFUTED)], |settings| settings.language.epochs = 10);
}

#[test]
fn a_larger_rate_makes_the_language_model_learn_something() {
    turns(&[("D1", REFUTED, PART)], |settings| {
        for contender in &mut settings.language.contenders {
            assert!(contender.set_number("lr", 0.3));
        }
    });
}

#[test]
fn in_one_dimension_the_runs_converge() {
    turns(&[("R5", PART, REFUTED)], |settings| settings.challenging.dimension = 1);
}

#[test]
fn without_its_parts_each_program_is_the_method_described() {
    turns(&[("M6", REFUTED, REPRODUCED)], |settings| {
        for contender in [&mut settings.challenging.contenders[1], &mut settings.language.contenders[1]] {
            assert!(contender.set_number("temporal_stability", 0.0) && contender.set_number("momentum", 0.0));
            assert!(contender.set_switch("energy_conservation", false));
        }
        assert!(settings.challenging.contenders[1].set_switch("gradient_smoothing", false));
    });
}

#[test]
fn with_one_part_left_the_program_is_still_another_method() {
    let perturbed = ledger(&["M6"], |settings| {
        for contender in [&mut settings.challenging.contenders[1], &mut settings.language.contenders[1]] {
            contender.set_number("temporal_stability", 0.0);
            contender.set_switch("energy_conservation", false);
            contender.set_switch("gradient_smoothing", false);
        }
    });
    assert_eq!(verdict(&perturbed, "M6").kind(), REFUTED, "the damped momentum is left");
}

#[test]
fn on_the_method_as_described_the_penalty_does_act() {
    turns(&[("H1", REFUTED, CONDITION)], |settings| {
        let described = Contender::registered("stable_sgd").expect("registered");
        settings.challenging.contenders[1] = described.called("stable_sgd");
    });
}

#[test]
fn an_optimizer_without_extra_work_has_no_overhead() {
    turns(&[("R7", PART, REFUTED)], |settings| {
        for contenders in [&mut settings.challenging.contenders, &mut settings.language.contenders] {
            contenders[1] = contenders[0].clone().called("stable_sgd");
        }
    });
}

#[test]
fn on_the_true_gradient_half_of_the_landscapes_claim_holds() {
    turns(&[("D2", REFUTED, PART)], |settings| settings.challenging.field = VectorField::TrueGradient);
}

#[test]
fn a_paired_comparison_is_seen_as_paired() {
    turns(&[("D3", REFUTED, CONDITION)], |settings| {
        settings.challenging.paired = true;
        settings.language.paired = true;
    });
}

/// The theorem `id` with the sentences of another, under its id.
fn with_sentences_of(id: &'static str, other: &str) -> Theorem {
    Theorem { id, ..theorem::find(other).expect("a theorem") }
}

/// Each of the method's claims rests on what its theorems say: with the sentences of
/// another theorem, whose verdicts are the opposite, the claim turns.
#[test]
fn other_theorems_turn_what_they_decide() {
    let cases = [
        ("M1", REFUTED, REPRODUCED),
        ("M2", REFUTED, CONDITION),
        ("M3", REFUTED, REPRODUCED),
        ("M4", PART, REFUTED),
        ("M5", REFUTED, REPRODUCED),
    ];
    turns(&cases, |settings| {
        let kept = ["S1", "P1"].map(|id| theorem::find(id).expect("a theorem"));
        settings.theorems = kept.to_vec();
        let exchanged = [("S2", "S7"), ("S3", "S4"), ("E7", "E4"), ("E8", "S7"), ("P2", "P1")];
        settings.theorems.extend(exchanged.map(|(id, other)| with_sentences_of(id, other)));
    });
}

#[test]
fn a_theorem_that_was_not_settled_decides_nothing() {
    let ids = ["M1", "M2", "M3", "M4", "M5"];
    let perturbed = ledger(&ids, |_| {});
    for id in ids {
        assert_eq!(verdict(&perturbed, id), &Judgement::Open, "{id}");
    }
}

#[test]
fn before_the_first_reference_there_is_no_prior_art() {
    turns(&[("N1", "contradicted", "not_testable")], |settings| settings.paper_year = 2018);
}

/// The README's claims table is the program's.
#[test]
fn the_readme_shows_the_ledger() {
    let readme = include_str!("../../../README.md");
    let ledger = std::fs::read_to_string(reproduced().join("claims.md")).expect("written");
    let table = ledger.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let rows = table.collect::<Vec<_>>().join("\n");
    assert!(rows.lines().count() > 20, "{rows}");
    assert!(readme.contains(&rows), "paste the table of `stable-sgd claims` into README.md:\n{rows}");
}
