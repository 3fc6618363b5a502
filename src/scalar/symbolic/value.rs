//! The value of an expression at a point: enclosed, or exact.

use super::{Elementary, Kind, Symbolic, adjoined};
use crate::scalar::{Absolute, Algebra, Compare, Exact, Interval, Polynomial, Rational, Root, Transcendental, power};
use std::collections::BTreeMap;

/// Numbers on which adjoined symbols have values.
trait Valued: Algebra {
    fn coefficient(c: &Rational) -> Self;
    fn adjoined(kind: Kind, operand: &Self) -> Self;
}

impl Elementary {
    /// The function's value.
    pub fn of<T: Transcendental>(self, x: &T) -> T {
        match self {
            Self::Exp => x.exp(),
            Self::Ln => x.ln(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Tanh => x.tanh(),
        }
    }
}

/// √x, 1/x, |x|, \[x > 0\], or the value of a function.
fn adjoined_to<T: Root + Absolute + Compare>(kind: Kind, x: &T, function: impl FnOnce(Elementary, &T) -> T) -> T {
    match kind {
        Kind::Root => x.sqrt(),
        Kind::Inverse => T::one() / x,
        Kind::Magnitude => x.abs(),
        Kind::Choice => x.select_above(&T::zero(), T::one(), T::zero()),
        Kind::Function(name) => function(name, x),
    }
}

impl Valued for Interval {
    fn coefficient(c: &Rational) -> Self {
        c.into()
    }

    fn adjoined(kind: Kind, operand: &Self) -> Self {
        adjoined_to(kind, operand, Elementary::of)
    }
}

impl Valued for Exact {
    fn coefficient(c: &Rational) -> Self {
        c.clone().into()
    }

    fn adjoined(kind: Kind, operand: &Self) -> Self {
        adjoined_to(kind, operand, Elementary::of)
    }
}

impl Valued for Symbolic {
    fn coefficient(c: &Rational) -> Self {
        Polynomial::constant(c.clone()).into()
    }

    fn adjoined(kind: Kind, operand: &Self) -> Self {
        adjoined_to(kind, operand, Elementary::of)
    }
}

/// Σ c Π xᵏ with these values of the symbols.
fn sum_of_terms<T: Valued>(p: &Polynomial, values: &BTreeMap<&'static str, T>) -> T {
    p.terms().fold(T::zero(), |sum, (powers, c)| {
        sum + powers.fold(T::coefficient(c), |product, (name, exponent)| match values.get(name) {
            Some(value) => product * power(value, u64::from(exponent)),
            None => unreachable!("every symbol has a value"),
        })
    })
}

/// The value where free symbols have these, and an adjoined one that of `given`.
fn at<T: Valued>(p: &Polynomial, value: &dyn Fn(&str) -> T, given: Option<(&str, &T)>) -> T {
    let mut values: BTreeMap<&'static str, T> = BTreeMap::new();
    let definitions = adjoined::all_in(p);
    let adjoined = |name: &str| definitions.iter().any(|(adjoined, _)| *adjoined == name);
    for operand in definitions.iter().map(|(_, definition)| &definition.operand).chain([p]) {
        for name in operand.variables().into_iter().filter(|name| !adjoined(name)) {
            values.entry(name).or_insert_with(|| value(name));
        }
    }
    for (name, definition) in &definitions {
        let own = match given {
            Some((given, value)) if given == *name => value.clone(),
            _ => T::adjoined(definition.kind, &sum_of_terms(&definition.operand, &values)),
        };
        values.insert(name, own);
    }
    sum_of_terms(p, &values)
}

impl Symbolic {
    /// An interval that holds the value wherever the free symbols have values in these.
    ///
    /// Adjoined symbols are enclosed by way of their operands: a choice that is undecided
    /// is \[0, 1\], and of exp and ln nothing is known. What is undefined gives
    /// [`Interval::WHOLE`], from which nothing follows: its value was perhaps not
    /// computed, and the empty interval, a part of every other, would prove too much. A
    /// root below 0 is empty, as is a quotient by the point 0, and a quotient by another
    /// interval with 0 is the whole line, as in [`Interval`].
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Interval, Ring, Root, Symbolic};
    /// let x = Symbolic::symbol("x");
    /// let shifted = x.sqrt() - Symbolic::from_integer(1);
    /// let found = shifted.enclose(&|_| Interval::from_integer(9));
    /// assert_eq!(found, Interval::from_integer(2));
    /// ```
    pub fn enclose(&self, value: &dyn Fn(&str) -> Interval) -> Interval {
        self.defined().map_or(Interval::WHOLE, |p| at(p, value, None))
    }

    /// The value at a point, exactly, or why it is undefined there. Every symbol counts,
    /// the parts of a branch that is not taken too.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Exact, Ring, Root, Symbolic, Undefined};
    /// let root = Symbolic::symbol("x").sqrt();
    /// assert_eq!(root.evaluate(&|_| Exact::from_integer(9)), Exact::from_integer(3));
    /// assert_eq!(root.evaluate(&|_| Exact::from_integer(2)).value(), Err(Undefined::Root));
    /// ```
    pub fn evaluate(&self, value: &dyn Fn(&str) -> Exact) -> Exact {
        self.defined().map_or_else(Exact::undefined, |p| at(p, value, None))
    }

    /// The expression with others in the place of the free symbols, in the operands of
    /// adjoined symbols too; undefined where the formula is undefined there.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Ring, Root, Symbolic, Undefined};
    /// let x = Symbolic::symbol("x");
    /// assert_eq!(x.sqrt().substitute(&|_| Symbolic::from_integer(4)), Symbolic::from_integer(2));
    /// let inverse = Symbolic::from_integer(1) / x;
    /// let nowhere = inverse.substitute(&|_| Symbolic::from_integer(0));
    /// assert_eq!(nowhere.defined().err(), Some(Undefined::DivisionByZero));
    /// ```
    #[must_use]
    pub fn substitute(&self, value: &dyn Fn(&str) -> Symbolic) -> Self {
        self.defined().map_or_else(Self::undefined, |p| at(p, value, None))
    }
    /// The expression with another in the place of an adjoined symbol, in the operands of
    /// others too: a choice that is decided, a magnitude whose sign is known.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Absolute, Ring, Symbolic};
    /// let x = Symbolic::symbol("x");
    /// let magnitude = x.abs();
    /// let name = magnitude.adjoined()[0].name;
    /// assert_eq!((magnitude + &x).with_adjoined(name, &-x.clone()), Symbolic::from_integer(0));
    /// ```
    #[must_use]
    pub fn with_adjoined(&self, name: &str, value: &Self) -> Self {
        self.defined().map_or_else(Self::undefined, |p| at(p, &|name| Self::symbol(name), Some((name, value))))
    }
}
