//! pefrl, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Field;

/// pefrl.
///
/// # Formula
/// ```text
/// rate h = 1/10
/// coefficient ξ = 1786178958448091/10000000000000000
/// coefficient λ = -1061709155313027/5000000000000000
/// coefficient χ = -132529165339637/2000000000000000
/// order 4
/// w1 = (1 - 2 λ) h / 2
/// w2 = ξ h
/// w3 = q + w2 p
/// w4 = p - w1 grad(w3)
/// w5 = λ h
/// w6 = χ h
/// w7 = w3 + w6 w4
/// w8 = w4 - w5 grad(w7)
/// w9 = w7 + (1 - 2 (χ + ξ)) h w8
/// w10 = w8 - w5 grad(w9)
/// w11 = w9 + w6 w10
/// p' = w10 - w1 grad(w11)
/// q' = w11 + w2 p'
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(Pefrl)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pefrl;

impl Describe for Pefrl {
    fn description(&self) -> Description {
        Description {
            order: Some(4),
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 10), ""),
                    NumberSpec::coefficient("ξ", (1786178958448091, 10000000000000000), ""),
                    NumberSpec::coefficient("λ", (-1061709155313027, 5000000000000000), ""),
                    NumberSpec::coefficient("χ", (-132529165339637, 2000000000000000), ""),
                ]
            },
            ..Description::new("pefrl", "rate h = 1/10; coefficient ξ = 1786178958448091/10000000000000000; coefficient λ = -2123418310626054/10000000000000000; coefficient χ = -662645826698185/10000000000000000; order 4; q1 = q + ξ h p;  p1 = p − (1 − 2λ) h/2 grad(q1);  q2 = q1 + χ h p1;  p2 = p1 − λ h grad(q2);  q3 = q2 + (1 − 2(χ + ξ)) h p2;  p3 = p2 − λ h grad(q3);  q4 = q3 + χ h p3;  p' = p3 − (1 − 2λ) h/2 grad(q4);  q' = q4 + ξ h p'")
        }
    }
}

impl<T: Field> Step<T> for Pefrl {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, xi, lambda, chi] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let p = &state.velocity;
        let w1 = xi.clone() * h;
        let w2: Vec<T> = (0..dimension).map(|i| q[i].clone() + w1.clone() * &p[i]).collect();
        let w3 = (T::one() - T::from_integer(2) * lambda) * h / T::from_integer(2);
        let mut g4 = vec![T::zero(); dimension];
        oracle.gradient(&w2, &mut g4);
        let w5: Vec<T> = (0..dimension).map(|i| p[i].clone() - w3.clone() * &g4[i]).collect();
        let w6 = chi.clone() * h;
        let w7: Vec<T> = (0..dimension).map(|i| w2[i].clone() + w6.clone() * &w5[i]).collect();
        let w8 = lambda.clone() * h;
        let mut g9 = vec![T::zero(); dimension];
        oracle.gradient(&w7, &mut g9);
        let w10: Vec<T> = (0..dimension).map(|i| w5[i].clone() - w8.clone() * &g9[i]).collect();
        let w11 = (T::one() - T::from_integer(2) * (chi.clone() + xi)) * h;
        let w12: Vec<T> = (0..dimension).map(|i| w7[i].clone() + w11.clone() * &w10[i]).collect();
        let mut g13 = vec![T::zero(); dimension];
        oracle.gradient(&w12, &mut g13);
        let w14: Vec<T> = (0..dimension).map(|i| w10[i].clone() - w8.clone() * &g13[i]).collect();
        let w15: Vec<T> = (0..dimension).map(|i| w12[i].clone() + w6.clone() * &w14[i]).collect();
        let mut g16 = vec![T::zero(); dimension];
        oracle.gradient(&w15, &mut g16);
        let new_p: Vec<T> = (0..dimension).map(|i| w14[i].clone() - w3.clone() * &g16[i]).collect();
        let new_q: Vec<T> = (0..dimension).map(|i| w15[i].clone() + w1.clone() * &new_p[i]).collect();
        state.position = new_q;
        state.velocity = new_p;
        Report::NONE
    }
}
