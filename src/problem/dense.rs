//! Products with dense matrices, row by row in one slice, and the softmax behind them.
//!
//! Products are grouped so that the compiler vectorises across outputs and never inside a
//! sum: every sum runs from zero in order, so that its bits are those of the plain loop.

use crate::scalar::{Compare, Ring, Transcendental};

/// outᵢ ← finish(outᵢ, Σⱼ xⱼ rowsⱼᵢ), each sum from zero in order of j.
///
/// On a processor with AVX2 one instruction advances four sums, on others two;
/// a product is rounded before it is added either way, so the bits are the same.
pub(super) fn combine_rows<T: Ring>(x: &[T], rows: &[T], out: &mut [T], finish: impl Fn(&T, &T) -> T) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the one thing that this safe function asks for is a processor
        // with AVX2, and the line above has found this one to have it.
        unsafe { combine_rows_on_avx2(x, rows, out, finish) };
        return;
    }
    combine_in_tiles::<T, 16>(x, rows, out, finish);
}

/// [`combine_rows`], compiled for AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn combine_rows_on_avx2<T: Ring>(x: &[T], rows: &[T], out: &mut [T], finish: impl Fn(&T, &T) -> T) {
    combine_in_tiles::<T, 32>(x, rows, out, finish);
}

/// [`combine_rows`], `WIDE` outputs at a time (they fill half the registers),
/// and the rest in narrower tiles.
#[inline(always)]
fn combine_in_tiles<T: Ring, const WIDE: usize>(x: &[T], rows: &[T], out: &mut [T], finish: impl Fn(&T, &T) -> T) {
    let done = combine_tiles::<T, WIDE>(x, rows, out, 0, &finish);
    let done = combine_tiles::<T, 4>(x, rows, out, done, &finish);
    combine_tiles::<T, 1>(x, rows, out, done, &finish);
}

/// [`combine_rows`] from output `start` on, in tiles of `WIDTH` outputs while
/// as many are left; says where it stopped.
#[inline(always)]
fn combine_tiles<T: Ring, const WIDTH: usize>(
    x: &[T],
    rows: &[T],
    out: &mut [T],
    start: usize,
    finish: impl Fn(&T, &T) -> T,
) -> usize {
    let columns = out.len();
    let mut first = start;
    for tile in out[start..].chunks_exact_mut(WIDTH) {
        let mut sums: [T; WIDTH] = std::array::from_fn(|_| T::zero());
        for (x, row) in x.iter().zip(rows.chunks_exact(columns)) {
            let row = &row[first..first + WIDTH];
            sums = std::array::from_fn(|k| sums[k].clone() + x.clone() * &row[k]);
        }
        for (slot, sum) in tile.iter_mut().zip(&sums) {
            *slot = finish(slot, sum);
        }
        first += WIDTH;
    }
    first
}

/// outᵢ ← Σⱼ xⱼ rowsⱼᵢ.
pub(super) fn set_product<T: Ring>(x: &[T], rows: &[T], out: &mut [T]) {
    combine_rows(x, rows, out, |_, sum| sum.clone());
}

/// outᵢ ← outᵢ + Σⱼ xⱼ rowsⱼᵢ, the sum formed first.
pub(super) fn add_product<T: Ring>(x: &[T], rows: &[T], out: &mut [T]) {
    combine_rows(x, rows, out, |slot, sum| slot.clone() + sum);
}

/// gradientⱼᵢ ← gradientⱼᵢ + Σ over the rows n of leftₙⱼ rightₙᵢ: what rows of errors
/// `right` (of `columns` entries) give the matrix that they were the outputs of, for rows
/// of inputs `left`. `column` is a buffer.
pub(super) fn add_outer<T: Ring>(left: &[T], right: &[T], columns: usize, gradient: &mut [T], column: &mut Vec<T>) {
    let inputs = gradient.len() / columns;
    for (j, row) in gradient.chunks_exact_mut(columns).enumerate() {
        column.clear();
        column.extend(left.iter().skip(j).step_by(inputs).cloned());
        add_product(column, right, row);
    }
}

