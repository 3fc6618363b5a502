//! form.coordinates, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Field};

/// form.coordinates.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// coefficient c = 1
/// number s
/// start s = 3
/// s' = s / 2 + max(g) - min(q) + sum(g) / dim
/// w1 = min(g, c)
/// w2 = -c
/// q' = q - η s' g + max(w1, w2) / dim
/// p' = p
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(FormCoordinates)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormCoordinates;

impl Describe for FormCoordinates {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::coefficient("c", (1, 1), ""),
                ]
            },
            memory: &["s"],
            ..Description::new("form.coordinates", "number s; start s = 3; s' = s / 2 + max(g) - min(q) + mean(g); q' = q - η s' g + clip(g, ±c) / dim; p' = p")
        }
    }
}

impl<T: Compare + Field> Step<T> for FormCoordinates {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, c] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let s = if k == 1 {
            T::from_integer(3)
        } else {
            state.memory[0].first().cloned().unwrap_or_else(T::zero)
        };
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_s = s.clone() / T::from_integer(2) + (0..dimension).map(|i| g[i].clone()).reduce(|a, b| a.select_above(&b, a.clone(), b.clone())).unwrap_or_else(T::zero) - (0..dimension).map(|i| q[i].clone()).reduce(|a, b| b.select_above(&a, a.clone(), b.clone())).unwrap_or_else(T::zero) + (0..dimension).map(|i| g[i].clone()).fold(T::zero(), |sum, x| sum + x) / T::from_integer(dimension as i64);
        let w1 = eta.clone() * &new_s;
        let w2 = -c.clone();
        let w3: Vec<T> = (0..dimension).map(|i| c.select_above(&g[i], g[i].clone(), c.clone())).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - w1.clone() * &g[i] + w3[i].select_above(&w2, w3[i].clone(), w2.clone()) / T::from_integer(dimension as i64)).collect();
        state.position = new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_s;
        }
        Report::NONE
    }
}
