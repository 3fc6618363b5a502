//! Student's t for paired differences.

use super::distribution::{t_cdf, t_quantile};
use super::paired::{check_level, finite};
use super::summary::{mean, variance};
use super::test::ties;
use super::{ConfidenceInterval, Error, Test};

/// The mean of the differences and its standard error, s / √n > 0.
pub(super) struct MeanError {
    pub(super) mean: f64,
    pub(super) error: f64,
    pub(super) freedom: f64,
}

impl MeanError {
    /// Of at least two finite differences that are not all equal.
    pub(super) fn of(differences: &[f64], purpose: &'static str) -> Result<Self, Error> {
        finite(differences, purpose, 2)?;
        let count = differences.len();
        let error = (variance(differences)? / count as f64).sqrt();
        if error == 0.0 {
            return Err(Error::NoSpread { purpose, count, value: differences[0] });
        }
        Ok(Self { mean: mean(differences)?, error, freedom: (count - 1) as f64 })
    }

    /// mean ± t error, t the quantile at (1 + level) / 2.
    pub(super) fn interval(&self, level: f64) -> ConfidenceInterval {
        let reach = self.error * t_quantile((1.0 + level) / 2.0, self.freedom);
        ConfidenceInterval { estimate: self.mean, low: self.mean - reach, high: self.mean + reach, level }
    }
}

/// The paired t test that the mean difference is 0 (Student 1908, doi:10.1093/biomet/6.1.1):
/// t = x̄ √n / s with n − 1 degrees of freedom, two-sided.
///
/// # Errors
/// Where there are fewer than two differences, one is not finite (a run diverged: use
/// [`super::sign_test`] or [`super::wilcoxon_test`]), or all are equal.
pub fn paired_t_test(differences: &[f64]) -> Result<Test, Error> {
    let MeanError { mean, error, freedom } = MeanError::of(differences, "the paired t test")?;
    let t = mean / error;
    let p = (2.0 * t_cdf(-t.abs(), freedom)).min(1.0);
    let (n, ties) = (differences.len(), ties(differences));
    Ok(Test { name: "paired t test", symbol: "t", statistic: t, n, ties, p })
}

/// The mean difference with its t interval, x̄ ± t s / √n, t the quantile of Student's
/// distribution at (1 + level) / 2 with n − 1 degrees of freedom.
///
/// # Errors
/// As [`paired_t_test`], and where the level lies outside (0, 1).
pub fn mean_interval(differences: &[f64], level: f64) -> Result<ConfidenceInterval, Error> {
    check_level(level)?;
    Ok(MeanError::of(differences, "the t interval")?.interval(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hours of sleep gained, the second drug over the first (Student 1908).
    const SLEEP: [f64; 10] = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

    /// The published t = 4.0621, p = 0.002833, interval 0.7001 to 2.4599, as R's t.test gives
    /// them on its data set `sleep`; more digits by scipy 1.17, ttest_1samp.
    #[test]
    fn the_sleep_data_give_the_published_t() {
        let test = paired_t_test(&SLEEP).expect("finite");
        assert!((test.statistic - 4.062_127_683_382_037).abs() < 1e-12, "{}", test.statistic);
        assert!((test.p - 0.002_832_890_197_384_273).abs() < 1e-12, "{}", test.p);
        assert_eq!((test.n, test.ties), (10, 1));
        let interval = mean_interval(&SLEEP, 0.95).expect("finite");
        assert!((interval.low - 0.700_114_236_723_017_4).abs() < 1e-9, "{}", interval.low);
        assert!((interval.high - 2.459_885_763_276_982).abs() < 1e-9, "{}", interval.high);
        // The control: with one value changed the same comparison fails.
        let mut other = SLEEP;
        other[0] = 1.3;
        assert!((paired_t_test(&other).expect("finite").statistic - 4.0621).abs() > 0.01);
    }

    #[test]
    fn what_t_cannot_take_is_refused() {
        let infinite = paired_t_test(&[1.0, f64::INFINITY, f64::NEG_INFINITY, 2.0]);
        assert_eq!(infinite, Err(Error::Infinite { purpose: "the paired t test", count: 2, total: 4 }));
        let equal = paired_t_test(&[0.1; 7]);
        assert_eq!(equal, Err(Error::NoSpread { purpose: "the paired t test", count: 7, value: 0.1 }));
        assert!(matches!(paired_t_test(&[1.0]), Err(Error::TooFew { needed: 2, .. })));
        assert!(matches!(mean_interval(&SLEEP, 95.0), Err(Error::OutOfRange { .. })));
    }
}
