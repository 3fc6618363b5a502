//! Symbols with every rung: polynomials to which roots, inverses, absolute values,
//! choices and transcendental functions are adjoined.
//!
//! √p, 1/p, |p| and the choice \[p > 0\] are symbols of their own, named by the
//! polynomial p that they are made of: equal operands give equal symbols. The relations
//! that are used are (√p)² = p, |p|² = p², \[p > 0\]² = \[p > 0\] and p · 1/p = 1; a sign
//! is taken out of |p|, a factor out of 1/p, and the root of a number is a fraction times
//! roots of primes. Of exp, ln, sin, cos and tanh nothing is used but their values at 0
//! and 1 and that sin and tanh are odd and cos is even.
//!
//! An expression that comes out as 0 vanishes wherever the formula is defined (p ≥ 0
//! under a root, p ≠ 0 in a divisor): that is a proof, of a formula that is defined
//! somewhere. One that does not come out as 0 may vanish all the same, since not every
//! relation is used; a refutation needs a point.
//!
//! What is defined nowhere is undefined, with the reason: a quotient by what comes out
//! as 0, a root of a negative number, ln of one that is not positive; and so is what was
//! not computed, as it would have been too large. Everything computed from an undefined
//! number is undefined, and so is 0 times it; it is not 0 and equal to nothing, itself
//! included.

mod adjoined;
mod constant;
mod reduce;
#[cfg(test)]
mod tests;
mod value;

pub use adjoined::{Adjoined, Elementary, Kind};

use super::{
    Absolute, Algebra, Compare, Exact, Field, Polynomial, Rational, Ring, Root, Slope, Transcendental, Undefined,
    forward_operators,
};
use num_traits::{One, Zero};
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::OnceLock;

/// A polynomial in symbols, some of which stand for roots, inverses, absolute
/// values and choices; or why there is none.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Absolute, Ring, Root, Symbolic};
/// let x = Symbolic::symbol("x");
/// assert_eq!(x.sqrt().square(), x);
/// assert_eq!((-x.clone()).abs(), x.abs());
/// assert_ne!(x.abs(), x);
/// ```
/// Nothing is proved of what is undefined:
/// ```
/// use num_traits::{One, Zero};
/// use stable_sgd::scalar::{Symbolic, Undefined};
/// let product = Symbolic::zero() * (Symbolic::one() / Symbolic::zero());
/// assert_eq!(product.defined().err(), Some(Undefined::DivisionByZero));
/// assert!(!product.is_zero() && product != product);
/// ```
#[derive(Clone)]
pub struct Symbolic {
    value: Result<Polynomial, Undefined>,
    /// Whether a symbol with a definition may occur.
    adjoined: bool,
}

impl Symbolic {
    /// Products of terms beyond which a product is not formed: it is undefined, so that a
    /// proof fails and does not hang.
    pub const BUDGET: usize = 1 << 22;

    /// The same where roots and the like occur, whose squares are to be replaced.
    pub const ADJOINED_BUDGET: usize = 1 << 14;

    /// Terms of an expression beyond which it is undefined.
    pub const TERMS: usize = 1 << 17;

    /// Bytes of the name of an adjoined symbol, beyond which it is undefined: roots in
    /// roots have names that grow exponentially.
    pub const NAME_BUDGET: usize = 1 << 13;

    /// The result of `work`, in which products of terms are formed up to a budget in all: what
    /// would go beyond it is undefined. Budgets within budgets count to both.
    pub fn within<R>(budget: usize, work: impl FnOnce() -> R) -> R {
        let before = LEFT.get();
        let granted = budget.min(before);
        LEFT.set(granted);
        let _counted = OnDrop(|| LEFT.set(before - (granted - LEFT.get())));
        work()
    }

    /// The result of `work` within a budget of its own, which counts to no other: what several
    /// ask for and the first of them computes is the same whoever that is.
    pub fn apart<R>(budget: usize, work: impl FnOnce() -> R) -> R {
        let before = LEFT.replace(budget);
        let _restored = OnDrop(|| LEFT.set(before));
        work()
    }

