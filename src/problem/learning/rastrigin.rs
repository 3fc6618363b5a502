//! Rastrigin's egg box.
//!
//! # Formula
//! U(x) = Σᵢ xᵢ² + A (1 − cos 2π xᵢ); ∂U/∂xᵢ = 2 xᵢ + 2π A sin 2π xᵢ. Smooth, with a minimum
//! of its own near every point of integers that is not too far out, and the lowest at 0.

use super::WrongProblem;
use crate::problem::{Description, Gradient, Loss};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::Transcendental;

/// What `list` says of this problem.
pub(super) const DESCRIPTION: Description = Description {
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
        assert_eq!(position.len(), self.dimension, "a point of another dimension");
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
