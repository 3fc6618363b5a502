//! An estimate with its bounds.

use std::fmt;

/// An estimate with bounds that hold it at a level of confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
    /// The level, 0.95 for example.
    pub level: f64,
}

impl Interval {
    /// Whether the interval lies wholly above or below `value`.
    pub fn excludes(&self, value: f64) -> bool {
        self.low > value || self.high < value
    }

    /// What the interval says of a difference, first minus second, where one of at most
    /// `margin` counts as none. Equivalence is the inclusion of the whole interval in the
    /// margin (Westlake 1981, doi:10.2307/2530259: at level 1 − 2α it is two one-sided
    /// tests at α).
    pub fn against(&self, margin: f64) -> Outcome {
        if self.low > -margin && self.high < margin {
            Outcome::Equivalent
        } else if self.high < 0.0 {
            Outcome::FirstLower
        } else if self.low > 0.0 {
            Outcome::SecondLower
        } else {
            Outcome::Open
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = f.precision().unwrap_or(4);
        write!(
            f,
            "{:.precision$} [{:.precision$}, {:.precision$}] ({} %)",
            self.estimate,
            self.low,
            self.high,
            (1000.0 * self.level).round() / 10.0
        )
    }
}

/// What an interval says of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The first has the lower value.
    FirstLower,
    /// The second has.
    SecondLower,
    /// They differ by less than the margin.
    Equivalent,
    /// The interval holds 0 and reaches beyond the margin.
    Open,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_says_what_its_bounds_say() {
        let interval = |low, high| Interval { estimate: (low + high) / 2.0, low, high, level: 0.95 };
        assert_eq!(interval(-2.0, -1.0).against(0.5), Outcome::FirstLower);
        assert_eq!(interval(1.0, 2.0).against(0.5), Outcome::SecondLower);
        assert_eq!(interval(-0.1, 0.2).against(0.5), Outcome::Equivalent);
        assert_eq!(interval(0.1, 0.2).against(0.5), Outcome::Equivalent, "different, but by less than counts");
        assert_eq!(interval(-1.0, 0.2).against(0.5), Outcome::Open);
        assert!(interval(1.0, 2.0).excludes(0.0) && !interval(-1.0, 2.0).excludes(0.0));
        assert_eq!(format!("{:.1}", interval(1.0, 2.0)), "1.5 [1.0, 2.0] (95 %)");
    }
}
