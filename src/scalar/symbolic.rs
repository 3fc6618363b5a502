//! Symbols with every rung: polynomials to which roots, inverses, absolute values,
//! choices and transcendental functions are adjoined.
//!
//! √p, 1/p, |p| and the choice \[p > 0\] are symbols of their own, named by the
//! polynomial p that they are made of: equal operands give equal symbols. Three
//! relations are used, (√p)² = p, |p|² = p² and \[p > 0\]² = \[p > 0\]; a sign is
//! taken out of |p|, and a factor out of 1/p. Of exp, ln, sin, cos and tanh nothing is
//! used but their values at 0 and 1 and that sin and tanh are odd and cos is even.
//!
//! An expression that comes out as 0 vanishes wherever the formula is defined (p ≥ 0
//! under a root, p ≠ 0 in a divisor): that is a proof. One that does not come out as
//! 0 may vanish all the same, since not every relation is used; a refutation
//! needs a point.

use super::{Absolute, Algebra, Compare, Field, Polynomial, Rational, Ring, Root, Transcendental, forward_operators};
use num_traits::{One, Zero};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// A polynomial in symbols, some of which stand for roots, inverses, absolute
/// values and choices.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Absolute, Ring, Root, Symbolic};
/// let x = Symbolic::symbol("x");
/// assert_eq!(x.sqrt().square(), x);
/// assert_eq!((-x.clone()).abs(), x.abs());
/// assert_ne!(x.abs(), x);
/// ```
#[derive(Clone)]
pub struct Symbolic {
    polynomial: Polynomial,
    /// Whether a symbol with a relation may occur.
    adjoined: bool,
}

/// What the square of an adjoined symbol is.
fn squares() -> std::sync::MutexGuard<'static, BTreeMap<String, Polynomial>> {
    static SQUARES: Mutex<BTreeMap<String, Polynomial>> = Mutex::new(BTreeMap::new());
    // The table is whole wherever a thread may have panicked.
    SQUARES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The first letters of adjoined symbols, so that others need not be looked up.
const ROOT: &str = "√";
const INVERSE: &str = "1/";
const MAGNITUDE: &str = "|";
const CHOICE: &str = "[";

/// The name, before its number, of what was not computed.
const UNKNOWN: &str = "unknown#";

impl Symbolic {
    /// Products of terms beyond which a product is not formed: a symbol of its own,
    /// equal to nothing else, stands for it, so that a proof fails and does not hang.
    pub const BUDGET: usize = 1 << 22;

    /// The same where roots and the like occur, whose squares are to be replaced.
    pub const ADJOINED_BUDGET: usize = 1 << 14;

    /// A free symbol.
    pub fn symbol(name: &str) -> Self {
        Polynomial::symbol(name).into()
    }

    /// The polynomial in free and adjoined symbols.
    pub fn polynomial(&self) -> &Polynomial {
        &self.polynomial
    }

    /// Whether it needs no root, inverse, absolute value or choice.
    pub fn is_polynomial(&self) -> bool {
        !self.adjoined
    }

    /// Whether every product was formed: none was beyond the budget, and nothing was
    /// divided by zero.
    pub fn is_whole(&self) -> bool {
        !self.polynomial.variables().iter().any(|name| name.contains(UNKNOWN))
    }

    fn adjoin(name: String, square: Option<Polynomial>) -> Self {
        let polynomial = Polynomial::symbol(&name);
        if let Some(square) = square {
            squares().entry(name).or_insert(square);
        }
        Self { polynomial, adjoined: true }
    }

