//! A quadratic valley: eigenvalues from 1/κ to 1 along random directions.
//!
//! # Formula
//! U(x) = ½ (x − o)ᵀ H (x − o), H = Q Λ Qᵀ, Λ = s diag(κ⁻¹, …, 1) with one factor from each
//! eigenvalue to the next. Q is a product of Householder reflections 1 − 2 v vᵀ/(vᵀ v), each
//! of which takes a vector of normal deviates to a multiple of an axis: but for the signs of
//! its columns, which H does not see, a rotation as likely as any other (G. W. Stewart 1980,
//! doi:10.1137/0717034). Q is orthogonal whatever the v, and exactly so on exact numbers.

use super::{WrongProblem, log_spaced};
use crate::problem::{Description, Gradient, Loss};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::{Algebra, Field};

/// What `list` says of this problem.
pub(super) const DESCRIPTION: Description = Description {
    name: "ill_conditioned",
    loss: "½ (x − o)ᵀ Q Λ Qᵀ (x − o), Λ = s diag(κ⁻¹, …, 1) spaced by one factor, Q a random rotation",
    remark: "its only rest point is the minimum o; the condition number is κ",
    source: "rotation: G. W. Stewart, The efficient generation of random orthogonal matrices with an application to condition estimators, SIAM J. Numer. Anal. 17 (1980) 403-409, doi:10.1137/0717034",
};

/// What a valley is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Valley {
    /// How many coordinates it has.
    pub dimension: usize,
    /// The condition number κ, at least 1.
    pub condition: f64,
    /// The largest eigenvalue s, above 0.
    pub scale: f64,
    /// Directions and optimum are drawn from its stream for [`Purpose::Problem`].
    pub seed: u64,
}

/// The reflection x − f (v · x) v, f = 2/(v · v), of the coordinates from `first` on.
#[derive(Clone, Debug)]
struct Reflection<T> {
    first: usize,
    vector: Vec<T>,
    factor: T,
}

impl<T: Field> Reflection<T> {
    fn new(first: usize, vector: Vec<T>) -> Self {
        let factor = T::from_integer(2) / dot(&vector, &vector);
        Self { first, vector, factor }
    }

    #[inline(always)]
    fn reflect(&self, x: &mut [T]) {
        let x = &mut x[self.first..];
        let share = self.factor.clone() * &dot(&self.vector, x);
        for (x, v) in x.iter_mut().zip(&self.vector) {
            *x = x.clone() - share.clone() * v;
        }
    }
}

/// Σ aᵢ bᵢ, from zero in order.
#[inline(always)]
fn dot<T: Algebra>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::zero(), |sum, (a, b)| sum + a.clone() * b)
}

/// The valley on numbers of one type.
#[derive(Clone, Debug)]
pub struct IllConditioned<T> {
    eigenvalues: Vec<T>,
    reflections: Vec<Reflection<T>>,
    optimum: Vec<T>,
}

impl IllConditioned<f64> {
    /// The valley of these settings. The optimum is normal, coordinate by coordinate (step
    /// 0 of the stream); the k-th reflection, k = 1, 2, …, is made of step k.
    ///
    /// # Errors
    /// Where there are no coordinates, κ is below 1 or not finite, or s is not a finite
    /// number above 0.
    pub fn new(valley: Valley) -> Result<Self, WrongProblem> {
        let Valley { dimension, condition, scale, seed } = valley;
        if dimension == 0 {
            return Err(WrongProblem::Empty("dimension"));
        }
        WrongProblem::unless_condition(condition)?;
        WrongProblem::unless_positive("scale", scale)?;
        let stream = Stream::new(seed, Purpose::Problem);
        let normals = |step, count: usize| (0..count as u32).map(|i| stream.normal(step, i)).collect::<Vec<f64>>();
        let reflection = |first: usize| {
            let mut vector = normals(first as u64 + 1, dimension - first);
            let length = dot(&vector, &vector).sqrt();
            vector[0] += length.copysign(vector[0]);
            Reflection::new(first, vector)
        };
        Ok(Self {
            eigenvalues: log_spaced(dimension, condition, scale),
            reflections: (0..dimension - 1).map(reflection).collect(),
            optimum: normals(0, dimension),
        })
    }

    /// The point that a run of `seed` starts from: normal deviates around 0.
    pub fn start(&self, seed: u64) -> Vec<f64> {
        let stream = Stream::new(seed, Purpose::Start);
        (0..self.optimum.len() as u32).map(|i| stream.normal(0, i)).collect()
    }

    /// The same valley on other numbers: each the number that `convert` makes of a float.
    pub fn map<U: Field>(&self, convert: impl Fn(f64) -> U) -> IllConditioned<U> {
        let all = |numbers: &[f64]| numbers.iter().map(|x| convert(*x)).collect();
        IllConditioned {
            eigenvalues: all(&self.eigenvalues),
            reflections: self.reflections.iter().map(|r| Reflection::new(r.first, all(&r.vector))).collect(),
            optimum: all(&self.optimum),
        }
    }
}

impl<T: Field> IllConditioned<T> {
    /// The minimum o.
    pub fn optimum(&self) -> &[T] {
        &self.optimum
    }

    /// The eigenvalues of H, the smallest first.
    pub fn eigenvalues(&self) -> &[T] {
        &self.eigenvalues
    }

    /// The eigenvector of H, of length 1, that belongs to an eigenvalue: a column of Q.
    ///
    /// # Panics
    /// Where there is no such eigenvalue.
    pub fn eigenvector(&self, index: usize) -> Vec<T> {
        let mut vector = vec![T::zero(); self.optimum.len()];
        vector[index] = T::one();
        self.reflections.iter().rev().for_each(|reflection| reflection.reflect(&mut vector));
        vector
    }

