//! Logistic regression with two classes.
//!
//! # Formula
//! With the weights w and the bias b, zᵢ = w · xᵢ + b and yᵢ = 1 for class 1, −1 for class 0:
//!
//! ℓᵢ = ln(1 + exp(−yᵢ zᵢ)) + λ/2 |w|²,  ∂ℓᵢ/∂(w, b) = −yᵢ (xᵢ, 1) / (1 + exp(yᵢ zᵢ)) + λ (w, 0).
//!
//! The bias is not penalised. The loss is convex; with λ > 0 and examples of both classes
//! it has one minimum.

use super::{Batch, Dataset, FiniteSum, Learned, Split, Taught, WrongProblem, assert_dimension, files};
use crate::energy::squared_norm;
use crate::problem::{ProblemDescription, Setting, Setup};
use crate::scalar::{Approximate, Compare, Ring, Transcendental};

/// What `list` says of this problem.
const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "logistic_regression",
    loss: "mean over i of ln(1 + exp(−yᵢ (w · xᵢ + b))) + λ/2 |w|²",
    remark: "convex, with one minimum where λ > 0; at w = 0, b = 0 the loss is ln 2",
    source: "D. R. Cox, The regression analysis of binary sequences, J. R. Stat. Soc. B 20 (1958) 215-242, doi:10.1111/j.2517-6161.1958.tb00292.x",
};

/// Logistic regression on a data set of two classes. Its point is (w₁, …, w_d, b).
#[derive(Clone, Debug)]
pub struct Logistic<'a, T> {
    data: &'a Dataset<T>,
    penalty: T,
}

impl<'a, T: Ring> Logistic<'a, T> {
    /// The regression on `data` with the weight λ = `penalty`, 0 or more.
    ///
    /// # Errors
    /// Where the data has not two classes.
    pub fn new(data: &'a Dataset<T>, penalty: T) -> Result<Self, WrongProblem> {
        match data.classes() {
            2 => Ok(Self { data, penalty }),
            classes => Err(WrongProblem::NotBinary(classes)),
        }
    }

    /// z of an example.
    fn score(&self, position: &[T], example: usize) -> T {
        let (weights, bias) = position.split_at(self.data.columns());
        let products = weights.iter().zip(self.data.features(example));
        products.fold(bias[0].clone(), |sum, (w, x)| sum + w.clone() * x)
    }

    /// The share of the data whose class is that of z > 0.
    ///
    /// # Panics
    /// Where `position` has not the problem's dimension.
    pub fn accuracy(&self, position: &[T]) -> f64
    where
        T: Approximate,
    {
        assert_dimension(self.data.columns() + 1, position, position);
        let right = |i: &usize| (self.score(position, *i).to_f64() > 0.0) == (self.data.label(*i) == 1);
        (0..self.data.examples()).filter(right).count() as f64 / self.data.examples() as f64
    }
}

/// ln(1 + eᵃ) and its derivative eᵃ/(1 + eᵃ), as m + ln(e⁻ᵐ + eᵃ⁻ᵐ) with m = max(0, a):
/// one of the two exponents is 0 and the other below it, so that neither overflows.
fn softplus<T: Transcendental + Compare>(a: &T) -> (T, T) {
    let zero = T::zero();
    let highest = a.select_above(&zero, a.clone(), zero.clone());
    let (one, power) = ((-highest.clone()).exp(), (a.clone() - &highest).exp());
    let total = one + &power;
    (highest + total.ln(), power / total)
}

impl<T: Transcendental + Compare> FiniteSum<T> for Logistic<'_, T> {
    fn dimension(&self) -> usize {
        self.data.columns() + 1
    }

    fn examples(&self) -> usize {
        self.data.examples()
    }

    fn evaluate(&mut self, position: &[T], batch: &[usize], gradient: &mut [T]) -> T {
        let columns = self.data.columns();
        assert_dimension(columns + 1, position, gradient);
        let mut loss = T::zero();
        gradient.fill(T::zero());
        for &i in batch {
            let sign = T::from_integer(if self.data.label(i) == 1 { -1 } else { 1 });
            let (value, slope) = softplus(&(sign.clone() * &self.score(position, i)));
            loss = loss + value;
            let error = sign * slope;
            for (g, x) in gradient.iter_mut().zip(self.data.features(i)) {
                *g = g.clone() + error.clone() * x;
            }
            gradient[columns] = gradient[columns].clone() + error;
        }
        let count = T::from_integer(batch.len() as i64);
        for g in &mut *gradient {
            *g = g.clone() / &count;
        }
        let weights = &position[..columns];
        for (g, w) in gradient.iter_mut().zip(weights) {
            *g = g.clone() + self.penalty.clone() * w;
        }
        loss / count + T::ratio(1, 2) * &self.penalty * &squared_norm(weights)
    }
}

/// Breast cancer by logistic regression.
#[derive(Clone, Copy, Debug)]
pub struct BreastCancer {
    split: &'static Split<f64>,
    penalty: f64,
}

