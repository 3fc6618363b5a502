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

/// Signs of mathematics, and what LaTeX calls them.
const SIGNS: &[(char, &str)] = &[
    ('δ', "\\delta"),
    ('¼', "\\frac14"),
    ('⁵', "^5"),
    ('⁸', "^8"),
    ('⟨', "\\langle"),
    ('⟩', "\\rangle"),
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('τ', "\\tau"),
    ('Δ', "\\Delta"),
    ('σ', "\\sigma"),
    ('χ', "\\chi"),
    ('θ', "\\theta"),
    ('ε', "\\varepsilon"),
    ('η', "\\eta"),
    ('μ', "\\mu"),
    ('λ', "\\lambda"),
    ('κ', "\\kappa"),
    ('ρ', "\\rho"),
    ('ω', "\\omega"),
    ('→', "\\to"),
    ('√', "\\surd"),
    ('∇', "\\nabla"),
    ('≥', "\\geq"),
    ('≤', "\\leq"),
    ('≠', "\\neq"),
    ('≈', "\\approx"),
    ('−', "-"),
    ('·', "\\cdot"),
    ('×', "\\times"),
    ('½', "\\frac12"),
    ('²', "^2"),
    ('³', "^3"),
    ('⁺', "^+"),
    ('⁻', "^-"),
    ('¹', "^1"),
    ('⁰', "^0"),
    ('⁴', "^4"),
    ('ⁿ', "^n"),
    ('₀', "_0"),
    ('₁', "_1"),
    ('₂', "_2"),
    ('∞', "\\infty"),
    ('∂', "\\partial"),
    ('Σ', "\\Sigma"),
    ('π', "\\pi"),
    ('′', "'"),
    ('ₘ', "_m"),
    ('∈', "\\in"),
    ('‖', "\\|"),
    ('⌊', "\\lfloor"),
    ('⌋', "\\rfloor"),
    ('ᵀ', "^T"),
    ('Ω', "\\Omega"),
    ('✓', "\\checkmark"),
    ('✗', "\\times"),
];

/// Text for LaTeX: what it reads as a command is escaped, signs of mathematics are set as such.
fn escaped(text: &str) -> String {
    let set = |c: char| match c {
        '_' | '#' | '%' | '&' | '$' | '{' | '}' => format!("\\{c}"),
        '\\' => "\\textbackslash{}".to_owned(),
        '~' => "\\textasciitilde{}".to_owned(),
        '^' => "\\textasciicircum{}".to_owned(),
        '…' => "\\dots{}".to_owned(),
        '“' => "``".to_owned(),
        '”' => "''".to_owned(),
        '<' | '>' | '|' => format!("${c}$"),
        other => match SIGNS.iter().find(|(sign, _)| *sign == other) {
            Some((_, name)) => format!("${name}$"),
            None => other.to_string(),
        },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{certificate, theorem};
    use stable_sgd::structure::Property;

    /// What is asked for needs no Unicode: every sign of the theorems and of the certificates has a name.
    #[test]
    fn latex_is_ascii() {
        let settled = theorem::settle_all(&theorem::chosen(None).expect("all of them"));
        let rows = certificate::registered(&["sgd".to_owned(), "stable_sgd".to_owned()]);
        assert_eq!(rows[0].len(), Property::ALL.len());
        for ledger in [theorem::ledger(&settled, false), certificate::ledger("certificates", &rows)] {
            let text = Latex.render(&ledger, true).expect("LaTeX");
            let lines = text.lines().filter(|line| !line.starts_with('%'));
            let others: Vec<&str> = lines.filter(|line| !line.is_ascii()).collect();
            assert!(others.is_empty(), "{others:?}");
        }
    }

    #[test]
    fn what_latex_reads_as_a_command_is_escaped() {
        assert_eq!(escaped("a_b \\ ~ ½μ²"), "a\\_b \\textbackslash{} \\textasciitilde{} $\\frac12$$\\mu$$^2$");
    }
}
