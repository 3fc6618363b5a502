//! muon, as its graph says it.

use stable_sgd::method::{Coordinates, Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Root;

/// muon.
///
/// # Formula
/// ```text
/// rate lr = 1/50
/// share momentum = 19/20
/// coefficient eps = 1/10000000
/// weight weight_decay = 0
/// dimension 4
/// w1 = coordinate(q, 1)
/// w2 = coordinate(g, 1)
/// w3 = momentum coordinate(v, 1) + w2
/// w4 = w2 + momentum w3
/// w5 = coordinate(g, 2)
/// w6 = momentum coordinate(v, 2) + w5
/// w7 = w5 + momentum w6
/// w8 = coordinate(g, 3)
/// w9 = momentum coordinate(v, 3) + w8
/// w10 = w8 + momentum w9
/// w11 = coordinate(g, 4)
/// w12 = momentum coordinate(v, 4) + w11
/// w13 = w11 + momentum w12
/// w14 = √(0 + w4² + w7² + w10² + w13²) + eps
/// w15 = w4 / w14
/// w16 = w7 / w14
/// w17 = 0 + w15 w15 + w16 w16
/// w18 = w10 / w14
/// w19 = w13 / w14
/// w20 = 0 + w15 w18 + w16 w19
/// w21 = (-191/40) w17 + 4063/2000 (0 + w17 w17 + w20 w20)
/// w22 = 0 + w18 w15 + w19 w16
/// w23 = 0 + w18 w18 + w19 w19
/// w24 = (-191/40) w20 + 4063/2000 (0 + w17 w22 + w20 w23)
/// w25 = 6889/2000 w15 + w21 w15 + w24 w18
/// w26 = 6889/2000 w16 + w21 w16 + w24 w19
/// w27 = 0 + w25 w25 + w26 w26
/// w28 = (-191/40) w22 + 4063/2000 (0 + w22 w17 + w23 w20)
/// w29 = (-191/40) w23 + 4063/2000 (0 + w22 w22 + w23 w23)
/// w30 = 6889/2000 w18 + w28 w15 + w29 w18
/// w31 = 6889/2000 w19 + w28 w16 + w29 w19
/// w32 = 0 + w25 w30 + w26 w31
/// w33 = (-191/40) w27 + 4063/2000 (0 + w27 w27 + w32 w32)
/// w34 = 0 + w30 w25 + w31 w26
/// w35 = 0 + w30 w30 + w31 w31
/// w36 = (-191/40) w32 + 4063/2000 (0 + w27 w34 + w32 w35)
/// w37 = 6889/2000 w25 + w33 w25 + w36 w30
/// w38 = 6889/2000 w26 + w33 w26 + w36 w31
/// w39 = 0 + w37 w37 + w38 w38
/// w40 = (-191/40) w34 + 4063/2000 (0 + w34 w27 + w35 w32)
/// w41 = (-191/40) w35 + 4063/2000 (0 + w34 w34 + w35 w35)
/// w42 = 6889/2000 w30 + w40 w25 + w41 w30
/// w43 = 6889/2000 w31 + w40 w26 + w41 w31
/// w44 = 0 + w37 w42 + w38 w43
/// w45 = (-191/40) w39 + 4063/2000 (0 + w39 w39 + w44 w44)
/// w46 = 0 + w42 w37 + w43 w38
/// w47 = 0 + w42 w42 + w43 w43
/// w48 = (-191/40) w44 + 4063/2000 (0 + w39 w46 + w44 w47)
/// w49 = 6889/2000 w37 + w45 w37 + w48 w42
/// w50 = 6889/2000 w38 + w45 w38 + w48 w43
/// w51 = 0 + w49 w49 + w50 w50
/// w52 = (-191/40) w46 + 4063/2000 (0 + w46 w39 + w47 w44)
/// w53 = (-191/40) w47 + 4063/2000 (0 + w46 w46 + w47 w47)
/// w54 = 6889/2000 w42 + w52 w37 + w53 w42
/// w55 = 6889/2000 w43 + w52 w38 + w53 w43
/// w56 = 0 + w49 w54 + w50 w55
/// w57 = (-191/40) w51 + 4063/2000 (0 + w51 w51 + w56 w56)
/// w58 = 0 + w54 w49 + w55 w50
/// w59 = 0 + w54 w54 + w55 w55
/// w60 = (-191/40) w56 + 4063/2000 (0 + w51 w58 + w56 w59)
/// w61 = 6889/2000 w49 + w57 w49 + w60 w54
/// w62 = 6889/2000 w50 + w57 w50 + w60 w55
/// w63 = 0 + w61 w61 + w62 w62
/// w64 = (-191/40) w58 + 4063/2000 (0 + w58 w51 + w59 w56)
/// w65 = (-191/40) w59 + 4063/2000 (0 + w58 w58 + w59 w59)
/// w66 = 6889/2000 w54 + w64 w49 + w65 w54
/// w67 = 6889/2000 w55 + w64 w50 + w65 w55
/// w68 = 0 + w61 w66 + w62 w67
/// w69 = (-191/40) w63 + 4063/2000 (0 + w63 w63 + w68 w68)
/// w70 = 0 + w66 w61 + w67 w62
/// w71 = 0 + w66 w66 + w67 w67
/// w72 = (-191/40) w68 + 4063/2000 (0 + w63 w70 + w68 w71)
/// w73 = coordinate(q, 2)
/// w74 = coordinate(q, 3)
/// w75 = (-191/40) w70 + 4063/2000 (0 + w70 w63 + w71 w68)
/// w76 = (-191/40) w71 + 4063/2000 (0 + w70 w70 + w71 w71)
/// w77 = coordinate(q, 4)
/// q' = vector(w1 - lr (6889/2000 w61 + w69 w61 + w72 w66 + weight_decay w1), w73 - lr (6889/2000 w62 + w69 w62 + w72 w67 + weight_decay w73), w74 - lr (6889/2000 w66 + w75 w61 + w76 w66 + weight_decay w74), w77 - lr (6889/2000 w67 + w75 w62 + w76 w67 + weight_decay w77))
/// v' = vector(w3, w6, w9, w12)
/// ```
///
/// As a method it is `stable_sgd::method::registry::Entry::root(Muon)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Muon;

impl Describe for Muon {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 50), "learning rate η"),
                    NumberSpec::fraction("momentum", (19, 20), "momentum μ"),
                    NumberSpec::coefficient("eps", (1, 10000000), "ε beside the norm"),
                    NumberSpec::weight("weight_decay", (0, 1), "weight w of the decay, times the rate"),
                ]
            },
            coordinates: Coordinates::Only(4),
            ..Description::new("muon", "v' = μ v + g;  u = g + μ v';  X = u / (|u| + ε);  five times X = a X + b X Xᵀ X + c (X Xᵀ)² X;  q' = q − η (X + w q)")
        }
    }
}

