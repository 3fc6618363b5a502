//! What does one change at a time to the challenging StableSGD lead to?
//!
//! Everything else stays as published, the stream of random numbers included:
//! the changed optimizer still runs second. One seed; pairing and statistics
//! over seeds are another matter.

use super::published::{challenging as published_runs, challenging_domain};
use super::{Question, printed};
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::columns;
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::study::{Computed, Study};
use crate::table::{Cells, Table};
use anyhow::Result;
use stable_sgd::experiment::{Contender, Run, challenging};

/// The question.
pub struct OneChange;

impl Question for OneChange {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "H1",
            section: "4.1",
            statement: "the penalty prevented exploration",
            subject: "challenging",
            check: "ablation at the published seed: its weight from 0 to 1e6",
            notebook: Some("04_penalty"),
            decide: Some(penalty),
        }]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<Ablations>()?.0)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[&drawn::ablation(&study.ask::<Ablations>()?.0, published_runs(study)?)])
    }
}

/// One change at a time to the challenging StableSGD.
struct Ablations(Vec<Ablation>);

impl Computed for Ablations {
    const STAGE: &'static str = "ablations";

    fn compute(study: &Study) -> Result<Self> {
        all(&study.settings.challenging).map(Self)
    }
}

/// A change and what it led to.
#[derive(Clone, Debug)]
pub struct Ablation {
    /// What was changed.
    pub change: Change,
    /// The changed optimizer's final loss.
    pub final_loss: f64,
    /// Whether every loss, distance and energy has the bits of the unchanged run.
    pub same_bits: bool,
}

/// A change to one hyperparameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// None.
    AsPublished,
    /// The weight of the penalty.
    TemporalStability(f64),
    /// The energy factor off.
    NoEnergyFactor,
    /// Gradient smoothing off.
    NoSmoothing,
    /// The rate η replaced by √η, which undoes that it acts twice.
    RootOfRate,
}

impl Change {
    /// All changes, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::AsPublished,
        Self::TemporalStability(0.0),
        Self::TemporalStability(0.01),
        Self::TemporalStability(0.02),
        Self::TemporalStability(0.1),
        Self::TemporalStability(1.0),
        Self::TemporalStability(1e6),
        Self::NoEnergyFactor,
        Self::NoSmoothing,
        Self::RootOfRate,
    ];

    /// The change in words.
    pub fn name(self) -> String {
        match self {
            Self::AsPublished => "as published".to_owned(),
            Self::TemporalStability(tau) => format!("temporal_stability = {tau:?}"),
            Self::NoEnergyFactor => "energy factor off".to_owned(),
            Self::NoSmoothing => "gradient smoothing off".to_owned(),
            Self::RootOfRate => "lr → √lr".to_owned(),
        }
    }

    /// Applies the change; says whether the method has what is changed.
    fn apply(self, contender: &mut Contender) -> bool {
        match self {
            Self::AsPublished => true,
            Self::TemporalStability(tau) => contender.set_number("temporal_stability", tau),
            Self::NoEnergyFactor => {
                contender.set_switch("energy_conservation", false) || contender.set_number("energy_scale", 0.0)
            }
            Self::NoSmoothing => contender.set_switch("gradient_smoothing", false),
            Self::RootOfRate => {
                let root = contender.number("lr").unwrap_or(0.0).sqrt();
                contender.set_number("base_rate", root);
                contender.set_number("lr", root)
            }
        }
    }
}

/// Every change that the second contender's method has.
fn all(settings: &challenging::Settings) -> Result<Vec<Ablation>> {
    let mut ablations = Vec::new();
    let mut published = None;
    for change in Change::ALL {
        let mut changed = settings.clone();
        let Some(contender) = changed.contenders.get_mut(1) else { break };
        if !change.apply(contender) {
            continue;
        }
        let run = challenging::run(&changed)?.swap_remove(1);
        let reference = published.get_or_insert_with(|| run.rows.clone());
        let bits = |x: Option<f64>| x.map(f64::to_bits);
        let same_bits = run.rows.len() == reference.len()
            && run.rows.iter().zip(reference.iter()).all(|(a, b)| {
                a.loss.to_bits() == b.loss.to_bits()
                    && bits(a.distance) == bits(b.distance)
                    && bits(a.energy) == bits(b.energy)
            });
        ablations.push(Ablation { change, final_loss: run.final_loss(), same_bits });
    }
    Ok(ablations)
}

