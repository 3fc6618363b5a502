//! The gap from StableSGD to SGD, shared among the terms that make it.

use super::paired::BOOTSTRAP;
use crate::statistics::{Interval, shapley};
use crate::sweep::{Cell, Results};
use anyhow::{Context, Result};

/// The shares of the terms at one place.
#[derive(Clone, Debug)]
pub struct GapShares {
    /// The place.
    pub place: String,
    /// The problem's label.
    pub problem: String,
    /// The mean loss with no change and with all.
    pub ends: [Interval; 2],
    /// The mean of the loss with all changes minus that with none.
    pub gap: Interval,
    /// What each change adds.
    pub terms: Vec<TermShare>,
}

/// What one change adds to the loss.
#[derive(Clone, Debug)]
pub struct TermShare {
    /// The number that is changed.
    pub term: &'static str,
    /// Its value before and after.
    pub values: [f64; 2],
    /// On average over all orders of the changes.
    pub shapley: Interval,
    /// As the first change.
    pub first: Interval,
    /// As the last.
    pub last: Interval,
}

/// The shares at every place of a sweep of one method, whose numbers with two values are the
/// changes; the second value is that of SGD.
///
/// # Errors
/// Where a loss is not finite.
pub fn shares(results: &Results) -> Result<Vec<GapShares>> {
    let mut places: Vec<String> = results.cells.iter().map(|cell| results.place(cell)).collect();
    places.dedup();
    places.into_iter().map(|place| at(results, place)).collect()
}

fn at(results: &Results, place: String) -> Result<GapShares> {
    let cells: Vec<&Cell> = results.cells.iter().filter(|cell| results.place(cell) == place).collect();
    let (first, last) = cells.first().zip(cells.last()).context("a place without runs")?;
    // The first cell has every number's first value, the last every second one.
    let changes: Vec<(&'static str, [f64; 2])> = first
        .numbers
        .iter()
        .zip(&last.numbers)
        .filter(|((_, before), (_, after))| before != after)
        .map(|((name, before), (_, after))| (*name, [*before, *after]))
        .collect();
    let subset = |cell: &Cell| {
        let changed = |(name, [_, after]): &(&str, [f64; 2])| cell.number(name) == Some(*after);
        changes.iter().enumerate().filter(|(_, change)| changed(change)).map(|(i, _)| 1_usize << i).sum::<usize>()
    };
    let mut losses: Vec<&[f64]> = vec![&[]; cells.len()];
    for cell in &cells {
        losses[subset(cell)] = results.of_cell(cell, "final_loss");
    }
    let seeds = results.plan.seeds.count as usize;
    let of_seed = |seed: usize| shapley(changes.len(), |subset| losses[subset as usize][seed]);
    let by_seed = (0..seeds).map(of_seed).collect::<Result<Vec<_>, _>>().with_context(|| place.clone())?;
    let mean = |of: &dyn Fn(usize) -> f64| BOOTSTRAP.bca_mean(&(0..seeds).map(of).collect::<Vec<_>>());
    let term = |(i, (term, values)): (usize, &(&'static str, [f64; 2]))| {
        Ok(TermShare {
            term,
            values: *values,
            shapley: mean(&|seed| by_seed[seed].shapley[i])?,
            first: mean(&|seed| by_seed[seed].first[i])?,
            last: mean(&|seed| by_seed[seed].last[i])?,
        })
    };
    Ok(GapShares {
        problem: first.problem.clone(),
        ends: [mean(&|seed| by_seed[seed].none)?, mean(&|seed| by_seed[seed].all)?],
        gap: mean(&|seed| by_seed[seed].all - by_seed[seed].none)?,
        terms: changes.iter().enumerate().map(term).collect::<Result<_>>()?,
        place,
    })
}
