//! optax.contrib.muon, as its graph says it.

use stable_sgd::method::{Coordinates, Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Compare, Root, power};

/// optax.contrib.muon.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// coefficient ns_coeffs_1 = 6889/2000
/// coefficient ns_coeffs_2 = -191/40
/// coefficient ns_coeffs_3 = 4063/2000
/// share beta = 19/20
/// weight eps = 1/100000000
/// weight weight_decay = 0
/// dimension 4
/// number ns_coeffs_1_slot
/// number ns_coeffs_2_slot
/// number ns_coeffs_3_slot
/// counter count
/// counter count_2
/// start ns_coeffs_1_slot = ns_coeffs_1
/// start ns_coeffs_2_slot = ns_coeffs_2
/// start ns_coeffs_3_slot = ns_coeffs_3
/// w1 = 1 - beta
/// mu' = w1 g + beta mu
/// count_2' = if 2147483647 > count_2 then count_2 + 1 else 2147483647
/// w2 = (-1) learning_rate
/// w3 = √max(1, 1)
/// w4 = beta (mu' / (1 - beta^(if 2147483647 > count_2' then count_2' + 1 else 2147483647))) + w1 (g / (1 - beta^(count_2')))
/// w5 = w4 / (√sum(w4 w4) + eps)
/// w6 = ns_coeffs_1_slot w5
/// w7 = coordinate(w5, 1)
/// w8 = coordinate(w5, 2)
/// w9 = w7 w7 + w8 w8
/// w10 = ns_coeffs_3_slot w9
/// w11 = coordinate(w5, 3)
/// w12 = coordinate(w5, 4)
/// w13 = w7 w11 + w8 w12
/// w14 = ns_coeffs_3_slot w13
/// w15 = w11 w7 + w12 w8
/// w16 = ns_coeffs_2_slot w9 + (w10 w9 + w14 w15)
/// w17 = w11 w11 + w12 w12
/// w18 = ns_coeffs_2_slot w13 + (w10 w13 + w14 w17)
/// w19 = coordinate(w6, 1) + (w16 w7 + w18 w11)
/// w20 = coordinate(w6, 2) + (w16 w8 + w18 w12)
/// w21 = w19 w19 + w20 w20
/// w22 = ns_coeffs_3_slot w21
/// w23 = ns_coeffs_3_slot w15
/// w24 = ns_coeffs_3_slot w17
/// w25 = ns_coeffs_2_slot w15 + (w23 w9 + w24 w15)
/// w26 = ns_coeffs_2_slot w17 + (w23 w13 + w24 w17)
/// w27 = coordinate(w6, 3) + (w25 w7 + w26 w11)
/// w28 = coordinate(w6, 4) + (w25 w8 + w26 w12)
/// w29 = w19 w27 + w20 w28
/// w30 = ns_coeffs_3_slot w29
/// w31 = w27 w19 + w28 w20
/// w32 = ns_coeffs_2_slot w21 + (w22 w21 + w30 w31)
/// w33 = w27 w27 + w28 w28
/// w34 = ns_coeffs_2_slot w29 + (w22 w29 + w30 w33)
/// w35 = ns_coeffs_1_slot w19 + (w32 w19 + w34 w27)
/// w36 = ns_coeffs_1_slot w20 + (w32 w20 + w34 w28)
/// w37 = w35 w35 + w36 w36
/// w38 = ns_coeffs_3_slot w37
/// w39 = ns_coeffs_3_slot w31
/// w40 = ns_coeffs_3_slot w33
/// w41 = ns_coeffs_2_slot w31 + (w39 w21 + w40 w31)
/// w42 = ns_coeffs_2_slot w33 + (w39 w29 + w40 w33)
/// w43 = ns_coeffs_1_slot w27 + (w41 w19 + w42 w27)
/// w44 = ns_coeffs_1_slot w28 + (w41 w20 + w42 w28)
/// w45 = w35 w43 + w36 w44
/// w46 = ns_coeffs_3_slot w45
/// w47 = w43 w35 + w44 w36
/// w48 = ns_coeffs_2_slot w37 + (w38 w37 + w46 w47)
/// w49 = w43 w43 + w44 w44
/// w50 = ns_coeffs_2_slot w45 + (w38 w45 + w46 w49)
/// w51 = ns_coeffs_1_slot w35 + (w48 w35 + w50 w43)
/// w52 = ns_coeffs_1_slot w36 + (w48 w36 + w50 w44)
/// w53 = w51 w51 + w52 w52
/// w54 = ns_coeffs_3_slot w53
/// w55 = ns_coeffs_3_slot w47
/// w56 = ns_coeffs_3_slot w49
/// w57 = ns_coeffs_2_slot w47 + (w55 w37 + w56 w47)
/// w58 = ns_coeffs_2_slot w49 + (w55 w45 + w56 w49)
/// w59 = ns_coeffs_1_slot w43 + (w57 w35 + w58 w43)
/// w60 = ns_coeffs_1_slot w44 + (w57 w36 + w58 w44)
/// w61 = w51 w59 + w52 w60
/// w62 = ns_coeffs_3_slot w61
/// w63 = w59 w51 + w60 w52
/// w64 = ns_coeffs_2_slot w53 + (w54 w53 + w62 w63)
/// w65 = w59 w59 + w60 w60
/// w66 = ns_coeffs_2_slot w61 + (w54 w61 + w62 w65)
/// w67 = ns_coeffs_1_slot w51 + (w64 w51 + w66 w59)
/// w68 = ns_coeffs_1_slot w52 + (w64 w52 + w66 w60)
/// w69 = w67 w67 + w68 w68
/// w70 = ns_coeffs_3_slot w69
/// w71 = ns_coeffs_3_slot w63
/// w72 = ns_coeffs_3_slot w65
/// w73 = ns_coeffs_2_slot w63 + (w71 w53 + w72 w63)
/// w74 = ns_coeffs_2_slot w65 + (w71 w61 + w72 w65)
/// w75 = ns_coeffs_1_slot w59 + (w73 w51 + w74 w59)
/// w76 = ns_coeffs_1_slot w60 + (w73 w52 + w74 w60)
/// w77 = w67 w75 + w68 w76
/// w78 = ns_coeffs_3_slot w77
/// w79 = w75 w67 + w76 w68
/// w80 = ns_coeffs_2_slot w69 + (w70 w69 + w78 w79)
/// w81 = w75 w75 + w76 w76
/// w82 = ns_coeffs_2_slot w77 + (w70 w77 + w78 w81)
/// w83 = weight_decay q
/// w84 = ns_coeffs_3_slot w79
/// w85 = ns_coeffs_3_slot w81
/// w86 = ns_coeffs_2_slot w79 + (w84 w69 + w85 w79)
/// w87 = ns_coeffs_2_slot w81 + (w84 w77 + w85 w81)
/// q' = vector(coordinate(q, 1) + w2 (w3 (ns_coeffs_1_slot w67 + (w80 w67 + w82 w75)) + coordinate(w83, 1)), coordinate(q, 2) + w2 (w3 (ns_coeffs_1_slot w68 + (w80 w68 + w82 w76)) + coordinate(w83, 2)), coordinate(q, 3) + w2 (w3 (ns_coeffs_1_slot w75 + (w86 w67 + w87 w75)) + coordinate(w83, 3)), coordinate(q, 4) + w2 (w3 (ns_coeffs_1_slot w76 + (w86 w68 + w87 w76)) + coordinate(w83, 4)))
/// count' = if 2147483647 > count then count + 1 else 2147483647
/// ns_coeffs_1_slot' = ns_coeffs_1_slot
/// ns_coeffs_2_slot' = ns_coeffs_2_slot
/// ns_coeffs_3_slot' = ns_coeffs_3_slot
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(OptaxContribMuon)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptaxContribMuon;

