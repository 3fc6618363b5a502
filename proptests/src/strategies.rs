//! Every generator of the suites. Bounds are named, with their reasons.

mod algebra;
mod experiments;
mod expression;
mod learning;
mod matrices;
mod numbers;
mod quantities;

pub use algebra::*;
pub use experiments::*;
pub use expression::*;
pub use learning::*;
pub use matrices::*;
pub use numbers::*;
pub use quantities::*;

use proptest::collection::vec;
use proptest::num::f64 as floats;
use proptest::prelude::*;
use stable_sgd::experiment::{challenging, language};
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Hyperparameters, Oracle};
use stable_sgd::problem::challenging::VectorField;
use stable_sgd::problem::language::Sizes;
use stable_sgd::random::Python;
use stable_sgd::scalar::{Absolute, Algebra, Approximate, Compare, Dual, Fixed, Interval, Rational, Ring, Root};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The cases of a property: `PROPTEST_CASES`, or 256, times `share`.
///
/// proptest reads that variable into the default configuration alone: a number
/// of cases written into a suite would hide it.
pub fn cases(share: f64) -> ProptestConfig {
    let whole = ProptestConfig::default();
    let cases = (f64::from(whole.cases) * share).ceil().max(1.0) as u32;
    // Where the variable is set, proptest runs as many cases as it says, whatever the share.
    let most_cases = cases.max(whole.cases);
    let max_global_rejects = whole.max_global_rejects.max(most_cases.saturating_mul(MOST_REJECTED));
    ProptestConfig { cases, max_global_rejects, ..whole }
}

/// How many cases may be rejected for each that is run: an assumption that holds more
/// seldom is a strategy that should be sharper.
const MOST_REJECTED: u32 = 8;
