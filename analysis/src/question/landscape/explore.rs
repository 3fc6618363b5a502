//! The landscape explored: rest points of its fields, descents of its loss, and bounds on each
//! coordinate's own landscape.

use stable_sgd::experiment::{Run, challenging::Settings};
use stable_sgd::problem::challenging::{Challenging, Term, VectorField};
use stable_sgd::problem::{Gradient, Loss};
use stable_sgd::random::{Python, Random};
use stable_sgd::rest::{RestPoint, descend, newton};
use stable_sgd::scalar::Dual;

/// What is known of the landscape.
#[derive(Clone, Debug)]
pub struct LandscapeFacts {
    /// Where the runs' field rests when the clock reads what it did at the end
    /// of each run: (optimizer, rest point if found, its distance to the
    /// nominal optimum, the loss there).
    pub rests: Vec<Rest>,
    /// The minimum of the loss at clock 0, found from the nominal optimum.
    pub minimum: Option<Rest>,
    /// The loss at the nominal optimum, at clock 0.
    pub loss_at_optimum: f64,
    /// ‖∇loss‖∞ at the nominal optimum: 0 at a rest point.
    pub gradient_at_optimum: f64,
    /// How the field differs from the gradient of the loss, term by term.
    pub terms: Vec<TermCheck>,
    /// Descents of the loss from many starts.
    pub descents: Descents,
    /// Each coordinate's own landscape.
    pub coordinate: Coordinate,
}

/// A rest point, seen from the nominal optimum.
#[derive(Clone, Debug)]
pub struct Rest {
    /// Whose field it is.
    pub name: String,
    /// The clock's reading.
    pub time: u64,
    /// Its distance to the nominal optimum.
    pub distance: f64,
    /// The loss there.
    pub loss: f64,
    /// The smallest and largest eigenvalue of the field's Jacobian there.
    pub curvature: (f64, f64),
}

/// One term's field against the derivative of its loss.
#[derive(Clone, Copy, Debug)]
pub struct TermCheck {
    /// The term.
    pub term: Term,
    /// The largest difference over the points tried.
    pub difference: f64,
    /// The largest derivative over the points tried.
    pub size: f64,
}

impl TermCheck {
    /// Relative difference up to which a term is the derivative of its loss:
    /// the two are computed in different orders, some ulps apart.
    pub const SAME: f64 = 1e-12;

    /// Whether the field's term is the derivative of the loss's.
    pub fn agrees(&self) -> bool {
        self.difference <= Self::SAME * self.size.max(1.0)
    }
}

/// Descents of the loss from many starts.
#[derive(Clone, Copy, Debug)]
pub struct Descents {
    /// Starts drawn as the program draws them, N(0, 0.5²).
    pub normal_starts: usize,
    /// Starts uniform in [−3, 3].
    pub wide_starts: usize,
    /// Descents that arrived at a rest point.
    pub arrived: usize,
    /// Different points they arrived at.
    pub distinct: usize,
}

/// Each coordinate's own landscape, the coupling left out (it vanishes where
/// all coordinates are equal).
#[derive(Clone, Copy, Debug)]
pub struct Coordinate {
    /// The most minima that any coordinate has on the grid.
    pub most_minima: usize,
    /// The interval outside which every coordinate's derivative is known to
    /// point outwards.
    pub interval: (f64, f64),
    /// A lower bound of every coordinate's second derivative on the interval.
    pub least_curvature: f64,
}

impl Coordinate {
    /// Whether the bounds leave room for one minimum only.
    ///
    /// At a rest point the largest coordinate's coupling pulls down and the
    /// smallest's up, so all coordinates lie in the interval; there the loss is
    /// strictly convex (the coupling adds a positive semidefinite part), so it
    /// has at most one rest point.
    pub fn single_minimum(&self) -> bool {
        self.least_curvature > 0.0 && self.interval.0.is_finite() && self.interval.1.is_finite()
    }
}

impl LandscapeFacts {
    /// Explores the landscape of `settings`; `runs` say when each run ended.
    pub(super) fn explore(settings: &Settings, runs: &[Run]) -> Self {
        let truth = Challenging::<f64>::new(settings.dimension, VectorField::TrueGradient);
        let optimum = truth.optimum.clone();
        let mut slope = vec![0.0; settings.dimension];
        truth.gradient(&optimum, &mut slope);
        let rests = runs
            .iter()
            .filter_map(|run| rest(settings.dimension, settings.field, &run.optimizer, run.clock.1))
            .collect();
        Self {
            rests,
            minimum: rest(settings.dimension, VectorField::TrueGradient, "the loss", 0),
            loss_at_optimum: truth.loss(&optimum),
            gradient_at_optimum: slope.iter().fold(0.0, |most, s| s.abs().max(most)),
            terms: terms(settings, runs),
            descents: descents(settings, &truth),
            coordinate: coordinate(&truth),
        }
    }
}

/// Newton's method is quadratic in memory and cubic in time: above this many
/// coordinates the rest point is left to descent alone.
const LARGEST_NEWTON: usize = 200;

/// Safe step of descent: the largest curvature of the loss is below 7.4.
const STEP: f64 = 0.2;

