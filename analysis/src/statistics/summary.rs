//! Sums, means, variances and quantiles, in a fixed order of summation.

use super::Error;
use super::paired::{check, finite};

/// The compensated sum of `values` from first to last: what each addition loses is summed
/// apart (Neumaier 1974, doi:10.1002/zamm.19740540106).
///
/// Values must be finite; a sum beyond the largest number is not.
pub fn sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for &value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

/// The mean, x̄ = Σ xᵢ / n.
///
/// # Errors
/// Where there are no values, one is not finite, or the sum overflows.
pub fn mean(values: &[f64]) -> Result<f64, Error> {
    finite(values, "the mean", 1)?;
    not_overflown(sum(values) / values.len() as f64, values, "the mean")
}

/// The sample variance, s² = Σ (xᵢ − x̄)² / (n − 1), 0 where all values are equal.
///
/// In two passes; the second also sums the deviations, whose square corrects a rounded mean
/// (Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115).
///
/// # Errors
/// Where there are fewer than two values, one is not finite, or a square overflows.
pub fn variance(values: &[f64]) -> Result<f64, Error> {
    finite(values, "the variance", 2)?;
    if values.iter().all(|value| *value == values[0]) {
        return Ok(0.0);
    }
    let centre = mean(values)?;
    let deviations: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let squares: Vec<f64> = deviations.iter().map(|deviation| deviation * deviation).collect();
    let (count, rest) = (values.len() as f64, sum(&deviations));
    not_overflown((sum(&squares) - rest * rest / count) / (count - 1.0), values, "the variance")
}

fn not_overflown(result: f64, values: &[f64], purpose: &'static str) -> Result<f64, Error> {
    let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    if result.is_finite() { Ok(result) } else { Err(Error::Overflow { purpose, largest }) }
}

/// The median: the quantile at ½. Values may be infinite.
///
/// # Errors
/// As [`quantile`].
pub fn median(values: &[f64]) -> Result<f64, Error> {
    quantile(values, 0.5)
}

/// The quantile at `p` by definition 7 of Hyndman and Fan (1996, doi:10.2307/2684934):
/// between the sorted values x₍₁₎ ≤ … ≤ x₍ₙ₎, at the place 1 + (n − 1) `p`, on a straight line.
///
/// Values may be infinite. Between −∞ and +∞ the line is −∞ before its middle, +∞ after it
/// and 0 there, so that the median changes its sign with the values.
///
/// # Errors
/// Where there are no values, one is not a number, or `p` lies outside [0, 1].
pub fn quantile(values: &[f64], p: f64) -> Result<f64, Error> {
    check(values, "the quantile", 1)?;
    if !(0.0..=1.0).contains(&p) {
        return Err(Error::OutOfRange { name: "the probability", value: p, range: "between 0 and 1" });
    }
    Ok(quantile_of_sorted(&sorted(values), p))
}

/// `values` in ascending order.
pub(super) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// [`quantile`] of values that are sorted, at least one, for `p` in [0, 1].
pub(super) fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
    let last = sorted.len() - 1;
    let place = last as f64 * p;
    let below = (place.floor() as usize).min(last);
    between(sorted[below], sorted[(below + 1).min(last)], place - below as f64)
}

