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

pub use challenging::PublishedChallenging;
pub use language::PublishedLanguage;
pub use packaged::Packaged;
