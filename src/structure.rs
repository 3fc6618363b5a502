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
//! Some properties are settled by engines of their own: the order by Taylor series in
//! the step, linear stability by inequalities in the method's numbers and their
//! roots, the forms that a linear step multiplies by identities and resultants.
//! [`problem`] has the properties of problems, and of methods on one problem.
//!
//! A rule is read as a graph first (`subject`): its steps fall into classes of the same map,
//! and its slots into those that are free, functions of others, clocks, and read by nothing.
//! A proof shows one point of its domain at which all is defined. Each certificate has its
//! [`Domain`] beside the verdict.
//!
//! What has to vanish is written once for each property, as a function over the
//! numbers: on symbols it is a proof, on fractions a counterexample, on intervals
//! an enclosure. All of them run the registry's own step functions; nothing is
//! coded again.

pub mod adaptive;
mod adjoint;
mod audit;
mod bounded_step;
mod decide;
mod domain;
mod draws;
mod effect;
pub mod equality;
mod examination;
mod failure;
mod induction;
mod inequality;
mod jacobian;
mod jury;
mod linear;
mod loss_scale;
mod order;
mod order_conditions;
mod penalty;
mod point;
pub mod problem;
mod property;
mod quadratic_form;
mod registered;
mod rescaling;
mod rest;
mod reversal;
mod rules;
mod run;
mod slope;
mod smooth;
mod stability;
mod step_bound;
mod subject;
mod symmetry;
mod symplectic;
mod taylor;
mod transformation;
mod units;
mod values;
mod volume;

pub use audit::{CertifyError, audit};
pub(crate) use audit::{audited, replayed};
pub use decide::Settings;
pub use domain::Domain;
pub use failure::{DefectId, DefectKind, NoDefectId};
pub use jacobian::is_conformal_in;
pub use point::{Point, ReplayError};
pub use property::Property;
pub use registered::registered;

use crate::method::registry::Entry;
use crate::scalar::Symbolic;
use std::fmt;
use std::sync::OnceLock;
use subject::Subject;
use symplectic::Conformal;

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
    /// What fails, by which it is found again; `None` of what is refuted by a theorem alone.
    pub id: Option<DefectId>,
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

/// What would mend a refuted property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// It holds where these numbers have these values.
    Numbers(Vec<(&'static str, i64)>),
    /// It holds in other units if further numbers follow the unit.
    Units {
        /// How far that is settled.
        verdict: &'static str,
        /// How each number is rescaled.
        powers: String,
    },
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbers(values) => {
                let words: Vec<String> = values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                write!(f, "it holds where {}", words.join(" and "))
            }
            Self::Units { verdict, powers } => {
                write!(f, "it holds ({verdict}) if further numbers follow: {powers}")
            }
        }
    }
}

/// What is known of one method and one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The method's registered name; the problem's, for a property of problems.
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
    pub domain: Domain,
    /// The smallest change that would mend a refuted property, where one is known.
    pub mend: Option<Mend>,
}

/// Settles one property of one method.
///
/// A rule that panics on symbols or fractions leaves the property undecided, with
/// the panic's message; [`crate::certify`] finds such rules beforehand.
pub fn certify(entry: &Entry, property: Property, settings: &Settings) -> Certificate {
    Rule::new(entry).certify(property, settings)
}

/// Settles several properties of one method; what they share is computed once.
pub fn certify_all(entry: &Entry, properties: &[Property], settings: &Settings) -> Vec<Certificate> {
    let rule = Rule::new(entry);
    properties.iter().map(|property| rule.certify(*property, settings)).collect()
}

/// A method, read once for several certificates and witnesses: what they share is kept when it was
/// asked for. That is the rule as it is examined, and conformal symplecticity, from which
/// symplecticity and volume follow.
///
/// Each is computed within a budget of its own: no property has less for having asked first.
///
/// # Examples
/// ```
/// use stable_sgd::method::registry;
/// use stable_sgd::structure::{Property, Rule, Verdict};
/// let nesterov = Rule::new(&registry::find("nesterov").expect("registered"));
/// let found = nesterov.certify(Property::ConformallySymplectic, &Default::default());
/// let Verdict::Refuted(witness) = found.verdict else { panic!("{found}") };
/// let failure = witness.id.expect("a defect").to_string();
/// assert_eq!(nesterov.replay(Property::ConformallySymplectic, &failure, &witness.point), Ok(witness.defect));
/// ```
pub struct Rule {
    entry: Entry,
    subject: OnceLock<Subject>,
    conformal: OnceLock<Conformal>,
}

