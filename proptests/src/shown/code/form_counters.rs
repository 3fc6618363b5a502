//! form.counters, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// form.counters.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// coefficient c = 1
/// counter n
/// start n = 2
/// counter a
/// counter z
/// start z = 1
/// counter y
/// start y = 7
/// q' = q - η g / (n + z) + a c / (y + 100)
/// n' = n + 1
/// a' = a - 1
/// z' = 0
/// y' = y
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(FormCounters)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormCounters;

impl Describe for FormCounters {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::coefficient("c", (1, 1), ""),
                ]
            },
            ..Description::new("form.counters", "counter n; start n = 2; n' = n + 1; counter a; a' = a - 1; counter z; start z = 1; z' = 0; counter y; start y = 7; y' = y; q' = q - η g / (n + z) + a c / (y + 100)")
        }
    }
}

impl<T: Field> Step<T> for FormCounters {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, c] = hyper.numbers();
        let k = state.begin_step() as i64;
        let n: i64 = 2 + (k - 1);
        let a_: i64 = -(k - 1);
        let z: i64 = if k == 1 { 1 } else { 0 };
        let y: i64 = 7;
        let dimension = state.position.len();
        let q = &state.position;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = T::from_integer(a_) * c / T::from_integer(y + 100);
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * &g[i] / T::from_integer(n + z) + &w1).collect();
        state.position = new_q;
        Report::NONE
    }
}
