//! Comparisons that belong together, adjusted as one family of hypotheses.

use super::against::Against;
use super::paired::Paired;
use super::weights::MATTERS;
use crate::statistics::{Error, Ranking, holm};
use crate::sweep::Cell;

/// A comparison within its group.
#[derive(Clone, Debug)]
pub struct Adjusted {
    /// The comparison.
    pub paired: Paired,
    /// The numbers that it ran with, as "lr 0.01, momentum 0.9".
    pub numbers: String,
    /// The p of its sign test after Holm's adjustment over the group.
    pub adjusted: f64,
    /// Which is lower, where interval and adjusted test agree.
    pub side: Ranking,
    /// The interval in shares of the second's descent.
    pub of_descent: [f64; 2],
}

impl Adjusted {
    /// The comparison in a sentence, with its interval, pairs, test and adjusted p.
    pub fn sentence(&self) -> String {
        let paired = &self.paired;
        let side = match self.side {
            Ranking::FirstLower => "lower",
            Ranking::FirstHigher => "higher",
            _ => "not told apart",
        };
        let p = if self.adjusted < 1e-4 { "p < 0.0001".to_owned() } else { format!("p = {:.4}", self.adjusted) };
        format!(
            "median difference {} over {} pairs, {}, after Holm's adjustment over its family {p}: {side}",
            paired.interval,
            paired.pairs(),
            paired.sign.name
        )
    }

    /// Whether it is lower by more than [`MATTERS`] of the second's descent.
    pub fn clearly_lower(&self) -> bool {
        self.side == Ranking::FirstLower && self.of_descent[1] < -MATTERS
    }

    /// Whether it is higher by more than [`MATTERS`] of the second's descent.
    pub fn clearly_higher(&self) -> bool {
        self.side == Ranking::FirstHigher && self.of_descent[0] > MATTERS
    }
}

/// Comparisons that belong together: one family of hypotheses.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// What they have in common.
    pub title: &'static str,
    /// The comparisons.
    pub rows: Vec<Adjusted>,
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
            Ok(Adjusted {
                paired: paired.clone(),
                numbers: numbers(cell),
                adjusted,
                side: paired.ranking(0.0, adjusted)?,
                of_descent: [paired.interval.low, paired.interval.high].map(|end| end / descent.abs()),
            })
        };
        Ok(Self { title, rows: all.iter().zip(&names).map(row).collect::<Result<_, Error>>()? })
    }

    /// The comparison of `first` with `second` at a place.
    pub fn find(&self, place: &str, [first, second]: [&str; 2]) -> Option<&Adjusted> {
        self.rows
            .iter()
            .find(|row| row.paired.place == place && row.paired.first == first && row.paired.second == second)
    }

    /// The rows on one side.
    pub fn on(&self, side: Ranking) -> impl Iterator<Item = &Adjusted> {
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
