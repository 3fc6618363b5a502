//! LaTeX.

use super::Render;
use crate::ledger::Ledger;
use anyhow::Result;

/// The overview as a tabular, with its names turned, and the verdicts with their domains.
pub(super) struct Latex;

impl Render for Latex {
    fn render(&self, ledger: &Ledger, _: bool) -> Result<String> {
        Ok(overview(ledger) + &domains(ledger))
    }
}

/// A sign of mathematics as LaTeX sets it.
fn sign(text: &str) -> Option<&'static str> {
    Some(match text {
        "✓" => "$\\checkmark$",
        "=" => "$=$",
        "~" => "$\\sim$",
        "✗" => "$\\times$",
        "·" => "$\\cdot$",
        _ => return None,
    })
}

fn overview(ledger: &Ledger) -> String {
    let Some(columns) = ledger.overview.first().map(Vec::len) else { return String::new() };
    let cell = |text: &String| sign(text).map_or_else(|| escaped(text), str::to_owned);
    // Only signs stand in narrow columns under turned names.
    let is_matrix = ledger.brief;
    let turned = |text: &String| format!("\\rotatebox{{90}}{{{}}}", cell(text));
    let others = if is_matrix { "c" } else { "l" }.repeat(columns.saturating_sub(1));
    let mut text = format!("% needs amssymb and graphicx; {}\n\\begin{{tabular}}{{l{others}}}\n", ledger.legend);
    for (place, row) in ledger.overview.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().map(|text| if place == 0 && is_matrix { turned(text) } else { cell(text) }).collect();
        text += &format!("{} \\\\{}\n", cells.join(" & "), if place == 0 { " \\hline" } else { "" });
    }
    text + "\\end{tabular}\n"
}

/// Text for LaTeX: what it reads as a command is escaped, signs of mathematics are set as such.
fn escaped(text: &str) -> String {
    let set = |c: char| match c {
        '_' | '#' | '%' | '&' | '$' | '{' | '}' => format!("\\{c}"),
        '∇' => "$\\nabla$".to_owned(),
        '≥' => "$\\geq$".to_owned(),
        '≤' => "$\\leq$".to_owned(),
        '−' => "$-$".to_owned(),
        '√' => "$\\surd$".to_owned(),
        'η' => "$\\eta$".to_owned(),
        'μ' => "$\\mu$".to_owned(),
        'λ' => "$\\lambda$".to_owned(),
        'κ' => "$\\kappa$".to_owned(),
        'ρ' => "$\\rho$".to_owned(),
        'ω' => "$\\omega$".to_owned(),
        '→' => "$\\to$".to_owned(),
        '…' => "\\dots{}".to_owned(),
        '²' => "$^2$".to_owned(),
        '<' | '>' | '|' => format!("${c}$"),
        '^' => "\\^{}".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(set).collect()
}

/// The domain of each verdict, a row a line.
fn domains(ledger: &Ledger) -> String {
    let mut text =
        "\n% needs longtable\n\\begin{longtable}{llp{0.5\\textwidth}}\nline & verdict & domain \\\\ \\hline\n"
            .to_owned();
    for line in ledger.lines.iter().filter(|line| !line.domain.is_empty()) {
        let cells = [line.id.as_str(), line.verdict, &line.domain].map(escaped);
        text += &format!("{} \\\\\n", cells.join(" & "));
    }
    text + "\\end{longtable}\n"
}
