//! The theorems, settled, as a ledger: a line for each sentence.

use crate::certificate::{LEGEND, reason, witness};
use crate::ledger::{Datum, Ledger, OfTheorem, Own, Presentation, Statement};
use crate::output::unknown;
use crate::table::{Cells, Table};
use anyhow::Result;
use rayon::prelude::*;
use stable_sgd::structure::Verdict;
use stable_sgd::theorem::{self, Part, Theorem};
use std::time::Instant;

/// A theorem with what was found of its parts.
#[derive(Clone)]
pub struct Settled {
    /// The theorem.
    pub theorem: Theorem,
    /// Its sentences, each with its verdict.
    pub parts: Vec<Part>,
    /// How long that took, in seconds.
    pub seconds: f64,
}

/// The theorems of this id, `S1` or `T.S1`; all of them without one.
///
/// # Errors
/// An unknown id, with what was meant.
pub fn chosen(id: Option<&str>) -> Result<Vec<Theorem>> {
    let all = theorem::all();
    let Some(id) = id else { return Ok(all) };
    let name = id.strip_prefix("T.").unwrap_or(id);
    let known: Vec<&str> = all.iter().map(|theorem| theorem.id).collect();
    let found = all.iter().find(|theorem| theorem.id == name).ok_or_else(|| unknown("theorem", id, &known))?;
    Ok(vec![*found])
}

/// Settles a theorem.
pub fn settle(theorem: Theorem) -> Settled {
    let start = Instant::now();
    let parts = (theorem.settle)();
    Settled { theorem, parts, seconds: start.elapsed().as_secs_f64() }
}

/// Settles theorems, each on one thread.
pub fn settle_all(theorems: &[Theorem]) -> Vec<Settled> {
    theorems.par_iter().map(|theorem| settle(*theorem)).collect()
}

/// Each part with its theorem and its number, from 1.
fn parts(settled: &[Settled]) -> impl Iterator<Item = (&Settled, usize, &Part)> {
    settled.iter().flat_map(|row| row.parts.iter().enumerate().map(move |(i, part)| (row, i + 1, part)))
}

/// The witness of a refutation, or the reason, as it is read.
pub fn because(part: &Part) -> String {
    match &part.verdict {
        Verdict::Refuted(witness) => witness.to_string(),
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => reason.clone(),
        Verdict::Proved | Verdict::Exact | Verdict::Tested => String::new(),
    }
}

fn line((row, number, part): (&Settled, usize, &Part), timed: bool) -> Statement {
    let Theorem { id, title, .. } = row.theorem;
    let time = if timed { format!(" ({:.2} s)", row.seconds) } else { String::new() };
    Statement {
        // As in 0.1.0, in files and on the terminal.
        id: if timed { id.to_owned() } else { format!("T.{id}") },
        sentence: part.statement.clone(),
        subject: title.to_owned(),
        verdict: part.verdict.word(),
        value: part.evidence.iter().find(|(name, _)| name == "value").map(|(_, value)| Datum::Text(value.clone())),
        domain: part.domain.clone(),
        evidence: part.evidence.iter().map(|(name, value)| (name.clone(), Datum::Text(value.clone()))).collect(),
        shown: Presentation {
            heading: format!("{id}: {title}{time}"),
            sign: part.verdict.sign(),
            words: part.verdict.word().to_owned(),
            engine: part.engine,
            because: because(part),
            further: cited(&part.certificates).map(|ids| ("cites", ids)).into_iter().collect(),
            command: format!("stable-sgd theorem {id}"),
            ..Presentation::default()
        },
        own: Own::Theorem(OfTheorem {
            part: number,
            theorem: title,
            statement: part.statement.clone(),
            engine: part.engine,
            certificates: part.certificates.clone(),
            witness: witness(&part.verdict),
            reason: reason(&part.verdict),
            seconds: timed.then_some(row.seconds),
        }),
    }
}

/// The certificates that are cited, in words; none where there is none.
fn cited(certificates: &[String]) -> Option<String> {
    (!certificates.is_empty()).then(|| certificates.join(", "))
}

/// The theorems as a ledger; with times where they are asked for, which differ from run to run.
pub fn ledger(settled: &[Settled], timed: bool) -> Ledger {
    Ledger {
        title: "Theorems",
        overview: Vec::new(),
        legend: LEGEND,
        table: table(settled),
        lines: parts(settled).map(|part| line(part, timed)).collect(),
        brief: false,
    }
}

/// The witness or the reason, where there is one, and what else is behind a part.
pub fn evidence(part: &Part) -> Vec<(String, String)> {
    let found = match &part.verdict {
        Verdict::Refuted(witness) => Some(("witness".to_owned(), witness.to_string())),
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => Some(("reason".to_owned(), reason.clone())),
        Verdict::Proved | Verdict::Exact | Verdict::Tested => None,
    };
    found.into_iter().chain(part.evidence.iter().cloned()).collect()
}

/// The theorems as a table.
pub fn table(settled: &[Settled]) -> Table {
    let column = |cell: fn((&Settled, usize, &Part)) -> String| Cells::Text(parts(settled).map(cell).collect());
    let joined = |part: &Part| {
        let pieces: Vec<String> = evidence(part).into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
        pieces.join("; ")
    };
    Table {
        name: "theorems",
        title: "Theorems, sentence by sentence".to_owned(),
        columns: vec![
            ("id", column(|(row, number, _)| format!("T.{}.{number}", row.theorem.id))),
            ("statement", column(|(_, _, part)| part.statement.clone())),
            ("verdict", column(|(_, _, part)| part.verdict.word().to_owned())),
            ("engine", column(|(_, _, part)| part.engine.to_owned())),
            ("domain", column(|(_, _, part)| part.domain.clone())),
            ("evidence", Cells::Text(parts(settled).map(|(_, _, part)| joined(part)).collect())),
        ],
    }
}
