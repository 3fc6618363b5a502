//! P6: the adaptive weight.
use super::super::Part;
pub(super) fn p6() -> Vec<Part> {
    Vec::new()
}
