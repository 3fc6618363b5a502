//! Hamiltonian descent: a kinetic energy that fits the loss.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift};
use crate::energy::squared_norm;
use crate::scalar::{Compare, Transcendental};

/// The first explicit method of Hamiltonian descent, with the kinetic energy k(p) = ¾ |p|^(4/3).
///
/// # Formula
/// v' = μ (v + h g), q' = q − h ∇k(v') with ∇k(v) = v |v|^(−2/3), and 0 at 0;
/// μ = 1/(1 + γ h) for a friction γ.
///
/// This energy fits a loss that grows as |q|⁴ about its minimum: the convergence is linear there,
/// where that of the heavy ball, k(p) = ½ |p|², is not.
#[derive(Clone, Copy, Debug, Default)]
pub struct HamiltonianDescent;

impl Describe for HamiltonianDescent {
    fn description(&self) -> Description {
        Description {
            source: "Maddison, Paulin, Teh, O'Donoghue and Doucet 2018, arXiv:1809.05042",
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), "step h"),
                    NumberSpec::fraction("momentum", (9, 10), "factor μ on the momentum, 1/(1 + γh) for friction γ"),
                ]
            },
            differences: &["of the paper's kinetic energies that for a loss of degree 4 alone"],
            ..Description::new(
                "hamiltonian_descent",
                "v' = μ (v + h g);  s = |v'|²;  q' = q − h (if s > 0 then exp(−ln(s)/3) v' else 0)",
            )
        }
    }
}

impl<T: Transcendental + Compare> Step<T> for HamiltonianDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, momentum] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for (v, g) in state.velocity.iter_mut().zip(&state.scratch) {
            *v = momentum.clone() * (v.clone() + h.clone() * g);
        }
        let square = squared_norm(&state.velocity);
        let factor = (-square.ln() / T::from_integer(3)).exp();
        for (q, v) in state.position.iter_mut().zip(&state.velocity) {
            let slope = square.select_above(&T::zero(), factor.clone() * v, T::zero());
            *q = drift(q, &(h.clone() * slope));
        }
        Report::NONE
    }
}
