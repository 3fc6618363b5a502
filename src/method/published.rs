//! The three forms of StableSGD that were published as programs.
//!
//! No two of them are the same method, and none is the one that the paper
//! describes. Each file lists what differs ([`Description::differences`]).
//! On [`Libm64`] numbers they give the published results to the bit.
//!
//! [`Description::differences`]: super::Description::differences
//! [`Libm64`]: crate::scalar::Libm64

mod challenging;
mod language;
mod packaged;

use crate::energy::energy_factor;
use crate::scalar::{Compare, Root};

/// The position step's rate in both experiments' programs: η (1 / (1 + c √e))
/// where the energy e is above the threshold, else η. `factor` is (c,
/// threshold), or `None` where energy conservation is switched off.
#[inline]
fn adaptive_rate<T: Root + Compare>(learning_rate: &T, energy: &T, factor: Option<&(T, T)>) -> T {
    let Some((scale, threshold)) = factor else { return learning_rate.clone() };
    let scaled = learning_rate.clone() * energy_factor(energy, scale);
    energy.select_above(threshold, scaled, learning_rate.clone())
}

pub use challenging::PublishedChallenging;
pub use language::PublishedLanguage;
pub use packaged::Packaged;
