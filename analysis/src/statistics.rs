//! Statistics for paired comparisons: intervals, tests, effect sizes, and what may be said.
//!
//! Everything starts from [`differences`] of pairs that share a seed, first minus second.
//! From them come an [`ConfidenceInterval`] (of the mean, the median, the Hodges-Lehmann estimate, or
//! a [`Bootstrap`]), a [`Test`] and an effect size; [`holm`] adjusts the tests of a family,
//! [`Ranking`] names what an interval shows, and [`Finding`] puts it all into a sentence.
//!
//! A run that diverged has the loss +∞. Ranks, signs, medians and quantiles take infinite
//! differences as they are; means, variances and t need finite ones and say so.

mod bootstrap;
mod distribution;
mod effect;
mod equivalence;
mod hodges_lehmann;
mod holm;
mod interval;
mod median_interval;
mod noncentral;
mod paired;
mod power;
mod proportion;
mod sentence;
mod shapley;
mod sign;
mod student;
mod summary;
mod test;
#[cfg(test)]
mod tests;
mod wilcoxon;

pub use bootstrap::Bootstrap;
pub use effect::{cohen_dz, probability_of_superiority};
pub use equivalence::{Equivalence, Ranking};
pub use hodges_lehmann::{hodges_lehmann, hodges_lehmann_interval};
pub use holm::{Family, Hypothesis, holm};
pub use interval::ConfidenceInterval;
pub(crate) use interval::number;
pub use median_interval::median_interval;
pub use paired::differences;
pub use power::{sign_power, t_pairs, t_power};
pub use proportion::{clopper_pearson, wilson};
pub use sentence::Finding;
pub use shapley::{MOST_FACTORS, Shares, shapley};
pub use sign::sign_test;
pub use student::{mean_interval, paired_t_test};
pub use summary::{mean, median, quantile, sum, variance};
pub use test::Test;
pub use wilcoxon::{EXACT_LIMIT, wilcoxon_test};

/// What a statistic cannot be computed from, and what to do about it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// Two samples that should be paired differ in length.
    #[error("samples of {first} and {second} values cannot be paired: give each seed one value in both")]
    UnequalLength {
        /// The length of the first.
        first: usize,
        /// The length of the second.
        second: usize,
    },
    /// There are fewer values than the method needs.
    #[error("{purpose} needs at least {needed}, found {found}: add some")]
    TooFew {
        /// The method, and of what it needs more.
        purpose: &'static str,
        /// How many there are.
        found: usize,
        /// How many it needs.
        needed: usize,
    },
    /// A value is not a number.
    #[error("value {place} (from 0) is not a number: record a run that diverged as +∞, or leave its pair out")]
    NotANumber {
        /// Its place, from 0.
        place: usize,
    },
    /// Some values are infinite, and the method needs finite ones.
    #[error("{purpose} needs finite values, and {count} of {total} are infinite: use ranks, signs or the median")]
    Infinite {
        /// The method.
        purpose: &'static str,
        /// How many values are infinite.
        count: usize,
        /// How many values there are.
        total: usize,
    },
    /// All values are equal, so that nothing can be divided by their spread.
    #[error("{purpose} needs values that differ, and all {count} are {value}: use the sign test")]
    NoSpread {
        /// The method.
        purpose: &'static str,
        /// How many values there are.
        count: usize,
        /// What they all are.
        value: f64,
    },
    /// The values are finite, and what is computed from them is not.
    #[error("{purpose} of values up to {largest:e} overflows: rescale them, or use ranks, signs or the median")]
    Overflow {
        /// The method.
        purpose: &'static str,
        /// The largest absolute value.
        largest: f64,
    },
    /// A setting lies outside its range.
    #[error("{name} is {value}: choose it {range}")]
    OutOfRange {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// Where it must lie.
        range: &'static str,
    },
    /// So few pairs cannot reach the level, whatever they are.
    #[error("{pairs} pairs reach the level {reachable} at most, not {level}: add pairs or lower the level")]
    TooFewForLevel {
        /// How many pairs there are.
        pairs: usize,
        /// The level asked for.
        level: f64,
        /// The highest level that is possible.
        reachable: f64,
    },
    /// All resamples lie on one side of the estimate, so that the bias correction is infinite.
    #[error(
        "all {resamples} resamples lie on one side of the estimate {estimate}: use the percentile interval or more resamples"
    )]
    OneSided {
        /// The estimate.
        estimate: f64,
        /// How many resamples there are.
        resamples: usize,
    },
    /// The jackknife values are partly infinite, so that there is no acceleration.
    #[error("{count} of {total} jackknife values are infinite, BCa needs finite ones: use the percentile interval")]
    Acceleration {
        /// How many are infinite.
        count: usize,
        /// How many there are.
        total: usize,
    },
    /// The statistic that was given is not a number on some resample.
    #[error("the statistic is not a number on {on}: let it be defined on every sample of the same values")]
    Statistic {
        /// On what.
        on: String,
    },
    /// More successes than trials, or no trials.
    #[error("{successes} successes of {trials} trials are no proportion: count at least one trial, and each once")]
    NotAProportion {
        /// The successes.
        successes: u64,
        /// The trials.
        trials: u64,
    },
    /// The effect is so small that more pairs are needed than are searched.
    #[error("the effect {effect} needs more than {limit} pairs: state a larger effect or a lower power")]
    TooManyPairs {
        /// The effect.
        effect: f64,
        /// How many pairs are searched.
        limit: u64,
    },
    /// More factors than shares are computed for.
    #[error("{found} factors are too many, each doubles the number of subsets: share among {limit} at most")]
    TooManyFactors {
        /// How many there are.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// A subset of factors has no finite value.
    #[error("the factors {subset:#b} have the value {value}: shares need finite values")]
    SubsetValue {
        /// The subset, a bit for each factor.
        subset: u32,
        /// Its value.
        value: f64,
    },
    /// Two hypotheses of a family have one name.
    #[error("the family {family} holds {name} twice: name each hypothesis once")]
    Repeated {
        /// The family.
        family: String,
        /// The name.
        name: String,
    },
    /// A hypothesis is not in its family.
    #[error("the family {family} lacks {name}: adjust the tests of the whole family first")]
    Missing {
        /// The family.
        family: String,
        /// The name.
        name: String,
    },
    /// The p that was adjusted is not that of the test.
    #[error("{name} was adjusted with p = {family}, its test has {test}: adjust the test that is reported")]
    OtherTest {
        /// The hypothesis.
        name: String,
        /// Its p in the family.
        family: f64,
        /// Its p by the test.
        test: f64,
    },
}
