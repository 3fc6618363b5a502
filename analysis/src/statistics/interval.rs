//! An estimate with its interval.

use serde::{Serialize, Serializer};
use std::fmt::{self, Display, Formatter};

/// An estimate and the interval around it, which covers the truth with probability `level`.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::ConfidenceInterval;
/// let interval = ConfidenceInterval { estimate: -1.23, low: -2.01, high: -0.45, level: 0.95 };
/// assert!(interval.excludes(0.0) && !interval.excludes(-1.0));
/// assert_eq!(interval.to_string(), "-1.23 [-2.01, -0.45] (95 %)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ConfidenceInterval {
    /// The estimate.
    #[serde(serialize_with = "number")]
    pub estimate: f64,
    /// The lower end.
    #[serde(serialize_with = "number")]
    pub low: f64,
    /// The upper end.
    #[serde(serialize_with = "number")]
    pub high: f64,
    /// The probability with which it covers the truth, as 0.95.
    pub level: f64,
}

/// A number as JSON has it: `"inf"` of what is not finite, null of what is no number.
pub(crate) fn number<S: Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if x.is_nan() {
        serializer.serialize_none()
    } else if x.is_infinite() {
        serializer.serialize_str(if *x > 0.0 { "inf" } else { "-inf" })
    } else {
        serializer.serialize_f64(*x)
    }
}

impl ConfidenceInterval {
    /// Whether `value` lies outside; the ends belong to the interval.
    pub fn excludes(&self, value: f64) -> bool {
        value < self.low || value > self.high
    }

    /// Whether the whole interval lies in the open interval (−`margin`, `margin`).
    pub fn within(&self, margin: f64) -> bool {
        -margin < self.low && self.high < margin
    }
}

/// Three figures of the width; with a precision, as in `{:.4}`, so many decimals.
impl Display for ConfidenceInterval {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let shape = f.precision().map_or_else(|| Shape::of(self), Shape::Decimals);
        let [estimate, low, high] = [self.estimate, self.low, self.high].map(|x| shape.text(x));
        let percent = (self.level * 1e6).round() / 1e4;
        write!(f, "{estimate} [{low}, {high}] ({percent} %)")
    }
}

/// How numbers that belong together are written.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// With so many decimals.
    Decimals(usize),
    /// With a power of ten, and so many decimals before it.
    Scientific(usize),
}

impl Shape {
    /// Three figures of the width, or of the estimate where there is no width.
    fn of(interval: &ConfidenceInterval) -> Self {
        let finite = |x: &f64| x.is_finite() && *x != 0.0;
        let ends = [interval.estimate, interval.low, interval.high];
        let largest = ends.iter().filter(|x| finite(x)).fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let width = interval.high - interval.low;
        Self::figures(largest, if finite(&width) { width } else { largest })
    }

    /// Three figures of `unit`, for numbers up to `largest`.
    pub(super) fn figures(largest: f64, unit: f64) -> Self {
        let exponent = |x: f64| if x > 0.0 { x.log10().floor() as i32 } else { 0 };
        let (top, bottom) = (exponent(largest), exponent(unit));
        let decimals = |n: i32| n.clamp(0, 16) as usize;
        if (-4..7).contains(&top) {
            Self::Decimals(decimals(2 - bottom))
        } else {
            Self::Scientific(decimals((top - bottom).max(0) + 2))
        }
    }

    /// `x` in this shape; zero has no sign.
    pub(super) fn text(self, x: f64) -> String {
        if x.is_infinite() {
            return if x > 0.0 { "∞" } else { "-∞" }.to_owned();
        }
        let text = match self {
            Self::Decimals(n) => format!("{x:.n$}"),
            Self::Scientific(n) => format!("{x:.n$e}"),
        };
        match text.strip_prefix('-') {
            Some(rest) if rest.chars().all(|c| !c.is_ascii_digit() || c == '0') => rest.to_owned(),
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(estimate: f64, low: f64, high: f64) -> String {
        ConfidenceInterval { estimate, low, high, level: 0.95 }.to_string()
    }

    #[test]
    fn an_interval_excludes_what_lies_outside_and_no_end() {
        let interval = ConfidenceInterval { estimate: 1.0, low: 0.5, high: 2.0, level: 0.9 };
        assert!(interval.excludes(0.4) && interval.excludes(2.1));
        assert!(!interval.excludes(0.5) && !interval.excludes(2.0) && !interval.excludes(1.0));
        assert!(interval.within(2.5) && !interval.within(2.0));
    }

    #[test]
    fn an_interval_is_written_with_three_figures_of_its_width() {
        assert_eq!(text(-1.23, -2.01, -0.45), "-1.23 [-2.01, -0.45] (95 %)");
        assert_eq!(text(1.000_012_3, 1.000_001_0, 1.000_021_0), "1.0000123 [1.0000010, 1.0000210] (95 %)");
        assert_eq!(text(1.25e-9, 0.0, 2.5e-9), "1.25e-9 [0.00e0, 2.50e-9] (95 %)");
        assert_eq!(text(1234.6, 1000.0, 1500.0), "1235 [1000, 1500] (95 %)");
        assert_eq!(text(0.5, 0.5, 0.5), "0.500 [0.500, 0.500] (95 %)");
        assert_eq!(text(-1e-9, -1.0, 1.0), "0.00 [-1.00, 1.00] (95 %)");
        assert_eq!(text(2.0, f64::NEG_INFINITY, f64::INFINITY), "2.00 [-∞, ∞] (95 %)");
        let fine = ConfidenceInterval { estimate: 0.25, low: 0.0, high: 0.5, level: 0.9545 };
        assert_eq!(format!("{fine:.4}"), "0.2500 [0.0000, 0.5000] (95.45 %)");
    }
}
