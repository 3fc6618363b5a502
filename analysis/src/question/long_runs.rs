//! Do benefits appear in very long runs?

use super::Question;
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::against::{Against, against};
use crate::compare::family::{Compared, Headline, compared};
use crate::compare::{DESCRIBED, PUBLISHED, SGD, SGD_SQUARED, columns};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::statistics::Ranking;
use crate::study::{Computed, Study};
use crate::table::Table;
use anyhow::Result;

/// The question.
pub struct LongRuns;

/// The plan: very long runs.
const PLAN: &str = "long_runs";

impl Question for LongRuns {
    fn plans(&self) -> &'static [&'static str] {
        &[PLAN]
    }

    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "H4",
            section: "4.1",
            statement: "benefits appear in very long runs",
            subject: "several problems",
            check: "10 000 steps, paired over many seeds, on the published field and on gradients of a loss",
            notebook: None,
            decide: Some(|study| compared(study, "H4", |c| Ok(beyond(c)?.over(study.settings.sweeps.domain(&[PLAN]))))),
        }]
    }

    fn headlines(&self, study: &Study) -> Result<Vec<Headline>> {
        let Long { sgd, squared } = study.ask::<Long>()?;
        let longest = sgd.iter().map(|against| against.cell.steps).max();
        let at_end = |against: &&Against| Some(against.cell.steps) == longest && !against.paired.first.starts_with(SGD);
        Ok(sgd.iter().chain(squared).filter(at_end).map(|against| Headline::of("H4", &against.paired, 0.0)).collect())
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let Long { sgd, squared } = study.ask::<Long>()?;
        let table = |name, title, all| columns::paired(name, title, columns::pairs_of(all));
        Ok(vec![
            table(PLAN, "Very long runs against SGD", sgd),
            table("long_runs_squared", "Very long runs against SGD at the squared rate", squared),
        ])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[&drawn::long_runs(&study.ask::<Long>()?.sgd)])
    }
}

/// Very long runs, compared.
#[derive(Default)]
pub struct Long {
    /// Against SGD.
    pub sgd: Vec<Against>,
    /// Against SGD with its rate squared.
    squared: Vec<Against>,
}

impl Computed for Long {
    const STAGE: &'static str = "sweep: long runs";

    fn compute(study: &Study) -> Result<Self> {
        let Some(results) = study.sweep(PLAN)? else { return Ok(Self::default()) };
        let to = |baseline| against(results, baseline, "final_loss");
        Ok(Self { sgd: to(SGD)?, squared: to(SGD_SQUARED)? })
    }
}

fn beyond(compared: &Compared) -> Result<Decision> {
    // Every comparison with SGD at the greatest length, of the published and the described form.
    let all = compared.all(|h| h.paired.second == SGD);
    let lower: Vec<_> = all.iter().filter(|shown| shown.side == Ranking::FirstLower).collect();
    let squared = compared.all(|h| h.paired.second == SGD_SQUARED && h.paired.first == PUBLISHED);
    let beaten = squared.iter().filter(|shown| shown.side == Ranking::FirstLower).count();
    let mut places: Vec<String> = lower.iter().map(|shown| format!("{} on {}", shown.first, shown.place)).collect();
    places.sort();
    let published: Vec<&str> = lower.iter().filter(|s| s.first == PUBLISHED).map(|s| s.place.as_str()).collect();
    let verdict = match lower.len() {
        0 => Judgement::Refuted,
        n if n == all.len() => Judgement::Reproduced,
        _ => Judgement::InPart(format!(
            "the published form ends below SGD on {}, and below SGD at the same small rate on {beaten} of {} problems; elsewhere refuted",
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
    Ok(compared.decision(verdict, reason)?.shown_in("long_runs"))
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{Band, Chart, Line, Multiples, Style};

    pub(super) fn long_runs(all: &[Against]) -> Multiples {
        let mut places: Vec<(&str, f64)> = Vec::new();
        for Against { cell, .. } in all {
            let place = (cell.problem.as_str(), cell.setting("noise").unwrap_or(0.0));
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let panel = |&(problem, noise): &(&str, f64)| {
            let here = |against: &&Against| {
                against.cell.problem == problem && against.cell.setting("noise").unwrap_or(0.0) == noise
            };
            let mut chart = Chart { title: format!("{problem}, noise {noise}"), log_x: true, ..Chart::default() };
            let mut methods: Vec<&str> = all.iter().filter(here).map(|a| a.cell.method.as_str()).collect();
            methods.dedup();
            methods.sort_unstable();
            methods.dedup();
            for method in methods {
                let own = all.iter().filter(here).filter(|against| against.cell.method == method);
                let points: Vec<_> = own.map(|against| (against.cell.steps as f64, against.paired.interval)).collect();
                chart.bands.push(Band {
                    points: points.iter().map(|(x, i)| (*x, i.low, i.high)).collect(),
                    style: figure::style(method),
                });
                let points = points.iter().map(|(x, interval)| (*x, interval.estimate)).collect();
                chart.lines.push(Line { label: method.to_owned(), points, style: figure::style(method) });
            }
            chart
        };
        let longest = all.iter().map(|against| against.cell.steps).max().unwrap_or(0);
        let last = all.iter().filter(|a| a.cell.steps == longest && a.cell.method == PUBLISHED);
        let (lower, all) = last.fold((0, 0), |(lower, all), a| (lower + u32::from(a.paired.is_lower()), all + 1));
        Multiples {
            name: "long_runs".to_owned(),
            title: format!("After {longest} steps the published StableSGD is below SGD on {lower} of {all} problems"),
            x_label: "steps".to_owned(),
            y_label: "final loss minus SGD's".to_owned(),
            legend: vec![
                ("StableSGD as published".to_owned(), Style::StableSgd),
                ("as described".to_owned(), Style::Described),
                ("SGD, rate η²".to_owned(), Style::Sgd),
            ],
            columns: 2,
            panels: places.iter().map(panel).collect(),
            shared_y: false,
        }
    }
}
