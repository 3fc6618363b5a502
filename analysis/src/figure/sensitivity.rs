//! The figures of the sweeps.

mod control;
mod helps;
mod planes;
mod weights;

use super::{Band, Chart};
use super::{Bar, Bars, ChartError, Figure, IntervalRow, Intervals, Line, Multiples, Style, signed};
use crate::study::sensitivity::Swept;
use crate::study::sensitivity::against::Against;
use crate::study::sensitivity::variants::{CHALLENGING, NOISE, PUBLISHED, ROOT, SGD, Variants};

/// Every figure of what was run.
pub(super) fn all(found: &Swept) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    let mut add = |name: &str, title: &str, svg: Result<String, ChartError>| {
        match svg {
            // Nothing was run, or all of it diverged.
            Err(ChartError::Empty { .. }) => {}
            svg => figures.push(Figure { name: name.to_owned(), title: title.to_owned(), svg: svg? }),
        }
        Ok::<(), ChartError>(())
    };
    let chart = paired_differences(found);
    add(&chart.name, &chart.title, chart.render())?;
    if let Some(chart) = found.variants.and_then(changes) {
        add(&chart.name, &chart.title, chart.render())?;
    }
    let chart = explained_gap(found);
    add(&chart.name, &chart.title, chart.render())?;
    for chart in [weights::fine(found.penalty_weight), weights::stated(found.paper_weights), long_runs(found)] {
        add(&chart.name, &chart.title, chart.render())?;
    }
    for chart in planes::all(found.planes) {
        add(&chart.name, &chart.title, chart.render())?;
    }
    for chart in [control::adapting(found), control::bounded(found), control::traces(found), control::alarms(found)] {
        add(&chart.name, &chart.title, chart.render())?;
    }
    if let Some(chart) = helps::tuned(found) {
        add(&chart.name, &chart.title, chart.render())?;
    }
    Ok(figures)
}

/// The style of a method's label.
fn style(label: &str) -> Style {
    match label {
        "SGD" => Style::Sgd,
        "as published" | "√η in both places" => Style::StableSgd,
        label if label.starts_with("as described") => Style::Described,
        label if label.starts_with("restoring") => Style::Packaged,
        label if label.starts_with("SGD") => Style::Sgd,
        _ => Style::Other,
    }
}

/// A number with a true minus sign, in three figures.
fn short(x: f64) -> String {
    if x != 0.0 && !(1e-3..1e5).contains(&x.abs()) {
        return format!("{x:.1e}").replace('-', "−");
    }
    let digits = if x.abs() >= 100.0 {
        0
    } else if x.abs() >= 1.0 {
        2
    } else {
        4
    };
    format!("{x:.digits$}").replace('-', "−")
}

fn paired_differences(found: &Swept) -> Intervals {
    let headlines = found.headlines;
    let row = |headline: &crate::study::sensitivity::headline::Headline| {
        let paired = &headline.paired;
        IntervalRow {
            label: format!("{}: {} − {}", paired.place, paired.first, paired.second),
            group: headline.claim.to_owned(),
            low: paired.interval.low,
            estimate: paired.interval.estimate,
            high: paired.interval.high,
            style: style(&paired.first),
            note: short(paired.interval.estimate),
        }
    };
    let published = headlines
        .result("R3", &format!("{CHALLENGING}, noise {NOISE}"), [PUBLISHED, SGD])
        .map(|(h, _)| h.paired.interval.estimate);
    let title = published.map_or_else(
        || "Paired differences that claims rest on".to_owned(),
        |x| {
            format!(
                "From the same start on the same noise, StableSGD as published ends {} {} SGD on challenging",
                short(x.abs()),
                if x > 0.0 { "above" } else { "below" }
            )
        },
    );
    Intervals {
        name: "paired_differences".to_owned(),
        title,
        x_label: "median difference in final loss, 95 % interval (linear within ±0.01, logarithmic beyond)".to_owned(),
        rows: headlines.all.iter().map(row).collect(),
        reference: Some(("no difference".to_owned(), 0.0)),
        symmetric_log: Some(0.01),
        ..Intervals::default()
    }
}

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

fn changes(variants: &Variants) -> Option<Bars> {
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
            short(root.abs()),
            signed(sgd),
            short(most.abs())
        ),
        y_label: "final loss minus that as published, median".to_owned(),
        bars,
        baseline: Some(("SGD".to_owned(), sgd)),
    })
}

fn explained_gap(found: &Swept) -> Intervals {
    let mut rows = Vec::new();
    for gap in found.shares {
        let group = format!("{}: gap to SGD {}", gap.place, gap.gap);
        for term in &gap.terms {
            let [before, after] = term.values;
            let orders = [("over all orders", term.shapley, Style::StableSgd)];
            let orders = orders.into_iter().chain([
                ("as the first change", term.first, Style::Described),
                ("as the last change", term.last, Style::Packaged),
            ]);
            for (order, interval, style) in orders {
                rows.push(IntervalRow {
                    label: format!("{} {before} → {after}, {order}", term.term.replace('_', " ")),
                    group: group.clone(),
                    low: interval.low,
                    estimate: interval.estimate,
                    high: interval.high,
                    style,
                    note: short(interval.estimate),
                });
            }
        }
    }
    let rate = |gap: &crate::study::sensitivity::shares::GapShares| {
        let share = gap.terms.iter().find(|term| term.term == "base_rate")?.shapley.estimate / gap.gap.estimate;
        Some(format!("{:.0} % on {}", 100.0 * share, gap.place))
    };
    let shares: Vec<String> = found.shares.iter().filter_map(rate).collect();
    Intervals {
        name: "explained_gap".to_owned(),
        title: format!(
            "The squared rate's share of the gap to SGD, over all orders of the changes: {}",
            shares.join(", ")
        ),
        x_label: "change in mean final loss, 95 % interval".to_owned(),
        rows,
        reference: Some(("no change".to_owned(), 0.0)),
        legend: vec![
            ("over all orders (Shapley)".to_owned(), Style::StableSgd),
            ("as the first change".to_owned(), Style::Described),
            ("as the last change".to_owned(), Style::Packaged),
        ],
        ..Intervals::default()
    }
}

fn long_runs(found: &Swept) -> Multiples {
    let mut places: Vec<(&str, f64)> = Vec::new();
    for Against { cell, .. } in found.long_runs {
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
        let mut methods: Vec<&str> = found.long_runs.iter().filter(here).map(|a| a.cell.method.as_str()).collect();
        methods.dedup();
        methods.sort_unstable();
        methods.dedup();
        for method in methods {
            let all = found.long_runs.iter().filter(here).filter(|against| against.cell.method == method);
            let points: Vec<_> = all.map(|against| (against.cell.steps as f64, against.paired.interval)).collect();
            chart
                .bands
                .push(Band { points: points.iter().map(|(x, i)| (*x, i.low, i.high)).collect(), style: style(method) });
            let points = points.iter().map(|(x, interval)| (*x, interval.estimate)).collect();
            chart.lines.push(Line { label: method.to_owned(), points, style: style(method) });
        }
        chart
    };
    let longest = found.long_runs.iter().map(|against| against.cell.steps).max().unwrap_or(0);
    let last = found.long_runs.iter().filter(|a| a.cell.steps == longest && a.cell.method == PUBLISHED);
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