    /// Whether a product of so many terms is within the budget, which then is less by it.
    fn spend(terms: usize) -> bool {
        let left = LEFT.get().checked_sub(terms);
        LEFT.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Whether no coefficient has grown too large for an [`Exact`]; words beyond the first of
    /// each count as terms do.
    fn is_short(p: &Polynomial) -> bool {
        let sizes = || p.coefficients().map(Rational::size_in_bits);
        sizes().all(|bits| bits <= Exact::SIZE_BUDGET) && Self::spend(sizes().map(|bits| bits / 64).sum())
    }

    /// A free symbol. The names of adjoined symbols, as "√(x)", are theirs.
    pub fn symbol(name: &str) -> Self {
        Polynomial::symbol(name).into()
    }

    /// The polynomial in free and adjoined symbols.
    ///
    /// # Errors
    /// Why it is undefined.
    pub fn defined(&self) -> Result<&Polynomial, Undefined> {
        self.value.as_ref().map_err(|reason| *reason)
    }

    /// The polynomial in free and adjoined symbols; where there is none, a symbol that is
    /// named by the reason. Where it may be undefined, [`defined`](Self::defined) says so:
    /// among polynomials two such symbols may cancel.
    pub fn polynomial(&self) -> &Polynomial {
        self.value.as_ref().unwrap_or_else(|reason| stand_in(*reason))
    }

    /// Whether it needs no root, inverse, absolute value or choice.
    pub fn is_polynomial(&self) -> bool {
        !self.adjoined
    }

    /// Whether it is defined: every product was formed, nothing was divided by zero, and
    /// no function was asked for its value outside its domain.
    pub fn is_whole(&self) -> bool {
        self.value.is_ok()
    }

    fn undefined(reason: Undefined) -> Self {
        Self { value: Err(reason), adjoined: true }
    }

    /// The number that it is, where no symbol occurs.
    fn constant(&self) -> Option<Rational> {
        self.value.as_ref().ok()?.as_constant()
    }

    /// p and false, or −p and true: that with a positive leading coefficient.
    fn without_sign(&self) -> (Self, bool) {
        let negative = self.value.as_ref().is_ok_and(|p| p.leading_coefficient().sign() < 0);
        (if negative { -self.clone() } else { self.clone() }, negative)
    }

    /// f(p) as a symbol, or its value where p is `known`.
    fn function(&self, function: Elementary, known: (i64, i64)) -> Self {
        if self.constant() == Some(known.0.into()) {
            return Self::from_integer(known.1);
        }
        if function == Elementary::Ln && self.sign().is_some_and(Ordering::is_le) {
            return Self::undefined(Undefined::Transcendental);
        }
        self.adjoin(Kind::Function(function))
    }

    /// An odd function with f(0) = 0.
    fn odd(&self, function: Elementary) -> Self {
        let (argument, negative) = self.without_sign();
        let value = argument.function(function, (0, 0));
        if negative { -value } else { value }
    }

    /// 1/p, with p's leading coefficient taken out.
    fn inverse(&self) -> Self {
        if self.is_zero() {
            return Self::undefined(Undefined::DivisionByZero);
        }
        let Ok(p) = &self.value else { return self.clone() };
        if let Some(inverse) = constant::inverse(p) {
            return inverse.into();
        }
        let scale = Self::from(Polynomial::constant(Rational::one() / p.leading_coefficient()));
        (self.clone() * &scale).adjoin(Kind::Inverse) * scale
    }
}

thread_local! {
    /// Products of terms that may still be formed.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// What is done at the end of a block, after a panic too.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The symbol that stands for what is undefined among polynomials.
fn stand_in(reason: Undefined) -> &'static Polynomial {
    static SYMBOLS: OnceLock<Vec<(Undefined, Polynomial)>> = OnceLock::new();
    let symbol = |reason: Undefined| (reason, Polynomial::symbol(&format!("undefined ({reason})")));
    let symbols = SYMBOLS.get_or_init(|| Undefined::ALL.map(symbol).to_vec());
    let known = symbols.iter().find(|(known, _)| *known == reason);
    known.map_or_else(|| unreachable!("every reason is in the list"), |(_, symbol)| symbol)
}

/// Undefined numbers are equal to nothing.
impl PartialEq for Symbolic {
    fn eq(&self, other: &Self) -> bool {
        let (Ok(a), Ok(b)) = (&self.value, &other.value) else { return false };
        if a == b {
            return true;
        }
        // Without divisors each value is written in one way.
        (self.adjoined || other.adjoined)
            && Self::spend(a.term_count() + b.term_count())
            && (reduce::has_divisors(a) || reduce::has_divisors(b))
            && reduce::vanishes(&(a.clone() - b))
    }
}

impl From<Polynomial> for Symbolic {
    /// A polynomial in free and adjoined symbols.
    fn from(polynomial: Polynomial) -> Self {
        let adjoined = adjoined::occur_in(&polynomial);
        Self { value: if adjoined { reduce::reduced(polynomial) } else { Ok(polynomial) }, adjoined }
    }
}

forward_operators!(Symbolic);

impl Symbolic {
    /// `operation` of two numbers that are defined.
    fn both(
        self,
        other: &Self,
        operation: impl FnOnce(Polynomial, &Polynomial) -> Result<Polynomial, Undefined>,
    ) -> Self {
        let value = match (self.value, &other.value) {
            // A sum takes each term once.
            (Ok(a), Ok(b)) if !Self::spend(a.term_count() + b.term_count()) => Err(Undefined::Budget),
            (Ok(a), Ok(b)) => operation(a, b).and_then(|value| match value.term_count() {
                count if count > Self::TERMS || !Self::is_short(&value) => Err(Undefined::Budget),
                _ => Ok(value),
            }),
            (Err(reason), _) => Err(reason),
            (_, Err(reason)) => Err(*reason),
        };
        let adjoined = self.adjoined || other.adjoined || value.is_err();
        Self { value, adjoined }
    }
}

impl Add<&Symbolic> for Symbolic {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        self.both(other, |a, b| Ok(a + b))
    }
}

