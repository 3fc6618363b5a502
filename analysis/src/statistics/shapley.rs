//! How the effect of several factors is shared among them.

use super::Error;
use super::summary::sum;

/// The most factors that shares are computed for: 2¹² subsets.
pub const MOST_FACTORS: usize = 12;

/// The shares of factors in the difference that they make together; factor i is bit i of a
/// subset.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The value without any factor, v(∅).
    pub none: f64,
    /// The value with all, v(N).
    pub all: f64,
    /// φᵢ, what a factor adds on average over all orders; they sum to v(N) − v(∅).
    pub shapley: Vec<f64>,
    /// v({i}) − v(∅), what a factor adds as the first.
    pub first: Vec<f64>,
    /// v(N) − v(N ∖ {i}), what a factor adds as the last.
    pub last: Vec<f64>,
}

/// The Shapley value of each of `factors` factors (Shapley 1953, doi:10.1515/9781400881970-018):
/// φᵢ = Σ over S without i of |S|! (k − |S| − 1)! / k! (v(S ∪ {i}) − v(S)).
///
/// `value` is called once for each subset, in the order of its bits as a number.
///
/// # Errors
/// Where there are no factors or more than [`MOST_FACTORS`], or a value is not finite.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::shapley;
/// // Factor 0 is worth 1, factor 1 is worth 2, and together they are worth 3 more.
/// let shares = shapley(2, |subset| [0.0, 1.0, 2.0, 6.0][subset as usize])?;
/// assert_eq!(shares.shapley, [2.5, 3.5]);
/// assert_eq!((shares.first, shares.last), (vec![1.0, 2.0], vec![4.0, 5.0]));
/// # Ok::<(), stable_sgd_analysis::statistics::Error>(())
/// ```
pub fn shapley(factors: usize, value: impl FnMut(u32) -> f64) -> Result<Shares, Error> {
    match factors {
        0 => return Err(Error::TooFew { purpose: "a division into shares, of factors,", found: 0, needed: 1 }),
        1..=MOST_FACTORS => {}
        found => return Err(Error::TooManyFactors { found, limit: MOST_FACTORS }),
    }
    let values: Vec<f64> = (0..1_u32 << factors).map(value).collect();
    if let Some((subset, value)) = (0..).zip(&values).find(|(_, value)| !value.is_finite()) {
        return Err(Error::SubsetValue { subset, value: *value });
    }
    let weights = weights(factors);
    let (none, full) = (values[0], values.len() - 1);
    let all = values[full];
    let share = |i: usize| {
        let without = (0..=full).filter(|subset| subset >> i & 1 == 0);
        let added = without.map(|s| weights[s.count_ones() as usize] * (values[s | 1 << i] - values[s]));
        sum(&added.collect::<Vec<_>>())
    };
    Ok(Shares {
        none,
        all,
        shapley: (0..factors).map(share).collect(),
        first: (0..factors).map(|i| values[1 << i] - none).collect(),
        last: (0..factors).map(|i| all - values[full & !(1 << i)]).collect(),
    })
}

/// s! (k − s − 1)! / k! = 1 / (k (k − 1 over s)) for s = 0, …, k − 1.
fn weights(factors: usize) -> Vec<f64> {
    let next = |(s, choose): &(usize, u64)| Some((s + 1, choose * (factors - 1 - s) as u64 / (s + 1) as u64));
    let chosen = std::iter::successors(Some((0, 1_u64)), next).take(factors);
    chosen.map(|(_, choose)| 1.0 / (factors as f64 * choose as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[f64], expected: &[f64]) -> bool {
        found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    /// One left glove, two right ones, a pair is worth 1: ⅔, ⅙, ⅙ (a standard example).
    /// The airport game of Littlechild and Owen (1973, doi:10.1287/mnsc.20.3.370): a runway for
    /// costs of 8, 11, 13 and 18 is shared as 2, 3, 4 and 9.
    #[test]
    fn the_published_games_come_out() {
        let gloves = shapley(3, |s| f64::from(u8::from(s & 1 == 1 && s & 6 != 0))).expect("finite");
        assert!(near(&gloves.shapley, &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]), "{gloves:?}");
        assert!(near(&gloves.first, &[0.0; 3]) && near(&gloves.last, &[1.0, 0.0, 0.0]), "{gloves:?}");
        let costs = [8.0, 11.0, 13.0, 18.0];
        let runway = |s: u32| (0..4).filter(|i| s >> i & 1 == 1).map(|i| costs[i]).fold(0.0, f64::max);
        let runway = shapley(4, runway).expect("finite");
        assert!(near(&runway.shapley, &[2.0, 3.0, 4.0, 9.0]), "{runway:?}");
        // The control: neither one-at-a-time share sums to the whole.
        assert_eq!((runway.first.iter().sum::<f64>(), runway.last.iter().sum::<f64>()), (50.0, 5.0));
    }

    /// Values without a pattern; v(∅) is not 0.
    fn rough(s: u32) -> f64 {
        f64::from(s.wrapping_mul(2_654_435_761) >> 8) / 1e6 - 3.0
    }

    #[test]
    fn shares_sum_to_the_whole_and_are_the_mean_over_all_orders() {
        for factors in [1, 4, MOST_FACTORS] {
            let shares = shapley(factors, rough).expect("finite");
            let whole = shares.all - shares.none;
            assert!((sum(&shares.shapley) - whole).abs() < 1e-12, "{factors}: {shares:?}");
            assert!(factors == 1 || (sum(&shares.first) - whole).abs() > 1e-3);
        }
        let mut orders = Vec::new();
        permute(&mut [0, 1, 2, 3], 0, &mut orders);
        let mut mean = [0.0; 4];
        for order in &orders {
            let mut before = 0;
            for i in order {
                mean[*i] += (rough(before | 1 << i) - rough(before)) / orders.len() as f64;
                before |= 1 << i;
            }
        }
        assert!(near(&shapley(4, rough).expect("finite").shapley, &mean), "{mean:?}");
    }

    fn permute(items: &mut [usize; 4], done: usize, orders: &mut Vec<[usize; 4]>) {
        if done == items.len() {
            orders.push(*items);
        }
        for i in done..items.len() {
            items.swap(done, i);
            permute(items, done + 1, orders);
            items.swap(done, i);
        }
    }

    #[test]
    fn equal_factors_share_equally_and_one_without_effect_gets_nothing() {
        let shares = shapley(3, |s| f64::from((s & 3).count_ones()).powi(2)).expect("finite");
        assert!(near(&shares.shapley, &[2.0, 2.0, 0.0]), "{shares:?}");
    }

    #[test]
    fn what_cannot_be_shared_is_refused() {
        assert!(matches!(shapley(0, |_| 0.0), Err(Error::TooFew { .. })));
        assert_eq!(shapley(13, |_| 0.0), Err(Error::TooManyFactors { found: 13, limit: MOST_FACTORS }));
        let infinite = shapley(2, |s| if s == 2 { f64::INFINITY } else { 0.0 });
        assert_eq!(infinite, Err(Error::SubsetValue { subset: 2, value: f64::INFINITY }));
        assert!(shapley(1, |_| f64::NAN).is_err());
    }
}
