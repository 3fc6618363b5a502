//! How often tests reject what is true, over many samples.

use stable_sgd::random::counter::{Purpose, Stream};

use super::super::{Equivalence, Error, Test, holm, paired_t_test, sign_test, wilcoxon_test};
use super::{agrees, normal, share};

const SAMPLES: u64 = 4000;

type Tested = fn(&[f64]) -> Result<Test, Error>;

/// The share of samples of 20 normal differences about `centre` in which `test` rejects at 0.05.
fn rejected(test: Tested, centre: f64) -> f64 {
    share(SAMPLES, |number| {
        let differences: Vec<f64> = normal(number, 20).iter().map(|z| z + centre).collect();
        test(&differences).expect("finite").p <= 0.05
    })
}

/// t rejects with probability 0.05; the exact tests, whose statistics are whole, with 2 P(X ≤ 5) =
/// 0.0414 by signs and 2 P(W⁺ ≤ 52) = 0.0484 by ranks (scipy 1.17 and counting in Python). With
/// the centre moved by half a standard deviation all reject more often.
#[test]
fn tests_reject_what_is_true_as_often_as_they_should() {
    let tests: [(Tested, f64); 3] = [(paired_t_test, 0.05), (sign_test, 0.041_389), (wilcoxon_test, 0.048_441)];
    for (test, size) in tests {
        let found = rejected(test, 0.0);
        assert!(agrees(found, size, SAMPLES), "{found}, expected {size}");
        assert!(!agrees(rejected(test, 0.5), size, SAMPLES), "an effect would pass as chance");
    }
}

/// With ties and by the normal approximation the signed ranks keep about their size.
#[test]
fn the_approximate_signed_ranks_keep_about_their_size() {
    let tied = |number| normal(number, 40).iter().map(|z| (2.0 * z).round()).collect::<Vec<_>>();
    let found = share(SAMPLES, |number| wilcoxon_test(&tied(number)).expect("numbers").p <= 0.05);
    assert!((0.035..0.06).contains(&found), "{found}");
    let skewed = |number: u64| tied(number).into_iter().map(|d| if d < -1.0 { -d } else { d }).collect::<Vec<_>>();
    assert!(share(SAMPLES, |number| wilcoxon_test(&skewed(number)).expect("numbers").p <= 0.05) > 0.06);
}

/// With the centre at the margin, so far out that the other test always rejects, equivalence is
/// claimed with probability α; within the margin more often.
#[test]
fn equivalence_at_the_margin_is_claimed_with_probability_alpha() {
    let claimed = |centre: f64, alpha: f64| {
        share(SAMPLES, |number| {
            let differences: Vec<f64> = normal(number, 20).iter().map(|z| z + centre).collect();
            Equivalence::by_t(&differences, 3.0, alpha).expect("enough").holds()
        })
    };
    let found = claimed(3.0, 0.05);
    assert!(agrees(found, 0.05, SAMPLES), "{found}");
    assert!(agrees(claimed(-3.0, 0.05), 0.05, SAMPLES));
    assert!(!agrees(claimed(2.7, 0.05), 0.05, SAMPLES), "within the margin it would be claimed as rarely");
    assert!(!agrees(claimed(3.0, 0.1), 0.05, SAMPLES), "the interval of 0.8 would pass");
}

/// Of five true and independent hypotheses Holm rejects any with probability 1 − 0.99⁵.
#[test]
fn holm_keeps_the_size_of_the_family() {
    let stream = Stream::new(11, Purpose::Tuning);
    let names = ["a", "b", "c", "d", "e"];
    let family = |number| {
        let hypotheses: Vec<_> = (0..).zip(names).map(|(i, name)| (name, stream.uniform(number, i))).collect();
        holm("true", &hypotheses).expect("a family")
    };
    let size = 1.0 - 0.99_f64.powi(5);
    let found = share(SAMPLES, |number| family(number).hypotheses.iter().any(|h| h.adjusted <= 0.05));
    assert!(agrees(found, size, SAMPLES), "{found}");
    let unadjusted = share(SAMPLES, |number| family(number).hypotheses.iter().any(|h| h.p <= 0.05));
    assert!(!agrees(unadjusted, size, SAMPLES), "{unadjusted}");
}
