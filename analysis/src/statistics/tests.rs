//! Tests that need references of some length, or many samples.

mod bootstrap;
mod coverage;
mod equivalence;
mod power;
mod ranks;
mod sizes;

use stable_sgd::random::counter::{Purpose, Stream};

/// Darwin's differences in height of crossed and self-fertilised maize, in eighths of an inch,
/// in the order of Fisher (1935, The Design of Experiments, chapter III).
const MAIZE: [f64; 15] = [49.0, -67.0, 8.0, 16.0, 6.0, 23.0, 28.0, 41.0, 14.0, 29.0, 56.0, 24.0, 75.0, 60.0, -48.0];
/// Hours of sleep gained, the second drug over the first (Student 1908).
const SLEEP: [f64; 10] = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

/// Numbers in [0, 1) that Python can repeat: the upper 53 bits of Knuth's congruential
/// generator, x ← 6364136223846793005 x + 1442695040888963407 modulo 2⁶⁴.
fn knuth(seed: u64, count: usize) -> Vec<f64> {
    let next = |x: &u64| Some(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    std::iter::successors(next(&seed), next).take(count).map(|x| (x >> 11) as f64 / 2_f64.powi(53)).collect()
}

/// `count` standard normal numbers, the `number`-th such sample.
fn normal(number: u64, count: u32) -> Vec<f64> {
    let stream = Stream::new(2026, Purpose::Problem);
    (0..count).map(|i| stream.normal(number, i)).collect()
}

/// As [`normal`], exponential numbers of mean 1.
fn exponential(number: u64, count: u32) -> Vec<f64> {
    let stream = Stream::new(2026, Purpose::Noise);
    (0..count).map(|i| -(1.0 - stream.uniform(number, i)).ln()).collect()
}

/// The share of `samples` samples for which `event` holds.
fn share(samples: u64, event: impl Fn(u64) -> bool) -> f64 {
    (0..samples).filter(|number| event(*number)).count() as f64 / samples as f64
}

/// Whether a share of so many samples lies within four standard errors of `expected`: by
/// chance it does not once in 16 000 times.
fn agrees(share: f64, expected: f64, samples: u64) -> bool {
    (share - expected).abs() < 4.0 * (expected * (1.0 - expected) / samples as f64).sqrt()
}

/// Whether two numbers agree to a relative `tolerance`.
fn close(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs()
}
