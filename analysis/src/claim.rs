//! The ledger of the paper's claims.
//!
//! A claim's verdict is a function of a [`Study`]: of numbers that were
//! computed, never of a word written beside it. One file a group of claims.

mod compared;
mod design;
mod future;
mod hypothesis;
mod method;
mod novelty;
mod pairing;
mod result;
mod weights;

use crate::study::reference::Traces;
use crate::study::sensitivity::Sweeps;
use crate::study::{Settings, Study};
use crate::sweep::Scale;
use crate::table::{Cells, Table};
use anyhow::Result;
use indicatif::ProgressBar;
use serde_json::{Value as Json, json};
use std::path::Path;

/// What a claim amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
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

impl Verdict {
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
}

/// A verdict with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// One sentence that says why.
    pub reason: String,
    /// Named numbers, as printed.
    pub evidence: Vec<(String, String)>,
    /// The figure that shows it, below `figures/`.
    pub figure: Option<&'static str>,
}

impl Finding {
    fn new(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self { verdict, reason: reason.into(), evidence: Vec::new(), figure: None }
    }

    fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.evidence.push((name.into(), value.into()));
        self
    }

    fn shown_in(mut self, figure: &'static str) -> Self {
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
    /// The check that decides it.
    pub check: &'static str,
    /// The notebook that shows it, below `notebooks/`, where there is one.
    pub notebook: Option<&'static str>,
    /// The decision; `None` where the check is not built yet.
    pub decide: Option<fn(&Study) -> Result<Finding>>,
}

/// Every claim, in the order of the ledger.
pub fn all() -> Vec<Claim> {
    [result::CLAIMS, method::CLAIMS, hypothesis::CLAIMS, weights::CLAIMS, design::CLAIMS, novelty::CLAIMS].concat()
}

/// A claim with its finding.
pub struct Entry {
    /// The claim.
    pub claim: Claim,
    /// What was found.
    pub finding: Finding,
}

/// The whole ledger, decided.
///
/// # Errors
/// Where what a claim rests on cannot be computed.
pub fn ledger(study: &Study) -> Result<Vec<Entry>> {
    all().into_iter().map(|claim| decide(claim, study)).collect()
}

/// One claim, decided.
///
/// # Errors
/// Where what it rests on cannot be computed.
pub fn decide(claim: Claim, study: &Study) -> Result<Entry> {
    let finding = match claim.decide {
        Some(decide) => decide(study)?,
        None => Finding::new(Verdict::Undecided, "its check is not part of this version"),
    };
    Ok(Entry { claim, finding })
}

/// The claims of these ids at the published settings, decided; each computes what it rests on,
/// and no more.
///
/// # Errors
/// Where a reference file is missing or altered.
pub fn published(ids: &[&str], data: Option<&Path>) -> Result<Vec<Entry>> {
    let traces = Traces::load(data)?;
    let settings = Settings { sweeps: Sweeps::committed(Scale::Quick)?, ..Settings::published() };
    let bar = ProgressBar::new_spinner();
    let stage = |name: &'static str| {
        bar.set_message(name);
        bar.tick();
    };
    let study = Study::new(settings, &traces, &stage);
    let asked = all().into_iter().filter(|claim| ids.contains(&claim.id));
    let decided = asked.map(|claim| decide(claim, &study)).collect();
    bar.finish_and_clear();
    decided
}

impl Entry {
    /// Whether its check is built and came to a verdict.
    pub fn is_decided(&self) -> bool {
        self.finding.verdict != Verdict::Undecided
    }

    /// The entry as a JSON object.
    pub fn json(&self) -> Json {
        let evidence: serde_json::Map<String, Json> =
            self.finding.evidence.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        json!({
            "id": self.claim.id,
            "section": self.claim.section,
            "claim": self.claim.statement,
            "check": self.claim.check,
            "verdict": self.finding.verdict.kind(),
            "verdict_text": self.finding.verdict.words(),
            "reason": self.finding.reason,
            "evidence": evidence,
            "figure": self.finding.figure.map(|name| format!("figures/{name}.svg")),
            "notebook": self.claim.notebook.map(|name| format!("notebooks/{name}.ipynb")),
        })
    }

    /// The entry in full, as text.
    pub fn text(&self) -> String {
        let Claim { id, section, statement, check, notebook, .. } = self.claim;
        let mut text = format!("{id} (section {section}): {statement}\n");
        text += &format!(
            "verdict:  {}\nbecause:  {}\ncheck:    {check}\n",
            self.finding.verdict.words(),
            self.finding.reason
        );
        for (name, value) in &self.finding.evidence {
            text += &format!("  {name}: {value}\n");
        }
        if let Some(figure) = self.finding.figure {
            text += &format!("figure:   figures/{figure}.svg\n");
        }
        if let Some(notebook) = notebook {
            text += &format!("notebook: notebooks/{notebook}.ipynb\n");
        }
        text
    }
}

/// The ledger as a table: what `claims` prints and the README shows.
pub fn table(entries: &[Entry]) -> Table {
    let column = |text: fn(&Entry) -> String| Cells::Text(entries.iter().map(text).collect());
    Table {
        name: "claims",
        title: "The paper's claims".to_owned(),
        columns: vec![
            ("id", column(|e| e.claim.id.to_owned())),
            ("section", column(|e| e.claim.section.to_owned())),
            ("claim", column(|e| e.claim.statement.to_owned())),
            ("verdict", column(|e| e.finding.verdict.words())),
        ],
    }
}

/// The ledger in full, as Markdown.
pub fn markdown(entries: &[Entry]) -> String {
    let mut text = table(entries).markdown();
    for entry in entries.iter().filter(|entry| entry.is_decided()) {
        text += &format!("\n## {}: {}\n\n", entry.claim.id, entry.claim.statement);
        text += &format!("**{}.** {}\n\n", entry.finding.verdict.words(), entry.finding.reason);
        for (name, value) in &entry.finding.evidence {
            text += &format!("- {name}: {value}\n");
        }
        if let Some(figure) = entry.finding.figure {
            text += &format!("\n![{}](figures/{figure}.svg)\n", entry.finding.reason);
        }
        text += &format!("\nCheck: {}. Command: `stable-sgd claims {}`.", entry.claim.check, entry.claim.id);
        text += &entry.claim.notebook.map_or_else(String::new, |name| format!(" Notebook: `notebooks/{name}.ipynb`."));
        text.push('\n');
    }
    text
}

/// A number as the paper prints it, with `digits` after the point.
fn printed(x: f64, digits: usize) -> String {
    format!("{x:.digits$}")
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
}
