//! Rastrigin's egg box.
//!
//! # Formula
//! U(x) = Σᵢ xᵢ² + A (1 − cos 2π xᵢ); ∂U/∂xᵢ = 2 xᵢ + 2π A sin 2π xᵢ. Smooth, with a minimum
//! of its own near every point of integers that is not too far out, and the lowest at 0.

use super::{WrongProblem, assert_dimension};
use crate::problem::measured::COORDINATES;
use crate::problem::{Gradient, Loss, Measured, Posed, ProblemDescription, Real, Setting, Setup, Timed};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::Transcendental;

/// What `list` says of this problem.
const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "rastrigin",
    loss: "Σᵢ xᵢ² + A (1 − cos 2π xᵢ), A = 10 in the source",
    remark: "smooth, with many minima, the lowest at 0; runs start in [−5.12, 5.12)",
    source: "L. A. Rastrigin, Systems of extremal control (1974), in two dimensions; in any number: H. Mühlenbein, M. Schomisch and J. Born, The parallel genetic algorithm as function optimizer, Parallel Computing 17 (1991) 619-632, doi:10.1016/S0167-8191(05)80052-3",
};

/// 2π, correctly rounded to 53 bits.
fn full_turn<T: Transcendental>() -> T {
    T::ratio(884_279_719_003_555, 140_737_488_355_328)
}

/// The egg box in a number of dimensions.
#[derive(Clone, Debug)]
pub struct Rastrigin<T> {
    dimension: usize,
    amplitude: T,
}

impl<T: Transcendental> Rastrigin<T> {
    /// The egg box of `dimension` coordinates and the depth A = `amplitude`; 0 leaves Σ xᵢ².
    ///
    /// # Errors
    /// Where there are no coordinates.
    pub fn new(dimension: usize, amplitude: T) -> Result<Self, WrongProblem> {
        match dimension {
            0 => Err(WrongProblem::Empty("dimension")),
            _ => Ok(Self { dimension, amplitude }),
        }
    }

    /// How many coordinates there are.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The point that a run of `seed` starts from: uniform in [−5.12, 5.12), the box of the
    /// source of 1991.
    pub fn start(&self, seed: u64) -> Vec<f64> {
        let stream = Stream::new(seed, Purpose::Start);
        (0..self.dimension as u32).map(|i| (stream.uniform(0, i) - 0.5) * 2.0 * 5.12).collect()
    }

    /// U(x), and its gradient, which is written into `gradient`.
    ///
    /// # Panics
    /// Where the lengths are not the dimension.
    #[inline(always)]
    pub fn evaluate(&self, position: &[T], gradient: &mut [T]) -> T {
        assert_dimension(self.dimension, position, gradient);
        let turn = full_turn::<T>();
        let slope = turn.clone() * &self.amplitude;
        let mut loss = T::zero();
        for (slot, x) in gradient.iter_mut().zip(position) {
            let angle = turn.clone() * x;
            loss = loss + (x.square() + self.amplitude.clone() * &(T::one() - angle.cos()));
            *slot = T::from_integer(2) * x + slope.clone() * &angle.sin();
        }
        loss
    }
}

impl<T: Transcendental> Loss<T> for Rastrigin<T> {
    fn loss(&self, position: &[T]) -> T {
        self.evaluate(position, &mut vec![T::zero(); position.len()])
    }
}

impl<T: Transcendental> Gradient<T> for Rastrigin<T> {
    fn gradient(&self, position: &[T], gradient: &mut [T]) {
        self.evaluate(position, gradient);
    }
}

impl<T: Transcendental> Timed<T> for Rastrigin<T> {
    #[inline(always)]
    fn evaluate_at(&mut self, _: u64, position: &[T], gradient: &mut [T]) -> T {
        self.evaluate(position, gradient)
    }
}

impl Measured for Rastrigin<f64> {
    fn start(&self, seed: u64) -> Vec<f64> {
        Self::start(self, seed)
    }

    fn on<T: Real>(&self, number: fn(f64) -> T) -> Option<impl Timed<T>> {
        Some(Rastrigin { dimension: self.dimension, amplitude: number(self.amplitude) })
    }

    fn optimum(&self) -> impl FnMut(u64) -> Option<Vec<f64>> {
        |_| Some(vec![0.0; self.dimension])
    }
}

impl Posed for Rastrigin<f64> {
    const DESCRIPTION: ProblemDescription = DESCRIPTION;
    const SETTINGS: &'static [Setting] =
        &[COORDINATES, Setting::noise(0.0), Setting::number("amplitude", 1.0, (0.0, 1e6), "A")];
    const NANOSECONDS: [f64; 2] = [15.0, 60.0];

    fn posed(point: &Setup) -> Result<Self, WrongProblem> {
        Self::new(Self::coordinates(point), point.number("amplitude"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Dual;
    use std::f64::consts::TAU;

    #[test]
    fn a_full_turn_is_the_nearest_float() {
        assert_eq!(full_turn::<f64>().to_bits(), TAU.to_bits());
    }

    #[test]
    fn values_are_those_found_by_hand() {
        let problem = Rastrigin::new(2, 10.0).expect("coordinates");
        let mut gradient = [f64::NAN; 2];
        assert_eq!((problem.evaluate(&[0.0, 0.0], &mut gradient), gradient), (0.0, [0.0, 0.0]));
        // At integers the cosine is 1; half way between, −1; at a quarter, 0 with slope 2πA.
        assert!((problem.loss(&[1.0, -2.0]) - 5.0).abs() < 1e-12);
        assert!((problem.loss(&[0.5, 0.0]) - 20.25).abs() < 1e-12);
        assert!((problem.evaluate(&[0.25, 0.0], &mut gradient) - 10.0625).abs() < 1e-12);
        assert!((gradient[0] - (0.5 + 10.0 * TAU)).abs() < 1e-12);
    }

    #[test]
    fn the_gradient_is_the_derivative_of_the_loss() {
        let (problem, dual) = (Rastrigin::new(6, 10.0), Rastrigin::new(6, Dual::constant(10.0)));
        let (problem, dual) = (problem.expect("coordinates"), dual.expect("coordinates"));
        let position = problem.start(1);
        let loss = dual.loss(&Dual::point(&position));
        let mut gradient = vec![0.0; 6];
        assert_eq!(problem.evaluate(&position, &mut gradient).to_bits(), loss.value.to_bits());
        for (i, g) in gradient.into_iter().enumerate() {
            assert!((g - loss.along(i)).abs() < 1e-12, "{g} against {}", loss.along(i));
            assert!((g + loss.along(i)).abs() > 1e-3, "the control: the sign of coordinate {i}");
        }
    }

    #[test]
    fn starts_lie_in_the_box_and_no_coordinates_are_refused() {
        let problem = Rastrigin::new(1000, 10.0).expect("coordinates");
        let start = problem.start(1);
        let (low, high) = start.iter().fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(*x), high.max(*x)));
        assert!((-5.12..-5.0).contains(&low) && (5.0..5.12).contains(&high), "{low}, {high}");
        assert_eq!(Rastrigin::new(0, 10.0).map(|_| ()), Err(WrongProblem::Empty("dimension")));
    }
}
