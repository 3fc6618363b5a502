//! Equivalence, and what an interval shows.

use std::fmt::{Display, Formatter};

use super::distribution::t_cdf;
use super::paired::inside;
use super::sentence::p_text;
use super::student::MeanError;
use super::{ConfidenceInterval, Error};

/// What an interval of first minus second shows, given the margin below which a difference
/// does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ranking {
    /// The interval lies below 0, and not within the margin.
    FirstLower,
    /// The interval lies above 0, and not within the margin.
    FirstHigher,
    /// The interval lies within the margin, whether it holds 0 or not.
    Equivalent,
    /// The interval holds 0 and reaches beyond the margin.
    Inconclusive,
}

impl Ranking {
    /// The verdict of one interval: equivalence where it lies in (−`margin`, `margin`), else
    /// the side of 0 on which it lies. With a margin of 0 nothing is equivalent.
    ///
    /// An interval of level 1 − α errs with α about a difference, with α/2 about equivalence.
    ///
    /// # Errors
    /// Where the margin is negative or not finite.
    pub fn of(interval: &ConfidenceInterval, margin: f64) -> Result<Self, Error> {
        Self::of_two(interval, interval, margin)
    }

    /// As [`Self::of`], with an interval of level 1 − 2α for equivalence beside that of level
    /// 1 − α for a difference, so that both err with probability α.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn of_two(
        difference: &ConfidenceInterval,
        equivalence: &ConfidenceInterval,
        margin: f64,
    ) -> Result<Self, Error> {
        if !(margin >= 0.0 && margin.is_finite()) {
            return Err(Error::OutOfRange { name: "the margin", value: margin, range: "finite, 0 or above" });
        }
        Ok(if equivalence.within(margin) {
            Self::Equivalent
        } else if difference.high < 0.0 {
            Self::FirstLower
        } else if difference.low > 0.0 {
            Self::FirstHigher
        } else {
            Self::Inconclusive
        })
    }
}

/// A test that the centre of paired differences lies in (−margin, margin): an interval of level
/// 1 − 2α does, which errs with probability α where the centre is at the margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equivalence {
    /// Its name.
    pub name: &'static str,
    /// The margin, in the unit of the differences, stated before they were seen.
    pub margin: f64,
    /// The interval of level 1 − 2α.
    pub interval: ConfidenceInterval,
    /// The pairs that it used.
    pub n: usize,
    /// The larger of the two one-sided p, where the method has them.
    pub p: Option<f64>,
}

impl Equivalence {
    /// By two one-sided t tests of the mean (Schuirmann 1987, doi:10.1007/BF01068419):
    /// p = max(P(T ≥ (x̄ + margin) √n / s), P(T ≤ (x̄ − margin) √n / s)), n − 1 degrees of freedom.
    ///
    /// # Errors
    /// Where the margin is not above 0 and finite, `alpha` not in (0, ½), there are fewer than two
    /// differences, one is not finite, or all are equal.
    pub fn by_t(differences: &[f64], margin: f64, alpha: f64) -> Result<Self, Error> {
        let level = level(margin, alpha)?;
        let centre = MeanError::of(differences, "two one-sided t tests")?;
        let beyond = |distance: f64| t_cdf(-distance / centre.error, centre.freedom);
        let p = beyond(margin + centre.mean).max(beyond(margin - centre.mean));
        let interval = centre.interval(level);
        Ok(Self { name: "two one-sided t tests", margin, interval, n: differences.len(), p: Some(p) })
    }

    /// Whether equivalence is shown.
    pub fn holds(&self) -> bool {
        self.interval.within(self.margin)
    }
}

/// The verdict with the numbers that it rests on.
impl Display for Equivalence {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        let Self { name, margin, interval, n, p } = self;
        let verdict = if self.holds() { "shown" } else { "not shown" };
        let p = p.map_or_else(String::new, |p| format!(", {}", p_text(p)));
        write!(f, "equivalence within ±{margin} {verdict}: {interval}, {n} pairs, {name}{p}")
    }
}

/// 1 − 2α, where margin and α make sense.
fn level(margin: f64, alpha: f64) -> Result<f64, Error> {
    inside("the margin", margin, f64::INFINITY, "finite and above 0")?;
    inside("alpha", alpha, 0.5, "above 0 and below 0.5")?;
    Ok(1.0 - 2.0 * alpha)
}
