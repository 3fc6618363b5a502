//! The paper's "challenging optimization landscape".
//!
//! # Formula
//! With the nominal optimum oᵢ = 0.5 sin(0.1 i), decoys m_{k,i} = 0.3 sin(0.1 i + k),
//! k = 0..4, and a clock t that counts evaluations, a coordinate's loss is
//!
//! (x−o)² − Σₖ 0.2 exp(−(x−mₖ)²) + 0.1 (1 − cos 5x)
//!   + 0.05 (xᵢ−xᵢ₋₁)² + 0.05 (xᵢ−xᵢ₊₁)² + 0.01 sin(0.01 t) x².
//!
//! The field that the published program follows is not its gradient: the
//! decoys have the wrong sign, and each coupling, which stands in the loss
//! twice, is counted once. [`VectorField`] has both; they differ in two coefficients.

use super::learning::WrongProblem;
use super::measured::{COORDINATES, normal_point};
use super::{Gradient, Loss, Measured, Posed, ProblemDescription, Real, Setting, Setup, Timed};
use crate::energy::distance;
use crate::method::Oracle;
use crate::random::Random;
use crate::rest::DualField;
use crate::scalar::{Approximate, Dual, Field, Transcendental};

/// What `list` says of this problem.
pub const DESCRIPTION: ProblemDescription = ProblemDescription {
    name: "challenging",
    loss: "Σᵢ (xᵢ−oᵢ)² − Σₖ 0.2 exp(−(xᵢ−m_{k,i})²) + 0.1 (1 − cos 5xᵢ) + 0.05 (xᵢ−xᵢ₋₁)² + 0.05 (xᵢ−xᵢ₊₁)² + 0.01 sin(0.01 t) xᵢ²",
    remark: "the published field is not the gradient of this loss: the decoys have the wrong sign, and each coupling is counted once, not twice",
    source: "the StableSGD paper, section 2.2; benchmarks/challenging_sgd_stability_test.py",
};

/// How many decoys each coordinate has.
pub const DECOYS: usize = 5;

/// Which vector field a method follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VectorField {
    /// The field that the published program codes.
    Coded,
    /// The gradient of the loss.
    TrueGradient,
}

impl VectorField {
    /// The factor of Σₖ (x−mₖ) exp(−(x−mₖ)²).
    #[inline(always)]
    fn decoy<T: Field>(self) -> T {
        match self {
            Self::Coded => -T::ratio(2, 5),
            Self::TrueGradient => T::ratio(2, 5),
        }
    }

    /// The factor of each xᵢ − xᵢ₊₁ and xᵢ − xᵢ₋₁.
    #[inline(always)]
    fn coupling<T: Field>(self) -> T {
        match self {
            Self::Coded => T::ratio(1, 10),
            Self::TrueGradient => T::ratio(1, 5),
        }
    }
}

/// A term of the loss and of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// (x−o)²
    Main,
    /// −Σₖ 0.2 exp(−(x−mₖ)²)
    Decoys,
    /// 0.1 (1 − cos 5x)
    Oscillation,
    /// 0.05 (xᵢ−xᵢ₋₁)² + 0.05 (xᵢ−xᵢ₊₁)²
    Coupling,
    /// 0.01 sin(0.01 t) x²
    Shift,
}

impl Term {
    /// The terms, in the order in which they are added.
    pub const ALL: [Self; 5] = [Self::Main, Self::Decoys, Self::Oscillation, Self::Coupling, Self::Shift];

    /// The term's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Decoys => "decoys",
            Self::Oscillation => "oscillation",
            Self::Coupling => "coupling",
            Self::Shift => "shift",
        }
    }
}

/// The landscape in a number of dimensions, at one reading of the clock.
#[derive(Clone, Debug)]
pub struct Challenging<T> {
    /// The nominal optimum o.
    pub optimum: Vec<T>,
    /// The decoys of each coordinate.
    pub decoys: Vec<[T; DECOYS]>,
    /// The field that [`Gradient`] gives.
    pub field: VectorField,
    /// 0.01 sin(0.01 t); 0 at t = 0.
    shift: T,
}

