//! Polynomials in one variable over ℚ: the Euclidean ring ℚ\[x\].
//!
//! Division with remainder, the greatest common divisor and the square-free
//! part, in exact fractions (J. von zur Gathen and J. Gerhard, Modern Computer
//! Algebra, 3rd ed., Cambridge 2013, chapters 3, 6 and 14).

mod operators;

use super::{Budget, OverBudget};
use crate::scalar::{Polynomial, Rational};
use num_traits::{One, Zero};
use std::fmt;

/// Σ cₖ xᵏ, dense: cₖ stands in place k, and the last is not zero.
///
/// # Examples
/// ```
/// use stable_sgd::proof::{Budget, univariate::Univariate};
/// use stable_sgd::scalar::{Polynomial, Ring};
/// let h = Polynomial::symbol("h");
/// let p = Univariate::from_polynomial(&((h.square() - Polynomial::from_integer(1)) * &h), "h")?;
/// let q = Univariate::from_polynomial(&(h.square() + h), "h")?;
/// assert_eq!(p.gcd(&q, Budget::default())?.to_string(), "x^2 + x");
/// # Ok::<(), stable_sgd::proof::univariate::UnivariateError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Univariate {
    coefficients: Vec<Rational>,
}

/// Why a question about a polynomial in one variable has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnivariateError {
    /// Another variable occurs.
    #[error("expected a polynomial in {expected:?} alone, found {found:?} in it")]
    OtherVariable {
        /// The variable that was asked for.
        expected: String,
        /// The first other variable, by name.
        found: &'static str,
    },
    /// The degree is too large for a dense list.
    #[error("expected a degree up to {LARGEST_DEGREE}, found {found}")]
    DegreeTooLarge {
        /// The degree.
        found: u64,
    },
    /// The zero polynomial, every number a root.
    #[error("expected a polynomial that is not zero")]
    Zero,
    /// An interval without a point.
    #[error("expected bounds low < high, found {low} and {high}")]
    WrongInterval {
        /// The lower bound.
        low: Rational,
        /// The upper bound.
        high: Rational,
    },
    /// A width that is not positive.
    #[error("expected a width above 0, found {0}")]
    WrongWidth(Rational),
    /// The polynomial is no zero, or does not change its sign, in the interval.
    #[error("expected an interval that isolates a root, found {low} to {high}")]
    NotIsolating {
        /// The lower bound.
        low: Rational,
        /// The upper bound.
        high: Rational,
    },
    /// Numbers grew beyond the budget.
    #[error(transparent)]
    OverBudget(#[from] OverBudget),
}

/// Largest degree that is taken from a sparse polynomial into a dense list.
pub const LARGEST_DEGREE: u64 = 4096;

impl Univariate {
    /// Σ cₖ xᵏ from c₀, c₁, …; zeros at the end are dropped.
    pub fn new(mut coefficients: Vec<Rational>) -> Self {
        while coefficients.last().is_some_and(Zero::is_zero) {
            coefficients.pop();
        }
        Self { coefficients }
    }

    /// x.
    pub fn variable() -> Self {
        Self::new(vec![Rational::zero(), Rational::one()])
    }

    /// A number.
    pub fn constant(value: Rational) -> Self {
        Self::new(vec![value])
    }

    /// The polynomial in `name` that `p` is.
    ///
    /// # Errors
    /// Where `p` has another variable, or a degree beyond [`LARGEST_DEGREE`].
    pub fn from_polynomial(p: &Polynomial, name: &str) -> Result<Self, UnivariateError> {
        if let Some(found) = p.variables().into_iter().find(|variable| *variable != name) {
            return Err(UnivariateError::OtherVariable { expected: name.to_owned(), found });
        }
        let degree = p.degree().unwrap_or(0);
        if degree > LARGEST_DEGREE {
            return Err(UnivariateError::DegreeTooLarge { found: degree });
        }
        let mut coefficients = vec![Rational::zero(); degree as usize + 1];
        for (mut powers, coefficient) in p.terms() {
            let power = powers.next().map_or(0, |(_, power)| power);
            coefficients[power as usize] = coefficient.clone();
        }
        Ok(Self::new(coefficients))
    }

    /// The same polynomial in the variable `name`.
    pub fn to_polynomial(&self, name: &str) -> Polynomial {
        let terms =
            (0_u32..).zip(&self.coefficients).map(|(power, c)| Polynomial::monomial(c.clone(), [(name, power)]));
        terms.fold(Polynomial::zero(), |sum, term| sum + term)
    }

