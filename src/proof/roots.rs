//! The real roots of a polynomial, each in an interval of its own.
//!
//! Bisection by Sturm's theorem until one root is left, then by the sign of the
//! square-free part, which changes at the root. A rational root p/q has a q that
//! divides the leading integer coefficient L, so that L p/q is an integer: an
//! interval below 1/L leaves one candidate, and trying it decides.

use super::sturm::Sturm;
use super::univariate::{Univariate, UnivariateError};
use crate::scalar::{Absolute, Algebra, Approximate, Rational};
use num_traits::{One, Zero};
use std::fmt;

/// A real root.
///
/// Where it is rational, `exact`, `low` and `high` are the root. Elsewhere
/// low < root < high, it is the only root between them, and the square-free part
/// has opposite signs at low and high, by which it can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealRoot {
    /// A lower bound.
    pub low: Rational,
    /// An upper bound.
    pub high: Rational,
    /// The root, where it is rational.
    pub exact: Option<Rational>,
}

impl RealRoot {
    /// A rational root.
    pub fn rational(value: Rational) -> Self {
        Self { low: value.clone(), high: value.clone(), exact: Some(value) }
    }

    /// The distance of the bounds; 0 where the root is known exactly.
    pub fn width(&self) -> Rational {
        self.high.clone() - &self.low
    }

    /// (low + high) / 2.
    pub fn midpoint(&self) -> Rational {
        middle(&self.low, &self.high)
    }

    /// The float nearest to the midpoint: for a figure or a text, not a proof.
    pub fn approximate(&self) -> f64 {
        self.midpoint().to_f64()
    }
}

/// The root, or the open interval that it lies in: `1/2`, `(5/4, 3/2)`.
impl fmt::Display for RealRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.exact {
            Some(root) => fmt::Display::fmt(root, f),
            None => write!(f, "({}, {})", self.low, self.high),
        }
    }
}

fn middle(low: &Rational, high: &Rational) -> Rational {
    Rational::ratio(1, 2) * (low.clone() + high)
}

impl Univariate {
    /// A power of two beyond every root: |x| ≤ 1 + max |cₖ / cₙ| (A.-L. Cauchy
    /// 1829).
    pub fn root_bound(&self) -> Rational {
        let leading = self.leading();
        let ratios = self.coefficients().iter().filter_map(|c| c.checked_div(&leading)).map(|ratio| ratio.abs());
        let cauchy = Rational::one() + ratios.max().unwrap_or_else(Rational::zero);
        let mut bound = Rational::one();
        while bound <= cauchy {
            bound = bound.clone() + &bound;
        }
        bound
    }
}

impl Sturm {
    /// The distinct roots in (low, high] in ascending order; a bound that is none
    /// is infinite. Every rational root is exact, and the closed intervals are
    /// disjoint.
    ///
    /// # Errors
    /// Where numbers exceed the budget.
    ///
    /// # Examples
    /// (x² − 2) (2x − 1):
    /// ```
    /// use stable_sgd::proof::{Budget, sturm::Sturm, univariate::Univariate};
    /// use stable_sgd::scalar::Rational;
    /// let p = Univariate::new([2, -4, -1, 2].map(Rational::from).to_vec());
    /// let roots = Sturm::new(&p, Budget::default())?.isolate(None, None)?;
    /// assert_eq!(roots.len(), 3);
    /// assert_eq!(roots[1].to_string(), "1/2");
    /// assert!(roots[2].exact.is_none() && roots[2].low.clone() * &roots[2].low < Rational::from(2));
    /// # Ok::<(), stable_sgd::proof::univariate::UnivariateError>(())
    /// ```
    pub fn isolate(&self, low: Option<&Rational>, high: Option<&Rational>) -> Result<Vec<RealRoot>, UnivariateError> {
        let bound = self.square_free().root_bound();
        let low = low.map_or_else(|| -bound.clone(), |low| low.clone().max(-bound.clone()));
        let high = high.map_or_else(|| bound.clone(), |high| high.clone().min(bound.clone()));
        let end = |x: Rational| (self.variations(&x), x);
        let mut roots: Vec<RealRoot> = Vec::new();
        // The next interval to the right is on top, so that roots come in order.
        let mut open = if low < high { vec![(end(low), end(high))] } else { Vec::new() };
        while let Some((low, high)) = open.pop() {
            match low.0.saturating_sub(high.0) {
                0 => {}
                1 => roots.push(self.settle(low.1, high.1)?),
                _ => {
                    let between = end(self.middle(&low.1, &high.1)?);
                    open.push((between.clone(), high));
                    open.push((low, between));
                }
            }
        }
        for next in 1..roots.len() {
            while roots[next - 1].high >= roots[next].low {
                for place in [next - 1, next] {
                    roots[place] = self.halve(&roots[place])?;
                }
            }
        }
        Ok(roots)
    }

