//! Theorems: consistency.

use super::Theorem;

pub(super) const ROWS: &[Theorem] = &[];
