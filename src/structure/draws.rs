//! Rational points at which a property is examined, drawn name by name.

use super::Point;
use super::subject::Subject;
use crate::method::{NumberSpec, Role};
use crate::scalar::{Algebra, Approximate, Rational};
use num_traits::{One, Zero};

/// What points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DrawStyle {
    /// Small fractions, larger ones later.
    Small,
    /// Small fractions that are floats.
    Dyadic,
    /// Any size, ends of roles, registered numbers, and both sides of the fractions that
    /// stand in the rule's formula.
    Wide,
    /// The same as floats.
    WideDyadic,
}

/// Values drawn for names as they are asked for.
pub(super) struct Draws<'a> {
    subject: &'a Subject,
    state: u64,
    /// The larger, the larger the fractions.
    size: i64,
    pub point: Point,
    style: DrawStyle,
    /// What the state's values are multiplied by.
    scale: Rational,
    /// Fractions of the formula, of a size that a value may have.
    constants: &'a [Rational],
}

impl<'a> Draws<'a> {
    pub(super) fn new(subject: &'a Subject, seed: u64, attempt: usize, style: DrawStyle) -> Self {
        let state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (attempt as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
        let size = 1 + attempt as i64 / 64;
        let mut draws =
            Self { subject, state, size, point: Point::default(), style, scale: Rational::one(), constants: &[] };
        if draws.is_wide() {
            draws.constants = subject.constants();
            draws.scale = draws.scale_of_state();
        }
        draws
    }

    fn is_wide(&self) -> bool {
        matches!(self.style, DrawStyle::Wide | DrawStyle::WideDyadic)
    }

    /// 1, a power of 10 (of 2 where values are floats), or a fraction of the formula.
    fn scale_of_state(&mut self) -> Rational {
        let constants = self.constants.len() as i64;
        match self.below(4) {
            0 => Rational::one(),
            1 | 2 if constants > 0 => self.constant(),
            _ => self.power(),
        }
    }

    /// A fraction of the formula.
    fn constant(&mut self) -> Rational {
        let place = self.below(self.constants.len() as i64) as usize;
        self.constants[place].clone()
    }

    /// b^k with |k| ≤ 6, b = 10; with |k| ≤ 20, b = 2 where values are floats.
    fn power(&mut self) -> Rational {
        let (base, largest) = if self.style == DrawStyle::WideDyadic { (2_i64, 20) } else { (10, 6) };
        let power = self.below(2 * largest + 1) - largest;
        let size = base.pow(power.unsigned_abs() as u32);
        if power < 0 { Rational::ratio(1, size) } else { Rational::from(size) }
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
            if self.style == DrawStyle::WideDyadic {
                // A value that an enclosure has as one float.
                let float = Rational::from_finite(self.point.value(name).to_f64());
                self.point.set(name, float.unwrap_or_else(Rational::zero));
            }
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
        let spec = self.subject.entry.description.numbers.iter().find(|spec| spec.name == name);
        if let Some(spec) = spec.filter(|_| self.is_wide())
            && let Some(value) = self.wide_number(spec)
        {
            self.point.set(name, value);
            return;
        }
        let dyadic = matches!(self.style, DrawStyle::Dyadic | DrawStyle::WideDyadic);
        let denominator = if dyadic { 1 << self.below(3) } else { 1 + self.below(3) };
        let (numerator, denominator) = match spec.map(|spec| spec.role) {
            // Half of the rates are 1, so that energies often have rational roots.
            Some(Role::Rate) if self.below(2) == 0 => (1, 1),
            Some(Role::Rate) => (1 + self.below(2 + self.size), denominator),
            Some(Role::Fraction) if dyadic => (1 + self.below(3), 4),
            Some(Role::Fraction) => [(1, 2), (1, 3), (2, 3), (3, 4)][self.below(4) as usize],
            Some(Role::Weight) => (1 + self.below(1 + self.size), denominator),
            Some(Role::Coefficient) => (self.below(3 + 2 * self.size) - 1 - self.size, denominator),
            // Often 0, so that points with rational roots are met.
            None if self.below(4) == 0 => (0, 1),
            None if name.ends_with('′') && self.below(3) > 0 => (0, 1),
            None => (self.below(3 + 2 * self.size) - 1 - self.size, denominator),
        };
        let value = Rational::ratio(numerator, denominator);
        let value = if spec.is_none() && self.is_wide() { value * &self.scale } else { value };
        self.point.set(name, value);
    }

    /// The registered value, an end of the role, a value beside a fraction of the formula, or
    /// one of any size; nothing where a small one is to be drawn.
    fn wide_number(&mut self, spec: &NumberSpec) -> Option<Rational> {
        let constants = self.constants.len() as i64;
        let drawn = match self.below(8) {
            0 | 1 => Rational::ratio(spec.default.0, spec.default.1),
            2 => Rational::zero(),
            3 => Rational::one(),
            4 | 5 if constants > 0 => {
                let constant = self.constant();
                let (n, d) = [(1, 1), (9, 8), (7, 8), (1, 2), (2, 1)][self.below(5) as usize];
                constant * Rational::ratio(n, d)
            }
            6 => self.power(),
            _ => return None,
        };
        let allowed = match spec.role {
            Role::Rate => drawn.sign() > 0,
            Role::Fraction => drawn.sign() >= 0 && drawn <= Rational::one(),
            Role::Weight => drawn.sign() >= 0,
            Role::Coefficient => true,
        };
        allowed.then_some(drawn)
    }
}

/// A number from ½ to 1 that is made of a name.
pub(super) fn made_of(name: &str) -> f64 {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = name.bytes().fold(0x811C_9DC5, mix);
    0.5 + f64::from(hash >> 8) / f64::from(1_u32 << 25)
}

/// What a name is to the rule, where it is a hyperparameter.
pub(super) fn role(subject: &Subject, name: &str) -> Option<Role> {
    subject.entry.description.numbers.iter().find(|spec| spec.name == name).map(|spec| spec.role)
}

/// Whether a value makes sense for a name.
pub(super) fn admissible(subject: &Subject, name: &str, value: &Rational) -> bool {
    match role(subject, name) {
        Some(Role::Rate) => value.sign() > 0,
        Some(Role::Fraction) => value.sign() > 0 && *value < Rational::one(),
        Some(Role::Weight) => value.sign() >= 0,
        Some(Role::Coefficient) => true,
        None => !["sine", "cosine", "unit"].contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;
    use crate::scalar::Absolute;

    fn drawn(name: &str, style: DrawStyle) -> Vec<Rational> {
        let subject = Subject::of(&registry::find("stable_sgd").expect("registered"));
        (0..400).map(|attempt| Draws::new(&subject, 1, attempt, style).value(name)).collect()
    }

    /// Wide points have the registered numbers, ends of a role and all sizes; small ones do not.
    #[test]
    fn wide_points_have_every_size() {
        let subject = Subject::of(&registry::find("stable_sgd").expect("registered"));
        let spec = subject.entry.description.numbers.iter().find(|spec| spec.role == Role::Rate).expect("a rate");
        let (wide, small) = (drawn(spec.name, DrawStyle::Wide), drawn(spec.name, DrawStyle::Small));
        let registered = Rational::ratio(spec.default.0, spec.default.1);
        let (large, tiny) = (Rational::from(10_000), Rational::ratio(1, 10_000));
        for (points, has) in [(&wide, true), (&small, false)] {
            assert_eq!(points.contains(&registered), has);
            assert_eq!(points.iter().any(|x| *x >= large), has);
            assert_eq!(points.iter().any(|x| *x <= tiny), has);
            assert!(points.contains(&Rational::one()) && points.iter().all(|x| x.sign() > 0));
        }
        let fraction =
            subject.entry.description.numbers.iter().find(|spec| spec.role == Role::Fraction).expect("a share");
        for style in [DrawStyle::Dyadic, DrawStyle::WideDyadic] {
            let shares = drawn(fraction.name, style);
            assert!(shares.iter().all(|x| Rational::from_finite(x.to_f64()).as_ref() == Some(x)));
        }
        let dyadic = drawn("q1", DrawStyle::WideDyadic);
        assert!(dyadic.iter().all(|x| Rational::from_finite(x.to_f64()).as_ref() == Some(x)));
        assert!(dyadic.iter().any(|x| x.clone().abs() >= large) && dyadic.contains(&Rational::zero()));
    }
}
