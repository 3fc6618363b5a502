//! keras.optimizers.Muon, as its graph says it.

use stable_sgd::method::{Coordinates, Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// keras.optimizers.Muon.
///
/// # Formula
/// ```text
/// rate learning_rate = 1/1000
/// weight weight_decay = 1/250
/// coefficient muon_a = 6889/2000
/// coefficient muon_b = -191/40
/// coefficient muon_c = 4063/2000
/// share momentum = 19/20
/// coefficient rms_rate = 1/5
/// dimension 4
/// counter iterations
/// momentums' = momentums + (g + momentums (momentum - 1))
/// w1 = q - q weight_decay learning_rate
/// w2 = g + momentum momentums'
/// w3 = w2 / (√sum(w2 w2) + 1/10000000)
/// w4 = muon_a w3
/// w5 = coordinate(w3, 1)
/// w6 = coordinate(w3, 2)
/// w7 = w5 w5 + w6 w6
/// w8 = muon_c w7
/// w9 = coordinate(w3, 3)
/// w10 = coordinate(w3, 4)
/// w11 = w5 w9 + w6 w10
/// w12 = muon_c w11
/// w13 = w9 w5 + w10 w6
/// w14 = muon_b w7 + (w8 w7 + w12 w13)
/// w15 = w9 w9 + w10 w10
/// w16 = muon_b w11 + (w8 w11 + w12 w15)
/// w17 = coordinate(w4, 1) + (w14 w5 + w16 w9)
/// w18 = coordinate(w4, 2) + (w14 w6 + w16 w10)
/// w19 = w17 w17 + w18 w18
/// w20 = muon_c w19
/// w21 = muon_c w13
/// w22 = muon_c w15
/// w23 = muon_b w13 + (w21 w7 + w22 w13)
/// w24 = muon_b w15 + (w21 w11 + w22 w15)
/// w25 = coordinate(w4, 3) + (w23 w5 + w24 w9)
/// w26 = coordinate(w4, 4) + (w23 w6 + w24 w10)
/// w27 = w17 w25 + w18 w26
/// w28 = muon_c w27
/// w29 = w25 w17 + w26 w18
/// w30 = muon_b w19 + (w20 w19 + w28 w29)
/// w31 = w25 w25 + w26 w26
/// w32 = muon_b w27 + (w20 w27 + w28 w31)
/// w33 = muon_a w17 + (w30 w17 + w32 w25)
/// w34 = muon_a w18 + (w30 w18 + w32 w26)
/// w35 = w33 w33 + w34 w34
/// w36 = muon_c w35
/// w37 = muon_c w29
/// w38 = muon_c w31
/// w39 = muon_b w29 + (w37 w19 + w38 w29)
/// w40 = muon_b w31 + (w37 w27 + w38 w31)
/// w41 = muon_a w25 + (w39 w17 + w40 w25)
/// w42 = muon_a w26 + (w39 w18 + w40 w26)
/// w43 = w33 w41 + w34 w42
/// w44 = muon_c w43
/// w45 = w41 w33 + w42 w34
/// w46 = muon_b w35 + (w36 w35 + w44 w45)
/// w47 = w41 w41 + w42 w42
/// w48 = muon_b w43 + (w36 w43 + w44 w47)
/// w49 = muon_a w33 + (w46 w33 + w48 w41)
/// w50 = muon_a w34 + (w46 w34 + w48 w42)
/// w51 = w49 w49 + w50 w50
/// w52 = muon_c w51
/// w53 = muon_c w45
/// w54 = muon_c w47
/// w55 = muon_b w45 + (w53 w35 + w54 w45)
/// w56 = muon_b w47 + (w53 w43 + w54 w47)
/// w57 = muon_a w41 + (w55 w33 + w56 w41)
/// w58 = muon_a w42 + (w55 w34 + w56 w42)
/// w59 = w49 w57 + w50 w58
/// w60 = muon_c w59
/// w61 = w57 w49 + w58 w50
/// w62 = muon_b w51 + (w52 w51 + w60 w61)
/// w63 = w57 w57 + w58 w58
/// w64 = muon_b w59 + (w52 w59 + w60 w63)
/// w65 = muon_a w49 + (w62 w49 + w64 w57)
/// w66 = muon_a w50 + (w62 w50 + w64 w58)
/// w67 = w65 w65 + w66 w66
/// w68 = muon_c w67
/// w69 = muon_c w61
/// w70 = muon_c w63
/// w71 = muon_b w61 + (w69 w51 + w70 w61)
/// w72 = muon_b w63 + (w69 w59 + w70 w63)
/// w73 = muon_a w57 + (w71 w49 + w72 w57)
/// w74 = muon_a w58 + (w71 w50 + w72 w58)
/// w75 = w65 w73 + w66 w74
/// w76 = muon_c w75
/// w77 = w73 w65 + w74 w66
/// w78 = muon_b w67 + (w68 w67 + w76 w77)
/// w79 = w73 w73 + w74 w74
/// w80 = muon_b w75 + (w68 w75 + w76 w79)
/// w81 = √real(if whole(2) > whole(2) then whole(2) else whole(2))
/// w82 = muon_c w77
/// w83 = muon_c w79
/// w84 = muon_b w77 + (w82 w67 + w83 w77)
/// w85 = muon_b w79 + (w82 w75 + w83 w79)
/// q' = vector(coordinate(w1, 1) - learning_rate (muon_a w65 + (w78 w65 + w80 w73)) w81 rms_rate, coordinate(w1, 2) - learning_rate (muon_a w66 + (w78 w66 + w80 w74)) w81 rms_rate, coordinate(w1, 3) - learning_rate (muon_a w73 + (w84 w65 + w85 w73)) w81 rms_rate, coordinate(w1, 4) - learning_rate (muon_a w74 + (w84 w66 + w85 w74)) w81 rms_rate)
/// iterations' = iterations + 1
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(KerasOptimizersMuon)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KerasOptimizersMuon;

impl Describe for KerasOptimizersMuon {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("learning_rate", (1, 1000), ""),
                    NumberSpec::weight("weight_decay", (1, 250), ""),
                    NumberSpec::coefficient("muon_a", (6889, 2000), ""),
                    NumberSpec::coefficient("muon_b", (-191, 40), ""),
                    NumberSpec::coefficient("muon_c", (4063, 2000), ""),
                    NumberSpec::fraction("momentum", (19, 20), ""),
                    NumberSpec::coefficient("rms_rate", (1, 5), ""),
                ]
            },
            memory: &["momentums"],
            coordinates: Coordinates::Only(4),
            ..Description::new("keras.optimizers.Muon", "keras.optimizers.Muon(learning_rate=learning_rate, adam_beta_1=adam_beta_1, adam_beta_2=adam_beta_2, adam_weight_decay=adam_weight_decay, epsilon=epsilon, weight_decay=weight_decay, muon_a=muon_a, muon_b=muon_b, muon_c=muon_c, momentum=momentum, rms_rate=rms_rate)")
        }
    }
}

