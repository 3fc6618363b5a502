//! Text for a terminal.

use super::Render;
use crate::ledger::{Ledger, Statement};
use crate::table::aligned;
use anyhow::Result;

/// The overview with its legend; behind it, or where the whole is asked for in its place, the
/// lines.
pub(super) struct Text;

impl Render for Text {
    fn render(&self, ledger: &Ledger, whole: bool) -> Result<String> {
        let overview = aligned(&ledger.overview);
        let legend = if ledger.legend.is_empty() { String::new() } else { format!("\n{}\n", ledger.legend) };
        Ok(match (ledger.brief, whole) {
            (true, _) => overview + &legend + "\n" + &ledger.lines.iter().map(brief).collect::<String>(),
            (false, true) => ledger.sections().map(section).collect(),
            (false, false) if ledger.overview.is_empty() => {
                ledger.sections().map(in_lines).collect::<String>() + &legend
            }
            (false, false) => overview + &legend,
        })
    }
}

/// Sign, subject, sentence, verdict, what is behind it, and the domain in brackets.
pub(super) fn brief(line: &Statement) -> String {
    let shown = &line.shown;
    let separator = if shown.because.is_empty() { "" } else { "; " };
    let domain = if line.domain.is_empty() { String::new() } else { format!("  [{}]", line.domain) };
    format!("{} {}: {}{separator}{}{domain}\n", shown.sign, line.subject, shown.words, shown.because)
}

/// A heading, and under it a line for each sentence: sign, verdict, engine, sentence.
fn in_lines((heading, lines): (&str, &[Statement])) -> String {
    let row = |line: &Statement| {
        let sign = format!("  {}", line.shown.sign);
        vec![sign, line.verdict.to_owned(), line.shown.engine.to_owned(), line.sentence.clone()]
    };
    format!("{heading}\n{}", aligned(&lines.iter().map(row).collect::<Vec<_>>()))
}

/// A heading, and under it everything behind each sentence.
fn section((heading, lines): (&str, &[Statement])) -> String {
    format!("{heading}\n{}", lines.iter().map(whole).collect::<String>())
}

fn whole(line: &Statement) -> String {
    let shown = &line.shown;
    let mut text = if line.shown.is_headed { String::new() } else { format!("\n{} {}\n", shown.sign, line.sentence) };
    let engine = if shown.engine.is_empty() { String::new() } else { format!(" ({})", shown.engine) };
    text += &format!("  verdict: {}{engine}\n", shown.words);
    if !shown.because.is_empty() {
        text += &format!("  because: {}\n", shown.because);
    }
    for (name, value) in line.details() {
        text += &format!("  {name}: {value}\n");
    }
    text
}
