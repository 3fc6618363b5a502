//! Energies and moments over many steps: what the theorems say of all steps, in
//! binary64, on fractions and under seeded noise (E2, E3, E4, E6).

use crate::strategies::{Rows, cases, fractions, frequency, half_phase, small_rational, spd, times};
use crate::tolerance::{STANDARD_ERRORS, energy_in_a_run};
use proptest::prelude::*;
use stable_sgd::energy::quadratic::{self, Moments, oscillator, stationary};
use stable_sgd::method::registry::{self, Number};
use stable_sgd::method::{Hyperparameters, Oracle, State};
use stable_sgd::random::{Python, Random};
use stable_sgd::scalar::{Algebra, Exact, Rational};

/// Takes steps from `[position, velocity]`, and shows every state to `visit` until it answers false.
fn run<T: Number>(
    method: &str,
    numbers: &[T],
    oracle: &mut dyn Oracle<T>,
    [position, velocity]: [Vec<T>; 2],
    steps: u64,
    mut visit: impl FnMut(&State<T>) -> bool,
) -> State<T> {
    let entry = registry::find(method).expect("registered");
    let step = entry.on::<T>().expect("runs on these numbers");
    let hyper = Hyperparameters { numbers: numbers.to_vec(), switches: Vec::new() };
    let mut state = entry.init(position);
    state.velocity = velocity;
    for _ in 0..steps {
        step.step(&hyper, oracle, &mut state);
        if !visit(&state) {
            break;
        }
    }
    state
}

// The oscillator.

const STEPS: u64 = 10_000;

/// The gradient k q.
struct Spring(f64);

impl Oracle<f64> for Spring {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = self.0 * q;
        }
    }
}

/// An oscillator of frequency ω with steps of half phase s, from x = ωq and p.
#[derive(Clone, Copy)]
struct Swing {
    s: f64,
    omega: f64,
    start: [f64; 2],
}

impl Swing {
    /// The first of 10⁴ steps at which H/H₀ is not within the bounds.
    fn leaves(&self, method: &str, [low, high]: [f64; 2]) -> Option<u64> {
        let Self { s, omega, start: [x, p] } = *self;
        let slack = 1.0 + energy_in_a_run(STEPS, s);
        let first = oscillator(&x, &p);
        let is_inside = |state: &State<f64>| {
            let ratio = oscillator(&(omega * state.position[0]), &state.velocity[0]) / first;
            ratio >= low / slack && ratio <= high * slack
        };
        let start = [vec![x / omega], vec![p]];
        let last = run(method, &[2.0 * s / omega], &mut Spring(omega * omega), start, STEPS, is_inside);
        (!is_inside(&last)).then_some(last.steps)
    }
}

/// (1 − s)/(1 + s) and (1 + s)/(1 − s).
fn euler_bounds(s: f64) -> [f64; 2] {
    [(1.0 - s) / (1.0 + s), (1.0 + s) / (1.0 - s)]
}

/// 1 − s² and 1/(1 − s²).
fn leapfrog_bounds(s: f64) -> [f64; 2] {
    let factor = 1.0 - s * s;
    [factor, factor.recip()]
}

proptest! {
    #![proptest_config(cases(0.1))]

    /// E2 and E3; the control is explicit Euler, which leaves every one of these bounds.
    #[test]
    fn the_energy_stays_within_its_bounds_for_ten_thousand_steps(
        s in half_phase(), omega in frequency(), x in -1.0..=1.0, p in 0.1..=1.0,
    ) {
        let swing = Swing { s, omega, start: [x, p] };
        prop_assert_eq!(swing.leaves("symplectic_euler", euler_bounds(s)), None);
        prop_assert_eq!(swing.leaves("leapfrog_kdk", leapfrog_bounds(s)), None);
        prop_assert_eq!(swing.leaves("leapfrog_dkd", leapfrog_bounds(s)), None);
        prop_assert!(swing.leaves("explicit_euler", euler_bounds(s)).is_some());
        prop_assert!(swing.leaves("explicit_euler", leapfrog_bounds(s)).is_some());
    }
}

/// The control: bounds of smaller steps are left, and those of leapfrog by symplectic Euler.
#[test]
fn control_narrower_bounds_are_left() {
    for start in [[1.0, -1.0], [1.0, 1.0]] {
        let swing = Swing { s: 0.4, omega: 3.0, start };
        assert_eq!(swing.leaves("symplectic_euler", euler_bounds(0.4)), None);
        assert!(swing.leaves("symplectic_euler", euler_bounds(0.39)).is_some());
        assert!(swing.leaves("symplectic_euler", leapfrog_bounds(0.4)).is_some());
    }
    for (method, start) in [("leapfrog_kdk", [1.0, 0.0]), ("leapfrog_dkd", [0.0, 1.0])] {
        let swing = Swing { s: 0.4, omega: 3.0, start };
        assert_eq!(swing.leaves(method, leapfrog_bounds(0.4)), None);
        assert!(swing.leaves(method, leapfrog_bounds(0.39)).is_some());
    }
}

// The law of decay.

/// The gradient A q.
struct Quadratic(Rows);

impl Oracle<Exact> for Quadratic {
    fn gradient(&mut self, position: &[Exact], gradient: &mut [Exact]) {
        for (slot, g) in gradient.iter_mut().zip(times(&self.0, &defined(position))) {
            *slot = Exact::from(g);
        }
    }
}

/// The fractions that they are.
fn defined(numbers: &[Exact]) -> Vec<Rational> {
    numbers.iter().map(|x| x.value().expect("a step without root and quotient, within the budget").clone()).collect()
}

