//! The second ledger: the theorems, settled.

use crate::certificate::{reason, witness};
use crate::output::unknown;
use crate::table::{Cells, Table, aligned};
use anyhow::Result;
use rayon::prelude::*;
use serde_json::{Value as Json, json};
use stable_sgd::structure::Verdict;
use stable_sgd::theorem::{self, Part, Theorem};
use std::time::Instant;

/// How theorems are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A line a sentence; with an id, everything behind it.
    Table,
    /// One JSON object a line and sentence.
    Json,
    /// Comma-separated, with a header.
    Csv,
    /// A Markdown section for each theorem.
    Markdown,
}

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

/// The theorems in the format asked for; `whole` gives the evidence in a table too.
///
/// # Errors
/// Where a table cannot be made.
pub fn render(settled: &[Settled], format: Format, whole: bool) -> Result<String> {
    Ok(match format {
        Format::Json => parts(settled).map(|place| format!("{}\n", timed_object(place))).collect(),
        Format::Csv => String::from_utf8_lossy(&table(settled).csv()?).into_owned(),
        Format::Markdown => markdown(settled),
        Format::Table if whole => settled.iter().map(text).collect(),
        Format::Table => overview(settled),
    })
}

/// Each part with its theorem and its number, from 1.
fn parts(settled: &[Settled]) -> impl Iterator<Item = (&Settled, usize, &Part)> {
    settled.iter().flat_map(|row| row.parts.iter().enumerate().map(move |(i, part)| (row, i + 1, part)))
}

/// A line a sentence, under a line for its theorem.
fn overview(settled: &[Settled]) -> String {
    let mut text = String::new();
    for row in settled {
        text += &format!("{}  {} ({:.2} s)\n", row.theorem.id, row.theorem.title, row.seconds);
        let lines: Vec<Vec<String>> = row.parts.iter().map(|part| line(part).to_vec()).collect();
        text += &aligned(&lines);
    }
    text + "\n" + crate::certificate::LEGEND + "\n"
}

/// Sign, engine and sentence.
fn line(part: &Part) -> [String; 4] {
    let sign = format!("  {}", part.verdict.sign());
    [sign, part.verdict.word().to_owned(), part.engine.to_owned(), part.statement.clone()]
}

/// A theorem in full, as text.
fn text(row: &Settled) -> String {
    let mut text = format!("{}: {} ({:.2} s)\n", row.theorem.id, row.theorem.title, row.seconds);
    for part in &row.parts {
        text += &format!("\n{} {}\n", part.verdict.sign(), part.statement);
        text += &format!("  verdict: {} ({})\n  domain: {}\n", part.verdict.word(), part.engine, part.domain);
        for (name, value) in evidence(part) {
            text += &format!("  {name}: {value}\n");
        }
    }
    text
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

/// A part as an object, with the time that its whole theorem took.
fn timed_object((row, number, part): (&Settled, usize, &Part)) -> Json {
    let mut object = object(row, number, part);
    object["seconds"] = row.seconds.into();
    object
}

fn object(row: &Settled, number: usize, part: &Part) -> Json {
    let evidence: serde_json::Map<String, Json> =
        part.evidence.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    json!({
        "id": row.theorem.id,
        "part": number,
        "theorem": row.theorem.title,
        "statement": part.statement,
        "verdict": part.verdict.word(),
        "engine": part.engine,
        "domain": part.domain,
        "witness": witness(&part.verdict),
        "reason": reason(&part.verdict),
        "evidence": evidence,
    })
}

/// The ledger of the theorems, without times: ids are `T.S1` and so on.
pub fn ledger(settled: &[Settled]) -> Vec<Json> {
    let entry = |(row, number, part): (&Settled, usize, &Part)| {
        let mut object = object(row, number, part);
        object["id"] = format!("T.{}", row.theorem.id).into();
        object
    };
    parts(settled).map(entry).collect()
}

/// The theorems in full, as Markdown.
pub fn markdown(settled: &[Settled]) -> String {
    let mut text = "# Theorems\n".to_owned();
    for row in settled {
        text += &format!("\n## {}: {}\n", row.theorem.id, row.theorem.title);
        for part in &row.parts {
            text += &format!(
                "\n{} **{}** ({}). {}\n",
                part.verdict.sign(),
                part.verdict.word(),
                part.engine,
                part.statement
            );
            text += &format!("\n- domain: {}\n", part.domain);
            for (name, value) in evidence(part) {
                text += &format!("- {name}: {value}\n");
            }
        }
        text += &format!("\nCommand: `stable-sgd theorem {}`.\n", row.theorem.id);
    }
    text
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
