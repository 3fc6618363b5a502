//! Update rules: state in, state out.
//!
//! A rule is written once, over the weakest numbers that it needs, as one [`Step`] for all of
//! them; its row in the [`registry`] says which numbers those are. A rule holds no number of its
//! own: hyperparameters are numbers of the same type, passed to each step, so that in a proof
//! μ and η can be symbols.
//!
//! A rule sees the world through one trait object, the [`Oracle`], which
//! carries noise and time; everything the rule remembers is in its [`State`].

mod adam;
mod adaptive;
mod composition;
mod conformal;
mod energy_conserving;
mod explicit_euler;
mod gradient_descent;
mod hamiltonian_descent;
mod leapfrog;
mod lion;
mod muon;
mod nesterov;
mod published;
mod quasi_hyperbolic;
pub mod registry;
mod relativistic;
mod runge_kutta;
mod sgd;
mod splitting;
mod stable_sgd;
mod symplectic_euler;
mod terms;

pub use adaptive::{Dependence, Opaque, Place, Scope};

/// A row a method: its file and type, and the numbers that it runs on, as the constructor of
/// [`registry::Entry`] that takes it. A row makes the type public and registers it; a type
/// without one is used by nothing, which the compiler says.
macro_rules! methods {
    ($($file:ident::$method:ident: $numbers:ident,)*) => {
        $(pub use $file::$method;)*

        /// Every registered method, in the order of its row.
        fn rows() -> Vec<registry::Entry> {
            vec![$(registry::Entry::$numbers($method)),*]
        }
    };
}

methods! {
    explicit_euler::ExplicitEuler: algebra,
    symplectic_euler::SymplecticEuler: algebra,
    symplectic_euler::SymplecticEulerAdjoint: algebra,
    leapfrog::KickDriftKick: algebra,
    leapfrog::DriftKickDrift: algebra,
    composition::Yoshida4: algebra,
    composition::ForestRuth4: algebra,
    composition::Pefrl: algebra,
    conformal::ConformalEuler: algebra,
    conformal::ConformalLeapfrog: algebra,
    runge_kutta::RungeKutta4: algebra,
    gradient_descent::GradientDescent: algebra,
    sgd::Sgd: algebra,
    sgd::SgdRateOutside: algebra,
    nesterov::Nesterov: algebra,
    quasi_hyperbolic::QuasiHyperbolicMomentum: algebra,
    relativistic::RelativisticDescent: root,
    relativistic::RelativisticLeapfrog: root,
    hamiltonian_descent::HamiltonianDescent: root,
    energy_conserving::EnergyConservingDescent: root,
    adam::RmsProp: root,
    adam::Adam: root,
    adam::AdamW: root,
    lion::Lion: root,
    muon::Muon: root,
    stable_sgd::StableSgd: root,
    stable_sgd::StableSgdRestoring: root,
    stable_sgd::StableSgdConformal: root,
    adaptive::SpeedClip: root,
    terms::StableSgdTerms: root,
    published::PublishedLanguage: root,
    published::PublishedChallenging: root,
    published::Packaged: root,
}

use crate::scalar::Ring;

/// Where a rule asks for gradients.
pub trait Oracle<T> {
    /// Writes the gradient at `position` into `gradient` (same length).
    fn gradient(&mut self, position: &[T], gradient: &mut [T]);

    /// The loss at the point of the last gradient, where the evaluation gives it.
    fn loss(&self) -> Option<T> {
        None
    }

    /// An opaque rule: the value at `arguments` of a function of which nothing is
    /// known but its name. In a proof it and its partial derivatives are symbols.
    ///
    /// # Panics
    /// By default: no rule that is registered on ordinary numbers asks for it.
    fn unknown(&mut self, name: &str, arguments: &[T]) -> T {
        let _ = arguments;
        panic!("this oracle has no function {name}: opaque rules run in proofs alone")
    }
}

/// Everything a method remembers between two steps.
#[derive(Clone, Debug)]
pub struct State<T> {
    /// The point q.
    pub position: Vec<T>,
    /// The velocity v; zero at the start.
    pub velocity: Vec<T>,
    /// Further vectors, in the order of [`Description::memory`].
    pub memory: Vec<Vec<T>>,
    /// How many steps were taken.
    pub steps: u64,
    /// A buffer for the gradient. Not remembered: its content between steps
    /// has no influence on anything.
    pub scratch: Vec<T>,
}

impl<T: Ring> State<T> {
    /// At rest at `position`, with `memories` further vectors of zeros.
    pub fn at_rest(position: Vec<T>, memories: usize) -> Self {
        let zeros = vec![T::zero(); position.len()];
        Self { velocity: zeros.clone(), memory: vec![zeros.clone(); memories], steps: 0, scratch: zeros, position }
    }

