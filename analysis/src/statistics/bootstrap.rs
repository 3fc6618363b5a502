//! The bootstrap: intervals for any statistic, from samples drawn out of the sample.

use stable_sgd::random::counter::{Purpose, Stream};

use super::distribution::{normal_cdf, normal_quantile};
use super::paired::{check, check_level, finite};
use super::summary::{quantile_of_sorted, sorted, sum};
use super::{ConfidenceInterval, Error};

/// How a bootstrap is drawn: resample b holds at its place i the value whose number is that of
/// step b and coordinate i of the seed, so that it is the same on any number of threads.
///
/// The statistic is any function of a sample that is a number on every resample. Values may be
/// infinite where it takes them, as the median does.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::{Bootstrap, median};
/// let bootstrap = Bootstrap { resamples: 2000, level: 0.95, seed: 1 };
/// let sample = [-3.0, -2.5, -2.0, -1.0, -0.5, -4.0, -1.5, f64::NEG_INFINITY];
/// assert!(bootstrap.percentile(&sample, |x| median(x).unwrap_or(f64::NAN))?.excludes(0.0));
/// # Ok::<(), stable_sgd_analysis::statistics::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// How many resamples; 2 000 are enough for 0.95.
    pub resamples: usize,
    /// The level of the interval.
    pub level: f64,
    /// The seed of the numbers that resamples are drawn by.
    pub seed: u64,
}

/// The statistic of the sample and of its resamples, these sorted.
struct Distribution {
    estimate: f64,
    resampled: Vec<f64>,
}

impl Bootstrap {
    /// Resample number `number` of `sample`; nothing where the sample is empty.
    pub fn resample(&self, sample: &[f64], number: usize) -> Vec<f64> {
        let mut resample = sample.to_vec();
        self.draw(sample, number, &mut resample);
        resample
    }

    fn draw(&self, sample: &[f64], number: usize, into: &mut [f64]) {
        let stream = Stream::new(self.seed, Purpose::Resample);
        for (coordinate, value) in (0..).zip(into) {
            *value = sample[stream.index(number as u64, coordinate, sample.len())];
        }
    }

    /// The percentile interval: the quantiles of the resamples' statistics at (1 − level) / 2 and
    /// (1 + level) / 2 (Efron 1979, doi:10.1214/aos/1176344552), as [`super::quantile`] has them.
    ///
    /// # Errors
    /// Where the sample is empty or holds what is not a number, the level lies outside (0, 1),
    /// there are fewer than 2 / (1 − level) resamples, or the statistic is not a number.
    pub fn percentile(&self, sample: &[f64], statistic: impl Fn(&[f64]) -> f64) -> Result<ConfidenceInterval, Error> {
        let distribution = self.distribution(sample, &statistic)?;
        let tail = (1.0 - self.level) / 2.0;
        Ok(distribution.interval([tail, 1.0 - tail], self.level))
    }

    /// The bias-corrected and accelerated interval (Efron 1987, doi:10.1080/01621459.1987.10478410):
    /// the quantiles of the resamples' statistics at Φ(z₀ + (z₀ ± z) / (1 − a (z₀ ± z))),
    /// z = Φ⁻¹((1 + level) / 2).
    ///
    /// z₀ = Φ⁻¹ of the share of resamples below the estimate, those equal to it counted half;
    /// a = Σ uᵢ³ / (6 (Σ uᵢ²)^1.5) with uᵢ = θ̄ − θᵢ over the jackknife values θᵢ (the statistic
    /// without value i) and their mean θ̄; where these are all equal, a = 0. Beyond the pole,
    /// 1 − a (z₀ ± z) ≤ 0, the quantile is the outermost; since |a| < 1/6, it is farther out than 6
    /// standard errors. Equal values give a point.
    ///
    /// # Errors
    /// As [`Self::percentile`]; where all resamples lie on one side of the estimate; where some
    /// but not all jackknife values are infinite; where there are fewer than two values.
    pub fn bca(&self, sample: &[f64], statistic: impl Fn(&[f64]) -> f64) -> Result<ConfidenceInterval, Error> {
        check(sample, "the BCa interval", 2)?;
        let distribution = self.distribution(sample, &statistic)?;
        let bias = distribution.bias()?;
        let acceleration = acceleration(sample, &statistic)?;
        let z = normal_quantile((1.0 + self.level) / 2.0);
        let ends = [-z, z].map(|z| corrected(z, bias, acceleration));
        Ok(distribution.interval(ends, self.level))
    }

