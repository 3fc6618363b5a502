//! speed_clip, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Field};

/// speed_clip.
///
/// # Formula
/// ```text
/// rate η = 1/200
/// share μ = 9/10
/// rate β = 1
/// weight c = 1/10
/// v' = μ v + η g
/// q' = q - β v' / (1 + c abs(v'))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(SpeedClip)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpeedClip;

impl Describe for SpeedClip {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 200), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::rate("β", (1, 1), ""),
                    NumberSpec::weight("c", (1, 10), ""),
                ]
            },
            ..Description::new("speed_clip", "rate η = 5/1000; share μ = 9/10; rate β = 1/1; weight c = 1/10; v' = μ v + η g;  q' = q − β v' / (1 + c abs(v'))")
        }
    }
}

impl<T: Absolute + Field> Step<T> for SpeedClip {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu, beta, c] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| mu.clone() * &v[i] + eta.clone() * &g[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - beta.clone() * &new_v[i] / (T::one() + c.clone() * new_v[i].abs())).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
