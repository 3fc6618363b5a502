//! Theorems: penalty.

use super::Theorem;

pub(super) const ROWS: &[Theorem] = &[];
