//! What does the weight of the penalty do, finely?

use super::Question;
use crate::compare::weights::{self, WeightCurve};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::study::{Computed, Study};
use crate::table::Table;
use anyhow::Result;

/// The question.
pub struct PenaltyWeight;

/// The plan: the penalty's weight, finely.
const PLAN: &str = "penalty_weight";

impl Question for PenaltyWeight {
    fn plans(&self) -> &'static [&'static str] {
        &[PLAN]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let title = "The penalty's weight, finely, against no penalty";
        Ok(vec![weights::table(PLAN, title, &study.ask::<FineCurves>()?.0)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[&drawn::fine(&study.ask::<FineCurves>()?.0)])
    }
}

/// The curves of every method, against no penalty.
struct FineCurves(Vec<WeightCurve>);

impl Computed for FineCurves {
    const STAGE: &'static str = "sweep: penalty's weight";

    fn compute(study: &Study) -> Result<Self> {
        let results = study.sweep(PLAN)?;
        let curves = results.map(|results| weights::curves(results, Some("without penalty"))).transpose()?;
        Ok(Self(curves.unwrap_or_default()))
    }
}

/// The curves drawn, as the paper's weights are too.
#[cfg(feature = "tables")]
pub(super) mod drawn {
    use super::*;
    use crate::figure::{Band, Chart, Line, Multiples, Style};

    /// The curves of each place in a panel, as shares of the descent without penalty.
    pub(in crate::question) fn multiples(curves: &[WeightCurve], columns: usize) -> Multiples {
        let mut places: Vec<&str> = Vec::new();
        let mut legend: Vec<(String, Style)> = Vec::new();
        for curve in curves {
            if !places.contains(&curve.place.as_str()) {
                places.push(&curve.place);
            }
            let entry = (curve.method.clone(), own_style(&curve.method));
            if !legend.contains(&entry) {
                legend.push(entry);
            }
        }
        let panel = |place: &&str| {
            let title = (*place).to_owned();
            let mut chart = Chart { title, log_x: true, y_limits: Some(SHOWN), ..Chart::default() };
            for curve in curves.iter().filter(|curve| curve.place == *place) {
                let style = own_style(&curve.method);
                let share = |x: f64| 100.0 * x / curve.descent;
                // A logarithmic axis has no place for the weight 0, where the difference is 0.
                let points = || curve.points.iter().filter(|point| point.weight > 0.0);
                let band = points().map(|p| (p.weight, share(p.hindrance.low), share(p.hindrance.high)));
                chart.bands.push(Band { points: band.collect(), style });
                let line = points().map(|p| (p.weight, share(p.hindrance.estimate)));
                chart.lines.push(Line { label: curve.method.clone(), points: line.collect(), style });
            }
            chart
        };
        Multiples {
            x_label: "weight of the penalty".to_owned(),
            y_label: "loss above that without, % of the descent".to_owned(),
            legend,
            columns,
            panels: places.iter().map(panel).collect(),
            ..Multiples::default()
        }
    }

    /// The effects that are shown, in per cent: the largest weights of the penalty as described
    /// have effects many times as large.
    const SHOWN: (f64, f64) = (-50.0, 100.0);

    fn own_style(method: &str) -> Style {
        if method == "as described, rate matched" { Style::Other } else { figure::style(method) }
    }

    /// Whether no weight of a curve changes anything.
    fn idle(curve: &WeightCurve) -> bool {
        curve.points.iter().all(|point| point.hindrance.low == 0.0 && point.hindrance.high == 0.0)
    }

    /// The fine sweep.
    pub(super) fn fine(curves: &[WeightCurve]) -> Multiples {
        let published: Vec<&WeightCurve> = curves.iter().filter(|curve| curve.method == "as published").collect();
        let without_effect = published.iter().filter(|curve| idle(curve)).count();
        let first = |method: &str| {
            let acting = curves.iter().filter(|curve| curve.method == method);
            let smallest = acting.filter_map(|curve| curve.points.iter().find(|p| curve.hinders(p)).map(|p| p.weight));
            smallest.fold(f64::INFINITY, f64::min)
        };
        Multiples {
            name: "penalty_weight".to_owned(),
            title: format!(
                "As published the weight does nothing in {without_effect} of {} panels; opposing the motion, it costs 1 % of the descent from {:.2} on",
                published.len(),
                first("restoring")
            ),
            ..multiples(curves, 2)
        }
    }
}
