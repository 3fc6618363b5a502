//! optax.contrib.sophia_squared_gradient, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Field, power};

/// optax.contrib.sophia_squared_gradient.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 193/200
/// share b2 = 99/100
/// weight eps = 1/100000000
/// weight weight_decay = 1/10000
/// coefficient gamma = 1/100
/// coefficient clip_threshold = 1
/// counter count
/// mu' = (1 - b1) g + b1 mu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// w1 = -clip_threshold
/// w2 = gamma nu
/// w3 = mu' / (1 - b1^(count')) / max(w2, eps)
/// w4 = max(w1, w3)
/// q' = q + (-1) learning_rate (min(clip_threshold, w4) + weight_decay q)
/// w5 = if whole(10) = whole(0) then whole(1) else whole(10)
/// w6 = if 0 > count then -(-count) mod w5 else count mod w5
/// w7 = 0 > w6
/// w8 = 0 > w5
/// nu' = if not (if not (w7 and w8 or not (w7 or w8)) and not w6 = 0 then w6 + w5 else w6) = 0 then nu else (1 - b2) g² + b2 nu
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribSophiaSquaredGradient)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribSophiaSquaredGradient;

impl Describe for OptaxContribSophiaSquaredGradient {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (193, 200), ""),
                    NumberSpec::fraction("b2", (99, 100), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::weight("weight_decay", (1, 10000), ""),
                    NumberSpec::coefficient("gamma", (1, 100), ""),
                    NumberSpec::coefficient("clip_threshold", (1, 1), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.contrib.sophia_squared_gradient", "optax.contrib.sophia(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay, gamma=gamma, clip_threshold=clip_threshold, hessian_diagonal_fn=optax.stateless(lambda g, params: jnp.square(g)))")
        }
    }
}

impl<T: Compare + Field> Step<T> for OptaxContribSophiaSquaredGradient {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, weight_decay, gamma, clip_threshold] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let mu = &state.memory[0];
        let nu = &state.memory[1];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2 = T::one() - b1;
        let new_mu: Vec<T> = (0..dimension).map(|i| w2.clone() * &g[i] + b1.clone() * &mu[i]).collect();
        let w3 = T::one() - power(b1, (if 2147483647 > count { count + 1 } else { 2147483647 }).unsigned_abs());
        let w4: Vec<T> = (0..dimension).map(|i| gamma.clone() * &nu[i]).collect();
        let w5: Vec<T> = (0..dimension).map(|i| new_mu[i].clone() / &w3 / w4[i].select_above(eps, w4[i].clone(), eps.clone())).collect();
        let w6 = -clip_threshold.clone();
        let w7: Vec<T> = (0..dimension).map(|i| w6.select_above(&w5[i], w6.clone(), w5[i].clone())).collect();
        let w8: i64 = 10;
        let w9: i64 = if 0 > count { -(-count).rem_euclid(w8) } else { count.rem_euclid(w8) };
        let w10 = 0 > w9;
        let w11 = 0 > w8;
        let w12: i64 = if !(w10 && w11 || !(w10 || w11)) && w9 != 0 { w9 + w8 } else { w9 };
        let new_nu: Vec<T> = if w12 != 0 {
            nu.clone()
        } else {
            let w13 = T::one() - b2;
            (0..dimension).map(|i| w13.clone() * g[i].square() + b2.clone() * &nu[i]).collect()
        };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (w7[i].select_above(clip_threshold, clip_threshold.clone(), w7[i].clone()) + weight_decay.clone() * &q[i])).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
