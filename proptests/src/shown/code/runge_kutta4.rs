//! runge_kutta4, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// runge_kutta4.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// order 4
/// w1 = h / 6
/// w2 = h / 2
/// w3 = p - w2 g
/// w4 = grad(q + w2 p)
/// w5 = p - w2 w4
/// w6 = grad(q + w2 w3)
/// q' = q + w1 (p + 2 w3 + 2 w5 + (p - h w6))
/// p' = p - w1 (g + 2 w4 + 2 w6 + grad(q + h w5))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(RungeKutta4)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RungeKutta4;

impl Describe for RungeKutta4 {
    fn description(&self) -> Description {
        Description {
            order: Some(4),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                ]
            },
            ..Description::new("runge_kutta4", "rate h = 1/10; order 4; p1 = p − h/2 g;  q1 = q + h/2 p;  p2 = p − h/2 grad(q1);  q2 = q + h/2 p1;  p3 = p − h grad(q2);  q3 = q + h p2;  q' = q + h/6 (p + 2 p1 + 2 p2 + p3);  p' = p − h/6 (g + 2 grad(q1) + 2 grad(q2) + grad(q3))")
        }
    }
}

impl<T: Field> Step<T> for RungeKutta4 {
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
        let w4: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &p[i]).collect();
        let mut g5 = vec![T::zero(); dimension];
        oracle.gradient(&w4, &mut g5);
        let w6: Vec<T> = (0..dimension).map(|i| p[i].clone() - w1.clone() * &g5[i]).collect();
        let w7: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &w3[i]).collect();
        let mut g8 = vec![T::zero(); dimension];
        oracle.gradient(&w7, &mut g8);
        let w9: Vec<T> = (0..dimension).map(|i| q[i].clone() + h.clone() * &w6[i]).collect();
        let w10 = h.clone() / T::from_integer(6);
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w10.clone() * (p[i].clone() + T::from_integer(2) * &w3[i] + T::from_integer(2) * &w6[i] + (p[i].clone() - h.clone() * &g8[i]))).collect();
        let mut g11 = vec![T::zero(); dimension];
        oracle.gradient(&w9, &mut g11);
        let new_p: Vec<T> = (0..dimension).map(|i| p[i].clone() - w10.clone() * (g2[i].clone() + T::from_integer(2) * &g5[i] + T::from_integer(2) * &g8[i] + &g11[i])).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
