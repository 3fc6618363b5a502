//! Polynomials with rational coefficients in any number of variables: the ring
//! ℚ[x, y, …].
//!
//! A formula that runs on symbols gives its own expansion. Two expansions are
//! equal iff the formulas agree at all real numbers, so that an equation between
//! polynomials is a proof for every value of every symbol. A polynomial has no
//! inverse, and no root: it is an [`Algebra`], not a [`Field`](super::Field).
//!
//! # Representation
//! A map from each monomial that occurs to its coefficient, which is not zero,
//! so that equal polynomials have equal maps. A monomial lists its variables by
//! name with their powers, which are not zero; a constant needs no list of
//! variables, so a polynomial has no size that it must be given.
//!
//! A variable is its name, and two polynomials share the variables that they
//! name alike. Everything is in the order of the names: nothing depends on the
//! order in which variables were made, nor on threads.

mod division;
mod monomial;
mod parts;

use super::{Absolute, Algebra, Rational, Ring, forward_operators};
use monomial::{Monomial, Variable};
use num_traits::{One, Zero};
use std::borrow::Borrow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

/// A polynomial with rational coefficients, in the variables that it names.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Algebra, Polynomial, Ring};
/// let (x, y) = (Polynomial::symbol("x"), Polynomial::symbol("y"));
/// let square = (x.clone() + &y).square();
/// assert_eq!(square.to_string(), "x^2 + 2*x*y + y^2");
/// assert_eq!(square - x.square() - y.square(), Polynomial::from_integer(2) * x * y);
/// ```
///
/// What symplectic Euler conserves on H = (p² + q²)/2, proved for every step h:
/// ```
/// use stable_sgd::scalar::{Algebra, Polynomial, Ring};
/// let energy = |q: &Polynomial, p: &Polynomial, h: &Polynomial| {
///     Polynomial::ratio(1, 2) * (p.square() + q.square() - h.clone() * p * q)
/// };
/// let [q, p, h] = ["q", "p", "h"].map(Polynomial::symbol);
/// let p_next = p.clone() - h.clone() * &q;
/// let q_next = q.clone() + h.clone() * &p_next;
/// assert_eq!(energy(&q_next, &p_next, &h), energy(&q, &p, &h));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Polynomial {
    terms: BTreeMap<Monomial, Rational>,
}

/// A variable has no value at a point.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a value for each variable, found none for {variable:?}")]
pub struct MissingValue {
    /// The first such variable, by name.
    pub variable: &'static str,
}

impl Polynomial {
    /// The variable with this name. A name is any text, and is kept until the
    /// program ends.
    pub fn symbol(name: &str) -> Self {
        Self::term(Monomial(vec![(Variable::named(name), 1)]), Rational::one())
    }

    /// A number.
    pub fn constant(value: Rational) -> Self {
        Self::term(Monomial::ONE, value)
    }

    fn term(monomial: Monomial, coefficient: Rational) -> Self {
        let mut terms = BTreeMap::new();
        if !coefficient.is_zero() {
            terms.insert(monomial, coefficient);
        }
        Self { terms }
    }

    /// Adds a term, and keeps no coefficient that becomes zero.
    fn add_term(&mut self, monomial: Monomial, coefficient: Rational) {
        match self.terms.entry(monomial) {
            Entry::Vacant(place) if !coefficient.is_zero() => drop(place.insert(coefficient)),
            Entry::Vacant(_) => {}
            Entry::Occupied(mut place) => {
                let sum = coefficient + place.get();
                if sum.is_zero() { drop(place.remove()) } else { drop(place.insert(sum)) }
            }
        }
    }

    /// The number that it is, where no variable occurs.
    pub fn as_constant(&self) -> Option<Rational> {
        match self.terms.first_key_value() {
            None => Some(Rational::zero()),
            Some((monomial, value)) => (self.terms.len() == 1 && *monomial == Monomial::ONE).then(|| value.clone()),
        }
    }

    /// The total degree, the largest sum of powers in a term; none for zero.
    pub fn degree(&self) -> Option<u64> {
        self.terms.keys().map(Monomial::degree).max()
    }

    /// How many terms it has: for a budget, before more is done. A product has
    /// at most the product of its factors' counts.
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// The bits of all coefficients together: see [`Rational::size_in_bits`].
    pub fn size_in_bits(&self) -> usize {
        self.coefficients().map(Rational::size_in_bits).sum()
    }

    /// The coefficients, none zero, from the last term in print to the first.
    pub fn coefficients(&self) -> impl Iterator<Item = &Rational> {
        self.terms.values()
    }

