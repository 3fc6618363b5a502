//! The paper's claims, each with what was found of it.
//!
//! A claim's verdict is a function of a [`Study`]: of numbers that were
//! computed, never of a word written beside it. Each stands with its [question](crate::question).

use crate::ledger::{Datum, Evidence, Ledger, Line, OfClaim, Own, Shown};
use crate::question;
use crate::study::reference::Traces;
use crate::study::{Settings, Study, Sweeps, Watch};
use crate::sweep::Scale;
use crate::table::{Cells, Table};
use anyhow::Result;
use indicatif::ProgressBar;
use std::path::Path;

/// What a claim amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It holds as stated.
    Reproduced,
    /// It holds under a condition.
    ReproducedIf(String),
    /// It does not hold.
    Refuted,
    /// Earlier work contradicts it.
    ContradictedByPriorArt,
    /// No computation can decide it, with the reason.
    NotTestable(String),
    /// Not decided yet.
    Undecided,
}

impl Judgement {
    /// The verdict in words.
    pub fn words(&self) -> String {
        match self {
            Self::Reproduced => "reproduced".to_owned(),
            Self::ReproducedIf(condition) => format!("reproduced with a condition: {condition}"),
            Self::Refuted => "refuted".to_owned(),
            Self::ContradictedByPriorArt => "contradicted by prior art".to_owned(),
            Self::NotTestable(reason) => format!("not testable by computation: {reason}"),
            Self::Undecided => "not decided yet".to_owned(),
        }
    }

    /// The verdict without its condition, in snake case.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::ReproducedIf(_) => "reproduced_with_condition",
            Self::Refuted => "refuted",
            Self::ContradictedByPriorArt => "contradicted_by_prior_art",
            Self::NotTestable(_) => "not_testable",
            Self::Undecided => "undecided",
        }
    }

    /// How many cases a condition names.
    const NAMED: usize = 2;

    /// The verdict on how many of `all` cases something helps in.
    pub fn by_count(helped: &[String], all: usize) -> Self {
        match helped.len() {
            0 => Self::Refuted,
            n if n == all => Self::Reproduced,
            n if n <= Self::NAMED => Self::ReproducedIf(format!("in {n} of {all} cases: {}", helped.join("; "))),
            n => Self::ReproducedIf(format!("in {n} of {all} cases, {} among them", helped[..Self::NAMED].join("; "))),
        }
    }

    /// Every kind, in the order in which they are counted.
    pub const KINDS: [&str; 6] = [
        "reproduced",
        "reproduced_with_condition",
        "refuted",
        "contradicted_by_prior_art",
        "not_testable",
        "undecided",
    ];
}

/// A verdict with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Judgement,
    /// One sentence that says why.
    pub reason: String,
    /// The number that answers, where there is one.
    pub value: Option<Datum>,
    /// What was run: seeds, settings, sweeps.
    pub domain: String,
    /// What it rests on, by name.
    pub evidence: Evidence,
    /// The figure that shows it, below `figures/`.
    pub figure: Option<&'static str>,
}

impl Decision {
    /// A verdict with its reason.
    pub fn new(verdict: Judgement, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { verdict, reason, value: None, domain: String::new(), evidence: Evidence::default(), figure: None }
    }

    /// What rests on a sweep that was not run.
    pub fn not_run() -> Self {
        Self::new(Judgement::Undecided, "its sweep was not run")
    }

    /// With one more piece of evidence.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, datum: impl Into<Datum>) -> Self {
        self.evidence.add(name, datum);
        self
    }

    /// With the number that answers.
    #[must_use]
    pub fn valued(mut self, value: impl Into<Datum>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Over what was run.
    #[must_use]
    pub fn over(mut self, domain: impl Into<String>) -> Self {
        self.domain = domain.into();
        self
    }

    /// With the figure that shows it.
    #[must_use]
    pub fn shown_in(mut self, figure: &'static str) -> Self {
        self.figure = Some(figure);
        self
    }
}

/// A claim of the paper.
#[derive(Clone, Copy)]
pub struct Claim {
    /// The id, as `claims ID` takes it.
    pub id: &'static str,
    /// The section of the paper.
    pub section: &'static str,
    /// The claim in a few words.
    pub statement: &'static str,
    /// What it is about.
    pub subject: &'static str,
    /// The check that decides it.
    pub check: &'static str,
    /// The notebook that shows it, below `notebooks/`, where there is one.
    pub notebook: Option<&'static str>,
    /// The decision; `None` where the check is not built yet.
    pub decide: Option<fn(&Study) -> Result<Decision>>,
}

/// The kinds of claims in the order of the ledger, by the first letter of their ids: results,
/// method, hypotheses, stated weights, design, future, novelty.
const ORDER: &str = "RMHSDFN";

/// Every claim, in the order of the ledger.
pub fn all() -> Vec<Claim> {
    let mut claims: Vec<Claim> = question::all().iter().flat_map(|question| question.claims()).copied().collect();
    let place = |claim: &Claim| claim.id.chars().next().and_then(|letter| ORDER.find(letter)).unwrap_or(ORDER.len());
    claims.sort_by_key(|claim| (place(claim), claim.id));
    claims
}

