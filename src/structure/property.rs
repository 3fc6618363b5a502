//! The properties, and how each is examined.

use super::decide::{
    Check, Finding, Replayed, Settings, Sought, Stage, decide, mend, no_such_defect, replay, symbol, undecided,
};
use super::effect;
use super::jacobian::{Jacobian, factor, volume};
use super::order::{self, Order};
use super::penalty;
use super::quadratic_form;
use super::registered;
use super::rest::FixedPoint;
use super::reversal::{Adjoint, Reversible, step_length};
use super::stability;
use super::step_bound;
use super::subject::{Held, Subject};
use super::symmetry::Symmetry;
use super::units;
use super::values::{by_class, by_dimension, is_always, vanishes_at_points};
use super::{CERTIFICATE_BUDGET, Certificate, Domain, Point, ReplayError, Shared, Verdict};
use crate::method::registry::{self, Entry};
use crate::quiet::{self, Stopped};
use crate::scalar::{Interval, Ring, Symbolic};
use num_traits::{One, Zero};
use std::cell::Cell;

/// A property that a method may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Property {
    /// JᵀΩJ = Ω.
    Symplectic,
    /// JᵀΩJ = c Ω with one factor c of the hyperparameters alone, in any number of coordinates.
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
    /// Every number and every slot influences some step.
    Effect,
    /// A problem's field is the derivative of its loss.
    GradientConsistency,
    /// A problem's field has a symmetric derivative.
    SymmetricHessian,
}

const EVERY_U: &str = "every smooth U, every state and real hyperparameter";
const EVERY_FIELD: &str = "every gradient field, state and real hyperparameter";
const EVERY_RUN: &str = "every run from rest, whatever the gradients, every real hyperparameter";
const EVERY_POINT: &str = "every point with ∇U = 0 and every real hyperparameter, a run from rest";
const EVERY_GRADIENT: &str = "every gradient at each of three steps from rest, weights ≥ 0";

