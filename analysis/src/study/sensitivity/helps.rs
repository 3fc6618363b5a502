//! When does it help? Every form of StableSGD against SGD, with nothing left out.

use super::Sensitivity;
use super::against::Against;
use super::paired::{LEVEL, Paired};
use super::variants::SGD;
use super::weights::MATTERS;
use crate::statistics::{Comparison, Error, holm};
use crate::sweep::Cell;
use anyhow::Result;

/// A form of StableSGD against SGD.
#[derive(Clone, Debug)]
pub struct Row {
    /// The comparison, StableSGD minus SGD.
    pub paired: Paired,
    /// The numbers that it ran with, as "lr 0.01, momentum 0.9".
    pub numbers: String,
    /// The p of its sign test after Holm's adjustment over the group.
    pub adjusted: f64,
    /// Which is lower, where interval and adjusted test agree.
    pub side: Comparison,
    /// The interval in shares of SGD's descent.
    pub of_descent: [f64; 2],
}

impl Row {
    /// Whether it is lower by more than [`MATTERS`] of SGD's descent.
    pub fn clearly_lower(&self) -> bool {
        self.side == Comparison::FirstLower && self.of_descent[1] < -MATTERS
    }

    /// Whether it is higher by more than [`MATTERS`] of SGD's descent.
    pub fn clearly_higher(&self) -> bool {
        self.side == Comparison::FirstHigher && self.of_descent[0] > MATTERS
    }
}

/// Comparisons that belong together: one family of hypotheses.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// What they have in common.
    pub title: &'static str,
    /// The comparisons.
    pub rows: Vec<Row>,
}

impl Group {
    /// The comparisons, adjusted over all of them.
    ///
    /// # Errors
    /// Where two are the same.
    pub fn of(title: &'static str, all: &[Against]) -> Result<Self, Error> {
        if all.is_empty() {
            return Ok(Self { title, rows: Vec::new() });
        }
        let names: Vec<String> = all.iter().map(|against| against.paired.hypothesis()).collect();
        let tests: Vec<(&str, f64)> =
            names.iter().map(String::as_str).zip(all.iter().map(|against| against.paired.sign.p)).collect();
        let family = holm(title, &tests)?;
        let row = |(against, name): (&Against, &String)| {
            let Against { paired, cell, descent } = against;
            let adjusted = family.get(name).map_or(1.0, |hypothesis| hypothesis.adjusted);
            let found = Comparison::of(&paired.interval, 0.0)?;
            Ok(Row {
                paired: paired.clone(),
                numbers: numbers(cell),
                adjusted,
                side: if adjusted > 1.0 - LEVEL { Comparison::Inconclusive } else { found },
                of_descent: [paired.interval.low, paired.interval.high].map(|end| end / descent.abs()),
            })
        };
        Ok(Self { title, rows: all.iter().zip(&names).map(row).collect::<Result<_, Error>>()? })
    }

    /// The comparison of `first` with `second` at a place.
    pub fn find(&self, place: &str, [first, second]: [&str; 2]) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.paired.place == place && row.paired.first == first && row.paired.second == second)
    }

    /// The rows on one side.
    pub fn on(&self, side: Comparison) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.side == side)
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        let mut places: Vec<&str> = self.rows.iter().map(|row| row.paired.place.as_str()).collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    }
}

/// Every group that was run: tuned, at the published rates, and very long runs.
///
/// # Errors
/// Where two comparisons of a group are the same.
pub(super) fn groups(sensitivity: &Sensitivity) -> Result<Vec<Group>> {
    let tuned = sensitivity.tuned()?.iter().flat_map(|tuned| &tuned.against_sgd);
    let untuned = sensitivity.variants()?.into_iter().flat_map(|variants| &variants.against_sgd);
    let long = sensitivity.long_runs()?.iter();
    let all: [(&'static str, Vec<&Against>); 3] = [
        (TUNED, tuned.collect()),
        ("at the published rates, without tuning", untuned.collect()),
        ("very long runs at the published rates, without tuning", long.collect()),
    ];
    // A form of SGD is none of StableSGD.
    let stable = |all: Vec<&Against>| {
        all.into_iter().filter(|against| !against.paired.first.starts_with(SGD)).cloned().collect::<Vec<_>>()
    };
    let groups = all.into_iter().map(|(title, all)| Group::of(title, &stable(all))).collect::<Result<Vec<_>, _>>()?;
    Ok(groups.into_iter().filter(|group| !group.rows.is_empty()).collect())
}

/// The title of the group that answers the question.
pub const TUNED: &str = "every method tuned with the same number of trials, judged on other seeds";

/// The numbers of a cell's method in words, three figures each, but for those that are 0.
pub fn numbers(cell: &Cell) -> String {
    let number = |(name, value): &(&str, f64)| format!("{name} {}", figures(*value));
    cell.numbers.iter().filter(|(_, value)| *value != 0.0).map(number).collect::<Vec<_>>().join(", ")
}

/// Three figures of a number.
fn figures(value: f64) -> String {
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_figures() {
        assert_eq!(
            ["0.1", "0.0123", "0", "1230"],
            [0.1, 0.012_34, 0.0, 1234.0].map(figures).each_ref().map(String::as_str)
        );
    }
}
