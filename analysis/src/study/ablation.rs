//! One change at a time to the StableSGD of the challenging experiment.
//!
//! Everything else stays as published, the stream of random numbers included:
//! the changed optimizer still runs second. One seed; pairing and statistics
//! over seeds are another matter.

use anyhow::Result;
use stable_sgd::experiment::{Contender, challenging};

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
pub(super) fn all(settings: &challenging::Settings) -> Result<Vec<Ablation>> {
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
