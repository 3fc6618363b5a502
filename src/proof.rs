//! Engines of exact proof. They know polynomials, fractions, intervals and
//! matrices, and nothing of methods.
//!
//! | engine | what it decides | what it rests on |
//! |---|---|---|
//! | [`univariate`], [`sturm`], [`roots`] | the real roots of a polynomial in one variable, and its sign between them | Sturm's theorem |
//! | [`positivity`], [`search`] | that a polynomial is ≥ 0 or > 0 where others are | a polynomial identity |
//! | [`simplex`] | whether a linear system has a solution ≥ 0 | Bland's rule, in fractions |
//! | [`enclosed`] | a polynomial's values on a box | outward rounding |
//! | [`linear`], [`division_free`] | ranks, inverses, characteristic polynomials | exact elimination |
//!
//! A proof is checked apart from how it was found: a certificate by expansion, a
//! root by a change of sign, a refutation by a point. Where exact numbers may
//! grow without a useful end there is a [`Budget`], and the error says what was
//! reached.

pub mod division_free;
pub mod enclosed;
pub mod linear;
pub mod positivity;
pub mod roots;
pub mod search;
pub mod simplex;
pub mod sturm;
pub mod univariate;

/// How many bits the numbers of a proof may have together: see
/// [`Rational::size_in_bits`](crate::scalar::Rational::size_in_bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The bits of all coefficients that are held at once.
    pub bits: usize,
}

/// 2²⁰ bits, 128 kB: a Sturm sequence of degree 30 with coefficients of 32 bits
/// fits, and what does not takes minutes.
impl Default for Budget {
    fn default() -> Self {
        Self { bits: 1 << 20 }
    }
}

/// A number grew beyond the budget.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected at most {} bits, found {found} in {place}", budget.bits)]
pub struct OverBudget {
    /// What was allowed.
    pub budget: Budget,
    /// The bits that were reached.
    pub found: usize,
    /// Where they were.
    pub place: &'static str,
}

impl Budget {
    /// Whether `found` bits are within the budget.
    ///
    /// # Errors
    /// Where they are not.
    pub fn check(self, found: usize, place: &'static str) -> Result<(), OverBudget> {
        if found <= self.bits { Ok(()) } else { Err(OverBudget { budget: self, found, place }) }
    }
}
