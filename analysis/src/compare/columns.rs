//! Columns of tables about comparisons.

use super::against::Against;
use super::paired::Paired;
use crate::statistics::{ConfidenceInterval, Ranking};
use crate::table::{Cells, Table};

/// Words, a row each.
pub fn text<T>(rows: &[T], of: impl Fn(&T) -> String) -> Cells {
    Cells::Text(rows.iter().map(of).collect())
}

/// Numbers, a row each.
pub fn real<T>(rows: &[T], of: impl Fn(&T) -> f64) -> Cells {
    Cells::Real(rows.iter().map(|row| Some(of(row))).collect())
}

/// Numbers where there are any.
pub fn maybe<T>(rows: &[T], of: impl Fn(&T) -> Option<f64>) -> Cells {
    Cells::Real(rows.iter().map(of).collect())
}

/// Counts, a row each.
pub fn whole<T>(rows: &[T], of: impl Fn(&T) -> usize) -> Cells {
    Cells::Whole(rows.iter().map(|row| i64::try_from(of(row)).ok()).collect())
}

/// The columns of paired comparisons.
pub fn comparison<T>(rows: &[T], paired: impl Fn(&T) -> &Paired) -> Vec<(&'static str, Cells)> {
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

/// Paired comparisons as a table.
pub fn paired(name: &'static str, title: &str, rows: Vec<&Paired>) -> Table {
    Table {
        name,
        title: format!("{title}: final loss, paired by seed, 95 % intervals"),
        columns: comparison(&rows, |row| row),
    }
}

/// yes or no.
pub fn yes_or_no(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}

/// Which is lower, in a word.
pub fn side(side: Ranking) -> String {
    match side {
        Ranking::FirstLower => "lower",
        Ranking::FirstHigher => "higher",
        Ranking::Equivalent => "equivalent",
        Ranking::Inconclusive => "open",
    }
    .to_owned()
}

/// An estimate with its interval, in three columns.
pub fn interval<T>(
    rows: &[T],
    [name, low, high]: [&'static str; 3],
    of: impl Fn(&T) -> ConfidenceInterval,
) -> Vec<(&'static str, Cells)> {
    vec![
        (name, real(rows, |row| of(row).estimate)),
        (low, real(rows, |row| of(row).low)),
        (high, real(rows, |row| of(row).high)),
    ]
}

/// The comparisons of methods, a row each.
pub fn pairs_of(against: &[Against]) -> Vec<&Paired> {
    against.iter().map(|against| &against.paired).collect()
}
