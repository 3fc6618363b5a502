//! The values that a sweep gives to one setting or number, and how a plan writes them.

use super::points::Span;
use crate::literal::Literal;
use crate::output::Usage;
use anyhow::Result;
use serde::Deserialize;
use stable_sgd::method::Role;
use stable_sgd::problem::SettingValue;
use std::borrow::Cow;

/// A setting and its values, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The setting.
    pub name: String,
    /// At least one.
    pub values: Vec<SettingValue>,
}

/// What a plan writes for a setting or a number.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Values {
    One(Literal),
    Several(Vec<Literal>),
    Range(Range),
    /// None of these, so that it can be named with its key.
    Other(toml::Value),
}

/// A range, both ends included; without points for trials.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Range {
    Linear { linear: [f64; 2], points: Option<Literal> },
    Log { log: [f64; 2], points: Option<Literal> },
}

/// What is no value of a setting or a number, and is expected there.
const SHAPES: &str = "a number, a word, a list of them, or a range: { linear = [a, b], points = n } or { log = [a, b], points = n } (without points for trials)";
/// The most values among which equal ones are looked for.
const MOST_COMPARED: usize = 1000;

/// Readings of what is called `name`; what is refused is named with what is expected.
impl Values {
    /// Each value, as `read` reads it; at least one.
    pub(super) fn read<T: PartialEq>(&self, name: &str, read: impl Fn(&Literal) -> Result<T>) -> Result<Vec<T>> {
        let literals = match self {
            Self::One(value) => Cow::from(std::slice::from_ref(value)),
            Self::Several(values) => values.into(),
            Self::Range(range) => range.points(name)?.into(),
            Self::Other(found) => return Err(Usage::error(format!("{name} = {found}: expected {SHAPES}"))),
        };
        let values = literals.iter().map(read).collect::<Result<Vec<T>>>()?;
        let twice = |i: &usize| values.len() <= MOST_COMPARED && values[..*i].contains(&values[*i]);
        match (1..values.len()).find(twice) {
            Some(i) => Err(Usage::error(format!("{name} has the value {} twice", literals[i]))),
            None if values.is_empty() => Err(Usage::error(format!("{name} has no values: give at least one"))),
            None => Ok(values),
        }
    }

    /// The values of a method's number, or of what is limited as one.
    pub(super) fn numbers(&self, name: &str, role: Role) -> Result<Vec<f64>> {
        self.read(name, |value| value.number(name, role))
    }

    /// The one value of a method's number.
    pub(super) fn number(&self, name: &str, role: Role, expected: &str) -> Result<f64> {
        match self.numbers(name, role)?[..] {
            [value] => Ok(value),
            ref values => Err(Usage::error(format!("{name} has {} values: {expected}", values.len()))),
        }
    }

    /// What a method's number is in trials: spread over a range, or the same in all.
    pub(super) fn span(&self, name: &str, role: Role) -> Result<Span> {
        let Self::Range(range @ (Range::Linear { points: None, .. } | Range::Log { points: None, .. })) = self else {
            let expected = "with trials, give one value, { log = [a, b] } or { linear = [a, b] }";
            return self.number(name, role, expected).map(Span::Fixed);
        };
        let span = range.span(name)?;
        span.ends().iter().try_for_each(|end| Literal::Real(*end).number(name, role).map(|_| ()))?;
        Ok(span)
    }
}

impl Range {
    fn span(&self, name: &str) -> Result<Span> {
        let (span, kind, expected, fits) = match *self {
            Self::Linear { linear: [a, b], .. } => (Span::Linear(a, b), "linear", "a < b", a < b),
            Self::Log { log: [a, b], .. } => (Span::Log(a, b), "log", "0 < a < b", 0.0 < a && a < b),
        };
        match span.ends() {
            [a, b] if fits && a.is_finite() && b.is_finite() => Ok(span),
            ends => Err(Usage::error(format!("{name}: {kind} = {ends:?}: expected finite ends with {expected}"))),
        }
    }

    fn points(&self, name: &str) -> Result<Vec<Literal>> {
        let (Self::Linear { points, .. } | Self::Log { points, .. }) = self;
        let missing = || Usage::error(format!("{name}: a range without points is for trials: add points = n"));
        let points = points.as_ref().ok_or_else(missing)?.whole(&format!("{name}: points"), 2..=1_000_000)?;
        Ok(self.span(name)?.evenly(points).map(Literal::Real).collect())
    }
}
