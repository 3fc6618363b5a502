//! The published experiments, each as the paper has it.

use criterion::{Criterion, criterion_group, criterion_main};
use stable_sgd::experiment::{challenging, language};
use stable_sgd::random::Python;
use std::hint::black_box;

fn experiments(criterion: &mut Criterion) {
    let on_landscape = challenging::Settings::published();
    let on_python = [Python::Two, Python::Three].map(language::Settings::published);
    let mut group = criterion.benchmark_group("experiment");
    group.sample_size(50);
    group.bench_function("challenging", |bencher| bencher.iter(|| challenging::run(black_box(&on_landscape))));
    for settings in &on_python {
        let name = format!("language, Python {:?}", settings.python);
        group.bench_function(name, |bencher| bencher.iter(|| language::run(black_box(settings))));
    }
    group.bench_function("both, Python Three", |bencher| {
        bencher.iter(|| (challenging::run(black_box(&on_landscape)), language::run(black_box(&on_python[1]))));
    });
    group.finish();
}

criterion_group!(benches, experiments);
criterion_main!(benches);
