//! Polynomials with rational coefficients in any number of variables: the ring
//! ℚ[x, y, …].
//!
//! A formula that runs on symbols gives its own expansion. Two expansions are
//! equal iff the formulas agree at all real numbers, so that an equation between
//! polynomials is a proof for every value of every symbol. A polynomial has no
//! inverse, and no root: it is an [`Algebra`], not a [`Field`](super::Field).
//!
//! # Representation
//! The monomials that occur, ascending, each with its coefficient, which is not
//! zero, so that equal polynomials have equal lists: a sum merges two of them,
//! and a product the rows of one factor by the other's terms, since multiplication
//! by a monomial keeps the order. A monomial lists its variables by
//! name with their powers, which are not zero; a constant needs no list of
//! variables, so a polynomial has no size that it must be given.
//!
//! A variable is its name, and two polynomials share the variables that they
//! name alike. Everything is in the order of the names: nothing depends on the
//! order in which variables were made, nor on threads.

mod division;
mod monomial;
mod packed;
mod parts;

use super::{Absolute, Algebra, Rational, Ring, forward_operators};
use monomial::{Monomial, Variable};
use num_traits::{One, Zero};
use packed::Packing;
use std::borrow::Borrow;
use std::cmp::Ordering;
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
    /// Ascending, no coefficient zero.
    terms: Vec<ScaledMonomial>,
}

/// A monomial and its coefficient.
type ScaledMonomial = (Monomial, Rational);

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
        let terms = if coefficient.is_zero() { Vec::new() } else { vec![(monomial, coefficient)] };
        Self { terms }
    }

    fn monomials(&self) -> impl Iterator<Item = &Monomial> {
        self.terms.iter().map(|(monomial, _)| monomial)
    }

    /// The number that it is, where no variable occurs.
    pub fn as_constant(&self) -> Option<Rational> {
        match self.terms.as_slice() {
            [] => Some(Rational::zero()),
            [(monomial, value)] if *monomial == Monomial::ONE => Some(value.clone()),
            _ => None,
        }
    }

    /// The total degree, the largest sum of powers in a term; none for zero.
    pub fn degree(&self) -> Option<u64> {
        self.monomials().map(Monomial::degree).max()
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
        self.terms.iter().map(|(_, coefficient)| coefficient)
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
        self.terms.iter().map(|(monomial, coefficient)| (monomial.powers(), coefficient))
    }

    /// The names of the variables that occur.
    pub fn variables(&self) -> BTreeSet<&'static str> {
        self.monomials().flat_map(Monomial::powers).map(|(name, _)| name).collect()
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
        let term = |(monomial, coefficient): &ScaledMonomial| {
            let (power, rest) = monomial.split(variable)?;
            let slope = if power == 1 { rest } else { rest.times(&Monomial(vec![(variable, power - 1)])) };
            Some((slope, Rational::from(i64::from(power)) * coefficient))
        };
        Self { terms: self.terms.iter().filter_map(term).collect() }
    }

    /// The coefficient of the leading term (the one that is printed first); 0 for p = 0.
    pub fn leading_coefficient(&self) -> Rational {
        self.terms.last().map_or_else(Rational::zero, |(_, coefficient)| coefficient.clone())
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
        let value = |(name, power): (&str, u32)| point[name].pow(power);
        let term = |(monomial, coefficient): &ScaledMonomial| {
            monomial.powers().map(value).fold(coefficient.clone(), |product, factor| product * factor)
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

/// Σ aₘ m + Σ bₙ n, both ascending.
fn sum<M: Ord>(a: Vec<(M, Rational)>, b: impl ExactSizeIterator<Item = (M, Rational)>) -> Vec<(M, Rational)> {
    if a.is_empty() {
        return b.collect();
    }
    let mut sum = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.peekable());
    loop {
        let order = match (a.peek(), b.peek()) {
            (Some((m, _)), Some((n, _))) => m.cmp(n),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return sum,
        };
        match order {
            Ordering::Less => sum.extend(a.next()),
            Ordering::Greater => sum.extend(b.next()),
            Ordering::Equal => {
                let both = a.next().zip(b.next()).map(|((monomial, c), (_, d))| (monomial, c + d));
                sum.extend(both.filter(|(_, coefficient)| !coefficient.is_zero()));
            }
        }
    }
}

impl Add<&Polynomial> for Polynomial {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        Self { terms: sum(self.terms, other.terms.iter().cloned()) }
    }
}

