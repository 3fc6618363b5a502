//! optax.adagrad, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// optax.adagrad.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/100
/// coefficient initial_accumulator_value = 1/10
/// weight eps = 1/10000000
/// start sum_of_squares = initial_accumulator_value
/// sum_of_squares' = g g + sum_of_squares
/// q' = q + (-1) learning_rate ((if sum_of_squares' > 0 then 1 / √(sum_of_squares' + eps) else 0) g)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxAdagrad)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxAdagrad;

impl Describe for OptaxAdagrad {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 100), ""),
                    NumberSpec::coefficient("initial_accumulator_value", (1, 10), ""),
                    NumberSpec::weight("eps", (1, 10000000), ""),
                ]
            },
            memory: &["sum_of_squares"],
            ..Description::new("optax.adagrad", "optax.adagrad(learning_rate=learning_rate, initial_accumulator_value=initial_accumulator_value, eps=eps)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxAdagrad {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, initial_accumulator_value, eps] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let sum_of_squares: Vec<T> = if k == 1 {
            vec![initial_accumulator_value.clone(); dimension]
        } else {
            state.memory[0].clone()
        };
        let w1 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_sum_of_squares: Vec<T> = (0..dimension).map(|i| g[i].clone() * &g[i] + &sum_of_squares[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * (new_sum_of_squares[i].select_above(&T::zero(), T::one() / (new_sum_of_squares[i].clone() + eps).sqrt(), T::zero()) * &g[i])).collect();
        state.position = new_q;
        state.memory[0] = new_sum_of_squares;
        Report::NONE
    }
}
