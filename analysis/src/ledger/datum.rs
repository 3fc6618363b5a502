//! What evidence is made of: numbers that are numbers, intervals, and text.

use crate::statistics::{ConfidenceInterval, number};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::fmt;

/// A piece of evidence. As JSON a number is a number, an interval an object, and exact
/// fractions and formulas are text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Datum {
    /// Words, a formula or an exact fraction.
    Text(String),
    /// A count.
    Whole(i64),
    /// A number, shown with so many digits after the point.
    Real(Rounded),
    /// An estimate with its interval.
    Interval(ConfidenceInterval),
    /// Several, shown with strokes between them.
    List(Vec<Datum>),
}

/// A number, and how it is shown; as JSON the number itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounded(pub f64, pub Precision);

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(&self.0, serializer)
    }
}

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Precision::All => write!(f, "{:?}", self.0),
            Precision::After(digits) => write!(f, "{:.digits$}", self.0),
            Precision::Exponent(digits) => write!(f, "{:.digits$e}", self.0),
        }
    }
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// The shortest decimal that reads back to the same bits.
    #[default]
    All,
    /// So many after the point.
    After(usize),
    /// So many after the point of the mantissa, with an exponent.
    Exponent(usize),
}

impl Datum {
    /// A number with `digits` after the point.
    pub fn fixed(x: f64, digits: usize) -> Self {
        Self::Real(Rounded(x, Precision::After(digits)))
    }

    /// A number with an exponent, and `digits` after the point of its mantissa.
    pub fn scientific(x: f64, digits: usize) -> Self {
        Self::Real(Rounded(x, Precision::Exponent(digits)))
    }

    /// Numbers with `digits` after the point.
    pub fn fixed_list(numbers: impl IntoIterator<Item = f64>, digits: usize) -> Self {
        Self::List(numbers.into_iter().map(|x| Self::fixed(x, digits)).collect())
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Whole(n) => write!(f, "{n}"),
            Self::Real(number) => write!(f, "{number}"),
            Self::Interval(interval) => write!(f, "{interval}"),
            Self::List(all) => f.write_str(&all.iter().map(Self::to_string).collect::<Vec<_>>().join(" / ")),
        }
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Datum {
    fn from(x: f64) -> Self {
        Self::Real(Rounded(x, Precision::All))
    }
}

impl From<usize> for Datum {
    fn from(n: usize) -> Self {
        Self::Whole(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<ConfidenceInterval> for Datum {
    fn from(interval: ConfidenceInterval) -> Self {
        Self::Interval(interval)
    }
}

impl From<Vec<Datum>> for Datum {
    fn from(all: Vec<Datum>) -> Self {
        Self::List(all)
    }
}

/// Pieces of evidence by name, in order; as JSON an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence(Vec<(String, Datum)>);

impl Evidence {
    /// With one more piece.
    pub fn add(&mut self, name: impl Into<String>, datum: impl Into<Datum>) {
        self.0.push((name.into(), datum.into()));
    }

    /// The pieces.
    pub fn iter(&self) -> impl Iterator<Item = &(String, Datum)> {
        self.0.iter()
    }
}

impl FromIterator<(String, Datum)> for Evidence {
    fn from_iter<I: IntoIterator<Item = (String, Datum)>>(pieces: I) -> Self {
        Self(pieces.into_iter().collect())
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, datum) in &self.0 {
            map.serialize_entry(name, datum)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_in_json_and_rounded_for_a_reader() {
        let mut evidence = Evidence::default();
        evidence.add("loss", Datum::fixed(87.484_321, 2));
        evidence.add("both", Datum::fixed_list([1.0, f64::INFINITY], 1));
        evidence.add("none", f64::NAN);
        evidence.add("share", ConfidenceInterval { estimate: 0.5, low: 0.25, high: 0.75, level: 0.95 });
        evidence.add("seeds", 24_usize);
        evidence.add("slope", Datum::scientific(0.001_3, 1));
        evidence.add("defect", "1/3");
        let json = serde_json::to_string(&evidence).expect("JSON");
        let expected = r#"{"loss":87.484321,"both":[1.0,"inf"],"none":null,"share":{"estimate":0.5,"low":0.25,"high":0.75,"level":0.95},"seeds":24,"slope":0.0013,"defect":"1/3"}"#;
        assert_eq!(json, expected);
        let shown: Vec<String> = evidence.iter().map(|(_, datum)| datum.to_string()).collect();
        assert_eq!(shown[..2], ["87.48", "1.0 / inf"]);
        assert_eq!(shown[4..], ["24", "1.3e-3", "1/3"]);
    }
}
