//! Volume: det J.

use super::symbolic::{at_rest, jacobian, obstacle, of_hyperparameters_alone, witness};
use super::{Certificate, Property, Verdict, symplectic};
use crate::method::registry::Entry;
use crate::scalar::{Dual, Polynomial};
use num_traits::{One, Zero};

pub(super) fn certify(entry: &Entry) -> Certificate {
    if let Some(verdict) = obstacle::<Dual<Polynomial>>(entry) {
        return Certificate::new(entry, Property::Volume, verdict, None);
    }
    // JᵀΩJ = c Ω has the Pfaffian det J = c^d.
    if let Ok(factor) = symplectic::factor(entry) {
        let value = format!("{factor} (d = 1), {} (d = 2)", factor.pow(2));
        return Certificate::new(entry, Property::Volume, Verdict::Proved, Some(value));
    }
    let mut determinants = Vec::new();
    for dimension in [1, 2] {
        let found = determinant(&jacobian(entry, dimension).unwrap_or_default());
        if !of_hyperparameters_alone(entry, &found) {
            let defect = found.clone() - at_rest(entry, &found);
            let failure = format!("d = {dimension}: det J changes with the Hessian: det J less its value at H = 0");
            let verdict = Verdict::Refuted(witness(&defect, &failure));
            return Certificate::new(entry, Property::Volume, verdict, None);
        }
        determinants.push(format!("{found} (d = {dimension})"));
    }
    Certificate::new(entry, Property::Volume, Verdict::Proved, Some(determinants.join(", ")))
}

/// The determinant by Laplace's expansion along rows, memoised over the columns
/// that are left: it divides by nothing, as polynomials need.
fn determinant(matrix: &[Vec<Polynomial>]) -> Polynomial {
    let size = matrix.len();
    // minors[mask]: the determinant of the last rows in the columns of the mask.
    let mut minors = vec![Polynomial::one()];
    minors.resize(1 << size, Polynomial::zero());
    for mask in 1..1_usize << size {
        let row = size - mask.count_ones() as usize;
        let columns = (0..size).filter(|column| mask & (1 << column) != 0);
        let mut sum = Polynomial::zero();
        for (place, column) in columns.enumerate() {
            let term = matrix[row][column].clone() * &minors[mask & !(1 << column)];
            sum = if place % 2 == 0 { sum + term } else { sum - term };
        }
        minors[mask] = sum;
    }
    minors.pop().unwrap_or_else(Polynomial::one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Ring;

    #[test]
    fn determinant_of_a_vandermonde_matrix() {
        let symbol = Polynomial::symbol;
        let rows = ["a", "b", "c"].map(|x| vec![Polynomial::one(), symbol(x), symbol(x).square()]);
        let [a, b, c] = ["a", "b", "c"].map(symbol);
        let expected = (b.clone() - &a) * (c.clone() - &a) * (c - &b);
        assert_eq!(determinant(&rows), expected);
    }
}
