//! The tables of the sweeps.

use crate::statistics::{Comparison, Interval};
use crate::study::sensitivity::Swept;
use crate::study::sensitivity::against::Against;
use crate::study::sensitivity::helps::numbers;
use crate::study::sensitivity::paired::Paired;
use crate::study::sensitivity::weights::{WeightCurve, WeightPoint};
use crate::table::{Cells, Table};

/// Every table of what was run; those without a row are left out.
pub(super) fn all(found: &Swept) -> Vec<Table> {
    let variants = found.variants;
    let tables = vec![
        headlines(found),
        paired(
            "changes_against_sgd",
            "Each form of StableSGD against SGD",
            changes(variants.map(|v| v.against_sgd.as_slice())),
        ),
        paired(
            "changes_against_published",
            "Each change against the published StableSGD",
            changes(variants.map(|v| v.against_published.as_slice())),
        ),
        shares(found),
        weights("penalty_weight", "The penalty's weight, finely, against no penalty", found.penalty_weight),
        weights("paper_weights", "The paper's weights on several problems, against the weight 0", found.paper_weights),
        planes(found),
        paired("long_runs", "Very long runs against SGD", changes(Some(found.long_runs))),
        paired(
            "long_runs_squared",
            "Very long runs against SGD at the squared rate",
            changes(Some(found.long_runs_squared)),
        ),
        adaptive(found),
        switching(found),
        tuned(found),
        helps(found),
    ];
    tables.into_iter().filter(|table| !table.is_empty()).collect()
}

/// The comparisons of all, none where there is nothing.
fn changes(all: Option<&[Against]>) -> Vec<&Paired> {
    all.into_iter().flatten().map(|against| &against.paired).collect()
}

fn text<T>(rows: &[T], of: impl Fn(&T) -> String) -> Cells {
    Cells::Text(rows.iter().map(of).collect())
}

fn real<T>(rows: &[T], of: impl Fn(&T) -> f64) -> Cells {
    Cells::Real(rows.iter().map(|row| Some(of(row))).collect())
}

fn maybe<T>(rows: &[T], of: impl Fn(&T) -> Option<f64>) -> Cells {
    Cells::Real(rows.iter().map(of).collect())
}

fn whole<T>(rows: &[T], of: impl Fn(&T) -> usize) -> Cells {
    Cells::Whole(rows.iter().map(|row| i64::try_from(of(row)).ok()).collect())
}

/// The columns of paired comparisons.
fn comparison<T>(rows: &[T], paired: impl Fn(&T) -> &Paired) -> Vec<(&'static str, Cells)> {
    vec![
        ("place", text(rows, |row| paired(row).place.clone())),
        ("first", text(rows, |row| paired(row).first.clone())),
        ("second", text(rows, |row| paired(row).second.clone())),
        ("pairs", whole(rows, |row| paired(row).pairs())),
        ("median_first", real(rows, |row| paired(row).medians[0])),
        ("median_second", real(rows, |row| paired(row).medians[1])),
        ("median_difference", real(rows, |row| paired(row).interval.estimate)),
        ("low", real(rows, |row| paired(row).interval.low)),
        ("high", real(rows, |row| paired(row).interval.high)),
        ("interval_by", text(rows, |row| paired(row).interval_by.to_owned())),
        ("first_lower", real(rows, |row| paired(row).first_lower)),
        ("d_z", maybe(rows, |row| paired(row).effect)),
        ("sign_test_p", real(rows, |row| paired(row).sign.p)),
        ("wilcoxon_p", real(rows, |row| paired(row).wilcoxon.p)),
    ]
}

fn paired(name: &'static str, title: &str, rows: Vec<&Paired>) -> Table {
    Table {
        name,
        title: format!("{title}: final loss, paired by seed, 95 % intervals"),
        columns: comparison(&rows, |row| row),
    }
}

fn side(side: Comparison) -> String {
    match side {
        Comparison::FirstLower => "lower",
        Comparison::FirstHigher => "higher",
        Comparison::Equivalent => "equivalent",
        Comparison::Inconclusive => "open",
    }
    .to_owned()
}

fn headlines(found: &Swept) -> Table {
    let rows = &found.headlines.all;
    let adjusted = |hypothesis: &str| Some(found.headlines.family.as_ref()?.get(hypothesis)?.adjusted);
    let mut columns = vec![("claim", text(rows, |row| row.claim.to_owned()))];
    columns.extend(comparison(rows, |row| &row.paired));
    columns.push(("holm_p", maybe(rows, |row| adjusted(&row.paired.hypothesis()))));
    columns.push(("margin", real(rows, |row| row.margin)));
    columns.push(("first_is", text(rows, |row| side(found.headlines.comparison(row)))));
    Table { name: "comparisons", title: "The comparisons that claims rest on, one family".to_owned(), columns }
}