/// The point that lies `share` in [0, 1) of the way from `low` to `high` ≥ `low`.
pub(super) fn between(low: f64, high: f64, share: f64) -> f64 {
    if share == 0.0 || low == high {
        low
    } else if low.is_infinite() && high.is_infinite() {
        match share.total_cmp(&0.5) {
            std::cmp::Ordering::Less => low,
            std::cmp::Ordering::Equal => 0.0,
            std::cmp::Ordering::Greater => high,
        }
    } else {
        ((1.0 - share) * low + share * high).clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    /// 1 + 10¹⁰⁰ + 1 − 10¹⁰⁰ = 2, the example of the compensated sum; plain addition gives 0.
    #[test]
    fn the_sum_keeps_what_plain_addition_loses() {
        let values = [1.0, 1e100, 1.0, -1e100];
        assert_eq!(sum(&values), 2.0);
        assert_eq!(values.iter().sum::<f64>(), 0.0);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_ne!([0.1; 10].iter().sum::<f64>(), 1.0);
    }

    /// The data set NumAcc4 of the NIST (Statistical Reference Datasets): mean 10 000 000.2,
    /// standard deviation 0.1. The difference of Σx² and its mean's square has no correct digit.
    #[test]
    fn the_variance_of_nearly_equal_values_has_its_digits() {
        let values: Vec<f64> =
            std::iter::once(10_000_000.2).chain((0..500).flat_map(|_| [10_000_000.1, 10_000_000.3])).collect();
        let centre = mean(&values).expect("finite");
        assert!((centre - 10_000_000.2).abs() <= 1e7 * f64::EPSILON, "{centre}");
        assert!((variance(&values).expect("finite").sqrt() / 0.1 - 1.0).abs() < 1e-8);
        let n = values.len() as f64;
        let squares: f64 = values.iter().map(|x| x * x).sum();
        let naive = (squares - n * 10_000_000.2 * 10_000_000.2) / (n - 1.0);
        assert!((naive / 0.01 - 1.0).abs() > 0.01, "the short formula gives {naive}");
    }

    #[test]
    fn equal_values_have_no_variance_though_their_mean_is_rounded() {
        assert_eq!(variance(&[0.1; 49]), Ok(0.0));
        assert_eq!(variance(&[1.0, 2.0, 4.0]), Ok(7.0 / 3.0));
        // The mean of 1 and its neighbour is rounded to 1; the second pass makes up for it.
        assert_eq!(variance(&[1.0, 1.0 + f64::EPSILON]), Ok(f64::EPSILON * f64::EPSILON / 2.0));
    }

    /// numpy 2.4, quantile(x, p), method "linear"; by definition 6 the first would be 1.5.
    #[test]
    fn quantiles_are_of_definition_7() {
        let values = [9.0, 1.0, 4.0, 2.0, 7.0];
        for (p, expected) in [(0.0, 1.0), (0.1, 1.4), (0.25, 2.0), (0.4, 3.2), (0.5, 4.0), (0.9, 8.2), (1.0, 9.0)] {
            let found = quantile(&values, p).expect("numbers");
            assert!((found - expected).abs() < 1e-12, "at {p}: {found}, expected {expected}");
        }
        assert_eq!(median(&[3.0, 1.0, 2.0, 10.0]), Ok(2.5));
    }

    #[test]
    fn medians_and_quantiles_take_infinite_values() {
        assert_eq!(median(&[INF, 1.0, -INF]), Ok(1.0));
        assert_eq!(median(&[INF, -INF]), Ok(0.0));
        assert_eq!(median(&[INF, 1.0]), Ok(INF));
        assert_eq!(quantile(&[-INF, INF], 0.25), Ok(-INF));
        assert_eq!(quantile(&[-INF, INF], 0.75), Ok(INF));
        assert_eq!(quantile(&[-INF, INF, INF], 0.5), Ok(INF));
    }

    #[test]
    fn what_has_no_mean_is_refused_with_its_reason() {
        assert_eq!(mean(&[1.0, INF, -INF]), Err(Error::Infinite { purpose: "the mean", count: 2, total: 3 }));
        assert_eq!(mean(&[]), Err(Error::TooFew { purpose: "the mean", found: 0, needed: 1 }));
        assert_eq!(mean(&[1.0, f64::NAN]), Err(Error::NotANumber { place: 1 }));
        assert_eq!(median(&[f64::NAN]), Err(Error::NotANumber { place: 0 }));
        assert_eq!(variance(&[1.0]), Err(Error::TooFew { purpose: "the variance", found: 1, needed: 2 }));
        assert_eq!(mean(&[1e308; 2]), Err(Error::Overflow { purpose: "the mean", largest: 1e308 }));
        assert_eq!(variance(&[1e200, 0.0]), Err(Error::Overflow { purpose: "the variance", largest: 1e200 }));
        assert!(matches!(quantile(&[1.0], 1.5), Err(Error::OutOfRange { value: 1.5, .. })));
        assert!(matches!(quantile(&[1.0], f64::NAN), Err(Error::OutOfRange { .. })));
    }
}
