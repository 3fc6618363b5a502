//! The data sets, which are part of the program: read once, when they are first asked for.

use flate2::read::GzDecoder;
use stable_sgd::data;
use stable_sgd::problem::learning::{self, DatasetError, Split};
use std::io::Read;
use std::sync::LazyLock;

static BREAST_CANCER: LazyLock<Result<Split<f64>, DatasetError>> =
    LazyLock::new(|| learning::breast_cancer(data::BREAST_CANCER));

static DIGITS: LazyLock<Result<Split<f64>, DatasetError>> = LazyLock::new(|| {
    let mut text = Vec::new();
    // What cannot be decompressed fails at its digest.
    let _ = GzDecoder::new(data::DIGITS_COMPRESSED).read_to_end(&mut text);
    learning::digits(&text)
});

/// Breast cancer, split into a training and a test part.
///
/// # Errors
/// Where the file was altered before the program was built.
pub fn breast_cancer() -> Result<&'static Split<f64>, DatasetError> {
    BREAST_CANCER.as_ref().map_err(Clone::clone)
}

/// Handwritten digits, split into a training and a test part.
///
/// # Errors
/// As [`breast_cancer`].
pub fn digits() -> Result<&'static Split<f64>, DatasetError> {
    DIGITS.as_ref().map_err(Clone::clone)
}
