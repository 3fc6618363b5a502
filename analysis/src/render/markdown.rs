//! Markdown.

use super::Render;
use super::text::brief;
use crate::ledger::{Ledger, Statement};
use anyhow::Result;

/// The overview as a table, then the lines: a list of brief ones, sections of others.
pub(super) struct Markdown;

impl Render for Markdown {
    fn render(&self, ledger: &Ledger, _: bool) -> Result<String> {
        let mut text = format!("# {}\n\n", ledger.title);
        for (place, row) in ledger.overview.iter().enumerate() {
            text += &cells(row);
            if place == 0 {
                text += &cells(&vec!["---".to_owned(); row.len()]);
            }
        }
        if !ledger.legend.is_empty() {
            text += &format!("\n{}\n", ledger.legend);
        }
        if ledger.brief {
            text.push('\n');
            text.extend(ledger.lines.iter().map(|line| format!("- {}", brief(line))));
        } else {
            text.extend(ledger.sections().map(section));
        }
        Ok(text)
    }
}

fn cells(row: &[String]) -> String {
    let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn section((heading, lines): (&str, &[Statement])) -> String {
    let commands = lines.first().map(|line| format!("\nCommand: `{}`.\n", line.shown.command));
    let lines: String = lines.iter().map(whole).collect();
    format!("\n## {heading}\n{lines}{}", commands.unwrap_or_default())
}

/// The verdict, the sentence or why it is so, what is behind it, and the figure.
fn whole(line: &Statement) -> String {
    let shown = &line.shown;
    let sign = if shown.sign.is_empty() { String::new() } else { format!("{} ", shown.sign) };
    let engine = if shown.engine.is_empty() { String::new() } else { format!(" ({})", shown.engine) };
    let said = if line.shown.is_headed { &shown.because } else { &line.sentence };
    let mut text = format!("\n{sign}**{}**{engine}. {said}\n\n", shown.words);
    if !line.shown.is_headed && !shown.because.is_empty() {
        text += &format!("- because: {}\n", shown.because);
    }
    for (name, value) in line.details() {
        text += &format!("- {name}: {value}\n");
    }
    if let Some(figure) = shown.figure {
        text += &format!("\n![{}](figures/{figure}.svg)\n", shown.because);
    }
    text
}
