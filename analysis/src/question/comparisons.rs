//! Who wins, from the same starts on the same noise? And every comparison that a claim rests on.

use super::Question;
use super::energy_factor::{Changes, PLAN};
use super::squared_rate::LanguageSeeds;
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::family::{Compared, Headline, Headlines, PRINTED, compared};
use crate::compare::{CHALLENGING, NOISE, PUBLISHED, SGD, SGD_SQUARED, challenging, columns};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::statistics::Ranking;
use crate::study::{Computed, Study};
use crate::table::Table;
use anyhow::Result;

/// The question.
pub struct Comparisons;

impl Question for Comparisons {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "R3",
            section: "3.1",
            statement: "standard SGD wins both",
            subject: "both experiments",
            check: "paired over many seeds, at the published and at matched effective rates; interval of the difference",
            notebook: None,
            decide: Some(standard_sgd_wins),
        }]
    }

    fn headlines(&self, study: &Study) -> Result<Vec<Headline>> {
        let variants = study.ask::<Changes>()?.0.as_ref();
        let language = study.ask::<LanguageSeeds>()?.0.as_ref();
        let found = [
            variants.and_then(|variants| variants.to_sgd(CHALLENGING, NOISE, PUBLISHED)),
            variants.and_then(|variants| variants.to_published(CHALLENGING, NOISE, SGD_SQUARED)),
            language.map(|language| &language.published),
            language.map(|language| &language.squared),
        ];
        Ok(found.into_iter().flatten().map(|paired| Headline::of("R3", paired, PRINTED)).collect())
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(study.ask::<Headlines>()?)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[&drawn::paired_differences(study.ask::<Headlines>()?)])
    }
}

impl Computed for Headlines {
    const STAGE: &'static str = "comparisons";

    /// The headlines of every question.
    fn compute(study: &Study) -> Result<Self> {
        let mut all = Vec::new();
        for question in super::all() {
            all.extend(question.headlines(study)?);
        }
        Self::of(all)
    }
}

/// What was run, in words.
fn domain(study: &Study) -> String {
    let sweeps = &study.settings.sweeps;
    format!("{}; language: {} seeds", sweeps.domain(&[PLAN]), sweeps.language_seeds)
}

/// SGD wins where StableSGD, subtracting SGD, is higher; at the matched rate where SGD with
/// its rate squared, subtracting StableSGD, is lower.
fn standard_sgd_wins(study: &Study) -> Result<Decision> {
    compared(study, "R3", |compared| Ok(who_wins(compared)?.over(domain(study))))
}

fn who_wins(compared: &Compared) -> Result<Decision> {
    let challenging = challenging(NOISE);
    let places = [challenging.as_str(), "language"];
    let (published, matched) = (
        compared.of(places.map(|place| (place, [PUBLISHED, SGD]))),
        compared.of(places.map(|place| (place, [SGD_SQUARED, PUBLISHED]))),
    );
    let (Some(published), Some(matched)) = (published, matched) else { return Ok(Decision::not_run()) };
    let sides = published.each_ref().map(|told| told.side);
    let matched_wins = matched.each_ref().map(|told| told.side == Ranking::FirstLower);
    let words = |side: Ranking| match side {
        Ranking::FirstLower => "SGD is lower",
        Ranking::FirstHigher => "StableSGD is lower",
        Ranking::Equivalent => "there is no difference that two digits would show",
        Ranking::Inconclusive => "which is lower is open",
    };
    let verdict = match (sides, matched_wins) {
        ([Ranking::FirstHigher, Ranking::FirstHigher], [true, true]) => Judgement::Reproduced,
        ([Ranking::FirstHigher, Ranking::FirstHigher], _) => Judgement::UnderCondition(format!(
            "at the published rates, where StableSGD's position moves by η²; at the same effective rate on challenging {}, on language {}",
            words(matched[0].side),
            words(matched[1].side)
        )),
        (sides, _) if sides.contains(&Ranking::FirstLower) || sides.contains(&Ranking::Equivalent) => {
            Judgement::Refuted
        }
        _ => Judgement::Open,
    };
    let reason = format!(
        "StableSGD minus SGD is {} on challenging and {} on language; SGD with its rate squared minus StableSGD is {} and {}",
        published[0].estimate, published[1].estimate, matched[0].estimate, matched[1].estimate
    );
    Ok(compared.decision(verdict, reason)?.with("margin", PRINTED).shown_in("paired_differences"))
}

fn table(headlines: &Headlines) -> Table {
    let rows = &headlines.all;
    let adjusted = |hypothesis: &str| Some(headlines.family.as_ref()?.get(hypothesis)?.adjusted);
    let mut columns = vec![("claim", columns::text(rows, |row| row.claim.to_owned()))];
    columns.extend(columns::comparison(rows, |row| &row.paired));
    columns.push(("holm_p", columns::maybe(rows, |row| adjusted(&row.paired.hypothesis()))));
    columns.push(("margin", columns::real(rows, |row| row.margin)));
    columns.push(("first_is", columns::text(rows, |row| columns::side(headlines.ranking(row)))));
    Table { name: "comparisons", title: "The comparisons that claims rest on, one family".to_owned(), columns }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{IntervalRow, Intervals};

    pub(super) fn paired_differences(headlines: &Headlines) -> Intervals {
        let row = |headline: &Headline| {
            let paired = &headline.paired;
            IntervalRow {
                label: format!("{}: {} − {}", paired.place, paired.first, paired.second),
                group: headline.claim.to_owned(),
                low: paired.interval.low,
                estimate: paired.interval.estimate,
                high: paired.interval.high,
                style: figure::style(&paired.first),
                note: figure::short(paired.interval.estimate),
            }
        };
        let published = headlines.find("R3", &challenging(NOISE), [PUBLISHED, SGD]).map(|h| h.paired.interval.estimate);
        let title = published.map_or_else(
            || "Paired differences that claims rest on".to_owned(),
            |x| {
                format!(
                    "From the same start on the same noise, StableSGD as published ends {} {} SGD on challenging",
                    figure::short(x.abs()),
                    if x > 0.0 { "above" } else { "below" }
                )
            },
        );
        Intervals {
            name: "paired_differences".to_owned(),
            title,
            x_label: "median difference in final loss, 95 % interval (linear within ±0.01, logarithmic beyond)"
                .to_owned(),
            rows: headlines.all.iter().map(row).collect(),
            reference: Some(("no difference".to_owned(), 0.0)),
            symmetric_log: Some(0.01),
            ..Intervals::default()
        }
    }
}
