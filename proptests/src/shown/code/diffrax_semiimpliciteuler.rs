//! diffrax.SemiImplicitEuler, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Ring;

/// diffrax.SemiImplicitEuler.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// w1 = h - 0
/// q' = q + w1 p
/// p' = p + w1 (-grad(q'))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::algebra(DiffraxSemiImplicitEuler)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiffraxSemiImplicitEuler;

impl Describe for DiffraxSemiImplicitEuler {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            ..Description::new("diffrax.SemiImplicitEuler", "diffrax.SemiImplicitEuler(), step h, of q' = p, p' = -grad U(q)")
        }
    }
}

impl<T: Ring> Step<T> for DiffraxSemiImplicitEuler {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let w1 = h.clone() - T::zero();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &p[i]).collect();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(&new_q, &mut g);
        let new_p: Vec<T> = (0..dimension).map(|i| p[i].clone() + w1.clone() * -g[i].clone()).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
