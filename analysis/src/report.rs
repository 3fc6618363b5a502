//! The report: one self-contained page.

mod helps;

use crate::certificate::{LEGEND, matrix};
use crate::claim::Entry;
use crate::figure::Figure;
use crate::study::Whole;
use crate::sweep::Scale;
use crate::table::Table;
use crate::tables::agreement_in_words;
use crate::theorem::{Settled, evidence};
use anyhow::Result;
use minijinja::{AutoEscape, Environment, Value, context};
use stable_sgd::reference::{CHALLENGING, LANGUAGE_PYTHON2, LANGUAGE_PYTHON3, ReferenceFile};
use stable_sgd::structure::{Certificate, Verdict};
use stable_sgd::theorem::Part;

/// The page. Readable on a phone, without a network and without JavaScript.
///
/// # Errors
/// Where the template fails, which a test excludes.
pub fn page(study: &Whole, ledger: &[Entry], tables: &[Table], figures: &[Figure]) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("sentence", sentence);
    environment.add_template("page", include_str!("report/page.html"))?;
    let total = study.total();
    let tables: Vec<_> = tables
        .iter()
        .filter(|table| !["claims", "certificates", "theorems"].contains(&table.name))
        .map(|table| {
            let mut rows = table.rows().into_iter();
            let header = rows.next().unwrap_or_default();
            let body: Vec<Value> = rows.map(Value::from).collect();
            // Traces are long: they are folded, and shown by the figures. The longest stand in
            // their files alone.
            let (height, long) = (body.len(), body.len() > 40);
            let body = if height > MOST_ROWS { Vec::new() } else { body };
            context!(name => table.name, title => table.title.clone(), header, body, height, long)
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
                notebook => entry.claim.notebook,
            )
        })
        .collect();
    let figures: Vec<_> = figures
        .iter()
        .map(|f| context!(name => f.name.clone(), title => f.title.clone(), svg => f.svg.clone()))
        .collect();
    let methods: Vec<Value> = matrix(study.certificates).into_iter().map(Value::from).collect();
    let problems: Vec<Value> = matrix(study.problems).into_iter().map(Value::from).collect();
    let refutations: Vec<Value> =
        study.certificates.iter().chain(study.problems).flatten().filter_map(refutation).collect();
    let kept: Vec<Value> = study.certificates.iter().chain(study.problems).flatten().filter_map(kept).collect();
    let theorems: Vec<Value> = study.theorems.iter().map(settled).collect();
    let decided = ledger.iter().filter(|entry| entry.is_decided()).count();
    Ok(environment.get_template("page")?.render(context!(
        verdict => agreement_in_words(study, study.agreement()),
        equal => total.equal,
        values => total.values,
        platform => study.platform.name.clone(),
        version => env!("CARGO_PKG_VERSION"),
        commit => env!("STABLE_SGD_COMMIT"),
        decided,
        claims,
        tables,
        figures,
        matrices => [methods, problems],
        legend => LEGEND,
        refutations,
        kept,
        theorems,
        verdicts => verdicts(ledger),
        references => REFERENCES.map(|file| [file.name, file.sha256]).to_vec(),
        plans => plans(study),
        helps => helps::groups(&study.sensitivity),
        sweeps => study.settings.sweeps.scale.map(|scale| if scale == Scale::Full { "whole" } else { "quick" }),
    ))?)
}

/// The traces that the reproduction is compared with.
const REFERENCES: [ReferenceFile; 3] = [CHALLENGING, LANGUAGE_PYTHON2, LANGUAGE_PYTHON3];

/// Each kind of verdict with the claims that have it, in the order of their first claims.
fn verdicts(ledger: &[Entry]) -> Vec<Value> {
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in ledger {
        let (kind, id) = (entry.finding.verdict.kind(), entry.claim.id);
        match kinds.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, ids)) => ids.push(id),
            None => kinds.push((kind, vec![id])),
        }
    }
    kinds.into_iter().map(|(kind, ids)| context!(kind, count => ids.len(), ids)).collect()
}

/// The plans that were run: name, title, runs and digest.
fn plans(study: &Whole) -> Vec<[String; 4]> {
    let plans = study.settings.sweeps.plans();
    plans.map(|plan| [plan.name.clone(), plan.title.clone(), plan.runs().to_string(), plan.digest()]).collect()
}

/// A table with more rows than this stands in its file alone.
const MOST_ROWS: usize = 300;

/// A refuted property with its witness.
fn refutation(certificate: &Certificate) -> Option<Value> {
    let Verdict::Refuted(witness) = &certificate.verdict else { return None };
    Some(context!(
        method => certificate.method,
        property => certificate.property.id(),
        witness => witness.to_string(),
        mend => certificate.mend.as_ref().map(ToString::to_string),
        domain => certificate.domain.to_string(),
    ))
}

/// A property that is not refuted, with what is known of it.
fn kept(certificate: &Certificate) -> Option<Value> {
    let domain = certificate.domain.to_string();
    if matches!(certificate.verdict, Verdict::Refuted(_)) || domain.is_empty() {
        return None;
    }
    Some(context!(
        method => certificate.method,
        property => certificate.property.id(),
        sign => certificate.verdict.sign(),
        word => certificate.verdict.word(),
        value => certificate.value.clone(),
        domain,
    ))
}

/// A theorem with its sentences.
fn settled(row: &Settled) -> Value {
    let part = |part: &Part| {
        let evidence: Vec<Value> =
            evidence(part).into_iter().map(|(name, value)| Value::from(vec![name, value])).collect();
        context!(
            sign => part.verdict.sign(),
            word => part.verdict.word(),
            statement => part.statement.clone(),
            engine => part.engine,
            domain => part.domain.clone(),
            evidence,
        )
    };
    let parts: Vec<Value> = row.parts.iter().map(part).collect();
    let signs: String = row.parts.iter().map(|part| part.verdict.sign()).collect();
    context!(id => row.theorem.id, title => row.theorem.title, signs, parts)
}

/// The text with a capital letter at its beginning and a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    let rest = letters.as_str().trim_end_matches('.');
    format!("{}{rest}.", first.unwrap_or_default())
}