    /// The terms, from the last in print to the first: the variables with their
    /// powers, by name, and the coefficient.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Polynomial, Rational, Ring};
    /// let x = Polynomial::symbol("x");
    /// let y = Polynomial::symbol("y");
    /// let p = x.square() * &y - Polynomial::from_integer(3);
    /// let terms: Vec<_> = p.terms().map(|(powers, coefficient)| (powers.collect(), coefficient)).collect();
    /// let expected = [(vec![], &Rational::from(-3)), (vec![("x", 2), ("y", 1)], &Rational::from(1))];
    /// assert_eq!(terms, expected);
    /// ```
    pub fn terms(&self) -> impl Iterator<Item = (impl Iterator<Item = (&'static str, u32)>, &Rational)> {
        let powers =
            |monomial: &'_ Monomial| monomial.0.clone().into_iter().map(|(variable, power)| (variable.0, power));
        self.terms.iter().map(move |(monomial, coefficient)| (powers(monomial), coefficient))
    }

    /// The names of the variables that occur.
    pub fn variables(&self) -> BTreeSet<&'static str> {
        self.terms.keys().flat_map(|monomial| &monomial.0).map(|(variable, _)| variable.0).collect()
    }

    /// pⁿ; p⁰ = 1, for p = 0 too.
    ///
    /// # Panics
    /// Where a power of a variable reaches 2³².
    #[must_use]
    pub fn pow(&self, exponent: u32) -> Self {
        let mut power = Self::one();
        for bit in (0..u32::BITS - exponent.leading_zeros()).rev() {
            power = power.square();
            if exponent >> bit & 1 == 1 {
                power = power * self;
            }
        }
        power
    }

    /// ∂p / ∂name.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Polynomial, Ring};
    /// let (x, y) = (Polynomial::symbol("x"), Polynomial::symbol("y"));
    /// let p = x.square() * &y + &y;
    /// assert_eq!(p.derivative("x"), Polynomial::from_integer(2) * x * y);
    /// ```
    #[must_use]
    pub fn derivative(&self, name: &str) -> Self {
        let variable = Variable::named(name);
        let term = |(monomial, coefficient): (&Monomial, &Rational)| {
            let (power, rest) = monomial.split(variable)?;
            let slope = if power == 1 { rest } else { rest.times(&Monomial(vec![(variable, power - 1)])) };
            Some((slope, Rational::from(i64::from(power)) * coefficient))
        };
        Self { terms: self.terms.iter().filter_map(term).collect() }
    }

    /// The coefficient of the leading term (the one that is printed first); 0 for p = 0.
    pub fn leading_coefficient(&self) -> Rational {
        self.terms.values().next_back().cloned().unwrap_or_else(Rational::zero)
    }

    /// p with `value` for the variable `name`, expanded.
    ///
    /// # Panics
    /// Where a power of a variable reaches 2³².
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Polynomial, Ring};
    /// let (x, y) = (Polynomial::symbol("x"), Polynomial::symbol("y"));
    /// let shifted = x.square().substitute("x", &(x + y));
    /// assert_eq!(shifted.to_string(), "x^2 + 2*x*y + y^2");
    /// ```
    #[must_use]
    pub fn substitute(&self, name: &str, value: &Self) -> Self {
        let (mut sum, mut raised, mut reached) = (Self::zero(), Self::one(), 0);
        for (power, part) in self.powers_of(name) {
            raised = raised * value.pow(power - reached);
            reached = power;
            sum = sum + part * &raised;
        }
        sum
    }

    /// The value at a point, given by the variables' names.
    ///
    /// # Errors
    /// Where the point has no value for a variable that occurs.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Polynomial, Rational, Ring};
    /// use std::collections::BTreeMap;
    /// let p = Polynomial::symbol("x").square() - Polynomial::symbol("y");
    /// let mut point = BTreeMap::from([("x", Rational::from(3))]);
    /// assert_eq!(p.evaluate(&point).unwrap_err().variable, "y");
    /// point.insert("y", Rational::from(2));
    /// assert_eq!(p.evaluate(&point), Ok(Rational::from(7)));
    /// ```
    pub fn evaluate<N: Borrow<str> + Ord>(&self, point: &BTreeMap<N, Rational>) -> Result<Rational, MissingValue> {
        if let Some(variable) = self.variables().into_iter().find(|name| !point.contains_key(*name)) {
            return Err(MissingValue { variable });
        }
        let value = |(variable, power): &(Variable, u32)| point[variable.0].pow(*power);
        let term = |(monomial, coefficient): (&Monomial, &Rational)| {
            monomial.0.iter().map(value).fold(coefficient.clone(), |product, factor| product * factor)
        };
        Ok(self.terms.iter().map(term).fold(Rational::zero(), |sum, term| sum + term))
    }
}

impl From<Rational> for Polynomial {
    fn from(value: Rational) -> Self {
        Self::constant(value)
    }
}

forward_operators!(Polynomial);

impl Add<&Polynomial> for Polynomial {
    type Output = Self;
    fn add(mut self, other: &Self) -> Self {
        if self.is_zero() {
            return other.clone();
        }
        for (monomial, coefficient) in &other.terms {
            self.add_term(monomial.clone(), coefficient.clone());
        }
        self
    }
}

impl Sub<&Polynomial> for Polynomial {
    type Output = Self;
    fn sub(mut self, other: &Self) -> Self {
        for (monomial, coefficient) in &other.terms {
            self.add_term(monomial.clone(), -coefficient.clone());
        }
        self
    }
}

