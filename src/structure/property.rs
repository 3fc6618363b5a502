//! The properties, and how each is examined.

use super::decide::{Check, Finding, Settings, decide, guarded, mend, no_such_defect, panicked, replay, symbol};
use super::jacobian::{BEFORE, Jacobian, factor, volume};
use super::order::{self, Order};
use super::penalty;
use super::quadratic_form;
use super::rest::FixedPoint;
use super::reversal::{Adjoint, Reversible, STEP};
use super::stability;
use super::step_bound;
use super::symmetry::Symmetry;
use super::units;
use super::{Certificate, Conformal, Point, ReplayError, Verdict};
use crate::method::registry::{self, Entry};
use crate::scalar::{Ring, Symbolic};

/// A property that a method may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Property {
    /// JᵀΩJ = Ω.
    Symplectic,
    /// JᵀΩJ = c Ω with one factor c of the hyperparameters alone.
    ConformallySymplectic,
    /// det J is a function of the hyperparameters alone.
    Volume,
    /// ρΦρΦ = id, where ρ changes the sign of the velocity.
    Reversible,
    /// Φ₋ₕ Φₕ = id: the method is its own adjoint.
    Adjoint,
    /// Nothing moves where the gradient and the velocity are 0.
    FixedPoint,
    /// A problem that is moved has a run that is moved.
    Translation,
    /// A problem that is mirrored has a run that is mirrored.
    Reflection,
    /// Coordinates that are exchanged are exchanged in the run.
    Permutation,
    /// A problem that is turned has a run that is turned.
    Rotation,
    /// Other units give the same run, with the rates rescaled by powers of the unit.
    Units,
    /// The step is the declared flow through the declared power of h.
    Order,
    /// Small rates are stable on a quadratic.
    LinearStability,
    /// There is a largest stable rate, or every rate is stable.
    StepBound,
    /// On a quadratic a form is multiplied by a number that does not depend on the curvature.
    ModifiedEnergy,
    /// On a quadratic the form is a Lyapunov function where it is definite.
    Lyapunov,
    /// The temporal-stability penalty never acts along the last motion.
    PenaltyRestoring,
    /// A problem's field is the derivative of its loss.
    GradientConsistency,
    /// A problem's field has a symmetric derivative.
    SymmetricHessian,
}

const EVERY_U: &str =
    "every smooth U, every state and real hyperparameter, d = 1 and d = 2, at the first step and the eleventh";
const EVERY_FIELD: &str = "every gradient field, state and real hyperparameter, d = 1 and d = 2";
const EVERY_RUN: &str = "every gradient at each of three steps from rest, every real hyperparameter, d = 2";

impl Property {
    /// Every property of methods, in the order of the matrix; those of problems are
    /// [`super::problem::PROPERTIES`].
    pub const ALL: [Self; 17] = [
        Self::Symplectic,
        Self::ConformallySymplectic,
        Self::Volume,
        Self::Reversible,
        Self::Adjoint,
        Self::FixedPoint,
        Self::Translation,
        Self::Reflection,
        Self::Permutation,
        Self::Rotation,
        Self::Units,
        Self::Order,
        Self::LinearStability,
        Self::StepBound,
        Self::ModifiedEnergy,
        Self::Lyapunov,
        Self::PenaltyRestoring,
    ];

