//! P5: the squared variant, explicit and implicit.
use super::super::Part;
pub(super) fn p5() -> Vec<Part> {
    Vec::new()
}