/// A claim with its decision.
pub struct Decided {
    /// The claim.
    pub claim: Claim,
    /// What was found.
    pub decision: Decision,
}

/// Every claim, decided.
///
/// # Errors
/// Where what a claim rests on cannot be computed.
pub fn decide_all(study: &Study) -> Result<Vec<Decided>> {
    all().into_iter().map(|claim| decide(claim, study)).collect()
}

/// One claim, decided.
///
/// # Errors
/// Where what it rests on cannot be computed.
pub fn decide(claim: Claim, study: &Study) -> Result<Decided> {
    let decision = match claim.decide {
        Some(decide) => decide(study)?,
        None => Decision::new(Judgement::Undecided, "its check is not part of this version"),
    };
    Ok(Decided { claim, decision })
}

/// The claims of these ids at the published settings, decided; each computes what it rests on,
/// and no more.
///
/// # Errors
/// Where a reference file is missing or altered.
pub fn published(ids: &[&str], data: Option<&Path>) -> Result<Vec<Decided>> {
    let traces = Traces::load(data)?;
    let settings = Settings { sweeps: Sweeps::committed(Scale::Quick)?, ..Settings::published() };
    let spinner = Spinner(ProgressBar::new_spinner());
    let study = Study::new(settings, &traces, &spinner);
    let asked = all().into_iter().filter(|claim| ids.contains(&claim.id));
    let decided = asked.map(|claim| decide(claim, &study)).collect();
    spinner.0.finish_and_clear();
    decided
}

/// Says on a terminal what is being computed.
struct Spinner(ProgressBar);

impl Watch for Spinner {
    fn begin(&self, stage: &'static str) {
        self.0.set_message(stage);
        self.0.tick();
    }

    fn end(&self) {}
}

impl Decided {
    /// Whether its check is built and came to a verdict.
    pub fn is_decided(&self) -> bool {
        self.decision.verdict != Judgement::Undecided
    }

    fn line(&self) -> Line {
        let Claim { id, section, statement, subject, check, notebook, .. } = self.claim;
        let Decision { verdict, reason, value, domain, evidence, figure } = self.decision.clone();
        let notebook = notebook.map(|name| format!("notebooks/{name}.ipynb"));
        let mut further = vec![("check", check.to_owned())];
        further.extend(figure.map(|name| ("figure", format!("figures/{name}.svg"))));
        further.extend(notebook.clone().map(|name| ("notebook", name)));
        Line {
            id: id.to_owned(),
            sentence: statement.to_owned(),
            subject: subject.to_owned(),
            verdict: verdict.kind(),
            value,
            domain,
            evidence,
            shown: Shown {
                heading: format!("{id} (section {section}): {statement}"),
                words: verdict.words(),
                because: reason.clone(),
                further,
                figure,
                command: format!("stable-sgd claims {id}"),
                ..Shown::default()
            },
            own: Own::Claim(OfClaim {
                section,
                claim: statement,
                check,
                verdict_text: verdict.words(),
                reason,
                figure: figure.map(|name| format!("figures/{name}.svg")),
                notebook,
            }),
        }
    }
}

/// The claims as a ledger; its overview is what `claims` prints and the README shows.
pub fn ledger(decided: &[Decided]) -> Ledger {
    let column = |text: fn(&Decided) -> String| Cells::Text(decided.iter().map(text).collect());
    let table = Table {
        name: "claims",
        title: "The paper's claims".to_owned(),
        columns: vec![
            ("id", column(|e| e.claim.id.to_owned())),
            ("section", column(|e| e.claim.section.to_owned())),
            ("claim", column(|e| e.claim.statement.to_owned())),
            ("verdict", column(|e| e.decision.verdict.words())),
        ],
    };
    let lines = decided.iter().map(Decided::line).collect();
    Ledger { title: "The paper's claims", overview: table.rows(), legend: "", table, lines, brief: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Every notebook that a claim names is there, and each notebook shows a claim, but for the
    /// one on the reader's own rule.
    #[test]
    fn claims_name_the_notebooks_that_there_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../notebooks");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .expect("notebooks/")
            .filter_map(|entry| {
                entry.expect("an entry").file_name().into_string().ok()?.strip_suffix(".ipynb").map(str::to_owned)
            })
            .collect();
        there.sort();
        let mut named: Vec<&str> = all().iter().filter_map(|claim| claim.notebook).chain(["06_own_rule"]).collect();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named, there);
    }

    /// Each id once, in the order of the ledger.
    #[test]
    fn claims_have_ids_of_their_own_in_order() {
        let ids: Vec<&str> = all().iter().map(|claim| claim.id).collect();
        let expected = "R1 R2 R3 R4 R5 R6 R7 M1 M2 M3 M4 M5 M6 H1 H2 H3 H4 H5 S1s S2s D1 D2 D3 F1 F2 F3 N1 N2";
        assert_eq!(ids.join(" "), expected);
    }
}