fn rest(dimension: usize, field: VectorField, name: &str, time: u64) -> Option<Rest> {
    let landscape = Challenging::<f64>::new(dimension, field).at_time(time);
    let (point, _) = descend(|x, g| landscape.gradient(x, g), &landscape.optimum, STEP, 1e-9, 10_000);
    let found = if dimension <= LARGEST_NEWTON {
        newton(&Challenging::<Dual<f64>>::new(dimension, field).at_time(time), &point).ok()?
    } else {
        RestPoint { point, residual: f64::NAN, curvature: (f64::NAN, f64::NAN) }
    };
    Some(Rest {
        name: name.to_owned(),
        time,
        distance: landscape.distance(&found.point),
        loss: landscape.loss(&found.point),
        curvature: found.curvature,
    })
}

/// The field's terms against dual derivatives of the loss's, at the starts and
/// ends of the runs. At most 60 coordinates: the terms do not know how many
/// there are.
fn terms(settings: &Settings, runs: &[Run]) -> Vec<TermCheck> {
    let dimension = settings.dimension.min(60);
    let points = runs.iter().flat_map(|run| [(&run.start, run.clock.0), (&run.end, run.clock.1)]);
    let mut checks = Term::ALL.map(|term| TermCheck { term, difference: 0.0, size: 0.0 });
    for (point, time) in points {
        let point = &point[..dimension];
        if point.iter().any(|x| !x.is_finite()) {
            continue;
        }
        let duals = Challenging::<Dual<f64>>::new(dimension, settings.field).at_time(time);
        let plain = Challenging::<f64>::new(dimension, settings.field).at_time(time);
        for check in &mut checks {
            let derivative = duals.loss_term(&Dual::point(point), check.term);
            for (i, coded) in plain.field_term(point, check.term).iter().enumerate() {
                check.difference = check.difference.max((coded - derivative.along(i)).abs());
                check.size = check.size.max(derivative.along(i).abs());
            }
        }
    }
    checks.to_vec()
}

fn descents(settings: &Settings, truth: &Challenging<f64>) -> Descents {
    // Fewer starts in many dimensions: the work is their product.
    let starts = (12_800 / settings.dimension).clamp(4, 256);
    let mut random = Random::new(settings.seed, Python::Three);
    let mut found: Vec<Vec<f64>> = Vec::new();
    let mut arrived = 0;
    for n in 0..starts {
        let draw = |_| if n % 2 == 0 { random.gauss(0.0, 0.5) } else { random.random() * 6.0 - 3.0 };
        let start: Vec<f64> = (0..settings.dimension).map(draw).collect();
        let (point, there) = descend(|x, g| truth.gradient(x, g), &start, STEP, 1e-9, 10_000);
        if there {
            arrived += 1;
            let apart = |other: &Vec<f64>| stable_sgd::energy::distance(other, &point) > 1e-6;
            if found.iter().all(apart) {
                found.push(point);
            }
        }
    }
    Descents { normal_starts: starts.div_ceil(2), wide_starts: starts / 2, arrived, distinct: found.len() }
}

/// Bounds by a grid and Lipschitz constants. With |(u exp(−u²))'| ≤ 1 a
/// coordinate's derivative has the constant 2 + 5·0.4 + 2.5 = 6.5 (the clock
/// at 0); with |(1 − 2u²) exp(−u²))'| < 2 its second derivative has
/// 5·0.4·2 + 12.5 = 16.5. Beyond ±3 nothing need be looked at: there 2 |x − o| is
/// above 5, and the other terms sum to less than 5·0.4·0.43 + 0.5 < 1.4.
fn coordinate(truth: &Challenging<f64>) -> Coordinate {
    const HALF_WIDTH: f64 = 3.0;
    const CELLS: usize = 3000;
    const CELL: f64 = 2.0 * HALF_WIDTH / CELLS as f64;
    const FIRST: f64 = 6.5;
    const SECOND: f64 = 16.5;
    let dimension = truth.dimension();
    let at = |i: usize| -HALF_WIDTH + CELL * i as f64;
    let mut slopes = vec![0.0; dimension];
    let mut before = vec![-1.0; dimension];
    let mut minima = vec![0_usize; dimension];
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for i in 0..=CELLS {
        // Where all coordinates are equal the coupling vanishes.
        truth.gradient(&vec![at(i); dimension], &mut slopes);
        for ((slope, before), minima) in slopes.iter().zip(&mut before).zip(&mut minima) {
            *minima += usize::from(*before < 0.0 && *slope >= 0.0);
            *before = *slope;
        }
        let margin = FIRST * CELL / 2.0;
        if !slopes.iter().all(|slope| *slope < -margin) {
            low = low.min(at(i) - CELL);
        }
        if !slopes.iter().all(|slope| *slope > margin) {
            high = high.max(at(i) + CELL);
        }
    }
    let duals = Challenging::<Dual<f64>>::new(dimension, VectorField::TrueGradient);
    let mut least = f64::INFINITY;
    let mut field = vec![Dual::constant(0.0); dimension];
    let (first, last) = (((low + HALF_WIDTH) / CELL).floor() as usize, ((high + HALF_WIDTH) / CELL).ceil() as usize);
    for i in first..=last {
        duals.gradient(&vec![Dual { value: at(i), derivative: vec![1.0] }; dimension], &mut field);
        least = field.iter().map(|f| f.along(0)).fold(least, f64::min);
    }
    Coordinate {
        most_minima: minima.into_iter().max().unwrap_or(0),
        interval: (low, high),
        least_curvature: least - SECOND * CELL / 2.0,
    }
}