impl Describe for OptaxContribMuon {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::coefficient("ns_coeffs_1", (6889, 2000), ""),
                    NumberSpec::coefficient("ns_coeffs_2", (-191, 40), ""),
                    NumberSpec::coefficient("ns_coeffs_3", (4063, 2000), ""),
                    NumberSpec::fraction("beta", (19, 20), ""),
                    NumberSpec::weight("eps", (1, 100000000), ""),
                    NumberSpec::weight("weight_decay", (0, 1), ""),
                ]
            },
            memory: &["mu", "ns_coeffs_1_slot", "ns_coeffs_2_slot", "ns_coeffs_3_slot"],
            coordinates: Coordinates::Only(4),
            ..Description::new("optax.contrib.muon", "optax.contrib.muon(learning_rate=learning_rate, ns_coeffs=(ns_coeffs_1, ns_coeffs_2, ns_coeffs_3), beta=beta, eps=eps, weight_decay=weight_decay, adam_b1=adam_b1, adam_b2=adam_b2, adam_eps_root=adam_eps_root, adam_weight_decay=adam_weight_decay)")
        }
    }
}

impl<T: Compare + Root> Step<T> for OptaxContribMuon {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, ns_coeffs_1, ns_coeffs_2, ns_coeffs_3, beta, eps, weight_decay] = hyper.numbers();
        let k = state.begin_step() as i64;
        let count_2: i64 = (k - 1).min(2147483647);
        let dimension = state.position.len();
        let q = &state.position;
        let mu = &state.memory[0];
        let w1 = k == 1;
        let ns_coeffs_1_slot = if w1 {
            ns_coeffs_1.clone()
        } else {
            state.memory[1].first().cloned().unwrap_or_else(T::zero)
        };
        let ns_coeffs_2_slot = if w1 {
            ns_coeffs_2.clone()
        } else {
            state.memory[2].first().cloned().unwrap_or_else(T::zero)
        };
        let ns_coeffs_3_slot = if w1 {
            ns_coeffs_3.clone()
        } else {
            state.memory[3].first().cloned().unwrap_or_else(T::zero)
        };
        let w2 = T::from_integer(-1) * learning_rate;
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w3 = T::one() - beta;
        let new_mu: Vec<T> = (0..dimension).map(|i| w3.clone() * &g[i] + beta.clone() * &mu[i]).collect();
        let w4: i64 = if 2147483647 > count_2 { count_2 + 1 } else { 2147483647 };
        let w5 = T::one() - power(beta, (if 2147483647 > w4 { w4 + 1 } else { 2147483647 }).unsigned_abs());
        let w6 = T::one() - power(beta, w4.unsigned_abs());
        let w7: Vec<T> = (0..dimension).map(|i| beta.clone() * (new_mu[i].clone() / &w5) + w3.clone() * (g[i].clone() / &w6)).collect();
        let w8 = (0..dimension).map(|i| w7[i].clone() * &w7[i]).fold(T::zero(), |sum, x| sum + x).sqrt() + eps;
        let w9: Vec<T> = (0..dimension).map(|i| w7[i].clone() / &w8).collect();
        let w10 = w9[0].clone();
        let w11 = w9[1].clone();
        let w12 = w9[2].clone();
        let w13 = w9[3].clone();
        let w14 = w10.clone() * &w10 + w11.clone() * &w11;
        let w15 = w10.clone() * &w12 + w11.clone() * &w13;
        let w16 = w12.clone() * &w10 + w13.clone() * &w11;
        let w17 = w12.clone() * &w12 + w13.clone() * &w13;
        let w18 = ns_coeffs_3_slot.clone() * &w14;
        let w19 = ns_coeffs_3_slot.clone() * &w15;
        let w20 = ns_coeffs_3_slot.clone() * &w16;
        let w21 = ns_coeffs_3_slot.clone() * &w17;
        let w22 = ns_coeffs_2_slot.clone() * &w14 + (w18.clone() * &w14 + w19.clone() * &w16);
        let w23 = ns_coeffs_2_slot.clone() * &w15 + (w18.clone() * &w15 + w19.clone() * &w17);
        let w24 = ns_coeffs_2_slot.clone() * &w16 + (w20.clone() * &w14 + w21.clone() * &w16);
        let w25 = ns_coeffs_2_slot.clone() * &w17 + (w20.clone() * &w15 + w21.clone() * &w17);
        let w26: Vec<T> = (0..dimension).map(|i| ns_coeffs_1_slot.clone() * &w9[i]).collect();
        let w27 = w26[0].clone() + (w22.clone() * &w10 + w23.clone() * &w12);
        let w28 = w26[1].clone() + (w22.clone() * &w11 + w23.clone() * &w13);
        let w29 = w26[2].clone() + (w24.clone() * &w10 + w25.clone() * &w12);
        let w30 = w26[3].clone() + (w24.clone() * &w11 + w25.clone() * &w13);
        let w31 = w27.clone() * &w27 + w28.clone() * &w28;
        let w32 = w27.clone() * &w29 + w28.clone() * &w30;
        let w33 = w29.clone() * &w27 + w30.clone() * &w28;
        let w34 = w29.clone() * &w29 + w30.clone() * &w30;
        let w35 = ns_coeffs_3_slot.clone() * &w31;
        let w36 = ns_coeffs_3_slot.clone() * &w32;
        let w37 = ns_coeffs_3_slot.clone() * &w33;
        let w38 = ns_coeffs_3_slot.clone() * &w34;
        let w39 = ns_coeffs_2_slot.clone() * &w31 + (w35.clone() * &w31 + w36.clone() * &w33);
        let w40 = ns_coeffs_2_slot.clone() * &w32 + (w35.clone() * &w32 + w36.clone() * &w34);
        let w41 = ns_coeffs_2_slot.clone() * &w33 + (w37.clone() * &w31 + w38.clone() * &w33);
        let w42 = ns_coeffs_2_slot.clone() * &w34 + (w37.clone() * &w32 + w38.clone() * &w34);
        let w43 = ns_coeffs_1_slot.clone() * &w27 + (w39.clone() * &w27 + w40.clone() * &w29);
        let w44 = ns_coeffs_1_slot.clone() * &w28 + (w39.clone() * &w28 + w40.clone() * &w30);
        let w45 = ns_coeffs_1_slot.clone() * &w29 + (w41.clone() * &w27 + w42.clone() * &w29);
        let w46 = ns_coeffs_1_slot.clone() * &w30 + (w41.clone() * &w28 + w42.clone() * &w30);
        let w47 = w43.clone() * &w43 + w44.clone() * &w44;
        let w48 = w43.clone() * &w45 + w44.clone() * &w46;
        let w49 = w45.clone() * &w43 + w46.clone() * &w44;
        let w50 = w45.clone() * &w45 + w46.clone() * &w46;
        let w51 = ns_coeffs_3_slot.clone() * &w47;
        let w52 = ns_coeffs_3_slot.clone() * &w48;
        let w53 = ns_coeffs_3_slot.clone() * &w49;
        let w54 = ns_coeffs_3_slot.clone() * &w50;
        let w55 = ns_coeffs_2_slot.clone() * &w47 + (w51.clone() * &w47 + w52.clone() * &w49);
        let w56 = ns_coeffs_2_slot.clone() * &w48 + (w51.clone() * &w48 + w52.clone() * &w50);
        let w57 = ns_coeffs_2_slot.clone() * &w49 + (w53.clone() * &w47 + w54.clone() * &w49);
        let w58 = ns_coeffs_2_slot.clone() * &w50 + (w53.clone() * &w48 + w54.clone() * &w50);
        let w59 = ns_coeffs_1_slot.clone() * &w43 + (w55.clone() * &w43 + w56.clone() * &w45);
        let w60 = ns_coeffs_1_slot.clone() * &w44 + (w55.clone() * &w44 + w56.clone() * &w46);
        let w61 = ns_coeffs_1_slot.clone() * &w45 + (w57.clone() * &w43 + w58.clone() * &w45);
        let w62 = ns_coeffs_1_slot.clone() * &w46 + (w57.clone() * &w44 + w58.clone() * &w46);
        let w63 = w59.clone() * &w59 + w60.clone() * &w60;
        let w64 = w59.clone() * &w61 + w60.clone() * &w62;
        let w65 = w61.clone() * &w59 + w62.clone() * &w60;
        let w66 = w61.clone() * &w61 + w62.clone() * &w62;
        let w67 = ns_coeffs_3_slot.clone() * &w63;
        let w68 = ns_coeffs_3_slot.clone() * &w64;
        let w69 = ns_coeffs_3_slot.clone() * &w65;
        let w70 = ns_coeffs_3_slot.clone() * &w66;
        let w71 = ns_coeffs_2_slot.clone() * &w63 + (w67.clone() * &w63 + w68.clone() * &w65);
        let w72 = ns_coeffs_2_slot.clone() * &w64 + (w67.clone() * &w64 + w68.clone() * &w66);
        let w73 = ns_coeffs_2_slot.clone() * &w65 + (w69.clone() * &w63 + w70.clone() * &w65);
        let w74 = ns_coeffs_2_slot.clone() * &w66 + (w69.clone() * &w64 + w70.clone() * &w66);
        let w75 = ns_coeffs_1_slot.clone() * &w59 + (w71.clone() * &w59 + w72.clone() * &w61);
        let w76 = ns_coeffs_1_slot.clone() * &w60 + (w71.clone() * &w60 + w72.clone() * &w62);
        let w77 = ns_coeffs_1_slot.clone() * &w61 + (w73.clone() * &w59 + w74.clone() * &w61);
        let w78 = ns_coeffs_1_slot.clone() * &w62 + (w73.clone() * &w60 + w74.clone() * &w62);
        let w79 = w75.clone() * &w75 + w76.clone() * &w76;
        let w80 = w75.clone() * &w77 + w76.clone() * &w78;
        let w81 = w77.clone() * &w75 + w78.clone() * &w76;
        let w82 = w77.clone() * &w77 + w78.clone() * &w78;
        let w83 = ns_coeffs_3_slot.clone() * &w79;
        let w84 = ns_coeffs_3_slot.clone() * &w80;
        let w85 = ns_coeffs_3_slot.clone() * &w81;
        let w86 = ns_coeffs_3_slot.clone() * &w82;
        let w87 = ns_coeffs_2_slot.clone() * &w79 + (w83.clone() * &w79 + w84.clone() * &w81);
        let w88 = ns_coeffs_2_slot.clone() * &w80 + (w83.clone() * &w80 + w84.clone() * &w82);
        let w89 = ns_coeffs_2_slot.clone() * &w81 + (w85.clone() * &w79 + w86.clone() * &w81);
        let w90 = ns_coeffs_2_slot.clone() * &w82 + (w85.clone() * &w80 + w86.clone() * &w82);
        let w91 = T::one().select_above(&T::one(), T::one(), T::one()).sqrt();
        let w92: Vec<T> = (0..dimension).map(|i| weight_decay.clone() * &q[i]).collect();
        let w93 = q[0].clone() + w2.clone() * (w91.clone() * (ns_coeffs_1_slot.clone() * &w75 + (w87.clone() * &w75 + w88.clone() * &w77)) + &w92[0]);
        let w94 = q[1].clone() + w2.clone() * (w91.clone() * (ns_coeffs_1_slot.clone() * &w76 + (w87.clone() * &w76 + w88.clone() * &w78)) + &w92[1]);
        let w95 = q[2].clone() + w2.clone() * (w91.clone() * (ns_coeffs_1_slot.clone() * &w77 + (w89.clone() * &w75 + w90.clone() * &w77)) + &w92[2]);
        let w96 = q[3].clone() + w2.clone() * (w91.clone() * (ns_coeffs_1_slot.clone() * &w78 + (w89.clone() * &w76 + w90.clone() * &w78)) + &w92[3]);
        let new_q: Vec<T> = vec![w93.clone(), w94.clone(), w95.clone(), w96.clone()];
        state.position = new_q;
        state.memory[0] = new_mu;
        if let Some(first) = state.memory[1].first_mut() {
            *first = ns_coeffs_1_slot;
        }
        if let Some(first) = state.memory[2].first_mut() {
            *first = ns_coeffs_2_slot;
        }
        if let Some(first) = state.memory[3].first_mut() {
            *first = ns_coeffs_3_slot;
        }
        Report::NONE
    }
}
