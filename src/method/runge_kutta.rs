//! The classical Runge-Kutta method: accurate, and symplectic at no step.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use crate::scalar::Algebra;

/// The classical fourth-order Runge-Kutta method on q̇ = p, ṗ = −∇U(q).
///
/// # Formula
/// With f(q, p) = (p, −∇U(q)): k₁ = f(y), k₂ = f(y + h k₁/2), k₃ = f(y + h k₂/2),
/// k₄ = f(y + h k₃), y' = y + h (k₁ + 2 k₂ + 2 k₃ + k₄) / 6.
#[derive(Clone, Copy, Debug, Default)]
pub struct RungeKutta4;

impl Describe for RungeKutta4 {
    fn description(&self) -> Description {
        Description {
            source: "Kutta 1901; Hairer, Lubich and Wanner 2006, doi:10.1007/3-540-30666-8, II.1",
            order: Some(4),
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h")] },
            ..Description::new(
                "runge_kutta4",
                "p1 = p − h/2 g;  q1 = q + h/2 p;  p2 = p − h/2 grad(q1);  q2 = q + h/2 p1;  p3 = p − h grad(q2);  \
                 q3 = q + h p2;  q' = q + h/6 (p + 2 p1 + 2 p2 + p3);  \
                 p' = p − h/6 (g + 2 grad(q1) + 2 grad(q2) + grad(q3))",
            )
        }
    }
}

impl<T: Algebra> Step<T> for RungeKutta4 {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        let (q, p) = (state.position.clone(), state.velocity.clone());
        let (two, half) = (T::from_integer(2), T::ratio(1, 2) * h);
        let mut slope = field(oracle, &q, &p);
        let mut total = (slope.0.clone(), slope.1.clone());
        for (length, weight) in [(&half, &two), (&half, &two), (h, &T::one())] {
            slope = field(oracle, &moved(&q, length, &slope.0), &moved(&p, length, &slope.1));
            total = (moved(&total.0, weight, &slope.0), moved(&total.1, weight, &slope.1));
        }
        let sixth = T::ratio(1, 6) * h;
        state.position = moved(&q, &sixth, &total.0);
        state.velocity = moved(&p, &sixth, &total.1);
        Report::NONE
    }
}

/// f(q, p) = (p, −∇U(q)).
fn field<T: Algebra>(oracle: &mut dyn Oracle<T>, q: &[T], p: &[T]) -> (Vec<T>, Vec<T>) {
    let mut gradient = vec![T::zero(); q.len()];
    oracle.gradient(q, &mut gradient);
    (p.to_vec(), gradient.into_iter().map(|g| -g).collect())
}

/// x + h k.
fn moved<T: Algebra>(x: &[T], h: &T, k: &[T]) -> Vec<T> {
    x.iter().zip(k).map(|(x, k)| x.clone() + h.clone() * k).collect()
}
