//! An interval for the median, from the order of the values alone.

use super::distribution::binomial_cdf;
use super::paired::{check, check_level};
use super::summary::{quantile_of_sorted, sorted};
use super::{ConfidenceInterval, Error};

/// The interval [x₍ₖ₎, x₍ₙ₊₁₋ₖ₎] around the median, with the largest k for which
/// 2 P(X ≤ k − 1) ≤ 1 − level, X binomial of n and ½ (Thompson 1936,
/// doi:10.1214/aoms/1177732502): whatever the distribution, it covers the median at least as
/// often as `level` says. It is the sign test turned round: a value that it excludes is one
/// that the test refuses at this level. Values may be infinite.
///
/// # Errors
/// Where a value is not a number, the level lies outside (0, 1), or there are too few values
/// for it.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::median_interval;
/// let interval = median_interval(&[5.0, 1.0, 9.0, 3.0, f64::INFINITY, 2.0], 0.95)?;
/// assert_eq!((interval.low, interval.estimate, interval.high), (1.0, 4.0, f64::INFINITY));
/// # Ok::<(), stable_sgd_analysis::statistics::Error>(())
/// ```
pub fn median_interval(values: &[f64], level: f64) -> Result<ConfidenceInterval, Error> {
    check_level(level)?;
    check(values, "an interval for the median", 1)?;
    let n = values.len();
    // Equality is meant to pass: 1 − level is rounded.
    let fits = |k: usize| 2.0 * binomial_cdf(k as u64 - 1, n as u64, 0.5) <= (1.0 - level) * (1.0 + 1e-9);
    let Some(k) = (1..=n.div_ceil(2)).rev().find(|k| fits(*k)) else {
        return Err(Error::TooFewForLevel { pairs: n, level, reachable: 1.0 - 2.0 * 0.5_f64.powi(n as i32) });
    };
    let sorted = sorted(values);
    Ok(ConfidenceInterval {
        estimate: quantile_of_sorted(&sorted, 0.5),
        low: sorted[k - 1],
        high: sorted[n - k],
        level,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sign_test;
    use super::*;

    /// Places from the table of Conover (Practical Nonparametric Statistics, table A3): of 20
    /// values the 6th and the 15th at 0.95, of 30 the 10th and the 21st.
    #[test]
    fn places_are_those_of_the_tables() {
        for (n, low, high) in [(6, 1, 6), (10, 2, 9), (20, 6, 15), (30, 10, 21)] {
            let values: Vec<f64> = (1..=n).map(f64::from).collect();
            let interval = median_interval(&values, 0.95).expect("enough");
            assert_eq!((interval.low, interval.high), (f64::from(low), f64::from(high)), "{n}");
        }
        let five = median_interval(&[1.0; 5], 0.95);
        assert_eq!(five, Err(Error::TooFewForLevel { pairs: 5, level: 0.95, reachable: 0.9375 }));
        assert!(median_interval(&[1.0, f64::NAN], 0.5).is_err() && median_interval(&[1.0; 9], 1.0).is_err());
    }

    /// What the interval excludes the sign test refuses, and nothing else.
    #[test]
    fn it_is_the_sign_test_turned_round() {
        let values: Vec<f64> = (0..25).map(|i| f64::from((7 * i + 3) % 25)).collect();
        let interval = median_interval(&values, 0.95).expect("enough");
        let mut refused = 0;
        for centre in 0..25 {
            // Between the values, so that no difference is zero.
            let centre = f64::from(centre) - 0.5;
            let shifted: Vec<f64> = values.iter().map(|x| x - centre).collect();
            let rejects = sign_test(&shifted).expect("numbers").p <= 0.05;
            assert_eq!(interval.excludes(centre), rejects, "{centre}");
            refused += u32::from(rejects);
        }
        assert!((5..20).contains(&refused), "{refused}: both answers occur");
    }
}
