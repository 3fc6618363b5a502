//! Small rational points at which a property is examined, drawn name by name.

use super::Point;
use crate::method::Role;
use crate::method::registry::Entry;
use crate::scalar::{Algebra, Rational};
use num_traits::One;

/// Values drawn for names as they are asked for.
pub(super) struct Draws<'a> {
    entry: &'a Entry,
    state: u64,
    /// The larger, the larger the fractions.
    size: i64,
    pub point: Point,
    dyadic: bool,
}

impl<'a> Draws<'a> {
    pub(super) fn new(entry: &'a Entry, seed: u64, attempt: usize, dyadic: bool) -> Self {
        let state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (attempt as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
        Self { entry, state, size: 1 + attempt as i64 / 64, point: Point::default(), dyadic }
    }

    /// SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: i64) -> i64 {
        (self.next() % bound.unsigned_abs().max(1)) as i64
    }

    pub(super) fn value(&mut self, name: &str) -> Rational {
        if !self.point.knows(name) {
            self.draw(name);
        }
        self.point.value(name)
    }

    fn draw(&mut self, name: &str) {
        if name == "sine" || name == "cosine" {
            // Pythagorean triples, among them a turn by no right angle.
            let (a, b, c) = [(3, 4, 5), (5, 12, 13), (8, 15, 17)][self.below(3) as usize];
            self.point.set("cosine", Rational::ratio(a, c));
            self.point.set("sine", Rational::ratio(b, c));
            return;
        }
        if name == "unit" {
            let (numerator, denominator) = [(2, 1), (1, 2)][self.below(2) as usize];
            self.point.set(name, Rational::ratio(numerator, denominator));
            return;
        }
        let role = role(self.entry, name);
        let denominator = if self.dyadic { 1 << self.below(3) } else { 1 + self.below(3) };
        let (numerator, denominator) = match role {
            // Half of the rates are 1, so that energies often have rational roots.
            Some(Role::Rate) if self.below(2) == 0 => (1, 1),
            Some(Role::Rate) => (1 + self.below(2 + self.size), denominator),
            Some(Role::Fraction) if self.dyadic => (1 + self.below(3), 4),
            Some(Role::Fraction) => [(1, 2), (1, 3), (2, 3), (3, 4)][self.below(4) as usize],
            Some(Role::Weight) => (1 + self.below(1 + self.size), denominator),
            Some(Role::Coefficient) => (self.below(3 + 2 * self.size) - 1 - self.size, denominator),
            // Often 0, so that points with rational roots are met.
            None if self.below(4) == 0 => (0, 1),
            None if name.ends_with('′') && self.below(3) > 0 => (0, 1),
            None => (self.below(3 + 2 * self.size) - 1 - self.size, denominator),
        };
        self.point.set(name, Rational::ratio(numerator, denominator));
    }
}

/// What a name is to the rule, where it is a hyperparameter.
pub(super) fn role(entry: &Entry, name: &str) -> Option<Role> {
    entry.description.numbers.iter().find(|spec| spec.name == name).map(|spec| spec.role)
}

/// Whether a value makes sense for a name.
pub(super) fn admissible(entry: &Entry, name: &str, value: &Rational) -> bool {
    match role(entry, name) {
        Some(Role::Rate) => value.sign() > 0,
        Some(Role::Fraction) => value.sign() > 0 && *value < Rational::one(),
        Some(Role::Weight) => value.sign() >= 0,
        Some(Role::Coefficient) => true,
        None => !["sine", "cosine", "unit"].contains(&name),
    }
}
