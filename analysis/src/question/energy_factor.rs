//! What is each change of StableSGD worth, and does its energy factor hurt in noise?

use super::Question;
use super::ablation::{Change, at_one_seed};
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::against::{Against, At, against, find};
use crate::compare::family::{Compared, Headline, compared};
use crate::compare::paired::{BOOTSTRAP, Paired};
use crate::compare::{CHALLENGING, NOISE, PUBLISHED, SGD, TRUE_GRADIENT, challenging, columns};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::statistics::{ConfidenceInterval, Error, Ranking};
use crate::study::{Computed, Study};
use crate::sweep::Results;
use crate::table::Table;
use anyhow::Result;

/// The question.
pub struct EnergyFactor;

/// The plan: StableSGD changed in one place at a time.
pub const PLAN: &str = "variants";

impl Question for EnergyFactor {
    fn plans(&self) -> &'static [&'static str] {
        &[PLAN]
    }

    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "H2",
            section: "4.1",
            statement: "energy conservation hurt in noise",
            subject: "challenging",
            check: "the energy factor left out, paired over many seeds, with noise and without",
            notebook: None,
            decide: Some(|study| compared(study, "H2", |c| energy_factor(study, c))),
        }]
    }

    fn headlines(&self, study: &Study) -> Result<Vec<Headline>> {
        let Some(variants) = &study.ask::<Changes>()?.0 else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for problem in [CHALLENGING, TRUE_GRADIENT] {
            let factors = [NOISE, 0.0].map(|noise| variants.to_published(problem, noise, NO_ENERGY));
            all.extend(factors.into_iter().flatten().map(|paired| Headline::of("H2", paired, 0.0)));
            if let [Some(with), Some(without)] = factors {
                let paired = Paired::of(problem, BY_NOISE, [&with.differences, &without.differences])?;
                all.push(Headline::of("H2", &paired, 0.0));
            }
        }
        Ok(all)
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let Some(variants) = &study.ask::<Changes>()?.0 else { return Ok(Vec::new()) };
        let table = |name, title, all| columns::paired(name, title, columns::pairs_of(all));
        Ok(vec![
            table("changes_against_sgd", "Each form of StableSGD against SGD", &variants.against_sgd),
            table(
                "changes_against_published",
                "Each change against the published StableSGD",
                &variants.against_published,
            ),
        ])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        match study.ask::<Changes>()?.0.as_ref().and_then(drawn::changes) {
            Some(bars) => figure::drawn(&[&bars]),
            None => Ok(Vec::new()),
        }
    }
}

/// StableSGD changed in one place at a time, where that was run.
pub struct Changes(pub Option<Variants>);

impl Computed for Changes {
    const STAGE: &'static str = "sweep: variants";

    fn compute(study: &Study) -> Result<Self> {
        study.sweep(PLAN)?.map(Variants::of).transpose().map(Self)
    }
}

/// The plan `variants`, compared.
#[derive(Clone, Debug)]
pub struct Variants {
    /// Every variant minus SGD.
    pub against_sgd: Vec<Against>,
    /// Every variant minus the published StableSGD.
    pub against_published: Vec<Against>,
}

impl Variants {
    /// # Errors
    /// Where the sweep lacks SGD or the published method.
    pub fn of(results: &Results) -> Result<Self> {
        Ok(Self {
            against_sgd: against(results, SGD, "final_loss")?,
            against_published: against(results, PUBLISHED, "final_loss")?,
        })
    }

    /// A variant minus SGD.
    pub fn to_sgd(&self, problem: &str, noise: f64, method: &str) -> Option<&Paired> {
        find(&self.against_sgd, At { problem, noise, method })
    }

    /// A variant minus the published method.
    pub fn to_published(&self, problem: &str, noise: f64, method: &str) -> Option<&Paired> {
        find(&self.against_published, At { problem, noise, method })
    }

    /// The share of the published method's gap to SGD that a change closes: the mean of what
    /// it gains over the mean gap, with a bootstrap interval over the seeds.
    pub fn share_of_gap(&self, problem: &str, noise: f64, change: &str) -> Option<ConfidenceInterval> {
        let change = &self.to_published(problem, noise, change)?.differences;
        let gap = &self.to_sgd(problem, noise, PUBLISHED)?.differences;
        share_of_gap(change, gap).ok()
    }
}

