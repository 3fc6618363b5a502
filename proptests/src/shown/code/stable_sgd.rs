//! stable_sgd, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Root};

/// stable_sgd.
///
/// # Formula
/// ```text
/// rate η = 1/200
/// rate β = 1/200
/// share μ = 9/10
/// weight c = 1/10
/// weight τ = 3/100
/// v' = μ v + η g
/// q' = q - (β / (1 + c √(1/2 v'² + 1/2 g²)) v' + (if k > 2 then τ abs(q - q_prev) else 0))
/// q_prev' = q
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(StableSgd)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct StableSgd;

impl Describe for StableSgd {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 200), ""),
                    NumberSpec::rate("β", (1, 200), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::weight("c", (1, 10), ""),
                    NumberSpec::weight("τ", (3, 100), ""),
                ]
            },
            memory: &["q_prev"],
            ..Description::new("stable_sgd", "rate η = 5/1000; rate β = 5/1000; share μ = 9/10; weight c = 1/10; weight τ = 3/100; v' = μ v + η g;  a = β / (1 + c √(½v'² + ½g²));  π = if k > 2 then τ abs(q − q_prev) else 0;  q' = q − (a v' + π);  q_prev' = q")
        }
    }
}

impl<T: Absolute + Root> Step<T> for StableSgd {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, beta, mu, c, tau] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let q_prev = &state.memory[0];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| mu.clone() * &v[i] + eta.clone() * &g[i]).collect();
        let w1: Vec<T> = if k > 2 {
            (0..dimension).map(|i| tau.clone() * (q[i].clone() - &q_prev[i]).abs()).collect()
        } else {
            vec![T::zero(); dimension]
        };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - (beta.clone() / (T::one() + c.clone() * (T::ratio(1, 2) * new_v[i].square() + T::ratio(1, 2) * g[i].square()).sqrt()) * &new_v[i] + &w1[i])).collect();
        let new_q_prev: Vec<T> = q.clone();
        state.position = new_q;
        state.velocity = new_v;
        state.memory[0] = new_q_prev;
        Report::NONE
    }
}
