//! yoshida4, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// yoshida4.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// coefficient γ = 6756035959798289/5000000000000000
/// order 4
/// w1 = γ h
/// w2 = w1 / 2
/// w3 = p - w2 g
/// w4 = q + w1 w3
/// w5 = (1 - γ) h / 2
/// w6 = w3 - w5 grad(w4)
/// w7 = w4 + (1 - 2 γ) h w6
/// w8 = w6 - w5 grad(w7)
/// q' = w7 + w1 w8
/// p' = w8 - w2 grad(q')
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(Yoshida4)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Yoshida4;

impl Describe for Yoshida4 {
    fn description(&self) -> Description {
        Description {
            order: Some(4),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                    NumberSpec::coefficient("γ", (6756035959798289, 5000000000000000), ""),
                ]
            },
            ..Description::new("yoshida4", "rate h = 1/10; coefficient γ = 13512071919596578/10000000000000000; order 4; p1 = p − γ h/2 g;  q1 = q + γ h p1;  p2 = p1 − (1 − γ) h/2 grad(q1);  q2 = q1 + (1 − 2γ) h p2;  p3 = p2 − (1 − γ) h/2 grad(q2);  q' = q2 + γ h p3;  p' = p3 − γ h/2 grad(q')")
        }
    }
}

impl<T: Field> Step<T> for Yoshida4 {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, gamma] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let w1 = gamma.clone() * h;
        let w2 = w1.clone() / T::from_integer(2);
        let mut g3 = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g3);
        let w4: Vec<T> = (0..dimension).map(|i| p[i].clone() - w2.clone() * &g3[i]).collect();
        let w5: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &w4[i]).collect();
        let w6 = (T::one() - gamma) * h / T::from_integer(2);
        let mut g7 = vec![T::zero(); dimension];
        oracle.gradient(&w5, &mut g7);
        let w8: Vec<T> = (0..dimension).map(|i| w4[i].clone() - w6.clone() * &g7[i]).collect();
        let w9 = (T::one() - T::from_integer(2) * gamma) * h;
        let w10: Vec<T> = (0..dimension).map(|i| w5[i].clone() + w9.clone() * &w8[i]).collect();
        let mut g11 = vec![T::zero(); dimension];
        oracle.gradient(&w10, &mut g11);
        let w12: Vec<T> = (0..dimension).map(|i| w8[i].clone() - w6.clone() * &g11[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| w10[i].clone() + w1.clone() * &w12[i]).collect();
        let mut g13 = vec![T::zero(); dimension];
        oracle.gradient(&new_q, &mut g13);
        let new_p: Vec<T> = (0..dimension).map(|i| w12[i].clone() - w2.clone() * &g13[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
