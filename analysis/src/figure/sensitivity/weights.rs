//! Curves over the weight of the penalty.

use super::{Band, Chart, Line, Multiples, Style, style};
use crate::study::sensitivity::weights::WeightCurve;

/// The curves of each place in a panel, as shares of the descent without penalty.
fn multiples(curves: &[WeightCurve], columns: usize) -> Multiples {
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
    if method == "as described, rate matched" { Style::Other } else { style(method) }
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
