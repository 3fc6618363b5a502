//! Runs compared: methods over the same seeds, many of them as one family of hypotheses.

pub mod against;
pub mod columns;
pub mod family;
pub mod group;
pub mod paired;
pub mod weights;

/// The label of plain SGD, in every plan that has it.
pub const SGD: &str = "SGD";
/// The label of the published StableSGD.
pub const PUBLISHED: &str = "as published";
/// The label of SGD with the rate that the published StableSGD has in effect.
pub const SGD_SQUARED: &str = "SGD, rate squared";
/// The label of the published StableSGD with √η in both places.
pub const ROOT: &str = "√η in both places";
/// The label of the method as the paper describes it.
pub const DESCRIBED: &str = "as described";
/// The problem of the paper's experiment.
pub const CHALLENGING: &str = "challenging";
/// The same with the gradient of its loss.
pub const TRUE_GRADIENT: &str = "challenging, its own gradient";
/// The level of noise of the paper's experiment.
pub const NOISE: f64 = 0.4;

/// The challenging problem at a level of noise, as comparisons name it.
pub fn challenging(noise: f64) -> String {
    format!("{CHALLENGING}, noise {noise}")
}