impl Sub<&Polynomial> for Polynomial {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        Self { terms: sum(self.terms, other.terms.iter().map(|(monomial, c)| (monomial.clone(), -c.clone()))) }
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
    /// Products of terms from which on monomials are packed.
    const LONG: usize = 64;
    let (few, many) = if a.terms.len() <= b.terms.len() { (&a.terms, &b.terms) } else { (&b.terms, &a.terms) };
    let packing = if few.len() * many.len() < LONG { None } else { Packing::of(few, many) };
    let terms = match packing {
        Some(packing) => packing.unpack(rows(&packing.pack(few), &packing.pack(many), &|m, n| m + n)),
        None => rows(few, many, &Monomial::times),
    };
    Polynomial { terms }
}

/// The sum of the rows aₘ m (Σ bₙ n), half by half.
fn rows<M: Ord>(few: &[(M, Rational)], many: &[(M, Rational)], times: &impl Fn(&M, &M) -> M) -> Vec<(M, Rational)> {
    match few {
        [] => Vec::new(),
        [(m, c)] => many.iter().map(|(n, d)| (times(m, n), c.clone() * d)).collect(),
        _ => {
            let (first, second) = few.split_at(few.len() / 2);
            sum(rows(first, many, times), rows(second, many, times).into_iter())
        }
    }
}

impl Neg for Polynomial {
    type Output = Self;
    fn neg(self) -> Self {
        Self { terms: self.terms.into_iter().map(|(monomial, coefficient)| (monomial, -coefficient)).collect() }
    }
}

impl Zero for Polynomial {
    fn zero() -> Self {
        Self { terms: Vec::new() }
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
        for (i, (monomial, coefficient)) in self.terms.iter().rev().enumerate() {
            f.write_str(match (i, coefficient.sign() < 0) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            })?;
            let magnitude = coefficient.abs();
            let mut separator = "";
            if *monomial == Monomial::ONE || !magnitude.is_one() {
                write!(f, "{magnitude}")?;
                separator = "*";
            }
            for (name, power) in monomial.powers() {
                write!(f, "{separator}{name}")?;
                if power > 1 {
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
        let leading = |p: &Polynomial| p.terms.last().expect("a term").0.clone();
        for pair in ordered.windows(2) {
            assert!(leading(&pair[0]) < leading(&pair[1]), "{} < {}", pair[0], pair[1]);
            for factor in &ordered {
                let product = |p: &Polynomial| leading(&(p.clone() * factor));
                assert!(product(&pair[0]) < product(&pair[1]), "({}) ({factor})", pair[0]);
            }
        }
    }

    /// Long products, whose monomials are numbers meanwhile, are the sums of the short ones.
    #[test]
    fn long_products_are_those_of_their_parts() {
        let variables: Vec<Polynomial> = (0..70).map(|i| Polynomial::symbol(&format!("x{i}"))).collect();
        let linear = |variables: &[Polynomial], shift: i64| {
            variables
                .iter()
                .zip(shift..)
                .fold(Polynomial::from_integer(shift), |sum, (x, c)| sum + Polynomial::ratio(c, 3) * x)
        };
        let by_parts = |a: &Polynomial, b: &Polynomial| {
            let part = |term: &ScaledMonomial| product(&Polynomial { terms: vec![term.clone()] }, b);
            a.terms.iter().map(part).fold(Polynomial::zero(), |sum, part| sum + part)
        };
        // Three variables fit with any power below 2³², seventy with small ones alone.
        let few = linear(&variables[..3], -7).pow(3);
        let high = few.clone() * variables[1].pow(1 << 30);
        let (many, square) = (linear(&variables, -20), linear(&variables, 1).square());
        for (a, b) in [(&few, &few), (&high, &few), (&high, &high), (&many, &few), (&many, &square), (&square, &high)] {
            assert!(a.terms.len() * b.terms.len() >= 64);
            assert_eq!(product(a, b), by_parts(a, b), "({a}) ({b})");
        }
        assert!(Packing::of(&few.terms, &high.terms).is_some() && Packing::of(&square.terms, &high.terms).is_none());
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
