//! Mean and variance of a sample: over the population, summed from zero in order.

/// The mean of `values`, their sum from zero in order divided by their number.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, x| sum + x) / values.len() as f64
}

/// The population variance, Σ (x − mean)² / n.
pub fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    values.iter().fold(0.0, |sum, x| sum + (x - centre) * (x - centre)) / values.len() as f64
}
