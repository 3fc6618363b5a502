//! Tests that need references of some length, or many samples.
