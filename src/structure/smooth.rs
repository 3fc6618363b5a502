//! A smooth problem in binary64, on which runs are compared before anything is proved.

use super::draws::made_of;
use super::run::Scripted;
use super::subject::{Known, Phase, Subject};
use crate::method::Hyperparameters;
use crate::quiet;
use crate::rule::Graph;

/// Coordinates of the points, where a rule is known in any number.
pub(super) const DIMENSION: usize = 3;

/// Of each coordinate, how fast the loss varies along it: no symmetry exchanges them.
const RATES: [f64; Graph::COORDINATES] = [1.3, 0.7, 1.9, 1.1, 1.7, 0.9];

/// The loss Σᵢ sin(rᵢ qᵢ)/rᵢ + (r·q)²/2, and its gradient.
fn loss(at: &[f64], gradient: &mut [f64]) -> f64 {
    let along: f64 = at.iter().zip(RATES).map(|(x, rate)| x * rate).sum();
    for ((slot, x), rate) in gradient.iter_mut().zip(at).zip(RATES) {
        *slot = (rate * x).cos() + along * rate;
    }
    at.iter().zip(RATES).map(|(x, rate)| (rate * x).sin() / rate).sum::<f64>() + along * along / 2.0
}

/// A run from rest on the smooth problem.
pub(super) struct SmoothRun {
    /// The state after each step.
    pub phases: Vec<Phase<f64>>,
    /// The points at which gradients were asked, call by call.
    pub asked: Vec<Vec<f64>>,
}

/// Numbers from ½ to 1 for a rule, other ones for each draw.
pub(super) fn drawn_numbers(subject: &Subject, draw: usize) -> Vec<f64> {
    let numbers = subject.entry.description.numbers.iter();
    numbers.map(|spec| made_of(&format!("{} {draw}", spec.name))).collect()
}

/// A point for each start, in so many coordinates.
pub(super) fn drawn_start(start: usize, dimension: usize) -> Vec<f64> {
    (0..dimension).map(|i| made_of(&format!("q{i} {start}"))).collect()
}

/// A run of so many steps with these numbers; none where it ends in something that is no
/// number, or panics.
pub(super) fn run_from(subject: &Subject, numbers: &[f64], start: Vec<f64>, steps: u64) -> Option<SmoothRun> {
    let switches = subject.entry.description.switches.iter().map(|spec| spec.default).collect();
    let run = || {
        let rule = subject.entry.on::<f64>()?;
        let known = Known::new(Hyperparameters { numbers: numbers.to_vec(), switches });
        let mut asked = Vec::new();
        let mut oracle = Scripted::new(|_, at: &[f64], gradient: &mut [f64]| {
            asked.push(at.to_vec());
            loss(at, gradient)
        });
        let mut phase = Phase::start(subject, start);
        let mut phases = Vec::new();
        for step in 1..=steps {
            subject.advance(rule, step, &known, &mut oracle, &mut phase);
            if !phase.coordinates().all(|x| x.is_finite()) {
                return None;
            }
            phases.push(phase.clone());
        }
        Some(SmoothRun { phases, asked })
    };
    quiet::guarded(run).ok().flatten()
}
