//! A rule as text.
//!
//! Statements stand on lines of their own or between `;`, and `#` begins a comment:
//!
//! | statement | |
//! |---|---|
//! | `v' = μ v + η g` | the slot v after the step, on the right v is what it was before, v' what it has become |
//! | `m = g / \|g\|` | a name for a value |
//! | `start m = grad(q)` | what a slot is before the first step, 0 where nothing is said |
//! | `rate η = 0.01` | a number, its role (rate, share, weight, coefficient) and its default |
//! | `order 2` | the order of consistency that the rule declares |
//!
//! `q` is the point, `g` the gradient there, `grad(x)` elsewhere, `U` the loss at q, `k` the index of
//! the step, from 1. Vectors are taken coordinate by coordinate, `\|v\|` of a vector is its norm.

mod lex;
mod lower;
mod slots;
mod syntax;
mod tree;
mod value;

use super::Parts;
use std::fmt;
use std::ops::Range;

/// A text that is no rule: where, why, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The line, as it stands.
    line: String,
    /// Its number, from 1.
    number: usize,
    /// Characters of the line before the place.
    column: usize,
    /// Characters of the place.
    width: usize,
    /// What is wrong.
    message: String,
    /// What would be right.
    remedy: String,
}

/// What is wrong with a part of a text.
#[derive(Clone, Debug)]
struct Fault {
    /// Bytes of the text.
    span: Range<usize>,
    message: String,
    remedy: String,
}

impl Fault {
    fn new(span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { span, message: message.into(), remedy: remedy.into() }
    }

    fn of(self, text: &str) -> TextError {
        let start = text.floor_char_boundary(self.span.start);
        let before = &text[..start];
        let begin = before.rfind('\n').map_or(0, |place| place + 1);
        let line = text[begin..].lines().next().unwrap_or("");
        let inside = &text[start..text.ceil_char_boundary(self.span.end)];
        TextError {
            line: line.to_owned(),
            number: before.matches('\n').count() + 1,
            column: text[begin..start].chars().count(),
            width: inside.lines().next().unwrap_or("").chars().count().max(1),
            message: self.message,
            remedy: self.remedy,
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, number, column, width, message, remedy } = self;
        let margin = number.to_string().len();
        writeln!(f, "{message}")?;
        writeln!(f, "{number} | {line}")?;
        write!(f, "{:margin$} | {:column$}{}", "", "", "^".repeat(*width))?;
        if remedy.is_empty() { Ok(()) } else { write!(f, " {remedy}") }
    }
}

impl std::error::Error for TextError {}

/// Whether a name has a meaning of its own in a text, or may have one where a statement begins.
pub(super) fn is_taken(name: &str) -> bool {
    let declares = crate::method::Role::ALL.iter().any(|role| role.word() == name);
    declares || ["number", "counter"].contains(&name) || tree::is_reserved(name)
}

/// What a text says.
pub(super) fn parse(text: &str) -> Result<Parts, TextError> {
    let read = || {
        let tokens = lex::tokens(text)?;
        let statements = syntax::statements(text, &tokens)?;
        lower::lower(text, &statements)
    };
    read().map_err(|fault| fault.of(text))
}

#[cfg(test)]
mod tests;
