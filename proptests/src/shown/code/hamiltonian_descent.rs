//! hamiltonian_descent, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Transcendental};

/// hamiltonian_descent.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// share μ = 9/10
/// v' = μ (v + h g)
/// w1 = sum(v'²)
/// q' = q - h (if w1 > 0 then exp(-ln(w1) / 3) v' else 0)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(HamiltonianDescent)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct HamiltonianDescent;

impl Describe for HamiltonianDescent {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                ]
            },
            ..Description::new("hamiltonian_descent", "rate h = 1/10; share μ = 9/10; v' = μ (v + h g);  s = |v'|²;  q' = q − h (if s > 0 then exp(−ln(s)/3) v' else 0)")
        }
    }
}

impl<T: Compare + Transcendental> Step<T> for HamiltonianDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, mu] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| mu.clone() * (v[i].clone() + h.clone() * &g[i])).collect();
        let w1 = (0..dimension).map(|i| new_v[i].square()).fold(T::zero(), |sum, x| sum + x);
        let w2 = (-(w1.ln() / T::from_integer(3))).exp();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - h.clone() * w1.select_above(&T::zero(), w2.clone() * &new_v[i], T::zero())).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
