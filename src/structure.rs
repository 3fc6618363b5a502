//! What a method preserves: properties, verdicts and certificates.
//!
//! A certificate says of one method and one property how far it is settled: by
//! a proof for all parameters, or by an exact counterexample. The proofs run
//! the registry's own step functions on symbols; nothing is coded again.
//!
//! Here are the properties that one polynomial identity decides. A method that
//! needs more than + − × and fractions is undecided by this engine, and the
//! certificate says so.

mod reversible;
mod symbolic;
mod symplectic;
mod volume;

use crate::method::registry::Entry;
use std::fmt;

/// A property that a method may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Property {
    /// JᵀΩJ = c Ω with one factor c of the hyperparameters alone.
    ConformallySymplectic,
    /// det J is a function of the hyperparameters alone.
    Volume,
    /// ρΦρΦ = id, where ρ changes the sign of the velocity.
    Reversible,
}

impl Property {
    /// Every property, in the order of the matrix.
    pub const ALL: [Self; 3] = [Self::ConformallySymplectic, Self::Volume, Self::Reversible];

    /// The id, in snake case.
    pub fn id(self) -> &'static str {
        match self {
            Self::ConformallySymplectic => "conformally_symplectic",
            Self::Volume => "volume",
            Self::Reversible => "reversible",
        }
    }

    /// The property in one line.
    pub fn statement(self) -> &'static str {
        match self {
            Self::ConformallySymplectic => {
                "JᵀΩJ = c Ω, c a function of the hyperparameters alone, for every smooth U (c = 1: symplectic)"
            }
            Self::Volume => "det J is a function of the hyperparameters alone, for every smooth U (1: volume is kept)",
            Self::Reversible => "ρΦρΦ = id for every smooth U, ρ(q, v) = (q, −v)",
        }
    }
}

/// How far a property is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, by an identity in all symbols.
    Proved,
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
            Self::Refuted(_) => "refuted",
            Self::Undecided(_) => "undecided",
            Self::NotApplicable(_) => "not_applicable",
        }
    }

    /// The verdict as it stands in a matrix.
    pub fn sign(&self) -> &'static str {
        match self {
            Self::Proved => "✓",
            Self::Refuted(_) => "✗",
            Self::Undecided(_) => "?",
            Self::NotApplicable(_) => "·",
        }
    }
}

/// An exact counterexample: values of the symbols at which an identity fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What fails, in words.
    pub failure: String,
    /// The expression that would have to vanish.
    pub expression: String,
    /// The value of each symbol of the expression.
    pub point: Vec<(String, String)>,
    /// The value of the expression there; not zero.
    pub defect: String,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let point: Vec<String> = self.point.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        write!(f, "{}: {} is {} at {}", self.failure, self.expression, self.defect, point.join(", "))
    }
}

/// What is known of one method and one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The method's registered name.
    pub method: &'static str,
    /// The property.
    pub property: Property,
    /// How far it is settled.
    pub verdict: Verdict,
    /// The engine that settled it.
    pub engine: &'static str,
    /// The factor or determinant, where there is one.
    pub value: Option<String>,
    /// Over which domain it is settled.
    pub domain: &'static str,
}

/// The engine of all certificates here.
const ENGINE: &str = "polynomial identity";

impl Certificate {
    fn new(entry: &Entry, property: Property, verdict: Verdict, value: Option<String>) -> Self {
        let domain = match property {
            Property::Reversible => "every gradient field, every real hyperparameter, one coordinate and two",
            _ => {
                "every smooth U (a fresh symmetric Hessian at each gradient), every real hyperparameter, d = 1 and d = 2"
            }
        };
        Self { method: entry.description.name, property, verdict, engine: ENGINE, value, domain }
    }
}

/// Settles one property of one registered method.
pub fn certify(entry: &Entry, property: Property) -> Certificate {
    match property {
        Property::ConformallySymplectic => symplectic::certify(entry),
        Property::Volume => volume::certify(entry),
        Property::Reversible => reversible::certify(entry),
    }
}
