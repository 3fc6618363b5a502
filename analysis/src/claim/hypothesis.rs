//! Section 4: the paper's explanations, and one that it does not offer.

use super::{Claim, Finding, Verdict, printed};
use crate::study::Study;
use crate::study::ablation::{Ablation, Change};
use stable_sgd::experiment::Run;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "H1",
        section: "4.1",
        statement: "the penalty prevented exploration",
        check: "ablation at the published seed: its weight from 0 to 1e6",
        decide: Some(penalty),
    },
    Claim {
        id: "H2",
        section: "4.1",
        statement: "energy conservation hurt in noise",
        check: "ablation at the published seed (pairing and statistics follow)",
        decide: Some(energy_factor),
    },
    Claim {
        id: "H3",
        section: "4.1",
        statement: "gradient smoothing over-damped",
        check: "ablation at the published seed (pairing and statistics follow)",
        decide: Some(smoothing),
    },
    Claim {
        id: "H4",
        section: "4.1",
        statement: "benefits appear in very long runs",
        check: "10 000 steps, paired",
        decide: None,
    },
    Claim {
        id: "H5",
        section: "-",
        statement: "the squared learning rate explains the gap (not in the paper)",
        check: "lr → √lr at the published seed (pairing and statistics follow)",
        decide: Some(squared_rate),
    },
    Claim {
        id: "S1s",
        section: "4.2",
        statement: "weights ≤ 0.01 explore, ≥ 0.02 stabilise and hinder",
        check: "sensitivity sweep, as published, as described, and restoring",
        decide: None,
    },
    Claim {
        id: "S2s",
        section: "4.2",
        statement: "the best range depends on the problem",
        check: "the same sweep over several problems and noise levels",
        decide: None,
    },
];

fn of(study: &Study, change: Change) -> Option<&Ablation> {
    study.ablations.iter().find(|ablation| ablation.change == change)
}

/// The loss as published, and how far it is above SGD's.
fn published(study: &Study) -> (f64, f64) {
    let loss = of(study, Change::AsPublished).map_or(f64::NAN, |a| a.final_loss);
    (loss, loss - study.challenging.first().map_or(f64::NAN, Run::final_loss))
}

fn penalty(study: &Study) -> Finding {
    let weights: Vec<&Ablation> =
        study.ablations.iter().filter(|a| matches!(a.change, Change::TemporalStability(_))).collect();
    let (loss, _) = published(study);
    let without = of(study, Change::TemporalStability(0.0)).map_or(f64::NAN, |a| a.final_loss);
    let inert = weights.iter().all(|a| a.same_bits);
    let (verdict, reason) = if weights.is_empty() {
        (Verdict::Undecided, "the method has no penalty".to_owned())
    } else if inert {
        (
            Verdict::Refuted,
            format!(
                "with {} weights from 0 to 1e6 every loss, distance and energy has the same bits: the penalty is always 0",
                weights.len()
            ),
        )
    } else if without < loss {
        (
            Verdict::ReproducedIf("at one seed; pairing and statistics follow".to_owned()),
            format!("without the penalty the final loss is {without:.4}, with it {loss:.4}"),
        )
    } else {
        (
            Verdict::Refuted,
            format!("without the penalty the final loss is {without:.4}, with it {loss:.4}: it did not hinder"),
        )
    };
    let mut finding = Finding::new(verdict, reason).shown_in("ablation");
    for a in weights {
        finding = finding.with(
            a.change.name(),
            format!("{}{}", printed(a.final_loss, 6), if a.same_bits { ", the same bits" } else { "" }),
        );
    }
    finding
}

/// A part is said to hurt: it did where leaving it out lowers the loss.
fn part_hurts(study: &Study, change: Change) -> Finding {
    let (loss, gap) = published(study);
    let Some(without) = of(study, change) else {
        return Finding::new(Verdict::Undecided, format!("the method cannot be run with {}", change.name()));
    };
    let gained = loss - without.final_loss;
    let share = if gap > 0.0 {
        format!("{:.1} % of StableSGD's gap of {gap:.4} to SGD", 100.0 * gained / gap)
    } else {
        "where StableSGD has no gap to SGD".to_owned()
    };
    let effect = if gained > 0.0 {
        format!("{gained:.4} lower, {share}")
    } else {
        format!("{:.4} higher, so the part helped", -gained)
    };
    let reason =
        format!("with {} the final loss is {:.4} instead of {loss:.4}: {effect}", change.name(), without.final_loss);
    let verdict = if gained > 0.0 {
        Verdict::ReproducedIf(format!("in direction, at one seed: {share}; pairing and statistics follow"))
    } else {
        Verdict::Refuted
    };
    Finding::new(verdict, reason)
        .with("as published", printed(loss, 6))
        .with(change.name(), printed(without.final_loss, 6))
        .with("StableSGD's loss above SGD's, as published", printed(gap, 6))
        .with("seeds", "1, the published one; the changed optimizer keeps its own start and noise")
        .shown_in("ablation")
}

fn energy_factor(study: &Study) -> Finding {
    part_hurts(study, Change::NoEnergyFactor)
}

fn smoothing(study: &Study) -> Finding {
    part_hurts(study, Change::NoSmoothing)
}

fn squared_rate(study: &Study) -> Finding {
    let (loss, gap) = published(study);
    let Some(root) = of(study, Change::RootOfRate) else {
        return Finding::new(Verdict::Undecided, "the method has no learning rate");
    };
    let sgd = loss - gap;
    let reason = format!(
        "with √lr in both places the final loss is {:.4}: {} SGD's {sgd:.4}",
        root.final_loss,
        if root.final_loss <= sgd { "below" } else { "still above" }
    );
    let verdict = if gap > 0.0 && root.final_loss <= sgd {
        Verdict::ReproducedIf(
            "at one seed: undoing it alone closes the whole gap; pairing and statistics follow".to_owned(),
        )
    } else {
        Verdict::Refuted
    };
    Finding::new(verdict, reason)
        .with("as published", printed(loss, 6))
        .with("lr → √lr", printed(root.final_loss, 6))
        .with("SGD", printed(sgd, 6))
        .shown_in("ablation")
}
