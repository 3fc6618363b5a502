//! forest_ruth4, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// forest_ruth4.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// coefficient γ = 6756035959798289/5000000000000000
/// order 4
/// w1 = γ h
/// w2 = w1 / 2
/// w3 = q + w2 p
/// w4 = p - w1 grad(w3)
/// w5 = (1 - γ) h / 2
/// w6 = w3 + w5 w4
/// w7 = w4 - (1 - 2 γ) h grad(w6)
/// w8 = w6 + w5 w7
/// p' = w7 - w1 grad(w8)
/// q' = w8 + w2 p'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(ForestRuth4)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForestRuth4;

impl Describe for ForestRuth4 {
    fn description(&self) -> Description {
        Description {
            order: Some(4),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                    NumberSpec::coefficient("γ", (6756035959798289, 5000000000000000), ""),
                ]
            },
            ..Description::new("forest_ruth4", "rate h = 1/10; coefficient γ = 13512071919596578/10000000000000000; order 4; q1 = q + γ h/2 p;  p1 = p − γ h grad(q1);  q2 = q1 + (1 − γ) h/2 p1;  p2 = p1 − (1 − 2γ) h grad(q2);  q3 = q2 + (1 − γ) h/2 p2;  p' = p2 − γ h grad(q3);  q' = q3 + γ h/2 p'")
        }
    }
}

impl<T: Field> Step<T> for ForestRuth4 {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, gamma] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let w1 = gamma.clone() * h;
        let w2 = w1.clone() / T::from_integer(2);
        let w3: Vec<T> = (0..dimension).map(|i| q[i].clone() + w2.clone() * &p[i]).collect();
        let mut g4 = vec![T::zero(); dimension];
        oracle.gradient(&w3, &mut g4);
        let w5: Vec<T> = (0..dimension).map(|i| p[i].clone() - w1.clone() * &g4[i]).collect();
        let w6 = (T::one() - gamma) * h / T::from_integer(2);
        let w7: Vec<T> = (0..dimension).map(|i| w3[i].clone() + w6.clone() * &w5[i]).collect();
        let w8 = (T::one() - T::from_integer(2) * gamma) * h;
        let mut g9 = vec![T::zero(); dimension];
        oracle.gradient(&w7, &mut g9);
        let w10: Vec<T> = (0..dimension).map(|i| w5[i].clone() - w8.clone() * &g9[i]).collect();
        let w11: Vec<T> = (0..dimension).map(|i| w7[i].clone() + w6.clone() * &w10[i]).collect();
        let mut g12 = vec![T::zero(); dimension];
        oracle.gradient(&w11, &mut g12);
        let new_p: Vec<T> = (0..dimension).map(|i| w10[i].clone() - w1.clone() * &g12[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| w11[i].clone() + w2.clone() * &new_p[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
