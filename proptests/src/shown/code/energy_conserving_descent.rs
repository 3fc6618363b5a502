//! energy_conserving_descent, as its graph says it.

use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root};

/// energy_conserving_descent.
///
/// # Formula
/// ```text
/// rate h = 1/1000
/// coefficient least_loss = 0
/// weight further_energy = 0
/// number e
/// w1 = k = 1
/// w2 = U - least_loss
/// e' = if w1 then w2 + further_energy else e
/// w3 = w2 > 0
/// w4 = sum(g²)
/// w5 = e' / w2
/// w6 = w2 (w5² - 1)
/// w7 = sum(v²)
/// w8 = if w1 then (if w4 > 0 then √w6 / √w4 else 0) else if w6 > 0 then (if w7 > 0 then √(w6 / w7) else 1) else 1
/// w9 = w2 / e'
/// v' = if w3 then (if w1 then w8 g else w8 v) + h / 2 (w9 + w5) g else v
/// q' = if w3 then q - h w9 v' else q
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(EnergyConservingDescent)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnergyConservingDescent;

impl Describe for EnergyConservingDescent {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("h", (1, 1000), ""),
                    NumberSpec::coefficient("least_loss", (0, 1), ""),
                    NumberSpec::weight("further_energy", (0, 1), ""),
                ]
            },
            memory: &["e"],
            needs_loss: true,
            ..Description::new("energy_conserving_descent", "rate h = 1/1000; coefficient least_loss = 0/1; weight further_energy = 0/1; number e;  V = U − least_loss;  e' = if k = 1 then V + further_energy else e;  P = V ((e' / V)² − 1);  s = |v|²;  n = |g|²;  f = if k = 1 then (if n > 0 then √P / √n else 0) else if P > 0 then (if s > 0 then √(P / s) else 1) else 1;  u = if k = 1 then f g else f v;  v' = if V > 0 then u + h/2 (V / e' + e' / V) g else v;  q' = if V > 0 then q − h (V / e') v' else q")
        }
    }
}

impl<T: Compare + Root> Step<T> for EnergyConservingDescent {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h, least_loss, further_energy] = hyper.numbers();
        let k = state.begin_step() as i64;
        let dimension = state.position.len();
        let q = &state.position;
        let e = state.memory[0].first().cloned().unwrap_or_else(T::zero);
        let v = &state.velocity;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let loss1 = oracle.loss().unwrap_or_else(|| (-T::one()).sqrt());
        let w2 = loss1.clone() - least_loss;
        let w3 = k == 1;
        let new_e = if w3 {
            w2.clone() + further_energy
        } else {
            e.clone()
        };
        let w4 = new_e.clone() / &w2;
        let w5 = w2.clone() * (w4.square() - T::one());
        let w8 = if w3 {
            let w7 = (0..dimension).map(|i| g[i].square()).fold(T::zero(), |sum, x| sum + x);
            w7.select_above(&T::zero(), w5.sqrt() / w7.sqrt(), T::zero())
        } else {
            let w6 = (0..dimension).map(|i| v[i].square()).fold(T::zero(), |sum, x| sum + x);
            w5.select_above(&T::zero(), w6.select_above(&T::zero(), (w5.clone() / &w6).sqrt(), T::one()), T::one())
        };
        let w9: Vec<T> = if w3 {
            (0..dimension).map(|i| w8.clone() * &g[i]).collect()
        } else {
            (0..dimension).map(|i| w8.clone() * &v[i]).collect()
        };
        let w10 = w2.clone() / &new_e;
        let w11 = h.clone() / T::from_integer(2) * (w10.clone() + &w4);
        let new_v: Vec<T> = (0..dimension).map(|i| w2.select_above(&T::zero(), w9[i].clone() + w11.clone() * &g[i], v[i].clone())).collect();
        let w12 = h.clone() * &w10;
        let new_q: Vec<T> = (0..dimension).map(|i| w2.select_above(&T::zero(), q[i].clone() - w12.clone() * &new_v[i], q[i].clone())).collect();
        state.position = new_q;
        if let Some(first) = state.memory[0].first_mut() {
            *first = new_e;
        }
        state.velocity = new_v;
        Report::NONE
    }
}
