//! leapfrog_dkd, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// leapfrog_dkd.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// order 2
/// w1 = h / 2
/// w2 = q + w1 p
/// p' = p - h grad(w2)
/// q' = w2 + w1 p'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(LeapfrogDkd)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LeapfrogDkd;

impl Describe for LeapfrogDkd {
    fn description(&self) -> Description {
        Description {
            order: Some(2),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            ..Description::new("leapfrog_dkd", "rate h = 1/10; order 2; q1 = q + h/2 p;  p' = p − h grad(q1);  q' = q1 + h/2 p'")
        }
    }
}

impl<T: Field> Step<T> for LeapfrogDkd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let w1 = h.clone() / T::from_integer(2);
        let w2: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &p[i]).collect();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(&w2, &mut g);
        let new_p: Vec<T> = (0..dimension).map(|i| p[i].clone() - h.clone() * &g[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| w2[i].clone() + w1.clone() * &new_p[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
