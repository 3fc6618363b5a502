//! The packaged optimizer: the repository's `StableSGD` for PyTorch.

use crate::energy::squared_norm;
use crate::method::{
    Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, SwitchSpec, drift, kick,
};
use crate::scalar::{Absolute, Root};

/// The `StableSGD` class that the repository offers to be installed.
///
/// # Formula
/// With w the weight decay and δ the dampening:
/// - g ← g + w q
/// - b' = μ b + (1 − δ) g (at the first step b' = g)
/// - g' = b', or g + μ b' with Nesterov; g where momentum is switched off
/// - p' = d p + (1 − d) g'
/// - rate = η / (√(½‖p'‖² + ½‖g'‖²) + 10⁻⁸), one number for the whole tensor
/// - q' = q − rate p'
///
/// The reported energy is ½‖p'‖² + ½‖g'‖². PyTorch skips b where μ = 0; that is
/// the switch `momentum_buffer`, off by default as μ is 0 by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Packaged;

impl Describe for Packaged {
    fn description(&self) -> Description {
        Description {
            source: "github.com/Javihaus/temporal-optimizer, the PyTorch class StableSGD",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 100), "learning rate η"),
                    NumberSpec::fraction("momentum", (0, 1), "momentum μ of the buffer b"),
                    NumberSpec::weight("weight_decay", (0, 1), "weight decay w, added to the gradient"),
                    NumberSpec::fraction("dampening", (0, 1), "dampening δ of the gradient in the buffer"),
                    NumberSpec::fraction("momentum_decay", (9, 10), "decay d of the second average p"),
                ]
            },
            switches: &[
                SwitchSpec {
                    name: "energy_conservation",
                    default: true,
                    meaning: "divide the rate by the root of the energy",
                },
                SwitchSpec { name: "nesterov", default: false, meaning: "g' = g + μ b'" },
                SwitchSpec {
                    name: "momentum_buffer",
                    default: false,
                    meaning: "keep the buffer b (PyTorch: where μ ≠ 0)",
                },
            ],
            memory: &["momentum buffer"],
            program: true,
            differences: &[
                "momentum is applied twice, as two averages in a row",
                "one rate for a whole tensor, inversely proportional to the root of its energy",
                "the penalty is computed, stored and never used",
                "documented as a fourth-order Forest-Ruth integrator; it is one first-order step",
            ],
            ..Description::new(
                "packaged",
                "f = g + w q;  b' = if k = 1 then f else μ b + (1 − δ) f;  \
                 s = if momentum_buffer > 0 then (if nesterov > 0 then f + μ b' else b') else f;  \
                 p' = d p + (1 − d) s;  e = ½|p'|² + ½|s|²;  \
                 q' = q − (if energy_conservation > 0 then η / (√e + 1e-8) else η) p'",
            )
        }
    }
}

impl<T: Root + Absolute> Step<T> for Packaged {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, weight_decay, dampening, momentum_decay] = hyper.numbers();
        let [energy_conservation, nesterov, momentum_buffer] = hyper.switches();
        let first = state.begin_step() == 1;
        oracle.gradient(&state.position, &mut state.scratch);
        let undamped = T::one() - dampening;
        let renewed = T::one() - momentum_decay;
        let coordinates = state.position.iter().zip(&mut state.velocity).zip(&mut state.memory[0]);
        for (((q, p), buffer), g) in coordinates.zip(&mut state.scratch) {
            let decayed = g.clone() + weight_decay.clone() * q;
            *buffer = if first { decayed.clone() } else { kick(momentum, buffer, &undamped, &decayed) };
            *g = match (momentum_buffer, nesterov) {
                (false, _) => decayed,
                (true, false) => buffer.clone(),
                (true, true) => decayed + momentum.clone() * &*buffer,
            };
            *p = kick(momentum_decay, p, &renewed, g);
        }
        let half = T::ratio(1, 2);
        let energy = half.clone() * squared_norm(&state.velocity) + half * squared_norm(&state.scratch);
        let rate = if energy_conservation {
            learning_rate.clone() / (energy.sqrt() + T::ratio(1, 100_000_000))
        } else {
            learning_rate.clone()
        };
        for (q, p) in state.position.iter_mut().zip(&state.velocity) {
            *q = drift(q, &(rate.clone() * p));
        }
        Report { energy: Some(energy), penalty: None }
    }
}
