//! Scales: where on an axis a number lies.

use super::*;

/// How numbers are spaced along an axis.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Scale {
    /// Evenly.
    Linear,
    /// By their decimal logarithms; only positive numbers have a place.
    Logarithmic,
    /// Evenly up to plus and minus this number, which lies at 1, and by decimal logarithms beyond.
    Symmetric(f64),
}

impl Scale {
    /// Logarithmic or linear.
    pub(super) fn of(logarithmic: bool) -> Self {
        if logarithmic { Self::Logarithmic } else { Self::Linear }
    }

    /// Where a number lies, if it has a place.
    pub(super) fn place(self, value: f64) -> Option<f64> {
        let place = match self {
            Self::Linear => value,
            Self::Logarithmic if value > 0.0 => value.log10(),
            Self::Logarithmic => return None,
            Self::Symmetric(unit) if value.abs() <= unit => value / unit,
            Self::Symmetric(unit) => (1.0 + value.abs().log10() - unit.log10()).copysign(value),
        };
        drawable(value).then_some(place)
    }

    /// Where a point lies.
    pub(super) fn point((across, up): (Self, Self), (x, y): (f64, f64)) -> Option<(f64, f64)> {
        Some((across.place(x)?, up.place(y)?))
    }

    /// Where the end of an interval lies, infinitely far if it has no place; none for NaN.
    pub(super) fn end(self, value: f64) -> Option<f64> {
        let beyond = if value > 0.0 { f64::INFINITY } else { f64::NEG_INFINITY };
        (!value.is_nan()).then(|| self.place(value).unwrap_or(beyond))
    }

    /// The number that lies at a place.
    pub(super) fn number(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Logarithmic => 10_f64.powf(place),
            Self::Symmetric(unit) if place.abs() <= 1.0 => place * unit,
            Self::Symmetric(unit) => 10_f64.powf(place.abs() - 1.0 + unit.log10()).copysign(place),
        }
    }

    /// Where two limits lie; none if an axis between them could not be labelled.
    pub(super) fn limits(self, limits: Option<(f64, f64)>) -> Option<(f64, f64)> {
        let (low, high) = limits?;
        let (low, high) = (self.place(low)?, self.place(high)?);
        (high - low > 1e-12 * low.abs().max(high.abs())).then_some((low, high))
    }

    /// An axis between two places with about `count` ticks.
    pub(super) fn axis(self, range: (f64, f64), count: f64) -> Axis {
        match self {
            Self::Linear => Axis::linear(range, count),
            Self::Logarithmic => Axis::logarithmic(range, count),
            Self::Symmetric(unit) => Axis::symmetric(range, unit, count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_return_from_their_places() {
        for scale in [Scale::Linear, Scale::Logarithmic, Scale::Symmetric(0.01)] {
            for value in [-3e4, -0.01, -0.002, 0.0, 0.004, 0.01, 7.0, 1e6] {
                let Some(place) = scale.place(value) else {
                    assert!(scale == Scale::Logarithmic && value <= 0.0);
                    continue;
                };
                assert!((scale.number(place) - value).abs() <= 1e-12 * value.abs(), "{scale:?} {value}");
            }
        }
        let place = |value| Scale::Symmetric(0.01).place(value);
        assert_eq!([place(-0.01), place(0.005), place(1.0)], [Some(-1.0), Some(0.5), Some(3.0)]);
    }

    #[test]
    fn ends_without_a_place_are_infinitely_far() {
        assert_eq!(Scale::Logarithmic.end(0.0), Some(f64::NEG_INFINITY));
        assert_eq!(Scale::Linear.end(f64::MAX), Some(f64::INFINITY));
        assert_eq!(Scale::Linear.end(f64::NAN), None);
        assert_eq!(Scale::Logarithmic.end(100.0), Some(2.0));
    }

    #[test]
    fn limits_leave_room_for_an_axis() {
        assert_eq!(Scale::Logarithmic.limits(Some((0.1, 10.0))), Some((-1.0, 1.0)));
        for limits in [(0.0, 1.0), (2.0, 2.0), (3.0, 2.0), (1.0, f64::NAN), (1.0, f64::INFINITY)] {
            assert_eq!(Scale::Logarithmic.limits(Some(limits)), None, "{limits:?}");
        }
    }
}
