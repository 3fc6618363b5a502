//! optax.contrib.cocob, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Field};

/// optax.contrib.cocob.
///
/// # Formula
/// ```text
/// rate learning_rate = 1
/// rate alpha = 100
/// weight eps = 1/100000000
/// weight weight_decay = 0
/// start scale = eps * 1
/// start init_particles = q
/// w1 = 1 learning_rate (g + weight_decay q)
/// cumulative_gradients' = cumulative_gradients - w1
/// w2 = abs(w1)
/// scale' = max(scale, w2)
/// subgradients' = subgradients + w2
/// w3 = reward - w1 (q - init_particles)
/// reward' = max(w3, 0)
/// w4 = subgradients' + scale'
/// w5 = alpha scale'
/// q' = q + (-q + (init_particles + cumulative_gradients' / (scale' max(w4, w5)) (scale' + reward')))
/// init_particles' = init_particles
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribCocob)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribCocob;

impl Describe for OptaxContribCocob {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1), ""),
                    NumberSpec::rate("alpha", (100, 1), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["init_particles", "cumulative_gradients", "scale", "subgradients", "reward"],
            ..Description::new("optax.contrib.cocob", "optax.contrib.cocob(learning_rate=learning_rate, alpha=alpha, eps=eps, weight_decay=weight_decay)")
        }
    }
}

impl<T: Absolute + Compare + Field> Step<T> for OptaxContribCocob {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, alpha, eps, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let cumulative_gradients = &state.memory[1];
        let subgradients = &state.memory[3];
        let reward = &state.memory[4];
        let w2 = k == 1;
        let init_particles: Vec<T> = if w2 {
            q.clone()
        } else {
            state.memory[0].clone()
        };
        let scale: Vec<T> = if w2 {
            let w1 = eps.clone() * T::one();
            vec![w1.clone(); dimension]
        } else {
            state.memory[2].clone()
        };
        let w3 = T::one() * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w4: Vec<T> = (0..dimension).map(|i| w3.clone() * (g[i].clone() + weight_decay.clone() * &q[i])).collect();
        let w5: Vec<T> = (0..dimension).map(|i| w4[i].abs()).collect();
        let new_scale: Vec<T> = (0..dimension).map(|i| scale[i].select_above(&w5[i], scale[i].clone(), w5[i].clone())).collect();
        let new_subgradients: Vec<T> = (0..dimension).map(|i| subgradients[i].clone() + &w5[i]).collect();
        let w6: Vec<T> = (0..dimension).map(|i| reward[i].clone() - w4[i].clone() * (q[i].clone() - &init_particles[i])).collect();
        let new_reward: Vec<T> = (0..dimension).map(|i| w6[i].select_above(&T::zero(), w6[i].clone(), T::zero())).collect();
        let new_cumulative_gradients: Vec<T> = (0..dimension).map(|i| cumulative_gradients[i].clone() - &w4[i]).collect();
        let w7: Vec<T> = (0..dimension).map(|i| new_subgradients[i].clone() + &new_scale[i]).collect();
        let w8: Vec<T> = (0..dimension).map(|i| alpha.clone() * &new_scale[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + (-q[i].clone() + (init_particles[i].clone() + new_cumulative_gradients[i].clone() / (new_scale[i].clone() * w7[i].select_above(&w8[i], w7[i].clone(), w8[i].clone())) * (new_scale[i].clone() + &new_reward[i])))).collect();
        state.position = new_q;
        state.memory[0] = init_particles;
        state.memory[1] = new_cumulative_gradients;
        state.memory[2] = new_scale;
        state.memory[3] = new_subgradients;
        state.memory[4] = new_reward;
        Report::NONE
    }
}
