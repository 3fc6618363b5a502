//! form.powers, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Field, power};

/// form.powers.
///
/// # Formula
/// ```text
/// rate η = 1/100
/// coefficient c = 1
/// q' = q - η g^3 / (2 + q^(-2)) / (-12345678901234567890) + 1/1000000000000000000000000000000 + c^(k) η g - η (1 + q²)^(k mod (-3) - 1) + 1/3 c^(if k > 2 then whole(2) else whole(-1))
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(FormPowers)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormPowers;

impl Describe for FormPowers {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("η", (1, 100), ""),
                    NumberSpec::coefficient("c", (1, 1), ""),
                ]
            },
            ..Description::new("form.powers", "q' = q - η g^3 / (2 + q^(-2)) / -12345678901234567890 + 1e-30 + c^k η g - η (1 + q²)^(k mod (-3) - 1) + 1/3 c^(if k > 2 then whole(2) else whole(-1))")
        }
    }
}

impl<T: Field> Step<T> for FormPowers {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [eta, c] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1 = power(c, k.unsigned_abs()) * eta;
        let w2 = T::ratio(1, 3) * (if (if k > 2 { 2_i64 } else { -1_i64 }) < 0 { T::one() / power(c, (if k > 2 { 2_i64 } else { -1_i64 }).unsigned_abs()) } else { power(c, (if k > 2 { 2_i64 } else { -1_i64 }).unsigned_abs()) });
        let new_q: Vec<T> = (0..dimension).map(|i| q[i].clone() - eta.clone() * power(&g[i], 3) / (T::from_integer(2) + T::one() / power(&q[i], 2)) / -(T::from_integer(123456789012345) * T::from_integer(100000) + T::from_integer(67890)) + T::one() / ((T::from_integer(100000000000000) * T::from_integer(1000000000000000) + T::zero()) * T::from_integer(10) + T::zero()) + w1.clone() * &g[i] - eta.clone() * (if k.rem_euclid(-3) - 1 < 0 { T::one() / power(&(T::one() + q[i].square()), (k.rem_euclid(-3) - 1).unsigned_abs()) } else { power(&(T::one() + q[i].square()), (k.rem_euclid(-3) - 1).unsigned_abs()) }) + &w2).collect();
        state.position = new_q;
        Report::NONE
    }
}
