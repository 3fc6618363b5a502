//! Two methods over the same seeds.

use crate::statistics::{
    Bootstrap, ConfidenceInterval, Error, Ranking, Test, cohen_dz, differences, median, median_interval,
    probability_of_superiority, sign_test, wilcoxon_test,
};

/// How intervals are drawn.
pub const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 2000, level: LEVEL, seed: 0 };
/// The level of every interval.
pub const LEVEL: f64 = 0.95;

/// One outcome of two methods, the first minus the second, seed by seed.
#[derive(Clone, Debug)]
pub struct Paired {
    /// What is compared, as "challenging, noise 0.4, 150 steps".
    pub place: String,
    /// The first.
    pub first: String,
    /// The second, which is subtracted.
    pub second: String,
    /// The median of each.
    pub medians: [f64; 2],
    /// The differences, a seed each.
    pub differences: Vec<f64>,
    /// The median difference with its interval.
    pub interval: ConfidenceInterval,
    /// How the interval was made.
    pub interval_by: &'static str,
    /// Whether positive and negative differences are as frequent.
    pub sign: Test,
    /// Whether the differences lie around 0.
    pub wilcoxon: Test,
    /// The mean difference in standard deviations of the differences, where all are finite and
    /// differ.
    pub effect: Option<f64>,
    /// The share of seeds on which the first has the lower outcome, ties counted half.
    pub first_lower: f64,
}

impl Paired {
    /// The comparison of two samples that share their seeds.
    ///
    /// # Errors
    /// Where the samples differ in length, or hold what is not a number.
    pub fn of(place: &str, [first, second]: [&str; 2], [a, b]: [&[f64]; 2]) -> Result<Self, Error> {
        let differences = differences(a, b)?;
        let (interval, interval_by) = interval(&differences)?;
        Ok(Self {
            place: place.to_owned(),
            first: first.to_owned(),
            second: second.to_owned(),
            medians: [median(a)?, median(b)?],
            interval,
            interval_by,
            sign: sign_test(&differences)?,
            wilcoxon: wilcoxon_test(&differences)?,
            effect: cohen_dz(&differences).ok().filter(|effect| effect.is_finite()),
            first_lower: 1.0 - probability_of_superiority(&differences)?,
            differences,
        })
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> usize {
        self.differences.len()
    }

    /// Whether the interval lies below 0.
    pub fn is_lower(&self) -> bool {
        self.interval.high < 0.0
    }

    /// Whether the interval lies above 0.
    pub fn is_higher(&self) -> bool {
        self.interval.low > 0.0
    }

    /// What it shows beside a margin: a side only where its test holds after the adjustment too.
    ///
    /// # Errors
    /// As [`Ranking::of`].
    pub fn ranking(&self, margin: f64, adjusted: f64) -> Result<Ranking, Error> {
        let found = Ranking::of(&self.interval, margin)?;
        let is_sided = [Ranking::FirstLower, Ranking::FirstHigher].contains(&found);
        Ok(if is_sided && adjusted > 1.0 - LEVEL { Ranking::Inconclusive } else { found })
    }

    /// The name of its hypothesis in a family.
    pub fn hypothesis(&self) -> String {
        format!("{}: {} against {}", self.place, self.first, self.second)
    }
}

/// The median with its BCa interval; where that is not defined (all resamples on one side, or
/// infinite jackknife values), with that of the order statistics.
fn interval(differences: &[f64]) -> Result<(ConfidenceInterval, &'static str), Error> {
    match BOOTSTRAP.bca_median(differences) {
        Ok(interval) => Ok((interval, "BCa bootstrap")),
        Err(Error::OneSided { .. } | Error::Acceleration { .. }) => {
            Ok((median_interval(differences, LEVEL)?, "order statistics"))
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_first_is_seen_and_its_mirror_image_too() {
        let second: Vec<f64> = (0..30).map(|i| f64::from(i * i % 17)).collect();
        let first: Vec<f64> = second.iter().enumerate().map(|(i, x)| x - 1.0 - (i % 3) as f64).collect();
        let paired = |a: &[f64], b: &[f64]| Paired::of("here", ["a", "b"], [a, b]).expect("numbers");
        let lower = paired(&first, &second);
        assert!(lower.is_lower() && !lower.is_higher() && lower.first_lower == 1.0 && lower.sign.p < 1e-6);
        assert_eq!((lower.interval.estimate, lower.interval_by), (-2.0, "BCa bootstrap"));
        let sides = [0.04, 0.06].map(|adjusted| lower.ranking(0.0, adjusted));
        assert_eq!(sides, [Ok(Ranking::FirstLower), Ok(Ranking::Inconclusive)], "the adjusted test has to hold too");
        let higher = paired(&second, &first);
        assert!(higher.is_higher() && higher.first_lower == 0.0);
        let same = paired(&first, &first);
        assert!(!same.is_lower() && !same.is_higher() && same.sign.p == 1.0 && same.first_lower == 0.5);
    }

    #[test]
    fn runs_that_diverged_are_compared_too() {
        let (finite, infinite) = (vec![1.0; 12], [vec![f64::INFINITY; 11], vec![0.5]].concat());
        let paired = Paired::of("here", ["a", "b"], [&finite, &infinite]).expect("numbers");
        assert!(paired.is_lower() && paired.effect.is_none(), "{paired:?}");
        assert_eq!(paired.interval.estimate, f64::NEG_INFINITY);
    }
}
