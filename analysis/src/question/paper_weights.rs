//! Do the paper's weights of the penalty explore, stabilise and hinder as it states?

use super::Question;
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::PUBLISHED;
use crate::compare::weights::{self, MATTERS, WeightCurve, WeightPoint};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::study::{Computed, Study};
use crate::table::Table;
use anyhow::Result;

/// The question.
pub struct PaperWeights;

/// The plan: the paper's weights on several problems.
const PLAN: &str = "paper_weights";

impl Question for PaperWeights {
    fn plans(&self) -> &'static [&'static str] {
        &[PLAN]
    }

    fn claims(&self) -> &'static [Claim] {
        &[
            Claim {
                id: "S1s",
                section: "4.2",
                statement: "weights ≤ 0.01 explore, ≥ 0.02 stabilise and hinder",
                subject: "the penalty",
                check: "the paper's weights against the weight 0, paired over many seeds, as published, as described and restoring, on several problems",
                notebook: Some("05_sensitivity"),
                decide: Some(as_stated),
            },
            Claim {
                id: "S2s",
                section: "4.2",
                statement: "the best range depends on the problem",
                subject: "the penalty",
                check: "the weights that no test tells from the best, on several problems and noise levels: are they the same?",
                notebook: None,
                decide: Some(depends_on_the_problem),
            },
        ]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let title = "The paper's weights on several problems, against the weight 0";
        Ok(vec![weights::table(PLAN, title, &study.ask::<PaperCurves>()?.0)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[&drawn::stated(&study.ask::<PaperCurves>()?.0)])
    }
}

/// The curves of every method, against its own weight 0.
pub struct PaperCurves(pub Vec<WeightCurve>);

impl Computed for PaperCurves {
    const STAGE: &'static str = "sweep: the paper's weights";

    fn compute(study: &Study) -> Result<Self> {
        let curves = study.sweep(PLAN)?.map(|results| weights::curves(results, None)).transpose()?;
        Ok(Self(curves.unwrap_or_default()))
    }
}

/// The methods of the curves, in their order.
fn methods(curves: &[WeightCurve]) -> Vec<&str> {
    let mut methods: Vec<&str> = Vec::new();
    for curve in curves {
        if !methods.contains(&curve.method.as_str()) {
            methods.push(&curve.method);
        }
    }
    methods
}

fn by<'a, 'm>(curves: &'a [WeightCurve], method: &'m str) -> impl Iterator<Item = &'a WeightCurve> + use<'a, 'm> {
    curves.iter().filter(move |curve| curve.method == method)
}

/// Counts at each weight above 0, as "0.01: 3, 0.02: 4".
fn counts(curves: &[&WeightCurve], holds: fn(&WeightCurve, &WeightPoint) -> bool) -> String {
    let Some(first) = curves.first() else { return String::new() };
    let holds = |curve: &&&WeightCurve, i: usize| curve.points.get(i).is_some_and(|point| holds(curve, point));
    let at = |i: usize| curves.iter().filter(|curve| holds(curve, i)).count();
    let weights = first.points.iter().enumerate().filter(|(_, point)| point.weight > 0.0);
    weights.map(|(i, point)| format!("{}: {}", point.weight, at(i))).collect::<Vec<_>>().join(", ")
}

