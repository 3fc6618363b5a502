//! form.branches, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// form.branches.
///
/// # Formula
/// ```text
/// share μ = 9/10
/// rate η = 1/100
/// coefficient c = 1
/// start m = grad(q + 1)
/// w1 = μ m
/// m' = if k mod 3 = 0 then w1 else grad(q - w1)
/// q' = if k > 4 or k = 2 then q - η m' else q / k + c
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(FormBranches)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormBranches;

impl Describe for FormBranches {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::coefficient("c", (1, 1), ""),
                ]
            },
            memory: &["m"],
            ..Description::new("form.branches", "start m = grad(q + 1); m' = if k mod 3 = 0 then μ m else grad(q - μ m); q' = if k > 4 or k = 2 then q - η m' else q / k + c")
        }
    }
}

impl<T: Field> Step<T> for FormBranches {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [mu, eta, c] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let w3: i64 = k.rem_euclid(3);
        let m: Vec<T> = if k == 1 {
            let w1: Vec<T> = (0..dimension).map(|i| q[i].clone() + T::one()).collect();
            let mut g2 = vec![T::zero(); dimension];
            oracle.gradient(&w1, &mut g2);
            g2.clone()
        } else {
            state.memory[0].clone()
        };
        let w4: Vec<T> = (0..dimension).map(|i| mu.clone() * &m[i]).collect();
        let new_m: Vec<T> = if w3 == 0 {
            w4.clone()
        } else {
            let w5: Vec<T> = (0..dimension).map(|i| q[i].clone() - &w4[i]).collect();
            let mut g6 = vec![T::zero(); dimension];
            oracle.gradient(&w5, &mut g6);
            g6.clone()
        };
        let new_q: Vec<T> = if k > 4 || k == 2 {
            (0..dimension).map(|i| q[i].clone() - eta.clone() * &new_m[i]).collect()
        } else {
            (0..dimension).map(|i| q[i].clone() / T::from_integer(k) + c).collect()
        };
        state.position = new_q;
        state.memory[0] = new_m;
        Report::NONE
    }
}
