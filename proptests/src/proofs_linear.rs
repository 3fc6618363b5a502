//! The theorems of linear algebra, as equations between exact matrices.

use crate::strategies::{cases, matrix, square_matrices, weights};
use num_traits::{One, Zero};
use proptest::prelude::*;
use stable_sgd::proof::division_free::{characteristic_polynomial, determinant as division_free, product};
use stable_sgd::proof::linear::{Matrix, determinant, identity, inverse};
use stable_sgd::proof::simplex::{Feasibility, nonnegative};
use stable_sgd::scalar::{Rational, Ring};

fn transposed(matrix: &[Vec<Rational>]) -> Matrix<Rational> {
    let columns = matrix.first().map_or(0, Vec::len);
    (0..columns).map(|j| matrix.iter().map(|row| row[j].clone()).collect()).collect()
}

fn sum(a: &[Vec<Rational>], b: &[Vec<Rational>]) -> Matrix<Rational> {
    let row = |(a, b): (&Vec<Rational>, &Vec<Rational>)| a.iter().zip(b).map(|(x, y)| x.clone() + y).collect();
    a.iter().zip(b).map(row).collect()
}

fn scaled(a: &[Vec<Rational>], factor: &Rational) -> Matrix<Rational> {
    a.iter().map(|row| row.iter().map(|entry| entry.clone() * factor).collect()).collect()
}

fn times<T: Ring>(a: &[Vec<T>], b: &[Vec<T>]) -> Matrix<T> {
    product(a, b).expect("matching sides")
}

/// A x
fn applied(matrix: &[Vec<Rational>], vector: &[Rational]) -> Vec<Rational> {
    let column: Matrix<Rational> = vector.iter().map(|value| vec![value.clone()]).collect();
    times(matrix, &column).into_iter().flatten().collect()
}

fn is_zero(vector: &[Rational]) -> bool {
    vector.iter().all(Zero::is_zero)
}

/// Σ cₖ Aᵏ, by Horner's rule.
fn polynomial_of(coefficients: &[Rational], matrix: &[Vec<Rational>]) -> Matrix<Rational> {
    let one = identity(matrix.len());
    let start = scaled(&one, &Rational::zero());
    coefficients.iter().rev().fold(start, |value, c| sum(&times(&value, matrix), &scaled(&one, c)))
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn determinants_multiply_and_decide_the_inverse([a, b] in square_matrices()) {
        let det = |matrix: &Matrix<Rational>| determinant(matrix).expect("square");
        prop_assert_eq!(det(&times(&a, &b)), det(&a) * det(&b));
        prop_assert_eq!(Ok(det(&a)), division_free(&a));
        prop_assert_eq!(det(&transposed(&a)), det(&a));
        match inverse(&a).expect("square") {
            Some(inverse) => {
                prop_assert_eq!(times(&a, &inverse), identity(a.len()));
                prop_assert_eq!(times(&inverse, &a), identity(a.len()));
                // Control: twice the inverse is none.
                prop_assert_ne!(times(&a, &sum(&inverse, &inverse)), identity(a.len()));
            }
            None => prop_assert!(det(&a).is_zero()),
        }
    }

    /// A. Cayley 1858, W. R. Hamilton 1853.
    #[test]
    fn a_matrix_is_a_root_of_its_characteristic_polynomial([a, b] in square_matrices()) {
        let mut coefficients = characteristic_polynomial(&a).expect("square");
        prop_assert!(polynomial_of(&coefficients, &a).iter().all(|row| is_zero(row)));
        // A B and B A have the same one.
        let of = |a, b| characteristic_polynomial(&times(a, b));
        prop_assert_eq!(of(&a, &b), of(&b, &a));
        // Control: with another constant it is 1 there.
        coefficients[0] = coefficients[0].clone() + Rational::one();
        prop_assert_eq!(polynomial_of(&coefficients, &a), identity(a.len()));
    }

    #[test]
    fn a_system_made_from_weights_has_weights(matrix in matrix(), weights in weights(), wanted in any::<[bool; 4]>()) {
        let columns = matrix[0].len();
        let (weights, wanted) = (&weights[..columns], &wanted[..columns]);
        let right = applied(&matrix, weights);
        let Feasibility::Found(x) = nonnegative(&matrix, &right, wanted, 1000).expect("a system") else {
            return Err(TestCaseError::fail("expected weights"));
        };
        prop_assert_eq!(applied(&matrix, &x), right.clone());
        prop_assert!(x.iter().all(|value| value.sign() >= 0));
        let has = |x: &[Rational]| x.iter().zip(wanted).any(|(value, wanted)| *wanted && !value.is_zero());
        prop_assert!(has(&x) || !has(weights), "what is wanted was possible");
        // Control: a sum of weights is not −1.
        let mut impossible = (matrix, right);
        impossible.0.push(vec![Rational::one(); columns]);
        impossible.1.push((-1).into());
        prop_assert_eq!(nonnegative(&impossible.0, &impossible.1, wanted, 1000), Ok(Feasibility::Impossible));
    }
}
