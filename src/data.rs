//! Files of `data/` that travel with the crate, so that a program built from it needs no
//! checkout: the reference traces, the data sets, the plans of sweeps, and how to cite.
//!
//! Nothing is parsed here. Traces are verified by [`crate::reference`], data sets by
//! [`crate::problem::learning`]; plans are TOML, which the program `stable-sgd` reads.
//!
//! # Examples
//! ```
//! use stable_sgd::{data, reference};
//! let trace = reference::CHALLENGING.read(data::CHALLENGING)?;
//! assert_eq!(trace.sgd.len(), 150);
//! # Ok::<(), reference::TraceError>(())
//! ```

/// The trace of the challenging experiment: [`CHALLENGING`](crate::reference::CHALLENGING).
pub const CHALLENGING: &[u8] = include_bytes!("../data/reference/challenging_seed42.csv");

/// The trace of the language experiment under Python 2:
/// [`LANGUAGE_PYTHON2`](crate::reference::LANGUAGE_PYTHON2).
pub const LANGUAGE_PYTHON2: &[u8] = include_bytes!("../data/reference/language_seed42_python2.csv");

/// The trace of the language experiment under Python 3:
/// [`LANGUAGE_PYTHON3`](crate::reference::LANGUAGE_PYTHON3).
pub const LANGUAGE_PYTHON3: &[u8] = include_bytes!("../data/reference/language_seed42_python3.csv");

/// Breast Cancer Wisconsin: [`BREAST_CANCER`](crate::problem::learning::BREAST_CANCER).
pub const BREAST_CANCER: &[u8] = include_bytes!("../data/learning/breast_cancer.csv");

/// Handwritten digits, compressed by gzip:
/// [`DIGITS_COMPRESSED`](crate::problem::learning::DIGITS_COMPRESSED).
pub const DIGITS_COMPRESSED: &[u8] = include_bytes!("../data/learning/digits.csv.gz");

/// How to cite this software and the paper that it examines, in the Citation File Format.
pub const CITATION: &str = include_str!("../CITATION.cff");

macro_rules! plans {
    ($($name:literal)*) => {
        /// The plans of `data/plans/`, each with its name and its text, in the order of the names.
        pub const PLANS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../data/plans/", $name, ".toml")))),*];
    };
}

plans! {
    "adaptive_weight"
    "long_runs"
    "paper_weights"
    "penalty_weight"
    "rate_and_momentum"
    "rate_and_penalty"
    "switching"
    "terms"
    "tuned"
    "tuned_learning"
    "variants"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::learning;
    use crate::reference::{self, ReferenceFile, TraceError};
    use std::path::Path;

    const FILES: [(ReferenceFile, &[u8]); 5] = [
        (reference::CHALLENGING, CHALLENGING),
        (reference::LANGUAGE_PYTHON2, LANGUAGE_PYTHON2),
        (reference::LANGUAGE_PYTHON3, LANGUAGE_PYTHON3),
        (learning::BREAST_CANCER.file, BREAST_CANCER),
        (learning::DIGITS_COMPRESSED, DIGITS_COMPRESSED),
    ];

    #[test]
    fn what_travels_has_the_recorded_digests_and_no_other_bytes_have() {
        for (file, bytes) in FILES {
            assert_eq!(file.verify(bytes), Ok(()));
            assert!(matches!(file.verify(&bytes[1..]), Err(TraceError::Digest { .. })), "{}", file.name);
        }
        assert!(FILES[0].0.verify(FILES[1].1).is_err(), "another file is not this one");
    }

    #[test]
    fn the_list_of_digests_has_the_digests_that_are_compiled_in() {
        let sums = include_str!("../data/SHA256SUMS");
        for (file, _) in FILES {
            let below = if file.name.contains('/') { "" } else { "reference/" };
            let line = format!("{}  {below}{}", file.sha256, file.name);
            assert!(sums.lines().any(|found| found == line), "no line {line}");
        }
    }

    #[test]
    fn every_plan_of_the_folder_travels_under_its_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/plans");
        let read = |entry: std::fs::DirEntry| {
            let path = entry.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            (name, std::fs::read_to_string(&path).expect("readable"))
        };
        let mut found: Vec<_> = std::fs::read_dir(folder).expect("there").flatten().map(read).collect();
        found.sort_unstable();
        let listed: Vec<_> = PLANS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        assert!(found == listed, "the plans of the folder and those in PLANS differ");
    }
}
