//! Tests by signs and ranks, which an infinite difference (a run that diverged) does not spoil.

use super::{Interval, StatisticsError, real, share};
use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

/// A test with its result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// Its name.
    pub name: &'static str,
    /// The statistic.
    pub statistic: f64,
    /// Differences that were used.
    pub used: usize,
    /// Differences of 0, which were not.
    pub zeros: usize,
    /// The two-sided p value.
    pub p: f64,
}

/// The sign test: under no difference, as many are below 0 as above. Exact.
///
/// # Errors
/// No values, or NaN.
pub fn sign(differences: &[f64]) -> Result<Test, StatisticsError> {
    real(differences, 1)?;
    let below = differences.iter().filter(|d| **d < 0.0).count();
    let zeros = differences.iter().filter(|d| **d == 0.0).count();
    let used = differences.len() - zeros;
    let smaller = below.min(used - below) as u64;
    let p = Binomial::new(0.5, used as u64).map_or(1.0, |law| (2.0 * law.cdf(smaller)).min(1.0));
    Ok(Test { name: "sign test", statistic: below as f64, used, zeros, p })
}

/// The most differences without ties for which the null distribution is enumerated.
const EXACT_UP_TO: usize = 60;

/// Wilcoxon's signed-rank test (1945, doi:10.2307/3001968): the statistic is the sum of the
/// ranks of the positive differences. Zeros are dropped. Exact up to 60 differences
/// without ties, else by the normal distribution with corrections for ties and continuity.
///
/// # Errors
/// No values, or NaN.
pub fn signed_rank(differences: &[f64]) -> Result<Test, StatisticsError> {
    real(differences, 1)?;
    let mut used: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    let (n, zeros) = (used.len(), differences.len() - used.len());
    used.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let (mut statistic, mut tied, mut first) = (0.0, 0.0, 0);
    for group in used.chunk_by(|a, b| a.abs() == b.abs()) {
        let size = group.len() as f64;
        // The mean of the ranks first + 1 ..= first + size.
        let rank = first as f64 + (size + 1.0) / 2.0;
        statistic += rank * group.iter().filter(|d| **d > 0.0).count() as f64;
        tied += size * (size * size - 1.0);
        first += group.len();
    }
    let largest = (n * (n + 1)) as f64 / 2.0;
    let smaller = statistic.min(largest - statistic);
    let p = if n == 0 {
        1.0
    } else if tied == 0.0 && n <= EXACT_UP_TO {
        (2.0 * null_distribution(n)[..=smaller as usize].iter().sum::<f64>()).min(1.0)
    } else {
        let variance = largest * (2 * n + 1) as f64 / 12.0 - tied / 48.0;
        let distance = (largest / 2.0 - smaller - 0.5).max(0.0);
        (2.0 * Normal::standard().sf(distance / variance.sqrt())).min(1.0)
    };
    Ok(Test { name: "Wilcoxon signed-rank test", statistic, used: n, zeros, p })
}

/// The probability of each sum of ranks of n differences whose signs are fair coins.
fn null_distribution(n: usize) -> Vec<f64> {
    let mut law = vec![0.0; n * (n + 1) / 2 + 1];
    law[0] = 1.0;
    for rank in 1..=n {
        for sum in (0..=rank * (rank + 1) / 2).rev() {
            let with = if sum >= rank { law[sum - rank] } else { 0.0 };
            law[sum] = 0.5 * (law[sum] + with);
        }
    }
    law
}

/// The Hodges-Lehmann estimate of a shift, the median of the means of all pairs (each value
/// with itself among them), with its interval from the signed-rank test
/// (1963, doi:10.1214/aoms/1177704172): exact up to 60 values, else by the normal
/// distribution. Means of opposite infinities count as 0.
///
/// # Errors
/// Fewer than 6 values, NaN, or a level outside (0, 1).
pub fn hodges_lehmann(differences: &[f64], level: f64) -> Result<Interval, StatisticsError> {
    real(differences, 6)?;
    let level = share("level", level)?;
    let n = differences.len();
    let mut means = Vec::with_capacity(n * (n + 1) / 2);
    for (i, a) in differences.iter().enumerate() {
        means.extend(
            differences[i..].iter().map(|b| 0.5 * a + 0.5 * b).map(|mean| if mean.is_nan() { 0.0 } else { mean }),
        );
    }
    means.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    let outside = if n <= EXACT_UP_TO {
        let mut sum = 0.0;
        null_distribution(n)
            .into_iter()
            .take_while(|p| {
                sum += p;
                sum <= tail
            })
            .count()
    } else {
        let centre = means.len() as f64 / 2.0;
        let spread = ((n * (n + 1) * (2 * n + 1)) as f64 / 24.0).sqrt();
        (centre + Normal::standard().inverse_cdf(tail) * spread).floor().max(0.0) as usize
    };
    // That many means are left out at either end; at the least the ends themselves stay.
    let outside = outside.saturating_sub(1).min(means.len() / 2);
    Ok(Interval { estimate: super::median(&means), low: means[outside], high: means[means.len() - 1 - outside], level })
}

