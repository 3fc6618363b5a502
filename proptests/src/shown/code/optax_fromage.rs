//! optax.fromage, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.fromage.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// coefficient min_norm = 1/1000000
/// w1 = 1 / √(1 + learning_rate²)
/// w2 = min_norm ≥ √sum(q q)
/// w3 = if w2 then 1 else q
/// w4 = if w2 then min_norm else √sum(w3 w3)
/// w5 = min_norm ≥ √sum(g g)
/// w6 = if w5 then 1 else g
/// w7 = if w5 then min_norm else √sum(w6 w6)
/// q' = q + ((-1) (learning_rate w1) (g (if w4 = 0 or w7 = 0 then 1 else 1 w4 / (w7 + 0))) + (w1 - 1) q)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxFromage)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxFromage;

impl Describe for OptaxFromage {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                    NumberSpec::coefficient("min_norm", (1, 1000000), ""),
                ]
            },
            ..Description::new("optax.fromage", "optax.fromage(learning_rate=learning_rate, min_norm=min_norm)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxFromage {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, min_norm] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let w1 = T::one() / (T::one() + learning_rate.square()).sqrt();
        let w2 = T::from_integer(-1) * (learning_rate.clone() * &w1);
        let w3 = w1.clone() - T::one();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w4 = (0..dimension).map(|i| q[i].clone() * &q[i]).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w5: Vec<T> = (0..dimension).map(|i| w4.select_above(min_norm, q[i].clone(), T::one())).collect();
        let w6 = w4.select_above(min_norm, (0..dimension).map(|i| w5[i].clone() * &w5[i]).fold(T::zero(), |sum, x| sum + x).sqrt(), min_norm.clone());
        let w7 = (0..dimension).map(|i| g[i].clone() * &g[i]).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w8: Vec<T> = (0..dimension).map(|i| w7.select_above(min_norm, g[i].clone(), T::one())).collect();
        let w9 = w7.select_above(min_norm, (0..dimension).map(|i| w8[i].clone() * &w8[i]).fold(T::zero(), |sum, x| sum + x).sqrt(), min_norm.clone());
        let w10 = { let (yes_0, no_0) = (T::one(), T::one() * &w6 / (w9.clone() + T::zero())); { let (yes_2, no_2) = (yes_0.clone(), { let (yes_1, no_1) = (yes_0.clone(), no_0.clone()); w9.select_above(&T::zero(), no_1.clone(), T::zero().select_above(&w9, no_1.clone(), yes_1.clone())) }); w6.select_above(&T::zero(), no_2.clone(), T::zero().select_above(&w6, no_2.clone(), yes_2.clone())) } };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + (w2.clone() * (g[i].clone() * &w10) + w3.clone() * &q[i])).collect();
        state.position = new_q;
        Report::NONE
    }
}
