//! Section 4.1: the paper's explanations, and one that it does not offer.

use super::compared::{Compared, challenging, compared};
use super::{Claim, Finding, Verdict, printed};
use crate::statistics::{Comparison, Interval};
use crate::study::Study;
use crate::study::ablation::{Ablation, Change};
use crate::study::sensitivity::paired::Paired;
use crate::study::sensitivity::smoothing::Parts;
use crate::study::sensitivity::variants::{
    CHALLENGING, DESCRIBED, NOISE, PUBLISHED, ROOT, SGD, SGD_SQUARED, TRUE_GRADIENT,
};
use anyhow::Result;
use stable_sgd::experiment::Run;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "H1",
        section: "4.1",
        statement: "the penalty prevented exploration",
        check: "ablation at the published seed: its weight from 0 to 1e6",
        notebook: Some("04_penalty"),
        decide: Some(penalty),
    },
    Claim {
        id: "H2",
        section: "4.1",
        statement: "energy conservation hurt in noise",
        check: "the energy factor left out, paired over many seeds, with noise and without",
        notebook: None,
        decide: Some(|study| compared(study, "H2", |c| energy_factor(study, c))),
    },
    Claim {
        id: "H3",
        section: "4.1",
        statement: "gradient smoothing over-damped",
        check: "the smoothing left out, and the damping that goes with it, paired over many seeds",
        notebook: None,
        decide: Some(|study| compared(study, "H3", |c| smoothing(study, c))),
    },
    Claim {
        id: "H4",
        section: "4.1",
        statement: "benefits appear in very long runs",
        check: "10 000 steps, paired over many seeds, on the published field and on gradients of a loss",
        notebook: None,
        decide: Some(|study| compared(study, "H4", |c| Ok(long_runs(c)))),
    },
    Claim {
        id: "H5",
        section: "-",
        statement: "the squared learning rate explains the gap (not in the paper)",
        check: "lr → √lr, paired over many seeds; the share of the gap that this closes",
        notebook: None,
        decide: Some(|study| compared(study, "H5", |c| squared_rate(study, c))),
    },
];

fn of<'a>(study: &'a Study, change: Change) -> Result<Option<&'a Ablation>> {
    Ok(study.ablations()?.iter().find(|ablation| ablation.change == change))
}

/// The loss as published, and how far it is above SGD's.
fn published(study: &Study) -> Result<(f64, f64)> {
    let loss = of(study, Change::AsPublished)?.map_or(f64::NAN, |a| a.final_loss);
    Ok((loss, loss - study.challenging()?.first().map_or(f64::NAN, Run::final_loss)))
}

fn penalty(study: &Study) -> Result<Finding> {
    let weights: Vec<&Ablation> =
        study.ablations()?.iter().filter(|a| matches!(a.change, Change::TemporalStability(_))).collect();
    let (loss, _) = published(study)?;
    let without = of(study, Change::TemporalStability(0.0))?.map_or(f64::NAN, |a| a.final_loss);
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
            Verdict::ReproducedIf("at the published seed".to_owned()),
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
    Ok(finding)
}

/// A share of the gap in per cent.
fn percent(share: Option<Interval>) -> String {
    share.map_or_else(
        || "an unknown share".to_owned(),
        |x| format!("{:.1} % [{:.1}, {:.1}]", 100.0 * x.estimate, 100.0 * x.low, 100.0 * x.high),
    )
}

/// The share of the published gap that a change of the published program closes, in noise.
fn share(study: &Study, problem: &str, change: &str) -> Result<Option<Interval>> {
    Ok(study.sensitivity.variants()?.and_then(|variants| variants.share_of_gap(problem, NOISE, change)))
}

/// The change at the published seed, as evidence beside the paired one.
fn at_one_seed(study: &Study, change: Change) -> Result<(String, String)> {
    let (loss, gap) = published(study)?;
    let changed = of(study, change)?.map_or(f64::NAN, |a| a.final_loss);
    let text = format!("{} instead of {}; SGD {}", printed(changed, 4), printed(loss, 4), printed(loss - gap, 4));
    Ok((format!("at the published seed, unpaired, {}", change.name()), text))
}

const NO_ENERGY: &str = "no energy factor";

fn energy_factor(study: &Study, compared: &Compared) -> Result<Finding> {
    let at = |noise: f64| compared.show(&challenging(noise), [NO_ENERGY, PUBLISHED]);
    let by_noise = compared.show(CHALLENGING, ["leaving the energy factor out in noise", "without noise"]);
    let (with, without) = (at(NOISE), at(0.0));
    let closes = percent(share(study, CHALLENGING, NO_ENERGY)?);
    let verdict = match (with.side, by_noise.side) {
        (Comparison::FirstLower, Comparison::FirstLower) => Verdict::Reproduced,
        (Comparison::FirstLower, _) => Verdict::ReproducedIf(format!(
            "it hurts, but not by the noise (without noise {}), and explains {closes} of the gap",
            without.estimate
        )),
        _ => Verdict::Refuted,
    };
    let reason = format!(
        "without the energy factor the final loss changes by {} in noise and by {} without noise; the factor explains {closes} of the gap to SGD",
        with.estimate, without.estimate
    );
    let (name, text) = at_one_seed(study, Change::NoEnergyFactor)?;
    Ok(compared.finding(verdict, reason).with(name, text).shown_in("changes_challenging"))
}