impl Property {
    /// Every property of methods, in the order of the matrix; those of problems are
    /// [`super::problem::PROPERTIES`].
    pub const ALL: [Self; 18] = [
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
        Self::Effect,
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
            Self::Effect => "effect",
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
            Self::FixedPoint => "a run that starts at rest at a point with ∇U = 0 stays at that point",
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
            Self::Effect => "every number and every slot influences some step: changing it alone changes a later point",
            Self::GradientConsistency => "the problem's field is the derivative of its loss",
            Self::SymmetricHessian => "the field's derivative is symmetric: the field is the gradient of some loss",
        }
    }

    /// The certificate; where the rule panics on symbols, fractions or intervals, undecided.
    pub(super) fn certify(self, entry: &Entry, settings: &Settings, shared: &Shared) -> Certificate {
        let examined = || self.examined(shared.subject(entry), settings, shared);
        let found = quiet::guarded(|| Symbolic::within(CERTIFICATE_BUDGET, examined));
        found.unwrap_or_else(|stopped| self.of_finding(entry, undecided(&stopped), Domain::default()))
    }

    fn examined(self, subject: &Subject, settings: &Settings, shared: &Shared) -> Certificate {
        match self {
            Self::ConformallySymplectic => shared.conformal(|| conformal(subject, settings)).certificate.clone(),
            // JᵀΩJ = c Ω decides JᵀΩJ = Ω where c is the constant 1.
            Self::Symplectic => {
                let conformal = shared.conformal(|| conformal(subject, settings));
                if conformal.is_one {
                    return Certificate { property: self, ..conformal.certificate.clone() };
                }
                self.over_velocities(subject, |subject| self.settle(subject, &Jacobian::Symplectic, settings, EVERY_U))
            }
            Self::Volume => self.volume(subject, settings, shared),
            Self::Reversible => {
                self.over_velocities(subject, |subject| self.settle(subject, &Reversible, settings, EVERY_FIELD))
            }
            Self::Adjoint => self.over_velocities(subject, |subject| self.adjoint(subject, settings)),
            Self::FixedPoint => self.settle(subject, &FixedPoint, settings, EVERY_POINT),
            Self::Units => {
                let stages = Symmetry::Units(Vec::new()).stages(subject);
                let certificate = |finding| self.certificate(subject, finding, EVERY_RUN, &stages);
                units::certify(subject, settings, certificate)
            }
            Self::Translation => self.settle(subject, &Symmetry::Translation, settings, EVERY_RUN),
            Self::Reflection => self.settle(subject, &Symmetry::Reflection, settings, EVERY_RUN),
            Self::Permutation => self.settle(subject, &Symmetry::Permutation, settings, EVERY_RUN),
            Self::Rotation => self.settle(subject, &Symmetry::Rotation, settings, EVERY_RUN),
            Self::Order => self.over_velocities(subject, |subject| {
                let stages = Order::through(0).stages(subject);
                self.valued(subject, order::settled(subject, settings), order::OVER, &stages)
            }),
            Self::LinearStability => self.valued(subject, stability::small_rates(subject), stability::OVER, &[]),
            Self::StepBound => self.valued(subject, step_bound::largest_rate(subject), step_bound::OVER, &[]),
            Self::ModifiedEnergy => self.valued(subject, quadratic_form::conserved(subject), quadratic_form::OVER, &[]),
            Self::Lyapunov => {
                self.valued(subject, quadratic_form::decreases(subject), quadratic_form::WHERE_COMPLEX, &[])
            }
            Self::PenaltyRestoring => {
                let stages = penalty::Restoring.stages(subject);
                self.valued(subject, (penalty::certify(subject, settings), None), EVERY_GRADIENT, &stages)
            }
            Self::Effect => self.valued(subject, effect::settled(subject), effect::OVER, &[]),
            Self::GradientConsistency | Self::SymmetricHessian => {
                self.of_finding(&subject.entry, not_applicable("a property of problems"), Domain::default())
            }
        }
    }

    /// The certificate for the slot that has the property as the velocity, or for the first.
    fn over_velocities(self, subject: &Subject, examine: impl Fn(&Subject) -> Certificate) -> Certificate {
        if subject.slots.is_empty() {
            let reason = not_applicable("no slot beside the point has an influence on it: there is no velocity");
            return self.of_finding(&subject.entry, reason, Domain::default());
        }
        // An open question is worth more than a refutation for another slot, and that more than
        // that the property makes no sense for it.
        let weight = |found: &Certificate| match found.verdict {
            Verdict::NotApplicable(_) => 0,
            Verdict::Undecided(_) => 2,
            _ => 1,
        };
        let mut first: Option<Certificate> = None;
        for place in 0..subject.slots.len() {
            let subject = subject.with_velocity(place);
            let found = examine(&subject);
            if found.verdict.holds() {
                return found;
            }
            if first.as_ref().is_none_or(|first| weight(first) < weight(&found)) {
                first = Some(found);
            }
        }
        first.unwrap_or_else(|| self.of_finding(&subject.entry, not_applicable("no velocity"), Domain::default()))
    }

    /// The certificate of a finding with its value; without a domain where it does not apply.
    fn valued(
        self,
        subject: &Subject,
        (finding, value): (Finding, Option<String>),
        over: &str,
        stages: &[Stage],
    ) -> Certificate {
        Certificate { value, ..self.certificate(subject, finding, over, stages) }
    }

    /// The verdict of the engines, and what would mend a refutation.
    fn settle<C: Check>(self, subject: &Subject, check: &C, settings: &Settings, over: &str) -> Certificate {
        let found = self.certificate(subject, decide(check, subject, settings), over, &check.stages(subject));
        let mend = match &found.verdict {
            Verdict::Refuted(witness) => mend(check, subject, witness),
            _ => None,
        };
        Certificate { mend, ..found }
    }

    fn volume(self, subject: &Subject, settings: &Settings, shared: &Shared) -> Certificate {
        // Where there is one slot beside the point, det J = c^d, by the Pfaffian.
        let conformal = shared.conformal(|| conformal(subject, settings));
        let alone = subject.slots.len() == 1 && conformal.certificate.verdict == Verdict::Proved;
        let found = if alone {
            Certificate { property: self, ..conformal.certificate.clone() }
        } else {
            self.settle(subject, &Jacobian::Volume, settings, EVERY_U)
        };
        if !found.verdict.holds() {
            return found;
        }
        let determinant = |step: u64, d: usize| {
            if alone {
                let c = factor(subject, step, &mut symbol)?;
                return Some(if d == 1 { c } else { c.square() });
            }
            volume(subject, d, step, &mut symbol)
        };
        if vanishes(subject, |step| determinant(step, 1), |step, values| volume(subject, 1, step, values)) {
            let reason = "degenerate: det J = 0 at every state, since the slots depend on each other after a step";
            return self.of_finding(&subject.entry, not_applicable(reason), Domain::default());
        }
        let value = || by_dimension(|d| by_class(subject, |step| determinant(step, d)));
        Certificate { value: if subject.is_graph() { value() } else { None }, ..found }
    }

    /// The certificate of a finding: its domain has the steps and dimensions of the stages.
    fn certificate(self, subject: &Subject, finding: Finding, over: &str, stages: &[Stage]) -> Certificate {
        if matches!(finding.verdict, Verdict::NotApplicable(_)) {
            return self.of_finding(&subject.entry, finding, Domain::default());
        }
        let mut dimensions: Vec<usize> = stages.iter().map(|stage| stage.dimension).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        let steps = if let Some(longest) = finding.longest.filter(|_| is_run(self)) {
            format!("the first {longest} steps of a run")
        } else if self == Self::PenaltyRestoring {
            penalty::steps_in_words(subject)
        } else if is_of_matrix(self) {
            subject.period_in_words()
        } else {
            subject.steps_in_words()
        };
        let mut domain = Domain { dimensions, steps, instance: finding.instance.clone(), ..Domain::of(over) };
        if let Some(reason) = &subject.unseen {
            domain = domain.with(format!("known at points alone: {reason}"));
        }
        if let Some(slot) = subject.slots.first().filter(|slot| **slot != 0) {
            domain = domain.with(format!("velocity: {}", subject.called(*slot)));
        }
        if subject.slots.len() > 1 {
            let free: Vec<&str> = subject.slots[1..].iter().map(|slot| subject.called(*slot)).collect();
            domain = domain.with(format!("taken as free: {}", free.join(", ")));
        }
        let held = |is: fn(&Held) -> bool| {
            let slots = (0..subject.holds.len()).filter(|slot| is(&subject.holds[*slot]));
            slots.map(|slot| subject.called(slot)).collect::<Vec<_>>().join(", ")
        };
        for (text, is) in [
            ("where a run takes it", (|held| matches!(held, Held::Function(_))) as fn(&Held) -> bool),
            ("known at each step", |held| *held == Held::Clock),
        ] {
            let names = held(is);
            if !names.is_empty() {
                domain = domain.with(format!("{text}: {names}"));
            }
        }
        self.of_finding(&subject.entry, finding, domain)
    }

    fn of_finding(self, entry: &Entry, finding: Finding, domain: Domain) -> Certificate {
        Certificate {
            method: entry.description.name,
            property: self,
            problem: None,
            verdict: finding.verdict,
            engine: finding.engine,
            value: None,
            domain: domain.with(finding.extent.trim_start_matches("; ")),
            mend: None,
        }
    }

    fn adjoint(self, subject: &Subject, settings: &Settings) -> Certificate {
        let entry = &subject.entry;
        if step_length(entry).is_none() {
            let reason = not_applicable("the method has no step h whose sign could be changed");
            return self.of_finding(entry, reason, Domain::default());
        }
        let own = self.settle(subject, &Adjoint { other: subject.clone() }, settings, EVERY_FIELD);
        if own.verdict.holds() {
            return Certificate { value: Some(entry.description.name.to_owned()), ..own };
        }
        let names = |entry: &Entry| entry.description.numbers.iter().map(|spec| spec.name).collect::<Vec<_>>();
        let alike = registry::all()
            .into_iter()
            .filter(|other| names(other) == names(entry) && other.description.order.is_some());
        let adjoint = alike.map(|other| (other.description.name, Adjoint { other: registered::subject(&other) }));
        let mut proved = adjoint.filter(|(_, check)| {
            check.other.slots.len() == subject.slots.len()
                && decide(check, subject, settings).verdict == Verdict::Proved
        });
        let value = proved.next().map(|(name, _)| format!("its adjoint is {name}, by the same identity"));
        Certificate { value, ..own }
    }

    /// The value of a witness's defect, computed again from its point alone.
    ///
    /// # Errors
    /// Where the property has nothing of the witness's name that has to vanish, is not
    /// decided at a point, or the rule panics there.
    pub fn replay(self, entry: &Entry, failure: &str, point: &Point) -> Result<String, ReplayError> {
        let method = || entry.description.name.to_owned();
        let found = quiet::guarded(|| {
            let subject = Subject::of(entry);
            self.replayed(&subject, failure, point).ok_or_else(|| no_such_defect(&subject, self.id(), failure))
        });
        found.unwrap_or_else(|stopped| {
            let message = match stopped {
                Stopped::Panicked(message) => message,
                Stopped::TooLarge => stopped.to_string(),
            };
            Err(ReplayError::Panicked { method: method(), message })
        })
    }

    fn replayed(self, subject: &Subject, failure: &str, point: &Point) -> Option<String> {
        let sought = &Sought::new(failure);
        // The witness may be of any slot as the velocity.
        let each = |replay: &dyn Fn(&Subject) -> Option<Replayed>| {
            let subjects = (0..subject.slots.len()).map(|place| subject.with_velocity(place));
            Replayed::best(subjects.filter_map(|subject| replay(&subject)))
        };
        let found = match self {
            Self::Symplectic => each(&|subject| replay(&Jacobian::Symplectic, subject, sought, point)),
            Self::ConformallySymplectic => each(&|subject| replay(&Jacobian::Conformal, subject, sought, point)),
            Self::Volume => replay(&Jacobian::Volume, subject, sought, point),
            Self::Reversible => each(&|subject| replay(&Reversible, subject, sought, point)),
            Self::Adjoint => each(&|subject| replay(&Adjoint { other: subject.clone() }, subject, sought, point)),
            Self::FixedPoint => replay(&FixedPoint, subject, sought, point),
            Self::Units => replay(&units::fixed(subject), subject, sought, point),
            Self::Translation => replay(&Symmetry::Translation, subject, sought, point),
            Self::Reflection => replay(&Symmetry::Reflection, subject, sought, point),
            Self::Permutation => replay(&Symmetry::Permutation, subject, sought, point),
            Self::Rotation => replay(&Symmetry::Rotation, subject, sought, point),
            Self::Order => {
                let all = Order::through(crate::scalar::Jet::<Symbolic>::ORDER);
                each(&|subject| replay(&all, subject, sought, point))
            }
            Self::LinearStability => return stability::replay_small_rates(subject, sought, point),
            Self::StepBound => return step_bound::replay_largest_rate(subject, sought, point),
            Self::ModifiedEnergy => return quadratic_form::replay_conserved(subject, sought, point),
            Self::Lyapunov => return quadratic_form::replay_decreases(subject, sought, point),
            Self::PenaltyRestoring => replay(&penalty::Restoring, subject, sought, point),
            Self::Effect => return effect::replay(subject, sought, point),
            Self::GradientConsistency | Self::SymmetricHessian => None,
        };
        found.map(|found| found.text)
    }
}

