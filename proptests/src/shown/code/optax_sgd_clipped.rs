//! optax.sgd_clipped, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.sgd_clipped.
///
/// # Formula
/// ```text
/// coefficient max_norm = 1
/// rate learning_rate = 1/100
/// w1 = √(0 + sum(g² + 0²))
/// q' = q + (-1) learning_rate (if max_norm > w1 then g else g / w1 max_norm)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxSgdClipped)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxSgdClipped;

impl Describe for OptaxSgdClipped {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::coefficient("max_norm", (1, 1), ""),
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                ]
            },
            ..Description::new("optax.sgd_clipped", "optax.chain(optax.clip_by_global_norm(max_norm), optax.sgd(learning_rate))")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxSgdClipped {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [max_norm, learning_rate] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::zero().square();
        let w3 = (T::zero() + (0..dimension).map(|i| g[i].square() + &w2).fold(T::zero(), |sum, x| sum + x)).sqrt();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * max_norm.select_above(&w3, g[i].clone(), g[i].clone() / &w3 * max_norm)).collect();
        state.position = new_q;
        Report::NONE
    }
}