/// H̃ before and after each of three steps; the sum over the coordinates.
fn decaying(method: &str, [rate, momentum]: &[Rational; 2], rows: &Rows, start: [Vec<Rational>; 2]) -> Vec<Rational> {
    let energy = |q: &[Rational], v: &[Rational]| {
        let coordinates = times(rows, q).into_iter().zip(q.iter().zip(v));
        coordinates
            .fold(Rational::from(0), |sum, (g, (q, v))| sum + quadratic::momentum(&(rate.clone() * &g), momentum, q, v))
    };
    let mut energies = vec![energy(&start[0], &start[1])];
    let numbers = [rate.clone(), momentum.clone()].map(Exact::from);
    let start = start.map(|vector| vector.into_iter().map(Exact::from).collect());
    run(method, &numbers, &mut Quadratic(rows.clone()), start, 3, |state| {
        energies.push(energy(&defined(&state.position), &defined(&state.velocity)));
        true
    });
    energies
}

/// Whether each is `factor` times the one before.
fn is_geometric(energies: &[Rational], factor: &Rational) -> bool {
    energies.windows(2).all(|pair| pair[1] == pair[0].clone() * factor)
}

/// A quadratic of up to four coordinates with a point and a velocity.
fn quadratic_and_state() -> impl Strategy<Value = (Rows, [Vec<Rational>; 2])> {
    spd().prop_flat_map(|(rows, point)| {
        let velocity = fractions(point.len());
        (Just(rows), velocity.prop_map(move |velocity| [point.clone(), velocity]))
    })
}

proptest! {
    #![proptest_config(cases(0.5))]

    /// E4: H̃ₙ = μⁿ H̃₀ without rounding, for every rate and momentum, stable or not.
    #[test]
    fn momentum_sgd_loses_its_energy_at_the_rate_of_its_momentum(
        (rows, start) in quadratic_and_state(), rate in small_rational(), momentum in small_rational(),
    ) {
        let energies = decaying("sgd", &[rate, momentum.clone()], &rows, start);
        prop_assert!(is_geometric(&energies, &momentum), "{energies:?}");
    }
}

/// The control: neither another factor nor another method keeps the law.
#[test]
fn control_another_method_loses_it_at_no_rate() {
    let rows = vec![[2, 1].map(Rational::from).to_vec(), [1, 3].map(Rational::from).to_vec()];
    let start = || [[1, -1], [2, 5]].map(|vector| vector.map(Rational::from).to_vec());
    let numbers = [Rational::ratio(1, 3), Rational::ratio(1, 2)];
    let of = |method| decaying(method, &numbers, &rows, start());
    assert!(is_geometric(&of("sgd"), &numbers[1]));
    assert!(!is_geometric(&of("sgd"), &numbers[0]));
    for method in ["nesterov", "sgd_rate_outside"] {
        let energies = of(method);
        let factor = energies[1].clone() / &energies[0];
        assert!(!is_geometric(&energies, &factor), "{method}");
    }
}

// Stationary moments.

/// The gradient λ q and a normal deviate.
struct Noisy {
    curvature: f64,
    deviation: f64,
    random: Random,
}

impl Oracle<f64> for Noisy {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = self.curvature * q + self.random.gauss(0.0, self.deviation);
        }
    }
}

/// Runs of 80 steps from rest: beyond that the moments move by less than ρ¹⁶⁰, which
/// for a radius ρ up to 0.9 is 5e-8.
const SETTLED: u64 = 80;

/// Independent runs.
const RUNS: u32 = 20_000;

/// The second moments of the last state of independent runs, with this seed.
fn simulated([rate, momentum, curvature, deviation]: [f64; 4]) -> Moments<f64> {
    let mut noisy = Noisy { curvature, deviation, random: Random::new(2024, Python::Three) };
    let mut sums = [0.0; 3];
    for _ in 0..RUNS {
        let last = run("sgd", &[rate, momentum], &mut noisy, [vec![0.0], vec![0.0]], SETTLED, |_| true);
        let (q, v) = (last.position[0], last.velocity[0]);
        sums = [sums[0] + q * q, sums[1] + q * v, sums[2] + v * v];
    }
    let [position, covariance, velocity] = sums.map(|sum| sum / f64::from(RUNS));
    Moments { position, covariance, velocity }
}

/// Whether the means of as many squares and products of normal numbers are as near to
/// `expected` as their standard errors: Var √(2/n) and √((Var q Var v + Cov²)/n).
fn agree(found: &Moments<f64>, expected: &Moments<f64>) -> bool {
    let runs = f64::from(RUNS);
    let Moments { position, covariance, velocity } = expected;
    let variance = |x: f64| x * (2.0 / runs).sqrt();
    let product = ((position * velocity + covariance * covariance) / runs).sqrt();
    let near = |found: f64, expected: f64, error: f64| (found - expected).abs() <= STANDARD_ERRORS * error;
    near(found.position, *position, variance(*position))
        && near(found.covariance, *covariance, product)
        && near(found.velocity, *velocity, variance(*velocity))
}

/// E6; the controls are the other sign of the covariance, and noise larger by a tenth.
#[test]
fn the_moments_of_seeded_runs_are_the_stationary_ones() {
    for [rate, momentum, curvature, deviation] in [[0.5, 0.5, 2.0, 1.0], [0.1, 0.8, 3.0, 0.2], [1.0, 0.0, 0.5, 3.0]] {
        let found = simulated([rate, momentum, curvature, deviation]);
        let expected = stationary(&rate, &momentum, &curvature, &(deviation * deviation));
        assert!(agree(&found, &expected), "{found:?} {expected:?}");
        assert!(!agree(&found, &Moments { covariance: -expected.covariance, ..expected.clone() }));
        let louder = stationary(&rate, &momentum, &curvature, &(1.1 * deviation * deviation));
        assert!(!agree(&found, &louder));
    }
}
