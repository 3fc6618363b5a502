//! Signed ranks, against published values and scipy, and the interval against the test.

use super::super::{Error, hodges_lehmann, hodges_lehmann_interval, wilcoxon_test};
use super::{MAIZE, close, knuth};

/// The depression scores of nine patients before and after a tranquillizer (Hollander and
/// Wolfe 1973, page 29; the example of R's wilcox.test).
fn depression() -> Vec<f64> {
    let before = [1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300].map(|x| f64::from(x) / 1000.0);
    let after = [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290].map(|x| f64::from(x) / 1000.0);
    super::super::differences(&before, &after).expect("pairs")
}

fn shifted(seed: u64, count: usize, by: f64) -> Vec<f64> {
    knuth(seed, count).into_iter().map(|x| x - by).collect()
}

/// The published V = 40, p = 0.03906; the maize's smaller sum 24 and p = 0.0413, which the
/// documentation of scipy's wilcoxon has too.
#[test]
fn published_examples_come_out() {
    let test = wilcoxon_test(&depression()).expect("numbers");
    assert_eq!((test.statistic, test.n, test.ties, test.p), (40.0, 9, 0, 0.039_062_5));
    assert_eq!(test.name, "exact Wilcoxon signed-rank test");
    let test = wilcoxon_test(&MAIZE).expect("numbers");
    assert_eq!((test.statistic, test.p), (96.0, 0.041_259_765_625));
    // The control: with the sign of one difference changed p is another.
    let mut other = MAIZE;
    other[0] = -49.0;
    assert!(wilcoxon_test(&other).expect("numbers").p > 0.1);
}

/// scipy 1.17: wilcoxon(d, zero_method = "wilcox", correction = True, method = "exact" or
/// "asymptotic").
#[test]
fn p_agrees_with_scipy_exact_and_approximate() {
    let tied = [1.0, -1.0, 2.0, 2.0, -3.0, 4.0, 4.0, 4.0, -5.0, 6.0, 7.0, 8.0, -8.0, 9.0, 10.0, 0.0, 0.0];
    let cases = [
        (shifted(1, 50, 0.4), true, 396.0, 0.019_067_043_399_514_82),
        (shifted(2, 60, 0.45), true, 889.0, 0.852_181_493_390_157_9),
        (shifted(2, 61, 0.4), false, 743.0, 0.146_801_947_222_269_5),
        (shifted(3, 200, 0.45), false, 7711.0, 0.004_325_849_890_521_137),
        (tied.to_vec(), false, 28.0, 0.073_195_452_693_223_01),
        ([MAIZE.as_slice(), &[0.0]].concat(), false, 24.0, 0.043_772_323_763_041_174),
        (super::SLEEP.to_vec(), false, 0.0, 0.009_090_698_015_925_044),
    ];
    for (differences, exact, smaller, p) in cases {
        let test = wilcoxon_test(&differences).expect("numbers");
        let total = (test.n * (test.n + 1)) as f64 / 2.0;
        assert_eq!(test.statistic.min(total - test.statistic), smaller);
        assert_eq!(test.name.starts_with("exact"), exact);
        assert!(close(test.p, p, 1e-9), "found {}, expected {p}", test.p);
    }
    let test = wilcoxon_test(&tied).expect("numbers");
    assert_eq!((test.n, test.ties), (15, 2));
    // The control: without the correction for continuity p is 0.0688.
    assert!(!close(test.p, 0.068_751_649_586_138_5, 0.05));
}

#[test]
fn infinite_differences_share_the_highest_ranks() {
    const INF: f64 = f64::INFINITY;
    // Ranks 1, 2, 3 and 4.5 twice: W⁺ = 1 + 3 + 4.5.
    let test = wilcoxon_test(&[1.0, -2.0, 3.0, INF, -INF]).expect("numbers");
    assert_eq!((test.statistic, test.n), (8.5, 5));
    let all = wilcoxon_test(&[INF; 12]).expect("numbers");
    assert!(all.p < 0.01 && all.statistic == 78.0);
    let none = wilcoxon_test(&[0.0; 4]).expect("numbers");
    assert_eq!((none.p, none.n, none.ties), (1.0, 0, 4));
    assert!(matches!(wilcoxon_test(&[]), Err(Error::TooFew { .. })));
}

