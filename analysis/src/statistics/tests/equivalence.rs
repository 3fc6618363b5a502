//! Equivalence, against statsmodels, and the verdict of an interval.

use super::super::{ConfidenceInterval, Equivalence, Error, Ranking};
use super::{MAIZE, SLEEP, close};

/// statsmodels 0.15, ttost_paired(d, 0, −margin, margin); the interval by scipy 1.17.
#[test]
fn two_one_sided_t_tests_agree_with_statsmodels() {
    for (margin, p) in [
        (0.5, 0.989_240_756_621_612_7),
        (1.0, 0.914_944_114_551_288_7),
        (2.5, 0.021_116_860_246_500_74),
        (3.0, 0.002_655_570_292_658_671),
    ] {
        let test = Equivalence::by_t(&SLEEP, margin, 0.05).expect("finite");
        let found = test.p.expect("t has a p");
        assert!(close(found, p, 1e-9), "margin {margin}: {found}, expected {p}");
        assert_eq!(test.holds(), p <= 0.05);
        let (low, high) = (0.866_994_732_970_716, 2.293_005_267_029_284);
        assert!(close(test.interval.low, low, 1e-9) && close(test.interval.high, high, 1e-9), "{test:?}");
    }
    // The control: the two-sided interval of 0.95 does not fit into 2.3, that of 0.9 does.
    assert!(Equivalence::by_t(&SLEEP, 2.3, 0.05).expect("finite").holds());
    assert!(!Equivalence::by_t(&SLEEP, 2.3, 0.025).expect("finite").holds());
}

#[test]
fn p_and_interval_of_t_agree_at_every_margin() {
    for i in 1..200 {
        let (margin, alpha) = (f64::from(i) * 0.25, 0.01 * f64::from(1 + i % 30));
        let test = Equivalence::by_t(&MAIZE, margin, alpha).expect("finite");
        assert_eq!(test.holds(), test.p.is_some_and(|p| p < alpha), "{test:?}");
    }
}

#[test]
fn what_states_no_margin_is_refused() {
    for margin in [0.0, -1.0, f64::INFINITY, f64::NAN] {
        assert!(matches!(Equivalence::by_t(&SLEEP, margin, 0.05), Err(Error::OutOfRange { .. })), "{margin}");
    }
    assert!(matches!(Equivalence::by_t(&SLEEP, 1.0, 0.5), Err(Error::OutOfRange { value: 0.5, .. })));
    assert!(matches!(Equivalence::by_t(&[1.0, f64::INFINITY], 1.0, 0.05), Err(Error::Infinite { .. })));
    assert!(matches!(Equivalence::by_t(&[0.0; 8], 1.0, 0.05), Err(Error::NoSpread { .. })));
}

#[test]
fn equivalence_is_told_with_its_numbers() {
    let text = Equivalence::by_t(&SLEEP, 2.5, 0.05).expect("finite").to_string();
    assert_eq!(
        text,
        "equivalence within ±2.5 shown: 1.58 [0.87, 2.29] (90 %), 10 pairs, two one-sided t tests, p = 0.021"
    );
    let text = Equivalence::by_t(&SLEEP, 1.0, 0.05).expect("finite").to_string();
    assert!(text.starts_with("equivalence within ±1 not shown: 1.58 [0.87, 2.29] (90 %)"), "{text}");
}

#[test]
fn an_interval_and_a_margin_give_one_verdict() {
    let of = |low: f64, high: f64, margin: f64| {
        let interval = ConfidenceInterval { estimate: f64::midpoint(low, high), low, high, level: 0.95 };
        Ranking::of(&interval, margin)
    };
    assert_eq!(of(-2.0, -1.0, 0.5), Ok(Ranking::FirstLower));
    assert_eq!(of(1.0, 2.0, 0.5), Ok(Ranking::FirstHigher));
    assert_eq!(of(-0.4, 0.4, 0.5), Ok(Ranking::Equivalent));
    assert_eq!(of(0.1, 0.4, 0.5), Ok(Ranking::Equivalent));
    assert_eq!(of(0.1, 0.5, 0.5), Ok(Ranking::FirstHigher));
    assert_eq!(of(-0.1, 0.5, 0.5), Ok(Ranking::Inconclusive));
    assert_eq!(of(0.0, 0.0, 0.0), Ok(Ranking::Inconclusive));
    assert_eq!(of(f64::NEG_INFINITY, -0.1, 0.5), Ok(Ranking::FirstLower));
    assert!(of(0.0, 1.0, -1.0).is_err() && of(0.0, 1.0, f64::NAN).is_err());
}

#[test]
fn two_levels_decide_two_questions() {
    let interval = |low: f64, high: f64, level| ConfidenceInterval { estimate: 0.2, low, high, level };
    let (wide, narrow) = (interval(-0.6, 0.55, 0.95), interval(-0.45, 0.45, 0.9));
    assert_eq!(Ranking::of_two(&wide, &narrow, 0.5), Ok(Ranking::Equivalent));
    assert_eq!(Ranking::of(&wide, 0.5), Ok(Ranking::Inconclusive));
}
