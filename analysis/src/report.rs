//! The report: one self-contained page.

use crate::claim::Entry;
use crate::figure::Figure;
use crate::study::Study;
use crate::table::Table;
use crate::tables::agreement_in_words;
use anyhow::Result;
use minijinja::{AutoEscape, Environment, Value, context};

/// The page. Readable on a phone, without a network and without JavaScript.
///
/// # Errors
/// Where the template fails, which a test excludes.
pub fn page(study: &Study, ledger: &[Entry], tables: &[Table], figures: &[Figure]) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("sentence", sentence);
    environment.add_template("page", include_str!("report/page.html"))?;
    let total = study.total();
    let tables: Vec<_> = tables
        .iter()
        .filter(|table| table.name != "claims")
        .map(|table| {
            let mut rows = table.rows().into_iter();
            let header = rows.next().unwrap_or_default();
            let body: Vec<Value> = rows.map(Value::from).collect();
            // Traces are long: they are folded, and shown by the figures.
            let long = body.len() > 40;
            context!(name => table.name, title => table.title.clone(), header, body, long)
        })
        .collect();
    let claims: Vec<_> = ledger
        .iter()
        .map(|entry| {
            let finding = &entry.finding;
            let evidence: Vec<Value> =
                finding.evidence.iter().map(|(name, value)| Value::from(vec![name.clone(), value.clone()])).collect();
            context!(
                id => entry.claim.id,
                section => entry.claim.section,
                statement => entry.claim.statement,
                check => entry.claim.check,
                kind => finding.verdict.kind(),
                verdict => finding.verdict.words(),
                reason => finding.reason.clone(),
                evidence,
                figure => finding.figure,
            )
        })
        .collect();
    let figures: Vec<_> = figures
        .iter()
        .map(|f| context!(name => f.name.clone(), title => f.title.clone(), svg => f.svg.clone()))
        .collect();
    let decided = ledger.iter().filter(|entry| entry.claim.decide.is_some()).count();
    Ok(environment.get_template("page")?.render(context!(
        verdict => agreement_in_words(study, study.agreement()),
        equal => total.equal,
        values => total.values,
        platform => study.platform.name.clone(),
        version => env!("CARGO_PKG_VERSION"),
        decided,
        claims,
        tables,
        figures,
    ))?)
}

/// The text with a capital letter at its beginning and a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    let rest = letters.as_str().trim_end_matches('.');
    format!("{}{rest}.", first.unwrap_or_default())
}
