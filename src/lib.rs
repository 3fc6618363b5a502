//! What an optimizer preserves.
//!
//! One idea carries this crate: a formula is written once, over the weakest
//! numbers it needs, and the numbers decide what is learned from running it.
//! The modules stand in the order in which data flows:
//!
//! - [`scalar`]: what a formula may ask of its numbers, and number types
//! - [`sample`]: mean and variance, summed in order
//! - [`proof`]: engines of exact proof, which know nothing of methods
//! - [`energy`], [`penalty`]: the parts that the paper builds its method from
//! - [`problem`]: losses and gradient fields, the paper's two among them, and a
//!   registry of landscapes with what is known of each
//! - [`method`]: update rules, state in and state out, and their registry
//! - [`quiet`]: rules that panic, recurse or never end, and what is said of them
//! - [`formula`]: a rule as a graph, and what is read off it
//! - [`trajectory`]: a method iterated on a problem, and why it stopped
//! - [`ensemble`]: many trajectories, side by side, with common random numbers
//! - [`experiment`]: the paper's two experiments, as published and with other settings
//! - [`rest`]: where a field comes to rest, and whether that is a minimum
//! - [`structure`]: what a method preserves, proved or refuted exactly
//! - [`theorem`]: the list of theorems, each with its verdict computed
//! - [`random`]: CPython's generator, which the published programs draw from
//! - [`mod@reference`]: the published numbers and traces, and comparison to the bit
//! - [`data`]: the traces, data sets and plans themselves, which travel with the crate
//!
//! # Examples
//! Twenty steps of momentum SGD on U(q) = ½ q², on plain floats:
//! ```
//! use stable_sgd::method::{Oracle, registry};
//! use stable_sgd::trajectory::run;
//!
//! struct Quadratic;
//! impl Oracle<f64> for Quadratic {
//!     fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
//!         gradient.copy_from_slice(position);
//!     }
//! }
//!
//! let sgd = registry::find("sgd").expect("registered");
//! let hyper = sgd.description.defaults();
//! let trajectory = run(&sgd, &hyper, &mut Quadratic, vec![1.0], 20, |q| q[0].abs())?;
//! assert!(trajectory.end.position[0] < 1.0);
//! # Ok::<(), stable_sgd::trajectory::StartError>(())
//! ```

pub mod data;
pub mod energy;
pub mod ensemble;
pub mod experiment;
pub mod formula;
pub mod method;
pub mod penalty;
pub mod problem;
pub mod proof;
pub mod quiet;
pub mod random;
pub mod reference;
pub mod rest;
pub mod rule;
pub mod sample;
pub mod scalar;
pub mod structure;
pub mod task;
pub mod theorem;
pub mod trajectory;

pub use structure::CertifyError;

/// What a rule preserves: every property, proved, tested or refuted.
///
/// The rule is examined before and after for what no certificate could be trusted
/// with: a panic, a vector of another length, a memory outside its state, a formula
/// that is defined nowhere, a number whose name means something else in a proof.
/// A rule that panics on symbols or fractions alone leaves properties undecided.
///
/// # Errors
/// What the rule did, and where ([`CertifyError`]).
///
/// # Examples
/// ```
/// use stable_sgd::method::{Sgd, registry::Entry};
/// use stable_sgd::structure::Property;
/// let certificates = stable_sgd::certify(&Entry::algebra(Sgd))?;
/// let conformal = certificates.iter().find(|c| c.property == Property::ConformallySymplectic);
/// assert_eq!(conformal.and_then(|c| c.value.as_deref()), Some("momentum"));
/// # Ok::<(), stable_sgd::CertifyError>(())
/// ```
pub fn certify(rule: &method::registry::Entry) -> Result<Vec<structure::Certificate>, CertifyError> {
    use structure::{Property, Settings};
    let certified = quiet::deep(|| {
        let settings = Settings::default();
        let certificates = structure::audited(rule, || structure::certify_all(rule, &Property::ALL, &settings))?;
        structure::replayed(rule, &certificates).map(|()| certificates)
    });
    certified.unwrap_or_else(|stopped| Err(CertifyError::stopped(rule.description.name, stopped)))
}
