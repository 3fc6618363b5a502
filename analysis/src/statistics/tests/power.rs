//! Power, against scipy and an independent series.

use statrs::function::beta::beta_reg;
use statrs::function::gamma::ln_gamma;

use super::super::distribution::{normal_cdf, t_cdf};
use super::super::{Error, noncentral, sign_power, t_pairs, t_power};
use super::close;

/// scipy 1.17, nct.cdf(t, ν, δ).
#[test]
fn the_noncentral_t_agrees_with_scipy() {
    for (t, freedom, shift, p) in [
        (2.0, 1.0, 1.0, 0.622_871_964_460_281_7),
        (0.0, 3.0, 0.5, 0.308_537_538_725_986_9),
        (-2.0, 3.0, 0.5, 0.028_727_042_227_372_92),
        (12.7, 1.0, 3.0, 0.813_803_218_007_604),
        (5.0, 9.0, 4.0, 0.708_793_324_760_329_1),
        (2.0, 199.0, 2.8, 0.212_285_436_175_539_9),
        (2.0, 33.0, 2.915, 0.183_162_834_680_578_1),
        (40.0, 10.0, 30.0, 0.844_085_158_386_692_6),
        (1.96, 100_000.0, 2.8, 0.200_455_081_185_489_4),
        (6366.2, 1.0, 1.0, 0.999_864_226_591_210_3),
        (30.0, 2.5, 20.0, 0.685_099_066_428_657_1),
    ] {
        let found = noncentral::cdf(t, freedom, shift);
        assert!((found - p).abs() < 1e-10, "t = {t}, ν = {freedom}, δ = {shift}: {found}, expected {p}");
    }
}

/// Algorithm AS 243 (Lenth 1989, doi:10.2307/2347693) for t ≥ 0, its terms by logarithms:
/// Φ(−δ) + ½ Σ pⱼ I(x; j + ½, ν/2) + qⱼ I(x; j + 1, ν/2) with x = t² / (ν + t²).
fn series(t: f64, freedom: f64, shift: f64) -> f64 {
    let (x, half) = (t * t / (freedom + t * t), shift * shift / 2.0);
    let term = |j: u32| {
        let j = f64::from(j);
        let p = (j * half.ln() - half - ln_gamma(j + 1.0)).exp();
        let q = (j * half.ln() - half - ln_gamma(j + 1.5)).exp() * shift / std::f64::consts::SQRT_2;
        p * beta_reg(j + 0.5, freedom / 2.0, x) + q * beta_reg(j + 1.0, freedom / 2.0, x)
    };
    normal_cdf(-shift) + 0.5 * (0..300).map(term).sum::<f64>()
}

#[test]
fn the_integral_agrees_with_the_series() {
    for freedom in [1.0, 2.0, 5.0, 30.0, 119.0, 121.0, 1000.0] {
        for shift in [0.1, 1.0, 2.8, 8.0] {
            for t in [0.0, 0.5, 2.0, 4.0, 13.0] {
                let (found, expected) = (noncentral::cdf(t, freedom, shift), series(t, freedom, shift));
                assert!((found - expected).abs() < 1e-9, "t = {t}, ν = {freedom}, δ = {shift}: {found}, {expected}");
            }
        }
    }
    // The control: the shifted central distribution, an easy mistake, is not the noncentral one.
    assert!((t_cdf(5.0 - 4.0, 9.0) - series(5.0, 9.0, 4.0)).abs() > 0.05);
}

#[test]
fn without_a_shift_it_is_the_central_t() {
    for (t, freedom) in [(-3.0, 1.0), (0.0, 4.0), (2.0, 7.0), (1.5, 1e6)] {
        let found = noncentral::cdf(t, freedom, 0.0);
        assert!((found - t_cdf(t, freedom)).abs() < 1e-9, "t = {t}, ν = {freedom}: {found}");
    }
}

/// scipy 1.17: the power by nct, the number of pairs by trying each.
#[test]
fn pairs_and_power_of_t_agree_with_scipy() {
    for (effect, alpha, power, pairs, reached) in [
        (0.5, 0.05, 0.8, 34, 0.807_777_501_279_273_8),
        (0.3, 0.01, 0.9, 169, 0.900_699_165_479_038_3),
        (1.5, 0.05, 0.8, 6, 0.832_529_279_866_808),
        (3.0, 0.05, 0.9, 4, 0.967_000_639_911_497_5),
        (0.05, 0.05, 0.8, 3142, 0.800_066_758_455_433_8),
        (0.01, 0.05, 0.8, 78_491, 0.800_002_369_072_137_4),
    ] {
        assert_eq!(t_pairs(effect, alpha, power), Ok(pairs));
        let found = t_power(pairs, effect, alpha).expect("sensible");
        assert!((found - reached).abs() < 1e-8, "{effect}: {found}, expected {reached}");
    }
    assert_eq!(t_pairs(0.0005, 0.05, 0.8), Err(Error::TooManyPairs { effect: 0.0005, limit: 10_000_000 }));
    for refused in [t_pairs(0.0, 0.05, 0.8), t_pairs(0.5, 0.0, 0.8), t_pairs(0.5, 0.05, 1.0)] {
        assert!(matches!(refused, Err(Error::OutOfRange { .. })));
    }
    assert!(t_power(1, 0.5, 0.05).is_err());
}

/// scipy 1.17: binom.cdf at the largest rejected count.
#[test]
fn the_power_of_the_sign_test_agrees_with_scipy() {
    for (pairs, probability, alpha, power) in [
        (20, 0.75, 0.05, 0.617_176_467_414_537_9),
        (100, 0.6, 0.05, 0.462_093_382_348_394),
        (1000, 0.55, 0.01, 0.705_751_041_755_151_1),
        (49, 0.7, 0.05, 0.810_002_361_162_685_5),
    ] {
        let found = sign_power(pairs, probability, alpha).expect("sensible");
        assert!(close(found, power, 1e-9), "{pairs}: {found}, expected {power}");
    }
    // Five pairs reject nothing at 0.05, whatever they are; six do.
    assert_eq!(sign_power(5, 0.9, 0.05), Ok(0.0));
    assert!(sign_power(6, 0.9, 0.05).expect("sensible") > 0.5);
    assert!(sign_power(0, 0.7, 0.05).is_err() && sign_power(10, 1.0, 0.05).is_err());
}
