//! Points: the value of each symbol at which a property was examined.

use crate::scalar::Rational;
use num_traits::Zero;
use std::collections::BTreeMap;
use std::fmt;

/// Values of symbols by name; a symbol that is not listed is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    values: BTreeMap<String, Rational>,
}

/// Why a witness could not be replayed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// A value is no fraction.
    #[error("expected a fraction such as -1/2 for {name}, found {value:?}")]
    NotAFraction {
        /// The symbol.
        name: String,
        /// What stands for its value.
        value: String,
    },
    /// The property of this method has nothing of this name that must vanish.
    #[error("{property} of {method} has no defect named {failure:?}")]
    NoSuchDefect {
        /// The method.
        method: String,
        /// The property.
        property: &'static str,
        /// The name that was sought.
        failure: String,
    },
    /// The rule panicked at the point.
    #[error("{method} panicked at the point: {message}")]
    Panicked {
        /// The method.
        method: String,
        /// The panic's message.
        message: String,
    },
}

impl Point {
    /// A point from names and fractions, as a witness prints them.
    ///
    /// # Errors
    /// Where a value is no fraction.
    pub fn parse<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, ReplayError> {
        let value = |(name, value): (&'a str, &'a str)| match value.parse() {
            Ok(number) => Ok((name.to_owned(), number)),
            Err(_) => Err(ReplayError::NotAFraction { name: name.to_owned(), value: value.to_owned() }),
        };
        Ok(Self { values: values.into_iter().map(value).collect::<Result<_, _>>()? })
    }

    /// The value of a symbol.
    pub fn value(&self, name: &str) -> Rational {
        self.values.get(name).cloned().unwrap_or_else(Rational::zero)
    }

    /// The symbols that have a value, with it, in order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Rational)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub(super) fn set(&mut self, name: &str, value: Rational) {
        self.values.insert(name.to_owned(), value);
    }

    /// Without a symbol: it is 0.
    pub(super) fn trimmed_of(mut self, name: &str) -> Self {
        self.values.remove(name);
        self
    }

    /// Without the symbols that are 0 and for which `dispensable` holds.
    pub(super) fn trimmed(mut self, dispensable: impl Fn(&str) -> bool) -> Self {
        self.values.retain(|name, value| !(value.is_zero() && dispensable(name)));
        self
    }
}

impl FromIterator<(String, Rational)> for Point {
    fn from_iter<I: IntoIterator<Item = (String, Rational)>>(values: I) -> Self {
        Self { values: values.into_iter().collect() }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<String> = self.values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        f.write_str(&values.join(", "))
    }
}
