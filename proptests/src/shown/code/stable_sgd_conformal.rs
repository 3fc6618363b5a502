//! stable_sgd_conformal, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Field};

/// stable_sgd_conformal.
///
/// # Formula
/// ```text
/// rate η = 1/200
/// share μ = 9/10
/// weight c = 1/10
/// share τ = 3/100
/// v' = (μ - τ) v + η g
/// q' = q - v' / (1 + c abs(v'))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(StableSgdConformal)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct StableSgdConformal;

impl Describe for StableSgdConformal {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 200), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::weight("c", (1, 10), ""),
                    NumberSpec::fraction("τ", (3, 100), ""),
                ]
            },
            ..Description::new("stable_sgd_conformal", "rate η = 5/1000; share μ = 9/10; weight c = 1/10; share τ = 3/100; v' = (μ − τ) v + η g;  q' = q − v' / (1 + c abs(v'))")
        }
    }
}

impl<T: Absolute + Field> Step<T> for StableSgdConformal {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu, c, tau] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let w1 = mu.clone() - tau;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| w1.clone() * &v[i] + eta.clone() * &g[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - new_v[i].clone() / (T::one() + c.clone() * new_v[i].abs())).collect();
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