fn shares(found: &Swept) -> Table {
    let rows: Vec<_> = found.shares.iter().flat_map(|gap| gap.terms.iter().map(move |term| (gap, term))).collect();
    let mut columns = vec![
        ("place", text(&rows, |(gap, _)| gap.place.clone())),
        ("term", text(&rows, |(_, term)| term.term.to_owned())),
        ("published", real(&rows, |(_, term)| term.values[0])),
        ("sgd", real(&rows, |(_, term)| term.values[1])),
    ];
    columns.extend(interval(&rows, ["gap", "gap_low", "gap_high"], |(gap, _)| gap.gap));
    columns.extend(interval(&rows, ["shapley", "shapley_low", "shapley_high"], |(_, term)| term.shapley));
    columns.extend(interval(&rows, ["first", "first_low", "first_high"], |(_, term)| term.first));
    columns.extend(interval(&rows, ["last", "last_low", "last_high"], |(_, term)| term.last));
    Table { name: "gap_shares", title: "The gap from StableSGD to SGD shared among its terms".to_owned(), columns }
}

fn interval<T>(
    rows: &[T],
    [name, low, high]: [&'static str; 3],
    of: impl Fn(&T) -> Interval,
) -> Vec<(&'static str, Cells)> {
    vec![
        (name, real(rows, |row| of(row).estimate)),
        (low, real(rows, |row| of(row).low)),
        (high, real(rows, |row| of(row).high)),
    ]
}

fn weights(name: &'static str, title: &str, curves: &[WeightCurve]) -> Table {
    let rows: Vec<(&WeightCurve, &WeightPoint)> =
        curves.iter().flat_map(|curve| curve.points.iter().map(move |point| (curve, point))).collect();
    let mut columns = vec![
        ("place", text(&rows, |(curve, _)| curve.place.clone())),
        ("method", text(&rows, |(curve, _)| curve.method.clone())),
        ("weight", real(&rows, |(_, point)| point.weight)),
        ("seeds", whole(&rows, |(_, point)| point.losses.len())),
    ];
    columns.extend(interval(&rows, ["final_loss", "final_loss_low", "final_loss_high"], |(_, point)| point.loss));
    columns.push(("loss_of_10_percent", real(&rows, |(_, point)| point.spread[0])));
    columns.push(("loss_of_90_percent", real(&rows, |(_, point)| point.spread[1])));
    columns.extend(interval(&rows, ["hindrance", "hindrance_low", "hindrance_high"], |(_, point)| point.hindrance));
    columns.extend(interval(&rows, ["unrest", "unrest_low", "unrest_high"], |(_, point)| point.unrest));
    columns.push(("drift", maybe(&rows, |(_, point)| point.drift.map(|drift| drift.estimate))));
    columns.push(("drift_low", maybe(&rows, |(_, point)| point.drift.map(|drift| drift.low))));
    columns.push(("drift_high", maybe(&rows, |(_, point)| point.drift.map(|drift| drift.high))));
    Table { name, title: title.to_owned(), columns }
}

fn planes(found: &Swept) -> Table {
    let rows: Vec<_> = found.planes.iter().flat_map(|plane| plane.points().map(move |point| (plane, point))).collect();
    Table {
        name: "planes",
        title: "Median final loss over two numbers of a method".to_owned(),
        columns: vec![
            ("problem", text(&rows, |(plane, _)| plane.problem.clone())),
            ("method", text(&rows, |(plane, _)| plane.method.clone())),
            ("x", text(&rows, |(plane, _)| plane.x.0.to_owned())),
            ("x_value", real(&rows, |(_, point)| point.0)),
            ("y", text(&rows, |(plane, _)| plane.y.0.to_owned())),
            ("y_value", real(&rows, |(_, point)| point.1)),
            ("median_final_loss", real(&rows, |(_, point)| point.2)),
        ],
    }
}

fn adaptive(found: &Swept) -> Table {
    let rows = found.adaptive_weight;
    let of = |against: &Option<Against>, f: fn(&Paired) -> f64| against.as_ref().map(|against| f(&against.paired));
    Table {
        name: "adaptive_weight",
        title: "The weight of the penalty, adapting, against the weight fixed and against none".to_owned(),
        columns: vec![
            ("place", text(rows, |row| row.place.clone())),
            ("method", text(rows, |row| row.method.clone())),
            ("seeds", whole(rows, |row| row.seeds)),
            ("diverged", whole(rows, |row| row.diverged)),
            ("largest_weight", real(rows, |row| row.weights[0])),
            ("last_weight", real(rows, |row| row.weights[1])),
            ("minus_fixed", maybe(rows, |row| of(&row.fixed, |p| p.interval.estimate))),
            ("minus_fixed_low", maybe(rows, |row| of(&row.fixed, |p| p.interval.low))),
            ("minus_fixed_high", maybe(rows, |row| of(&row.fixed, |p| p.interval.high))),
            ("minus_none", maybe(rows, |row| of(&row.none, |p| p.interval.estimate))),
            ("minus_none_low", maybe(rows, |row| of(&row.none, |p| p.interval.low))),
            ("minus_none_high", maybe(rows, |row| of(&row.none, |p| p.interval.high))),
        ],
    }
}

fn switching(found: &Swept) -> Table {
    let rows = found.switching;
    let share =
        |interval: Result<Interval, crate::statistics::Error>, of: fn(&Interval) -> f64| interval.ok().map(|i| of(&i));
    let mut columns = vec![
        ("problem", text(rows, |row| row.problem.clone())),
        ("factor", real(rows, |row| row.factor)),
        ("threshold", real(rows, |row| row.high)),
        ("seeds", whole(rows, |row| row.seeds as usize)),
        ("unstable", text(rows, |row| if row.unstable { "yes" } else { "no" }.to_owned())),
        ("false_alarms", whole(rows, |row| row.false_alarms as usize)),
        ("false_share_low", maybe(rows, |row| share(row.false_share(), |i| i.low))),
        ("false_share_high", maybe(rows, |row| share(row.false_share(), |i| i.high))),
        ("missed", whole(rows, |row| row.missed as usize)),
        ("missed_share_low", maybe(rows, |row| share(row.missed_share(), |i| i.low))),
        ("missed_share_high", maybe(rows, |row| share(row.missed_share(), |i| i.high))),
        ("median_delay", maybe(rows, |row| Some(row.delay).filter(|delay| delay.is_finite()))),
        ("median_switches", real(rows, |row| row.switches)),
    ];
    columns.extend(interval(rows, ["minus_sgd", "minus_sgd_low", "minus_sgd_high"], |row| row.sgd.paired.interval));
    columns.extend(interval(rows, ["minus_stable", "minus_stable_low", "minus_stable_high"], |row| {
        row.stable.paired.interval
    }));
    Table {
        name: "switching",
        title: "A switch by a detector of instability: alarms and final losses".to_owned(),
        columns,
    }
}

fn tuned(found: &Swept) -> Table {
    let rows: Vec<_> =
        found.tuned.iter().flat_map(|tuned| tuned.chosen.iter().map(move |chosen| (tuned, chosen))).collect();
    Table {
        name: "tuned",
        title: "The best trial of each method on each problem".to_owned(),
        columns: vec![
            ("place", text(&rows, |(_, chosen)| chosen.place.clone())),
            ("method", text(&rows, |(_, chosen)| chosen.cell.method.clone())),
            ("trials", whole(&rows, |(_, chosen)| chosen.trials)),
            ("seeds", whole(&rows, |(tuned, _)| tuned.tuning_seeds as usize)),
            ("mean_loss", real(&rows, |(_, chosen)| chosen.mean)),
            ("numbers", text(&rows, |(_, chosen)| numbers(&chosen.cell))),
        ],
    }
}

fn helps(found: &Swept) -> Table {
    let rows: Vec<_> = found.helps.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row))).collect();
    let mut columns = vec![("group", text(&rows, |(group, _)| group.title.to_owned()))];
    columns.extend(comparison(&rows, |(_, row)| &row.paired));
    columns.push(("holm_p", real(&rows, |(_, row)| row.adjusted)));
    columns.push(("first_is", text(&rows, |(_, row)| side(row.side))));
    columns.push(("low_of_descent", real(&rows, |(_, row)| row.of_descent[0])));
    columns.push(("high_of_descent", real(&rows, |(_, row)| row.of_descent[1])));
    columns.push(("numbers", text(&rows, |(_, row)| row.numbers.clone())));
    Table { name: "when_it_helps", title: "Every form of StableSGD against SGD".to_owned(), columns }
}
