//! The shares of several changes in their joint effect.

use super::StatisticsError;

/// The most changes: 2ⁿ settings must be run.
pub const MOST: usize = 16;

/// Shapley's value of each of n changes (1953, doi:10.1515/9781400881970-018): the mean,
/// over all orders in which the changes may be made, of what making it adds.
///
/// `value[set]` is the value with the changes whose bits `set` has. The shares sum to
/// value[all] − value[none].
///
/// # Errors
/// Where there are not 2ⁿ values for 1 ≤ n ≤ [`MOST`], or one is not finite.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::shapley::shares;
/// // Either change alone does everything: they share it.
/// assert_eq!(shares(&[0.0, 1.0, 1.0, 1.0]), Ok(vec![0.5, 0.5]));
/// ```
pub fn shares(value: &[f64]) -> Result<Vec<f64>, StatisticsError> {
    let changes = value.len().max(1).ilog2() as usize;
    if !(1..=MOST).contains(&changes) || value.len() != 1 << changes {
        let (name, limits) = ("settings", "2ⁿ of them, n from 1 to 16");
        return Err(StatisticsError::Setting { name, value: value.len() as f64, limits });
    }
    super::finite(value, 2)?;
    let share = |change: usize| {
        let without = (0..value.len()).filter(|set| set >> change & 1 == 0);
        without.map(|set| weight(changes, set.count_ones()) * (value[set | 1 << change] - value[set])).sum()
    };
    Ok((0..changes).map(share).collect())
}

/// k! (n − 1 − k)! / n!: the share of the orders in which exactly k given changes stand
/// before one.
fn weight(changes: usize, before: u32) -> f64 {
    let choices =
        (0..before).fold(1.0, |product, i| product * (changes as f64 - 1.0 - f64::from(i)) / (f64::from(i) + 1.0));
    1.0 / (changes as f64 * choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The glove game: one left glove, two right ones (Shapley's values 2/3, 1/6, 1/6).
    #[test]
    fn the_glove_game_has_its_known_values() {
        let value: Vec<f64> = (0..8_u32).map(|set| f64::from(u8::from(set & 1 == 1 && set & 6 != 0))).collect();
        let found = shares(&value).expect("shares");
        for (found, expected) in found.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((found - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn shares_sum_to_the_whole_and_a_change_without_effect_has_none() {
        let value: Vec<f64> = (0..32_u32).map(|set| f64::from((set & 23).pow(2)) - 3.0 * f64::from(set & 1)).collect();
        let found = shares(&value).expect("shares");
        assert!((found.iter().sum::<f64>() - (value[31] - value[0])).abs() < 1e-9);
        assert_eq!(found[3], 0.0);
        assert!(found[4] != 0.0, "the control");
        assert!(shares(&[1.0, 2.0, 3.0]).is_err() && shares(&[1.0]).is_err() && shares(&[0.0, f64::NAN]).is_err());
    }
}
