//! The measured landscapes as problems that may change with time, and their starts.

use super::{Problem, Side};
use crate::problem::learning::{Drifting, IllConditioned, Rastrigin};
use crate::scalar::{Algebra, Field, Transcendental};

impl<T: Field> Problem<T> for IllConditioned<T> {
    fn dimension(&self) -> usize {
        self.optimum().len()
    }

    #[inline(always)]
    fn evaluate(&mut self, _: u64, position: &[T], gradient: &mut [T]) -> T {
        IllConditioned::evaluate(self, position, gradient)
    }
}

impl<T: Algebra> Problem<T> for Drifting<T> {
    fn dimension(&self) -> usize {
        self.centre().len()
    }

    #[inline(always)]
    fn evaluate(&mut self, time: u64, position: &[T], gradient: &mut [T]) -> T {
        self.set_time(time);
        Drifting::evaluate(self, position, gradient)
    }
}

impl<T: Transcendental> Problem<T> for Rastrigin<T> {
    fn dimension(&self) -> usize {
        Rastrigin::dimension(self)
    }

    #[inline(always)]
    fn evaluate(&mut self, _: u64, position: &[T], gradient: &mut [T]) -> T {
        Rastrigin::evaluate(self, position, gradient)
    }
}

/// The starts of several seeds side by side, `start` giving each seed's.
///
/// # Panics
/// Where there are not as many seeds as trajectories.
///
/// # Examples
/// ```
/// use stable_sgd::ensemble::{Side, side_by_side};
/// use stable_sgd::problem::learning::Rastrigin;
/// use stable_sgd::scalar::Lanes;
/// let problem = Rastrigin::new(3, 10.0)?;
/// let seeds = [1, 2, 3, 4, 5, 6, 7, 8];
/// let start: Vec<Lanes> = side_by_side(&seeds, |seed| problem.start(seed));
/// assert_eq!(start[2].of(5), problem.start(6)[2]);
/// # Ok::<(), stable_sgd::problem::learning::WrongProblem>(())
/// ```
pub fn side_by_side<T: Side>(seeds: &[u64], start: impl Fn(u64) -> Vec<f64>) -> Vec<T> {
    assert_eq!(seeds.len(), T::WIDTH, "a seed for each trajectory");
    let starts: Vec<Vec<f64>> = seeds.iter().map(|seed| start(*seed)).collect();
    (0..starts[0].len()).map(|i| T::gather(|trajectory| starts[trajectory][i])).collect()
}