impl Rule {
    /// Nothing is read yet.
    pub fn new(entry: &Entry) -> Self {
        Self { entry: entry.clone(), subject: OnceLock::new(), conformal: OnceLock::new() }
    }

    fn subject(&self) -> &Subject {
        self.subject.get_or_init(|| Symbolic::apart(CERTIFICATE_BUDGET, || Subject::of(&self.entry)))
    }

    fn conformal(&self, compute: impl FnOnce() -> Conformal) -> &Conformal {
        self.conformal.get_or_init(|| Symbolic::apart(CERTIFICATE_BUDGET, compute))
    }
}

/// Products of terms that a proof may form in all: what is larger is undecided, on every
/// machine alike.
const PROOF_BUDGET: usize = 1 << 21;

/// The same for the Jacobian of a rule with one slot: a composition of many stages has products
/// of as many Hessians.
const COMPOSITION_BUDGET: usize = 4 * PROOF_BUDGET;

/// Products of terms for one certificate.
const CERTIFICATE_BUDGET: usize = 16 * PROOF_BUDGET;

impl Certificate {
    /// The id among certificates: `sgd.volume`, and on one problem `sgd.order on quadratic`.
    pub fn id(&self) -> String {
        let place = self.problem.map_or_else(String::new, |problem| format!(" on {problem}"));
        format!("{}.{}{place}", self.method, self.property.id())
    }

    /// A Rust test that replays the witness of a registered method, for a suite of the
    /// reader's own; `None` where there is none, and for what is settled on one problem.
    pub fn as_rust_test(&self) -> Option<String> {
        let method = self.method;
        self.as_rust_test_of(&format!("stable_sgd::method::registry::find({method:?}).expect(\"registered\")"))
    }

    /// The same for a rule that is not registered: `entry` is the Rust expression of its
    /// [`Entry`], such as `stable_sgd::method::registry::Entry::algebra(MyRule)`.
    pub fn as_rust_test_of(&self, entry: &str) -> Option<String> {
        // What is refuted on a problem alone is replayed by `problem::replay`.
        let Verdict::Refuted(witness) = &self.verdict else { return None };
        if self.problem.is_some() {
            return None;
        }
        let point: Vec<String> = witness.point.iter().map(|(name, value)| format!("({name:?}, \"{value}\")")).collect();
        Some(format!(
            "/// {method} is not {property}.\n\
             #[test]\n\
             fn {name}_is_not_{property}() {{\n    \
                 use stable_sgd::structure::{{Point, Property}};\n    \
                 let method = {entry};\n    \
                 let point = Point::parse([{point}]).expect(\"fractions\");\n    \
                 let defect = Property::{variant:?}.replay(&method, {failure:?}, &point);\n    \
                 assert_eq!(defect.as_deref(), Ok({defect:?}));\n\
             }}\n",
            method = self.method,
            name = self.method.replace(|c: char| !c.is_alphanumeric(), "_"),
            property = self.property.id(),
            variant = self.property,
            point = point.join(", "),
            failure = witness.id.map_or_else(|| witness.failure.clone(), |id| id.to_string()),
            defect = witness.defect,
        ))
    }
}

/// A row of the matrix: sign, property, verdict and engine; then what is behind it: the
/// value, the witness with what would mend it, or the reason.
impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, property, word) = (self.verdict.sign(), self.property.id(), self.verdict.word());
        write!(f, "{sign} {property:<23} {word:<15} {:<28} ", self.engine)?;
        match &self.verdict {
            Verdict::Refuted(witness) => write!(f, "{witness}")?,
            Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => f.write_str(reason)?,
            Verdict::Proved | Verdict::Exact | Verdict::Tested => f.write_str(self.value.as_deref().unwrap_or("-"))?,
        }
        if let Some(mend) = &self.mend {
            write!(f, "; {mend}")?;
        }
        match self.domain.to_string() {
            domain if domain.is_empty() => Ok(()),
            domain => write!(f, "  [{domain}]"),
        }
    }
}
