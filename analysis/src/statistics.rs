//! Statistics of paired runs: intervals, tests, sizes of effects, and how many seeds.
//!
//! Two methods of a sweep meet the same start and the same noise at each seed, so what is
//! examined is the difference at each seed. A difference below 0 means that the first has
//! the lower loss.
//!
//! - [`interval`]: an estimate with its bounds, and what it says against a margin
//! - [`bootstrap`]: bias-corrected and accelerated intervals, seeded
//! - [`rank`]: sign and signed-rank tests, and the Hodges-Lehmann estimate
//! - [`paired`]: all of these for one pair of methods, and Holm's correction over a family
//! - [`power`]: how many seeds a test needs
//! - [`shapley`]: the shares of several changes in their joint effect

pub mod bootstrap;
pub mod interval;
pub mod paired;
pub mod power;
pub mod rank;
pub mod shapley;

pub use interval::{Interval, Outcome};
pub use paired::{Paired, holm};

/// Why there is no statistic.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StatisticsError {
    /// Too few values.
    #[error("expected at least {least} values, found {found}: run more seeds")]
    TooFew {
        /// How many are needed.
        least: usize,
        /// How many there are.
        found: usize,
    },
    /// Two samples are no pairs.
    #[error("expected as many values of the first as of the second, found {0} and {1}")]
    Unpaired(usize, usize),
    /// A value is no number.
    #[error("value {place} is {value}: expected a {expected} number")]
    NotANumber {
        /// Its place, from 0.
        place: usize,
        /// The value.
        value: f64,
        /// "finite", or "real" where infinities are allowed.
        expected: &'static str,
    },
    /// A setting outside its limits.
    #[error("{name} = {value}: expected {limits}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// Its limits.
        limits: &'static str,
    },
}

/// Refuses too few values, and those that are not finite.
fn finite(values: &[f64], least: usize) -> Result<(), StatisticsError> {
    checked(values, least, "finite", |x| x.is_finite())
}

/// Refuses too few values, and NaN; a run that diverged has an infinite loss.
fn real(values: &[f64], least: usize) -> Result<(), StatisticsError> {
    checked(values, least, "real", |x| !x.is_nan())
}

fn checked(
    values: &[f64],
    least: usize,
    expected: &'static str,
    fits: impl Fn(f64) -> bool,
) -> Result<(), StatisticsError> {
    if values.len() < least {
        return Err(StatisticsError::TooFew { least, found: values.len() });
    }
    match values.iter().position(|x| !fits(*x)) {
        Some(place) => Err(StatisticsError::NotANumber { place, value: values[place], expected }),
        None => Ok(()),
    }
}

/// A share strictly between 0 and 1.
fn share(name: &'static str, value: f64) -> Result<f64, StatisticsError> {
    let limits = "a number between 0 and 1";
    if value > 0.0 && value < 1.0 { Ok(value) } else { Err(StatisticsError::Setting { name, value, limits }) }
}

/// The mean of `values`, added from zero in order.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The sample standard deviation, √(Σ (x − mean)² / (n − 1)).
pub fn deviation(values: &[f64]) -> f64 {
    let centre = mean(values);
    (values.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / (values.len() as f64 - 1.0)).sqrt()
}

/// The quantile of sorted values at a share from 0 to 1, linear between them (type 7 of
/// Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566).
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    match sorted.get(below + 1) {
        Some(above) if part > 0.0 => sorted[below] + part * (above - sorted[below]),
        _ => sorted[below],
    }
}

/// The median; between two infinities of one sign it is that infinity.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 || sorted[half - 1] == sorted[half] { sorted[half] } else { quantile(&sorted, 0.5) }
}
