//! Binary64 that counts its operations.
//!
//! The tally belongs to the thread: [`Counting::tally`] runs a closure and
//! says what it cost. A copy, a zero and a constant are free.

use super::{Absolute, Algebra, Approximate, Compare, Field, Ring, Root, Slope, Transcendental, forward_operators};
use num_traits::{One, Zero};
use std::cell::Cell;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// How many operations of each kind were done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Additions, subtractions and changes of sign.
    pub additions: u64,
    /// Multiplications.
    pub multiplications: u64,
    /// Squares: one multiplication, or one `pow` in the published programs.
    pub squares: u64,
    /// Divisions by a computed number (a constant fraction is free).
    pub divisions: u64,
    /// Square roots.
    pub roots: u64,
    /// Absolute values and comparisons.
    pub selections: u64,
    /// exp, ln, sin, cos, tanh.
    pub transcendentals: u64,
}

impl Operations {
    /// All operations, each counted once.
    pub fn total(&self) -> u64 {
        self.additions
            + self.multiplications
            + self.squares
            + self.divisions
            + self.roots
            + self.selections
            + self.transcendentals
    }

    /// These and others together.
    #[must_use]
    pub fn plus(&self, others: &Self) -> Self {
        Self {
            additions: self.additions + others.additions,
            multiplications: self.multiplications + others.multiplications,
            squares: self.squares + others.squares,
            divisions: self.divisions + others.divisions,
            roots: self.roots + others.roots,
            selections: self.selections + others.selections,
            transcendentals: self.transcendentals + others.transcendentals,
        }
    }

    const NONE: Self = Self {
        additions: 0,
        multiplications: 0,
        squares: 0,
        divisions: 0,
        roots: 0,
        selections: 0,
        transcendentals: 0,
    };
}

thread_local! {
    static TALLY: Cell<Operations> = const { Cell::new(Operations::NONE) };
}

/// Counts one operation of the kind that `kind` picks.
fn count(kind: fn(&mut Operations) -> &mut u64) {
    TALLY.with(|tally| {
        let mut operations = tally.get();
        *kind(&mut operations) += 1;
        tally.set(operations);
    });
}

/// An `f64` that counts what is done to it.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Counting, Root};
/// let (root, cost) = Counting::tally(|| (Counting(1.0) + Counting(3.0)).sqrt());
/// assert_eq!(root, Counting(2.0));
/// assert_eq!((cost.additions, cost.roots, cost.total()), (1, 1, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Counting(pub f64);

impl Counting {
    /// Runs `work` and returns its result with the operations that it took,
    /// those of tallies within it included.
    pub fn tally<R>(work: impl FnOnce() -> R) -> (R, Operations) {
        let before = TALLY.replace(Operations::NONE);
        let result = work();
        let inner = TALLY.replace(before);
        TALLY.set(before.plus(&inner));
        (result, inner)
    }
}

forward_operators!(Counting);

impl Add<&Counting> for Counting {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        count(|n| &mut n.additions);
        Self(self.0 + other.0)
    }
}

impl Sub<&Counting> for Counting {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        count(|n| &mut n.additions);
        Self(self.0 - other.0)
    }
}

impl Mul<&Counting> for Counting {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        count(|n| &mut n.multiplications);
        Self(self.0 * other.0)
    }
}

impl Div for Counting {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Div::<&Self>::div(self, &other)
    }
}

impl Div<&Counting> for Counting {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        count(|n| &mut n.divisions);
        Self(self.0 / other.0)
    }
}

impl Neg for Counting {
    type Output = Self;
    fn neg(self) -> Self {
        count(|n| &mut n.additions);
        Self(-self.0)
    }
}

impl Zero for Counting {
    fn zero() -> Self {
        Self(0.0)
    }
    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Counting {
    fn one() -> Self {
        Self(1.0)
    }
}

impl Ring for Counting {
    fn from_integer(n: i64) -> Self {
        Self(n as f64)
    }

    fn square(&self) -> Self {
        count(|n| &mut n.squares);
        Self(self.0 * self.0)
    }
}

impl Algebra for Counting {
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self(f64::ratio(numerator, denominator))
    }
}

impl Field for Counting {}

impl Root for Counting {
    fn sqrt(&self) -> Self {
        count(|n| &mut n.roots);
        Self(self.0.sqrt())
    }
}

impl Transcendental for Counting {
    fn exp(&self) -> Self {
        count(|n| &mut n.transcendentals);
        Self(self.0.exp())
    }
    fn ln(&self) -> Self {
        count(|n| &mut n.transcendentals);
        Self(self.0.ln())
    }
    fn sin(&self) -> Self {
        count(|n| &mut n.transcendentals);
        Self(self.0.sin())
    }
    fn cos(&self) -> Self {
        count(|n| &mut n.transcendentals);
        Self(self.0.cos())
    }
    fn tanh(&self) -> Self {
        count(|n| &mut n.transcendentals);
        Self(self.0.tanh())
    }
}

impl Absolute for Counting {
    fn abs(&self) -> Self {
        count(|n| &mut n.selections);
        Self(self.0.abs())
    }
}

impl Compare for Counting {
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        count(|n| &mut n.selections);
        if self.0 > threshold.0 { above } else { otherwise }
    }

    /// One selection, as the choice itself.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        count(|n| &mut n.selections);
        Slope::by_order(self, threshold, above, otherwise, || Self(f64::NAN))
    }
}

impl Approximate for Counting {
    fn from_f64(x: f64) -> Self {
        Self(x)
    }
    fn to_f64(&self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_has_the_operations_of_tallies_within_it() {
        let (inner, outer) = Counting::tally(|| {
            let sum = Counting(1.0) + Counting(2.0);
            Counting::tally(|| sum * sum).1
        });
        assert_eq!((inner.total(), outer.total(), outer.multiplications), (1, 2, 1));
    }
}
