//! The program `stable-sgd`: it reproduces the StableSGD paper, decides its
//! claims, and writes every table and figure.
//!
//! Without the feature `tables` it has no data frames, charts and report, and so no
//! `reproduce`, `sweep` and `merge`.
//!
//! Data flows one way: [`experiment`] settings -> [`study`] (everything that is
//! computed) -> [`claim`] verdicts -> [`tables`], [`figure`] and [`report`].

pub mod certificate;
pub mod cite;
pub mod claim;
pub mod experiment;
#[cfg(feature = "tables")]
pub mod figure;
#[cfg(feature = "tables")]
pub mod frame;
mod literal;
pub mod output;
#[cfg(feature = "tables")]
pub mod report;
#[cfg(feature = "tables")]
pub mod reproduce;
pub mod statistics;
pub mod study;
pub mod sweep;
pub mod table;
#[cfg(feature = "tables")]
pub mod tables;
pub mod theorem;