/// One coordinate's loss and field, term by term in the order of [`Term::ALL`].
/// The decoys' loss is given without its minus sign: it is subtracted.
struct Coordinate<T> {
    loss: [T; 5],
    field: [T; 5],
}

impl<T: Transcendental> Challenging<T> {
    /// The landscape in `dimension` coordinates, at t = 0.
    pub fn new(dimension: usize, field: VectorField) -> Self {
        let phase = |i: usize| T::from_integer(i as i64) * T::ratio(1, 10);
        let optimum = (0..dimension).map(|i| T::ratio(1, 2) * phase(i).sin()).collect();
        let decoy = |i: usize, k: usize| T::ratio(3, 10) * (phase(i) + T::from_integer(k as i64)).sin();
        let decoys = (0..dimension).map(|i| std::array::from_fn(|k| decoy(i, k))).collect();
        Self { optimum, decoys, field, shift: T::zero() }
    }

    /// The same landscape when the clock reads `t`.
    pub fn at_time(mut self, t: u64) -> Self {
        self.set_time(t);
        self
    }

    /// Sets the clock to `t`.
    pub fn set_time(&mut self, t: u64) {
        self.shift = T::ratio(1, 100) * (T::from_integer(t as i64) * T::ratio(1, 100)).sin();
    }

    /// How many coordinates there are.
    pub fn dimension(&self) -> usize {
        self.optimum.len()
    }

    /// ‖x − o‖, the distance to the nominal optimum.
    pub fn distance(&self, position: &[T]) -> T {
        distance(position, &self.optimum)
    }

    #[inline(always)]
    fn coordinate(&self, x: &[T], i: usize) -> Coordinate<T> {
        let point = &x[i];
        let offset = point.clone() - &self.optimum[i];
        let (mut attraction, mut decoy_field) = (T::zero(), T::zero());
        let factor = self.field.decoy::<T>();
        for decoy in &self.decoys[i] {
            let u = point.clone() - decoy;
            let well = (-u.square()).exp();
            attraction = attraction + T::ratio(1, 5) * &well;
            decoy_field = decoy_field + factor.clone() * &u * &well;
        }
        let angle = T::from_integer(5) * point;
        let (mut coupling, mut coupling_field) = (T::zero(), T::zero());
        let factor = self.field.coupling::<T>();
        let before = i.checked_sub(1).and_then(|j| x.get(j));
        for neighbour in before.into_iter().chain(x.get(i + 1)) {
            let gap = point.clone() - neighbour;
            coupling = coupling + T::ratio(1, 20) * gap.square();
            coupling_field = coupling_field + factor.clone() * gap;
        }
        let shift_field = T::from_integer(2) * &self.shift * point;
        Coordinate {
            loss: [
                offset.square(),
                attraction,
                T::ratio(1, 10) * (T::one() - angle.cos()),
                coupling,
                self.shift.clone() * point.square(),
            ],
            field: [
                T::from_integer(2) * offset,
                decoy_field,
                T::ratio(1, 2) * angle.sin(),
                coupling_field,
                shift_field,
            ],
        }
    }

    /// Loss and field in one pass, as the published program evaluates them.
    #[inline(always)]
    pub fn evaluate(&self, position: &[T], gradient: &mut [T]) -> T {
        let mut total = T::zero();
        for (i, slot) in gradient.iter_mut().enumerate() {
            let Coordinate { loss, field } = self.coordinate(position, i);
            let [main, attraction, oscillation, coupling, shift] = loss;
            total = total + (main - attraction + oscillation + coupling + shift);
            let [main, decoys, oscillation, coupling, shift] = field;
            *slot = main + decoys + oscillation + coupling + shift;
        }
        total
    }

    /// One term of the loss, summed over the coordinates.
    pub fn loss_term(&self, position: &[T], term: Term) -> T {
        (0..self.dimension()).fold(T::zero(), |sum, i| {
            let [main, attraction, oscillation, coupling, shift] = self.coordinate(position, i).loss;
            sum + match term {
                Term::Main => main,
                Term::Decoys => -attraction,
                Term::Oscillation => oscillation,
                Term::Coupling => coupling,
                Term::Shift => shift,
            }
        })
    }