    /// A symbol that is equal to no other.
    fn unknown() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        Self::adjoin(format!("{UNKNOWN}{}", COUNT.fetch_add(1, Ordering::Relaxed)), None)
    }

    /// Squares of adjoined symbols, replaced until none is left.
    fn reduced(polynomial: Polynomial) -> Self {
        let mut rest = polynomial;
        loop {
            let found = rest.variables().into_iter().find_map(|name| {
                let special = [ROOT, MAGNITUDE, CHOICE].iter().any(|letter| name.starts_with(letter));
                let powers = special.then(|| rest.powers_of(name)).filter(|powers| powers.keys().any(|k| *k > 1))?;
                let square = squares().get(name).cloned()?;
                Some((Polynomial::symbol(name), square, powers))
            });
            let Some((symbol, square, powers)) = found else { return Self { polynomial: rest, adjoined: true } };
            rest = powers.into_iter().fold(Polynomial::zero(), |sum, (power, part)| {
                let part = part * square.pow(power / 2);
                sum + if power % 2 == 1 { part * &symbol } else { part }
            });
        }
    }

    /// f(p) as a symbol, or its value where p is `known`.
    fn function(&self, name: &str, known: (i64, i64)) -> Self {
        if self.constant() == Some(known.0.into()) {
            return Self::from_integer(known.1);
        }
        Self::adjoin(format!("{name}({})", self.polynomial), None)
    }

    /// p and false, or −p and true: that with a positive leading coefficient.
    fn without_sign(&self) -> (Self, bool) {
        let negative = self.polynomial.leading_coefficient().sign() < 0;
        (if negative { -self.clone() } else { self.clone() }, negative)
    }

    /// An odd function with f(0) = 0.
    fn odd(&self, name: &str) -> Self {
        let (argument, negative) = self.without_sign();
        let value = argument.function(name, (0, 0));
        if negative { -value } else { value }
    }

    fn constant(&self) -> Option<Rational> {
        self.polynomial.as_constant()
    }

    /// 1/p, with p's leading coefficient taken out.
    fn inverse(&self) -> Self {
        if let Some(value) = self.constant() {
            return match Rational::one().checked_div(&value) {
                Some(inverse) => Polynomial::constant(inverse).into(),
                None => Self::unknown(),
            };
        }
        let leading = self.polynomial.leading_coefficient();
        let scale = Polynomial::constant(Rational::one() / &leading);
        let monic = self.polynomial.clone() * &scale;
        Self::adjoin(format!("{INVERSE}({monic})"), None) * Self::from(scale)
    }
}

impl PartialEq for Symbolic {
    fn eq(&self, other: &Self) -> bool {
        self.polynomial == other.polynomial
    }
}

impl From<Polynomial> for Symbolic {
    /// A polynomial in free symbols.
    fn from(polynomial: Polynomial) -> Self {
        Self { polynomial, adjoined: false }
    }
}

forward_operators!(Symbolic);

impl Add<&Symbolic> for Symbolic {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        Self { polynomial: self.polynomial + &other.polynomial, adjoined: self.adjoined || other.adjoined }
    }
}

impl Sub<&Symbolic> for Symbolic {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        Self { polynomial: self.polynomial - &other.polynomial, adjoined: self.adjoined || other.adjoined }
    }
}

impl Mul<&Symbolic> for Symbolic {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        let budget = if self.adjoined && other.adjoined { Self::ADJOINED_BUDGET } else { Self::BUDGET };
        if self.polynomial.term_count() * other.polynomial.term_count() > budget {
            return Self::unknown();
        }
        let product = self.polynomial * &other.polynomial;
        if self.adjoined && other.adjoined {
            Self::reduced(product)
        } else {
            Self { polynomial: product, adjoined: self.adjoined || other.adjoined }
        }
    }
}

impl Div<&Symbolic> for Symbolic {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        if self == *other && !self.is_zero() { Self::one() } else { self * other.inverse() }
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
        Self { polynomial: -self.polynomial, adjoined: self.adjoined }
    }
}

impl Zero for Symbolic {
    fn zero() -> Self {
        Polynomial::zero().into()
    }
    fn is_zero(&self) -> bool {
        self.polynomial.is_zero()
    }
}

impl One for Symbolic {
    fn one() -> Self {
        Polynomial::one().into()
    }
}

impl Ring for Symbolic {
    fn from_integer(n: i64) -> Self {
        Polynomial::from_integer(n).into()
    }
}

impl Algebra for Symbolic {
    /// # Panics
    /// Where `denominator` is zero.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Polynomial::ratio(numerator, denominator).into()
    }
}

impl Field for Symbolic {}

impl Root for Symbolic {
    fn sqrt(&self) -> Self {
        if let Some(root) = self.constant().and_then(|value| value.sqrt_exact()) {
            return Polynomial::constant(root).into();
        }
        Self::adjoin(format!("{ROOT}({})", self.polynomial), Some(self.polynomial.clone()))
    }
}