/// −Σ change / Σ gap over the seeds, with a bootstrap interval.
///
/// # Errors
/// Where a difference is not finite, or there are none.
pub fn share_of_gap(change: &[f64], gap: &[f64]) -> Result<ConfidenceInterval, Error> {
    let seeds: Vec<f64> = (0..change.len().min(gap.len())).map(|i| i as f64).collect();
    let total = |values: &[f64], seeds: &[f64]| seeds.iter().map(|i| values[*i as usize]).sum::<f64>();
    BOOTSTRAP.percentile(&seeds, |seeds| -total(change, seeds) / total(gap, seeds))
}

/// A share of the gap in per cent.
pub fn percent(share: Option<ConfidenceInterval>) -> String {
    share.map_or_else(
        || "an unknown share".to_owned(),
        |x| format!("{:.1} % [{:.1}, {:.1}]", 100.0 * x.estimate, 100.0 * x.low, 100.0 * x.high),
    )
}

/// The share of the published gap that a change of the published program closes, in noise.
pub fn share(study: &Study, problem: &str, change: &str) -> Result<Option<ConfidenceInterval>> {
    Ok(study.ask::<Changes>()?.0.as_ref().and_then(|variants| variants.share_of_gap(problem, NOISE, change)))
}

const NO_ENERGY: &str = "no energy factor";

/// The two that are compared for the effect of the noise.
const BY_NOISE: [&str; 2] = ["leaving the energy factor out in noise", "without noise"];

fn energy_factor(study: &Study, compared: &Compared) -> Result<Decision> {
    let (noisy, calm) = (challenging(NOISE), challenging(0.0));
    let asked = [(&*noisy, [NO_ENERGY, PUBLISHED]), (&*calm, [NO_ENERGY, PUBLISHED]), (CHALLENGING, BY_NOISE)];
    let Some([with, without, by_noise]) = compared.of(asked) else { return Ok(Decision::not_run()) };
    let closes = percent(share(study, CHALLENGING, NO_ENERGY)?);
    let verdict = match (with.side, by_noise.side) {
        (Ranking::FirstLower, Ranking::FirstLower) => Judgement::Reproduced,
        (Ranking::FirstLower, _) => Judgement::InPart(format!(
            "it hurts; that the noise does it is refuted (without noise {}); it explains {closes} of the gap",
            without.estimate
        )),
        (Ranking::Inconclusive, _) => Judgement::Open,
        _ => Judgement::Refuted,
    };
    let reason = format!(
        "without the energy factor the final loss changes by {} in noise and by {} without noise; the factor explains {closes} of the gap to SGD",
        with.estimate, without.estimate
    );
    let (name, text) = at_one_seed(study, Change::NoEnergyFactor)?;
    Ok(compared
        .decision(verdict, reason)?
        .over(study.settings.sweeps.domain(&[PLAN]))
        .with(name, text)
        .shown_in("changes_challenging"))
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::compare::ROOT;
    use crate::figure::{Bar, Bars};

    /// The changes that are shown as bars, with their labels there.
    const SHOWN: [(&str, &str); 9] = [
        ("no energy factor", "no energy factor"),
        ("no smoothing", "no smoothing"),
        ("no damping", "no damping"),
        ("penalty as described", "penalty as described"),
        ("restoring penalty", "restoring penalty"),
        ("as described", "as the paper describes"),
        ("SGD, rate squared", "SGD, rate η²"),
        ("SGD", "SGD"),
        ("√η in both places", "√η in both places"),
    ];

    pub(super) fn changes(variants: &Variants) -> Option<Bars> {
        let find = |label: &str| variants.to_published(CHALLENGING, NOISE, label);
        let bar = |(label, shown): &(&str, &str)| {
            let interval = find(label)?.interval;
            Some(Bar {
                label: (*shown).to_owned(),
                value: interval.estimate,
                interval: Some((interval.low, interval.high)),
            })
        };
        let bars: Vec<Bar> = SHOWN.iter().filter_map(bar).collect();
        let (root, sgd) = (find(ROOT)?.interval.estimate, find(SGD)?.interval.estimate);
        let others =
            ["no energy factor", "no smoothing", "no damping"].map(|label| find(label).map(|p| p.interval.estimate));
        let most = others.into_iter().flatten().fold(0.0, f64::min);
        Some(Bars {
            name: "changes_challenging".to_owned(),
            title: format!(
                "Undoing the squared rate takes {} off StableSGD's loss, SGD stands at {}; no other change takes more than {}",
                figure::short(root.abs()),
                figure::signed(sgd),
                figure::short(most.abs())
            ),
            y_label: "final loss minus that as published, median".to_owned(),
            bars,
            baseline: Some(("SGD".to_owned(), sgd)),
        })
    }
}
