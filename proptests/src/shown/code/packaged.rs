//! packaged, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// packaged.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// share μ = 0
/// weight w = 0
/// share δ = 0
/// share d = 9/10
/// coefficient energy_conservation = 1
/// coefficient nesterov = 0
/// coefficient momentum_buffer = 0
/// w1 = g + w q
/// b' = if k = 1 then w1 else μ b + (1 - δ) w1
/// w2 = if momentum_buffer > 0 then (if nesterov > 0 then w1 + μ b' else b') else w1
/// p' = d p + (1 - d) w2
/// q' = q - (if energy_conservation > 0 then η / (√(1/2 sum(p'²) + 1/2 sum(w2²)) + 1/100000000) else η) p'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(Packaged)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Packaged;

impl Describe for Packaged {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::fraction("μ", (0, 1), ""),
                    NumberSpec::weight("w", (0, 1), ""),
                    NumberSpec::fraction("δ", (0, 1), ""),
                    NumberSpec::fraction("d", (9, 10), ""),
                    NumberSpec::coefficient("energy_conservation", (1, 1), ""),
                    NumberSpec::coefficient("nesterov", (0, 1), ""),
                    NumberSpec::coefficient("momentum_buffer", (0, 1), ""),
                ]
            },
            memory: &["b"],
            ..Description::new("packaged", "rate η = 1/100; share μ = 0/1; weight w = 0/1; share δ = 0/1; share d = 9/10; coefficient energy_conservation = 1; coefficient nesterov = 0; coefficient momentum_buffer = 0; f = g + w q;  b' = if k = 1 then f else μ b + (1 − δ) f;  s = if momentum_buffer > 0 then (if nesterov > 0 then f + μ b' else b') else f;  p' = d p + (1 − d) s;  e = ½|p'|² + ½|s|²;  q' = q − (if energy_conservation > 0 then η / (√e + 1e-8) else η) p'")
        }
    }
}

impl<T: Compare + Root> Step<T> for Packaged {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu, w, delta, d, energy_conservation, nesterov, momentum_buffer] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let b_ = &state.memory[0];
        let p = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1: Vec<T> = (0..dimension).map(|i| g[i].clone() + w.clone() * &q[i]).collect();
        let new_b_: Vec<T> = if k == 1 {
            w1.clone()
        } else {
            let w2 = T::one() - delta;
            (0..dimension).map(|i| mu.clone() * &b_[i] + w2.clone() * &w1[i]).collect()
        };
        let w3: Vec<T> = (0..dimension).map(|i| momentum_buffer.select_above(&T::zero(), nesterov.select_above(&T::zero(), w1[i].clone() + mu.clone() * &new_b_[i], new_b_[i].clone()), w1[i].clone())).collect();
        let w4 = T::one() - d;
        let new_p: Vec<T> = (0..dimension).map(|i| d.clone() * &p[i] + w4.clone() * &w3[i]).collect();
        let w5 = energy_conservation.select_above(&T::zero(), eta.clone() / ((T::ratio(1, 2) * (0..dimension).map(|i| new_p[i].square()).fold(T::zero(), |sum, x| sum + x) + T::ratio(1, 2) * (0..dimension).map(|i| w3[i].square()).fold(T::zero(), |sum, x| sum + x)).sqrt() + T::ratio(1, 100000000)), eta.clone());
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - w5.clone() * &new_p[i]).collect();
        state.position = new_q;
        state.memory[0] = new_b_;
        state.velocity = new_p;
        Report::NONE
    }
}