    /// U(x), and H (x − o), which is written into `gradient`.
    ///
    /// # Panics
    /// Where the lengths are not the dimension.
    #[inline(always)]
    pub fn evaluate(&self, position: &[T], gradient: &mut [T]) -> T {
        assert_eq!(position.len(), self.optimum.len(), "a point of another dimension");
        for (slot, (x, o)) in gradient.iter_mut().zip(position.iter().zip(&self.optimum)) {
            *slot = x.clone() - o;
        }
        self.reflections.iter().for_each(|reflection| reflection.reflect(gradient));
        let mut sum = T::zero();
        for (y, eigenvalue) in gradient.iter_mut().zip(&self.eigenvalues) {
            let stretched = eigenvalue.clone() * &*y;
            sum = sum + y.clone() * &stretched;
            *y = stretched;
        }
        self.reflections.iter().rev().for_each(|reflection| reflection.reflect(gradient));
        T::ratio(1, 2) * &sum
    }
}

impl<T: Field> Loss<T> for IllConditioned<T> {
    fn loss(&self, position: &[T]) -> T {
        self.evaluate(position, &mut vec![T::zero(); position.len()])
    }
}

impl<T: Field> Gradient<T> for IllConditioned<T> {
    fn gradient(&self, position: &[T], gradient: &mut [T]) {
        self.evaluate(position, gradient);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Approximate, Dual, Rational};

    const VALLEY: Valley = Valley { dimension: 4, condition: 1000.0, scale: 2.0, seed: 3 };

    fn exact() -> IllConditioned<Rational> {
        IllConditioned::new(VALLEY).expect("a valley").map(Rational::from_f64)
    }

    fn gradient<T: Field>(problem: &IllConditioned<T>, position: &[T]) -> Vec<T> {
        let mut gradient = vec![T::zero(); position.len()];
        problem.evaluate(position, &mut gradient);
        gradient
    }

    /// H qᵢ = λᵢ qᵢ, qᵢ · qⱼ = [i = j], and U(o + qᵢ) = λᵢ/2, in fractions.
    #[test]
    fn the_hessian_has_the_stated_eigenvalues_exactly() {
        let problem = exact();
        let vectors: Vec<Vec<Rational>> = (0..4).map(|i| problem.eigenvector(i)).collect();
        for (i, vector) in vectors.iter().enumerate() {
            let position: Vec<Rational> = problem.optimum().iter().zip(vector).map(|(o, q)| o.clone() + q).collect();
            let eigenvalue = &problem.eigenvalues()[i];
            let stretched: Vec<Rational> = vector.iter().map(|q| eigenvalue.clone() * q).collect();
            assert_eq!(gradient(&problem, &position), stretched);
            assert_eq!(problem.loss(&position), eigenvalue.clone() * &Rational::ratio(1, 2));
            for (j, other) in vectors.iter().enumerate() {
                assert_eq!(dot(vector, other), Rational::from(i64::from(i == j)));
            }
            // The control: it is no axis, along which any diagonal matrix would pass.
            assert!(vector.iter().filter(|q| **q != Rational::from(0)).count() > 1);
        }
        let floats = IllConditioned::new(VALLEY).expect("a valley");
        assert_eq!((floats.eigenvalues()[0], floats.eigenvalues()[3]), (0.002, 2.0));
    }

    /// By duals of fractions, so exactly; and with a sign changed not at all.
    #[test]
    fn the_gradient_is_the_derivative_of_the_loss() {
        let problem = exact();
        let dual = IllConditioned::new(VALLEY).expect("a valley").map(|x| Dual::constant(Rational::from_f64(x)));
        let position: Vec<Rational> = (1..5).map(|i| Rational::ratio(3 - i, i)).collect();
        let loss = dual.loss(&Dual::point(&position));
        assert_eq!(loss.value, problem.loss(&position));
        for (i, g) in gradient(&problem, &position).into_iter().enumerate() {
            assert_eq!(g, loss.along(i));
            assert_ne!(-g, loss.along(i), "the control");
        }
        assert!(gradient(&problem, problem.optimum()).iter().all(|g| *g == Rational::from(0)));
    }

    #[test]
    fn seeds_turn_the_valley_and_floats_follow_the_fractions() {
        let [problem, other] = [3, 4].map(|seed| IllConditioned::new(Valley { seed, ..VALLEY }).expect("a valley"));
        let position = problem.start(1);
        let exactly = gradient(&exact(), &position.iter().map(|x| Rational::from_f64(*x)).collect::<Vec<_>>());
        let near = |found: &[f64]| found.iter().zip(&exactly).all(|(g, e)| (g - e.to_f64()).abs() < 1e-14);
        assert!(near(&gradient(&problem, &position)) && !near(&gradient(&other, &position)));
        assert_ne!(problem.start(1), problem.start(2));
    }

    #[test]
    fn valleys_that_make_no_sense_are_refused() {
        let refused = |valley| IllConditioned::new(valley).map(|_| ()).expect_err("no valley").to_string();
        assert!(refused(Valley { dimension: 0, ..VALLEY }).contains("dimension"));
        for condition in [0.5, f64::NAN, f64::INFINITY] {
            assert!(refused(Valley { condition, ..VALLEY }).contains(&format!("condition, found {condition}")));
        }
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(refused(Valley { scale, ..VALLEY }).contains(&format!("scale, found {scale}")));
        }
        let single = IllConditioned::new(Valley { dimension: 1, ..VALLEY }).expect("one coordinate");
        assert_eq!(single.loss(&[single.optimum()[0] + 1.0]), 1.0);
    }
}