impl Sub<&Symbolic> for Symbolic {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        self.both(other, |a, b| Ok(a - b))
    }
}

impl Mul<&Symbolic> for Symbolic {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        let (either, both) = (self.adjoined || other.adjoined, self.adjoined && other.adjoined);
        let budget = if both { Self::ADJOINED_BUDGET } else { Self::BUDGET };
        self.both(other, |a, b| {
            let terms = a.term_count() * b.term_count();
            if terms > budget || !Self::spend(terms) {
                return Err(Undefined::Budget);
            }
            // A multiple by a number has the relations that it had.
            let is_multiple = a.as_constant().is_some() || b.as_constant().is_some();
            let product = a * b;
            if either && !is_multiple { reduce::reduced(product) } else { Ok(product) }
        })
    }
}

impl Div<&Symbolic> for Symbolic {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        let is_same = matches!((&self.value, &other.value), (Ok(a), Ok(b)) if a == b);
        if is_same && !other.is_zero() { Self::one() } else { self * other.inverse() }
    }
}

impl Div for Symbolic {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Div::<&Self>::div(self, &other)
    }
}

impl Neg for Symbolic {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: self.value.map(Neg::neg), adjoined: self.adjoined }
    }
}

impl Zero for Symbolic {
    fn zero() -> Self {
        Self { value: Ok(Polynomial::zero()), adjoined: false }
    }
    /// Whether it comes out as 0, inverses cleared.
    fn is_zero(&self) -> bool {
        self.value.as_ref().is_ok_and(|p| p.is_zero() || (self.adjoined && reduce::vanishes(p)))
    }
}

impl One for Symbolic {
    fn one() -> Self {
        Self::from_integer(1)
    }
}

impl Ring for Symbolic {
    fn from_integer(n: i64) -> Self {
        Self { value: Ok(Polynomial::from_integer(n)), adjoined: false }
    }
}

impl Algebra for Symbolic {
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::from_integer(numerator) / Self::from_integer(denominator)
    }
}

impl Field for Symbolic {}

impl Root for Symbolic {
    fn sqrt(&self) -> Self {
        match (self.sign(), self.constant()) {
            (Some(Ordering::Less), _) => Self::undefined(Undefined::Root),
            (Some(Ordering::Equal), _) => Self::zero(),
            (_, Some(value)) => constant::root(&value),
            (_, None) => self.adjoin(Kind::Root),
        }
    }
}

impl Transcendental for Symbolic {
    fn exp(&self) -> Self {
        self.function(Elementary::Exp, (0, 1))
    }
    fn ln(&self) -> Self {
        self.function(Elementary::Ln, (1, 0))
    }
    fn sin(&self) -> Self {
        self.odd(Elementary::Sin)
    }
    fn cos(&self) -> Self {
        self.without_sign().0.function(Elementary::Cos, (0, 1))
    }
    fn tanh(&self) -> Self {
        self.odd(Elementary::Tanh)
    }
}

impl Absolute for Symbolic {
    fn abs(&self) -> Self {
        match self.sign() {
            Some(Ordering::Less) => -self.clone(),
            Some(_) => self.clone(),
            None => self.without_sign().0.adjoin(Kind::Magnitude),
        }
    }
}

impl Compare for Symbolic {
    /// `otherwise` + \[p > t\] (`above` − `otherwise`); the branch alone where the sign of
    /// p − t is known.
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        let difference = self.clone() - threshold;
        match difference.sign() {
            Some(Ordering::Greater) => above,
            Some(_) => otherwise,
            None => difference.adjoin(Kind::Choice) * (above - &otherwise) + otherwise,
        }
    }

    /// Undefined where p − t comes out as 0 and the branches differ; where it is symbolic,
    /// the corner is at some of its values, at which the choice is no formula.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        if (self.clone() - threshold).sign() == Some(Ordering::Equal) && !above.agrees(&otherwise) {
            return Self::undefined(Undefined::Corner);
        }
        self.select_above(threshold, above.slope.clone(), otherwise.slope.clone())
    }
}

/// As the polynomial, or the reason why there is none.
impl fmt::Display for Symbolic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.polynomial(), f)
    }
}

impl fmt::Debug for Symbolic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
