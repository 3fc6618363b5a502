//! Effect sizes of paired differences.

use statrs::function::gamma::ln_gamma;

use super::Error;
use super::paired::check;
use super::student::MeanError;
use super::wilcoxon::SignedRanks;

/// Cohen's d for pairs, d_z = x̄ / s (Cohen 1988, doi:10.4324/9780203771587, section 2.3.5).
///
/// # Errors
/// Where there are fewer than two differences, one is not finite, or all are equal.
pub fn cohen_dz(differences: &[f64]) -> Result<f64, Error> {
    let MeanError { mean, error, .. } = MeanError::of(differences, "Cohen's d")?;
    Ok(mean / error / (differences.len() as f64).sqrt())
}

/// [`cohen_dz`] times J = Γ(ν/2) / (√(ν/2) Γ((ν − 1)/2)), ν = n − 1, which takes away its bias
/// under normal differences (Hedges 1981, doi:10.3102/10769986006002107).
///
/// # Errors
/// As [`cohen_dz`], and where there are fewer than three differences.
pub fn hedges_g(differences: &[f64]) -> Result<f64, Error> {
    super::paired::finite(differences, "Hedges' correction", 3)?;
    let half = (differences.len() - 1) as f64 / 2.0;
    let correction = (ln_gamma(half) - ln_gamma(half - 0.5)).exp() / half.sqrt();
    Ok(cohen_dz(differences)? * correction)
}

/// The matched-pairs rank-biserial correlation, (W⁺ − W⁻) / (W⁺ + W⁻), from −1 where all
/// differences are negative to 1 where all are positive (Kerby 2014, doi:10.2466/11.IT.3.1).
///
/// Ranks as in [`super::wilcoxon_test`]; 0 where all differences are zero. They may be infinite.
///
/// # Errors
/// Where there are no differences, or one is not a number.
pub fn rank_biserial(differences: &[f64]) -> Result<f64, Error> {
    check(differences, "the rank-biserial correlation", 1)?;
    let ranks = SignedRanks::of(differences);
    Ok(if ranks.n == 0 { 0.0 } else { 2.0 * ranks.positive / ranks.total - 1.0 })
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

    /// Computed with numpy 2.4 and scipy 1.17 (mean / std, ddof = 1; J by gammaln).
    #[test]
    fn d_and_g_agree_with_scipy() {
        near(cohen_dz(&SLEEP), 1.284_557_562_591_055);
        near(hedges_g(&SLEEP), 1.173_924_903_514_205);
        assert!((hedges_g(&SLEEP).expect("finite") - cohen_dz(&SLEEP).expect("finite")).abs() > 0.1);
    }

    /// J at 2 degrees of freedom is Γ(1) / Γ(½) = 1 / √π.
    #[test]
    fn the_correction_of_three_pairs_is_one_over_the_root_of_pi() {
        let d = [1.0, 2.0, 4.0];
        near(hedges_g(&d), cohen_dz(&d).expect("finite") / std::f64::consts::PI.sqrt());
        assert!(matches!(hedges_g(&d[..2]), Err(Error::TooFew { needed: 3, .. })));
    }

    /// By hand: the ranks of 1, −2, 3, −4 are 1 to 4, W⁺ = 4 and W⁻ = 6.
    #[test]
    fn the_rank_biserial_correlation_runs_from_minus_one_to_one() {
        near(rank_biserial(&[1.0, -2.0, 3.0, -4.0]), -0.2);
        near(rank_biserial(&[1.0, 5.0, 0.0]), 1.0);
        near(rank_biserial(&[-1.0, f64::NEG_INFINITY]), -1.0);
        near(rank_biserial(&[0.0, 0.0]), 0.0);
        near(rank_biserial(&[-1.0, f64::INFINITY]), 1.0 / 3.0);
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
        assert!(rank_biserial(&[]).is_err() && probability_of_superiority(&[f64::NAN]).is_err());
    }
}