    /// The only root in (low, high].
    fn settle(&self, mut low: Rational, mut high: Rational) -> Result<RealRoot, UnivariateError> {
        let p = self.square_free();
        if p.evaluate(&high).is_zero() {
            return Ok(RealRoot::rational(high));
        }
        // The lower bound may be another root, and is left for a point beside it.
        while p.evaluate(&low).is_zero() {
            let between = self.middle(&low, &high)?;
            if p.evaluate(&between).is_zero() {
                return Ok(RealRoot::rational(between));
            }
            let is_below = self.count(Some(&low), Some(&between)) == 1;
            if is_below { high = between } else { low = between }
        }
        let leading = p.leading().abs();
        let width = Rational::ratio(1, 2) / &leading;
        let root = self.refine(&RealRoot { low, high, exact: None }, &width)?;
        let candidate = (root.high.clone() * &leading).floor() / leading;
        Ok(if p.evaluate(&candidate).is_zero() && candidate > root.low { RealRoot::rational(candidate) } else { root })
    }

    /// The root in an interval no wider than `width`, within the one given.
    ///
    /// # Errors
    /// Where `root` is none of this polynomial, `width` ≤ 0, or numbers exceed
    /// the budget.
    pub fn refine(&self, root: &RealRoot, width: &Rational) -> Result<RealRoot, UnivariateError> {
        if width.sign() <= 0 {
            return Err(UnivariateError::WrongWidth(width.clone()));
        }
        let mut root = root.clone();
        self.check(&root)?;
        while root.width() > *width {
            root = self.halve(&root)?;
        }
        Ok(root)
    }

    /// That the bounds are the root, or isolate one by a change of sign.
    fn check(&self, root: &RealRoot) -> Result<(), UnivariateError> {
        let sign = |x: &Rational| self.square_free().evaluate(x).sign();
        let holds = match &root.exact {
            Some(value) => sign(value) == 0 && root.low == *value && root.high == *value,
            None => {
                root.low < root.high
                    && sign(&root.low) * sign(&root.high) == -1
                    && self.count(Some(&root.low), Some(&root.high)) == 1
            }
        };
        let wrong = || UnivariateError::NotIsolating { low: root.low.clone(), high: root.high.clone() };
        if holds { Ok(()) } else { Err(wrong()) }
    }

    /// The half with the change of sign.
    fn halve(&self, root: &RealRoot) -> Result<RealRoot, UnivariateError> {
        if root.exact.is_some() {
            return Ok(root.clone());
        }
        let between = self.middle(&root.low, &root.high)?;
        let sign = |x: &Rational| self.square_free().evaluate(x).sign();
        Ok(match sign(&between) {
            0 => RealRoot::rational(between),
            own if own == sign(&root.low) => RealRoot { low: between, ..root.clone() },
            _ => RealRoot { high: between, ..root.clone() },
        })
    }

    fn middle(&self, low: &Rational, high: &Rational) -> Result<Rational, UnivariateError> {
        let between = middle(low, high);
        self.budget.check(between.size_in_bits(), "a bound of a root")?;
        Ok(between)
    }
}

#[cfg(test)]
mod tests;
