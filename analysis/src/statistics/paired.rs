//! Differences of pairs, and what a sample must be.

use super::Error;

/// The differences `first`ᵢ − `second`ᵢ of pairs that share a seed.
///
/// Values may be infinite, as the loss of a run that diverged is +∞: the difference is then
/// ±∞, and that of two equal infinities is 0, a tie, since neither run is the better.
///
/// # Errors
/// Where the samples differ in length or are empty, or a value is not a number; its place
/// is that of its pair.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::differences;
/// let diverged = f64::INFINITY;
/// assert_eq!(differences(&[1.0, diverged, diverged], &[3.0, 2.0, diverged]), Ok(vec![-2.0, diverged, 0.0]));
/// ```
pub fn differences(first: &[f64], second: &[f64]) -> Result<Vec<f64>, Error> {
    if first.len() != second.len() {
        return Err(Error::UnequalLength { first: first.len(), second: second.len() });
    }
    check(first, "a comparison of pairs", 1)?;
    check(second, "a comparison of pairs", 1)?;
    Ok(first.iter().zip(second).map(|(a, b)| if a == b { 0.0 } else { a - b }).collect())
}

/// That there are `needed` values, and all are numbers.
pub(super) fn check(values: &[f64], purpose: &'static str, needed: usize) -> Result<(), Error> {
    if let Some(place) = values.iter().position(|value| value.is_nan()) {
        return Err(Error::NotANumber { place });
    }
    let found = values.len();
    if found < needed { Err(Error::TooFew { purpose, found, needed }) } else { Ok(()) }
}

/// That there are `needed` values, and all are finite.
pub(super) fn finite(values: &[f64], purpose: &'static str, needed: usize) -> Result<(), Error> {
    check(values, purpose, needed)?;
    let count = values.iter().filter(|value| value.is_infinite()).count();
    if count > 0 { Err(Error::Infinite { purpose, count, total: values.len() }) } else { Ok(()) }
}

/// That the setting `name` lies strictly between 0 and `end`, as `range` says.
pub(super) fn inside(name: &'static str, value: f64, end: f64, range: &'static str) -> Result<(), Error> {
    if value > 0.0 && value < end { Ok(()) } else { Err(Error::OutOfRange { name, value, range }) }
}

/// That `level` is a level of confidence.
pub(super) fn check_level(level: f64) -> Result<(), Error> {
    inside("the level", level, 1.0, "above 0 and below 1, as 0.95")
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    #[test]
    fn equal_infinities_are_a_tie_and_others_have_a_sign() {
        let (first, second) = ([INF, INF, 1.0, -INF, 0.5], [INF, 2.0, INF, INF, 0.25]);
        assert_eq!(differences(&first, &second), Ok(vec![0.0, INF, -INF, -INF, 0.25]));
        assert!((INF - INF).is_nan(), "plain subtraction would lose the tie");
    }

    #[test]
    fn what_cannot_be_paired_is_refused() {
        assert_eq!(differences(&[1.0], &[1.0, 2.0]), Err(Error::UnequalLength { first: 1, second: 2 }));
        assert!(matches!(differences(&[], &[]), Err(Error::TooFew { found: 0, needed: 1, .. })));
        assert_eq!(differences(&[1.0, f64::NAN], &[1.0, 1.0]), Err(Error::NotANumber { place: 1 }));
        assert_eq!(differences(&[1.0, 1.0], &[f64::NAN, 1.0]), Err(Error::NotANumber { place: 0 }));
    }

    #[test]
    fn errors_name_the_value_and_the_remedy() {
        let text = Error::UnequalLength { first: 3, second: 4 }.to_string();
        assert!(text.contains('3') && text.contains('4') && text.contains("give each seed one value"), "{text}");
        let text = check_level(95.0).expect_err("per cent are no probability").to_string();
        assert_eq!(text, "the level is 95: choose it above 0 and below 1, as 0.95");
        for level in [0.0, 1.0, -0.5, f64::NAN] {
            assert!(check_level(level).is_err(), "{level}");
        }
    }
}
