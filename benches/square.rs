//! A square as the published programs have it: how much of `pow` the filter saves.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use stable_sgd::random::{Python, Random};
use stable_sgd::scalar::{Libm64, Ring};
use std::hint::black_box;

/// Draws of a standard normal: more than a branch predictor learns by heart.
const COUNT: u64 = 4096;

fn squares(criterion: &mut Criterion) {
    let mut random = Random::new(42, Python::Three);
    let numbers: Vec<f64> = (0..COUNT).map(|_| random.gauss(0.0, 1.0)).collect();
    let mut group = criterion.benchmark_group("square");
    group.throughput(Throughput::Elements(COUNT));
    bench(&mut group, "filtered", &numbers, |x| Libm64(x).square().0);
    bench(&mut group, "pow", &numbers, |x| x.powf(black_box(2.0)));
    bench(&mut group, "product", &numbers, |x| x * x);
    group.finish();
}

fn bench(group: &mut BenchmarkGroup<WallTime>, name: &str, numbers: &[f64], square: impl Fn(f64) -> f64) {
    let mut results = vec![0.0; numbers.len()];
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            for (result, x) in results.iter_mut().zip(black_box(numbers)) {
                *result = square(*x);
            }
            black_box(&mut results);
        });
    });
}

criterion_group!(benches, squares);
criterion_main!(benches);
