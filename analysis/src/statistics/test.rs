//! The result of a test.

/// What a test of paired differences found, two-sided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// Its name, and whether its p is exact or approximate.
    pub name: &'static str,
    /// The symbol of its statistic.
    pub symbol: &'static str,
    /// Its statistic.
    pub statistic: f64,
    /// The pairs that it used.
    pub n: usize,
    /// The pairs without a difference: those that it left out, for the t test those among its `n`.
    pub ties: usize,
    /// The probability, where nothing but chance differs, of a statistic at least as far out.
    pub p: f64,
}

/// How many differences are zero.
pub(super) fn ties(differences: &[f64]) -> usize {
    differences.iter().filter(|difference| **difference == 0.0).count()
}