impl Learned for BreastCancer {
    fn sum(&self) -> Result<impl FiniteSum<f64>, WrongProblem> {
        Logistic::new(&self.split.training, self.penalty)
    }

    fn start(&self, _: u64) -> Result<Vec<f64>, WrongProblem> {
        Ok(vec![0.0; self.sum()?.dimension()])
    }

    fn test_error(&self, position: &[f64]) -> Result<Option<f64>, WrongProblem> {
        Ok(Some(1.0 - Logistic::new(&self.split.test, self.penalty)?.accuracy(position)))
    }
}

impl Taught for BreastCancer {
    const DESCRIPTION: ProblemDescription = DESCRIPTION;
    const SETTINGS: &'static [Setting] =
        &[Setting::batch(Batch::All), Setting::number("penalty", 0.01, (0.0, 1e6), "λ")];
    const EXAMPLES: u32 = files::BREAST_CANCER.examples as u32 - files::BREAST_CANCER_TEST as u32;
    const NANOSECONDS: f64 = 2.0;

    fn coordinates(_: &Setup) -> usize {
        files::BREAST_CANCER.columns + 1
    }

    fn posed(point: &Setup) -> Result<Self, WrongProblem> {
        Ok(Self { split: files::committed_breast_cancer()?, penalty: point.number("penalty") })
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::breast_cancer;
    use super::super::files::tests::BREAST_CANCER_BYTES;
    use super::super::tests::{has_its_gradient, normals};
    use super::super::{Batch, MiniBatch};
    use super::*;
    use crate::method::Oracle;
    use crate::scalar::Dual;
    use crate::trajectory::run;

    /// The least loss on the breast cancer data at λ = 1/100: scikit-learn 1.9.1's
    /// LogisticRegression (`data/learning/logistic_optimum.py`), and SciPy 1.17.1's BFGS
    /// to all these digits.
    const LEAST_LOSS: f64 = 0.094_419_740_218_842;
    /// Its bias and first weight, and the examples of 114 held back that it classes rightly.
    const BEST: (f64, f64, f64) = (0.680_214_168, -0.362_697_297, 110.0);

    #[test]
    fn the_gradient_is_the_derivative_of_the_loss() {
        let data = Dataset::new(3, 2, normals(0, 15), vec![0, 1, 1, 0, 1]).expect("fits");
        let on_duals = data.map(|x| Dual::constant(*x));
        let problem = Logistic::new(&data, 0.3).expect("two classes");
        let dual = Logistic::new(&on_duals, Dual::constant(0.3)).expect("two classes");
        assert!(has_its_gradient(problem, dual, &normals(1, 4), &[4, 0, 0, 2]));
    }

    /// ln(1 + eᵃ) is a to the last bit far above 0, and 0 far below, with slopes 1 and 0.
    #[test]
    fn large_scores_do_not_overflow() {
        assert_eq!(softplus(&1e4), (1e4, 1.0));
        assert_eq!(softplus(&-1e4), (0.0, 0.0));
        assert_eq!(softplus(&0.0), (2_f64.ln(), 0.5));
        // The control: the plain form is infinite.
        assert_eq!((1.0 + 1e4_f64.exp()).ln(), f64::INFINITY);
    }

    #[test]
    fn descent_finds_the_known_optimum() {
        let split = breast_cancer(BREAST_CANCER_BYTES).expect("the committed file");
        let problem = Logistic::new(&split.training, 0.01).expect("two classes");
        let mut oracle = MiniBatch::new(problem, Batch::All, 0).expect("examples");
        let sgd = crate::method::registry::find("sgd").expect("registered");
        let mut hyper = sgd.description.defaults();
        hyper.numbers = vec![0.3, 0.9];
        let start = vec![0.0; 31];
        let end = run(&sgd, &hyper, &mut oracle, start, 1500, |_| 0.0).expect("runs").end.position;
        let mut gradient = vec![0.0; 31];
        oracle.gradient(&end, &mut gradient);
        let norm = squared_norm(&gradient).sqrt();
        assert!(norm < 1e-8, "{norm}");
        let loss = oracle.whole(&end);
        assert!((loss - LEAST_LOSS).abs() < 1e-14, "{loss}");
        let (bias, first, right) = BEST;
        assert!((end[30] - bias).abs() < 1e-7 && (end[0] - first).abs() < 1e-7, "{}, {}", end[30], end[0]);
        let test = Logistic::new(&split.test, 0.01).expect("two classes");
        assert_eq!(test.accuracy(&end), right / 114.0);
        // The controls: another penalty has another optimum, and 0 is none.
        let other = Logistic::new(&split.training, 0.02).expect("two classes");
        let mut other = MiniBatch::new(other, Batch::All, 0).expect("examples");
        assert!(other.whole(&end) > LEAST_LOSS + 1e-3);
        assert!((oracle.whole(&[0.0; 31]) - 2_f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn ten_classes_are_refused() {
        let data = Dataset::new(1, 10, vec![0.0], vec![7]).expect("fits");
        let error = Logistic::new(&data, 0.0).expect_err("ten classes");
        assert_eq!(error, WrongProblem::NotBinary(10));
    }
}
