//! Wilcoxon's signed-rank test.

use super::distribution::normal_cdf;
use super::paired::check;
use super::test::ties;
use super::{Error, Test};

/// Up to so many differences the distribution of the signed ranks is exact.
pub const EXACT_LIMIT: usize = 60;

/// The ranks of the absolute differences that are not zero; equal ones share their mean rank.
pub(super) struct SignedRanks {
    /// W⁺, the sum of the ranks of positive differences.
    pub(super) positive: f64,
    /// The sum of all ranks, n (n + 1) / 2.
    pub(super) total: f64,
    /// How many differences are not zero.
    pub(super) n: usize,
    /// Σ (t³ − t) over the groups of t equal absolute differences.
    tied: f64,
}

impl SignedRanks {
    /// The signed ranks of `differences`, which are numbers, perhaps infinite.
    pub(super) fn of(differences: &[f64]) -> Self {
        let mut rest: Vec<f64> = differences.iter().copied().filter(|difference| *difference != 0.0).collect();
        rest.sort_unstable_by(|a, b| a.abs().total_cmp(&b.abs()));
        let (mut positive, mut tied, mut before) = (0.0, 0.0, 0);
        for group in rest.chunk_by(|a, b| a.abs() == b.abs()) {
            let size = group.len() as f64;
            let rank = before as f64 + (size + 1.0) / 2.0;
            positive += rank * group.iter().filter(|difference| **difference > 0.0).count() as f64;
            tied += size * (size * size - 1.0);
            before += group.len();
        }
        Self { positive, total: (before * (before + 1) / 2) as f64, n: before, tied }
    }
}

/// Wilcoxon's signed-rank test that differences lie symmetrically about 0 (Wilcoxon 1945,
/// doi:10.2307/3001968), two-sided.
///
/// W⁺ sums the ranks |dᵢ| of the positive among the n differences that are not zero. Up to
/// [`EXACT_LIMIT`] without equal |dᵢ| and without zeros p = min(1, 2 min(P(W ≤ W⁺), P(W ≥ W⁺)))
/// under the exact distribution. Else p = 2 Φ(−max(0, |W⁺ − μ| − ½) / σ) with μ = n (n + 1) / 4 and
/// σ² = n (n + 1) (2n + 1) / 24 − Σ (t³ − t) / 48 over groups of t equal |dᵢ|, a rough number
/// for fewer than ten pairs. Zeros are left out and counted; where all are zero, p is 1.
/// Differences may be infinite: they share the highest ranks.
///
/// # Errors
/// Where there are no differences, or one is not a number.
pub fn wilcoxon_test(differences: &[f64]) -> Result<Test, Error> {
    check(differences, "the signed-rank test", 1)?;
    let (ranks, ties) = (SignedRanks::of(differences), ties(differences));
    let (n, w) = (ranks.n, ranks.positive);
    let exact = n <= EXACT_LIMIT && ranks.tied == 0.0 && ties == 0;
    let p = if exact {
        // W⁺ is whole, and the distribution is symmetric.
        let low = w.min(ranks.total - w) as usize;
        2.0 * null_distribution(n).iter().take(low + 1).sum::<f64>()
    } else {
        let deviation = (null_variance(n) - ranks.tied / 48.0).sqrt();
        let distance = ((w - ranks.total / 2.0).abs() - 0.5).max(0.0);
        if distance == 0.0 { 1.0 } else { 2.0 * normal_cdf(-distance / deviation) }
    };
    let name =
        if exact { "exact Wilcoxon signed-rank test" } else { "Wilcoxon signed-rank test, normal approximation" };
    Ok(Test { name, symbol: "W⁺", statistic: w, n, ties, p: p.min(1.0) })
}

/// n (n + 1) (2n + 1) / 24, the variance of W⁺ without ties.
pub(super) fn null_variance(n: usize) -> f64 {
    let n = n as f64;
    n * (n + 1.0) * (2.0 * n + 1.0) / 24.0
}

/// P(W⁺ = w) for w = 0, …, n (n + 1) / 2 where each rank is positive with probability ½: rank
/// by rank, P(w) becomes (P(w) + P(w − rank)) / 2.
pub(super) fn null_distribution(n: usize) -> Vec<f64> {
    let mut distribution = vec![0.0; n * (n + 1) / 2 + 1];
    distribution[0] = 1.0;
    for rank in 1..=n {
        for w in (0..=rank * (rank + 1) / 2).rev() {
            let with = if w >= rank { distribution[w - rank] } else { 0.0 };
            distribution[w] = 0.5 * (distribution[w] + with);
        }
    }
    distribution
}
