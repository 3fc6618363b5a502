//! Trajectories of challenging (50 coordinates, 150 steps, the loss of every step) per
//! second: one at a time on plain numbers, and eight side by side.
//!
//! `cargo bench -p stable-sgd-benches --bench ensemble`; throughput is in coordinate-steps.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use stable_sgd::ensemble::{self, Noisy, Side, Summary, side_by_side};
use stable_sgd::method::registry::{self, Number};
use stable_sgd::problem::Measured;
use stable_sgd::problem::challenging::{Challenging, VectorField};
use stable_sgd::scalar::{Lanes, Libm64, Transcendental};

const DIMENSION: usize = 50;
const STEPS: u64 = 150;

fn trajectories<T: Number + Side + Transcendental>(name: &str, seeds: &[u64]) -> Vec<Summary> {
    let method = registry::find(name).expect("registered");
    let hyper = method.description.defaults().map(|x| T::gather(|_| *x));
    let mut oracle = Noisy::new(Challenging::<T>::new(DIMENSION, VectorField::Coded), T::ratio(2, 5), seeds);
    let start = side_by_side(seeds, |seed| Challenging::<f64>::new(DIMENSION, VectorField::Coded).start(seed));
    ensemble::run(&method, &hyper, &mut oracle, start, STEPS).expect("runs")
}

fn benches(criterion: &mut Criterion) {
    let coordinates = DIMENSION as u64 * STEPS;
    for name in ["sgd", "stable_sgd", "published_challenging"] {
        let mut group = criterion.benchmark_group(format!("challenging/{name}"));
        group.throughput(Throughput::Elements(coordinates));
        group.bench_function("f64", |b| b.iter(|| trajectories::<f64>(name, &[1])));
        group.bench_function("libm64", |b| b.iter(|| trajectories::<Libm64>(name, &[1])));
        group.throughput(Throughput::Elements(coordinates * Lanes::WIDTH as u64));
        group.bench_function("lanes", |b| b.iter(|| trajectories::<Lanes>(name, &[1, 2, 3, 4, 5, 6, 7, 8])));
        group.finish();
    }
}

criterion_group!(ensemble_benches, benches);
criterion_main!(ensemble_benches);
