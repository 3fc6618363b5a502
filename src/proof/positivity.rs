//! Certificates that a polynomial is not negative, or positive, where others
//! are, checked by expansion.
//!
//! # Formula
//! p = Σ c s² g₁ g₂ …, where every c > 0 is a fraction, every s a polynomial, and
//! the g are taken, repeatedly too, from the polynomials that are ≥ 0 or > 0 on
//! the domain. Both sides are expanded; where they agree, p ≥ 0 on the domain. It
//! is > 0 where a term is c s² with a number s ≠ 0, times g that are all > 0
//! (J.-L. Krivine 1964; D. Handelman, Pacific Journal of Mathematics 132, 1988,
//! [doi:10.2140/pjm.1988.132.35](https://doi.org/10.2140/pjm.1988.132.35)).

use crate::scalar::{Polynomial, Rational};
use num_traits::{One, Zero};
use std::fmt;

/// How a polynomial compares with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// ≥ 0
    NonNegative,
    /// > 0
    Positive,
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NonNegative => "≥ 0",
            Self::Positive => "> 0",
        })
    }
}

/// A polynomial that is ≥ 0 or > 0 on the domain, with a name for the print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator {
    /// The name.
    pub name: String,
    /// The polynomial g.
    pub polynomial: Polynomial,
    /// What is assumed of it.
    pub strength: Strength,
}

impl Generator {
    /// g ≥ 0.
    pub fn nonnegative(name: &str, polynomial: Polynomial) -> Self {
        Self { name: name.to_owned(), polynomial, strength: Strength::NonNegative }
    }

    /// g > 0.
    pub fn positive(name: &str, polynomial: Polynomial) -> Self {
        Self { name: name.to_owned(), polynomial, strength: Strength::Positive }
    }
}

/// c s² Π g.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightedSquare {
    /// The number c > 0.
    pub coefficient: Rational,
    /// The polynomial s.
    pub square_of: Polynomial,
    /// The places in the domain of the g; one may stand more than once.
    pub factors: Vec<usize>,
}

/// A claim p ≥ 0 or p > 0 on a domain, with its proof.
///
/// # Examples
/// x² − 2 x + 2 = (x − 1)² + 1 > 0:
/// ```
/// use stable_sgd::proof::positivity::{PositivityCertificate, Strength, WeightedSquare};
/// use stable_sgd::scalar::{Polynomial, Rational, Ring};
/// let (x, one) = (Polynomial::symbol("x"), Polynomial::from_integer(1));
/// let square = |s: Polynomial| WeightedSquare { coefficient: Rational::from(1), square_of: s, factors: vec![] };
/// let claim = x.square() - Polynomial::from_integer(2) * &x + Polynomial::from_integer(2);
/// let certificate = PositivityCertificate { claim, domain: vec![], terms: vec![square(x - &one), square(one)] };
/// assert_eq!(certificate.verify(), Ok(Strength::Positive));
/// assert_eq!(certificate.to_string(), "x^2 - 2*x + 2 = (x - 1)² + 1 > 0");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositivityCertificate {
    /// The polynomial p.
    pub claim: Polynomial,
    /// The polynomials that are ≥ 0 or > 0 on the domain.
    pub domain: Vec<Generator>,
    /// The terms whose sum is p.
    pub terms: Vec<WeightedSquare>,
}

/// Why a certificate proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A coefficient is not positive.
    #[error("expected a coefficient above 0 in term {term}, found {found}")]
    Coefficient {
        /// The term, counted from 0.
        term: usize,
        /// Its coefficient.
        found: Rational,
    },
    /// A factor is not in the domain.
    #[error("expected a factor below {expected} in term {term}, found {found}")]
    UnknownFactor {
        /// The term, counted from 0.
        term: usize,
        /// How many polynomials the domain has.
        expected: usize,
        /// The place that was named.
        found: usize,
    },
    /// The terms do not add up to the claim.
    #[error("expected terms with the sum of the claim, found a claim less their sum of {difference}")]
    Difference {
        /// p − Σ c s² Π g.
        difference: Polynomial,
    },
}

