//! A problem as a method meets it: at a time that passes, and with noise.

use super::Side;
use crate::method::Oracle;
use crate::problem::Timed;
use crate::random::counter::{Purpose, Stream};
use crate::scalar::Transcendental;
use crate::scalar::lanes::vectors::{Work, on_widest};

/// Gradients of a problem with uniform noise: g + ((u − ½) · 2) · level, u of the stream of
/// the trajectory's seed, at the number of the evaluation (counted from 1, as the clock is)
/// and the coordinate.
pub struct Noisy<T, P> {
    problem: P,
    streams: Vec<Stream>,
    level: T,
    time: u64,
    loss: Option<T>,
}

impl<T: Side, P: Timed<T>> Noisy<T, P> {
    /// `problem` with noise of `level` (one for each trajectory), a seed a trajectory.
    ///
    /// # Panics
    /// Where there are not as many seeds as trajectories.
    pub fn new(problem: P, level: T, seeds: &[u64]) -> Self {
        assert_eq!(seeds.len(), T::WIDTH, "a seed for each trajectory");
        let streams = seeds.iter().map(|seed| Stream::new(*seed, Purpose::Noise)).collect();
        Self { problem, streams, level, time: 0, loss: None }
    }

    /// The problem below the noise.
    pub fn problem(&self) -> &P {
        &self.problem
    }
}

impl<T: Side + Transcendental, P: Timed<T>> Oracle<T> for Noisy<T, P> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        on_widest(Evaluation { noisy: self, position, gradient });
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}

struct Evaluation<'a, T, P> {
    noisy: &'a mut Noisy<T, P>,
    position: &'a [T],
    gradient: &'a mut [T],
}

impl<T: Side + Transcendental, P: Timed<T>> Work for Evaluation<'_, T, P> {
    type Result = ();

    #[inline(always)]
    fn run(self) {
        let Noisy { problem, streams, level, time, loss } = self.noisy;
        *time += 1;
        *loss = Some(problem.evaluate_at(*time, self.position, self.gradient));
        for (pair, gradients) in self.gradient.chunks_mut(2).enumerate() {
            for (g, uniform) in gradients.iter_mut().zip(T::uniform(streams, *time, pair as u32)) {
                *g = g.clone() + (uniform - T::ratio(1, 2)) * T::from_integer(2) * &*level;
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Oracle;
    use crate::problem::learning::{Drift, Drifting, IllConditioned, Motion, Rastrigin, Valley};
    use crate::scalar::{Lanes, lanes};

    const VALLEY: Valley = Valley { dimension: 5, condition: 100.0, scale: 1.0, seed: 1 };
    const DRIFT: Drift = Drift { dimension: 5, condition: 10.0, scale: 1.0, motion: Motion::Walk, rate: 0.1, seed: 1 };

    /// Two gradients of a problem at one point, with noise of `level`, and the losses there.
    fn twice<P: Timed<f64>>(problem: P, level: f64) -> [(Vec<f64>, f64); 2] {
        let mut oracle = Noisy::new(problem, level, &[9]);
        [(); 2].map(|()| {
            let mut gradient = vec![0.0; 5];
            oracle.gradient(&[0.5, -1.0, 2.0, 0.25, 1.5], &mut gradient);
            (gradient, oracle.loss().expect("a gradient was asked for"))
        })
    }

    /// The noise of step s = 1, 2 and coordinate i is ((u − ½) · 2) · level, to the bit.
    fn has_the_published_noise<P: Timed<f64> + Clone>(problem: &P, first_step: u64) -> bool {
        let stream = Stream::new(9, Purpose::Noise);
        let pairs = twice(problem.clone(), 0.4).into_iter().zip(twice(problem.clone(), 0.0)).zip(first_step..);
        pairs.into_iter().all(|(((noisy, loss), (plain, plain_loss)), step)| {
            let noise = |i| (stream.uniform(step, i) - 0.5) * 2.0 * 0.4;
            let expected = plain.iter().zip(0..).map(|(g, i)| g + noise(i));
            loss == plain_loss && expected.eq(noisy)
        })
    }

    #[test]
    fn noise_is_added_to_gradients_alone_and_counts_steps_from_1() {
        let valley = IllConditioned::new(VALLEY).expect("a valley");
        let drift = Drifting::new(DRIFT).expect("a drift");
        let box_of_eggs = Rastrigin::new(5, 10.0).expect("coordinates");
        assert!(has_the_published_noise(&valley, 1));
        assert!(has_the_published_noise(&drift, 1));
        assert!(has_the_published_noise(&box_of_eggs, 1));
        assert!(!has_the_published_noise(&valley, 0), "the control: steps counted from 0");
    }

    /// The drift's time is the oracle's clock, which the first gradient sets to 1.
    #[test]
    fn the_optimum_drifts_with_the_clock_and_the_others_stand() {
        let mut drift = Drifting::new(DRIFT).expect("a drift");
        let [first, second] = twice(drift.clone(), 0.0);
        for (time, (gradient, loss)) in [(1, first), (2, second)] {
            drift.set_time(time);
            let mut expected = vec![0.0; 5];
            let there = drift.evaluate(&[0.5, -1.0, 2.0, 0.25, 1.5], &mut expected);
            assert_eq!((gradient, loss), (expected, there));
        }
        let [first, second] = twice(IllConditioned::new(VALLEY).expect("a valley"), 0.0);
        assert_eq!(first, second);
    }

    /// Side by side each trajectory has the numbers that it has alone.
    #[test]
    fn lanes_have_the_bits_of_plain_numbers() {
        let valley = IllConditioned::new(VALLEY).expect("a valley");
        let side = |x: f64| Lanes::gather(|_| x);
        let seeds: [u64; lanes::WIDTH] = [1, 2, 3, 4, 5, 6, 7, 8];
        let mut together = Noisy::new(valley.map(side), side(0.4), &seeds);
        let start: Vec<Lanes> = side_by_side(&seeds, |seed| valley.start(seed));
        let mut gradients = vec![side(0.0); 5];
        together.gradient(&start, &mut gradients);
        for (lane, seed) in seeds.into_iter().enumerate() {
            let mut alone = Noisy::new(valley.clone(), 0.4, &[seed]);
            let mut gradient = vec![0.0; 5];
            alone.gradient(&valley.start(seed), &mut gradient);
            assert!(gradient.iter().zip(&gradients).all(|(g, all)| g.to_bits() == all.of(lane).to_bits()), "{lane}");
            assert_eq!(alone.loss(), together.loss().map(|loss| loss.of(lane)));
        }
    }
}
