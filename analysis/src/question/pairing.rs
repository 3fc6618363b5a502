//! Did both optimizers start from the same place, on the same noise?

use super::Question;
use super::published::{challenging, challenging_domain, language};
use crate::claim::{Claim, Decision, Judgement};
use crate::study::Study;
use anyhow::Result;
use stable_sgd::energy::distance;
use stable_sgd::experiment::Run;

/// The question.
pub struct Starts;

impl Question for Starts {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "D3",
            section: "2.2",
            statement: "the comparison is rigorous",
            subject: "both experiments",
            check: "whether both optimizers have the same start, noise and clock",
            notebook: None,
            decide: Some(pairing),
        }]
    }
}

fn pairing(study: &Study) -> Result<Decision> {
    let facts = |name: &str, runs: &[Run]| -> Option<(String, bool)> {
        let [first, second, ..] = runs else { return None };
        let apart = distance(&first.start, &second.start);
        let same = apart == 0.0 && first.clock == second.clock;
        let ((a, b), (c, d)) = (first.clock, second.clock);
        Some((format!("{name}: the starts are {apart:.4} apart, the clocks read {a} to {b} and {c} to {d}"), same))
    };
    let found: Vec<(String, bool)> = [facts("challenging", challenging(study)?), facts("language", language(study)?)]
        .into_iter()
        .flatten()
        .collect();
    let paired = !found.is_empty() && found.iter().all(|(_, same)| *same);
    let reason = if paired {
        "both optimizers have the same start, noise and clock".to_owned()
    } else {
        "the optimizers have different starts, different noise and different times".to_owned()
    };
    let verdict = if paired { Judgement::UnderCondition("paired, at one seed".to_owned()) } else { Judgement::Refuted };
    Ok(found
        .into_iter()
        .fold(Decision::new(verdict, reason).over(challenging_domain(study)), |decision, (fact, same)| {
            decision.with(fact, if same { "paired" } else { "not paired" })
        }))
}
