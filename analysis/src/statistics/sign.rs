//! The sign test.

use super::distribution::binomial_cdf;
use super::paired::check;
use super::test::ties;
use super::{Error, Test};

/// The exact sign test that differences are as often positive as negative (Arbuthnott 1710,
/// doi:10.1098/rstl.1710.0011; Conover, Practical Nonparametric Statistics, section 3.4).
///
/// S⁺ counts the positive of the n differences that are not zero;
/// p = min(1, 2 P(X ≤ min(S⁺, n − S⁺))) with X binomial of n and ½. Zeros are left out and
/// counted; where all are zero, p is 1. Differences may be infinite.
///
/// # Errors
/// Where there are no differences, or one is not a number.
pub fn sign_test(differences: &[f64]) -> Result<Test, Error> {
    check(differences, "the sign test", 1)?;
    let positive = differences.iter().filter(|difference| **difference > 0.0).count();
    let ties = ties(differences);
    let n = differences.len() - ties;
    let p = (2.0 * binomial_cdf(positive.min(n - positive) as u64, n as u64, 0.5)).min(1.0);
    Ok(Test { name: "exact sign test", symbol: "S⁺", statistic: positive as f64, n, ties, p })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(positive: usize, negative: usize, zeros: usize) -> Vec<f64> {
        [vec![1.0; positive], vec![-2.0; negative], vec![0.0; zeros]].concat()
    }

    /// scipy 1.17, binomtest(k, n).pvalue.
    #[test]
    fn p_agrees_with_scipy() {
        let known = [
            (13, 2, 0.007_385_253_906_25),
            (3, 17, 0.002_576_828_002_929_687_5),
            (10, 10, 1.0),
            (6, 0, 0.031_25),
            (70, 130, 2.652_875_559_526_872_7e-5),
        ];
        for (positive, negative, p) in known {
            let test = sign_test(&sample(positive, negative, 0)).expect("numbers");
            assert!((test.p / p - 1.0).abs() < 1e-9, "{positive} of {negative}: {}, expected {p}", test.p);
            let mirrored = sign_test(&sample(negative, positive, 0)).expect("numbers");
            assert_eq!(mirrored.p, test.p);
        }
        // The control: one-sided, p would be half as large.
        assert!((sign_test(&sample(6, 0, 0)).expect("numbers").p - 0.015_625).abs() > 0.01);
    }

    #[test]
    fn zeros_are_left_out_and_counted() {
        let test = sign_test(&sample(6, 0, 4)).expect("numbers");
        assert_eq!((test.n, test.ties, test.statistic), (6, 4, 6.0));
        assert_eq!(test.p, sign_test(&sample(6, 0, 0)).expect("numbers").p);
        let none = sign_test(&sample(0, 0, 5)).expect("numbers");
        assert_eq!((none.n, none.ties, none.p), (0, 5, 1.0));
    }

    #[test]
    fn infinite_differences_have_a_sign() {
        let test = sign_test(&[f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, 0.0]).expect("numbers");
        assert_eq!((test.statistic, test.n, test.ties, test.p), (2.0, 3, 1, 1.0));
    }

    #[test]
    fn no_differences_are_refused() {
        assert!(matches!(sign_test(&[]), Err(Error::TooFew { .. })));
        assert_eq!(sign_test(&[1.0, f64::NAN]), Err(Error::NotANumber { place: 1 }));
    }
}
