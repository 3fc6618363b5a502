//! A rule as others write it: as text, LaTeX, Rust and Python.

mod integers;
mod latex;
mod python;
mod rust;
mod sheet;
mod spelling;
mod text;

/// Why a rule cannot be written in a language, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// A counter that follows from the counters before it alone.
    #[error(
        "{language} would have to count through all steps to know {name}: write it by the step k, or declare it by \
         `number {name}`"
    )]
    Counter {
        /// The language.
        language: &'static str,
        /// The counter.
        name: String,
    },
    /// An integer that gets too large.
    #[error(
        "an integer of the rule leaves the {bits} bits that it has in {language} within 2^{steps} steps: make the step \
         a number there, `real(k)`"
    )]
    Integer {
        /// The language.
        language: &'static str,
        /// The bits of its integers.
        bits: u32,
        /// The steps, as a power of two.
        steps: u32,
    },
    /// A remainder that may have no value.
    #[error(
        "{language} has no value for k mod 0, and n may be 0 in a k mod n of the rule: write it so that n is never 0, as k mod 2"
    )]
    Modulo {
        /// The language.
        language: &'static str,
    },
    /// Gradients that would be asked for in another order.
    #[error(
        "a choice by the step asks for a gradient before one that every step asks for, and Rust would ask for them in \
         the other order: write the choice before that gradient"
    )]
    Order,
}
