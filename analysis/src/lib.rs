//! The program `stable-sgd`: it reproduces the StableSGD paper, decides its
//! claims, and writes every table and figure.
//!
//! Without the feature `tables` it has no data frames, charts and report, and so no
//! `reproduce`, `sweep` and `merge`.
//!
//! Data flows one way: [`experiment`] settings -> [`study`] (what is computed, when it is asked
//! for) -> [`question`]s (analysis, tables, figures and claims of each) -> [`ledger`] -> [`render`]
//! and [`report`].

pub mod certificate;
pub mod cite;
pub mod claim;
pub mod compare;
pub mod deadline;
pub mod experiment;
#[cfg(feature = "tables")]
pub mod figure;
#[cfg(feature = "tables")]
pub mod frame;
pub mod ledger;
mod literal;
pub mod output;
pub mod question;
pub mod render;
#[cfg(feature = "tables")]
pub mod report;
#[cfg(feature = "tables")]
pub mod reproduce;
pub mod rule;
pub mod same;
pub mod statistics;
pub mod study;
pub mod sweep;
pub mod table;
pub mod theorem;
