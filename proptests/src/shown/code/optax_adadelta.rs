//! optax.adadelta, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// optax.adadelta.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// coefficient rho = 9/10
/// weight eps = 1/1000000
/// weight weight_decay = 0
/// w1 = 1 - rho
/// w2 = g + weight_decay q
/// e_g' = w1 w2² + rho e_g
/// w3 = √(e_x + eps) / √(e_g' + eps) w2
/// q' = q + (-1) learning_rate w3
/// e_x' = w1 w3² + rho e_x
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxAdadelta)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxAdadelta;

impl Describe for OptaxAdadelta {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                    NumberSpec::coefficient("rho", (9, 10), ""),
                    NumberSpec::weight("eps", (1, 1000000), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["e_g", "e_x"],
            ..Description::new("optax.adadelta", "optax.adadelta(learning_rate=learning_rate, rho=rho, eps=eps, weight_decay=weight_decay)")
        }
    }
}

impl<T: Root> Step<T> for OptaxAdadelta {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, rho, eps, weight_decay] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let e_g = &state.memory[0];
        let e_x = &state.memory[1];
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w2: Vec<T> = (0..dimension).map(|i| g[i].clone() + weight_decay.clone() * &q[i]).collect();
        let w3 = T::one() - rho;
        let new_e_g: Vec<T> = (0..dimension).map(|i| w3.clone() * w2[i].square() + rho.clone() * &e_g[i]).collect();
        let w4: Vec<T> = (0..dimension).map(|i| (e_x[i].clone() + eps).sqrt() / (new_e_g[i].clone() + eps).sqrt() * &w2[i]).collect();
        let new_e_x: Vec<T> = (0..dimension).map(|i| w3.clone() * w4[i].square() + rho.clone() * &e_x[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &w4[i]).collect();
        state.position = new_q;
        state.memory[0] = new_e_g;
        state.memory[1] = new_e_x;
        Report::NONE
    }
}