    /// The step being taken, counted from 1, after raising the counter. A rule calls it
    /// once, first; a schedule is a function of what it returns.
    ///
    /// # Examples
    /// ```
    /// let mut state = stable_sgd::method::State::at_rest(vec![1.0], 0);
    /// assert_eq!((state.begin_step(), state.begin_step(), state.steps), (1, 2, 2));
    /// ```
    pub fn begin_step(&mut self) -> u64 {
        self.steps += 1;
        self.steps
    }
}

/// What a step says of itself beside the new state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report<T> {
    /// The sum over the coordinates of the rule's energy; `None` where it has none.
    pub energy: Option<T>,
    /// The sum over the coordinates of the penalty that was subtracted;
    /// `None` where the rule has none.
    pub penalty: Option<T>,
}

impl<T> Report<T> {
    /// A rule with neither energy nor penalty.
    pub const NONE: Self = Self { energy: None, penalty: None };
}

/// The numbers and switches of a rule, in the order of its [`Description`].
#[derive(Clone, Debug, PartialEq)]
pub struct Hyperparameters<T> {
    /// One number for each [`Description::numbers`].
    pub numbers: Vec<T>,
    /// One switch for each [`Description::switches`].
    pub switches: Vec<bool>,
}

impl<T> Hyperparameters<T> {
    /// The numbers as an array, to be taken apart by name.
    ///
    /// # Panics
    /// Where there are not exactly `N`: a rule's numbers are checked against
    /// its description before a run starts ([`registry::Entry::check`]).
    pub fn numbers<const N: usize>(&self) -> [&T; N] {
        assert_eq!(self.numbers.len(), N, "a rule was given another rule's hyperparameters");
        std::array::from_fn(|i| &self.numbers[i])
    }

    /// The switches as an array.
    ///
    /// # Panics
    /// Where there are not exactly `N`, as for [`Self::numbers`].
    pub fn switches<const N: usize>(&self) -> [bool; N] {
        assert_eq!(self.switches.len(), N, "a rule was given another rule's switches");
        std::array::from_fn(|i| self.switches[i])
    }

    /// The same hyperparameters as numbers of another type.
    pub fn map<U>(&self, convert: impl Fn(&T) -> U) -> Hyperparameters<U> {
        Hyperparameters { numbers: self.numbers.iter().map(convert).collect(), switches: self.switches.clone() }
    }
}

/// A number that a rule is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberSpec {
    /// The name, as in the field's literature.
    pub name: &'static str,
    /// The default, an exact fraction (numerator, denominator).
    pub default: (i64, i64),
    /// What it does.
    pub meaning: &'static str,
    /// Which values make sense.
    pub role: Role,
    /// A share s (numerator, denominator) where the number is e^(−s γ h), with γ the
    /// friction of the flow q̇ = p, ṗ = −∇U(q) − γ p that the rule declares.
    pub damping: Option<(i64, i64)>,
}

/// What a number is to its rule, which says what values make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A step or a learning rate, above 0; a change of units may rescale it.
    Rate,
    /// A share, such as a momentum: from 0 to 1.
    Fraction,
    /// A weight of a term, at least 0.
    Weight,
    /// A coefficient, any number.
    Coefficient,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Rate, Self::Fraction, Self::Weight, Self::Coefficient];

    /// The word for it in the text of a rule.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Fraction => "share",
            Self::Weight => "weight",
            Self::Coefficient => "coefficient",
        }
    }

    /// Whether a run may have this number; a rate may be 0, which moves nothing.
    pub fn allows(self, x: f64) -> bool {
        match self {
            Self::Rate | Self::Weight => x.is_finite() && x >= 0.0,
            Self::Fraction => (0.0..=1.0).contains(&x),
            Self::Coefficient => x.is_finite(),
        }
    }

    /// What it allows, in words.
    pub fn limits(self) -> &'static str {
        match self {
            Self::Rate | Self::Weight => "a finite number from 0",
            Self::Fraction => "a number from 0 to 1",
            Self::Coefficient => "a finite number",
        }
    }
}

impl NumberSpec {
    /// A step or a learning rate.
    pub const fn rate(name: &'static str, default: (i64, i64), meaning: &'static str) -> Self {
        Self { name, default, meaning, role: Role::Rate, damping: None }
    }

    /// A share between 0 and 1.
    pub const fn fraction(name: &'static str, default: (i64, i64), meaning: &'static str) -> Self {
        Self { name, default, meaning, role: Role::Fraction, damping: None }
    }

    /// A weight of a term, 0 or more.
    pub const fn weight(name: &'static str, default: (i64, i64), meaning: &'static str) -> Self {
        Self { name, default, meaning, role: Role::Weight, damping: None }
    }

    /// A coefficient, any number.
    pub const fn coefficient(name: &'static str, default: (i64, i64), meaning: &'static str) -> Self {
        Self { name, default, meaning, role: Role::Coefficient, damping: None }
    }

    /// The same number, as the factor e^(−s γ h) of a friction γ, s the share.
    #[must_use]
    pub const fn damping(self, share: (i64, i64)) -> Self {
        Self { damping: Some(share), ..self }
    }
}

