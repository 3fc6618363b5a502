//! Files of `data/` that travel with the crate, so that a program built from it needs no
//! checkout: the reference traces, the data sets, the plans of sweeps, the rules that libraries
//! ship, and how to cite.
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

macro_rules! shipped {
    ($($name:literal)*) => {
        /// The update rules of `data/shipped/`, traced from the libraries that ship them, each with
        /// its name and its graph in JSON, in the order of the names: what
        /// [`UpdateRule::from_json`](crate::rule::UpdateRule::from_json) reads.
        pub const SHIPPED: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../data/shipped/", $name, ".json")))),*];
    };
}

shipped! {
    "blackjax.mclachlan"
    "blackjax.omelyan"
    "blackjax.velocity_verlet"
    "blackjax.yoshida"
    "diffrax.LeapfrogMidpoint"
    "diffrax.ReversibleHeun"
    "diffrax.SemiImplicitEuler"
    "keras.optimizers.Adadelta"
    "keras.optimizers.Adafactor"
    "keras.optimizers.Adafactor_matrix"
    "keras.optimizers.Adagrad"
    "keras.optimizers.Adam"
    "keras.optimizers.AdamW"
    "keras.optimizers.Adamax"
    "keras.optimizers.Ftrl"
    "keras.optimizers.Lamb"
    "keras.optimizers.Lion"
    "keras.optimizers.Muon"
    "keras.optimizers.Nadam"
    "keras.optimizers.RMSprop"
    "keras.optimizers.SGD"
    "optax.adabelief"
    "optax.adadelta"
    "optax.adafactor"
    "optax.adafactor_matrix"
    "optax.adagrad"
    "optax.adam"
    "optax.adamax"
    "optax.adamw"
    "optax.adan"
    "optax.amsgrad"
    "optax.contrib.acprop"
    "optax.contrib.ademamix"
    "optax.contrib.cocob"
    "optax.contrib.dadapt_adamw"
    "optax.contrib.dog"
    "optax.contrib.dowg"
    "optax.contrib.madgrad"
    "optax.contrib.muon"
    "optax.contrib.prodigy"
    "optax.contrib.schedule_free_adamw"
    "optax.contrib.simplified_ademamix"
    "optax.contrib.sophia_squared_gradient"
    "optax.fromage"
    "optax.lamb"
    "optax.lars"
    "optax.lion"
    "optax.nadam"
    "optax.novograd"
    "optax.optimistic_gradient_descent"
    "optax.polyak_sgd"
    "optax.radam"
    "optax.rmsprop"
    "optax.rprop"
    "optax.sgd"
    "optax.sgd_clipped"
    "optax.sgd_nesterov"
    "optax.sign_sgd"
    "optax.sm3"
    "optax.yogi"
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

    /// The names and texts of files with an ending in a folder of the data, in the order of the names.
    fn in_folder(folder: &str, ending: &str) -> Vec<(String, String)> {
        let read = |entry: std::fs::DirEntry| {
            let path = entry.path();
            let name = path.file_name().and_then(|name| name.to_str())?.strip_suffix(ending)?.to_owned();
            Some((name, std::fs::read_to_string(&path).expect("readable")))
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(folder);
        let mut found: Vec<_> = std::fs::read_dir(folder).expect("there").flatten().filter_map(read).collect();
        found.sort_unstable();
        found
    }

    fn owned(listed: &[(&str, &str)]) -> Vec<(String, String)> {
        listed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn every_plan_of_the_folder_travels_under_its_name() {
        assert!(in_folder("plans", ".toml") == owned(PLANS), "the plans of the folder and those in PLANS differ");
    }

    #[test]
    fn every_traced_rule_of_the_folder_travels_under_its_name() {
        let mut found = in_folder("shipped", ".json");
        // What libraries' own runs were, and the schema, are no rules.
        found.retain(|(name, _)| !["runs", "rule.schema"].contains(&name.as_str()));
        assert!(found == owned(SHIPPED), "the rules of the folder and those in SHIPPED differ");
    }
}
