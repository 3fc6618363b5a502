//! The measures that the published programs print of a run.
//!
//! Means and variances are those of [`sample`](crate::sample).

use crate::sample::{mean, variance};

/// How many of the last values the programs look at.
pub const WINDOW: usize = 20;

fn last(values: &[f64], count: usize) -> &[f64] {
    &values[values.len().saturating_sub(count)..]
}

/// Standard deviation over mean of the last 20 values (fewer in a shorter
/// run); infinite where the mean is not positive, as the programs define it.
/// `None` without values.
pub fn stability(losses: &[f64]) -> Option<f64> {
    let window = last(losses, WINDOW);
    let centre = mean(window);
    let ratio = || if centre <= 0.0 { f64::INFINITY } else { variance(window).sqrt() / centre };
    (!window.is_empty()).then(ratio)
}

/// Variance of the last 20 energies; `None` without energies.
pub fn energy_variance(energies: &[f64]) -> Option<f64> {
    let window = last(energies, WINDOW);
    (!window.is_empty()).then(|| variance(window))
}

/// The language program's energy stability: of the newest 100 step energies h,
/// the means of h[i−10..i], i = 10, 11, …, below the last; their standard
/// deviation over their mean. `None` where there are not two such means.
pub fn energy_stability(step_energies: &[f64]) -> Option<f64> {
    const SPAN: usize = 10;
    let window = last(step_energies, 100);
    let means: Vec<f64> = (SPAN..window.len()).map(|i| mean(&window[i - SPAN..i])).collect();
    (means.len() >= 2).then(|| variance(&means).sqrt() / mean(&means))
}

/// The first row whose distance is below `threshold`.
pub fn first_below(distances: impl IntoIterator<Item = Option<f64>>, threshold: f64) -> Option<usize> {
    distances.into_iter().position(|distance| distance.is_some_and(|d| d < threshold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stability_is_population_deviation_over_mean() {
        assert_eq!(stability(&[1.0, 3.0]), Some(0.5));
        assert_eq!(stability(&[-1.0, -3.0]), Some(f64::INFINITY));
        assert_eq!(stability(&[]), None);
    }

    #[test]
    fn only_the_last_twenty_values_count() {
        let mut losses = vec![1e9; 5];
        losses.extend([2.0; 20]);
        assert_eq!(stability(&losses), Some(0.0));
    }

    #[test]
    fn the_first_distance_below_is_found() {
        let distances = [Some(1.0), None, Some(0.1), Some(0.05), Some(0.01)];
        assert_eq!(first_below(distances, 0.1), Some(3));
        assert_eq!(first_below(distances, 0.01), None);
    }

    #[test]
    fn energy_stability_leaves_out_the_last_step() {
        let mut energies = vec![1.0; 12];
        assert_eq!(energy_stability(&energies), Some(0.0));
        energies[11] = 100.0;
        assert_eq!(energy_stability(&energies), Some(0.0));
        assert_eq!(energy_stability(&energies[..11]), None);
    }
}
