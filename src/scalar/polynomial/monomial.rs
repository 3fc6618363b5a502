//! Variables and their products.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A variable: its name, stored once for the life of the program, so that a
/// copy is free and equal names are one address.
#[derive(Clone, Copy)]
pub(super) struct Variable(&'static Name);

/// A name, behind its first bytes as a number: most names differ in those.
struct Name {
    first: u64,
    text: Box<str>,
}

impl Variable {
    pub(super) fn named(name: &str) -> Self {
        static NAMES: Mutex<BTreeMap<&'static str, Variable>> = Mutex::new(BTreeMap::new());
        // A map of names is whole wherever a thread may have panicked.
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return *known;
        }
        let first =
            name.bytes().chain(std::iter::repeat(0)).take(8).fold(0, |first, byte| first << 8 | u64::from(byte));
        let new = Self(Box::leak(Box::new(Name { first, text: name.into() })));
        names.insert(new.name(), new);
        new
    }

    pub(super) fn name(self) -> &'static str {
        &self.0.text
    }
}

impl PartialEq for Variable {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Variable {}

impl PartialOrd for Variable {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By name.
impl Ord for Variable {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other {
            return Ordering::Equal;
        }
        self.0.first.cmp(&other.0.first).then_with(|| self.0.text.cmp(&other.0.text))
    }
}

/// A product of powers of variables, x² y: sorted by name, no power zero.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Monomial(pub(super) Vec<(Variable, u32)>);

impl Monomial {
    pub(super) const ONE: Self = Self(Vec::new());

    /// Powers of a variable add.
    ///
    /// # Panics
    /// Where a power reaches 2³².
    pub(super) fn times(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.as_slice(), other.0.as_slice());
        let mut powers = Vec::with_capacity(left.len() + right.len());
        while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
            match a.0.cmp(&b.0) {
                Ordering::Less => {
                    powers.push(*a);
                    left = left_rest;
                }
                Ordering::Greater => {
                    powers.push(*b);
                    right = right_rest;
                }
                Ordering::Equal => {
                    powers.push((a.0, a.1.checked_add(b.1).expect("a power below 2³²")));
                    (left, right) = (left_rest, right_rest);
                }
            }
        }
        powers.extend_from_slice(left);
        powers.extend_from_slice(right);
        Self(powers)
    }

    /// Whether `other` times a monomial gives it.
    pub(super) fn is_multiple_of(&self, other: &Self) -> bool {
        let mut own = self.0.iter();
        other.0.iter().all(|(variable, power)| own.any(|(found, has)| found == variable && has >= power))
    }

    /// The monomial that gives this one times `other`; nothing where there is none.
    pub(super) fn over(&self, other: &Self) -> Option<Self> {
        let mut divisors = other.0.as_slice();
        let mut powers = Vec::with_capacity(self.0.len());
        for (variable, power) in &self.0 {
            let mut left = *power;
            if let [(divisor, taken), rest @ ..] = divisors
                && divisor == variable
            {
                left = power.checked_sub(*taken)?;
                divisors = rest;
            }
            if left > 0 {
                powers.push((*variable, left));
            }
        }
        divisors.is_empty().then_some(Self(powers))
    }

    /// The variables' names with their powers, by name.
    pub(super) fn powers(&self) -> impl Iterator<Item = (&'static str, u32)> + '_ {
        self.0.iter().map(|(variable, power)| (variable.name(), *power))
    }

    pub(super) fn degree(&self) -> u64 {
        self.0.iter().map(|(_, power)| u64::from(*power)).sum()
    }

    /// The power of a variable, and the monomial without it; nothing where the
    /// variable does not occur.
    pub(super) fn split(&self, variable: Variable) -> Option<(u32, Self)> {
        let place = self.0.iter().position(|(own, _)| *own == variable)?;
        let mut rest = self.clone();
        let (_, power) = rest.0.remove(place);
        Some((power, rest))
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The lexicographic order, in which the variable with the least name counts
/// most: b < a < a b < a². Multiplication keeps it.
impl Ord for Monomial {
    fn cmp(&self, other: &Self) -> Ordering {
        for (a, b) in self.0.iter().zip(&other.0) {
            // Where the names differ, the later one's list has the other at power 0.
            let order = b.0.cmp(&a.0).then(a.1.cmp(&b.1));
            if order.is_ne() {
                return order;
            }
        }
        self.0.len().cmp(&other.0.len())
    }
}
