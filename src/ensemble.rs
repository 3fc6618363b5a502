//! Many trajectories: several side by side, each with random numbers of its own seed.
//!
//! A [`Side`] type holds one trajectory (`f64`, [`Libm64`]) or eight ([`Lanes`]): the same
//! rule and the same problem run on either. Random numbers come from
//! [`counter`](crate::random::counter) streams, so that every method and every setting of
//! a seed gets the same start and the same noise: what is compared differs in what it is
//! compared for alone (common random numbers).
//!
//! A controller a trajectory may change the numbers of the method between two steps
//! ([`run_controlled`], [`control`]).

pub mod control;
mod noisy;
mod steering;
mod summary;

pub use noisy::{Noisy, side_by_side};
pub use summary::{Summary, WINDOW};

use crate::method::registry::{Entry, Number};
use crate::method::{Hyperparameters, Oracle, Report, State};
use crate::random::counter::{Stream, uniform_pairs};
use crate::scalar::{Lanes, Libm64, Ring, lanes};
use crate::trajectory::{Companion, StartError, iterate};
use control::Control;
use std::ops::Add;
use steering::Steering;

/// Numbers that hold one trajectory or several side by side.
pub trait Side: Ring {
    /// How many.
    const WIDTH: usize;

    /// The number that `of` gives for each trajectory.
    fn gather(of: impl FnMut(usize) -> f64) -> Self;

    /// The number of one trajectory.
    fn of(&self, trajectory: usize) -> f64;

    /// A uniform number from each stream, all at one step, for the coordinates 2 `pair`
    /// and 2 `pair` + 1.
    fn uniform(streams: &[Stream], step: u64, pair: u32) -> [Self; 2];
}

macro_rules! one_alone {
    ($($number:ty: $from:expr, $to:expr;)*) => {
        $(impl Side for $number {
            const WIDTH: usize = 1;
            #[inline]
            fn gather(mut of: impl FnMut(usize) -> f64) -> Self {
                $from(of(0))
            }
            #[inline]
            fn of(&self, _: usize) -> f64 {
                $to(self)
            }
            #[inline]
            fn uniform(streams: &[Stream], step: u64, pair: u32) -> [Self; 2] {
                uniform_pairs::<1>(streams, step, pair).map(|[x]| $from(x))
            }
        })*
    };
}

one_alone! {
    f64: |x: f64| x, |x: &f64| *x;
    Libm64: Libm64, |x: &Libm64| x.0;
}

impl Side for Lanes {
    const WIDTH: usize = lanes::WIDTH;
    #[inline(always)]
    fn gather(of: impl FnMut(usize) -> f64) -> Self {
        Self::from_fn(of)
    }
    #[inline(always)]
    fn of(&self, trajectory: usize) -> f64 {
        self.lane(trajectory)
    }
    #[inline(always)]
    fn uniform(streams: &[Stream], step: u64, pair: u32) -> [Self; 2] {
        uniform_pairs::<{ lanes::WIDTH }>(streams, step, pair).map(|x| Self::from_fn(|lane| x[lane]))
    }
}

/// Iterates `method` for `steps` steps from `start`, at rest, on every trajectory of `T`.
///
/// A trajectory that stops being finite keeps its summary, which says when; the others go
/// on beside it.
///
/// # Errors
/// Where the method does not take `hyper`, or does not run on `T`.
pub fn run<T: Number + Side>(
    method: &Entry,
    hyper: &Hyperparameters<T>,
    oracle: &mut dyn Oracle<T>,
    start: Vec<T>,
    steps: u64,
) -> Result<Vec<Summary>, StartError> {
    summarised::<T, Box<dyn Control>>(method, hyper, oracle, start, steps, &mut [])
}

/// [`run`], with a controller for each trajectory, which sees its loss at every step and may
/// change its numbers.
///
/// A trajectory that stopped being finite shows its controller nothing more, nor the loss of
/// that step. Where the oracle gives no loss controllers see none, and only disturb.
///
/// # Errors
/// Where the method does not take `hyper`, or does not run on `T`, or a controller is made
/// for other numbers.
///
/// # Panics
/// Where there are not as many controllers as trajectories.
///
/// # Examples
/// Momentum SGD whose learning rate is a hundredfold from step 20 on:
/// ```
/// use stable_sgd::ensemble::{Noisy, control::Disturbance, run, run_controlled};
/// use stable_sgd::method::registry;
/// use stable_sgd::problem::learning::Rastrigin;
/// let sgd = registry::find("sgd").expect("registered");
/// let hyper = sgd.description.defaults();
/// let problem = Rastrigin::new(3, 10.0)?;
/// let oracle = || Noisy::new(problem.clone(), 0.1, &[1]);
/// let plain = run(&sgd, &hyper, &mut oracle(), problem.start(1), 40)?;
/// let mut disturbances = [Disturbance::new(0, 20, 100.0)?];
/// let disturbed = run_controlled(&sgd, &hyper, &mut disturbances, &mut oracle(), problem.start(1), 40)?;
/// assert!(disturbed[0].final_loss > plain[0].final_loss);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run_controlled<T: Number + Side, C: Control>(
    method: &Entry,
    hyper: &Hyperparameters<T>,
    controllers: &mut [C],
    oracle: &mut dyn Oracle<T>,
    start: Vec<T>,
    steps: u64,
) -> Result<Vec<Summary>, StartError> {
    assert_eq!(controllers.len(), T::WIDTH, "a controller for each trajectory");
    summarised(method, hyper, oracle, start, steps, controllers)
}