/// Estimate 0.46 and interval 0.010 to 0.786 as R's wilcox.test publishes them; the maize and the
/// long samples by counting signs with whole numbers in Python.
#[test]
fn intervals_agree_with_published_and_counted_ones() {
    let near = |differences: &[f64], level: f64, expected: [f64; 3]| {
        let found = hodges_lehmann_interval(differences, level).expect("enough");
        let found = [found.low, found.estimate, found.high];
        found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12)
    };
    assert!(near(&depression(), 0.95, [0.010, 0.46, 0.786]));
    assert!(near(&MAIZE, 0.95, [4.0, 25.0, 41.5]));
    assert!(near(&MAIZE, 0.9, [8.0, 25.0, 39.5]));
    let long = shifted(2, 60, 0.45);
    assert!(near(&long, 0.95, [-0.077_154_921_766_955_32, 0.009_347_487_813_917_005, 0.088_189_722_335_986_15]));
    assert!(!near(&MAIZE, 0.95, [8.0, 25.0, 39.5]));
    assert_eq!(hodges_lehmann(&MAIZE), Ok(25.0));
}

/// Beyond the exact limit, for 200 pairs, 8 443 means lie outside on each side: ⌊μ − ½ − 1.96 σ⌋ =
/// ⌊8 443.2⌋. Counted exactly they are 8 444, so that the interval is a trifle longer than it need be.
#[test]
fn the_approximate_interval_is_next_to_the_exact_one() {
    let found = hodges_lehmann_interval(&shifted(3, 200, 0.45), 0.95).expect("enough");
    assert!(close(found.estimate, 0.058_932_464_563_454_44, 1e-12));
    let ends = |low: f64, high: f64| close(found.low, low, 1e-12) && close(found.high, high, 1e-12);
    assert!(ends(0.018_061_382_261_808_7, 0.098_939_082_329_806_92), "{found:?}");
    assert!(!ends(0.018_066_180_836_126_49, 0.098_930_273_998_894_84), "the exact interval would pass as well");
}

/// The interval holds the shifts that the test does not reject: p exceeds 1 − level inside, and
/// not beyond either end.
#[test]
fn the_interval_holds_the_shifts_that_the_test_does_not_reject() {
    for (seed, count, level) in [(4, 8, 0.9), (5, 20, 0.95), (6, 33, 0.99), (7, 60, 0.8)] {
        let differences = shifted(seed, count, 0.3);
        let interval = hodges_lehmann_interval(&differences, level).expect("enough");
        let p = |shift: f64| {
            let moved: Vec<f64> = differences.iter().map(|difference| difference - shift).collect();
            wilcoxon_test(&moved).expect("numbers").p
        };
        let hair = 1e-9;
        for inside in [interval.low + hair, interval.estimate + hair, interval.high - hair] {
            assert!(p(inside) > 1.0 - level, "{count}: {inside} in {interval:?}");
        }
        for outside in [interval.low - hair, interval.high + hair] {
            assert!(p(outside) <= 1.0 - level, "{count}: {outside} not in {interval:?}");
        }
    }
}

#[test]
fn a_level_beyond_reach_is_refused_with_what_is_reachable() {
    let five = [1.0, 2.0, 3.0, 4.0, 5.0];
    let refused = Error::TooFewForLevel { pairs: 5, level: 0.95, reachable: 0.9375 };
    assert_eq!(hodges_lehmann_interval(&five, 0.95), Err(refused));
    let whole = hodges_lehmann_interval(&five, 0.9375).expect("reachable");
    assert_eq!((whole.low, whole.estimate, whole.high), (1.0, 3.0, 5.0));
    assert!(hodges_lehmann_interval(&[five.as_slice(), &[6.0]].concat(), 0.95).is_ok());
    assert!(matches!(hodges_lehmann_interval(&shifted(1, 61, 0.5), 1.0 - 1e-15), Err(Error::TooFewForLevel { .. })));
}

#[test]
fn estimate_and_interval_take_runs_that_diverged() {
    const INF: f64 = f64::INFINITY;
    assert_eq!(hodges_lehmann(&[-INF, INF]), Ok(0.0));
    assert_eq!(hodges_lehmann(&[INF, 1.0, 2.0]), Ok(INF));
    let mut differences = MAIZE;
    differences[12] = INF;
    let (finite, infinite) = (hodges_lehmann_interval(&MAIZE, 0.95), hodges_lehmann_interval(&differences, 0.95));
    let (finite, infinite) = (finite.expect("enough"), infinite.expect("enough"));
    assert!(infinite.low >= finite.low && infinite.estimate >= finite.estimate && infinite.high >= finite.high);
    assert!(infinite.estimate.is_finite());
}
