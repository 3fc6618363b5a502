//! The values that a sweep gives to one setting.

use crate::output::Usage;
use anyhow::Result;
use stable_sgd::problem::SettingValue;
use toml::Value as Toml;

/// A setting and its values, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The setting.
    pub name: String,
    /// At least one.
    pub values: Vec<SettingValue>,
}

/// The most points of one axis.
const MOST_POINTS: i64 = 1_000_000;

impl Axis {
    /// From a value, a list of values, or a range: `{ linear = [a, b], points = n }` and
    /// `{ log = [a, b], points = n }`, both ends included.
    ///
    /// # Errors
    /// Names the setting, what was found and what is expected.
    pub fn parse(name: &str, found: &Toml) -> Result<Self> {
        let values = match found {
            Toml::Array(values) if values.is_empty() => {
                return Err(Usage::error(format!("{name} has no values: give at least one")));
            }
            Toml::Array(values) => values.iter().map(|value| single(name, value)).collect::<Result<_>>()?,
            Toml::Table(range) => self::range(name, range)?,
            value => vec![single(name, value)?],
        };
        for (i, value) in values.iter().enumerate() {
            if values[..i].contains(value) && values.len() <= 1000 {
                return Err(Usage::error(format!("{name} has the value {} twice", value.text())));
            }
        }
        Ok(Self { name: name.to_owned(), values })
    }

    /// The ends of a range without points, and whether it is one of logarithms.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub(super) fn ends(name: &str, range: &toml::Table) -> Result<(Self, bool)> {
        let (ends, log) = ends(name, range)?;
        if range.len() != 1 {
            return Err(shape(name));
        }
        Ok((Self { name: name.to_owned(), values: ends.map(SettingValue::Number).to_vec() }, log))
    }
}

fn single(name: &str, found: &Toml) -> Result<SettingValue> {
    match found {
        Toml::Integer(n) => Ok(SettingValue::Number(*n as f64)),
        Toml::Float(x) if x.is_finite() => Ok(SettingValue::Number(*x)),
        Toml::String(word) => Ok(SettingValue::Word(word.clone())),
        Toml::Boolean(b) => Ok(SettingValue::Word(b.to_string())),
        other => Err(Usage::error(format!("{name} = {other}: expected a finite number, a word, a list or a range"))),
    }
}

fn shape(name: &str) -> anyhow::Error {
    Usage::error(format!(
        "{name}: a range is {{ linear = [a, b], points = n }} or {{ log = [a, b], points = n }} (without points for trials)"
    ))
}

/// The ends of a range, and whether it is one of logarithms.
fn ends(name: &str, range: &toml::Table) -> Result<([f64; 2], bool)> {
    let (kind, ends) = range.iter().find(|(key, _)| *key != "points").ok_or_else(|| shape(name))?;
    let log = match kind.as_str() {
        "log" => true,
        "linear" => false,
        _ => return Err(shape(name)),
    };
    let ends = ends.as_array().ok_or_else(|| shape(name))?;
    let ends: Vec<f64> = ends.iter().filter_map(|end| end.as_float().or(end.as_integer().map(|n| n as f64))).collect();
    let [from, to] = ends[..] else { return Err(shape(name)) };
    if !(from.is_finite() && to.is_finite() && from < to && (!log || from > 0.0)) {
        let limits = if log { "0 < a < b" } else { "a < b" };
        return Err(Usage::error(format!("{name}: {kind} = [{from}, {to}]: expected finite ends with {limits}")));
    }
    Ok(([from, to], log))
}

fn range(name: &str, range: &toml::Table) -> Result<Vec<SettingValue>> {
    let points = range.get("points").and_then(Toml::as_integer).ok_or_else(|| shape(name))?;
    let ([from, to], log) = ends(name, range)?;
    if range.len() != 2 {
        return Err(shape(name));
    }
    if !(2..=MOST_POINTS).contains(&points) {
        return Err(Usage::error(format!("{name}: points = {points} is not between 2 and {MOST_POINTS}")));
    }
    let at = |i: i64| {
        let share = i as f64 / (points - 1) as f64;
        match i {
            0 => from,
            i if i == points - 1 => to,
            _ if log => (from.ln() + share * (to.ln() - from.ln())).exp(),
            _ => from + share * (to - from),
        }
    };
    Ok((0..points).map(|i| SettingValue::Number(at(i))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Axis> {
        let table: toml::Table = format!("x = {text}").parse().expect("TOML");
        Axis::parse("x", &table["x"])
    }

    fn numbers(text: &str) -> Vec<f64> {
        parse(text).expect("an axis").values.iter().filter_map(SettingValue::number).collect()
    }

    #[test]
    fn values_lists_and_ranges_are_read() {
        assert_eq!(numbers("3"), [3.0]);
        assert_eq!(numbers("[0, 0.5]"), [0.0, 0.5]);
        assert_eq!(numbers("{ linear = [0, 1], points = 3 }"), [0.0, 0.5, 1.0]);
        let log = numbers("{ log = [0.01, 1.0], points = 3 }");
        assert!(log[0] == 0.01 && log[2] == 1.0 && (log[1] - 0.1).abs() < 1e-15, "{log:?}");
        assert_eq!(parse("\"coded\"").expect("a word").values, [SettingValue::Word("coded".to_owned())]);
    }

    #[test]
    fn what_is_no_axis_is_named() {
        let error = |text: &str| parse(text).expect_err(text).to_string();
        assert!(error("[]").contains("x has no values"));
        assert!(error("nan").contains("x = nan"));
        assert!(error("[1, 1]").contains("the value 1.0 twice"));
        assert!(error("{ log = [0, 1], points = 3 }").contains("0 < a < b"));
        assert!(error("{ log = [1, 2], points = 1 }").contains("points = 1"));
        assert!(error("{ cubic = [1, 2], points = 4 }").contains("a range is"));
        assert!(error("{ linear = [1, 2], points = 4, more = 1 }").contains("a range is"));
    }
}
