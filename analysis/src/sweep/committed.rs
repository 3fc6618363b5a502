//! The committed plans, which travel with the program.

macro_rules! plans {
    ($($name:literal)*) => {
        /// The plans of `data/plans`, each with its name and its text.
        pub const COMMITTED: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../data/plans/", $name, ".toml")))),*];
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
