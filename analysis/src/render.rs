//! A ledger in every format; a file a format.

mod csv;
mod json;
mod latex;
mod markdown;
mod text;

use crate::ledger::Ledger;
use anyhow::Result;

/// How a ledger is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// An overview; of what is asked for by name, everything behind it.
    Table,
    /// One JSON object a line.
    Json,
    /// Comma-separated, with a header.
    Csv,
    /// A Markdown section for each heading.
    Markdown,
    /// LaTeX: the overview as a tabular, the verdicts with their domains.
    Latex,
    /// A Rust test for each refuted certificate, which replays its witness.
    Rust,
}

/// What makes text of a ledger.
pub trait Render {
    /// The text; `whole` asks for everything behind each line.
    ///
    /// # Errors
    /// Where the ledger has no such form.
    fn render(&self, ledger: &Ledger, whole: bool) -> Result<String>;
}

impl Format {
    /// The renderer of the format; none of Rust tests, which only certificates have.
    fn renderer(self) -> Option<&'static dyn Render> {
        Some(match self {
            Self::Table => &text::Text,
            Self::Json => &json::Json,
            Self::Csv => &csv::Csv,
            Self::Markdown => &markdown::Markdown,
            Self::Latex => &latex::Latex,
            Self::Rust => return None,
        })
    }
}

/// The ledger in the format asked for.
///
/// # Errors
/// Where there is no such form of it.
pub fn render(ledger: &Ledger, format: Format, whole: bool) -> Result<String> {
    match format.renderer() {
        Some(renderer) => renderer.render(ledger, whole),
        None => Err(crate::output::Usage::error(format!(
            "--format rust: {} have no witness to replay; take certify --format rust",
            ledger.title
        ))),
    }
}
