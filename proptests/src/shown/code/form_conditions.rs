//! form.conditions, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Field};

/// form.conditions.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// coefficient c = 1
/// q' = q - η (if q > g and not g ≥ 1/2 or q = c then g else if (if q > c then g > c else q ≥ c) then q else g / 2)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(FormConditions)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormConditions;

impl Describe for FormConditions {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::coefficient("c", (1, 1), ""),
                ]
            },
            ..Description::new("form.conditions", "q' = q - η (if q > g and not g ≥ 1/2 or q = c then g else if (if q > c then g > c else q ≥ c) then q else g / 2)")
        }
    }
}

impl<T: Compare + Field> Step<T> for FormConditions {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, c] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * ({ let (yes_1, no_1) = (g[i].clone(), { let (yes_0, no_0) = (q[i].clone(), g[i].clone() / T::from_integer(2)); q[i].select_above(c, g[i].select_above(c, yes_0.clone(), no_0.clone()), c.select_above(&q[i], no_0.clone(), yes_0.clone())) }); { let (yes_3, no_3) = (yes_1.clone(), { let (yes_2, no_2) = (yes_1.clone(), no_1.clone()); q[i].select_above(c, no_2.clone(), c.select_above(&q[i], no_2.clone(), yes_2.clone())) }); q[i].select_above(&g[i], T::ratio(1, 2).select_above(&g[i], yes_3.clone(), no_3.clone()), no_3.clone()) } })).collect();
        state.position = new_q;
        Report::NONE
    }
}
