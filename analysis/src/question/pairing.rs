//! Did both optimizers start from the same place, on the same noise?

use super::Question;
use super::published::{challenging, challenging_domain, language, language_domain};
use crate::claim::{Claim, Decision, Judgement};
use crate::ledger::{Datum, Evidence};
use crate::study::Study;
use anyhow::Result;
use stable_sgd::energy::distance;

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
    let mut reasons = Vec::new();
    let mut evidence = Evidence::default();
    for (name, runs) in [("challenging", challenging(study)?), ("language", language(study)?)] {
        let [first, second, ..] = runs else { continue };
        let apart = distance(&first.start, &second.start);
        if apart != 0.0 {
            reasons.push(format!("on {name} the starts are {apart:.4} apart"));
        }
        if first.clock != second.clock {
            reasons.push(format!("on {name} the noise is drawn and the clock read at other times"));
        }
        evidence.add(format!("{name}: distance of the starts"), Datum::fixed(apart, 4));
        for (run, (begin, end)) in [(first, first.clock), (second, second.clock)] {
            evidence.add(format!("{name}: the clock of {}", run.optimizer), format!("{begin} to {end}"));
        }
    }
    let (verdict, reason) = if reasons.is_empty() {
        (
            Judgement::UnderCondition("paired, at one seed".to_owned()),
            "both have the same start, noise and clock".to_owned(),
        )
    } else {
        (Judgement::Refuted, reasons.join("; "))
    };
    let domain = format!("challenging: {}; language: {}", challenging_domain(study), language_domain(study));
    Ok(Decision { evidence, ..Decision::new(verdict, reason).over(domain) })
}
