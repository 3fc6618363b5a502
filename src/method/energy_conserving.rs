//! Energy conserving descent, with Born-Infeld dynamics.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift};
use crate::energy::squared_norm;
use crate::scalar::{Compare, Root};

/// Energy conserving descent: Born-Infeld dynamics, H = √(V (V + |π|²)), whose energy is restored
/// before every step. V is the loss above an estimate of its minimum.
///
/// # Formula
/// V = U(q) − U*, E = V + δE at the first step and then kept, and with v = −π:
/// - P = V ((E/V)² − 1), the |π|² that belongs to E
/// - u = √P g/|g| at the first step, and 0 where g is; later √(P/|v|²) v where P and |v|² are above 0, else v
/// - v' = u + ½ h (V/E + E/V) g
/// - q' = q − h (V/E) v'
///
/// where V > 0; else nothing moves. The bounces of the published program are left out: they are
/// random, and no map.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnergyConservingDescent;

impl Describe for EnergyConservingDescent {
    fn description(&self) -> Description {
        Description {
            source: "De Luca and Silverstein 2022, arXiv:2201.11137",
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 1000), "step h"),
                    NumberSpec::coefficient("least_loss", (0, 1), "U*, an estimate of the least loss"),
                    NumberSpec::weight("further_energy", (0, 1), "δE, energy beyond that of the start"),
                ]
            },
            memory: &["energy"],
            needs_loss: true,
            differences: &[
                "without the bounces, which are random",
                "from a point at which the gradient is 0 the first step is none; the program's is undefined",
                "it stays where the loss is at U* or below, the program within 1e-40 of it",
            ],
            ..Description::new(
                "energy_conserving_descent",
                "number e;  V = U − least_loss;  e' = if k = 1 then V + further_energy else e;  \
                 P = V ((e' / V)² − 1);  s = |v|²;  \
                 n = |g|²;  \
                 f = if k = 1 then (if n > 0 then √P / √n else 0) else if P > 0 then (if s > 0 then √(P / s) else 1) else 1;  \
                 u = if k = 1 then f g else f v;  \
                 v' = if V > 0 then u + h/2 (V / e' + e' / V) g else v;  \
                 q' = if V > 0 then q − h (V / e') v' else q",
            )
        }
    }
}

impl<T: Root + Compare> Step<T> for EnergyConservingDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, least, further] = hyper.numbers();
        let is_first = state.begin_step() == 1;
        oracle.gradient(&state.position, &mut state.scratch);
        // A problem without a loss has nothing of which an energy is made.
        let Some(loss) = oracle.loss() else { return Report::NONE };
        let potential = loss - least;
        let Some(energy) = state.memory[0].first_mut() else { return Report::NONE };
        if is_first {
            *energy = potential.clone() + further;
        }
        let (up, down) = (energy.clone() / &potential, potential.clone() / &*energy);
        let kinetic = potential.clone() * (up.square() - T::one());
        let zero = T::zero();
        let factor = if is_first {
            let square = squared_norm(&state.scratch);
            square.select_above(&zero, kinetic.sqrt() / square.sqrt(), T::zero())
        } else {
            let square = squared_norm(&state.velocity);
            let restored = (kinetic.clone() / &square).sqrt();
            let of_motion = square.select_above(&zero, restored, T::one());
            kinetic.select_above(&zero, of_motion, T::one())
        };
        let rate = h.clone() / T::from_integer(2) * (down.clone() + &up);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            let restored = factor.clone() * if is_first { g } else { &*v };
            let kicked = restored + rate.clone() * g;
            let moved = drift(q, &(h.clone() * &down * &kicked));
            *v = potential.select_above(&zero, kicked, v.clone());
            *q = potential.select_above(&zero, moved, q.clone());
        }
        Report { energy: Some(energy.clone()), penalty: None }
    }
}
