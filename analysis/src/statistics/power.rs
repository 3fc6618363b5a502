//! How many pairs a test needs.

use super::{StatisticsError, share};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::gamma::ln_gamma;

/// The power of Student's two-sided paired test: the chance that it rejects at `alpha` with
/// `pairs` pairs whose differences have the mean `effect` in units of their deviation.
///
/// # Formula
/// With ν = n − 1, δ = d √n and t the critical value: ∫ f(s) (Φ(δ − t s) + Φ(−δ − t s)) ds
/// over the density f of s = √(χ²_ν / ν), by Simpson's rule.
///
/// # Errors
/// An effect that is not finite, fewer than two pairs, or a level outside (0, 1).
pub fn student(effect: f64, pairs: usize, alpha: f64) -> Result<f64, StatisticsError> {
    let alpha = share("alpha", alpha)?;
    if !effect.is_finite() {
        return Err(StatisticsError::Setting { name: "effect", value: effect, limits: "a finite number" });
    }
    if pairs < 2 {
        return Err(StatisticsError::TooFew { least: 2, found: pairs });
    }
    let freedom = pairs as f64 - 1.0;
    let (shift, normal) = (effect.abs() * (pairs as f64).sqrt(), Normal::standard());
    let critical = StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |law| law.inverse_cdf(1.0 - alpha / 2.0));
    let half = freedom / 2.0;
    let constant = std::f64::consts::LN_2 + half * half.ln() - ln_gamma(half);
    let density = |s: f64| (constant + (freedom - 1.0) * s.ln() - half * s * s).exp();
    let integrand = |s: f64| density(s) * (normal.cdf(shift - critical * s) + normal.cdf(-shift - critical * s));
    // s is near 1 with a deviation of about 1/√(2ν).
    let reach = 10.0 / (2.0 * freedom).sqrt();
    let (from, to) = ((1.0 - reach).max(1e-9), 1.0 + reach);
    const PIECES: usize = 2000;
    let width = (to - from) / PIECES as f64;
    let weight = |i: usize| if i == 0 || i == PIECES { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
    Ok((0..=PIECES).map(|i| weight(i) * integrand(from + i as f64 * width)).sum::<f64>() * width / 3.0)
}

/// The least number of pairs with which Student's two-sided paired test has this power.
///
/// # Errors
/// As [`student`]; an effect of 0, or one so small that 10⁶ pairs do not do.
pub fn pairs(effect: f64, alpha: f64, power: f64) -> Result<usize, StatisticsError> {
    const MOST: usize = 1_000_000;
    let power = share("power", power)?;
    let enough = |n: usize| student(effect, n, alpha).map(|found| found >= power);
    if !enough(MOST)? {
        let limits = "an effect that a million pairs can show";
        return Err(StatisticsError::Setting { name: "effect", value: effect, limits });
    }
    let (mut too_few, mut will_do) = (1, MOST);
    while will_do - too_few > 1 {
        let middle = too_few.midpoint(will_do);
        *(if enough(middle)? { &mut will_do } else { &mut too_few }) = middle;
    }
    Ok(will_do)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// G*Power 3.1, difference between two dependent means, two tails, α = 0.05, power 0.8.
    #[test]
    fn as_many_pairs_as_gpower_says() {
        for (effect, expected) in [(0.2, 199), (0.5, 34), (0.8, 15)] {
            assert_eq!(pairs(effect, 0.05, 0.8), Ok(expected), "{effect}");
        }
        assert!(student(0.5, 33, 0.05).expect("a power") < 0.8, "the control: one fewer will not do");
    }

    #[test]
    fn without_an_effect_the_power_is_the_level() {
        for (pairs, alpha) in [(2, 0.05), (10, 0.05), (100, 0.01)] {
            let found = student(0.0, pairs, alpha).expect("a power");
            assert!((found - alpha).abs() < 2e-3 * alpha, "{pairs}: {found}");
        }
        assert!(
            pairs(0.0, 0.05, 0.8).is_err() && student(f64::NAN, 9, 0.05).is_err() && student(1.0, 1, 0.05).is_err()
        );
    }
}