    /// [`Self::bca`] of the mean. Values must be finite.
    ///
    /// # Errors
    /// As [`Self::bca`], and where a value is infinite.
    pub fn bca_mean(&self, sample: &[f64]) -> Result<ConfidenceInterval, Error> {
        finite(sample, "the mean", 1)?;
        self.bca(sample, |values| sum(values) / values.len() as f64)
    }

    /// [`Self::bca`] of the median. Values may be infinite.
    ///
    /// # Errors
    /// As [`Self::bca`].
    pub fn bca_median(&self, sample: &[f64]) -> Result<ConfidenceInterval, Error> {
        self.bca(sample, |values| quantile_of_sorted(&sorted(values), 0.5))
    }

    fn distribution(&self, sample: &[f64], statistic: &impl Fn(&[f64]) -> f64) -> Result<Distribution, Error> {
        check_level(self.level)?;
        check(sample, "the bootstrap", 1)?;
        let needed = (2.0 / (1.0 - self.level) - 1e-6).ceil() as usize;
        if self.resamples < needed {
            return Err(Error::TooFew { purpose: "resampling at this level", found: self.resamples, needed });
        }
        let estimate = number(statistic(sample), || "the sample".to_owned())?;
        let mut resample = sample.to_vec();
        let resampled = (0..self.resamples).map(|b| {
            self.draw(sample, b, &mut resample);
            number(statistic(&resample), || format!("resample {b}"))
        });
        let resampled = sorted(&resampled.collect::<Result<Vec<_>, _>>()?);
        Ok(Distribution { estimate, resampled })
    }
}

impl Distribution {
    fn interval(&self, [low, high]: [f64; 2], level: f64) -> ConfidenceInterval {
        let end = |p| quantile_of_sorted(&self.resampled, p);
        ConfidenceInterval { estimate: self.estimate, low: end(low), high: end(high), level }
    }

    /// z₀.
    fn bias(&self) -> Result<f64, Error> {
        let below = self.resampled.partition_point(|value| *value < self.estimate);
        let up_to = self.resampled.partition_point(|value| *value <= self.estimate);
        let resamples = self.resampled.len();
        match below + up_to {
            0 => Err(Error::OneSided { estimate: self.estimate, resamples }),
            twice if twice == 2 * resamples => Err(Error::OneSided { estimate: self.estimate, resamples }),
            twice => Ok(normal_quantile(twice as f64 / (2 * resamples) as f64)),
        }
    }
}

/// Φ(z₀ + (z₀ + z) / (1 − a (z₀ + z))); at the pole and beyond the limit before it, 0 or 1.
pub(super) fn corrected(z: f64, bias: f64, acceleration: f64) -> f64 {
    let (shifted, stretch) = (bias + z, 1.0 - acceleration * (bias + z));
    if stretch > 0.0 { normal_cdf(bias + shifted / stretch) } else { f64::from(u8::from(shifted > 0.0)) }
}

/// a, from the jackknife of a sample of at least two values.
pub(super) fn acceleration(sample: &[f64], statistic: &impl Fn(&[f64]) -> f64) -> Result<f64, Error> {
    let without = |i: usize| {
        let rest: Vec<f64> = sample[..i].iter().chain(&sample[i + 1..]).copied().collect();
        number(statistic(&rest), || format!("the sample without value {i}"))
    };
    let values = (0..sample.len()).map(without).collect::<Result<Vec<_>, _>>()?;
    if values.iter().all(|value| *value == values[0]) {
        return Ok(0.0);
    }
    let (total, count) = (values.len(), values.iter().filter(|value| value.is_infinite()).count());
    if count > 0 {
        return Err(Error::Acceleration { count, total });
    }
    let centre = sum(&values) / total as f64;
    let power = |n| sum(&values.iter().map(|value| (centre - value).powi(n)).collect::<Vec<_>>());
    let squares = power(2);
    Ok(if squares > 0.0 { power(3) / (6.0 * squares * squares.sqrt()) } else { 0.0 })
}

fn number(value: f64, on: impl Fn() -> String) -> Result<f64, Error> {
    if value.is_nan() { Err(Error::Statistic { on: on() }) } else { Ok(value) }
}
