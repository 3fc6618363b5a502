//! A quadratic valley: eigenvalues from 1/κ to 1 along random directions.
//!
//! # Formula
//! U(x) = ½ (x − o)ᵀ H (x − o), H = Q Λ Qᵀ, Λ = s diag(κ⁻¹, …, 1) with one factor from each
//! eigenvalue to the next. Q is a product of Householder reflections 1 − 2 v vᵀ/(vᵀ v), each
//! of which takes a vector of normal deviates to a multiple of an axis: but for the signs of
//! its columns, which H does not see, a rotation as likely as any other (G. W. Stewart 1980,
//! doi:10.1137/0717034). Q is orthogonal whatever the v, and exactly so on exact numbers.

use super::{WrongProblem, assert_dimension, log_spaced};
use crate::problem::measured::PROBLEM_SEED;
use crate::problem::{Gradient, Loss, Measured, Posed, ProblemDescription, Real, Setting, Setup, Timed};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::{Algebra, Field};

/// What `list` says of this problem.
const DESCRIPTION: ProblemDescription = ProblemDescription {
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

    /// U(x), and H (x − o), which is written into `gradient`.
    ///
    /// # Panics
    /// Where the lengths are not the dimension.
    #[inline(always)]
    pub fn evaluate(&self, position: &[T], gradient: &mut [T]) -> T {
        assert_dimension(self.optimum.len(), position, gradient);
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

impl<T: Field> Timed<T> for IllConditioned<T> {
    #[inline(always)]
    fn evaluate_at(&mut self, _: u64, position: &[T], gradient: &mut [T]) -> T {
        self.evaluate(position, gradient)
    }
}

impl Measured for IllConditioned<f64> {
    fn start(&self, seed: u64) -> Vec<f64> {
        Self::start(self, seed)
    }

    fn on<T: Real>(&self, number: fn(f64) -> T) -> Option<impl Timed<T>> {
        Some(self.map(number))
    }

    fn optimum(&self) -> impl FnMut(u64) -> Option<Vec<f64>> {
        |_| Some(self.optimum.clone())
    }
}

/// The condition number κ of a valley.
pub(super) const fn condition(default: f64) -> Setting {
    Setting::number("condition", default, (1.0, 1e12), "κ, the largest curvature over the least")
}

/// The scale s of a valley.
pub(super) const SCALE: Setting = Setting::number("scale", 1.0, (1e-12, 1e12), "s, the largest curvature");

impl Posed for IllConditioned<f64> {
    const DESCRIPTION: ProblemDescription = DESCRIPTION;
    // A rotation has half as many numbers as a matrix.
    const SETTINGS: &'static [Setting] =
        &[Setting::whole("dimension", 50, 10_000, "coordinates"), Setting::noise(0.0), condition(1000.0), SCALE];
    const NANOSECONDS: [f64; 2] = [40.0, 150.0];

    fn posed(point: &Setup) -> Result<Self, WrongProblem> {
        Self::new(Valley {
            dimension: Self::coordinates(point),
            condition: point.number("condition"),
            scale: point.number("scale"),
            seed: PROBLEM_SEED,
        })
    }
}

#[cfg(test)]
mod tests;
