//! The report: one self-contained page.

mod helps;

use crate::claim::Judgement;
use crate::figure::Figure;
use crate::ledger::{Ledger, Own, Statement};
use crate::question::helps::Helps;
use crate::question::published::{Reproductions, agreement_in_words};
use crate::study::Study;
use crate::sweep::Scale;
use crate::table::Table;
use anyhow::Result;
use minijinja::{AutoEscape, Environment, Value, context};
use stable_sgd::reference::{CHALLENGING, LANGUAGE_PYTHON2, LANGUAGE_PYTHON3, ReferenceFile};
use std::collections::BTreeMap;

/// What the page shows.
pub struct PageContent<'a> {
    /// The paper's claims.
    pub claims: &'a Ledger,
    /// The theorems.
    pub theorems: &'a Ledger,
    /// What each method preserves, and what is known of each problem.
    pub certificates: [&'a Ledger; 2],
    /// The tables.
    pub tables: &'a [Table],
    /// The figures.
    pub figures: &'a [Figure],
}

/// The page. Readable on a phone, without a network and without JavaScript.
///
/// # Errors
/// Where the template fails, which a test excludes.
pub fn page(study: &Study, content: &PageContent) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("sentence", sentence);
    environment.add_template("page", include_str!("report/page.html"))?;
    let reproductions = study.ask::<Reproductions>()?;
    let total = reproductions.total();
    let lines = || content.certificates.into_iter().flat_map(|ledger| &ledger.lines);
    let refuted = |line: &&Statement| line.verdict == "refuted";
    let of = |keep: &dyn Fn(&&Statement) -> bool| lines().filter(keep).map(shown).collect::<Vec<Value>>();
    let claims: Vec<Value> = content.claims.lines.iter().map(shown).collect();
    Ok(environment.get_template("page")?.render(context!(
        verdict => agreement_in_words(study, reproductions.agreement(study)),
        equal => total.equal,
        values => total.values,
        platform => study.platform.name.clone(),
        version => env!("CARGO_PKG_VERSION"),
        commit => env!("STABLE_SGD_COMMIT"),
        decided => content.claims.lines.iter().filter(|line| line.verdict != "open").count(),
        claims,
        tables => tables(content.tables),
        figures => content.figures.iter().map(figure).collect::<Vec<_>>(),
        matrices => content.certificates.map(|ledger| ledger.overview.clone()).to_vec(),
        legend => content.certificates[0].legend,
        refutations => of(&|line| refuted(line)),
        kept => of(&|line| !refuted(line) && !line.domain.is_empty()),
        theorems => content.theorems.sections().map(theorem).collect::<Vec<_>>(),
        verdicts => verdicts(&content.claims.lines),
        references => REFERENCES.map(|file| [file.name, file.sha256]).to_vec(),
        plans => plans(study),
        helps => helps::groups(&study.ask::<Helps>()?.0),
        sweeps => study.settings.sweeps.scale.map(|scale| if scale == Scale::Full { "whole" } else { "quick" }),
    ))?)
}

/// The tables that are no ledgers. Traces are long: they are folded, and shown by the figures. The
/// longest stand in their files alone.
fn tables(tables: &[Table]) -> Vec<Value> {
    let ledgers = ["claims", "certificates", "theorems"];
    let table = |table: &Table| {
        let mut rows = table.rows().into_iter();
        let header = rows.next().unwrap_or_default();
        let body: Vec<Value> = rows.map(Value::from).collect();
        let (height, long) = (body.len(), body.len() > 40);
        let body = if height > MOST_ROWS { Vec::new() } else { body };
        context!(name => table.name, title => table.title.clone(), header, body, height, long)
    };
    tables.iter().filter(|table| !ledgers.contains(&table.name)).map(table).collect()
}

fn figure(figure: &Figure) -> Value {
    context!(name => figure.name.clone(), title => figure.title.clone(), svg => figure.svg.clone())
}

/// A line of any ledger.
fn shown(line: &Statement) -> Value {
    let evidence: Vec<[String; 2]> =
        line.evidence.iter().map(|(name, datum)| [name.clone(), datum.to_string()]).collect();
    let further = line.shown.further.iter().map(|(name, text)| (*name, text.clone())).collect::<BTreeMap<_, _>>();
    let section = match &line.own {
        Own::Claim(of) => of.section,
        Own::Theorem(_) | Own::Certificate(_) => "",
    };
    context!(
        id => line.id.clone(),
        section,
        subject => line.subject.clone(),
        sentence => line.sentence.clone(),
        kind => line.verdict,
        sign => line.shown.sign,
        words => line.shown.words.clone(),
        because => line.shown.because.clone(),
        engine => line.shown.engine,
        domain => line.domain.clone(),
        evidence,
        further,
        figure => line.shown.figure,
        command => line.shown.command.clone(),
    )
}

/// A theorem with its sentences.
fn theorem((heading, lines): (&str, &[Statement])) -> Value {
    let (id, title) = heading.split_once(": ").unwrap_or(("", heading));
    let signs: String = lines.iter().map(|line| line.shown.sign).collect();
    context!(id, title, signs, parts => lines.iter().map(shown).collect::<Vec<_>>())
}

/// The traces that the reproduction is compared with.
const REFERENCES: [ReferenceFile; 3] = [CHALLENGING, LANGUAGE_PYTHON2, LANGUAGE_PYTHON3];

/// Each kind of verdict with the claims that have it, in the order of the scale.
fn verdicts(claims: &[Statement]) -> Vec<Value> {
    let of = |kind: &'static str| {
        let of_kind = claims.iter().filter(|line| line.verdict == kind);
        let ids: Vec<String> = of_kind.map(|line| line.id.clone()).collect();
        (!ids.is_empty()).then(|| context!(kind, count => ids.len(), ids))
    };
    Judgement::KINDS.into_iter().filter_map(of).collect()
}

/// The plans that were run: name, title, runs and digest.
fn plans(study: &Study) -> Vec<[String; 4]> {
    let plans = study.settings.sweeps.plans.iter();
    plans.map(|plan| [plan.name.clone(), plan.title.clone(), plan.runs().to_string(), plan.digest()]).collect()
}

/// A table with more rows than this stands in its file alone.
const MOST_ROWS: usize = 300;

/// The text with a capital letter at its beginning and a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    let rest = letters.as_str().trim_end_matches('.');
    format!("{}{rest}.", first.unwrap_or_default())
}
