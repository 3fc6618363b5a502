//! A quadratic whose optimum moves.
//!
//! # Formula
//! U(x, t) = ½ Σᵢ κᵢ (xᵢ − cᵢ(t))², with the clock t and curvatures from s/κ to s, one
//! factor from each to the next. The centre c moves by a stated rate ρ a step:
//!
//! - on circles of radius r, coordinates in pairs: c = r (cos(φ + ρ t/r), sin(φ + ρ t/r))
//!   with an angle φ of each pair's own, so that the centre of a pair goes the arc ρ a step;
//! - or at random: cᵢ(t) = cᵢ(t − 1) + ρ ξ, ξ normal, cᵢ(0) = 0.
//!
//! The path of the centre is data, drawn and computed in binary64; the loss is a polynomial
//! on any numbers.

use super::ill_conditioned::{SCALE, condition};
use super::{WrongProblem, assert_dimension, log_spaced};
use crate::energy::kinetic;
use crate::problem::measured::{COORDINATES, PROBLEM_SEED};
use crate::problem::{Gradient, Loss, Measured, Posed, ProblemDescription, Real, Setting, Setup, Timed};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::Algebra;
use std::f64::consts::TAU;

/// What `list` says of this problem.
const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "drifting",
    loss: "½ Σᵢ κᵢ (xᵢ − cᵢ(t))², c on circles or on a random walk",
    remark: "a method that tracks c(t) lags behind it, the more the smaller its rate; noise asks for a small one",
    source: "the random walk: B. Widrow, J. M. McCool, M. G. Larimore and C. R. Johnson, Stationary and nonstationary learning characteristics of the LMS adaptive filter, Proc. IEEE 64 (1976) 1151-1162, doi:10.1109/PROC.1976.10286",
};

/// How the centre moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// On circles of this radius, above 0, each around 0.
    Circle {
        /// The radius r.
        radius: f64,
    },
    /// At random, from 0.
    Walk,
}

/// What a moving optimum is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// How many coordinates there are.
    pub dimension: usize,
    /// The ratio κ of the largest curvature to the smallest, at least 1.
    pub condition: f64,
    /// The largest curvature s, above 0.
    pub scale: f64,
    /// How the centre moves.
    pub motion: Motion,
    /// By how much in a step, ρ ≥ 0: the arc of each pair, or the deviation of each coordinate.
    pub rate: f64,
    /// Angles and walks are drawn from its stream for [`Purpose::Problem`].
    pub seed: u64,
}

/// The moving optimum on numbers of one type, at one reading of the clock.
#[derive(Clone, Debug)]
pub struct Drifting<T> {
    drift: Drift,
    curvatures: Vec<T>,
    number: fn(f64) -> T,
    time: u64,
    /// c(t), and the numbers that it is.
    path: Vec<f64>,
    centre: Vec<T>,
}

impl Drifting<f64> {
    /// The moving optimum of these settings, at t = 0.
    ///
    /// # Errors
    /// Where there are no coordinates, κ is below 1 or not finite, s or the radius is not a
    /// finite number above 0, or ρ is not a finite number from 0 on.
    pub fn new(drift: Drift) -> Result<Self, WrongProblem> {
        let Drift { dimension, condition, scale, motion, rate, .. } = drift;
        if dimension == 0 {
            return Err(WrongProblem::Empty("dimension"));
        }
        WrongProblem::unless_condition(condition)?;
        WrongProblem::unless_positive("scale", scale)?;
        if let Motion::Circle { radius } = motion {
            WrongProblem::unless_positive("radius", radius)?;
        }
        if rate != 0.0 {
            WrongProblem::unless_positive("rate", rate)?;
        }
        let curvatures = log_spaced(dimension, condition, scale);
        let path = drift.beginning();
        Ok(Self { drift, curvatures, number: |x| x, time: 0, centre: path.clone(), path })
    }

    /// The same on other numbers: each the number that `number` makes of a float.
    pub fn map<U: Algebra>(&self, number: fn(f64) -> U) -> Drifting<U> {
        let all = |numbers: &[f64]| numbers.iter().map(|x| number(*x)).collect();
        let (curvatures, centre) = (all(&self.curvatures), all(&self.path));
        Drifting { drift: self.drift, curvatures, number, time: self.time, path: self.path.clone(), centre }
    }

    /// The point that a run of `seed` starts from: normal deviates around 0.
    pub fn start(&self, seed: u64) -> Vec<f64> {
        let stream = Stream::new(seed, Purpose::Start);
        (0..self.path.len() as u32).map(|i| stream.normal(0, i)).collect()
    }
}

impl Drift {
    fn stream(&self) -> Stream {
        Stream::new(self.seed, Purpose::Problem)
    }

    /// c(0).
    fn beginning(&self) -> Vec<f64> {
        match self.motion {
            Motion::Circle { radius } => self.on_circles(radius, 0),
            Motion::Walk => vec![0.0; self.dimension],
        }
    }

