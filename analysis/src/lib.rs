//! The program `stable-sgd`: it reproduces the StableSGD paper, decides its
//! claims, and writes every table and figure.
//!
//! Data flows one way: [`experiment`] settings -> [`study`] (everything that is
//! computed) -> [`claim`] verdicts -> [`tables`], [`figure`] and [`report`].

pub mod certificate;
pub mod cite;
pub mod claim;
pub mod experiment;
pub mod figure;
pub mod output;
pub mod parallel;
pub mod report;
pub mod reproduce;
pub mod statistics;
pub mod study;
pub mod sweep;
pub mod table;
pub mod tables;
pub mod theorem;
