//! stable_sgd_terms, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Root};

/// stable_sgd_terms.
///
/// # Formula
/// ```text
/// rate η = 1/200
/// rate β = 1/200
/// share μ = 9/10
/// weight c = 1/5
/// weight w_v = 1
/// weight w_s = 1
/// weight φ = 0
/// share σ = 3/10
/// weight κ = 1
/// weight τ = 0
/// weight ρ = 0
/// weight ς = 0
/// w1 = (1 - σ) g + σ g_prev
/// v' = (if k ≥ 2 then μ / (1 + κ abs(w1 - g_prev)) else μ) v + η w1
/// w2 = 1 / (1 + c √(1/2 w_v v'² + 1/2 w_s w1²))
/// w3 = q - q_prev
/// q' = q - (β max(w2, φ) v' + (if k > 2 then τ abs(w3) + ρ w3 else 0)) / (1 + 2 ς)
/// q_prev' = q
/// g_prev' = g
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(StableSgdTerms)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct StableSgdTerms;

impl Describe for StableSgdTerms {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 200), ""),
                    NumberSpec::rate("β", (1, 200), ""),
                    NumberSpec::fraction("μ", (9, 10), ""),
                    NumberSpec::weight("c", (1, 5), ""),
                    NumberSpec::weight("w_v", (1, 1), ""),
                    NumberSpec::weight("w_s", (1, 1), ""),
                    NumberSpec::weight("φ", (0, 1), ""),
                    NumberSpec::fraction("σ", (3, 10), ""),
                    NumberSpec::weight("κ", (1, 1), ""),
                    NumberSpec::weight("τ", (0, 1), ""),
                    NumberSpec::weight("ρ", (0, 1), ""),
                    NumberSpec::weight("ς", (0, 1), ""),
                ]
            },
            memory: &["q_prev", "g_prev"],
            ..Description::new("stable_sgd_terms", "rate η = 5/1000; rate β = 5/1000; share μ = 9/10; weight c = 1/5; weight w_v = 1/1; weight w_s = 1/1; weight φ = 0/1; share σ = 3/10; weight κ = 1/1; weight τ = 0/1; weight ρ = 0/1; weight ς = 0/1; s = (1 − σ) g + σ g_prev;  m = if k ≥ 2 then μ / (1 + κ abs(s − g_prev)) else μ;  v' = m v + η s;  f = 1 / (1 + c √(½ w_v v'² + ½ w_s s²));  Δ = q − q_prev;  π = if k > 2 then τ abs(Δ) + ρ Δ else 0;  q' = q − (β max(f, φ) v' + π) / (1 + 2ς);  q_prev' = q;  g_prev' = g")
        }
    }
}

impl<T: Absolute + Compare + Root> Step<T> for StableSgdTerms {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, beta, mu, c, w_v, w_s, phi, sigma, kappa, tau, rho, varsigma] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let q_prev = &state.memory[0];
        let g_prev = &state.memory[1];
        let w1 = T::one() - sigma;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2: Vec<T> = (0..dimension).map(|i| w1.clone() * &g[i] + sigma.clone() * &g_prev[i]).collect();
        let w3: Vec<T> = if k >= 2 {
            (0..dimension).map(|i| mu.clone() / (T::one() + kappa.clone() * (w2[i].clone() - &g_prev[i]).abs())).collect()
        } else {
            vec![mu.clone(); dimension]
        };
        let new_v: Vec<T> = (0..dimension).map(|i| w3[i].clone() * &v[i] + eta.clone() * &w2[i]).collect();
        let w4 = T::ratio(1, 2) * w_v;
        let w5 = T::ratio(1, 2) * w_s;
        let w6: Vec<T> = (0..dimension).map(|i| T::one() / (T::one() + c.clone() * (w4.clone() * new_v[i].square() + w5.clone() * w2[i].square()).sqrt())).collect();
        let w8: Vec<T> = if k > 2 {
            let w7: Vec<T> = (0..dimension).map(|i| q[i].clone() - &q_prev[i]).collect();
            (0..dimension).map(|i| tau.clone() * w7[i].abs() + rho.clone() * &w7[i]).collect()
        } else {
            vec![T::zero(); dimension]
        };
        let w9 = T::one() + T::from_integer(2) * varsigma;
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - (beta.clone() * w6[i].select_above(phi, w6[i].clone(), phi.clone()) * &new_v[i] + &w8[i]) / &w9).collect();
        let new_q_prev: Vec<T> = q.clone();
        state.position = new_q;
        state.velocity = new_v;
        state.memory[0] = new_q_prev;
        state.memory[1] = g;
        Report::NONE
    }
}