    /// One term of the field.
    pub fn field_term(&self, position: &[T], term: Term) -> Vec<T> {
        let index = Term::ALL.iter().position(|t| *t == term).unwrap_or_default();
        (0..self.dimension()).map(|i| self.coordinate(position, i).field[index].clone()).collect()
    }
}

impl<T: Transcendental> Loss<T> for Challenging<T> {
    fn loss(&self, position: &[T]) -> T {
        let mut unused = vec![T::zero(); position.len()];
        self.evaluate(position, &mut unused)
    }
}

impl<T: Transcendental> Gradient<T> for Challenging<T> {
    fn gradient(&self, position: &[T], gradient: &mut [T]) {
        self.evaluate(position, gradient);
    }
}

impl DualField for Challenging<Dual<f64>> {
    fn on_duals(&self, position: &[Dual<f64>]) -> Vec<Dual<f64>> {
        let mut field = vec![Dual::constant(0.0); position.len()];
        self.gradient(position, &mut field);
        field
    }
}

/// The landscape as a method sees it: noisy, and at a time that passes.
///
/// Every gradient raises the clock by one, then draws one uniform number a
/// coordinate: g + ((random() − 0.5) · 2) · level.
#[derive(Debug)]
pub struct NoisyOracle<'a, T> {
    problem: Challenging<T>,
    random: &'a mut Random,
    clock: &'a mut u64,
    level: T,
    loss: Option<T>,
}

impl<'a, T: Transcendental> NoisyOracle<'a, T> {
    /// An oracle that draws from `random` and reads and raises `clock`.
    pub fn new(problem: Challenging<T>, level: T, random: &'a mut Random, clock: &'a mut u64) -> Self {
        Self { problem, random, clock, level, loss: None }
    }

    /// Passes over one evaluation: its time and its noise.
    pub fn pass_over(&mut self) {
        *self.clock += 1;
        for _ in 0..self.problem.dimension() {
            self.random.random();
        }
    }

    /// The landscape below the noise.
    pub fn problem(&self) -> &Challenging<T> {
        &self.problem
    }
}

impl<T: Transcendental + Approximate> Oracle<T> for NoisyOracle<'_, T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        *self.clock += 1;
        self.problem.set_time(*self.clock);
        self.loss = Some(self.problem.evaluate(position, gradient));
        for g in gradient {
            let centred = T::from_f64(self.random.random()) - T::ratio(1, 2);
            *g = g.clone() + centred * T::from_integer(2) * &self.level;
        }
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}
impl<T: Transcendental> Timed<T> for Challenging<T> {
    #[inline(always)]
    fn evaluate_at(&mut self, time: u64, position: &[T], gradient: &mut [T]) -> T {
        self.set_time(time);
        self.evaluate(position, gradient)
    }
}

/// The standard deviation of each coordinate of a start, as published.
const START_DEVIATION: f64 = 0.5;
/// Fields, by the words of the setting.
const FIELDS: &[&str] = &["coded", "true"];

impl Measured for Challenging<f64> {
    const PUBLISHED: bool = true;

    fn start(&self, seed: u64) -> Vec<f64> {
        normal_point(seed, self.dimension()).map(|normal| START_DEVIATION * normal).collect()
    }

    fn on<T: Real>(&self, _: fn(f64) -> T) -> Option<impl Timed<T>> {
        Some(Challenging::<T>::new(self.dimension(), self.field))
    }

    fn optimum(&self) -> impl FnMut(u64) -> Option<Vec<f64>> {
        |_| Some(self.optimum.clone())
    }
}

impl Posed for Challenging<f64> {
    const DESCRIPTION: ProblemDescription = DESCRIPTION;
    const SETTINGS: &'static [Setting] = &[
        COORDINATES,
        Setting::noise(0.4),
        Setting::word("field", FIELDS, "the published field, or the derivative of the loss"),
    ];
    const NANOSECONDS: [f64; 2] = [20.0, 80.0];

    fn posed(point: &Setup) -> Result<Self, WrongProblem> {
        let coded = point.word("field") == FIELDS[0];
        Ok(Self::new(Self::coordinates(point), if coded { VectorField::Coded } else { VectorField::TrueGradient }))
    }
}
