//! The distributions that tests and intervals need, from statrs, which counts on sensible
//! arguments; quantiles of t and beta are found by bisection of their distribution function,
//! since those of statrs lose digits in far tails and with many degrees of freedom.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};
use statrs::function::beta::beta_reg;

/// Φ(x) of the standard normal distribution.
pub(super) fn normal_cdf(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// Φ⁻¹(p) for p in [0, 1].
pub(super) fn normal_quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// P(T ≤ t) of Student's t, `freedom` > 0: ½ I(ν / (ν + t²); ν/2, ½) for t ≤ 0.
pub(super) fn t_cdf(t: f64, freedom: f64) -> f64 {
    let tail = 0.5 * beta_reg(0.5 * freedom, 0.5, freedom / (freedom + t * t));
    if t <= 0.0 { tail } else { 1.0 - tail }
}

/// The t that P(T ≤ t) = `p` holds for, 0 < p < 1.
pub(super) fn t_quantile(p: f64, freedom: f64) -> f64 {
    let tail = p.min(1.0 - p);
    let mut far = 1.0;
    while t_cdf(-far, freedom) > tail && far < 1e300 {
        far *= 2.0;
    }
    let t = bisect(-far, 0.0, |t| t_cdf(t, freedom) < tail);
    if p < 0.5 { t } else { -t }
}

/// The x that I(x; a, b) = `p` holds for, a, b > 0 and 0 < p < 1.
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    bisect(0.0, 1.0, |x| beta_reg(a, b, x) < p)
}

/// Where `below` turns false between `low` and `high`, to within a relative 10⁻¹⁵ of the ends.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= 1e-15 * low.abs().max(high.abs()) {
            break;
        }
    }
    0.5 * (low + high)
}

/// P(X ≤ k) for X successes of `n` with probability `p` in [0, 1].
pub(super) fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    match Binomial::new(p, n) {
        Ok(binomial) => binomial.cdf(k),
        Err(_) => f64::NAN,
    }
}

/// P(X ≥ k), as [`binomial_cdf`].
pub(super) fn binomial_from(k: u64, n: u64, p: f64) -> f64 {
    match (k, Binomial::new(p, n)) {
        (0, Ok(_)) => 1.0,
        (k, Ok(binomial)) => binomial.sf(k - 1),
        (_, Err(_)) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-9, "found {found}, expected {expected}");
    }

    /// scipy 1.17: t.ppf, beta.ppf, norm.ppf, binom.cdf.
    #[test]
    fn quantiles_and_tails_agree_with_scipy() {
        near(normal_quantile(0.025), -1.959_963_984_540_054_5);
        near(normal_cdf(-3.0), 0.001_349_898_031_630_093_3);
        near(t_quantile(0.975, 1.0), 12.706_204_736_174_694);
        near(t_quantile(0.8, 2.0), 1.060_660_171_779_821_4);
        near(t_quantile(0.025, 199.0), -1.971_956_544_251_753_3);
        near(t_quantile(0.995, 10_000.0), 2.576_321_046_668_528_2);
        near(beta_quantile(0.025, 1.0, 20.0), 0.001_265_089_497_949_803_8);
        near(beta_quantile(0.975, 4.0, 17.0), 0.378_926_826_545_313_96);
        near(binomial_cdf(3, 20, 0.5), 1.288_414_001_464_843_8e-3);
        near(binomial_cdf(300, 1000, 0.5), 8.832_839_003_974_784e-38);
        near(binomial_from(700, 1000, 0.5), 8.832_839_003_974_784e-38);
        assert_eq!(binomial_from(0, 5, 0.5), 1.0);
    }

    /// Far out, where statrs's own quantile is off by a factor: t of one degree of freedom is
    /// Cauchy's distribution, whose quantile is −cot(πp).
    #[test]
    fn quantiles_hold_far_out() {
        near(t_quantile(1e-12, 1.0), -1.0 / (std::f64::consts::PI * 1e-12));
        let statrs = statrs::distribution::StudentsT::new(0.0, 1.0, 1.0).expect("a distribution");
        assert!((statrs.inverse_cdf(1e-12) / t_quantile(1e-12, 1.0) - 1.0).abs() > 0.5);
    }
}