    /// c(t) on circles; the angle of a pair is the stream's at step 0. A last coordinate
    /// without a second one moves as the first of a pair does.
    fn on_circles(&self, radius: f64, time: u64) -> Vec<f64> {
        let turned = self.rate / radius * time as f64;
        let stream = self.stream();
        let coordinate = |i: usize| {
            let angle = TAU * stream.uniform(0, (i / 2) as u32) + turned;
            radius * if i.is_multiple_of(2) { angle.cos() } else { angle.sin() }
        };
        (0..self.dimension).map(coordinate).collect()
    }
}

impl<T: Algebra> Drifting<T> {
    /// Sets the clock to `time`. A walk goes there step by step, from where it is or, where
    /// that lies ahead, from its beginning: so the centre is a function of the time alone.
    pub fn set_time(&mut self, time: u64) {
        match self.drift.motion {
            _ if time == self.time => return,
            Motion::Circle { radius } => self.path = self.drift.on_circles(radius, time),
            Motion::Walk => {
                if time < self.time {
                    (self.time, self.path) = (0, self.drift.beginning());
                }
                let (stream, rate) = (self.drift.stream(), self.drift.rate);
                for step in self.time + 1..=time {
                    for (i, c) in self.path.iter_mut().enumerate() {
                        *c += rate * stream.normal(step, i as u32);
                    }
                }
            }
        }
        self.time = time;
        for (centre, c) in self.centre.iter_mut().zip(&self.path) {
            *centre = (self.number)(*c);
        }
    }

    /// c(t), where the minimum is.
    pub fn centre(&self) -> &[T] {
        &self.centre
    }

    /// The curvatures κᵢ, the smallest first.
    pub fn curvatures(&self) -> &[T] {
        &self.curvatures
    }

    /// U(x, t), and its gradient κᵢ (xᵢ − cᵢ(t)), which is written into `gradient`.
    ///
    /// # Panics
    /// Where the lengths are not the dimension.
    #[inline(always)]
    pub fn evaluate(&self, position: &[T], gradient: &mut [T]) -> T {
        assert_dimension(self.centre.len(), position, gradient);
        let mut loss = T::zero();
        let parts = position.iter().zip(&self.centre).zip(&self.curvatures);
        for (slot, ((x, centre), curvature)) in gradient.iter_mut().zip(parts) {
            let offset = x.clone() - centre;
            loss = loss + curvature.clone() * &kinetic(&offset);
            *slot = curvature.clone() * &offset;
        }
        loss
    }
}

impl<T: Algebra> Loss<T> for Drifting<T> {
    fn loss(&self, position: &[T]) -> T {
        self.evaluate(position, &mut vec![T::zero(); position.len()])
    }
}

impl<T: Algebra> Gradient<T> for Drifting<T> {
    fn gradient(&self, position: &[T], gradient: &mut [T]) {
        self.evaluate(position, gradient);
    }
}

impl<T: Algebra> Timed<T> for Drifting<T> {
    #[inline(always)]
    fn evaluate_at(&mut self, time: u64, position: &[T], gradient: &mut [T]) -> T {
        self.set_time(time);
        self.evaluate(position, gradient)
    }
}

impl Measured for Drifting<f64> {
    fn start(&self, seed: u64) -> Vec<f64> {
        Self::start(self, seed)
    }

    fn on<T: Real>(&self, number: fn(f64) -> T) -> Option<impl Timed<T>> {
        Some(self.map(number))
    }

    fn optimum(&self) -> impl FnMut(u64) -> Option<Vec<f64>> {
        let mut problem = self.clone();
        move |steps| {
            problem.set_time(steps);
            Some(problem.centre.clone())
        }
    }
}

/// The radius of a circling optimum.
const RADIUS: f64 = 1.0;
/// Motions, by the words of the setting.
const MOTIONS: &[&str] = &["walk", "circle"];

impl Posed for Drifting<f64> {
    const DESCRIPTION: ProblemDescription = DESCRIPTION;
    const SETTINGS: &'static [Setting] = &[
        COORDINATES,
        Setting::noise(0.0),
        condition(10.0),
        SCALE,
        Setting::number("rate", 0.01, (0.0, 1e6), "ρ, the way of the centre in a step"),
        Setting::word("motion", MOTIONS, "how the centre moves"),
    ];
    const NANOSECONDS: [f64; 2] = [40.0, 150.0];

    fn posed(point: &Setup) -> Result<Self, WrongProblem> {
        let circles = point.word("motion") == MOTIONS[1];
        Self::new(Drift {
            dimension: Self::coordinates(point),
            condition: point.number("condition"),
            scale: point.number("scale"),
            motion: if circles { Motion::Circle { radius: RADIUS } } else { Motion::Walk },
            rate: point.number("rate"),
            seed: PROBLEM_SEED,
        })
    }
}

#[cfg(test)]
mod tests;
