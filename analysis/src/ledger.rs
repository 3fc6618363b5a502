//! The ledger: sentences that are true or false, each with what was found of it.
//!
//! Certificates, theorems and the paper's claims are the same thing, a [`Statement`]: a sentence,
//! what it is about, the verdict, its value, the domain and the evidence. [`crate::render`]
//! shows a [`Ledger`] in every format; each line is its own JSON object.

mod datum;

pub use datum::{Datum, Evidence, Precision, Rounded};

use crate::table::Table;
use serde::Serialize;
use serde_json::Value as Json;

/// A sentence with what was found of it.
#[derive(Clone, Debug, Serialize)]
pub struct Statement {
    /// The id, by which a command shows it: `R1`, `T.S1` of each sentence of a theorem, `sgd.symplectic`.
    pub id: String,
    /// A sentence that is true or false.
    pub sentence: String,
    /// What it is about: a method, a problem, an experiment.
    pub subject: String,
    /// The verdict, a word of the scale of its kind.
    pub verdict: &'static str,
    /// The number or formula that answers, where there is one.
    pub value: Option<Datum>,
    /// Over which domain: symbols, steps, seeds, settings.
    pub domain: String,
    /// What the verdict rests on, by name.
    pub evidence: Evidence,
    /// The keys of its kind.
    #[serde(flatten)]
    pub own: Own,
    /// What a reader sees beside these.
    #[serde(skip)]
    pub shown: Presentation,
}

/// The keys that the lines of one kind have beside those of all.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Own {
    /// Of one method, or problem, and one property.
    Certificate(OfCertificate),
    /// Of a sentence of a theorem.
    Theorem(OfTheorem),
    /// Of a claim of the paper.
    Claim(OfClaim),
}

/// The keys of a certificate.
#[derive(Clone, Debug, Serialize)]
pub struct OfCertificate {
    /// The method's registered name; the problem's, for a property of problems.
    pub method: &'static str,
    /// The property's id.
    pub property: &'static str,
    /// The engine that settled it.
    pub engine: &'static str,
    /// The steps that were examined.
    pub steps: String,
    /// The numbers of coordinates.
    pub dimensions: Vec<usize>,
    /// A point of the domain at which all is defined, as exact fractions.
    pub instance: Option<serde_json::Map<String, Json>>,
    /// The problem on which it was settled; none: on every smooth U.
    pub problem: Option<&'static str>,
    /// An exact counterexample.
    pub witness: Option<OfWitness>,
    /// What would mend a refuted property.
    pub mend: Option<String>,
    /// Why it is undecided or does not apply.
    pub reason: Option<String>,
}

/// An exact counterexample.
#[derive(Clone, Debug, Serialize)]
pub struct OfWitness {
    /// By which the defect is found again.
    pub id: Option<String>,
    /// What fails, in words.
    pub failure: String,
    /// What would have to vanish, in symbols.
    pub expression: Option<String>,
    /// The value of each symbol, as an exact fraction.
    pub point: serde_json::Map<String, Json>,
    /// What would have to vanish, there.
    pub defect: String,
}

/// The keys of a sentence of a theorem.
#[derive(Clone, Debug, Serialize)]
pub struct OfTheorem {
    /// Its place in the theorem, from 1.
    pub part: usize,
    /// What the theorem is about.
    pub theorem: &'static str,
    /// The sentence.
    pub statement: String,
    /// The engine that settled it.
    pub engine: &'static str,
    /// The certificates that it cites, by their ids.
    pub certificates: Vec<String>,
    /// An exact counterexample.
    pub witness: Option<OfWitness>,
    /// Why it is undecided or does not apply.
    pub reason: Option<String>,
    /// How long the whole theorem took, in seconds, where times are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// The keys of a claim of the paper.
#[derive(Clone, Debug, Serialize)]
pub struct OfClaim {
    /// The section of the paper.
    pub section: &'static str,
    /// The claim.
    pub claim: &'static str,
    /// The check that decides it.
    pub check: &'static str,
    /// The verdict in words, with its condition.
    pub verdict_text: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The figure that shows it.
    pub figure: Option<String>,
    /// The notebook that shows it.
    pub notebook: Option<String>,
}

/// What a reader sees of a line beside its keys.
#[derive(Clone, Debug, Default)]
pub struct Presentation {
    /// The heading over the line, the same for the lines of a theorem.
    pub heading: String,
    /// Whether the heading is the sentence, so that it need not be said again.
    pub is_headed: bool,
    /// ✓ and the like; none where the verdict has no sign.
    pub sign: &'static str,
    /// The verdict in words.
    pub words: String,
    /// Who found it, where that is an engine.
    pub engine: &'static str,
    /// Why, in words: the value, the witness, the reason.
    pub because: String,
    /// What follows the evidence, by name.
    pub further: Vec<(&'static str, String)>,
    /// The figure that shows it.
    pub figure: Option<&'static str>,
    /// The command that shows it.
    pub command: String,
}

/// Lines of one kind.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// What they are.
    pub title: &'static str,
    /// An overview, a header first; nothing where there is none.
    pub overview: Vec<Vec<String>>,
    /// What the signs mean.
    pub legend: &'static str,
    /// The lines as a table.
    pub table: Table,
    /// The lines.
    pub lines: Vec<Statement>,
    /// Whether a line is shown in one line, as certificates are.
    pub brief: bool,
}

impl Ledger {
    /// The lines under each heading, in order.
    pub fn sections(&self) -> impl Iterator<Item = (&str, &[Statement])> {
        self.lines
            .chunk_by(|a, b| a.shown.heading == b.shown.heading)
            .map(|lines| (lines.first().map_or("", |line| line.shown.heading.as_str()), lines))
    }

    /// The lines as one JSON array, for a file.
    ///
    /// # Errors
    /// Where serde cannot write a line.
    pub fn json_array(&self) -> serde_json::Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(&self.lines)?))
    }
}

impl Statement {
    /// What is behind the verdict, by name: domain, evidence and what follows.
    pub fn details(&self) -> Vec<(String, String)> {
        let domain = Some(("domain".to_owned(), self.domain.clone())).filter(|(_, domain)| !domain.is_empty());
        let evidence = self.evidence.iter().map(|(name, datum)| (name.clone(), datum.to_string()));
        let further = self.shown.further.iter().map(|(name, text)| ((*name).to_owned(), text.clone()));
        domain.into_iter().chain(evidence).chain(further).collect()
    }
}
