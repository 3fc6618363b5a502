//! The bootstrap, against the same resamples computed in Python.

use super::super::bootstrap::{acceleration, corrected};
use super::super::distribution::normal_cdf;
use super::super::{Bootstrap, Error, mean, median, sum};
use super::{MAIZE, close};

const INF: f64 = f64::INFINITY;

fn bootstrap(resamples: usize, level: f64, seed: u64) -> Bootstrap {
    Bootstrap { resamples, level, seed }
}

fn average(values: &[f64]) -> f64 {
    mean(values).unwrap_or(f64::NAN)
}

/// The statistic of the published example, with n below the fraction.
fn population_variance(values: &[f64]) -> f64 {
    let centre = average(values);
    sum(&values.iter().map(|x| (x - centre).powi(2)).collect::<Vec<_>>()) / values.len() as f64
}

/// Philox, the resamples and the interval written anew in Python, with numpy 2.4's quantile and
/// scipy 1.17's norm.
#[test]
fn intervals_agree_with_the_same_resamples_in_python() {
    let drawn: Vec<f64> = [1, 0, 11, 1, 1, 10, 4, 13, 1, 11, 3, 3, 3, 1, 0].map(|i: usize| MAIZE[i]).to_vec();
    assert_eq!(bootstrap(2000, 0.95, 7).resample(&MAIZE, 0), drawn);
    let skewed = [1.105, 0.301, 2.014, 8.166, 0.67, 1.35, 4.482, 0.407, 1.221, 1.051, 0.135, 3.004];
    let ends = |low, high| (low, high);
    let maize = bootstrap(2000, 0.95, 7);
    for (interval, (low, high)) in [
        (maize.bca_mean(&MAIZE), ends(-1.733_333_333_333_333, 35.933_333_333_333_33)),
        (maize.percentile(&MAIZE, average), ends(2.643_333_333_333_374, 37.403_333_333_333_31)),
        (bootstrap(2000, 0.9, 7).bca_median(&MAIZE), ends(14.0, 41.0)),
        (bootstrap(2000, 0.95, 3).bca_mean(&skewed), ends(1.102_560_142_229_827, 3.740_539_934_345_91)),
        (bootstrap(2000, 0.95, 3).percentile(&skewed, average), ends(0.935_85, 3.338_283_333_333_332)),
    ] {
        let interval = interval.expect("numbers");
        assert!(close(interval.low, low, 1e-9) && close(interval.high, high, 1e-9), "{interval:?}: {low} to {high}");
    }
    // The control: another seed gives other ends.
    let other = bootstrap(2000, 0.95, 8).bca_mean(&MAIZE).expect("numbers");
    assert!(!close(other.low, -1.733_333_333_333_333, 1e-9));
}

/// The spatial test data of Efron and Tibshirani (1993, doi:10.1201/9780429246593, chapter 14): variance
/// 171.5, acceleration 0.061, and the interval of 0.9 from 115.8 to 259.6 with their resamples.
#[test]
fn the_published_example_comes_out() {
    let spatial = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]
        .map(f64::from);
    let a = acceleration(&spatial, &population_variance).expect("finite");
    assert!(close(a, 0.061_240_119_812_307_45, 1e-12), "{a}");
    let bca = bootstrap(20_000, 0.9, 1).bca(&spatial, population_variance).expect("numbers");
    assert!((bca.estimate - 171.5).abs() < 0.05, "{bca:?}");
    // Their 2 000 resamples leave the ends uncertain by about 4.
    assert!((bca.low - 115.8).abs() < 8.0 && (bca.high - 259.6).abs() < 8.0, "{bca:?}");
    let percentile = bootstrap(20_000, 0.9, 1).percentile(&spatial, population_variance).expect("numbers");
    assert!((percentile.low - 115.8).abs() > 8.0 && (percentile.high - 259.6).abs() > 8.0, "{percentile:?}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_whoever_draws() {
    let how = bootstrap(200, 0.9, 5);
    let once = how.bca_mean(&MAIZE).expect("numbers");
    let elsewhere = std::thread::spawn(move || how.bca_mean(&MAIZE)).join().expect("no panic").expect("numbers");
    assert_eq!(once, elsewhere);
    let mut backwards: Vec<f64> = (0..200).rev().map(|b| average(&how.resample(&MAIZE, b))).collect();
    backwards.sort_unstable_by(f64::total_cmp);
    let found = super::super::quantile(&backwards, 0.05).expect("numbers");
    assert_eq!(how.percentile(&MAIZE, average).expect("numbers").low, found);
}

