//! Section 3.1: who wins, from the same starts on the same noise.

use super::compared::{Compared, challenging, compared};
use super::{Finding, Verdict};
use crate::statistics::Comparison;
use crate::study::Study;
use crate::study::sensitivity::headline::PRINTED;
use crate::study::sensitivity::variants::{NOISE, PUBLISHED, SGD, SGD_SQUARED};
use anyhow::Result;

/// SGD wins where StableSGD, subtracting SGD, is higher; at the matched rate where SGD with
/// its rate squared, subtracting StableSGD, is lower.
pub(super) fn standard_sgd_wins(study: &Study) -> Result<Finding> {
    compared(study, "R3", |compared| Ok(who_wins(compared)))
}

fn who_wins(compared: &Compared) -> Finding {
    let challenging = challenging(NOISE);
    let places = [challenging.as_str(), "language"];
    let published = places.map(|place| compared.show(place, [PUBLISHED, SGD]));
    let matched = places.map(|place| compared.show(place, [SGD_SQUARED, PUBLISHED]));
    let wins = published.each_ref().map(|shown| shown.side == Comparison::FirstHigher);
    let matched_wins = matched.each_ref().map(|shown| shown.side == Comparison::FirstLower);
    let words = |side: Comparison| match side {
        Comparison::FirstLower => "SGD is lower",
        Comparison::FirstHigher => "StableSGD is lower",
        Comparison::Equivalent => "there is no difference that two digits would show",
        Comparison::Inconclusive => "which is lower is open",
    };
    let verdict = match (wins, matched_wins) {
        ([true, true], [true, true]) => Verdict::Reproduced,
        ([true, true], _) => Verdict::ReproducedIf(format!(
            "at the published rates, where StableSGD's position moves by η²; at the same effective rate on challenging {}, on language {}",
            words(matched[0].side),
            words(matched[1].side)
        )),
        _ => Verdict::Refuted,
    };
    let reason = format!(
        "StableSGD minus SGD is {} on challenging and {} on language; SGD with its rate squared minus StableSGD is {} and {}",
        published[0].estimate, published[1].estimate, matched[0].estimate, matched[1].estimate
    );
    compared
        .finding(verdict, reason)
        .with("margin", format!("{PRINTED}, half a unit of the last digit that the paper prints"))
        .shown_in("paired_differences")
}
