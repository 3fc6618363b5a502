//! The properties: one list, a row each.
//!
//! A new property is one file, which ends in its [`PropertySpec`], and one line of the list.

use super::decide::{Settings, Sought, no_such_defect, undecided};
use super::examination::{Conclusion, Examination, PropertySpec};
use super::{
    CERTIFICATE_BUDGET, Certificate, Domain, Point, ReplayError, Rule, adjoint, bounded_step, effect, loss_scale,
    order, penalty, quadratic_form, rest, reversal, stability, step_bound, symmetry, symplectic, units, volume,
};
use crate::method::registry::Entry;
use crate::quiet::{self, Stopped};
use crate::scalar::Symbolic;

/// A property of problems, which is none of methods.
const fn of_problems(id: &'static str, statement: &'static str) -> PropertySpec {
    PropertySpec::new(id, statement, |_| Conclusion::not_applicable("a property of problems"), |_, _, _| None)
}

/// What is said of consistency.
const GRADIENT: PropertySpec = of_problems("gradient_consistency", "the problem's field is the derivative of its loss");

/// What is said of symmetry.
const HESSIAN: PropertySpec =
    of_problems("symmetric_hessian", "the field's derivative is symmetric: the field is the gradient of some loss");

/// Makes the enumeration, its list, and the row of each.
macro_rules! properties {
    (
        methods { $($(#[$doc:meta])* $method:ident: $row:path,)* }
        problems { $($(#[$other_doc:meta])* $problem:ident: $other_row:path,)* }
    ) => {
        /// A property that a method may have, or a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Property {
            $($(#[$doc])* $method,)*
            $($(#[$other_doc])* $problem,)*
        }

        impl Property {
            /// Every property of methods, in the order of the matrix; those of problems are
            /// [`super::problem::PROPERTIES`].
            pub const ALL: [Self; [$($row.id),*].len()] = [$(Self::$method),*];

            /// The properties of problems.
            pub(super) const OF_PROBLEMS: [Self; [$($other_row.id),*].len()] = [$(Self::$problem),*];

            pub(super) fn spec(self) -> &'static PropertySpec {
                match self {
                    $(Self::$method => &$row,)*
                    $(Self::$problem => &$other_row,)*
                }
            }
        }
    };
}

properties! {
    methods {
        /// JᵀΩJ = Ω.
        Symplectic: symplectic::ROW,
        /// JᵀΩJ = c Ω with one factor c of the hyperparameters alone, in any number of coordinates.
        ConformallySymplectic: symplectic::CONFORMAL,
        /// det J is a function of the hyperparameters alone.
        Volume: volume::ROW,
        /// ρΦρΦ = id, where ρ changes the sign of the velocity.
        Reversible: reversal::ROW,
        /// Φ₋ₕ Φₕ = id: the method is its own adjoint.
        Adjoint: adjoint::ROW,
        /// Nothing moves where the gradient and the velocity are 0.
        FixedPoint: rest::ROW,
        /// A problem that is moved has a run that is moved.
        Translation: symmetry::TRANSLATION,
        /// A problem that is mirrored has a run that is mirrored.
        Reflection: symmetry::REFLECTION,
        /// Coordinates that are exchanged are exchanged in the run.
        Permutation: symmetry::PERMUTATION,
        /// A problem that is turned has a run that is turned.
        Rotation: symmetry::ROTATION,
        /// Other units give the same run, with the rates rescaled by powers of the unit.
        Units: units::ROW,
        /// Another scale of the loss gives the same run, with numbers rescaled by powers of it.
        LossScale: loss_scale::ROW,
        /// No step is longer than a bound, whatever the point and the gradients.
        BoundedStep: bounded_step::ROW,
        /// The step is the declared flow through the declared power of h.
        Order: order::ROW,
        /// Small rates are stable on a quadratic.
        LinearStability: stability::ROW,
        /// There is a largest stable rate, or every rate is stable.
        StepBound: step_bound::ROW,
        /// On a quadratic a form is multiplied by a number that does not depend on the curvature.
        ModifiedEnergy: quadratic_form::CONSERVED,
        /// On a quadratic the form is a Lyapunov function where it is definite.
        Lyapunov: quadratic_form::LYAPUNOV,
        /// The temporal-stability penalty never acts along the last motion.
        PenaltyRestoring: penalty::ROW,
        /// Every number and every slot influences some step.
        Effect: effect::ROW,
    }
    problems {
        /// A problem's field is the derivative of its loss.
        GradientConsistency: GRADIENT,
        /// A problem's field has a symmetric derivative.
        SymmetricHessian: HESSIAN,
    }
}

impl Property {
    /// The property of this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().chain(Self::OF_PROBLEMS).find(|property| property.id() == id)
    }

    /// The id, in snake case.
    pub fn id(self) -> &'static str {
        self.spec().id
    }

    /// The property in one line.
    pub fn statement(self) -> &'static str {
        self.spec().statement
    }

    /// [`Rule::replay`] of a rule that is read for this alone.
    ///
    /// # Errors
    /// As there.
    pub fn replay(self, entry: &Entry, failure: &str, point: &Point) -> Result<String, ReplayError> {
        Rule::new(entry).replay(self, failure, point)
    }
}

impl Rule {
    /// The certificate; where the rule panics on symbols, fractions or intervals, undecided.
    pub fn certify(&self, property: Property, settings: &Settings) -> Certificate {
        let spec = property.spec();
        let examined = || (spec.examine)(&Examination { spec, subject: self.subject(), settings, rule: self });
        let found = quiet::guarded(|| Symbolic::within(CERTIFICATE_BUDGET, examined));
        let Conclusion { verdict, engine, value, domain, mend } =
            found.unwrap_or_else(|stopped| Conclusion::new(undecided(&stopped), Domain::default()));
        Certificate {
            method: self.entry.description.name,
            property,
            problem: None,
            verdict,
            engine,
            value,
            domain,
            mend,
        }
    }

    /// The value of a witness's defect, computed again from its point alone.
    ///
    /// # Errors
    /// Where the property has nothing of the witness's name that has to vanish, is not
    /// decided at a point, or the rule panics there.
    pub fn replay(&self, property: Property, failure: &str, point: &Point) -> Result<String, ReplayError> {
        let found = quiet::guarded(|| {
            let found = (property.spec().replay)(self.subject(), &Sought::new(failure), point);
            found.ok_or_else(|| no_such_defect(self.subject(), property.id(), failure))
        });
        found.unwrap_or_else(|stopped| {
            let message = match stopped {
                Stopped::Panicked(message) => message,
                Stopped::TooLarge => stopped.to_string(),
            };
            Err(ReplayError::Panicked { method: self.entry.description.name.to_owned(), message })
        })
    }
}
