//! The ranges of the elementary functions.

use super::Interval;
use crate::scalar::Transcendental;

impl Interval {
    /// A range that a function stays in, wherever it has a value.
    fn range(&self, range: Self) -> Self {
        if self.is_empty() { Self::EMPTY } else { range }
    }

    /// \[−1, 1\].
    const UNIT: Self = Self { low: -1.0, high: 1.0 };
}

/// The ranges of the functions: no library promises how its last bits are rounded.
impl Transcendental for Interval {
    fn exp(&self) -> Self {
        self.range(Self { low: 0.0, high: f64::INFINITY })
    }
    fn ln(&self) -> Self {
        if self.high <= 0.0 { Self::EMPTY } else { self.range(Self::WHOLE) }
    }
    fn sin(&self) -> Self {
        self.range(Self::UNIT)
    }
    fn cos(&self) -> Self {
        self.range(Self::UNIT)
    }
    fn tanh(&self) -> Self {
        self.range(Self::UNIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Elementary;

    /// Every value of a function at a member lies in the function of the interval, and where none
    /// has a value it is empty.
    #[test]
    fn values_at_members_are_members() {
        let ends = [-30.0, -1.5, -0.0, 0.0, 1e-9, 2.0, 30.0];
        let (mut inside, mut without) = (0, 0);
        for function in Elementary::ALL {
            for (low, high) in
                ends.iter().flat_map(|low| ends.map(|high| (*low, high))).filter(|(low, high)| low <= high)
            {
                let interval = Interval::new(low, high).expect("bounds");
                let range: Interval = function.of(&interval);
                for x in [low, 0.5 * (low + high), high] {
                    let value: f64 = function.of(&x);
                    if value.is_finite() {
                        inside += 1;
                        assert!(range.low() <= value && value <= range.high(), "{function:?} of {x}: {value}");
                    }
                }
                if function == Elementary::Ln && high <= 0.0 {
                    without += 1;
                    assert!(range.is_empty());
                }
            }
            assert!(function.of(&Interval::EMPTY).is_empty());
        }
        assert!(inside > 300 && without > 5, "{inside}, {without}");
    }
}