/// A part of a rule that can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SwitchSpec {
    /// The name.
    pub name: &'static str,
    /// Whether it is on by default.
    pub default: bool,
    /// What it does.
    pub meaning: &'static str,
}

/// In how many coordinates a rule is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coordinates {
    /// In any number.
    #[default]
    Any,
    /// In any number; what is said of it is said in so many, as of matrices 2 × 2.
    Examined(usize),
    /// In so many, and in no other number.
    Only(usize),
}

impl Coordinates {
    /// In how many what is said of the rule is said, where that is a single number.
    pub fn examined(self) -> Option<usize> {
        match self {
            Self::Any => None,
            Self::Examined(dimension) | Self::Only(dimension) => Some(dimension),
        }
    }

    /// In how many alone the rule is known, where that is not so many: a run in them has no meaning.
    pub fn other_than(self, dimension: usize) -> Option<usize> {
        match self {
            Self::Only(only) if only != dimension => Some(only),
            _ => None,
        }
    }
}

/// What a rule is, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// The registered name.
    pub name: &'static str,
    /// The update formula, in Unicode mathematics.
    pub formula: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// The order of consistency with the flow of H = ½ p² + U(q), with friction where a
    /// number is a [damping](NumberSpec::damping); `None` where the rule declares none.
    pub order: Option<u32>,
    /// Its numbers.
    pub numbers: &'static [NumberSpec],
    /// Its switches.
    pub switches: &'static [SwitchSpec],
    /// The names of the vectors it remembers beside point and velocity.
    pub memory: &'static [&'static str],
    /// Whether the rule was published as a program, whose squares are the C
    /// library's: experiments then run it on [`Libm64`](crate::scalar::Libm64).
    pub program: bool,
    /// Whether a step asks the oracle for the loss ([`Oracle::loss`]).
    pub needs_loss: bool,
    /// In how many coordinates it is known.
    pub coordinates: Coordinates,
    /// What differs from the method that the paper describes, a line each.
    pub differences: &'static [&'static str],
}

impl Description {
    /// A rule of this name and formula, and nothing further: the fields that it
    /// has beside are set by `Description { numbers: &[..], ..Description::new(..) }`.
    pub const fn new(name: &'static str, formula: &'static str) -> Self {
        Self {
            name,
            formula,
            source: "",
            order: None,
            numbers: &[],
            switches: &[],
            memory: &[],
            program: false,
            needs_loss: false,
            coordinates: Coordinates::Any,
            differences: &[],
        }
    }

    /// The default hyperparameters as `f64`.
    pub fn defaults(&self) -> Hyperparameters<f64> {
        let numbers = self.numbers.iter().map(|n| n.default.0 as f64 / n.default.1 as f64).collect();
        Hyperparameters { numbers, switches: self.switches.iter().map(|s| s.default).collect() }
    }
}

/// A rule that says what it is.
pub trait Describe: Send + Sync + 'static {
    /// What the rule is, in words.
    fn description(&self) -> Description;
}

/// A rule on numbers of type `T`: `impl<T: Ring> Step<T> for MyRule`, with the weakest of
/// [`Ring`], [`Algebra`](crate::scalar::Algebra), [`Root`](crate::scalar::Root) and
/// [`Compare`](crate::scalar::Compare) that the formula needs. Its row in the [`registry`] says
/// on which numbers it runs.
pub trait Step<T>: Send + Sync {
    /// Takes one step, in place.
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T>;
}

/// The kick v' = μ v + η g, shared by every momentum method.
#[inline]
pub fn kick<T: Ring>(momentum: &T, velocity: &T, learning_rate: &T, gradient: &T) -> T {
    momentum.clone() * velocity + learning_rate.clone() * gradient
}

/// The running average a' = β a + (1 − β) x.
#[inline]
pub fn average<T: Ring>(share: &T, kept: &T, new: &T) -> T {
    share.clone() * kept + (T::one() - share) * new
}

/// The drift q' = q − u, where u is a rate times the velocity, and a penalty
/// where there is one (formed before it is subtracted).
#[inline]
pub fn drift<T: Ring>(position: &T, update: &T) -> T {
    position.clone() - update
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_allows_what_its_limits_say() {
        for (role, allowed, refused) in [
            (Role::Rate, [0.0, 7.0], [-0.1, f64::INFINITY]),
            (Role::Weight, [0.0, 7.0], [-0.1, f64::NAN]),
            (Role::Fraction, [0.0, 1.0], [-0.1, 1.1]),
            (Role::Coefficient, [-7.0, 7.0], [f64::NEG_INFINITY, f64::NAN]),
        ] {
            assert!(allowed.into_iter().all(|x| role.allows(x)), "{role:?}");
            assert!(!refused.into_iter().any(|x| role.allows(x)), "{role:?}");
        }
    }
}
