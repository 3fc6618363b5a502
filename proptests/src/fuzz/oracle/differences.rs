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
            // 0 within the error: at most n! times the column's largest entry and all others'.
            let left = size - column;
            let largest = |x: f64, y: &Precise| x.max(y.size() + y.error);
            let own = (column..size).map(|i| &rows[i][column]).fold(0.0, largest);
            let others = (column..size).flat_map(|i| &rows[i][column..]).fold(0.0, largest);
            let orders: f64 = (1..=left).map(|n| n as f64).product();
            return Some(Precise::zero().within(product.size() * orders * own * others.powi(left as i32 - 1)));
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

/// B A⁻¹: the derivative of what follows x by x, where A and B are those of x and of what
/// follows by what comes before; none where A has no inverse.
pub fn quotient(b: &[Vec<Precise>], a: &[Vec<Precise>]) -> Option<Vec<Vec<Precise>>> {
    let size = a.len();
    let beside = |i: usize| [a, b].into_iter().flat_map(move |matrix| matrix.iter().map(move |row| row[i])).collect();
    // Aᵀ Xᵀ = Bᵀ.
    let mut rows: Vec<Vec<Precise>> = (0..size).map(beside).collect();
    for column in 0..size {
        let pivot = (column..size).max_by(|i, j| rows[*i][column].size().total_cmp(&rows[*j][column].size()))?;
        rows.swap(pivot, column);
        let own = rows[column].clone();
        if own[column].size() <= SETTLED.recip() * own[column].error {
            return None;
        }
        for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != column) {
            debug_assert_ne!(i, column);
            let factor = row[column] / own[column];
            row.iter_mut().zip(&own).for_each(|(x, own)| *x = *x - factor * *own);
        }
    }
    let solved = |j: usize| (0..size).map(|i| rows[i][size + j] / rows[i][i]).collect::<Vec<_>>();
    let found: Vec<Vec<Precise>> = (0..b.len()).map(solved).collect();
    found.iter().flatten().all(|x| x.is_number()).then_some(found)
}

/// (MᵀΩM)ₐ_b, Ω of the first d rows against the next d; 0 on all that follow.
pub fn bracket(matrix: &[Vec<Precise>], d: usize, a: usize, b: usize) -> Precise {
    (0..d).fold(Precise::zero(), |sum, i| {
        let (q, s) = (&matrix[i], &matrix[i + d]);
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

    /// A B of known matrices, from A and A B; a matrix of rank one has no inverse.
    #[test]
    fn a_quotient_of_matrices_is_known() {
        let of = |rows: [[f64; 2]; 2]| rows.map(|row| row.map(Precise::new).to_vec()).to_vec();
        let found = quotient(&of([[1.0, 1.0], [6.0, 4.0]]), &of([[0.0, 1.0], [2.0, 1.0]])).expect("an inverse");
        for (entry, right) in found.iter().flatten().zip([0.5, 0.5, 1.0, 3.0]) {
            assert!((*entry - Precise::new(right)).size() < 1e-25, "{found:?}");
        }
        assert!(quotient(&of([[1.0, 0.0], [0.0, 1.0]]), &of([[1.0, 1.0], [1.0, 1.0]])).is_none());
        // 0 within an error that the determinant knows.
        let mut singular = of([[1.0, 1.0], [1.0, 1.0]]);
        singular[1][1] = singular[1][1].within(1e-3);
        let determinant = determinant(&singular).expect("a number");
        assert!(determinant.error >= 1e-3 && determinant.size() <= determinant.error);
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