#[cfg(test)]
mod tests {
    use super::*;
    use stable_sgd::random::counter::{Purpose, Stream};

    /// Differences without ties (Hollander and Wolfe 1973, p. 29, as R's example has them).
    const DEPRESSION: [f64; 9] = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01];

    #[test]
    fn the_tests_give_the_known_values() {
        // R 4, wilcox.test(x, y, paired = TRUE): V = 40 for the other sign, p-value = 0.03906.
        let found = signed_rank(&DEPRESSION).expect("a test");
        assert!((found.statistic - 5.0).abs() < 1e-12 && (found.p - 0.039_062_5).abs() < 1e-12, "{found:?}");
        // 2 (1 + 9 + 36) / 2⁹ for two of nine above 0.
        let found = sign(&DEPRESSION).expect("a test");
        assert!((found.p - 2.0 * 46.0 / 512.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn ties_zeros_and_infinities_are_counted() {
        let found = signed_rank(&[0.0, 1.0, -1.0, 2.0, f64::INFINITY, f64::INFINITY]).expect("a test");
        // Ranks 1.5 and 1.5, 3, then 4.5 twice.
        assert_eq!((found.statistic, found.used, found.zeros), (1.5 + 3.0 + 9.0, 5, 1));
        assert_eq!(sign(&[0.0, 0.0]).expect("a test").p, 1.0);
        assert!(signed_rank(&[f64::NAN]).is_err() && sign(&[]).is_err());
    }

    /// The share of 2000 null data sets that a test at 0.05 rejects, by both roads of the
    /// signed-rank test; with a shift of half a deviation most are rejected.
    #[test]
    fn the_tests_have_their_size_and_some_power() {
        for (n, shift, least, most) in [(20, 0.0, 0.02, 0.065), (80, 0.0, 0.03, 0.065), (80, 0.5, 0.9, 1.0)] {
            let (mut ranks, mut signs) = (0, 0);
            for set in 0..2000 {
                let stream = Stream::new(set, Purpose::Problem);
                let values: Vec<f64> = (0..n).map(|i| stream.normal(1, i) + shift).collect();
                ranks += u32::from(signed_rank(&values).expect("a test").p < 0.05);
                signs += u32::from(sign(&values).expect("a test").p < 0.05);
            }
            for count in [ranks, signs] {
                let share = f64::from(count) / 2000.0;
                assert!((least..=most).contains(&share), "n = {n}, shift {shift}: {share}");
            }
        }
    }

    #[test]
    fn the_null_distribution_is_that_of_fair_coins() {
        assert_eq!(null_distribution(3), [1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0].map(|count| count / 8.0));
        assert!((null_distribution(40).iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    /// The interval holds the shift about as often as it says, by both roads.
    #[test]
    fn hodges_lehmann_intervals_hold_the_shift() {
        for n in [15, 70] {
            let held = (0..400).filter(|set| {
                let stream = Stream::new(*set, Purpose::Problem);
                let values: Vec<f64> = (0..n).map(|i| stream.normal(2, i) + 3.0).collect();
                let found = hodges_lehmann(&values, 0.9).expect("an interval");
                found.low <= 3.0 && 3.0 <= found.high
            });
            let share = held.count() as f64 / 400.0;
            assert!((0.855..=0.95).contains(&share), "n = {n}: {share}");
        }
        let with_divergence = [1.0, 1.1, 0.9, 1.2, 0.8, f64::INFINITY, 1.05];
        let found = hodges_lehmann(&with_divergence, 0.9).expect("an interval");
        assert!(found.estimate.is_finite() && found.low > 0.0, "{found:?}");
        assert!(hodges_lehmann(&[1.0; 5], 0.9).is_err());
    }
}
