//! The weight that adapts, and the switch.

use super::super::{Band, Chart, Line, Mark, Multiples, Style};
use super::style;
use crate::statistics::{Comparison, clopper_pearson};
use crate::study::sensitivity::Swept;
use crate::study::sensitivity::adaptive::{ADAPTING, Adapted, BOUNDED, FIXED};
use crate::study::sensitivity::switching::{HIGH, STABLE, SWITCHING, Switched};
use crate::study::sensitivity::variants::SGD;

/// The places of the adapting weight, without their thresholds.
fn places<'s>(found: &Swept<'s>) -> Vec<&'s str> {
    let mut places: Vec<&str> = Vec::new();
    for at in found.adaptive_weight {
        let place = without_threshold(at);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn without_threshold(at: &Adapted) -> &str {
    at.place.rsplit_once(", threshold").map_or(at.place.as_str(), |(place, _)| place)
}

/// The forms of the penalty, with the style of each.
const FORMS: [(&str, Style); 4] = [
    ("as published", Style::StableSgd),
    ("as described", Style::Described),
    ("as described, rate matched", Style::Other),
    ("restoring, rate matched", Style::Packaged),
];

/// A curve over the threshold for each form, in a panel for each place.
fn over_thresholds(found: &Swept, end: &str, of: impl Fn(&Adapted) -> Option<[f64; 3]>) -> Multiples {
    let panel = |place: &&str| {
        let mut chart = Chart { title: (*place).to_owned(), log_x: true, ..Chart::default() };
        for (form, style) in FORMS {
            let here = |at: &&Adapted| without_threshold(at) == *place && at.method == format!("{form}{end}");
            let found = found.adaptive_weight.iter().filter(here);
            let points: Vec<_> = found.filter_map(|at| Some((at.threshold, of(at)?))).collect();
            let band = points.iter().map(|(x, [low, _, high])| (*x, *low, *high)).collect();
            chart.bands.push(Band { points: band, style });
            let line = points.iter().map(|(x, [_, y, _])| (*x, *y)).collect();
            chart.lines.push(Line { label: form.to_owned(), points: line, style });
        }
        chart
    };
    Multiples {
        x_label: "threshold of the variance of the last 20 losses".to_owned(),
        legend: FORMS
            .iter()
            .filter(|(form, _)| found.adaptive_weight.iter().any(|at| at.method == format!("{form}{end}")))
            .map(|(form, style)| ((*form).to_owned(), *style))
            .collect(),
        columns: 2,
        panels: places(found).iter().map(panel).collect(),
        ..Multiples::default()
    }
}

/// Runs that diverge as their weight adapts.
pub(super) fn adapting(found: &Swept) -> Multiples {
    let given = found.adaptive_weight.iter().filter(|at| at.method.ends_with(ADAPTING));
    let (diverged, runs) = given.fold((0, 0), |(diverged, runs), at| (diverged + at.diverged, runs + at.seeds));
    let share = |at: &Adapted| {
        let share = clopper_pearson(at.diverged as u64, at.seeds as u64, 0.95).ok()?;
        Some([share.low, share.estimate, share.high])
    };
    let mut multiples = over_thresholds(found, ADAPTING, share);
    multiples.panels.iter_mut().for_each(|panel| panel.y_limits = Some((-0.03, 1.03)));
    Multiples {
        name: "adaptive_weight".to_owned(),
        title: format!("Adapting as given, {diverged} of {runs} runs diverge, as the weight grows without bound"),
        y_label: "share of runs that diverge".to_owned(),
        shared_y: true,
        ..multiples
    }
}

/// What adaptation between bounds gains over the weight fixed.
pub(super) fn bounded(found: &Swept) -> Multiples {
    let rows = || found.adapting.rows.iter().filter(|row| row.paired.first.ends_with(BOUNDED));
    let fixed = || rows().filter(|row| row.paired.second.ends_with(FIXED));
    let (all, lower) = (fixed().count(), fixed().filter(|row| row.side == Comparison::FirstLower).count());
    let clearly = fixed().filter(|row| row.clearly_lower()).count();
    let difference = |at: &Adapted| {
        let against = at.fixed.as_ref()?;
        let interval = against.paired.interval;
        Some([interval.low, interval.estimate, interval.high].map(|x| 100.0 * x / against.descent.abs()))
    };
    Multiples {
        name: "adaptive_weight_bounded".to_owned(),
        title: format!(
            "Between bounds, an adapting weight ends below the fixed one in {lower} of {all} cases, by more than 1 % of the descent in {clearly}"
        ),
        y_label: "final loss minus that with the weight fixed, % of the descent".to_owned(),
        ..over_thresholds(found, BOUNDED, difference)
    }
}

/// False and missed alarms over the threshold.
pub(super) fn alarms(found: &Swept) -> Multiples {
    let mut problems: Vec<&str> = found.switching.iter().map(|at| at.problem.as_str()).collect();
    problems.dedup();
    let panel = |problem: &&str| {
        let here = |at: &&Switched| at.problem == *problem;
        let mut factors: Vec<f64> = found.switching.iter().filter(here).map(|at| at.factor).collect();
        factors.sort_by(f64::total_cmp);
        factors.dedup();
        let curve = |label: &str, style, of: &dyn Fn(&Switched) -> Option<f64>| {
            let points = found.switching.iter().filter(here).filter_map(|at| Some((at.high, of(at)?)));
            Line { label: label.to_owned(), points: points.collect(), style }
        };
        let share = |count: u64, at: &Switched| count as f64 / at.seeds as f64;
        let missed =
            |factor: f64| move |at: &Switched| (at.factor == factor).then(|| at.missed as f64 / at.seeds as f64);
        let mut lines = vec![curve("false", Style::Sgd, &|at| (at.factor == 1.0).then(|| share(at.false_alarms, at)))];
        for (factor, style) in
            factors.into_iter().filter(|factor| *factor != 1.0).zip([Style::Described, Style::StableSgd])
        {
            lines.push(curve("missed", style, &missed(factor)));
        }
        Chart { title: (*problem).to_owned(), log_x: true, y_limits: Some((-0.03, 1.03)), lines, ..Chart::default() }
    };
    let chosen = found.switching.iter().filter(|at| at.high == HIGH);
    let (mut alarms, mut missed, mut runs) = (0, 0, 0);
    for at in chosen {
        alarms += at.false_alarms;
        missed += at.missed;
        runs += at.seeds;
    }
    Multiples {
        name: "detection".to_owned(),
        title: format!(
            "With a threshold of {HIGH} the detector has {alarms} false alarms and misses {missed}, of {runs} runs"
        ),
        x_label: "threshold of the roughness, in standard deviations of the first losses".to_owned(),
        y_label: "share of runs".to_owned(),
        legend: vec![
            ("false alarm, rate × 1".to_owned(), Style::Sgd),
            ("missed, rate × 8".to_owned(), Style::Described),
            ("missed, rate × 20".to_owned(), Style::StableSgd),
        ],
        columns: 2,
        panels: problems.iter().map(panel).collect(),
        shared_y: true,
    }
}

/// Single runs: SGD, StableSGD, and the switch.
pub(super) fn traces(found: &Swept) -> Multiples {
    let mut problems: Vec<&str> = Vec::new();
    for trace in found.switching_traces {
        if !problems.contains(&trace.problem.as_str()) {
            problems.push(&trace.problem);
        }
    }
    let own = |method: &str| {
        if method == SWITCHING {
            Style::Described
        } else if method == STABLE {
            Style::StableSgd
        } else {
            style(SGD)
        }
    };
    let panel = |problem: &&str| {
        let here: Vec<_> = found.switching_traces.iter().filter(|trace| trace.problem == *problem).collect();
        let losses = || here.iter().flat_map(|trace| &trace.losses).copied().filter(|loss| loss.is_finite());
        let lowest = losses().fold(f64::INFINITY, f64::min);
        let start = here.first().map_or(1.0, |trace| trace.losses[0] - lowest);
        // Above the lowest loss of all, so that a logarithm can be drawn.
        let height = |loss: f64| loss - lowest + 1e-3 * start;
        let mut chart = Chart {
            title: (*problem).to_owned(),
            log_y: true,
            y_limits: Some((1e-3 * start, 1e4 * start)),
            ..Chart::default()
        };
        for trace in &here {
            let points = trace.losses.iter().enumerate().map(|(step, loss)| (step as f64, height(*loss)));
            chart.lines.push(Line { label: trace.method.clone(), points: points.collect(), style: own(&trace.method) });
            if let Some(step) = trace.on.iter().position(|on| *on) {
                chart.marks.push(Mark {
                    x: step as f64,
                    y: height(trace.losses[step]),
                    text: "StableSGD on".to_owned(),
                });
            }
        }
        chart
    };
    let at = found.switching.iter().filter(|at| at.high == HIGH && at.unstable);
    let step = found.switching.first().map_or(f64::NAN, |at| at.step);
    let delays: Vec<String> = at.map(|at| at.delay.to_string()).collect();
    Multiples {
        name: "switching".to_owned(),
        title: format!(
            "The rate is raised at step {step}; the switch comes {} steps later (medians of the unstable cases)",
            delays.join(", ")
        ),
        x_label: "step".to_owned(),
        y_label: "loss above the lowest of the panel".to_owned(),
        legend: vec![
            ("SGD".to_owned(), Style::Sgd),
            (STABLE.to_owned(), Style::StableSgd),
            (SWITCHING.to_owned(), Style::Described),
        ],
        columns: 2,
        panels: problems.iter().map(panel).collect(),
        shared_y: false,
    }
}
