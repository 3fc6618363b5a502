//! Values as they are written, in plans and behind `--set`: one grammar, one message for each fault.

use crate::output::Usage;
use anyhow::Result;
use serde::Deserialize;
use stable_sgd::method::Role;
use stable_sgd::problem::{Setting, SettingValue};
use std::fmt;
use std::ops::RangeInclusive;

/// One value, as TOML writes it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected a number, a word in quotes, true or false")]
pub enum Literal {
    /// A whole number from 0.
    Whole(u64),
    /// Any other number.
    Real(f64),
    /// `true` or `false`.
    Truth(bool),
    /// A word.
    Word(String),
}

/// Up to here every whole number is a float.
const WHOLE_FLOATS: f64 = (1_u64 << f64::MANTISSA_DIGITS) as f64;

/// Readings of a value called `name`; what is refused is named with what is expected.
impl Literal {
    /// A whole number within limits; `1e3` is one too.
    pub fn whole(&self, name: &str, limits: RangeInclusive<u64>) -> Result<u64> {
        let whole = match *self {
            Self::Whole(n) => Some(n),
            Self::Real(x) if x.fract() == 0.0 && (0.0..=WHOLE_FLOATS).contains(&x) => Some(x as u64),
            _ => None,
        };
        let expected = || format!("a whole number from {} to {}", limits.start(), limits.end());
        whole.filter(|n| limits.contains(n)).ok_or_else(|| self.refused(name, &expected()))
    }

    /// A number of a method, or what is limited as one.
    pub fn number(&self, name: &str, role: Role) -> Result<f64> {
        // −0 is 0.
        let allowed = self.real().filter(|x| role.allows(*x)).map(|x| x + 0.0);
        allowed.ok_or_else(|| self.refused(name, role.limits()))
    }

    /// A switch.
    pub fn switch(&self, name: &str) -> Result<bool> {
        match self.to_string().to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Ok(true),
            "false" | "off" | "no" | "0" => Ok(false),
            _ => Err(self.refused(name, "true or false, on or off")),
        }
    }

    /// A value of a problem's setting.
    pub fn setting(&self, problem: &'static str, setting: &Setting) -> Result<SettingValue> {
        let value = self.real().map_or_else(|| SettingValue::Word(self.to_string()), SettingValue::Number);
        setting.check(problem, &value).map_err(|error| Usage::error(error.to_string()))?;
        Ok(value)
    }

    /// The number that it is, if any.
    pub fn real(&self) -> Option<f64> {
        match self {
            Self::Whole(n) => Some(*n as f64),
            Self::Real(x) => Some(*x),
            Self::Truth(_) | Self::Word(_) => None,
        }
    }

    fn refused(&self, name: &str, expected: &str) -> anyhow::Error {
        Usage::error(match self {
            Self::Word(word) => format!("{name} = {word:?}: expected {expected}"),
            other => format!("{name} = {other}: expected {expected}"),
        })
    }
}

impl From<&str> for Literal {
    /// What a command line means: what TOML does, else a number as Rust reads it (`007`, `.5`), else
    /// a word without its quotes.
    fn from(text: &str) -> Self {
        let toml = toml::de::ValueDeserializer::parse(text).and_then(Self::deserialize).ok();
        let number = || text.parse().map(Self::Whole).or_else(|_| text.parse().map(Self::Real)).ok();
        toml.or_else(number).unwrap_or_else(|| Self::Word(text.to_owned()))
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => write!(f, "{n}"),
            Self::Real(x) => write!(f, "{x:?}"),
            Self::Truth(on) => write!(f, "{on}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}
