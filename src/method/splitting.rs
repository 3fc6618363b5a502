//! The two flows that splitting methods are made of.
//!
//! For H(q, p) = ½ |p|² + U(q) the flow of each part alone is exact: U kicks
//! the momentum, ½ |p|² drifts the point. A composition of them is symplectic
//! whatever the lengths of its pieces. Here `State::velocity` is p, with unit
//! mass, and points the way in which q moves.

use super::{Oracle, State};
use crate::scalar::Ring;

/// p' = p − h ∇U(q).
pub(super) fn kick_flow<T: Ring>(h: &T, oracle: &mut dyn Oracle<T>, state: &mut State<T>) {
    oracle.gradient(&state.position, &mut state.scratch);
    for (p, g) in state.velocity.iter_mut().zip(&state.scratch) {
        *p = p.clone() - h.clone() * g;
    }
}

/// q' = q + h p.
pub(super) fn drift_flow<T: Ring>(h: &T, state: &mut State<T>) {
    for (q, p) in state.position.iter_mut().zip(&state.velocity) {
        *q = q.clone() + h.clone() * p;
    }
}

/// Which flow a composition begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// A kick.
    Kick,
    /// A drift.
    Drift,
}

/// Kicks and drifts in turn, of these lengths.
pub(super) fn alternate<T: Ring>(first: First, lengths: &[&T], oracle: &mut dyn Oracle<T>, state: &mut State<T>) {
    for (place, &length) in lengths.iter().enumerate() {
        if (place % 2 == 0) == (first == First::Kick) {
            kick_flow(length, oracle, state);
        } else {
            drift_flow(length, state);
        }
    }
}
