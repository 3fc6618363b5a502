//! The paper's claims, each with what was found of it.
//!
//! A claim's verdict is a function of a [`Study`]: of numbers that were
//! computed, never of a word written beside it. Each stands with its [question](crate::question).

use crate::ledger::{Datum, Evidence, Ledger, OfClaim, Own, Presentation, Statement};
use crate::study::Study;
use crate::table::{Cells, Table};
use anyhow::Result;

/// What a claim amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It holds as stated.
    Reproduced,
    /// It holds as it stands, where the condition holds.
    UnderCondition(String),
    /// Some of its parts hold and others are refuted, each of which is said.
    InPart(String),
    /// It does not hold.
    Refuted,
    /// Earlier work contradicts it.
    Contradicted,
    /// No computation can decide it, with the reason.
    NotTestable(String),
    /// Not decided yet.
    Open,
}

impl Judgement {
    /// The verdict in words.
    pub fn words(&self) -> String {
        match self {
            Self::Reproduced => "reproduced".to_owned(),
            Self::UnderCondition(condition) => format!("under a condition: {condition}"),
            Self::InPart(parts) => format!("in part: {parts}"),
            Self::Refuted => "refuted".to_owned(),
            Self::Contradicted => "contradicted by earlier work".to_owned(),
            Self::NotTestable(reason) => format!("not testable by computation: {reason}"),
            Self::Open => "open".to_owned(),
        }
    }

    /// The verdict without its condition, in snake case.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::UnderCondition(_) => "under_condition",
            Self::InPart(_) => "in_part",
            Self::Refuted => "refuted",
            Self::Contradicted => "contradicted",
            Self::NotTestable(_) => "not_testable",
            Self::Open => "open",
        }
    }

    /// Every kind, in the order in which they are counted.
    pub const KINDS: [&str; 7] =
        ["reproduced", "under_condition", "in_part", "refuted", "contradicted", "not_testable", "open"];

    /// How many cases a verdict names.
    const NAMED: usize = 2;

    /// The verdict on a statement about `all` cases, of which it holds in `helped`: what fails in
    /// more than half of them is refuted.
    pub fn by_count(helped: &[String], all: usize) -> Self {
        let named = helped[..helped.len().min(Self::NAMED)].join("; ");
        match helped.len() {
            n if n == all && n > 0 => Self::Reproduced,
            n if 2 * n < all || n == 0 => Self::Refuted,
            n if n <= Self::NAMED => Self::InPart(format!("in {n} of {all} cases: {named}")),
            n => Self::InPart(format!("in {n} of {all} cases, {named} among them")),
        }
    }
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
        Self::new(Judgement::Open, "its sweep was not run")
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

/// A claim with its decision.
pub struct Decided {
    /// The claim.
    pub claim: Claim,
    /// What was found.
    pub decision: Decision,
}

/// One claim, decided.
///
/// # Errors
/// Where what it rests on cannot be computed.
pub fn decide(claim: Claim, study: &Study) -> Result<Decided> {
    let decision = match claim.decide {
        Some(decide) => decide(study)?,
        None => Decision::new(Judgement::Open, "its check is not part of this version"),
    };
    Ok(Decided { claim, decision })
}

impl Decided {
    fn line(&self) -> Statement {
        let Claim { id, section, statement, subject, check, notebook, .. } = self.claim;
        let Decision { verdict, reason, value, domain, evidence, figure } = self.decision.clone();
        let notebook = notebook.map(|name| format!("notebooks/{name}.ipynb"));
        let mut further = vec![("check", check.to_owned())];
        further.extend(figure.map(|name| ("figure", format!("figures/{name}.svg"))));
        further.extend(notebook.clone().map(|name| ("notebook", name)));
        Statement {
            id: id.to_owned(),
            sentence: statement.to_owned(),
            subject: subject.to_owned(),
            verdict: verdict.kind(),
            value,
            domain,
            evidence,
            shown: Presentation {
                is_headed: true,
                heading: format!("{id} (section {section}): {statement}"),
                words: verdict.words(),
                because: reason.clone(),
                further,
                figure,
                command: format!("stable-sgd claims {id}"),
                ..Presentation::default()
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