impl<T: Root> Step<T> for Muon {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [lr, momentum, eps, weight_decay] = hyper.numbers();
        state.begin_step();
        let dimension = state.position.len();
        let q = &state.position;
        let v = &state.velocity;
        let w1 = q[0].clone();
        let w2 = q[1].clone();
        let w3 = q[2].clone();
        let w4 = q[3].clone();
        let mut g = vec![T::zero(); dimension];
        oracle.gradient(q, &mut g);
        let w5 = g[0].clone();
        let w6 = g[1].clone();
        let w7 = g[2].clone();
        let w8 = g[3].clone();
        let w9 = momentum.clone() * &v[0] + &w5;
        let w10 = w5.clone() + momentum.clone() * &w9;
        let w11 = momentum.clone() * &v[1] + &w6;
        let w12 = w6.clone() + momentum.clone() * &w11;
        let w13 = momentum.clone() * &v[2] + &w7;
        let w14 = w7.clone() + momentum.clone() * &w13;
        let w15 = momentum.clone() * &v[3] + &w8;
        let w16 = w8.clone() + momentum.clone() * &w15;
        let w17 = (T::zero() + w10.square() + w12.square() + w14.square() + w16.square()).sqrt() + eps;
        let w18 = w10.clone() / &w17;
        let w19 = w12.clone() / &w17;
        let w20 = w14.clone() / &w17;
        let w21 = w16.clone() / &w17;
        let w22 = T::zero() + w18.clone() * &w18 + w19.clone() * &w19;
        let w23 = T::zero() + w18.clone() * &w20 + w19.clone() * &w21;
        let w24 = T::zero() + w20.clone() * &w18 + w21.clone() * &w19;
        let w25 = T::zero() + w20.clone() * &w20 + w21.clone() * &w21;
        let w26 = T::ratio(-191, 40) * &w22 + T::ratio(4063, 2000) * (T::zero() + w22.clone() * &w22 + w23.clone() * &w23);
        let w27 = T::ratio(-191, 40) * &w23 + T::ratio(4063, 2000) * (T::zero() + w22.clone() * &w24 + w23.clone() * &w25);
        let w28 = T::ratio(6889, 2000) * &w18 + w26.clone() * &w18 + w27.clone() * &w20;
        let w29 = T::ratio(6889, 2000) * &w19 + w26.clone() * &w19 + w27.clone() * &w21;
        let w30 = T::ratio(-191, 40) * &w24 + T::ratio(4063, 2000) * (T::zero() + w24.clone() * &w22 + w25.clone() * &w23);
        let w31 = T::ratio(-191, 40) * &w25 + T::ratio(4063, 2000) * (T::zero() + w24.clone() * &w24 + w25.clone() * &w25);
        let w32 = T::ratio(6889, 2000) * &w20 + w30.clone() * &w18 + w31.clone() * &w20;
        let w33 = T::ratio(6889, 2000) * &w21 + w30.clone() * &w19 + w31.clone() * &w21;
        let w34 = T::zero() + w28.clone() * &w28 + w29.clone() * &w29;
        let w35 = T::zero() + w28.clone() * &w32 + w29.clone() * &w33;
        let w36 = T::zero() + w32.clone() * &w28 + w33.clone() * &w29;
        let w37 = T::zero() + w32.clone() * &w32 + w33.clone() * &w33;
        let w38 = T::ratio(-191, 40) * &w34 + T::ratio(4063, 2000) * (T::zero() + w34.clone() * &w34 + w35.clone() * &w35);
        let w39 = T::ratio(-191, 40) * &w35 + T::ratio(4063, 2000) * (T::zero() + w34.clone() * &w36 + w35.clone() * &w37);
        let w40 = T::ratio(6889, 2000) * &w28 + w38.clone() * &w28 + w39.clone() * &w32;
        let w41 = T::ratio(6889, 2000) * &w29 + w38.clone() * &w29 + w39.clone() * &w33;
        let w42 = T::ratio(-191, 40) * &w36 + T::ratio(4063, 2000) * (T::zero() + w36.clone() * &w34 + w37.clone() * &w35);
        let w43 = T::ratio(-191, 40) * &w37 + T::ratio(4063, 2000) * (T::zero() + w36.clone() * &w36 + w37.clone() * &w37);
        let w44 = T::ratio(6889, 2000) * &w32 + w42.clone() * &w28 + w43.clone() * &w32;
        let w45 = T::ratio(6889, 2000) * &w33 + w42.clone() * &w29 + w43.clone() * &w33;
        let w46 = T::zero() + w40.clone() * &w40 + w41.clone() * &w41;
        let w47 = T::zero() + w40.clone() * &w44 + w41.clone() * &w45;
        let w48 = T::zero() + w44.clone() * &w40 + w45.clone() * &w41;
        let w49 = T::zero() + w44.clone() * &w44 + w45.clone() * &w45;
        let w50 = T::ratio(-191, 40) * &w46 + T::ratio(4063, 2000) * (T::zero() + w46.clone() * &w46 + w47.clone() * &w47);
        let w51 = T::ratio(-191, 40) * &w47 + T::ratio(4063, 2000) * (T::zero() + w46.clone() * &w48 + w47.clone() * &w49);
        let w52 = T::ratio(6889, 2000) * &w40 + w50.clone() * &w40 + w51.clone() * &w44;
        let w53 = T::ratio(6889, 2000) * &w41 + w50.clone() * &w41 + w51.clone() * &w45;
        let w54 = T::ratio(-191, 40) * &w48 + T::ratio(4063, 2000) * (T::zero() + w48.clone() * &w46 + w49.clone() * &w47);
        let w55 = T::ratio(-191, 40) * &w49 + T::ratio(4063, 2000) * (T::zero() + w48.clone() * &w48 + w49.clone() * &w49);
        let w56 = T::ratio(6889, 2000) * &w44 + w54.clone() * &w40 + w55.clone() * &w44;
        let w57 = T::ratio(6889, 2000) * &w45 + w54.clone() * &w41 + w55.clone() * &w45;
        let w58 = T::zero() + w52.clone() * &w52 + w53.clone() * &w53;
        let w59 = T::zero() + w52.clone() * &w56 + w53.clone() * &w57;
        let w60 = T::zero() + w56.clone() * &w52 + w57.clone() * &w53;
        let w61 = T::zero() + w56.clone() * &w56 + w57.clone() * &w57;
        let w62 = T::ratio(-191, 40) * &w58 + T::ratio(4063, 2000) * (T::zero() + w58.clone() * &w58 + w59.clone() * &w59);
        let w63 = T::ratio(-191, 40) * &w59 + T::ratio(4063, 2000) * (T::zero() + w58.clone() * &w60 + w59.clone() * &w61);
        let w64 = T::ratio(6889, 2000) * &w52 + w62.clone() * &w52 + w63.clone() * &w56;
        let w65 = T::ratio(6889, 2000) * &w53 + w62.clone() * &w53 + w63.clone() * &w57;
        let w66 = T::ratio(-191, 40) * &w60 + T::ratio(4063, 2000) * (T::zero() + w60.clone() * &w58 + w61.clone() * &w59);
        let w67 = T::ratio(-191, 40) * &w61 + T::ratio(4063, 2000) * (T::zero() + w60.clone() * &w60 + w61.clone() * &w61);
        let w68 = T::ratio(6889, 2000) * &w56 + w66.clone() * &w52 + w67.clone() * &w56;
        let w69 = T::ratio(6889, 2000) * &w57 + w66.clone() * &w53 + w67.clone() * &w57;
        let w70 = T::zero() + w64.clone() * &w64 + w65.clone() * &w65;
        let w71 = T::zero() + w64.clone() * &w68 + w65.clone() * &w69;
        let w72 = T::zero() + w68.clone() * &w64 + w69.clone() * &w65;
        let w73 = T::zero() + w68.clone() * &w68 + w69.clone() * &w69;
        let w74 = T::ratio(-191, 40) * &w70 + T::ratio(4063, 2000) * (T::zero() + w70.clone() * &w70 + w71.clone() * &w71);
        let w75 = T::ratio(-191, 40) * &w71 + T::ratio(4063, 2000) * (T::zero() + w70.clone() * &w72 + w71.clone() * &w73);
        let w76 = T::ratio(-191, 40) * &w72 + T::ratio(4063, 2000) * (T::zero() + w72.clone() * &w70 + w73.clone() * &w71);
        let w77 = T::ratio(-191, 40) * &w73 + T::ratio(4063, 2000) * (T::zero() + w72.clone() * &w72 + w73.clone() * &w73);
        let w78 = w1.clone() - lr.clone() * (T::ratio(6889, 2000) * &w64 + w74.clone() * &w64 + w75.clone() * &w68 + weight_decay.clone() * &w1);
        let w79 = w2.clone() - lr.clone() * (T::ratio(6889, 2000) * &w65 + w74.clone() * &w65 + w75.clone() * &w69 + weight_decay.clone() * &w2);
        let w80 = w3.clone() - lr.clone() * (T::ratio(6889, 2000) * &w68 + w76.clone() * &w64 + w77.clone() * &w68 + weight_decay.clone() * &w3);
        let w81 = w4.clone() - lr.clone() * (T::ratio(6889, 2000) * &w69 + w76.clone() * &w65 + w77.clone() * &w69 + weight_decay.clone() * &w4);
        let new_q: Vec<T> = vec![w78.clone(), w79.clone(), w80.clone(), w81.clone()];
        let new_v: Vec<T> = vec![w9.clone(), w11.clone(), w13.clone(), w15.clone()];
        state.position = new_q;
        state.velocity = new_v;
        Report::NONE
    }
}
