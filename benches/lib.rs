//! Benchmarks of stable-sgd, each a file beside this one: `cargo bench -p stable-sgd-benches`.