impl<T: Root> Step<T> for KerasOptimizersMuon {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, weight_decay, muon_a, muon_b, muon_c, momentum, rms_rate] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let momentums = &state.memory[0];
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w1: Vec<T> = (0..dimension).map(|i| q[i].clone() - q[i].clone() * weight_decay * learning_rate).collect();
        let w2 = momentum.clone() - T::one();
        let new_momentums: Vec<T> = (0..dimension).map(|i| momentums[i].clone() + (g[i].clone() + momentums[i].clone() * &w2)).collect();
        let w3: Vec<T> = (0..dimension).map(|i| g[i].clone() + momentum.clone() * &new_momentums[i]).collect();
        let w4 = (0..dimension).map(|i| w3[i].clone() * &w3[i]).fold(T::zero(), |sum, x| sum + x).sqrt() + T::ratio(1, 10000000);
        let w5: Vec<T> = (0..dimension).map(|i| w3[i].clone() / &w4).collect();
        let w6 = w5[0].clone();
        let w7 = w5[1].clone();
        let w8 = w5[2].clone();
        let w9 = w5[3].clone();
        let w10 = w6.clone() * &w6 + w7.clone() * &w7;
        let w11 = w6.clone() * &w8 + w7.clone() * &w9;
        let w12 = w8.clone() * &w6 + w9.clone() * &w7;
        let w13 = w8.clone() * &w8 + w9.clone() * &w9;
        let w14 = muon_c.clone() * &w10;
        let w15 = muon_c.clone() * &w11;
        let w16 = muon_c.clone() * &w12;
        let w17 = muon_c.clone() * &w13;
        let w18 = muon_b.clone() * &w10 + (w14.clone() * &w10 + w15.clone() * &w12);
        let w19 = muon_b.clone() * &w11 + (w14.clone() * &w11 + w15.clone() * &w13);
        let w20 = muon_b.clone() * &w12 + (w16.clone() * &w10 + w17.clone() * &w12);
        let w21 = muon_b.clone() * &w13 + (w16.clone() * &w11 + w17.clone() * &w13);
        let w22: Vec<T> = (0..dimension).map(|i| muon_a.clone() * &w5[i]).collect();
        let w23 = w22[0].clone() + (w18.clone() * &w6 + w19.clone() * &w8);
        let w24 = w22[1].clone() + (w18.clone() * &w7 + w19.clone() * &w9);
        let w25 = w22[2].clone() + (w20.clone() * &w6 + w21.clone() * &w8);
        let w26 = w22[3].clone() + (w20.clone() * &w7 + w21.clone() * &w9);
        let w27 = w23.clone() * &w23 + w24.clone() * &w24;
        let w28 = w23.clone() * &w25 + w24.clone() * &w26;
        let w29 = w25.clone() * &w23 + w26.clone() * &w24;
        let w30 = w25.clone() * &w25 + w26.clone() * &w26;
        let w31 = muon_c.clone() * &w27;
        let w32 = muon_c.clone() * &w28;
        let w33 = muon_c.clone() * &w29;
        let w34 = muon_c.clone() * &w30;
        let w35 = muon_b.clone() * &w27 + (w31.clone() * &w27 + w32.clone() * &w29);
        let w36 = muon_b.clone() * &w28 + (w31.clone() * &w28 + w32.clone() * &w30);
        let w37 = muon_b.clone() * &w29 + (w33.clone() * &w27 + w34.clone() * &w29);
        let w38 = muon_b.clone() * &w30 + (w33.clone() * &w28 + w34.clone() * &w30);
        let w39 = muon_a.clone() * &w23 + (w35.clone() * &w23 + w36.clone() * &w25);
        let w40 = muon_a.clone() * &w24 + (w35.clone() * &w24 + w36.clone() * &w26);
        let w41 = muon_a.clone() * &w25 + (w37.clone() * &w23 + w38.clone() * &w25);
        let w42 = muon_a.clone() * &w26 + (w37.clone() * &w24 + w38.clone() * &w26);
        let w43 = w39.clone() * &w39 + w40.clone() * &w40;
        let w44 = w39.clone() * &w41 + w40.clone() * &w42;
        let w45 = w41.clone() * &w39 + w42.clone() * &w40;
        let w46 = w41.clone() * &w41 + w42.clone() * &w42;
        let w47 = muon_c.clone() * &w43;
        let w48 = muon_c.clone() * &w44;
        let w49 = muon_c.clone() * &w45;
        let w50 = muon_c.clone() * &w46;
        let w51 = muon_b.clone() * &w43 + (w47.clone() * &w43 + w48.clone() * &w45);
        let w52 = muon_b.clone() * &w44 + (w47.clone() * &w44 + w48.clone() * &w46);
        let w53 = muon_b.clone() * &w45 + (w49.clone() * &w43 + w50.clone() * &w45);
        let w54 = muon_b.clone() * &w46 + (w49.clone() * &w44 + w50.clone() * &w46);
        let w55 = muon_a.clone() * &w39 + (w51.clone() * &w39 + w52.clone() * &w41);
        let w56 = muon_a.clone() * &w40 + (w51.clone() * &w40 + w52.clone() * &w42);
        let w57 = muon_a.clone() * &w41 + (w53.clone() * &w39 + w54.clone() * &w41);
        let w58 = muon_a.clone() * &w42 + (w53.clone() * &w40 + w54.clone() * &w42);
        let w59 = w55.clone() * &w55 + w56.clone() * &w56;
        let w60 = w55.clone() * &w57 + w56.clone() * &w58;
        let w61 = w57.clone() * &w55 + w58.clone() * &w56;
        let w62 = w57.clone() * &w57 + w58.clone() * &w58;
        let w63 = muon_c.clone() * &w59;
        let w64 = muon_c.clone() * &w60;
        let w65 = muon_c.clone() * &w61;
        let w66 = muon_c.clone() * &w62;
        let w67 = muon_b.clone() * &w59 + (w63.clone() * &w59 + w64.clone() * &w61);
        let w68 = muon_b.clone() * &w60 + (w63.clone() * &w60 + w64.clone() * &w62);
        let w69 = muon_b.clone() * &w61 + (w65.clone() * &w59 + w66.clone() * &w61);
        let w70 = muon_b.clone() * &w62 + (w65.clone() * &w60 + w66.clone() * &w62);
        let w71 = muon_a.clone() * &w55 + (w67.clone() * &w55 + w68.clone() * &w57);
        let w72 = muon_a.clone() * &w56 + (w67.clone() * &w56 + w68.clone() * &w58);
        let w73 = muon_a.clone() * &w57 + (w69.clone() * &w55 + w70.clone() * &w57);
        let w74 = muon_a.clone() * &w58 + (w69.clone() * &w56 + w70.clone() * &w58);
        let w75 = w71.clone() * &w71 + w72.clone() * &w72;
        let w76 = w71.clone() * &w73 + w72.clone() * &w74;
        let w77 = w73.clone() * &w71 + w74.clone() * &w72;
        let w78 = w73.clone() * &w73 + w74.clone() * &w74;
        let w79 = muon_c.clone() * &w75;
        let w80 = muon_c.clone() * &w76;
        let w81 = muon_c.clone() * &w77;
        let w82 = muon_c.clone() * &w78;
        let w83 = muon_b.clone() * &w75 + (w79.clone() * &w75 + w80.clone() * &w77);
        let w84 = muon_b.clone() * &w76 + (w79.clone() * &w76 + w80.clone() * &w78);
        let w85 = muon_b.clone() * &w77 + (w81.clone() * &w75 + w82.clone() * &w77);
        let w86 = muon_b.clone() * &w78 + (w81.clone() * &w76 + w82.clone() * &w78);
        let w87 = T::from_integer(2).sqrt();
        let w88 = w1[0].clone() - learning_rate.clone() * (muon_a.clone() * &w71 + (w83.clone() * &w71 + w84.clone() * &w73)) * &w87 * rms_rate;
        let w89 = w1[1].clone() - learning_rate.clone() * (muon_a.clone() * &w72 + (w83.clone() * &w72 + w84.clone() * &w74)) * &w87 * rms_rate;
        let w90 = w1[2].clone() - learning_rate.clone() * (muon_a.clone() * &w73 + (w85.clone() * &w71 + w86.clone() * &w73)) * &w87 * rms_rate;
        let w91 = w1[3].clone() - learning_rate.clone() * (muon_a.clone() * &w74 + (w85.clone() * &w72 + w86.clone() * &w74)) * &w87 * rms_rate;
        let new_q: Vec<T> = vec![w88.clone(), w89.clone(), w90.clone(), w91.clone()];
        state.position = new_q;
        state.memory[0] = new_momentums;
        Report::NONE
    }
}