/// (Σ aₘ m) (Σ bₙ n) = Σ aₘ bₙ m n
///
/// # Panics
/// Where a power of a variable reaches 2³².
impl Mul<&Polynomial> for Polynomial {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        product(&self, other)
    }
}

fn product(a: &Polynomial, b: &Polynomial) -> Polynomial {
    let (few, many) = if a.terms.len() <= b.terms.len() { (a, b) } else { (b, a) };
    let mut product = Polynomial::zero();
    for (m, c) in &few.terms {
        for (n, d) in &many.terms {
            product.add_term(m.times(n), c.clone() * d);
        }
    }
    product
}

impl Neg for Polynomial {
    type Output = Self;
    fn neg(self) -> Self {
        Self { terms: self.terms.into_iter().map(|(monomial, coefficient)| (monomial, -coefficient)).collect() }
    }
}

impl Zero for Polynomial {
    fn zero() -> Self {
        Self { terms: BTreeMap::new() }
    }
    fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }
}

impl One for Polynomial {
    fn one() -> Self {
        Self::constant(Rational::one())
    }
}

impl Ring for Polynomial {
    fn from_integer(n: i64) -> Self {
        Self::constant(n.into())
    }

    fn square(&self) -> Self {
        product(self, self)
    }
}

impl Algebra for Polynomial {
    /// # Panics
    /// Where `denominator` is zero.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::constant(Rational::ratio(numerator, denominator))
    }
}

/// The sum of its terms, the leading one first: `x^2*y - 1/2*x + 3`.
impl fmt::Display for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        for (i, (Monomial(powers), coefficient)) in self.terms.iter().rev().enumerate() {
            f.write_str(match (i, coefficient.sign() < 0) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            })?;
            let magnitude = coefficient.abs();
            let mut separator = "";
            if powers.is_empty() || !magnitude.is_one() {
                write!(f, "{magnitude}")?;
                separator = "*";
            }
            for (variable, power) in powers {
                write!(f, "{separator}{}", variable.0)?;
                if *power > 1 {
                    write!(f, "^{power}")?;
                }
                separator = "*";
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols<const COUNT: usize>(names: [&str; COUNT]) -> [Polynomial; COUNT] {
        names.map(Polynomial::symbol)
    }

    #[test]
    fn polynomials_print_their_leading_term_first() {
        let [x, y] = symbols(["x", "y"]);
        let half = Polynomial::ratio(1, 2);
        for (polynomial, text) in [
            (Polynomial::zero(), "0"),
            (Polynomial::one(), "1"),
            (Polynomial::from_integer(-1), "-1"),
            (-x.clone(), "-x"),
            (y.clone() - Polynomial::one(), "y - 1"),
            (Polynomial::one() - &y, "-y + 1"),
            (half.clone() - &x, "-x + 1/2"),
            (half * x.square() * &y - y.pow(3) + &x, "1/2*x^2*y + x - y^3"),
        ] {
            assert_eq!(polynomial.to_string(), text);
            assert_eq!(format!("{polynomial:?}"), text);
        }
    }

    /// b < a < a b < a², and products keep the order.
    #[test]
    fn monomials_are_in_lexicographic_order() {
        let [a, b] = symbols(["a", "b"]);
        let ordered = [Polynomial::one(), b.clone(), b.square(), a.clone(), a.clone() * &b, a.square()];
        let leading = |p: &Polynomial| p.terms.keys().next_back().expect("a term").clone();
        for pair in ordered.windows(2) {
            assert!(leading(&pair[0]) < leading(&pair[1]), "{} < {}", pair[0], pair[1]);
            for factor in &ordered {
                let product = |p: &Polynomial| leading(&(p.clone() * factor));
                assert!(product(&pair[0]) < product(&pair[1]), "({}) ({factor})", pair[0]);
            }
        }
    }

    /// Variables made in another order, on another thread, are the same.
    #[test]
    fn a_variable_is_its_name() {
        let made = |names: [&str; 2]| {
            let [first, second] = symbols(names);
            (first + second).square()
        };
        let other = std::thread::spawn(move || made(["made second", "made first"])).join().expect("a polynomial");
        let own = made(["made first", "made second"]);
        assert_eq!(own, other);
        assert_eq!(own.to_string(), "made first^2 + 2*made first*made second + made second^2");
        assert_ne!(Polynomial::symbol("made first"), Polynomial::symbol("made second"));
        assert_ne!(Polynomial::symbol("μ"), Polynomial::symbol("mu"));
    }

    #[test]
    fn degrees_are_beyond_one_word() {
        let [x, y] = symbols(["x", "y"]).map(|variable| variable.pow(u32::MAX));
        assert_eq!((x * y).degree(), Some(2 * u64::from(u32::MAX)));
    }

    #[test]
    #[should_panic(expected = "a power below 2³²")]
    fn a_power_that_is_too_large_panics() {
        let x = Polynomial::symbol("x");
        let _ = x.pow(u32::MAX) * x;
    }
}