/// Whether a property is one of the matrix of a period.
fn is_of_matrix(property: Property) -> bool {
    use Property::{LinearStability, Lyapunov, ModifiedEnergy, StepBound};
    matches!(property, LinearStability | StepBound | ModifiedEnergy | Lyapunov)
}

/// Whether what is sampled of a property are runs of some steps.
fn is_run(property: Property) -> bool {
    use Property::{Permutation, Reflection, Rotation, Translation, Units};
    matches!(property, Translation | Reflection | Permutation | Rotation | Units)
}

/// Conformal symplecticity, from which symplecticity and volume follow.
pub(super) struct Conformal {
    certificate: Certificate,
    /// Whether the factor is 1 in every class of steps.
    is_one: bool,
}

fn conformal(subject: &Subject, settings: &Settings) -> Conformal {
    let property = Property::ConformallySymplectic;
    // Of the velocity that is found: another slot has a factor of its own.
    let is_one = Cell::new(false);
    let found = property.over_velocities(subject, |subject| {
        let found = property.settle(subject, &Jacobian::Conformal, settings, EVERY_U);
        if !found.verdict.holds() {
            return found;
        }
        let of = |step: u64| factor(subject, step, &mut symbol);
        if vanishes(subject, of, |step, values| factor(subject, step, values)) {
            let reason = "degenerate: c = 0 at every state, since point and velocity depend on each other after a step";
            return property.of_finding(&subject.entry, not_applicable(reason), Domain::default());
        }
        is_one.set(subject.is_graph() && is_always(subject, of, One::is_one));
        Certificate { value: if subject.is_graph() { by_class(subject, of) } else { None }, ..found }
    });
    Conformal { is_one: found.verdict.holds() && is_one.get(), certificate: found }
}

/// Whether a determinant is 0 at every state: of a graph by its expression, or at points drawn.
fn vanishes(
    subject: &Subject,
    of: impl Fn(u64) -> Option<Symbolic>,
    at: impl Fn(u64, &mut dyn FnMut(&str) -> Interval) -> Option<Interval>,
) -> bool {
    (subject.is_graph() && is_always(subject, of, Zero::is_zero)) || vanishes_at_points(subject, at)
}

pub(super) fn not_applicable(reason: &str) -> Finding {
    Finding::new(Verdict::NotApplicable(reason.to_owned()), "none")
}
