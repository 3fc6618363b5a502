//! Numbers that say whether a verdict can be so. Nothing here is the certifier's: numbers of
//! 31 digits that know their error, fields, runs and finite differences are its own.
//!
//! A verdict that a property holds is contradicted by a point at which it fails far beyond
//! rounding; one that it fails is doubted where thousands of points show nothing.

pub mod bounded;
pub mod differences;
pub mod effect;
pub mod field;
pub mod forms;
pub mod linear;
pub mod maps;
pub mod motion;
pub mod number;
pub mod pointwise;
pub mod runs;
pub mod scene;
pub mod slots;
pub mod symmetry;
#[cfg(test)]
mod tests;

use super::random::Draws;
use super::reading::Reading;
use super::syntax::Rule;
use stable_sgd::structure::Property;

/// Steps of a run.
pub const STEPS: u64 = 60;

/// Multiples of the error that arithmetic may have made, beyond which a defect is one.
const ROUNDINGS: f64 = 64.0;

/// Below this share of the numbers that it comes from, a defect is none, whatever its error:
/// the constants of the error's bound are no proof.
const RELATIVE: f64 = 1e-22;

/// The same where a verdict allows for rounding.
const TESTED: f64 = 1e-7;

/// What is said of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The property that it is said to have.
    pub property: Property,
    /// What its certificate says beside.
    pub reading: &'a Reading,
    /// Whether the verdict allows for rounding.
    pub rounded: bool,
    /// Whether it is said to lack the property, so that what is found agrees with the verdict.
    pub refuted: bool,
}

/// In what way a verdict cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A point at which the property fails.
    Fails,
    /// The formula is defined at no point of its domain.
    Nowhere,
    /// The factor is 0 everywhere, the form is 0, the domain is empty.
    Degenerate,
    /// The value is another one.
    Value,
}

/// A number that contradicts.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// In what way.
    pub kind: Kind,
    /// Where, and what was found there.
    pub text: String,
}

impl Contradiction {
    fn new(kind: Kind, text: String) -> Option<Self> {
        Some(Self { kind, text })
    }
}

/// What a search came to.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// Points at which the property was seen to hold.
    pub points: usize,
    /// The first number that contradicts.
    pub found: Option<Contradiction>,
}

impl Searched {
    /// More points, until one contradicts.
    fn gather(trials: usize, mut trial: impl FnMut(u64) -> Self) -> Self {
        let mut all = Self::default();
        for place in 0..trials {
            let one = trial(place as u64);
            all.points += one.points;
            if one.found.is_some() {
                return Self { found: one.found, ..all };
            }
        }
        all
    }

    /// What is found of each of these, as long as something is: of a claim that holds for one of
    /// them, nothing.
    fn one_of<T>(of: Vec<Vec<T>>, look: impl Fn(&[T]) -> Self) -> Self {
        let mut first = None;
        for one in of {
            let searched = look(&one);
            if searched.found.is_none() {
                return searched;
            }
            first.get_or_insert(searched);
        }
        first.unwrap_or_default()
    }

    /// What is found where it is open which of these is meant: of what holds it is found for all
    /// of them, of what is refuted for one.
    fn of_open<T>(claim: &Claim, of: Vec<Vec<T>>, look: impl Fn(&[T]) -> Self) -> Self {
        if !claim.refuted {
            return Self::one_of(of, look);
        }
        let mut last = Self::default();
        for one in of {
            last = look(&one);
            if last.found.is_some() {
                break;
            }
        }
        last
    }

    fn at(points: usize) -> Self {
        Self { points, found: None }
    }
}

impl From<Option<Contradiction>> for Searched {
    fn from(found: Option<Contradiction>) -> Self {
        Self { points: 0, found }
    }
}

/// Looks for numbers that contradict a claim.
pub fn search(claim: &Claim, seed: u64, trials: usize) -> Searched {
    match claim.property {
        Property::Symplectic | Property::ConformallySymplectic | Property::Volume => maps::search(claim, seed, trials),
        Property::Reversible | Property::Adjoint => motion::search(claim, seed, trials),
        Property::FixedPoint => pointwise::rest(claim, seed, trials),
        Property::Translation
        | Property::Reflection
        | Property::Permutation
        | Property::Rotation
        | Property::Units
        | Property::LossScale => symmetry::search(claim, seed, trials),
        Property::BoundedStep => bounded::search(claim, seed, trials),
        Property::LinearStability => linear::small_rates(claim, seed, trials),
        Property::StepBound => linear::bound(claim, seed),
        Property::ModifiedEnergy => forms::energy(claim, seed, trials),
        Property::Lyapunov => forms::lyapunov(claim, seed, trials),
        Property::Order => motion::order(claim, seed, trials),
        Property::PenaltyRestoring => pointwise::penalty(claim, seed, trials),
        Property::Effect => effect::search(claim, seed, trials),
        Property::GradientConsistency | Property::SymmetricHessian => Searched::default(),
    }
}

/// Whether some run with the registered numbers has so many steps defined, and comes to no later
/// one that is not; those that begin near rest are among them, those at rest are not.
pub fn is_defined_somewhere(rule: &Rule, seed: u64, steps: u64) -> bool {
    (0..64).any(|trial| {
        let draws = &mut Draws::new(seed.wrapping_add(trial));
        let dimension = 1 + draws.below(3);
        let mut landscape = field::Landscape::gentle(draws, dimension);
        let mut start: Vec<f64> = (0..dimension).map(|_| draws.between(0.5, 2.0)).collect();
        if trial % 2 == 0 {
            landscape = landscape.resting_at(&start);
            start.iter_mut().for_each(|x| *x += 1e-3 * draws.between(0.5, 2.0));
        }
        let numbers: Vec<number::Precise> = rule.specs().map(scene::default).collect();
        runs::is_defined(rule, &numbers, &landscape, &start, steps)
    })
}
