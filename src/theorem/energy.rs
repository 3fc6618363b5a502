//! Theorems: energy.

use super::Theorem;

pub(super) const ROWS: &[Theorem] = &[];
