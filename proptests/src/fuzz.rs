//! Random rules, and every verdict on them checked by other means.
//!
//! [`grammar`] draws a rule from a seed; the certifier says what it preserves; the
//! oracle looks for numbers that say otherwise, with arithmetic, derivatives and fields
//! of its own. What contradicts is made small and printed with its seed.
//! [`known`] holds the smallest rules that were once certified wrongly.

pub mod bases;
pub mod build;
pub mod campaign;
pub mod grammar;
pub mod interpret;
pub mod known;
pub mod mutate;
pub mod oracle;
pub mod random;
pub mod reading;
pub mod report;
pub mod shrink;
#[cfg(test)]
mod suite;
pub mod syntax;
#[cfg(test)]
mod texts;
