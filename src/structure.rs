//! What a method preserves: properties, verdicts and certificates.
//!
//! A certificate says of one method and one property how far it is settled, by
//! the strongest engine that applies:
//!
//! | verdict | what was found |
//! |---|---|
//! | proved | an identity in all symbols: for every smooth U, every state, every hyperparameter |
//! | exact | no defect at many rational points, computed without rounding |
//! | tested | no defect beyond rounding in many cases, or within a stated tolerance |
//! | refuted | an exact counterexample, which can be replayed |
//! | undecided | neither a proof nor a counterexample, with the reason |
//! | not applicable | the property makes no sense for the method, with the reason |
//!
//! What has to vanish is written once for each property, as a function over the
//! numbers: on symbols it is a proof, on fractions a counterexample, on intervals
//! an enclosure. All of them run the registry's own step functions; nothing is
//! coded again.

pub mod adaptive;
mod audit;
mod decide;
mod jacobian;
mod point;
mod property;
mod registered;
mod rest;
mod reversal;
mod run;
mod symmetry;
mod units;

pub use audit::{CertifyError, audit};
pub use decide::Settings;
pub use jacobian::is_conformal_in;
pub use point::{Point, ReplayError};
pub use property::Property;
pub use registered::registered;

use crate::method::registry::Entry;
use std::cell::OnceCell;
use std::fmt;

/// How far a property is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, by an identity in all symbols.
    Proved,
    /// It holds without any rounding at every rational point that was sampled.
    Exact,
    /// It holds in every case that was run, up to rounding or a stated tolerance.
    Tested,
    /// It fails at an exact point.
    Refuted(Witness),
    /// Not settled, with the reason.
    Undecided(String),
    /// The property makes no sense for this method, with the reason.
    NotApplicable(String),
}

impl Verdict {
    /// The verdict in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Exact => "exact",
            Self::Tested => "tested",
            Self::Refuted(_) => "refuted",
            Self::Undecided(_) => "undecided",
            Self::NotApplicable(_) => "not_applicable",
        }
    }

    /// The verdict as it stands in a matrix.
    pub fn sign(&self) -> &'static str {
        match self {
            Self::Proved => "✓",
            Self::Exact => "=",
            Self::Tested => "~",
            Self::Refuted(_) => "✗",
            Self::Undecided(_) => "?",
            Self::NotApplicable(_) => "·",
        }
    }

    /// Whether the property was found to hold, by whatever engine.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Proved | Self::Exact | Self::Tested)
    }
}

/// An exact counterexample: a point at which something that would have to vanish
/// does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What fails, in words; names what would have to vanish.
    pub failure: String,
    /// What would have to vanish as an expression in symbols, where it is short.
    pub expression: Option<String>,
    /// The value of each symbol; those that are not listed are 0.
    pub point: Point,
    /// What would have to vanish, there: a fraction, or an enclosure without 0.
    pub defect: String,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.failure)?;
        if let Some(expression) = &self.expression {
            write!(f, ", {expression},")?;
        }
        write!(f, " is {} at {}", self.defect, self.point)
    }
}

/// What is known of one method and one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The method's registered name.
    pub method: &'static str,
    /// The property.
    pub property: Property,
    /// The problem on which it was settled; `None`: on every smooth U.
    pub problem: Option<&'static str>,
    /// How far it is settled.
    pub verdict: Verdict,
    /// The engine that settled it.
    pub engine: &'static str,
    /// The factor, order or bound, where there is one.
    pub value: Option<String>,
    /// Over which domain it is settled.
    pub domain: String,
    /// The smallest change that would mend a refuted property, where one is known.
    pub mend: Option<String>,
}

/// Settles one property of one method.
///
/// A rule that panics on symbols or fractions leaves the property undecided, with
/// the panic's message; [`crate::certify`] finds such rules beforehand.
pub fn certify(entry: &Entry, property: Property, settings: &Settings) -> Certificate {
    property.certify(entry, settings, &Conformal::default())
}

/// Settles several properties of one method; what they share is computed once.
pub fn certify_all(entry: &Entry, properties: &[Property], settings: &Settings) -> Vec<Certificate> {
    let shared = Conformal::default();
    properties.iter().map(|property| property.certify(entry, settings, &shared)).collect()
}

/// The certificate of conformal symplecticity, once it was asked for: symplecticity
/// and volume follow from it.
#[derive(Default)]
struct Conformal {
    known: OnceCell<Certificate>,
}

impl Conformal {
    fn of(&self, compute: impl FnOnce() -> Certificate) -> &Certificate {
        self.known.get_or_init(compute)
    }
}

impl Certificate {
    /// A Rust test that replays the witness, for a suite of the reader's own; `None`
    /// where there is none.
    pub fn as_rust_test(&self) -> Option<String> {
        let Verdict::Refuted(witness) = &self.verdict else { return None };
        let point: Vec<String> = witness.point.iter().map(|(name, value)| format!("({name:?}, \"{value}\")")).collect();
        Some(format!(
            "/// {method} is not {property}.\n\
             #[test]\n\
             fn {method}_is_not_{property}() {{\n    \
                 use stable_sgd::{{method::registry, structure::{{Point, Property}}}};\n    \
                 let method = registry::find({method:?}).expect(\"registered\");\n    \
                 let point = Point::parse([{point}]).expect(\"fractions\");\n    \
                 let defect = Property::{variant:?}.replay(&method, {failure:?}, &point);\n    \
                 assert_eq!(defect.as_deref(), Ok({defect:?}));\n\
             }}\n",
            method = self.method,
            property = self.property.id(),
            variant = self.property,
            point = point.join(", "),
            failure = witness.failure,
            defect = witness.defect,
        ))
    }
}
