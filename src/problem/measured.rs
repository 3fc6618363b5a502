//! Problems on which methods are measured.
//!
//! A [`Measured`] landscape runs on floats, alone or eight side by side, and says where runs
//! start and where its optimum is; [`task`](crate::task) adds noise to its gradients, and has
//! the rows of those that are posed by their settings ([`Posed`](super::Posed)).

use super::registry::Entry;
use super::{Landscape, Setting, Setup};
use crate::random::counter::{Purpose, Stream};
use crate::scalar::{Approximate, Lanes, Libm64, Transcendental};

/// A loss whose field may be anything, and may move: what noise is added to.
pub trait Timed<T> {
    /// Writes the field at `position` into `gradient`, as it is at a step (from 1), and gives
    /// the loss.
    fn evaluate_at(&mut self, time: u64, position: &[T], gradient: &mut [T]) -> T;
}

/// A number type of floats on which problems are measured.
pub trait Real: Transcendental {
    /// A registered landscape on it, where it is registered for this type.
    fn registered(entry: &Entry) -> Option<&dyn Landscape<Self>>;
}

impl Real for f64 {
    fn registered(entry: &Entry) -> Option<&dyn Landscape<Self>> {
        entry.on()
    }
}

impl Real for Lanes {
    fn registered(entry: &Entry) -> Option<&dyn Landscape<Self>> {
        entry.on()
    }
}

/// The published programs' numbers, for their own problems alone.
impl Real for Libm64 {
    fn registered(_: &Entry) -> Option<&dyn Landscape<Self>> {
        None
    }
}

/// A landscape at one point of its settings.
pub trait Measured: Send + Sync + 'static {
    /// Where the run of a seed starts.
    fn start(&self, seed: u64) -> Vec<f64>;

    /// The landscape on numbers of another type, each made of a float by `number`; nothing where
    /// it does not run on them.
    fn on<T: Real>(&self, number: fn(f64) -> T) -> Option<impl Timed<T>>;

    /// Gives the nominal optimum after so many steps, or the first rest point, where one is known.
    fn optimum(&self) -> impl FnMut(u64) -> Option<Vec<f64>>;

    /// Whether a published program runs on it, whose arithmetic is [`Libm64`].
    const PUBLISHED: bool = false;
}

/// The number of coordinates.
pub(crate) const COORDINATES: Setting = Setting::whole("dimension", 50, 1_000_000, "coordinates");

/// The seed of what is random of a problem: one for all seeds of starts and noise.
pub(crate) const PROBLEM_SEED: u64 = 0;

/// Normal deviates, a coordinate each: where a run of the seed starts.
pub(crate) fn normal_point(seed: u64, dimension: usize) -> impl Iterator<Item = f64> {
    let stream = Stream::new(seed, Purpose::Start);
    (0..dimension as u32).map(move |i| stream.normal(0, i))
}

/// A registered landscape, whose runs start near its own start.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    /// The landscape.
    pub entry: Entry,
    /// The standard deviation of each coordinate of a start.
    pub spread: f64,
}

impl Spread {
    pub(crate) const SETTINGS: &'static [Setting] = &[
        Setting::noise(0.0),
        Setting::number("spread", 0.1, (0.0, 1e6), "the standard deviation of each coordinate of a start"),
    ];
    pub(crate) const NANOSECONDS: [f64; 2] = [60.0, 200.0];

    pub(crate) fn posed(entry: Entry, point: &Setup) -> Self {
        Self { entry, spread: point.number("spread") }
    }
}

/// A landscape that does not move.
struct Still<'a, T>(&'a dyn Landscape<T>);

impl<T> Timed<T> for Still<'_, T> {
    fn evaluate_at(&mut self, _: u64, position: &[T], gradient: &mut [T]) -> T {
        self.0.gradient(position, gradient);
        self.0.loss(position)
    }
}

impl Measured for Spread {
    fn start(&self, seed: u64) -> Vec<f64> {
        let registered = self.entry.start.position.iter().map(Approximate::to_f64);
        registered.zip(normal_point(seed, self.entry.dimension)).map(|(x, normal)| x + self.spread * normal).collect()
    }

    fn on<T: Real>(&self, _: fn(f64) -> T) -> Option<impl Timed<T>> {
        T::registered(&self.entry).map(Still)
    }

    fn optimum(&self) -> impl FnMut(u64) -> Option<Vec<f64>> {
        let rest: Option<Vec<f64>> = self.entry.rest.first().map(|rest| rest.iter().map(Approximate::to_f64).collect());
        move |_| rest.clone()
    }
}