fn of<'a>(study: &'a Study, change: Change) -> Result<Option<&'a Ablation>> {
    Ok(study.ask::<Ablations>()?.0.iter().find(|ablation| ablation.change == change))
}

/// The loss as published, and how far it is above SGD's.
fn published(study: &Study) -> Result<(f64, f64)> {
    let loss = of(study, Change::AsPublished)?.map_or(f64::NAN, |a| a.final_loss);
    Ok((loss, loss - published_runs(study)?.first().map_or(f64::NAN, Run::final_loss)))
}

fn penalty(study: &Study) -> Result<Decision> {
    let weights: Vec<&Ablation> =
        study.ask::<Ablations>()?.0.iter().filter(|a| matches!(a.change, Change::TemporalStability(_))).collect();
    let (loss, _) = published(study)?;
    let without = of(study, Change::TemporalStability(0.0))?.map_or(f64::NAN, |a| a.final_loss);
    let inert = weights.iter().all(|a| a.same_bits);
    let (verdict, reason) = if weights.is_empty() {
        (Judgement::Open, "the method has no penalty".to_owned())
    } else if inert {
        (
            Judgement::Refuted,
            format!(
                "with {} weights from 0 to 1e6 every loss, distance and energy has the same bits: the penalty is always 0",
                weights.len()
            ),
        )
    } else if without < loss {
        (
            Judgement::UnderCondition("at the published seed".to_owned()),
            format!("without the penalty the final loss is {without:.4}, with it {loss:.4}"),
        )
    } else {
        (
            Judgement::Refuted,
            format!("without the penalty the final loss is {without:.4}, with it {loss:.4}: it did not hinder"),
        )
    };
    let mut decision = Decision::new(verdict, reason).over(challenging_domain(study)).shown_in("ablation");
    for a in weights {
        decision = decision.with(
            a.change.name(),
            format!("{}{}", printed(a.final_loss, 6), if a.same_bits { ", the same bits" } else { "" }),
        );
    }
    Ok(decision)
}

/// The change at the published seed, as evidence beside the paired one.
pub fn at_one_seed(study: &Study, change: Change) -> Result<(String, String)> {
    let (loss, gap) = published(study)?;
    let changed = of(study, change)?.map_or(f64::NAN, |a| a.final_loss);
    let text = format!("{} instead of {}; SGD {}", printed(changed, 4), printed(loss, 4), printed(loss - gap, 4));
    Ok((format!("at the published seed, unpaired, {}", change.name()), text))
}

fn table(rows: &[Ablation]) -> Table {
    Table {
        name: "ablations",
        title: "One change at a time to the challenging StableSGD, at the published seed".to_owned(),
        columns: vec![
            ("change", Cells::Text(rows.iter().map(|a| a.change.name()).collect())),
            ("final_loss", Cells::Real(rows.iter().map(|a| Some(a.final_loss)).collect())),
            ("same_bits_as_published", Cells::Text(rows.iter().map(|a| columns::yes_or_no(a.same_bits)).collect())),
        ],
    }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{Bar, Bars};

    pub(super) fn ablation(rows: &[Ablation], runs: &[Run]) -> Bars {
        let shown =
            rows.iter().filter(|a| !matches!(a.change, Change::TemporalStability(tau) if tau != 0.0 && tau != 1e6));
        let sgd = runs.first().map_or(f64::NAN, Run::final_loss);
        let name = |change: Change| match change {
            Change::TemporalStability(tau) => format!("τ = {tau}"),
            other => other.name(),
        };
        let root = rows.iter().find(|a| a.change == Change::RootOfRate).map_or(f64::NAN, |a| a.final_loss);
        let inert = rows.iter().all(|a| a.same_bits || !matches!(a.change, Change::TemporalStability(_)));
        let penalty = if inert { "the penalty's weight changes no bit" } else { "the penalty's weight matters" };
        Bars {
            name: "ablation".to_owned(),
            title: format!(
                "Undoing the squared rate takes StableSGD to {}, SGD stands at {}; {penalty}",
                figure::signed(root),
                figure::signed(sgd)
            ),
            y_label: "final loss".to_owned(),
            bars: shown.map(|a| Bar { label: name(a.change), value: a.final_loss, interval: None }).collect(),
            baseline: sgd.is_finite().then(|| ("SGD".to_owned(), sgd)),
        }
    }
}
