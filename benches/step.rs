//! A generic step against the loop that one would write by hand, and against a copy of
//! the same bytes: at 10⁷ parameters the memory is what takes the time.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use num_traits::Float;
use stable_sgd::method::registry::{self, Number};
use stable_sgd::method::{Hyperparameters, Oracle};
use std::hint::black_box;

/// A gradient that is known already: nothing but the update is measured.
struct Given<T>(Vec<T>);

impl<T: Copy> Oracle<T> for Given<T> {
    fn gradient(&mut self, _: &[T], gradient: &mut [T]) {
        gradient.copy_from_slice(&self.0);
    }
}

/// What a hand-written loop is given, and what it changes.
struct Buffers<T> {
    gradient: Vec<T>,
    scratch: Vec<T>,
    position: Vec<T>,
    velocity: Vec<T>,
    previous: Vec<T>,
}

impl<T: Float> Buffers<T> {
    fn of(parameters: usize) -> Self {
        let from = |x: f64| T::from(x).unwrap_or_else(T::zero);
        let filled = |x| vec![from(x); parameters];
        Self {
            gradient: filled(1e-3),
            scratch: filled(0.0),
            position: filled(1.0),
            velocity: filled(0.0),
            previous: filled(1.0),
        }
    }

    fn sgd(&mut self, learning_rate: T, momentum: T) {
        self.scratch.copy_from_slice(&self.gradient);
        for ((q, v), g) in self.position.iter_mut().zip(&mut self.velocity).zip(&self.scratch) {
            *v = momentum * *v + learning_rate * *g;
            *q = *q - *v;
        }
    }

    fn stable_sgd(&mut self, [learning_rate, base_rate, momentum, scale, weight]: [T; 5]) {
        self.scratch.copy_from_slice(&self.gradient);
        let half = T::from(0.5).unwrap_or_else(T::zero);
        let coordinates = self.position.iter_mut().zip(&mut self.velocity).zip(&mut self.previous);
        let (mut energies, mut penalties) = (T::zero(), T::zero());
        for (((q, v), previous), g) in coordinates.zip(&self.scratch) {
            *v = momentum * *v + learning_rate * *g;
            let energy = half * *v * *v + half * *g * *g;
            let rate = base_rate / (T::one() + energy.sqrt() * scale);
            let penalty = weight * (*q - *previous).abs();
            let next = *q - (rate * *v + penalty);
            (*previous, *q) = (*q, next);
            energies = energies + energy;
            penalties = penalties + penalty;
        }
        black_box((energies, penalties));
    }
}

fn generic<T: Number + Float>(group: &mut BenchmarkGroup<'_, WallTime>, method: &str, parameters: usize) {
    let entry = registry::find(method).expect("registered");
    let rule = entry.on::<T>().expect("runs on floats");
    let defaults = entry.description.defaults();
    let hyper = Hyperparameters {
        numbers: defaults.numbers.iter().map(|x| T::from(*x).unwrap_or_else(T::zero)).collect(),
        switches: defaults.switches,
    };
    let buffers = Buffers::<T>::of(parameters);
    let mut oracle = Given(buffers.gradient);
    let mut state = entry.init(buffers.position);
    group.bench_function(format!("{method}, generic"), |bencher| {
        bencher.iter(|| rule.step(black_box(&hyper), &mut oracle, &mut state));
    });
}

fn compare<T: Number + Float>(criterion: &mut Criterion, type_name: &str, parameters: usize) {
    let mut group = criterion.benchmark_group(format!("step, {parameters} parameters, {type_name}"));
    group.sample_size(20);
    group.throughput(Throughput::Elements(parameters as u64));
    let mut buffers = Buffers::<T>::of(parameters);
    let numbers = |values: [f64; 5]| black_box(values).map(|x| T::from(x).unwrap_or_else(T::zero));
    generic::<T>(&mut group, "sgd", parameters);
    group.bench_function("sgd, by hand", |bencher| {
        let [learning_rate, momentum, ..] = numbers([0.005, 0.9, 0.0, 0.0, 0.0]);
        bencher.iter(|| black_box(&mut buffers).sgd(learning_rate, momentum));
    });
    // The same bytes, moved and not changed: a gradient copied, two vectors read and written.
    group.bench_function("sgd, the same bytes copied", |bencher| {
        bencher.iter(|| {
            let Buffers { gradient, scratch, position, velocity, previous } = black_box(&mut buffers);
            scratch.copy_from_slice(gradient);
            velocity.copy_from_slice(position);
            previous.copy_from_slice(scratch);
        });
    });
    generic::<T>(&mut group, "stable_sgd", parameters);
    group.bench_function("stable_sgd, by hand", |bencher| {
        let numbers = numbers([0.005, 0.005, 0.9, 0.1, 0.03]);
        bencher.iter(|| black_box(&mut buffers).stable_sgd(numbers));
    });
    group.finish();
}

fn steps(criterion: &mut Criterion) {
    for parameters in [1_000, 10_000_000] {
        compare::<f32>(criterion, "f32", parameters);
        compare::<f64>(criterion, "f64", parameters);
    }
}

criterion_group!(benches, steps);
criterion_main!(benches);
