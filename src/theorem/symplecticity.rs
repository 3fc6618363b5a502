//! Theorems: symplecticity.

use super::Theorem;

pub(super) const ROWS: &[Theorem] = &[];
