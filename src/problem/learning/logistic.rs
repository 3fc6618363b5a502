//! Logistic regression with two classes.
//!
//! # Formula
//! With the weights w and the bias b, zᵢ = w · xᵢ + b and yᵢ = 1 for class 1, −1 for class 0:
//!
//! ℓᵢ = ln(1 + exp(−yᵢ zᵢ)) + λ/2 |w|²,  ∂ℓᵢ/∂(w, b) = −yᵢ (xᵢ, 1) / (1 + exp(yᵢ zᵢ)) + λ (w, 0).
//!
//! The bias is not penalised. The loss is convex; with λ > 0 and examples of both classes
//! it has one minimum.

use super::{Dataset, FiniteSum, WrongProblem};
use crate::energy::squared_norm;
use crate::problem::Description;
use crate::scalar::{Approximate, Compare, Ring, Transcendental};

/// What `list` says of this problem.
pub(super) const DESCRIPTION: Description = Description {
    name: "logistic",
    loss: "mean over i of ln(1 + exp(−yᵢ (w · xᵢ + b))) + λ/2 |w|²",
    remark: "convex, with one minimum where λ > 0; at w = 0, b = 0 the loss is ln 2",
    source: "D. R. Cox, The regression analysis of binary sequences, J. R. Stat. Soc. B 20 (1958) 215-232, doi:10.1111/j.2517-6161.1958.tb00292.x",
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
