//! The theorems: what is proved and refuted of StableSGD and of the methods beside it.
//!
//! A row of the list has an id and parts. Each part is one sentence that can be true
//! or false, and a function that settles it by running the crate's own formulas: the
//! verdict is computed, and says of the sentence what was found.

mod build;
mod consistency;
mod energy;
mod order;
mod penalty;
mod positive;
mod symplecticity;

use crate::structure::Verdict;

/// A row of the list of theorems.
#[derive(Clone, Copy)]
pub struct Theorem {
    /// The id: `S1`, `E4`, `P2`, `C1` …
    pub id: &'static str,
    /// What the row is about, in one line.
    pub title: &'static str,
    /// Settles every part, in order.
    pub settle: fn() -> Vec<Part>,
}

/// One sentence with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// A sentence that is true or false.
    pub statement: String,
    /// What was found of it: proved and exact where it is true, refuted where it is false.
    pub verdict: Verdict,
    /// The engine that settled it.
    pub engine: &'static str,
    /// Over which domain.
    pub domain: String,
    /// Numbers and formulas behind it, by name.
    pub evidence: Vec<(String, String)>,
    /// The certificates that it cites, by [`Certificate::id`](crate::structure::Certificate::id).
    pub certificates: Vec<String>,
}

impl Part {
    /// A part without evidence.
    pub fn new(
        statement: impl Into<String>,
        verdict: Verdict,
        engine: &'static str,
        domain: impl Into<String>,
    ) -> Self {
        Self {
            statement: statement.into(),
            verdict,
            engine,
            domain: domain.into(),
            evidence: Vec::new(),
            certificates: Vec::new(),
        }
    }

    /// Citing certificates.
    #[must_use]
    pub fn citing(mut self, certificates: impl IntoIterator<Item = String>) -> Self {
        self.certificates.extend(certificates);
        self
    }

    /// With one more piece of evidence.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.evidence.push((name.into(), value.to_string()));
        self
    }
}

/// Every theorem, in order.
pub fn all() -> Vec<Theorem> {
    [symplecticity::ROWS, energy::ROWS, penalty::ROWS, consistency::ROWS].concat()
}

/// The theorem of this id.
pub fn find(id: &str) -> Option<Theorem> {
    all().into_iter().find(|theorem| theorem.id == id)
}

/// The engines' names, as certificates have them.
pub(crate) mod engine {
    /// Equality of polynomials.
    pub const IDENTITY: &str = "polynomial identity";
    /// A positive combination of squares, whose sum is the claim.
    pub const POSITIVITY: &str = "positivity certificate";
    /// A point without rounding.
    pub const WITNESS: &str = "exact witness";
    /// Floats, compared within a stated tolerance.
    pub const FLOATS: &str = "binary64";
    /// The number of roots in an interval, by a Sturm sequence.
    pub const STURM: &str = "Sturm's theorem";
    /// Many points without rounding.
    pub const SAMPLING: &str = "rational sampling";
}
