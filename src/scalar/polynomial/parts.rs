//! A polynomial seen as one in some of its variables, and its content.

use super::{Monomial, Polynomial, Rational, Variable};
use num_traits::Zero;
use std::collections::BTreeMap;

impl Polynomial {
    /// The coefficients with respect to some variables, none zero:
    /// p = Σ cₖ name₁^k₁ name₂^k₂ …, with the cₖ free of the names, by the
    /// powers k in the order of the names.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Polynomial, Ring};
    /// let [x, y, h] = ["x", "y", "h"].map(Polynomial::symbol);
    /// let p = h.clone() * x.square() + x.square() + h.clone() * &y;
    /// let parts = p.coefficients_in(&["x", "y"]);
    /// assert_eq!(parts[&vec![2, 0]], h.clone() + Polynomial::from_integer(1));
    /// assert_eq!(parts[&vec![0, 1]], h);
    /// assert_eq!(parts.len(), 2);
    /// ```
    pub fn coefficients_in(&self, names: &[&str]) -> BTreeMap<Vec<u32>, Self> {
        let variables: Vec<Variable> = names.iter().map(|name| Variable::named(name)).collect();
        let mut parts: BTreeMap<Vec<u32>, Self> = BTreeMap::new();
        for (monomial, coefficient) in &self.terms {
            let mut rest = monomial.clone();
            let powers = variables.iter().map(|variable| {
                let Some((power, without)) = rest.split(*variable) else { return 0 };
                rest = without;
                power
            });
            let powers = powers.collect();
            // Terms with the same powers stay in order without them.
            parts.entry(powers).or_insert_with(Self::zero).terms.push((rest, coefficient.clone()));
        }
        parts
    }

    /// The cₖ of p = Σ cₖ nameᵏ, each free of the variable `name`; those that
    /// are zero do not occur.
    pub fn powers_of(&self, name: &str) -> BTreeMap<u32, Self> {
        self.coefficients_in(&[name]).into_iter().map(|(powers, part)| (powers[0], part)).collect()
    }

    /// The greatest c ≥ 0 for which p / c has integer coefficients: the greatest
    /// common measure of the coefficients, and zero for the zero polynomial.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::scalar::{Algebra, Polynomial, Rational};
    /// let [x, y] = ["x", "y"].map(Polynomial::symbol);
    /// let p = Polynomial::ratio(-2, 3) * x + Polynomial::ratio(1, 2) * y;
    /// assert_eq!(p.content(), Rational::ratio(1, 6));
    /// ```
    pub fn content(&self) -> Rational {
        self.coefficients().fold(Rational::zero(), |content, coefficient| content.common_measure(coefficient))
    }

    /// c · x₁^k₁ x₂^k₂ … from the names and their powers; a name may repeat, and
    /// a power may be zero.
    ///
    /// # Panics
    /// Where a power of a variable reaches 2³².
    pub fn monomial<'a>(coefficient: Rational, powers: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let factor =
            |(name, power)| if power == 0 { Monomial::ONE } else { Monomial(vec![(Variable::named(name), power)]) };
        let product = powers.into_iter().map(factor).fold(Monomial::ONE, |product, factor| product.times(&factor));
        Self::term(product, coefficient)
    }
}
