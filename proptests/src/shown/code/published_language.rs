//! published_language, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Root};

/// published_language.
///
/// # Formula
/// ```text
/// rate η = 1/1000
/// share μ = 9/10
/// weight τ = 1/200
/// coefficient energy_conservation = 1
/// v' = μ v + η g
/// w1 = 1/2 v'² + 1/2 g²
/// q' = q - ((if energy_conservation > 0 and w1 > 1/10000000000 then η / (1 + 1/10 √w1) else η) v' + (if k ≥ 2 then τ abs(q - q_hist) else 0))
/// q_hist' = q'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(PublishedLanguage)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublishedLanguage;

impl Describe for PublishedLanguage {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 1000), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::weight("τ", (1, 200), ""),
                    NumberSpec::coefficient("energy_conservation", (1, 1), ""),
                ]
            },
            memory: &["q_hist"],
            ..Description::new("published_language", "rate η = 1/1000; share μ = 9/10; weight τ = 5/1000; coefficient energy_conservation = 1; v' = μ v + η g;  e = ½v'² + ½g²;  a = if energy_conservation > 0 and e > 1e-10 then η / (1 + 0.1 √e) else η;  π = if k ≥ 2 then τ abs(q − q_hist) else 0;  q' = q − (a v' + π);  q_hist' = q'")
        }
    }
}

impl<T: Absolute + Compare + Root> Step<T> for PublishedLanguage {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu, tau, energy_conservation] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let q_hist = &state.memory[0];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_v: Vec<T> = (0..dimension).map(|i| mu.clone() * &v[i] + eta.clone() * &g[i]).collect();
        let w1: Vec<T> = (0..dimension).map(|i| T::ratio(1, 2) * new_v[i].square() + T::ratio(1, 2) * g[i].square()).collect();
        let w2: Vec<T> = if k >= 2 {
            (0..dimension).map(|i| tau.clone() * (q[i].clone() - &q_hist[i]).abs()).collect()
        } else {
            vec![T::zero(); dimension]
        };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - (({ let (yes_0, no_0) = (eta.clone() / (T::one() + T::ratio(1, 10) * w1[i].sqrt()), eta.clone()); energy_conservation.select_above(&T::zero(), w1[i].select_above(&T::ratio(1, 10000000000), yes_0.clone(), no_0.clone()), no_0.clone()) }) * &new_v[i] + &w2[i])).collect();
        state.position = new_q.clone();
        state.velocity = new_v;
        state.memory[0] = new_q;
        Report::NONE
    }
}