fn smoothing(study: &Study, compared: &Compared) -> Result<Finding> {
    let place = challenging(NOISE);
    let [smoothing, damping] = ["no smoothing", "no damping"].map(|change| compared.show(&place, [change, PUBLISHED]));
    let closes = percent(share(study, CHALLENGING, "no damping")?);
    let verdict = match (smoothing.side, damping.side) {
        (Comparison::FirstLower, _) => Verdict::Reproduced,
        (_, Comparison::FirstLower) => Verdict::ReproducedIf(format!(
            "not the smoothing, but the damping of the momentum by the gradient's change, which the paper does not describe: {closes} of the gap"
        )),
        _ => Verdict::Refuted,
    };
    let parts = study.sensitivity.variants()?.and_then(|variants| variants.smoothing_at(CHALLENGING, NOISE));
    let begins = parts.map_or_else(String::new, |parts| {
        format!(
            "; the program takes the gradient before the first as 0, so that its first smoothed gradient is 0.7 g: against the first gradient itself in that place this changes the final loss by {}, {} of the smoothing's effect",
            parts.zero.interval,
            percent(parts.share)
        )
    });
    let reason = format!(
        "without the smoothing the final loss changes by {}, without the damping of the momentum by {} ({closes} of the gap to SGD){begins}",
        smoothing.estimate, damping.estimate
    );
    let (name, text) = at_one_seed(study, Change::NoSmoothing)?;
    let mut finding = compared.finding(verdict, reason).with(name, text);
    let all = study.sensitivity.variants()?.into_iter().flat_map(|variants| &variants.smoothing);
    for Parts { whole, zero, rest, share, .. } in
        all.filter(|p| [CHALLENGING, TRUE_GRADIENT].contains(&p.problem.as_str()))
    {
        let minus = |paired: &Paired| format!("{} minus {} {}", paired.first, paired.second, paired.interval);
        finding = finding.with(
            format!("{}: the smoothing's effect, and the part of the 0 that it begins with", whole.place),
            format!(
                "median differences {}; {}; {}; the part is {} of the effect (means)",
                minus(whole),
                minus(zero),
                minus(rest),
                percent(*share)
            ),
        );
    }
    Ok(finding.shown_in("changes_challenging"))
}

fn squared_rate(study: &Study, compared: &Compared) -> Result<Finding> {
    /// It explains the gap where it closes at least so much of it.
    const EXPLAINS: f64 = 0.9;
    let places = [
        (CHALLENGING, share(study, CHALLENGING, ROOT)?),
        (TRUE_GRADIENT, share(study, TRUE_GRADIENT, ROOT)?),
        ("language", study.sensitivity.language()?.map(|language| language.share)),
    ];
    let explained = places.each_ref().map(|(_, share)| share.is_some_and(|share| share.low >= EXPLAINS));
    let named = |wanted: bool| {
        let names = places.iter().zip(explained).filter(|(_, explained)| *explained == wanted);
        names.map(|((name, _), _)| *name).collect::<Vec<_>>().join("; ")
    };
    let verdict = match explained.iter().filter(|explained| **explained).count() {
        3 => Verdict::Reproduced,
        0 => Verdict::Refuted,
        _ => Verdict::ReproducedIf(format!("on {}, not on {}", named(true), named(false))),
    };
    let shares: Vec<String> = places.iter().map(|(name, share)| format!("{} on {name}", percent(*share))).collect();
    let reason = format!("√η in both places closes {} of StableSGD's gap to SGD", shares.join(", "));
    let (name, text) = at_one_seed(study, Change::RootOfRate)?;
    let mut finding = compared.finding(verdict, reason).with(name, text).shown_in("explained_gap");
    for gap in study.sensitivity.shares()? {
        for term in &gap.terms {
            let [before, after] = term.values;
            let name = format!("{}: {} from {before} to {after}, over all orders", gap.place, term.term);
            finding = finding.with(name, format!("{}, as the first change {}", term.shapley, term.first));
        }
    }
    Ok(finding)
}

fn long_runs(compared: &Compared) -> Finding {
    // Every comparison with SGD at the greatest length, of the published and the described form.
    let all = compared.all(|h| h.paired.second == SGD);
    let lower: Vec<_> = all.iter().filter(|shown| shown.side == Comparison::FirstLower).collect();
    let squared = compared.all(|h| h.paired.second == SGD_SQUARED && h.paired.first == PUBLISHED);
    let beaten = squared.iter().filter(|shown| shown.side == Comparison::FirstLower).count();
    let mut places: Vec<String> = lower.iter().map(|shown| format!("{} on {}", shown.first, shown.place)).collect();
    places.sort();
    let published: Vec<&str> = lower.iter().filter(|s| s.first == PUBLISHED).map(|s| s.place.as_str()).collect();
    let verdict = match lower.len() {
        0 => Verdict::Refuted,
        n if n == all.len() => Verdict::Reproduced,
        _ => Verdict::ReproducedIf(format!(
            "the published form ends below SGD on {}; below SGD at the same small rate on {beaten} of {} problems",
            published.join("; "),
            squared.len()
        )),
    };
    let reason = if lower.is_empty() {
        format!(
            "in none of {} comparisons at the greatest length is StableSGD ({PUBLISHED} or {DESCRIBED}) below SGD",
            all.len()
        )
    } else {
        format!("below SGD at the greatest length: {}", places.join("; "))
    };
    compared.finding(verdict, reason).shown_in("long_runs")
}