fn as_stated(study: &Study) -> Result<Decision> {
    let curves = &study.ask::<PaperCurves>()?.0;
    if curves.is_empty() {
        return Ok(Decision::not_run());
    }
    let stated: Vec<&WeightCurve> = curves.iter().filter(|curve| curve.is_as_stated()).collect();
    let published: Vec<&WeightCurve> = by(curves, PUBLISHED).collect();
    let idle = |curve: &WeightCurve| curve.points.iter().all(|p| p.hindrance.low == 0.0 && p.hindrance.high == 0.0);
    let without_effect = published.iter().filter(|curve| idle(curve)).count();
    let verdict = match stated.len() {
        0 => Judgement::Refuted,
        n if n == curves.len() => Judgement::Reproduced,
        _ => {
            let places: Vec<String> = stated.iter().map(|c| format!("{} on {}", c.method, c.place)).collect();
            Judgement::InPart(places.join("; "))
        }
    };
    let reason = format!(
        "in {} of {} pairs of a method and a problem is it as stated; as published the weight has no effect on {without_effect} of {} problems",
        stated.len(),
        curves.len(),
        published.len()
    );
    let mut decision =
        Decision::new(verdict, reason).over(study.settings.sweeps.domain(&[PLAN])).shown_in("penalty_weight");
    for method in methods(curves) {
        let own: Vec<&WeightCurve> = by(curves, method).collect();
        let total = own.len();
        decision = decision
            .with(format!("{method}: of {total} problems, hindered at weight"), counts(&own, WeightCurve::hinders))
            .with(format!("{method}: of {total} problems, steadier at weight"), counts(&own, WeightCurve::stabilises));
    }
    let seeds = curves.first().and_then(|curve| curve.points.first()).map_or(0, |point| point.losses.len());
    Ok(decision.with(
        "seeds",
        format!("{seeds}, the same for every weight; medians with intervals at 95 % from order statistics; less than {} % of the descent or of the scatter is no effect", 100.0 * MATTERS),
    ))
}

fn depends_on_the_problem(study: &Study) -> Result<Decision> {
    let curves = &study.ask::<PaperCurves>()?.0;
    if curves.is_empty() {
        return Ok(Decision::not_run());
    }
    let best = |method: &str| by(curves, method).map(|curve| (curve, curve.best_weights())).collect::<Vec<_>>();
    // Two problems whose best weights have none in common.
    let apart = |method: &str| {
        let all = best(method);
        let disjoint = |a: &[f64], b: &[f64]| a.iter().all(|weight| !b.contains(weight));
        let pairs = all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| disjoint(&a.1, &b.1)).map(|(a, b)| (a.0.place.clone(), b.0.place.clone())).next()
    };
    let methods = methods(curves);
    let depending: Vec<&str> = methods.iter().copied().filter(|method| apart(method).is_some()).collect();
    let verdict = match depending.len() {
        0 => Judgement::Refuted,
        n if n == methods.len() => Judgement::Reproduced,
        _ => Judgement::InPart(format!(
            "with the penalty {}; {}",
            depending.iter().map(|method| format!("“{method}”")).collect::<Vec<_>>().join(" and "),
            if depending.contains(&PUBLISHED) {
                "as published too"
            } else {
                "as published every weight is as good as any"
            }
        )),
    };
    let reason = format!(
        "in {} of {} methods there are two problems whose best weights have none in common",
        depending.len(),
        methods.len()
    );
    let mut decision =
        Decision::new(verdict, reason).over(study.settings.sweeps.domain(&[PLAN])).shown_in("paper_weights");
    for method in methods {
        if let Some((a, b)) = apart(method) {
            decision = decision.with(format!("{method}: none in common"), format!("{a}; {b}"));
        }
        for (curve, weights) in best(method) {
            let weights: Vec<String> = weights.iter().map(f64::to_string).collect();
            decision =
                decision.with(format!("{method} on {}: not worse than the best", curve.place), weights.join(", "));
        }
    }
    Ok(decision)
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::Multiples;
    use crate::question::penalty_weight::drawn::multiples;

    /// The paper's weights.
    pub(super) fn stated(curves: &[WeightCurve]) -> Multiples {
        let stated = curves.iter().filter(|curve| curve.is_as_stated()).count();
        Multiples {
            name: "paper_weights".to_owned(),
            title: format!(
                "That weights of 0.01 and below explore, and those of 0.02 and above stabilise and hinder, holds in {stated} of {} curves",
                curves.len()
            ),
            ..multiples(curves, 3)
        }
    }
}
