//! The programs' measures against statrs, an independent implementation.

use stable_sgd::sample::{mean, variance};
use stable_sgd_analysis::experiment::Experiment;
use statrs::statistics::Statistics;

/// The two sum in different orders; over some hundred values of one size that
/// moves the result by less than this, relatively.
const TOLERANCE: f64 = 1e-12;

#[test]
fn mean_and_population_variance_agree_with_statrs() {
    let outcomes =
        Experiment::Challenging.configure(&[], &[], false).and_then(|c| c.run()).expect("the experiment runs");
    for outcome in outcomes {
        let losses = outcome.run.losses();
        let close = |a: f64, b: f64| (a - b).abs() <= TOLERANCE * b.abs();
        assert!(close(mean(&losses), losses.iter().mean()));
        assert!(close(variance(&losses), losses.iter().population_variance()));
        assert!(!close(variance(&losses), losses.iter().variance()), "the sample variance is another number");
    }
}