/// Writes the transpose of the matrix `rows` of `columns` columns into `transposed`.
pub(super) fn transpose<T: Clone>(rows: &[T], columns: usize, transposed: &mut Vec<T>) {
    transposed.clear();
    for i in 0..columns {
        transposed.extend(rows.iter().skip(i).step_by(columns).cloned());
    }
}

/// What a [`softmax`] divided by: Σ exp(lᵢ) = `total` exp(`highest`).
pub(super) struct Normaliser<T> {
    highest: T,
    total: T,
}

impl<T: Transcendental> Normaliser<T> {
    /// ln Σ exp(lᵢ), which overflows for no logits.
    pub(super) fn log_sum(&self) -> T {
        self.highest.clone() + self.total.ln()
    }
}

/// Logits to probabilities: pᵢ = exp(lᵢ − max l) / Σ exp, the sum from zero in order.
pub(super) fn softmax<T: Transcendental + Compare>(logits: &mut [T]) -> Normaliser<T> {
    let mut highest = logits[0].clone();
    for logit in &logits[1..] {
        highest = logit.select_above(&highest, logit.clone(), highest.clone());
    }
    let mut total = T::zero();
    for logit in &mut *logits {
        let weight = (logit.clone() - &highest).exp();
        total = total + &weight;
        *logit = weight;
    }
    for weight in logits {
        *weight = weight.clone() / &total;
    }
    Normaliser { highest, total }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::counter::{Purpose, Stream};
    use crate::scalar::{Algebra, Rational};

    /// Whatever the tile and the processor, the bits are those of the plain sum.
    #[test]
    fn combined_rows_are_sums_in_order() {
        let stream = Stream::new(3, Purpose::Problem);
        let draw = |step, count| (0..count).map(|i| stream.normal(step, i)).collect::<Vec<f64>>();
        for columns in [1, 3, 4, 21, 100] {
            let (x, rows, before) = (draw(0, 19), draw(1, 19 * columns), draw(2, columns));
            let columns = columns as usize;
            let plain: Vec<f64> = (0..columns)
                .map(|i| before[i] - (0..19).fold(0.0, |sum, j| sum + x[j] * rows[j * columns + i]))
                .collect();
            let (mut on_this, mut on_any) = (before.clone(), before);
            combine_rows(&x, &rows, &mut on_this, |slot, sum| slot - sum);
            combine_in_tiles::<f64, 16>(&x, &rows, &mut on_any, |slot, sum| slot - sum);
            assert_eq!(on_this, plain);
            assert_eq!(on_any, plain);
        }
    }

    /// Two inputs (1, 2), (3, 4) with the errors (5, 6, 7), (8, 9, 10), by hand.
    #[test]
    fn an_outer_product_adds_up_over_its_rows() {
        let fractions = |entries: &[i64]| entries.iter().map(|n| Rational::ratio(*n, 3)).collect::<Vec<_>>();
        let mut gradient = vec![Rational::from(1); 6];
        add_outer(&fractions(&[1, 2, 3, 4]), &fractions(&[5, 6, 7, 8, 9, 10]), 3, &mut gradient, &mut Vec::new());
        let ninths = [29 + 9, 33 + 9, 37 + 9, 42 + 9, 48 + 9, 54 + 9];
        assert_eq!(gradient, ninths.map(|n| Rational::ratio(n, 9)));
    }

    #[test]
    fn a_transpose_has_rows_for_columns() {
        let mut transposed = vec![9];
        transpose(&[1, 2, 3, 4, 5, 6], 3, &mut transposed);
        assert_eq!(transposed, [1, 4, 2, 5, 3, 6]);
    }

    /// ln(e⁷⁰⁰⁰ + e⁷⁰⁰⁰ + e⁰) = 7000 + ln 2, and the probabilities are a half and nothing.
    #[test]
    fn large_logits_do_not_overflow() {
        let mut logits = [7000.0, 7000.0, 0.0];
        let log_sum = softmax(&mut logits).log_sum();
        assert_eq!((logits, log_sum), ([0.5, 0.5, 0.0], 7000.0 + 2_f64.ln()));
        // The control: the plain sum of exponentials is infinite.
        assert_eq!(7000_f64.exp().ln(), f64::INFINITY);
    }
}
