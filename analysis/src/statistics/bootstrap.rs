//! Bootstrap intervals, seeded.

use super::{Interval, StatisticsError, finite, quantile, share};
use stable_sgd::random::counter::{Purpose, Stream};
use statrs::distribution::{ContinuousCDF, Normal};

/// How an interval is resampled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Resamples.
    pub resamples: usize,
    /// The level of confidence.
    pub level: f64,
    /// The seed of the resamples.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { resamples: 4000, level: 0.95, seed: 0 }
    }
}

/// The bias-corrected and accelerated interval of `statistic` over `values`
/// (Efron 1987, doi:10.1080/01621459.1987.10478410).
///
/// # Formula
/// With Φ the normal distribution function, z₀ = Φ⁻¹ of the share of resampled statistics
/// below the estimate (half of those equal to it counted), and the acceleration
/// a = Σ dᵢ³ / 6 (Σ dᵢ²)^(3/2), dᵢ the jackknife's mean minus its i-th value, the bounds are
/// the resampled statistics' quantiles at Φ(z₀ + (z₀ + z) / (1 − a (z₀ + z))), z = Φ⁻¹ of
/// (1 ∓ level)/2. Where all resamples are one value, so are the bounds.
///
/// # Errors
/// Fewer than two values, one that is not finite, a level outside (0, 1) or fewer than 100
/// resamples.
pub fn bca(
    values: &[f64],
    statistic: impl Fn(&[f64]) -> f64,
    settings: &Settings,
) -> Result<Interval, StatisticsError> {
    finite(values, 2)?;
    let level = share("level", settings.level)?;
    if settings.resamples < 100 {
        let value = settings.resamples as f64;
        return Err(StatisticsError::Setting { name: "resamples", value, limits: "at least 100" });
    }
    let estimate = statistic(values);
    let stream = Stream::new(settings.seed, Purpose::Resample);
    let mut drawn = vec![0.0; values.len()];
    let mut statistics: Vec<f64> = (0..settings.resamples as u64)
        .map(|resample| {
            for (place, slot) in drawn.iter_mut().enumerate() {
                *slot = values[stream.index(resample, place as u32, values.len())];
            }
            statistic(&drawn)
        })
        .collect();
    statistics.sort_by(f64::total_cmp);
    let normal = Normal::standard();
    let count = |below: fn(f64, f64) -> bool| statistics.iter().filter(|s| below(**s, estimate)).count() as f64;
    let below = (count(|s, e| s < e) + 0.5 * count(|s, e| s == e)) / settings.resamples as f64;
    // At least one of the resamples is taken to lie on either side.
    let edge = 0.5 / settings.resamples as f64;
    let bias = normal.inverse_cdf(below.clamp(edge, 1.0 - edge));
    let acceleration = acceleration(values, statistic);
    let bound = |tail: f64| {
        let z = bias + normal.inverse_cdf(tail);
        quantile(&statistics, normal.cdf(bias + z / (1.0 - acceleration * z)))
    };
    Ok(Interval { estimate, low: bound((1.0 - level) / 2.0), high: bound((1.0 + level) / 2.0), level })
}

/// The jackknife's estimate of how the statistic's spread changes with its value.
fn acceleration(values: &[f64], statistic: impl Fn(&[f64]) -> f64) -> f64 {
    let mut left = values[1..].to_vec();
    let mut jackknife = Vec::with_capacity(values.len());
    for place in 0..values.len() {
        jackknife.push(statistic(&left));
        if place + 1 < values.len() {
            // The next one left out: the value before it comes back.
            left[place] = values[place];
        }
    }
    let centre = super::mean(&jackknife);
    let sum = |power: i32| jackknife.iter().map(|x| (centre - x).powi(power)).sum::<f64>();
    let spread = sum(2);
    if spread > 0.0 { sum(3) / (6.0 * spread.powf(1.5)) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{mean, median};

    /// Twenty draws of an exponential distribution, by hand.
    const SKEWED: [f64; 20] = [
        0.05, 0.11, 0.16, 0.22, 0.29, 0.36, 0.43, 0.51, 0.6, 0.69, 0.8, 0.92, 1.05, 1.2, 1.39, 1.61, 1.9, 2.3, 3.0, 4.4,
    ];

    /// scipy 1.17, stats.bootstrap(method="BCa", n_resamples=200000): the Monte Carlo error
    /// of our 20 000 resamples is allowed for.
    #[test]
    fn the_interval_is_that_of_scipy() {
        let settings = Settings { resamples: 20_000, ..Settings::default() };
        for (statistic, low, high) in
            [(mean as fn(&[f64]) -> f64, SCIPY_MEAN[0], SCIPY_MEAN[1]), (median, SCIPY_MEDIAN[0], SCIPY_MEDIAN[1])]
        {
            let found = bca(&SKEWED, statistic, &settings).expect("an interval");
            assert!((found.low - low).abs() < 0.02 && (found.high - high).abs() < 0.04, "{found}, [{low}, {high}]");
        }
    }

    const SCIPY_MEAN: [f64; 2] = [0.730, 1.729];
    const SCIPY_MEDIAN: [f64; 2] = [0.395, 1.295];

    /// The share of 600 data sets of 50 whose interval holds the true mean, and that of
    /// intervals which are half as long.
    #[test]
    fn ninety_five_per_cent_intervals_hold_the_mean_about_as_often() {
        for skewed in [false, true] {
            let (mut held, mut held_by_half) = (0, 0);
            let sets = 600;
            for set in 0..sets {
                let stream = Stream::new(set, Purpose::Problem);
                let draw = |i| if skewed { -(1.0 - stream.uniform(0, i)).ln() - 1.0 } else { stream.normal(0, i) };
                let values: Vec<f64> = (0..50).map(draw).collect();
                let settings = Settings { resamples: 1000, seed: set, ..Settings::default() };
                let Interval { estimate, low, high, .. } = bca(&values, mean, &settings).expect("an interval");
                held += u32::from(low <= 0.0 && 0.0 <= high);
                held_by_half += u32::from((low + estimate) / 2.0 <= 0.0 && 0.0 <= (high + estimate) / 2.0);
            }
            // 0.95 ± 3 √(0.95 · 0.05 / 600) = 0.95 ± 0.027; a skewed law at n = 50 costs some more.
            let (share, half) = (f64::from(held) / sets as f64, f64::from(held_by_half) / sets as f64);
            assert!((0.90..0.98).contains(&share), "skewed {skewed}: {share}");
            assert!(half < 0.80, "the control, skewed {skewed}: {half}");
        }
    }

    #[test]
    fn degenerate_and_wrong_input() {
        let settings = Settings::default();
        let flat = bca(&[2.0; 5], mean, &settings).expect("an interval");
        assert_eq!((flat.low, flat.high), (2.0, 2.0));
        assert!(bca(&[1.0], mean, &settings).expect_err("one").to_string().contains("at least 2 values, found 1"));
        assert!(
            bca(&[1.0, f64::INFINITY], mean, &settings).expect_err("infinite").to_string().contains("value 1 is inf")
        );
        let level = Settings { level: 1.0, ..settings };
        assert!(bca(&[1.0, 2.0], mean, &level).expect_err("level").to_string().contains("level = 1"));
        assert_eq!(bca(&SKEWED, mean, &settings), bca(&SKEWED, mean, &settings));
    }
}
