//! optax.lamb, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root, power};

/// optax.lamb.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// share b1 = 9/10
/// share b2 = 999/1000
/// weight eps = 1/1000000
/// coefficient eps_root = 0
/// weight weight_decay = 0
/// counter count
/// mu' = (1 - b1) g + b1 mu
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// nu' = (1 - b2) g² + b2 nu
/// w1 = mu' / (1 - b1^(count')) / (√(nu' / (1 - b2^(count')) + eps_root) + eps) + weight_decay q
/// w2 = 0 ≥ √sum(q q)
/// w3 = if w2 then 1 else q
/// w4 = if w2 then 0 else √sum(w3 w3)
/// w5 = 0 ≥ √sum(w1 w1)
/// w6 = if w5 then 1 else w1
/// w7 = if w5 then 0 else √sum(w6 w6)
/// q' = q + (-1) learning_rate (w1 (if w4 = 0 or w7 = 0 then 1 else 1 w4 / (w7 + 0)))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxLamb)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxLamb;

impl Describe for OptaxLamb {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::fraction("b1", (9, 10), ""),
                    NumberSpec::fraction("b2", (999, 1000), ""),
                    NumberSpec::weight("eps", (1, 1000000), ""),
                    NumberSpec::coefficient("eps_root", (0, 1), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["mu", "nu"],
            ..Description::new("optax.lamb", "optax.lamb(learning_rate=learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root, weight_decay=weight_decay)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxLamb {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, b1, b2, eps, eps_root, weight_decay] = hyper.numbers();
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
        let w3 = T::one() - b2;
        let new_nu: Vec<T> = (0..dimension).map(|i| w3.clone() * g[i].square() + b2.clone() * &nu[i]).collect();
        let w4: i64 = if 2147483647 > count { count + 1 } else { 2147483647 };
        let w5 = T::one() - power(b1, w4.unsigned_abs());
        let w6 = T::one() - power(b2, w4.unsigned_abs());
        let w7: Vec<T> = (0..dimension).map(|i| new_mu[i].clone() / &w5 / ((new_nu[i].clone() / &w6 + eps_root).sqrt() + eps) + weight_decay.clone() * &q[i]).collect();
        let w8 = (0..dimension).map(|i| q[i].clone() * &q[i]).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w9: Vec<T> = (0..dimension).map(|i| w8.select_above(&T::zero(), q[i].clone(), T::one())).collect();
        let w10 = w8.select_above(&T::zero(), (0..dimension).map(|i| w9[i].clone() * &w9[i]).fold(T::zero(), |sum, x| sum + x).sqrt(), T::zero());
        let w11 = (0..dimension).map(|i| w7[i].clone() * &w7[i]).fold(T::zero(), |sum, x| sum + x).sqrt();
        let w12: Vec<T> = (0..dimension).map(|i| w11.select_above(&T::zero(), w7[i].clone(), T::one())).collect();
        let w13 = w11.select_above(&T::zero(), (0..dimension).map(|i| w12[i].clone() * &w12[i]).fold(T::zero(), |sum, x| sum + x).sqrt(), T::zero());
        let w14 = { let (yes_0, no_0) = (T::one(), T::one() * &w10 / (w13.clone() + T::zero())); { let (yes_2, no_2) = (yes_0.clone(), { let (yes_1, no_1) = (yes_0.clone(), no_0.clone()); w13.select_above(&T::zero(), no_1.clone(), T::zero().select_above(&w13, no_1.clone(), yes_1.clone())) }); w10.select_above(&T::zero(), no_2.clone(), T::zero().select_above(&w10, no_2.clone(), yes_2.clone())) } };
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (w7[i].clone() * &w14)).collect();
        state.position = new_q;
        state.memory[0] = new_mu;
        state.memory[1] = new_nu;
        Report::NONE
    }
}
