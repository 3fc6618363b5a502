//! Muon: momentum whose matrix is brought near an orthogonal one.

use super::{Coordinates, Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift};
use crate::energy::squared_norm;
use crate::scalar::{Algebra, Root};

/// Muon, on two rows.
///
/// # Formula
/// v' = μ v + g, u = g + μ v', X₀ = u / (|u| + ε), five times X ← a X + (b A + c A²) X with A = X Xᵀ,
/// q' = q − η (X₅ + w q), a = 3.4445, b = −4.7750, c = 2.0315.
///
/// X and A are matrices. The coordinates are those of a matrix with two rows, row by row, where they
/// are even in number and more than two; else they are a single row. The polynomial draws every
/// singular value of X, which is none above 1 at first, into an interval about 1.
///
/// What is certified is the rule of matrices 2 × 2.
#[derive(Clone, Copy, Debug, Default)]
pub struct Muon;

/// a, b and c.
const POLYNOMIAL: [(i64, i64); 3] = [(34_445, 10_000), (-47_750, 10_000), (20_315, 10_000)];

/// How often the polynomial is applied.
const ITERATIONS: usize = 5;

impl Describe for Muon {
    fn description(&self) -> Description {
        Description {
            source: "Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 50), "learning rate η"),
                    NumberSpec::fraction("momentum", (19, 20), "momentum μ"),
                    NumberSpec::coefficient("eps", (1, 10_000_000), "ε beside the norm"),
                    NumberSpec::weight("weight_decay", (0, 1), "weight w of the decay, times the rate"),
                ]
            },
            coordinates: Coordinates::Examined(4),
            ..Description::new(
                "muon",
                "v' = μ v + g;  u = g + μ v';  X = u / (|u| + ε);  five times X = a X + b X Xᵀ X + c (X Xᵀ)² X;  \
                 q' = q − η (X + w q)",
            )
        }
    }
}

/// The products of each row with each other: X Yᵀ.
fn by_rows<T: Algebra>(x: &[Vec<T>], y: &[Vec<T>]) -> Vec<Vec<T>> {
    let product = |a: &[T], b: &[T]| a.iter().zip(b).fold(T::zero(), |sum, (a, b)| sum + a.clone() * b);
    x.iter().map(|row| y.iter().map(|other| product(row, other)).collect()).collect()
}

/// a X + (b A + c A²) X, A = X Xᵀ, which is symmetric.
fn iterated<T: Algebra>(rows: &[Vec<T>]) -> Vec<Vec<T>> {
    let [a, b, c] = POLYNOMIAL.map(|(numerator, denominator)| T::ratio(numerator, denominator));
    let squares = by_rows(rows, rows);
    let fourths = by_rows(&squares, &squares);
    let row = |i: usize| {
        let weights: Vec<T> = squares[i].iter().zip(&fourths[i]).map(|(s, f)| b.clone() * s + c.clone() * f).collect();
        let at = |j: usize| {
            let own = a.clone() * &rows[i][j];
            weights.iter().zip(rows).fold(own, |sum, (weight, row)| sum + weight.clone() * &row[j])
        };
        (0..rows[i].len()).map(at).collect()
    };
    (0..rows.len()).map(row).collect()
}

impl<T: Root> Step<T> for Muon {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, eps, decay] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        let mut ahead = Vec::with_capacity(state.scratch.len());
        for (v, g) in state.velocity.iter_mut().zip(&state.scratch) {
            *v = momentum.clone() * &*v + g;
            ahead.push(g.clone() + momentum.clone() * &*v);
        }
        let length = squared_norm(&ahead).sqrt() + eps;
        let columns = if ahead.len() > 2 && ahead.len().is_multiple_of(2) { ahead.len() / 2 } else { ahead.len() };
        let mut rows: Vec<Vec<T>> =
            ahead.chunks(columns.max(1)).map(|row| row.iter().map(|u| u.clone() / &length).collect()).collect();
        for _ in 0..ITERATIONS {
            rows = iterated(&rows);
        }
        for (q, direction) in state.position.iter_mut().zip(rows.into_iter().flatten()) {
            *q = drift(q, &(learning_rate.clone() * (direction + decay.clone() * &*q)));
        }
        Report::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry::Entry;

    struct Given(Vec<f64>);
    impl Oracle<f64> for Given {
        fn gradient(&mut self, _: &[f64], gradient: &mut [f64]) {
            gradient.copy_from_slice(&self.0);
        }
    }

    /// The first step from 0 with rate 1: −X₅.
    fn direction(gradient: &[f64]) -> Vec<f64> {
        let mut state = Entry::root(Muon).init(vec![0.0; gradient.len()]);
        let hyper = Hyperparameters { numbers: vec![1.0, 0.95, 1e-7, 0.0], switches: vec![] };
        Muon.step(&hyper, &mut Given(gradient.to_vec()), &mut state);
        state.position.iter().map(|q| -q).collect()
    }

    /// The polynomial of one singular value.
    fn value(mut x: f64) -> f64 {
        for _ in 0..ITERATIONS {
            x = 3.4445 * x - 4.775 * x.powi(3) + 2.0315 * x.powi(5);
        }
        x
    }

    /// Rotations on both sides are carried through; singular values go through the polynomial.
    #[test]
    fn singular_values_are_drawn_to_one() {
        let (c, s) = (0.8, 0.6);
        let norm = 1.0_f64.hypot(0.25);
        let [a, b] = [1.0 / norm, 0.25 / norm];
        // A rotation times diag(1, 1/4).
        let found = direction(&[c, -s * 0.25, s, c * 0.25]);
        let expected = [c * value(a), -s * value(b), s * value(a), c * value(b)];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
        assert!([value(a), value(b)].iter().all(|x| (0.68..1.14).contains(x)), "{} {}", value(a), value(b));
    }

    #[test]
    fn an_odd_number_of_coordinates_is_one_row() {
        let found = direction(&[3.0, 0.0, 4.0]);
        let size = value(1.0);
        for (found, expected) in found.iter().zip([0.6 * size, 0.0, 0.8 * size]) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }
}