    /// c₀, c₁, … up to the leading one, which is not zero.
    pub fn coefficients(&self) -> &[Rational] {
        &self.coefficients
    }

    /// The degree; none for zero.
    pub fn degree(&self) -> Option<usize> {
        self.coefficients.len().checked_sub(1)
    }

    /// The coefficient of the highest power; zero for zero.
    pub fn leading(&self) -> Rational {
        self.coefficients.last().cloned().unwrap_or_else(Rational::zero)
    }

    /// The bits of all coefficients together, one for a zero.
    pub fn size_in_bits(&self) -> usize {
        self.coefficients.iter().map(Rational::size_in_bits).sum()
    }

    /// The value at x, by Horner's rule.
    #[must_use]
    pub fn evaluate(&self, x: &Rational) -> Rational {
        self.coefficients.iter().rev().fold(Rational::zero(), |sum, coefficient| sum * x + coefficient)
    }

    /// dp / dx.
    #[must_use]
    pub fn derivative(&self) -> Self {
        let terms = (1_i64..).zip(self.coefficients.iter().skip(1));
        Self::new(terms.map(|(power, coefficient)| Rational::from(power) * coefficient).collect())
    }

    /// The greatest common measure of the coefficients, ≥ 0.
    pub fn content(&self) -> Rational {
        self.coefficients.iter().fold(Rational::zero(), |content, coefficient| content.common_measure(coefficient))
    }

    /// p divided by its content: integer coefficients without a common divisor,
    /// and the signs of p. Zero stays zero.
    #[must_use]
    pub fn primitive(&self) -> Self {
        self.scaled_by_inverse(&self.content())
    }

    /// p divided by its leading coefficient. Zero stays zero.
    #[must_use]
    pub fn monic(&self) -> Self {
        self.scaled_by_inverse(&self.leading())
    }

    fn scaled_by_inverse(&self, divisor: &Rational) -> Self {
        match Rational::one().checked_div(divisor) {
            Some(inverse) => Self::new(self.coefficients.iter().map(|c| c.clone() * &inverse).collect()),
            None => self.clone(),
        }
    }

    /// The quotient q and the remainder r, p = q d + r, deg r < deg d; nothing
    /// where d is zero.
    pub fn div_rem(&self, divisor: &Self) -> Option<(Self, Self)> {
        self.div_rem_within(divisor, Budget { bits: usize::MAX }).ok().flatten()
    }

    /// As [`Univariate::div_rem`], with the remainder within a budget throughout.
    ///
    /// # Errors
    /// Where it is not.
    pub fn div_rem_within(&self, divisor: &Self, budget: Budget) -> Result<Option<(Self, Self)>, OverBudget> {
        let Some(degree) = divisor.degree() else { return Ok(None) };
        let inverse = Rational::one() / divisor.leading();
        let mut rest = self.coefficients.clone();
        let mut quotient = vec![Rational::zero(); (rest.len()).saturating_sub(degree)];
        for place in (0..quotient.len()).rev() {
            let factor = rest[place + degree].clone() * &inverse;
            if !factor.is_zero() {
                for (own, other) in rest[place..].iter_mut().zip(&divisor.coefficients) {
                    *own = own.clone() - factor.clone() * other;
                }
                budget.check(rest.iter().map(Rational::size_in_bits).sum(), "a remainder of polynomials")?;
            }
            quotient[place] = factor;
        }
        Ok(Some((Self::new(quotient), Self::new(rest))))
    }

    /// The monic greatest common divisor, by Euclid's algorithm on primitive
    /// remainders; zero for two zeros.
    ///
    /// # Errors
    /// Where a remainder exceeds the budget.
    pub fn gcd(&self, other: &Self, budget: Budget) -> Result<Self, OverBudget> {
        let (mut larger, mut smaller) = (self.primitive(), other.primitive());
        while let Some((_, rest)) = larger.div_rem_within(&smaller, budget)? {
            (larger, smaller) = (smaller, rest.primitive());
        }
        Ok(larger.monic())
    }

    /// p / gcd(p, p'), monic: the roots of p, complex ones too, each once.
    ///
    /// # Errors
    /// Where a remainder exceeds the budget.
    pub fn square_free(&self, budget: Budget) -> Result<Self, OverBudget> {
        let repeated = self.gcd(&self.derivative(), budget)?;
        Ok(self.div_rem(&repeated).map_or_else(|| self.clone(), |(quotient, _)| quotient.monic()))
    }
}

/// As the polynomial in x prints.
impl fmt::Display for Univariate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_polynomial("x"), f)
    }
}

impl fmt::Debug for Univariate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
