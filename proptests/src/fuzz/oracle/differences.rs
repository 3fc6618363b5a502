//! Derivatives by finite differences in higher precision, with their error.

use super::number::Precise;
use num_traits::Zero;

/// Share of a coordinate's size by which it is moved: 2⁻³⁴.
const MOVE: f64 = 1.0 / (1_u64 << 34) as f64;

/// How much of the largest slope the two one-sided differences may be apart: a corner shows as
/// much as the slope itself, a smooth map as much as is moved.
const CORNER: f64 = 1e-4;

/// A value of a map, with what was chosen on the way.
pub type Value = (Vec<Precise>, u64);

/// Share of the largest slope that the error of one may be where branches meet.
const SETTLED: f64 = 1e-6;

/// A slope below this is as good as none.
const FLAT: f64 = 1e-6;

/// The Jacobian of a map at x, row by row, where the map is smooth about x: all points that are
/// looked at lie on one branch, and the differences to both sides agree.
pub fn jacobian(
    map: &mut dyn FnMut(&[Precise]) -> Option<Value>,
    x: &[Precise],
    sizes: &[f64],
) -> Option<Vec<Vec<Precise>>> {
    differences(map, x, sizes, false).map(|(rows, _)| rows)
}

/// The same at a point where branches may meet, as long as they meet smoothly.
pub fn jacobian_where_branches_meet(
    map: &mut dyn FnMut(&[Precise]) -> Option<Value>,
    x: &[Precise],
    sizes: &[f64],
) -> Option<Vec<Vec<Precise>>> {
    let (rows, largest) = differences(map, x, sizes, true)?;
    rows.iter().flatten().all(|entry| entry.error <= SETTLED * largest.max(FLAT)).then_some(rows)
}

/// The differences, and the largest slope.
fn differences(
    map: &mut dyn FnMut(&[Precise]) -> Option<Value>,
    x: &[Precise],
    sizes: &[f64],
    branches_meet: bool,
) -> Option<(Vec<Vec<Precise>>, f64)> {
    let (value, branch) = map(x)?;
    let mut columns = Vec::with_capacity(x.len());
    let (mut apart, mut largest) = (0.0_f64, 0.0_f64);
    for (j, size) in sizes.iter().enumerate() {
        let step = 2.0_f64.powi((size.max(1e-30) * MOVE).log2().round() as i32);
        let mut at = |share: f64| {
            let mut moved = x.to_vec();
            moved[j] = moved[j] + Precise::new(share * step);
            map(&moved).filter(|(_, there)| branches_meet || *there == branch).map(|(value, _)| value)
        };
        let (up, down, half_up, half_down) = (at(1.0)?, at(-1.0)?, at(0.5)?, at(-0.5)?);
        let column = (0..value.len()).map(|i| {
            let whole = (up[i] - down[i]).scaled(0.5 / step);
            let half = (half_up[i] - half_down[i]).scaled(1.0 / step);
            let sides = (half_up[i] - value[i] - (value[i] - half_down[i])).scaled(1.0 / step);
            apart = apart.max(sides.size() - sides.error);
            largest = largest.max(half.size());
            // Richardson's extrapolation; the first term of the error bounds the rest.
            let extrapolated = half + (half - whole) * Precise::new(1.0 / 3.0);
            extrapolated.within((half - whole).size())
        });
        columns.push(column.collect::<Vec<_>>());
    }
    if apart > CORNER * largest.max(FLAT) {
        return None;
    }
    let rows: Vec<Vec<Precise>> = (0..value.len()).map(|i| columns.iter().map(|column| column[i]).collect()).collect();
    rows.iter().flatten().all(|entry| entry.is_number()).then_some((rows, largest))
}

/// The determinant of a square matrix, by elimination with pivots.
pub fn determinant(matrix: &[Vec<Precise>]) -> Option<Precise> {
    let mut rows = matrix.to_vec();
    let size = rows.len();
    let mut product = Precise::new(1.0);
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| rows[*a][column].size().total_cmp(&rows[*b][column].size()))?;
        if rows[pivot][column].size() <= rows[pivot][column].error {
            // 0 within the error, times all that is left at most.
            let rest = (column..size).map(|i| rows[i].iter().map(|x| x.size()).fold(0.0, f64::max));
            let bound = rest.fold(1.0, |product, x| product * (x + 1e-300) * size as f64);
            let scale = rows[pivot].iter().map(|x| x.size()).fold(0.0, f64::max).max(1e-300);
            let error = if rows[pivot][column].error == 0.0 { 0.0 } else { rows[pivot][column].error / scale };
            return Some(Precise::zero().within(product.size() * bound * error));
        }
        if pivot != column {
            rows.swap(pivot, column);
            product = -product;
        }
        product = product * rows[column][column];
        for i in column + 1..size {
            let (above, below) = rows.split_at_mut(i);
            let factor = below[0][column] / above[column][column];
            let pairs = below[0].iter_mut().zip(&above[column]).skip(column);
            pairs.for_each(|(entry, pivot)| *entry = *entry - factor * *pivot);
        }
    }
    product.is_number().then_some(product)
}

/// (MᵀΩM)ₐ_b, Ω of the first half against the second.
pub fn bracket(matrix: &[Vec<Precise>], a: usize, b: usize) -> Precise {
    let half = matrix.len() / 2;
    (0..half).fold(Precise::zero(), |sum, i| {
        let (q, s) = (&matrix[i], &matrix[i + half]);
        sum + q[a] * s[b] - s[a] * q[b]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use stable_sgd::scalar::Absolute;

    fn cubic(x: &[Precise]) -> Option<Value> {
        Some((vec![x[0] * x[0] * x[0] + x[1], x[0] * x[1]], 0))
    }

    #[test]
    fn derivatives_of_polynomials_are_known_to_twenty_digits() {
        let x = [Precise::new(1.5), Precise::new(-0.25)];
        let found = jacobian(&mut cubic, &x, &[1.0, 1.0]).expect("smooth");
        for (row, right) in found.iter().zip([[6.75, 1.0], [-0.25, 1.5]]) {
            for (entry, right) in row.iter().zip(right) {
                let off = (*entry - Precise::new(right)).size();
                assert!(off <= entry.error && entry.error < 1e-18, "{entry:?} for {right}");
            }
        }
        let determinant = determinant(&found).expect("a number");
        assert!((determinant - Precise::new(6.75 * 1.5 + 0.25)).size() <= determinant.error);
    }

    /// The control: no derivative at a corner, whether it is a choice or a root of a square.
    #[test]
    fn corners_have_none() {
        let mut hidden = |x: &[Precise]| Some((vec![x[0].abs()], 0));
        assert!(jacobian(&mut hidden, &[Precise::zero()], &[1.0]).is_none());
        assert!(jacobian(&mut hidden, &[Precise::new(0.5)], &[1.0]).is_some());
        let mut chosen = |x: &[Precise]| Some((vec![x[0]], u64::from(x[0].value() > 0.0)));
        assert!(jacobian(&mut chosen, &[Precise::zero()], &[1.0]).is_none());
        assert!(jacobian_where_branches_meet(&mut chosen, &[Precise::zero()], &[1.0]).is_some());
        let mut jump = |x: &[Precise]| Some((vec![Precise::new(x[0].value().signum())], 0));
        assert!(jacobian_where_branches_meet(&mut jump, &[Precise::zero()], &[1.0]).is_none());
        assert!(jacobian_where_branches_meet(&mut hidden, &[Precise::zero()], &[1.0]).is_none());
    }
}
