//! Problems: a loss, its gradient, and where they come from.
//!
//! Capabilities are separate traits, so that a problem offers what it has and
//! a method asks for what it needs.

pub mod challenging;
pub mod language;

/// A problem that has a loss.
pub trait Loss<T> {
    /// The loss U at `position`.
    fn loss(&self, position: &[T]) -> T;
}

/// A problem that has a gradient field, which may or may not be that of a loss.
pub trait Gradient<T> {
    /// Writes the field at `position` into `gradient` (same length).
    fn gradient(&self, position: &[T], gradient: &mut [T]);
}

/// A registered problem, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// The registered name.
    pub name: &'static str,
    /// The loss, in Unicode mathematics.
    pub loss: &'static str,
    /// What a reader should know of it.
    pub remark: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// Every registered problem.
pub const ALL: [Description; 2] = [challenging::DESCRIPTION, language::DESCRIPTION];
