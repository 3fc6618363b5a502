//! Intervals for a proportion.

use super::distribution::{beta_quantile, normal_quantile};
use super::paired::check_level;
use super::{ConfidenceInterval, Error};

/// Wilson's interval (1927, doi:10.1080/01621459.1927.10502953): with p̂ = k / n and
/// z = Φ⁻¹((1 + level) / 2), (p̂ + z²/2n ± z √(p̂ (1 − p̂) / n + z²/4n²)) / (1 + z²/n).
///
/// It covers the truth about as often as the level says, on average over the truth
/// (Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286).
///
/// # Errors
/// Where there are no trials or more successes than trials, or the level lies outside (0, 1).
pub fn wilson(successes: u64, trials: u64, level: f64) -> Result<ConfidenceInterval, Error> {
    let estimate = proportion(successes, trials, level)?;
    let (n, z) = (trials as f64, normal_quantile((1.0 + level) / 2.0));
    let stretch = 1.0 + z * z / n;
    let centre = (estimate + z * z / (2.0 * n)) / stretch;
    let reach = z * (estimate * (1.0 - estimate) / n + z * z / (4.0 * n * n)).sqrt() / stretch;
    let low = if successes == 0 { 0.0 } else { centre - reach };
    let high = if successes == trials { 1.0 } else { centre + reach };
    Ok(ConfidenceInterval { estimate, low, high, level })
}

/// The exact interval of Clopper and Pearson (1934, doi:10.1093/biomet/26.4.404): from the
/// quantile at (1 − level) / 2 of Beta(k, n − k + 1) to that at (1 + level) / 2 of
/// Beta(k + 1, n − k). It covers the truth at least as often as the level says.
///
/// # Errors
/// As [`wilson`].
pub fn clopper_pearson(successes: u64, trials: u64, level: f64) -> Result<ConfidenceInterval, Error> {
    let estimate = proportion(successes, trials, level)?;
    let (k, rest, tail) = (successes as f64, (trials - successes) as f64, (1.0 - level) / 2.0);
    let low = if successes == 0 { 0.0 } else { beta_quantile(tail, k, rest + 1.0) };
    let high = if successes == trials { 1.0 } else { beta_quantile(1.0 - tail, k + 1.0, rest) };
    Ok(ConfidenceInterval { estimate, low, high, level })
}

fn proportion(successes: u64, trials: u64, level: f64) -> Result<f64, Error> {
    check_level(level)?;
    if trials == 0 || successes > trials {
        return Err(Error::NotAProportion { successes, trials });
    }
    Ok(successes as f64 / trials as f64)
}

#[cfg(test)]
mod tests {
    use super::super::distribution::{binomial_cdf, binomial_from};
    use super::*;

    fn near(interval: ConfidenceInterval, low: f64, high: f64, tolerance: f64) -> bool {
        (interval.low - low).abs() < tolerance && (interval.high - high).abs() < tolerance
    }

    /// The examples of Newcombe (1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E),
    /// table I, methods 3 and 5, at 0.95.
    #[test]
    fn the_published_examples_come_out() {
        for (k, n, score, exact) in [
            (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
            (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
            (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
            (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
        ] {
            let (wilson, exactly) = (wilson(k, n, 0.95).expect("counts"), clopper_pearson(k, n, 0.95).expect("counts"));
            assert!(near(wilson, score.0, score.1, 5.1e-5), "{k} of {n}: {wilson:?}");
            assert!(near(exactly, exact.0, exact.1, 5.1e-5), "{k} of {n}: {exactly:?}");
            // The control: each fails at the other's numbers.
            assert!(!near(wilson, exact.0, exact.1, 5.1e-5) && !near(exactly, score.0, score.1, 5.1e-5));
        }
    }

    #[test]
    fn successes_and_failures_change_places() {
        for (k, n) in [(0, 5), (2, 5), (5, 5), (1, 1), (30, 100)] {
            for method in [wilson, clopper_pearson] {
                let (here, there) = (method(k, n, 0.9).expect("counts"), method(n - k, n, 0.9).expect("counts"));
                assert!(near(here, 1.0 - there.high, 1.0 - there.low, 1e-12), "{here:?} {there:?}");
                assert!(0.0 <= here.low && here.low <= here.estimate && here.estimate <= here.high && here.high <= 1.0);
            }
        }
    }

    /// The probability with which an interval covers the truth, summed over all outcomes.
    fn coverage(method: fn(u64, u64, f64) -> Result<ConfidenceInterval, Error>, n: u64, truth: f64) -> f64 {
        let covers = |k: &u64| !method(*k, n, 0.95).expect("counts").excludes(truth);
        let chance = |k| binomial_cdf(k, n, truth) + binomial_from(k, n, truth) - 1.0;
        (0..=n).filter(covers).map(chance).sum()
    }

    #[test]
    fn clopper_and_pearson_never_cover_less_than_they_say_and_wilson_does_on_average() {
        let truths: Vec<f64> = (1..100).map(|i| f64::from(i) / 100.0).collect();
        for n in [10, 30] {
            let of = |method| truths.iter().map(|truth| coverage(method, n, *truth)).collect::<Vec<_>>();
            let (exact, score) = (of(clopper_pearson), of(wilson));
            assert!(exact.iter().all(|c| *c >= 0.95 - 1e-9), "{exact:?}");
            assert!(score.iter().any(|c| *c < 0.95), "Wilson's interval would be exact as well");
            let mean = score.iter().sum::<f64>() / score.len() as f64;
            assert!((mean - 0.95).abs() < 0.015, "n = {n}: {mean}");
        }
    }

    #[test]
    fn what_is_no_proportion_is_refused() {
        assert_eq!(wilson(3, 2, 0.95), Err(Error::NotAProportion { successes: 3, trials: 2 }));
        assert_eq!(clopper_pearson(0, 0, 0.95), Err(Error::NotAProportion { successes: 0, trials: 0 }));
        assert!(matches!(wilson(1, 2, 95.0), Err(Error::OutOfRange { value: 95.0, .. })));
    }
}