/// [`run`] and [`run_controlled`]: a controller a trajectory, or none.
fn summarised<T: Number + Side, C: Control>(
    method: &Entry,
    hyper: &Hyperparameters<T>,
    oracle: &mut dyn Oracle<T>,
    start: Vec<T>,
    steps: u64,
    controllers: &mut [C],
) -> Result<Vec<Summary>, StartError> {
    method.check(hyper)?;
    let steering = Steering::new(hyper.clone(), controllers)?;
    let mut beside = Beside { steering, summaries: vec![Summary::new(steps); T::WIDTH] };
    let end = iterate(method, method.init(start), steps, oracle, &mut beside)?;
    let Beside { steering, mut summaries } = beside;
    for (i, summary) in summaries.iter_mut().enumerate() {
        summary.close(end.position.iter().map(|x| x.of(i)).collect());
        summary.control = steering.trace(i);
    }
    Ok(summaries)
}

/// Trajectories side by side, each with its controller and its summary.
struct Beside<'a, T, C> {
    steering: Steering<'a, T, C>,
    summaries: Vec<Summary>,
}

impl<T: Side, C: Control> Companion<T> for Beside<'_, T, C> {
    #[inline]
    fn hyper(&mut self, step: u64) -> &Hyperparameters<T> {
        self.steering.hyper(step)
    }

    #[inline]
    fn took(&mut self, step: u64, loss: Option<T>, report: Report<T>, state: &State<T>) -> bool {
        // 0 where every coordinate is finite, else NaN.
        let finite = state.position.iter().map(|x| T::zero() * x).fold(T::zero(), Add::add);
        let mut any = false;
        for (i, summary) in self.summaries.iter_mut().enumerate() {
            let number = |x: &Option<T>| x.as_ref().map(|x| x.of(i));
            let [loss, energy, penalty] = [&loss, &report.energy, &report.penalty].map(number);
            let goes_on = summary.add(step, loss, energy, penalty, finite.of(i) == 0.0);
            if let Some(loss) = loss.filter(|_| goes_on) {
                self.steering.observe(i, step, loss);
            }
            any |= goes_on;
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;
    use crate::problem::Measured;
    use crate::problem::challenging::{Challenging, VectorField};

    const DIMENSION: usize = 7;
    const STEPS: u64 = 40;

    fn on<T: Number + Side + crate::scalar::Transcendental>(name: &str, seeds: &[u64], rates: &[f64]) -> Vec<Summary> {
        let method = registry::find(name).expect("registered");
        let mut hyper = method.description.defaults().map(|x| T::gather(|_| *x));
        hyper.numbers[0] = T::gather(|i| rates[i]);
        let mut oracle = Noisy::new(Challenging::<T>::new(DIMENSION, VectorField::Coded), T::ratio(2, 5), seeds);
        let start = side_by_side(seeds, |seed| Challenging::<f64>::new(DIMENSION, VectorField::Coded).start(seed));
        run(&method, &hyper, &mut oracle, start, STEPS).expect("runs")
    }

    /// Side by side, each trajectory is that which it is alone: in the other lanes' places
    /// anything may stand, one that diverges too.
    #[test]
    fn a_trajectory_does_not_see_the_others() {
        let seeds = [3, 1, 4, 1, 5, 9, 2, 6];
        let rates = [0.005, 0.01, 1e300, 0.005, 0.1, 0.0, 0.02, 0.005];
        for name in ["sgd", "stable_sgd", "published_challenging", "leapfrog_kdk"] {
            let together = on::<Lanes>(name, &seeds, &rates);
            for lane in 0..lanes::WIDTH {
                let alone = on::<Lanes>(name, &[seeds[lane]; lanes::WIDTH], &[rates[lane]; lanes::WIDTH]);
                // A trajectory that diverged goes on for as long as one beside it does.
                let text = |summary: &Summary| {
                    let mut shown = summary.clone();
                    if shown.diverged_at.is_some() {
                        shown.end.clear();
                    }
                    format!("{shown:?}")
                };
                assert_eq!(text(&together[lane]), text(&alone[5]), "{name}, lane {lane}");
            }
            assert!(together[2].diverged_at.is_some() && together[0].diverged_at.is_none(), "{name}");
        }
    }

    /// The lanes against plain numbers, whose exp, sin and cos are the C library's: a few
    /// last places apart, and further only as the trajectory itself spreads them.
    #[test]
    fn lanes_agree_with_plain_numbers() {
        let apart = |change: f64| {
            let (plain, lanes) = (on::<f64>("sgd", &[8], &[0.01]), on::<Lanes>("sgd", &[8; 8], &[0.01 + change; 8]));
            (plain[0].final_loss - lanes[0].final_loss).abs() / plain[0].final_loss.abs()
        };
        assert!(apart(0.0) < 1e-13, "{}", apart(0.0));
        assert!(apart(1e-12) > 1e-13, "the control: another rate is seen");
    }

    #[test]
    fn methods_of_a_seed_share_start_and_noise() {
        let rates = [0.01];
        let first = |name, seed| on::<f64>(name, &[seed], &rates)[0].first_loss;
        assert_eq!(first("sgd", 1), first("published_challenging", 1));
        assert_ne!(first("sgd", 1), first("sgd", 2));
    }
}
