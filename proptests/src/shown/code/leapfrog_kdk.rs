//! leapfrog_kdk, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// leapfrog_kdk.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// order 2
/// w1 = h / 2
/// w2 = p - w1 g
/// q' = q + h w2
/// p' = w2 - w1 grad(q')
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(LeapfrogKdk)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LeapfrogKdk;

impl Describe for LeapfrogKdk {
    fn description(&self) -> Description {
        Description {
            order: Some(2),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            ..Description::new("leapfrog_kdk", "rate h = 1/10; order 2; p1 = p − h/2 g;  q' = q + h p1;  p' = p1 − h/2 grad(q')")
        }
    }
}

impl<T: Field> Step<T> for LeapfrogKdk {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let w1 = h.clone() / T::from_integer(2);
        let mut g2 = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g2);
        let w3: Vec<T> = (0..dimension).map(|i| p[i].clone() - w1.clone() * &g2[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + h.clone() * &w3[i]).collect();
        let mut g4 = vec![T::zero(); dimension];
        oracle.gradient(&new_q, &mut g4);
        let new_p: Vec<T> = (0..dimension).map(|i| w3[i].clone() - w1.clone() * &g4[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
