//! Effect sizes of paired differences.

use super::Error;
use super::paired::check;
use super::student::MeanError;

/// Cohen's d for pairs, d_z = x̄ / s (Cohen 1988, doi:10.4324/9780203771587, section 2.3.5).
///
/// # Errors
/// Where there are fewer than two differences, one is not finite, or all are equal.
pub fn cohen_dz(differences: &[f64]) -> Result<f64, Error> {
    let MeanError { mean, error, .. } = MeanError::of(differences, "Cohen's d")?;
    Ok(mean / error / (differences.len() as f64).sqrt())
}

/// The share of pairs whose first value is the higher, ties half: an estimate of
/// P(d > 0) + ½ P(d = 0) (Vargha and Delaney 2000, doi:10.3102/10769986025002101, within pairs).
///
/// Differences may be infinite.
///
/// # Errors
/// Where there are no differences, or one is not a number.
pub fn probability_of_superiority(differences: &[f64]) -> Result<f64, Error> {
    check(differences, "the probability of superiority", 1)?;
    let count = |keep: fn(&&f64) -> bool| differences.iter().filter(keep).count() as f64;
    Ok((count(|d| **d > 0.0) + 0.5 * count(|d| **d == 0.0)) / differences.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLEEP: [f64; 10] = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

    fn near(found: Result<f64, Error>, expected: f64) {
        let found = found.expect("finite");
        assert!((found - expected).abs() < 1e-10, "found {found}, expected {expected}");
    }

    /// Computed with numpy 2.4 (mean / std, ddof = 1).
    #[test]
    fn d_agrees_with_numpy() {
        near(cohen_dz(&SLEEP), 1.284_557_562_591_055);
    }

    #[test]
    fn superiority_counts_ties_half() {
        near(probability_of_superiority(&[1.0, -1.0, 0.0, f64::INFINITY]), 0.625);
        near(probability_of_superiority(&[0.0; 3]), 0.5);
        near(probability_of_superiority(&[-1.0; 3]), 0.0);
    }

    #[test]
    fn what_has_no_effect_size_is_refused() {
        assert!(matches!(cohen_dz(&[1.0, f64::INFINITY]), Err(Error::Infinite { count: 1, total: 2, .. })));
        assert!(matches!(cohen_dz(&[2.0, 2.0]), Err(Error::NoSpread { count: 2, .. })));
        assert!(probability_of_superiority(&[f64::NAN]).is_err());
    }
}
