//! Where a rule is looked at: numbers, a field, and a start.

use super::super::random::Draws;
use super::super::syntax::Rule;
use super::field::Landscape;
use super::number::Precise;
use num_traits::{One, Zero};
use stable_sgd::method::{NumberSpec, Role};
use stable_sgd::scalar::{Algebra, Ring};

/// A rule's numbers, a field and a start.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The rule's numbers.
    pub numbers: Vec<Precise>,
    /// The field.
    pub landscape: Landscape,
    /// The start.
    pub start: Vec<f64>,
}

/// Numbers that a claim fixes, by name.
pub type Fixed<'a> = &'a [(String, f64)];

impl Scene {
    /// A scene of a rule in `dimension` coordinates. Half of the scenes are tame: numbers as
    /// registered or of size one, so that a run goes on.
    pub fn draw(draws: &mut Draws, rule: &Rule, dimension: usize, fixed: Fixed) -> Self {
        let tame = draws.one_in(2);
        let numbers = numbers(draws, rule, tame, fixed);
        let power = |draws: &mut Draws| if tame { 1.0 } else { 2.0_f64.powi(draws.below(41) as i32 - 20) };
        let (inner, outer) = (power(draws), power(draws));
        let landscape = Landscape::draw(draws, dimension, inner, outer);
        let start = (0..dimension).map(|_| coordinate(draws, rule, tame)).collect();
        Self { numbers, landscape, start }
    }

    /// How many coordinates it has.
    pub fn dimension(&self) -> usize {
        self.start.len()
    }

    /// The numbers and the start in words.
    pub fn words(&self, rule: &Rule) -> String {
        let numbers = rule.specs().zip(&self.numbers).map(|(spec, x)| format!("{} = {:e}", spec.name, x.value()));
        let start = format!("q = {:?}", self.start);
        numbers.chain([start]).collect::<Vec<_>>().join(", ")
    }
}

/// The rule's numbers: as registered, or anything that their roles allow.
pub fn numbers(draws: &mut Draws, rule: &Rule, tame: bool, fixed: Fixed) -> Vec<Precise> {
    let registered = draws.one_in(4);
    let mut one = |spec: &NumberSpec| match fixed.iter().find(|(name, _)| name == spec.name) {
        Some((_, value)) => Precise::new(*value),
        None if registered || draws.one_in(4) => default(spec),
        None => admissible(draws, rule, spec, tame),
    };
    rule.specs().map(&mut one).collect()
}

/// The registered value.
pub fn default(spec: &NumberSpec) -> Precise {
    Precise::ratio(spec.default.0, spec.default.1)
}

/// A value that the role allows: of size one, or of any size; ends of its range among them.
pub fn admissible(draws: &mut Draws, rule: &Rule, spec: &NumberSpec, tame: bool) -> Precise {
    let size = |draws: &mut Draws| {
        let decades = if tame { 1.0 } else { 6.0 };
        Precise::new(10.0_f64.powf(draws.between(-decades, decades)))
    };
    match spec.role {
        Role::Rate if tame => Precise::new(draws.between(0.0, 1.0) + 1.0 / 64.0),
        Role::Rate => size(draws),
        Role::Fraction => match draws.below(8) {
            0 => Precise::zero(),
            1 => Precise::one(),
            2 => Precise::new(1e-6),
            3 => Precise::one() - Precise::new(1e-6),
            _ => Precise::new(draws.unit()),
        },
        Role::Weight if draws.one_in(5) => Precise::zero(),
        Role::Weight => size(draws),
        Role::Coefficient => match draws.below(8) {
            0 => Precise::zero(),
            1 => Precise::from_integer(draws.below(7) as i64 - 3),
            2 => threshold(draws, rule),
            3 => -size(draws),
            _ => size(draws),
        },
    }
}

/// A fraction that stands in the rule, or a little beside it.
fn threshold(draws: &mut Draws, rule: &Rule) -> Precise {
    let fractions = rule.fractions();
    if fractions.is_empty() {
        return Precise::one();
    }
    let (p, q) = *draws.pick(&fractions);
    let beside = *draws.pick(&[0.0, 1e-3, -1e-3, 1e-9, -1e-9]);
    Precise::ratio(p, q) + Precise::new(beside)
}

/// A coordinate: 0, small integers (ties), thresholds of the rule, and numbers of any size.
pub fn coordinate(draws: &mut Draws, rule: &Rule, tame: bool) -> f64 {
    let sign = if draws.one_in(2) { -1.0 } else { 1.0 };
    match draws.below(8) {
        0 => 0.0,
        1 => draws.below(7) as f64 - 3.0,
        2 => sign * threshold(draws, rule).value(),
        _ if tame => draws.between(-2.0, 2.0),
        _ => sign * 10.0_f64.powf(draws.between(-6.0, 6.0)),
    }
}

/// How many coordinates: one to five, two and three most often.
pub fn dimension(draws: &mut Draws, least: usize) -> usize {
    (*draws.pick(&[1, 2, 2, 3, 3, 4, 5])).max(least)
}