    /// The property of this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().chain(super::problem::PROPERTIES).find(|property| property.id() == id)
    }

    /// The id, in snake case.
    pub fn id(self) -> &'static str {
        match self {
            Self::Symplectic => "symplectic",
            Self::ConformallySymplectic => "conformally_symplectic",
            Self::Volume => "volume",
            Self::Reversible => "reversible",
            Self::Adjoint => "adjoint",
            Self::FixedPoint => "fixed_point",
            Self::Translation => "translation",
            Self::Reflection => "reflection",
            Self::Permutation => "permutation",
            Self::Rotation => "rotation",
            Self::Units => "units",
            Self::Order => "order",
            Self::LinearStability => "linear_stability",
            Self::StepBound => "step_bound",
            Self::ModifiedEnergy => "modified_energy",
            Self::Lyapunov => "lyapunov",
            Self::PenaltyRestoring => "penalty_restoring",
            Self::GradientConsistency => "gradient_consistency",
            Self::SymmetricHessian => "symmetric_hessian",
        }
    }

    /// The property in one line.
    pub fn statement(self) -> &'static str {
        match self {
            Self::Symplectic => "JᵀΩJ = Ω, for every smooth U",
            Self::ConformallySymplectic => "JᵀΩJ = c Ω, c a function of the hyperparameters alone, for every smooth U",
            Self::Volume => "det J is a function of the hyperparameters alone, for every smooth U",
            Self::Reversible => "ρΦρΦ = id for every smooth U, ρ(q, v) = (q, −v)",
            Self::Adjoint => "Φ₋ₕΦₕ = id for every smooth U: the method is its own adjoint",
            Self::FixedPoint => "(q, 0) with ∇U(q) = 0 is fixed",
            Self::Translation => "the run of U(q − s) from q + s is the run of U from q, moved by s",
            Self::Reflection => "the run of U(−q) from −q is the mirrored run of U from q",
            Self::Permutation => "exchanging coordinates exchanges them in the run",
            Self::Rotation => "turning the problem turns the run",
            Self::Units => {
                "measuring q in other units gives the same run, if the rates are multiplied by powers of the unit"
            }
            Self::Order => "Φₕ is the declared flow through hᵖ, p the declared order, for every smooth U",
            Self::LinearStability => {
                "on U = ½ k q², k > 0, every small enough rate is stable: the eigenvalues of the step lie inside the unit circle, or apart on it where the step keeps areas"
            }
            Self::StepBound => {
                "on U = ½ q², other numbers as registered, the step is stable at every rate up to a bound, and at none just above it"
            }
            Self::ModifiedEnergy => {
                "on U = ½ k q² a quadratic form in (q, v), not 0, is multiplied in every step by a factor, not 0, that does not depend on k"
            }
            Self::Lyapunov => {
                "on U = ½ k q², k > 0, where the step's eigenvalues are not real, the form xᵀΩM x is definite and shrinks in every step"
            }
            Self::PenaltyRestoring => "the penalty π that a step subtracts opposes the last motion Δ or is 0: π Δ ≥ 0",
            Self::GradientConsistency => "the problem's field is the derivative of its loss",
            Self::SymmetricHessian => "the field's derivative is symmetric: the field is the gradient of some loss",
        }
    }

    /// The certificate; where the rule panics on symbols, fractions or intervals, undecided.
    pub(super) fn certify(self, entry: &Entry, settings: &Settings, shared: &Conformal) -> Certificate {
        guarded(|| self.examined(entry, settings, shared))
            .unwrap_or_else(|message| self.certificate(entry, panicked(&message), ""))
    }

    fn examined(self, entry: &Entry, settings: &Settings, shared: &Conformal) -> Certificate {
        let conformal = || shared.of(|| Self::conformal(entry, settings));
        match self {
            Self::ConformallySymplectic => conformal().clone(),
            // JᵀΩJ = c Ω decides JᵀΩJ = Ω where c is the constant 1.
            Self::Symplectic if conformal().value.as_deref() == Some("1") => {
                Certificate { property: self, ..conformal().clone() }
            }
            Self::Symplectic => self.settle(entry, &Jacobian::Symplectic, settings, EVERY_U),
            // Where nothing is remembered beside, det J = c^d, by the Pfaffian.
            Self::Volume if entry.description.memory.is_empty() && conformal().verdict == Verdict::Proved => {
                let power = |d| {
                    at_both_steps(|steps| {
                        factor(entry, steps, &mut symbol).map(|c| if d == 1 { c } else { c.square() })
                    })
                };
                Certificate { property: self, value: by_dimension(power), ..conformal().clone() }
            }
            Self::Volume => Self::volume(entry, settings),
            Self::Reversible => self.settle(entry, &Reversible, settings, EVERY_FIELD),
            Self::Adjoint => self.adjoint(entry, settings),
            Self::FixedPoint => {
                self.settle(entry, &FixedPoint, settings, "every point and real hyperparameter, four steps")
            }
            Self::Units => units::certify(entry, settings, |finding| self.certificate(entry, finding, EVERY_RUN)),
            Self::Translation => self.settle(entry, &Symmetry::Translation, settings, EVERY_RUN),
            Self::Reflection => self.settle(entry, &Symmetry::Reflection, settings, EVERY_RUN),
            Self::Permutation => self.settle(entry, &Symmetry::Permutation, settings, EVERY_RUN),
            Self::Rotation => self.settle(entry, &Symmetry::Rotation, settings, EVERY_RUN),
            Self::Order => self.valued(entry, order::settled(entry, settings), order::DOMAIN),
            Self::LinearStability => self.valued(entry, stability::small_rates(entry), stability::DOMAIN),
            Self::StepBound => self.valued(entry, step_bound::largest_rate(entry), step_bound::REGISTERED),
            Self::ModifiedEnergy => self.valued(entry, quadratic_form::conserved(entry), quadratic_form::DOMAIN),
            Self::Lyapunov => self.valued(entry, quadratic_form::decreases(entry), quadratic_form::WHERE_COMPLEX),
            Self::PenaltyRestoring => self.valued(entry, (penalty::certify(entry, settings), None), penalty::DOMAIN),
            Self::GradientConsistency | Self::SymmetricHessian => {
                self.certificate(entry, not_applicable("a property of problems"), "")
            }
        }
    }

    /// The certificate of a finding with its value; without a domain where it does not apply.
    fn valued(self, entry: &Entry, (finding, value): (Finding, Option<String>), domain: &str) -> Certificate {
        let domain = if matches!(finding.verdict, Verdict::NotApplicable(_)) { "" } else { domain };
        Certificate { value, ..self.certificate(entry, finding, domain) }
    }

    /// The verdict of the engines, and what would mend a refutation.
    fn settle<C: Check>(self, entry: &Entry, check: &C, settings: &Settings, domain: &str) -> Certificate {
        let found = self.certificate(entry, decide(check, entry, settings), domain);
        let refuted = matches!(found.verdict, Verdict::Refuted(_));
        Certificate { mend: refuted.then(|| mend(check, entry)).flatten(), ..found }
    }

    fn conformal(entry: &Entry, settings: &Settings) -> Certificate {
        let found = Self::ConformallySymplectic.settle(entry, &Jacobian::Conformal, settings, EVERY_U);
        let value = || at_both_steps(|steps| factor(entry, steps, &mut symbol));
        Certificate { value: found.verdict.holds().then(value).flatten(), ..found }
    }

    fn volume(entry: &Entry, settings: &Settings) -> Certificate {
        let found = Self::Volume.settle(entry, &Jacobian::Volume, settings, EVERY_U);
        if !found.verdict.holds() {
            return found;
        }
        let determinant = |d| at_both_steps(|steps| volume(entry, d, steps, &mut symbol));
        Certificate { value: by_dimension(determinant), ..found }
    }

    /// The certificate of a finding over every smooth U.
    fn certificate(self, entry: &Entry, finding: Finding, domain: &str) -> Certificate {
        Certificate {
            method: entry.description.name,
            property: self,
            problem: None,
            verdict: finding.verdict,
            engine: finding.engine,
            value: None,
            domain: format!("{domain}{}", finding.extent),
            mend: None,
        }
    }

    fn adjoint(self, entry: &Entry, settings: &Settings) -> Certificate {
        if !entry.description.numbers.iter().any(|spec| spec.name == STEP) {
            return self.certificate(entry, not_applicable("the method has no step h whose sign could be changed"), "");
        }
        let own = self.settle(entry, &Adjoint { other: entry.clone() }, settings, EVERY_FIELD);
        if own.verdict.holds() {
            return Certificate { value: Some(entry.description.name.to_owned()), ..own };
        }
        let names = |entry: &Entry| entry.description.numbers.iter().map(|spec| spec.name).collect::<Vec<_>>();
        let alike = registry::all().into_iter().filter(|other| names(other) == names(entry));
        let adjoint = alike.map(|other| (other.description.name, Adjoint { other }));
        let proved = adjoint.filter(|(_, check)| decide(check, entry, settings).verdict == Verdict::Proved);
        let value = proved.map(|(name, _)| format!("its adjoint is {name}, by the same identity")).next();
        Certificate { value, ..own }
    }

    /// The value of a witness's defect, computed again from its point alone.
    ///
    /// # Errors
    /// Where the property has nothing of the witness's name that has to vanish, is not
    /// decided at a point, or the rule panics there.
    pub fn replay(self, entry: &Entry, failure: &str, point: &Point) -> Result<String, ReplayError> {
        let found = guarded(|| self.replayed(entry, failure, point))
            .map_err(|message| ReplayError::Panicked { method: entry.description.name.to_owned(), message })?;
        found.ok_or_else(|| no_such_defect(entry, self.id(), failure))
    }

    fn replayed(self, entry: &Entry, failure: &str, point: &Point) -> Option<String> {
        match self {
            Self::Symplectic => replay(&Jacobian::Symplectic, entry, failure, point),
            Self::ConformallySymplectic => replay(&Jacobian::Conformal, entry, failure, point),
            Self::Volume => replay(&Jacobian::Volume, entry, failure, point),
            Self::Reversible => replay(&Reversible, entry, failure, point),
            Self::Adjoint => replay(&Adjoint { other: entry.clone() }, entry, failure, point),
            Self::FixedPoint => replay(&FixedPoint, entry, failure, point),
            Self::Units => replay(&units::fixed(entry), entry, failure, point),
            Self::Translation => replay(&Symmetry::Translation, entry, failure, point),
            Self::Reflection => replay(&Symmetry::Reflection, entry, failure, point),
            Self::Permutation => replay(&Symmetry::Permutation, entry, failure, point),
            Self::Rotation => replay(&Symmetry::Rotation, entry, failure, point),
            Self::Order => replay(&Order::through(crate::scalar::Jet::<Symbolic>::ORDER), entry, failure, point),
            Self::LinearStability => stability::replay_small_rates(entry, failure, point),
            Self::StepBound => step_bound::replay_largest_rate(entry, failure, point),
            Self::ModifiedEnergy => quadratic_form::replay_conserved(entry, failure, point),
            Self::Lyapunov => quadratic_form::replay_decreases(entry, failure, point),
            Self::PenaltyRestoring => replay(&penalty::Restoring, entry, failure, point),
            Self::GradientConsistency | Self::SymmetricHessian => None,
        }
    }
}

/// A value of the first step and of the eleventh: once where they are the same.
fn at_both_steps(value: impl Fn(u64) -> Option<Symbolic>) -> Option<String> {
    let [first, later] = BEFORE.map(|steps| value(steps).filter(Symbolic::is_whole));
    let (first, later) = (first?, later?);
    if first == later {
        Some(first.to_string())
    } else {
        let [one, other] = BEFORE.map(|steps| steps + 1);
        Some(format!("{first} at step {one}, {later} at step {other}"))
    }
}

/// A value in one coordinate and in two.
fn by_dimension(value: impl Fn(usize) -> Option<String>) -> Option<String> {
    let values: Vec<String> = [1, 2].into_iter().filter_map(|d| Some(format!("{} (d = {d})", value(d)?))).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

pub(super) fn not_applicable(reason: &str) -> Finding {
    Finding { verdict: Verdict::NotApplicable(reason.to_owned()), engine: "none", extent: String::new() }
}
