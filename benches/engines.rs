//! The engines of proof, and how each grows with the dimension or the degree.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use num_traits::One;
use stable_sgd::method::registry;
use stable_sgd::proof::positivity::Generator;
use stable_sgd::proof::sturm::Sturm;
use stable_sgd::proof::univariate::Univariate;
use stable_sgd::proof::{Budget, division_free, linear, search};
use stable_sgd::scalar::{Algebra, Polynomial, Rational, Ring};
use stable_sgd::structure::{self, Property, Settings, is_conformal_in};
use std::hint::black_box;

/// JᵀΩJ = c Ω with a symbolic Hessian, from one coordinate to eight.
fn conformal(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("conformal identity");
    group.sample_size(20);
    for (name, most) in [("sgd", 8), ("leapfrog_kdk", 4)] {
        let method = registry::find(name).expect("registered");
        for dimension in 1..=most {
            group.bench_function(BenchmarkId::new(name, dimension), |bencher| {
                bencher.iter(|| assert_eq!(is_conformal_in(black_box(&method), dimension), Some(true)));
            });
        }
    }
    group.finish();
}

/// One property of one method, by whatever engine settles it.
fn certificates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("certificate");
    group.sample_size(10);
    let cases = [
        ("sgd", Property::Units),
        ("nesterov", Property::Volume),
        ("stable_sgd", Property::ConformallySymplectic),
        ("stable_sgd", Property::FixedPoint),
    ];
    for (name, property) in cases {
        let method = registry::find(name).expect("registered");
        group.bench_function(BenchmarkId::new(name, property.id()), |bencher| {
            bencher.iter(|| structure::certify(black_box(&method), property, &Settings::default()));
        });
    }
    group.finish();
}

/// x (x − 1) (x − 2) … of this degree.
fn falling(degree: usize) -> Univariate {
    let name = "x";
    let factor = |k: usize| Polynomial::symbol(name) - Polynomial::from(Rational::from(k as i64));
    let product = (0..degree).fold(Polynomial::one(), |product, k| product * factor(k));
    Univariate::from_polynomial(&product, name).expect("one variable")
}

fn roots(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("roots by Sturm");
    group.sample_size(20);
    for degree in [4, 8, 16] {
        let polynomial = falling(degree);
        group.bench_function(BenchmarkId::from_parameter(degree), |bencher| {
            bencher.iter(|| {
                let sturm = Sturm::new(black_box(&polynomial), Budget::default()).expect("within the budget");
                assert_eq!(sturm.count(None, None), degree);
            });
        });
    }
    group.finish();
}

/// x² + y² − x y > 0 by a search.
fn positivity(criterion: &mut Criterion) {
    let [x, y] = ["x", "y"].map(Polynomial::symbol);
    let form = x.square() + y.square() - x * &y;
    let domain: [Generator; 0] = [];
    criterion.bench_function("certificate of positivity, searched", |bencher| {
        bencher.iter(|| assert!(search::find(black_box(&form), &domain, 2).is_some()));
    });
}

/// The determinant of a Hilbert matrix: with division, and without.
fn determinants(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("determinant");
    for size in [2_i64, 4, 8] {
        let hilbert: Vec<Vec<Rational>> =
            (1..=size).map(|i| (0..size).map(|j| Rational::ratio(1, i + j)).collect()).collect();
        group.bench_function(BenchmarkId::new("elimination", size), |bencher| {
            bencher.iter(|| linear::determinant(black_box(&hilbert)).expect("square"));
        });
        group.bench_function(BenchmarkId::new("division-free", size), |bencher| {
            bencher.iter(|| division_free::determinant(black_box(&hilbert)).expect("square"));
        });
    }
    group.finish();
}

criterion_group!(benches, conformal, certificates, roots, positivity, determinants);
criterion_main!(benches);
