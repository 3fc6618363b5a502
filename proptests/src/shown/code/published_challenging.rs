//! published_challenging, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Root};

/// published_challenging.
///
/// # Formula
/// ```text
/// rate η = 1/200
/// share μ = 9/10
/// weight τ = 3/100
/// coefficient energy_conservation = 1
/// coefficient gradient_smoothing = 1
/// w1 = if gradient_smoothing > 0 then 7/10 g + 3/10 g_prev else g
/// v' = (if k ≥ 2 then μ / (1 + abs(w1 - g_prev)) else μ) v + η w1
/// w2 = 1/2 v'² + 1/2 w1²
/// q' = q - ((if energy_conservation > 0 and w2 > 1/100000000 then η / (1 + 1/5 √w2) else η) v' + (if k > 2 then τ abs(q - q_hist) else 0))
/// q_hist' = q'
/// g_prev' = g
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(PublishedChallenging)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublishedChallenging;

impl Describe for PublishedChallenging {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 200), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::weight("τ", (3, 100), ""),
                    NumberSpec::coefficient("energy_conservation", (1, 1), ""),
                    NumberSpec::coefficient("gradient_smoothing", (1, 1), ""),
                ]
            },
            memory: &["q_hist", "g_prev"],
            ..Description::new("published_challenging", "rate η = 5/1000; share μ = 9/10; weight τ = 3/100; coefficient energy_conservation = 1; coefficient gradient_smoothing = 1; s = if gradient_smoothing > 0 then 0.7 g + 0.3 g_prev else g;  m = if k ≥ 2 then μ / (1 + abs(s − g_prev)) else μ;  v' = m v + η s;  e = ½v'² + ½s²;  a = if energy_conservation > 0 and e > 1e-8 then η / (1 + 0.2 √e) else η;  π = if k > 2 then τ abs(q − q_hist) else 0;  q' = q − (a v' + π);  q_hist' = q';  g_prev' = g")
        }
    }
}

impl<T: Absolute + Compare + Root> Step<T> for PublishedChallenging {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, mu, tau, energy_conservation, gradient_smoothing] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let q_hist = &state.memory[0];
        let g_prev = &state.memory[1];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1: Vec<T> = (0..dimension).map(|i| gradient_smoothing.select_above(&T::zero(), T::ratio(7, 10) * &g[i] + T::ratio(3, 10) * &g_prev[i], g[i].clone())).collect();
        let w2: Vec<T> = if k >= 2 {
            (0..dimension).map(|i| mu.clone() / (T::one() + (w1[i].clone() - &g_prev[i]).abs())).collect()
        } else {
            vec![mu.clone(); dimension]
        };
        let new_v: Vec<T> = (0..dimension).map(|i| w2[i].clone() * &v[i] + eta.clone() * &w1[i]).collect();
        let w3: Vec<T> = (0..dimension).map(|i| T::ratio(1, 2) * new_v[i].square() + T::ratio(1, 2) * w1[i].square()).collect();
        let w4: Vec<T> = if k > 2 {
            (0..dimension).map(|i| tau.clone() * (q[i].clone() - &q_hist[i]).abs()).collect()
        } else {
            vec![T::zero(); dimension]
        };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - (({ let (yes_0, no_0) = (eta.clone() / (T::one() + T::ratio(1, 5) * w3[i].sqrt()), eta.clone()); energy_conservation.select_above(&T::zero(), w3[i].select_above(&T::ratio(1, 100000000), yes_0.clone(), no_0.clone()), no_0.clone()) }) * &new_v[i] + &w4[i])).collect();
        state.position = new_q.clone();
        state.velocity = new_v;
        state.memory[0] = new_q;
        state.memory[1] = g;
        Report::NONE
    }
}