impl Transcendental for Symbolic {
    fn exp(&self) -> Self {
        self.function("exp", (0, 1))
    }
    fn ln(&self) -> Self {
        self.function("ln", (1, 0))
    }
    fn sin(&self) -> Self {
        self.odd("sin")
    }
    fn cos(&self) -> Self {
        self.without_sign().0.function("cos", (0, 1))
    }
    fn tanh(&self) -> Self {
        self.odd("tanh")
    }
}

impl Absolute for Symbolic {
    fn abs(&self) -> Self {
        if let Some(value) = self.constant() {
            return Polynomial::constant(value.abs()).into();
        }
        let positive = if self.polynomial.leading_coefficient().sign() < 0 {
            -self.polynomial.clone()
        } else {
            self.polynomial.clone()
        };
        let square = Self { polynomial: positive.clone(), adjoined: self.adjoined };
        Self::adjoin(format!("{MAGNITUDE}{positive}{MAGNITUDE}"), Some(square.square().polynomial))
    }
}

impl Compare for Symbolic {
    /// `otherwise` + \[p > t\] (`above` − `otherwise`).
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        let difference = self.clone() - threshold;
        if let Some(value) = difference.constant() {
            return if value.sign() > 0 { above } else { otherwise };
        }
        let name = format!("{CHOICE}{} > 0]", difference.polynomial);
        let choice = Self::adjoin(name.clone(), Some(Polynomial::symbol(&name)));
        choice * (above - &otherwise) + otherwise
    }
}

impl fmt::Display for Symbolic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.polynomial, f)
    }
}

impl fmt::Debug for Symbolic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols<const COUNT: usize>(names: [&str; COUNT]) -> [Symbolic; COUNT] {
        names.map(Symbolic::symbol)
    }

    #[test]
    fn the_relations_are_used_and_no_others() {
        let [x, y] = symbols(["x", "y"]);
        let two = Symbolic::from_integer(2);
        assert_eq!((x.clone() + &y).sqrt().square() - &x, y);
        assert_eq!((x.clone() - &y).abs(), (y.clone() - &x).abs());
        assert_eq!((x.clone() - &y).abs().square(), (x.clone() - &y).square());
        assert_eq!(x.sqrt() / x.sqrt(), Symbolic::one());
        assert_eq!(Symbolic::one() / (two.clone() * &x), Symbolic::ratio(1, 2) / x.clone());
        let choice = x.select_above(&y, Symbolic::one(), Symbolic::zero());
        assert_eq!(choice.square(), choice);
        assert_eq!(Symbolic::ratio(9, 4).sqrt(), Symbolic::ratio(3, 2));
        assert_ne!(x.sqrt(), y.sqrt());
        assert_ne!(x.abs(), x);
        assert_ne!(two.sqrt(), Symbolic::one());
    }

    #[test]
    fn functions_keep_their_parity_and_their_values_at_0() {
        let [x, y] = symbols(["x", "y"]);
        let difference = x.clone() - &y;
        assert_eq!((y.clone() - &x).sin(), -difference.sin());
        assert_eq!((y - &x).cos(), difference.cos());
        assert_ne!(x.exp(), x.ln());
        assert_eq!(Symbolic::zero().exp() - Symbolic::zero().cos(), Symbolic::one().ln());
    }

    /// Nested: |x| of an expression that holds a root keeps its relation.
    #[test]
    fn relations_hold_inside_relations() {
        let [x, y] = symbols(["x", "y"]);
        let shifted = x.sqrt() + &y;
        assert_eq!(shifted.abs().square(), x.clone() + Symbolic::from_integer(2) * x.sqrt() * &y + y.square());
    }

    #[test]
    fn beyond_the_budget_nothing_is_equal() {
        let sum = (0..200).fold(Symbolic::zero(), |sum, i| sum + Symbolic::symbol(&format!("t{i}")).sqrt());
        let product = sum.clone() * &sum;
        assert_ne!(product.clone() - sum.clone() * &sum, Symbolic::zero());
        assert!(!(Symbolic::one() / Symbolic::zero() - Symbolic::one() / Symbolic::zero()).is_zero());
    }
}