impl WeightedSquare {
    /// c s² Π g, expanded; nothing where a factor is not in the domain.
    pub fn expand(&self, domain: &[Generator]) -> Option<Polynomial> {
        let start = Polynomial::constant(self.coefficient.clone()) * self.square_of.pow(2);
        self.factors.iter().try_fold(start, |product, place| Some(product * &domain.get(*place)?.polynomial))
    }

    /// Whether it is > 0 on the domain, granted that c > 0.
    pub(super) fn strength(&self, domain: &[Generator]) -> Strength {
        let is_positive = |place: &usize| domain.get(*place).is_some_and(|g| g.strength == Strength::Positive);
        let has_number = self.square_of.as_constant().is_some_and(|number| !number.is_zero());
        if has_number && self.factors.iter().all(is_positive) { Strength::Positive } else { Strength::NonNegative }
    }
}

impl PositivityCertificate {
    /// Checks the certificate by expansion, and says what it proves.
    ///
    /// On a domain without a point it proves what holds at every point of it.
    ///
    /// # Errors
    /// Where a coefficient is not positive, a factor unknown, or the sum of the
    /// terms another polynomial than the claim.
    ///
    /// # Panics
    /// Where a power of a variable reaches 2³².
    pub fn verify(&self) -> Result<Strength, Failure> {
        let mut difference = self.claim.clone();
        let mut strength = Strength::NonNegative;
        for (place, term) in self.terms.iter().enumerate() {
            if term.coefficient.sign() <= 0 {
                return Err(Failure::Coefficient { term: place, found: term.coefficient.clone() });
            }
            let expected = self.domain.len();
            if let Some(found) = term.factors.iter().copied().find(|factor| *factor >= expected) {
                return Err(Failure::UnknownFactor { term: place, expected, found });
            }
            difference = difference - term.expand(&self.domain).unwrap_or_else(Polynomial::zero);
            strength = strength.max(term.strength(&self.domain));
        }
        if difference.is_zero() { Ok(strength) } else { Err(Failure::Difference { difference }) }
    }
}

/// `p = 2 (x - 1)² a b + 1/3 > 0, where a = x > 0 and b = y ≥ 0`. Where
/// it proves nothing the comparison is left out, and `≠` or, for a wrong term,
/// `?=` stands for the equation.
impl fmt::Display for PositivityCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms: Vec<String> = self.terms.iter().map(|term| printed(term, &self.domain)).collect();
        let sum = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") };
        let (relation, strength) = match self.verify() {
            Ok(strength) => ("=", format!(" {strength}")),
            Err(Failure::Difference { .. }) => ("≠", String::new()),
            Err(_) => ("?=", String::new()),
        };
        write!(f, "{} {relation} {sum}{strength}", self.claim)?;
        for (place, generator) in self.domain.iter().enumerate() {
            let Generator { name, polynomial, strength } = generator;
            let separator = if place == 0 { ", where" } else { " and" };
            let is_own_name = polynomial.to_string() == *name;
            let equals = if is_own_name { String::new() } else { format!(" = {polynomial}") };
            write!(f, "{separator} {name}{equals} {strength}")?;
        }
        Ok(())
    }
}

/// c (s)² g₁ g₂ …, without factors 1.
fn printed(term: &WeightedSquare, domain: &[Generator]) -> String {
    let mut factors = Vec::new();
    let mut coefficient = term.coefficient.clone();
    match term.square_of.as_constant() {
        Some(number) => coefficient = coefficient * number.pow(2),
        None => {
            let text = term.square_of.to_string();
            let is_name = term.square_of.variables().contains(text.as_str());
            factors.push(if is_name { format!("{text}²") } else { format!("({text})²") });
        }
    }
    let name = |place: &usize| domain.get(*place).map_or_else(|| format!("[{place}]"), |g| g.name.clone());
    factors.extend(term.factors.iter().map(name));
    if !coefficient.is_one() || factors.is_empty() {
        factors.insert(0, coefficient.to_string());
    }
    factors.join(" ")
}

#[cfg(test)]
mod tests;
