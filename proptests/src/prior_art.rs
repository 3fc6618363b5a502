//! What papers report of the rules that are registered here, met on their problems.

use nalgebra::DMatrix;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Hyperparameters, Oracle};
use stable_sgd::random::{Python, Random};

/// A loss with its gradient.
struct Loss<F> {
    of: F,
    last: f64,
    least: f64,
}

impl<F: FnMut(&[f64], &mut [f64]) -> f64> Oracle<f64> for Loss<F> {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        self.last = (self.of)(position, gradient);
        self.least = self.least.min(self.last);
    }

    fn loss(&self) -> Option<f64> {
        Some(self.last)
    }
}

/// The points of a run, the start first, and the least loss at which it asked.
fn run(
    name: &str,
    numbers: &[f64],
    start: Vec<f64>,
    steps: usize,
    of: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> (Vec<Vec<f64>>, f64) {
    let method: Entry = registry::find(name).expect("registered");
    let hyper = Hyperparameters { numbers: numbers.to_vec(), switches: vec![] };
    let mut oracle = Loss { of, last: 0.0, least: f64::INFINITY };
    let start = method.init(start);
    let states = stable_sgd::trajectory::states(&method, &hyper, &mut oracle, start, steps).expect("it runs");
    (states.into_iter().map(|state| state.position).collect(), oracle.least)
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// Zakharov's function, Σ xᵢ² + s² + s⁴ with s = Σ i xᵢ / 2.
fn zakharov(x: &[f64], gradient: &mut [f64]) -> f64 {
    let weight = |i: usize| 0.5 * (i + 1) as f64;
    let s: f64 = x.iter().enumerate().map(|(i, x)| weight(i) * x).sum();
    for (i, (slot, x)) in gradient.iter_mut().zip(x).enumerate() {
        *slot = 2.0 * x + (2.0 * s + 4.0 * s.powi(3)) * weight(i);
    }
    x.iter().map(|x| x * x).sum::<f64>() + s * s + s.powi(4)
}

/// De Luca and Silverstein (arXiv:2201.11137): in ten coordinates from 1, within 10 000 steps, momentum
/// gets down to 4.4e-12 and energy conserving descent, with its bounces, to 1.0e-22. Without them, as it
/// is registered, it gets lower at the rate that they give.
#[test]
fn zakharovs_valley_as_energy_conserving_descent_has_it() {
    let (_, momentum) = run("sgd", &[1.8027e-6, 0.99723], vec![1.0; 10], 10_000, zakharov);
    assert!((4.4e-12..4.5e-12).contains(&momentum), "{momentum:e}");
    let (_, conserving) = run("energy_conserving_descent", &[0.002_603_7, 0.0, 0.0], vec![1.0; 10], 10_000, zakharov);
    assert!((1e-37..1e-36).contains(&conserving), "{conserving:e}");
}

/// França et al. (arXiv:1903.04100): on ½ xᵀQx with Qᵢⱼ = 0.9^|i−j| in 50 coordinates, of condition
/// 302.4 (with 0.95 it would be 989.4), momentum as they tuned it has the rate 0.9219; the best there is
/// has 0.8912. With δ = 0 relativistic descent is that momentum.
#[test]
fn the_correlated_quadratic_as_relativistic_descent_has_it() {
    const SIZE: usize = 50;
    const EVERY: usize = 200;
    let q = DMatrix::from_fn(SIZE, SIZE, |i, j| 0.9_f64.powi(i.abs_diff(j) as i32));
    let curvatures = q.clone().symmetric_eigenvalues();
    let condition = curvatures.max() / curvatures.min();
    assert!((condition - 302.4).abs() < 0.05, "{condition}");
    let best = (condition.sqrt() - 1.0) / (condition.sqrt() + 1.0);
    assert!((best - 0.8912).abs() < 5e-5, "{best}");
    let (rate, momentum) = (0.13517, 0.84994);
    let mut random = Random::new(1, Python::Three);
    let start: Vec<f64> = (0..SIZE).map(|_| random.gauss(0.0, 10.0)).collect();
    let of = |x: &[f64], gradient: &mut [f64]| {
        for (i, slot) in gradient.iter_mut().enumerate() {
            *slot = (0..SIZE).map(|j| q[(i, j)] * x[j]).sum();
        }
        0.5 * gradient.iter().zip(x).map(|(g, x)| g * x).sum::<f64>()
    };
    let (points, _) = run("relativistic_descent", &[rate, momentum, 0.0], start, 3 * EVERY, of);
    let [early, late] = [EVERY, 3 * EVERY].map(|step| norm(&points[step]));
    let found = (late / early).powf(1.0 / (2 * EVERY) as f64);
    assert!((found - 0.9219).abs() < 1e-3, "{found}");
    assert!((found - momentum.sqrt()).abs() < 1e-3, "every mode turns: the rate is √μ");
}

/// Maddison et al. (arXiv:1809.05042): on a quartic the kinetic energy ¾ |p|^(4/3) converges linearly,
/// momentum, whose kinetic energy is p²/2, sublinearly.
#[test]
fn a_quartic_converges_linearly_by_hamiltonian_descent_alone() {
    let quartic = |x: &[f64], gradient: &mut [f64]| {
        gradient[0] = x[0].powi(3);
        x[0].powi(4) / 4.0
    };
    let method = registry::find("hamiltonian_descent").expect("registered");
    let numbers = method.description.defaults().numbers;
    // How much the point shrinks from one to the next of these steps.
    let shrunk = |name: &str, numbers: &[f64]| {
        let (points, _) = run(name, numbers, vec![1.0], 4000, quartic);
        let sizes = [1000, 2000, 3000, 4000]
            .map(|step: usize| points[step - 200..=step].iter().map(|point| point[0].abs()).fold(0.0, f64::max));
        [sizes[1] / sizes[0], sizes[2] / sizes[1], sizes[3] / sizes[2]]
    };
    let linear = shrunk("hamiltonian_descent", &numbers);
    assert!(linear.iter().all(|ratio| *ratio < 0.1 && (ratio / linear[0]).ln().abs() < 0.7), "{linear:?}");
    let sublinear = shrunk("sgd", &[0.01, 0.9]);
    assert!(sublinear[0] > 0.5 && sublinear.is_sorted(), "{sublinear:?}");
}