#[test]
fn equal_values_give_a_point() {
    for interval in [bootstrap(100, 0.95, 1).bca_mean(&[0.1; 9]), bootstrap(100, 0.95, 1).bca_median(&[INF; 9])] {
        let interval = interval.expect("numbers");
        assert_eq!((interval.low, interval.high), (interval.estimate, interval.estimate));
    }
    let differ = bootstrap(100, 0.95, 1).bca_mean(&[0.1, 0.1, 0.2]).expect("numbers");
    assert!(differ.low < differ.high);
}

#[test]
fn medians_take_runs_that_diverged_and_means_refuse_them() {
    let mut sample = MAIZE;
    sample[1] = INF;
    let how = bootstrap(1000, 0.95, 2);
    let interval = how.bca_median(&sample).expect("the jackknife's medians are finite");
    assert!(interval.low.is_finite() && interval.high.is_finite());
    assert_eq!(how.bca_mean(&sample), Err(Error::Infinite { purpose: "the mean", count: 1, total: 15 }));
    // Whether the median of the rest is infinite depends on what is left out.
    let half = [1.0, 2.0, 3.0, 4.0, INF, INF, INF];
    assert_eq!(how.bca_median(&half).map(|i| i.estimate), Err(Error::Acceleration { count: 4, total: 7 }));
    let open = how.percentile(&half, |x| median(x).unwrap_or(f64::NAN)).expect("numbers");
    assert_eq!((open.estimate, open.high), (4.0, INF));
}

#[test]
fn what_cannot_be_resampled_is_refused() {
    let how = bootstrap(100, 0.95, 1);
    // A statistic whose resamples are all above its value on the sample.
    let shifted = how.bca(&MAIZE, |x| if x == MAIZE { -1.0 } else { x[0].abs() });
    assert_eq!(shifted, Err(Error::OneSided { estimate: -1.0, resamples: 100 }));
    assert!(how.percentile(&MAIZE, |x| if x == MAIZE { -1.0 } else { x[0].abs() }).is_ok());
    assert!(matches!(how.percentile(&[], average), Err(Error::TooFew { .. })));
    assert!(matches!(how.bca_mean(&[1.0]), Err(Error::TooFew { needed: 2, .. })));
    let few = bootstrap(39, 0.95, 1).percentile(&MAIZE, average);
    assert_eq!(few, Err(Error::TooFew { purpose: "resampling at this level", found: 39, needed: 40 }));
    assert!(bootstrap(40, 0.95, 1).percentile(&MAIZE, average).is_ok());
    assert!(matches!(bootstrap(100, 1.0, 1).bca_mean(&MAIZE), Err(Error::OutOfRange { .. })));
    let undefined = how.percentile(&MAIZE, |_| f64::NAN);
    assert_eq!(undefined, Err(Error::Statistic { on: "the sample".to_owned() }));
}

/// By hand: without corrections the share is that of z itself; beyond the pole at z₀ + z = 1 / a it
/// keeps the limit that it has before it, where the bare formula would turn to the other side.
#[test]
fn beyond_the_pole_the_end_is_the_outermost_resample() {
    assert!(close(corrected(-1.959_963_984_540_054, 0.0, 0.0), 0.025, 1e-9));
    assert!(close(corrected(1.0, 0.5, 0.1), normal_cdf(0.5 + 1.5 / 0.85), 1e-12));
    assert!(corrected(3.24, 3.0, 0.16) > 1.0 - 1e-9);
    assert_eq!((corrected(3.3, 3.0, 0.16), corrected(-3.3, -3.0, -0.16)), (1.0, 0.0));
    assert!(normal_cdf(3.0 + 6.3 / (1.0 - 0.16 * 6.3)) < 1e-9);
    let mut sample = [0.0; 100];
    sample[0] = 1.0;
    let a = acceleration(&sample, &average).expect("finite");
    assert!(a > 0.16 && a < 1.0 / 6.0, "{a}");
}
