//! Theorems: problems, rest points, symmetries and the place of the learning rate.

mod gradients;
mod methods;

use super::Theorem;

pub(super) const ROWS: &[Theorem] = &[
    Theorem { id: "C1", title: "Which gradients are the derivative of their loss", settle: gradients::c1 },
    Theorem { id: "C2", title: "At rest where the gradient vanishes nothing moves", settle: methods::c2 },
    Theorem { id: "C3", title: "Symmetries: what moves, mirrors and turns with the problem", settle: methods::c3 },
    Theorem { id: "C4", title: "Where the learning rate stands", settle: methods::c4 },
];
