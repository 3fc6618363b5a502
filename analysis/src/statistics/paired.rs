//! Two methods on the same seeds.

use super::bootstrap::{self, bca};
use super::rank::{Test, hodges_lehmann, sign, signed_rank};
use super::{Interval, StatisticsError, deviation, mean, median, real};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The differences of two methods, first minus second, seed by seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// A difference a seed; two runs that both diverged differ by 0.
    pub differences: Vec<f64>,
}

impl Paired {
    /// Of the values of both methods, in the order of the seeds. A run that diverged has
    /// an infinite value.
    ///
    /// # Errors
    /// Samples of different size, none at all, or NaN.
    pub fn new(first: &[f64], second: &[f64]) -> Result<Self, StatisticsError> {
        if first.len() != second.len() {
            return Err(StatisticsError::Unpaired(first.len(), second.len()));
        }
        real(first, 1)?;
        real(second, 1)?;
        let difference = |(a, b): (&f64, &f64)| if a == b { 0.0 } else { a - b };
        Ok(Self { differences: first.iter().zip(second).map(difference).collect() })
    }

    /// How many differences are infinite: one of the two runs diverged.
    pub fn infinite(&self) -> usize {
        self.differences.iter().filter(|d| d.is_infinite()).count()
    }

    /// The interval of the mean difference by the bootstrap; where a run diverged there is
    /// no mean, and it is the Hodges-Lehmann interval.
    ///
    /// # Errors
    /// Too few seeds, or settings outside their limits.
    pub fn interval(&self, settings: &bootstrap::Settings) -> Result<Interval, StatisticsError> {
        if self.infinite() == 0 {
            bca(&self.differences, mean, settings)
        } else {
            hodges_lehmann(&self.differences, settings.level)
        }
    }

    /// The median difference.
    pub fn median(&self) -> f64 {
        median(&self.differences)
    }

    /// Cohen's d of paired differences, mean over standard deviation (Lakens 2013,
    /// doi:10.3389/fpsyg.2013.00863); NaN where a run diverged.
    pub fn effect(&self) -> f64 {
        mean(&self.differences) / deviation(&self.differences)
    }

    /// The share of seeds at which the first is lower, ties counted half.
    pub fn superiority(&self) -> f64 {
        let score = |d: &f64| if *d < 0.0 { 1.0 } else { 0.5 * f64::from(u8::from(*d == 0.0)) };
        self.differences.iter().map(score).sum::<f64>() / self.differences.len() as f64
    }

    /// The matched-pairs rank-biserial correlation: the share of the ranks' sum that favours
    /// the first minus that which favours the second (Kerby 2014, doi:10.2466/11.IT.3.1).
    ///
    /// # Errors
    /// As [`signed_rank`].
    pub fn rank_biserial(&self) -> Result<f64, StatisticsError> {
        let Test { statistic, used, .. } = signed_rank(&self.differences)?;
        let whole = (used * (used + 1)) as f64 / 2.0;
        Ok(if used == 0 { 0.0 } else { 1.0 - 2.0 * statistic / whole })
    }

    /// The sign test of the differences.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign(&self) -> Result<Test, StatisticsError> {
        sign(&self.differences)
    }

    /// Wilcoxon's signed-rank test of the differences.
    ///
    /// # Errors
    /// As [`signed_rank`].
    pub fn signed_rank(&self) -> Result<Test, StatisticsError> {
        signed_rank(&self.differences)
    }

    /// Student's test that the mean difference is 0.
    ///
    /// # Errors
    /// Fewer than two differences, or one that is infinite.
    pub fn student(&self) -> Result<Test, StatisticsError> {
        super::finite(&self.differences, 2)?;
        let n = self.differences.len();
        let centre = mean(&self.differences);
        let statistic = centre / (deviation(&self.differences) / (n as f64).sqrt());
        let law = StudentsT::new(0.0, 1.0, n as f64 - 1.0).ok();
        let p = if centre == 0.0 { 1.0 } else { law.map_or(f64::NAN, |law| 2.0 * law.sf(statistic.abs())) };
        Ok(Test { name: "Student's paired test", statistic, used: n, zeros: 0, p })
    }
}

/// Holm's correction (1979, Scandinavian Journal of Statistics 6, 65-70): each p of a
/// family, adjusted so that the chance of any false rejection stays at the level.
///
/// # Errors
/// A p outside [0, 1].
pub fn holm(family: &[f64]) -> Result<Vec<f64>, StatisticsError> {
    if let Some(p) = family.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(StatisticsError::Setting { name: "p", value: *p, limits: "a number from 0 to 1" });
    }
    let mut order: Vec<usize> = (0..family.len()).collect();
    order.sort_by(|a, b| family[*a].total_cmp(&family[*b]));
    let (mut adjusted, mut largest) = (vec![0.0; family.len()], 0.0_f64);
    for (rank, place) in order.into_iter().enumerate() {
        largest = largest.max((family.len() - rank) as f64 * family[place]).min(1.0);
        adjusted[place] = largest;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_know_divergence() {
        let infinity = f64::INFINITY;
        let paired = Paired::new(&[1.0, infinity, infinity, 2.0], &[2.0, infinity, 0.0, 2.0]).expect("pairs");
        assert_eq!(paired.differences, [-1.0, 0.0, infinity, 0.0]);
        assert_eq!((paired.infinite(), paired.superiority(), paired.median()), (1, 0.5, 0.0));
        assert!(Paired::new(&[1.0], &[1.0, 2.0]).is_err() && Paired::new(&[f64::NAN], &[0.0]).is_err());
        assert!(paired.student().is_err());
    }

    /// Student's sleep data (R's `sleep`): t = −4.0621, 9 degrees of freedom, p = 0.002833.
    #[test]
    fn students_test_gives_the_known_value() {
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let paired = Paired::new(&first, &second).expect("pairs");
        let found = paired.student().expect("a test");
        assert!((found.statistic + 4.0621).abs() < 5e-5 && (found.p - 0.002_833).abs() < 5e-7, "{found:?}");
        assert!((paired.effect() + 1.284_558).abs() < 1e-5, "{}", paired.effect());
        assert_eq!(paired.rank_biserial().expect("ranks"), 1.0, "all but a tie favour the first");
    }

    /// R 4, p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
    #[test]
    fn holms_correction_is_that_of_r() {
        let found = holm(&[0.01, 0.04, 0.03, 0.005]).expect("a family");
        for (found, expected) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(holm(&[0.9, 0.8]).expect("a family"), [1.0, 1.0]);
        assert!(holm(&[1.5]).is_err());
    }
}
