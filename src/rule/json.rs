//! A rule from a graph in JSON, as other programs write it.

mod operations;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use read::read;

/// The schema that is read.
const SCHEMA: &str = "stable-sgd/rule/1";

/// A file that is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// It is not JSON.
    #[error("it is no JSON: {0}")]
    NotJson(String),
    /// It is of another schema.
    #[error("its schema is {found}; this program reads {SCHEMA}")]
    Schema {
        /// What it says.
        found: String,
    },
    /// A part is missing, or not what it has to be.
    #[error("{place}: {message}")]
    Part {
        /// Where.
        place: String,
        /// What is wrong.
        message: String,
    },
}

impl JsonError {
    fn at(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Part { place: place.into(), message: message.into() }
    }
}
