//! form.shared, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Field};

/// form.shared.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// number s
/// number r
/// number p
/// q' = q - η (if q = g or q > yes_0 then g else q)
/// s' = s / 2 + sum(g²)
/// r' = s'
/// p' = s'
/// new_v' = g
/// yes_0' = new_v'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(FormShared)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormShared;

impl Describe for FormShared {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                ]
            },
            memory: &["s", "r", "new_v", "yes_0"],
            ..Description::new("form.shared", "number s; number r; s' = s / 2 + |g|²; r' = s'; p' = s'; new_v' = g; yes_0' = new_v'; q' = q - η (if q = g or q > yes_0 then g else q)")
        }
    }
}

impl<T: Compare + Field> Step<T> for FormShared {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let s = state.memory[0].first().cloned().unwrap_or_else(T::zero);
        let yes_0 = &state.memory[3];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_new_s = s.clone() / T::from_integer(2) + (0..dimension).map(|i| g[i].square()).fold(T::zero(), |sum, x| sum + x);
        let new_new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * ({ let (yes_yes_0, no_0) = (g[i].clone(), q[i].clone()); { let (yes_yes_1, no_1) = (yes_yes_0.clone(), q[i].select_above(&yes_0[i], yes_yes_0.clone(), no_0.clone())); q[i].select_above(&g[i], no_1.clone(), g[i].select_above(&q[i], no_1.clone(), yes_yes_1.clone())) } })).collect();
        state.position = new_new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_new_s.clone();
        }
        if let Some(first) = state.memory[1].first_mut() {
            *first = new_new_s.clone();
        }
        if let Some(first) = state.velocity.first_mut() {
            *first = new_new_s;
        }
        state.memory[2] = g.clone();
        state.memory[3] = g;
        Report::NONE
    }
}
