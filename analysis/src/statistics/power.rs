//! How many pairs a test needs.

use super::Error;
use super::distribution::{binomial_cdf, binomial_from, t_quantile};
use super::noncentral;
use super::paired::inside;

/// The most pairs that are searched for the t test, whose numbers are good to this size.
const MOST_T: u64 = 10_000_000;
/// The most pairs that are searched for the sign test, where each number is tried.
const MOST_SIGN: u64 = 50_000;

/// The power of the two-sided paired t test of `alpha` with `pairs` pairs where the true mean is
/// `effect` (d_z) standard deviations: P(|T| ≥ t) with T noncentral t of n − 1 degrees of freedom
/// and shift d_z √n, t the critical value (Cohen 1988, doi:10.4324/9780203771587).
///
/// # Errors
/// Where there are fewer than two pairs, the effect is 0 or not finite, or `alpha` lies outside (0, 1).
pub fn t_power(pairs: u64, effect: f64, alpha: f64) -> Result<f64, Error> {
    let effect = size(effect)?;
    probability("alpha", alpha)?;
    if !(2..=MOST_T).contains(&pairs) {
        return Err(Error::OutOfRange {
            name: "the number of pairs",
            value: pairs as f64,
            range: "from 2 to 10 000 000",
        });
    }
    Ok(power_of_t(pairs, effect, alpha))
}

/// The smallest number of pairs with which [`t_power`] reaches `power`.
///
/// # Errors
/// As [`t_power`], where `power` lies outside (0, 1), and where ten million pairs are too few.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::t_pairs;
/// assert_eq!(t_pairs(0.5, 0.05, 0.8), Ok(34));
/// ```
pub fn t_pairs(effect: f64, alpha: f64, power: f64) -> Result<u64, Error> {
    let effect = size(effect)?;
    probability("alpha", alpha)?;
    probability("the power", power)?;
    let reached = |pairs| power_of_t(pairs, effect, alpha) >= power;
    if !reached(MOST_T) {
        return Err(Error::TooManyPairs { effect, limit: MOST_T });
    }
    let mut high = 2;
    while !reached(high) {
        high = (2 * high).min(MOST_T);
    }
    let mut low = (high / 2).max(1);
    while high - low > 1 {
        let middle = u64::midpoint(low, high);
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

fn power_of_t(pairs: u64, effect: f64, alpha: f64) -> f64 {
    let (n, freedom) = (pairs as f64, (pairs - 1) as f64);
    let (critical, shift) = (-t_quantile(alpha / 2.0, freedom), effect * n.sqrt());
    1.0 - noncentral::cdf(critical, freedom, shift) + noncentral::cdf(-critical, freedom, shift)
}

/// The power of the two-sided exact sign test of `alpha` with `pairs` pairs without ties, of
/// which each is positive with `probability` P: P(X ≤ c) + P(X ≥ n − c), X binomial of n and P,
/// c the largest count with 2 P(X ≤ c) ≤ `alpha` at ½; 0 where there is none.
///
/// # Errors
/// Where there are no pairs or more than 50 000, or a probability lies outside (0, 1).
pub fn sign_power(pairs: u64, probability: f64, alpha: f64) -> Result<f64, Error> {
    self::probability("the probability of a positive difference", probability)?;
    self::probability("alpha", alpha)?;
    if !(1..=MOST_SIGN).contains(&pairs) {
        return Err(Error::OutOfRange { name: "the number of pairs", value: pairs as f64, range: "from 1 to 50 000" });
    }
    Ok(power_of_sign(pairs, accepted(pairs, 0, alpha), probability))
}

/// The smallest count of either sign that is accepted: c + 1. It does not fall as n grows, so
/// that the search starts `from` what a smaller n gave.
fn accepted(n: u64, from: u64, alpha: f64) -> u64 {
    let mut least = from;
    while 2 * least < n && 2.0 * binomial_cdf(least, n, 0.5) <= alpha * (1.0 + 1e-9) {
        least += 1;
    }
    least
}

fn power_of_sign(n: u64, accepted: u64, probability: f64) -> f64 {
    match accepted.checked_sub(1) {
        None => 0.0,
        Some(c) => binomial_cdf(c, n, probability) + binomial_from(n - c, n, probability),
    }
}

/// The size of an effect, which is not 0.
fn size(effect: f64) -> Result<f64, Error> {
    let found = inside("the effect's size", effect.abs(), f64::INFINITY, "finite and not 0");
    found.map(|()| effect.abs())
}

fn probability(name: &'static str, value: f64) -> Result<(), Error> {
    inside(name, value, 1.0, "above 0 and below 1")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// G*Power 3.1, "Means: difference between two dependent means", two tails, α = 0.05,
    /// power 0.8 (and 0.95 where it is said): the numbers of many published tables.
    #[test]
    fn the_published_numbers_of_pairs_come_out() {
        for (effect, power, pairs) in
            [(0.2, 0.8, 199), (0.5, 0.8, 34), (0.8, 0.8, 15), (0.2, 0.95, 327), (0.5, 0.95, 54), (0.8, 0.95, 23)]
        {
            assert_eq!(t_pairs(effect, 0.05, power), Ok(pairs));
            assert_eq!(t_pairs(-effect, 0.05, power), Ok(pairs));
            assert!(t_power(pairs, effect, 0.05).expect("sensible") >= power);
            assert!(t_power(pairs - 1, effect, 0.05).expect("sensible") < power);
        }
        // The control: the normal approximation ((z + z) / d)² says 32, not 34, for d = 0.5.
        let z: f64 = 1.959_963_985 + 0.841_621_234;
        assert_eq!((z / 0.5).powi(2).ceil(), 32.0);
    }
}
