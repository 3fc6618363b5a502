//! A small search for certificates of positivity.
//!
//! Products of the domain's generators, times 1, squares of monomials and squares
//! of sums and differences of two, up to a degree, are candidates for terms; that
//! p is a combination of them with coefficients ≥ 0 is a linear program in exact
//! fractions. So products of generators give D. Handelman's certificates, and
//! squares of two terms the diagonally dominant sums of squares (A. A. Ahmadi and A. Majumdar, DSOS and SDSOS optimization, SIAM Journal on
//! Applied Algebra and Geometry 3, 2019,
//! [doi:10.1137/18M118935X](https://doi.org/10.1137/18M118935X)). What is not
//! found may still be true.

use super::positivity::{Generator, PositivityCertificate, Strength, WeightedSquare};
use super::simplex::{Feasibility, nonnegative};
use crate::scalar::{Polynomial, Rational};
use num_traits::{One, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// Most candidates: a program of this size takes seconds.
pub const MOST_CANDIDATES: usize = 1000;

/// Most words that the pivots of the linear program may write: a second, say.
const MOST_WORK: usize = 2_000_000;

/// A certificate that p ≥ 0 on the domain, and p > 0 where one is among the
/// candidates, with terms of degree up to `degree`; nothing where none is found,
/// or there are more than [`MOST_CANDIDATES`] to try.
///
/// # Examples
/// ```
/// use stable_sgd::proof::positivity::{Generator, Strength};
/// use stable_sgd::proof::search::find;
/// use stable_sgd::scalar::{Algebra, Polynomial, Ring};
/// let x = Polynomial::symbol("x");
/// let domain = [
///     Generator::nonnegative("x", x.clone()),
///     Generator::nonnegative("y", Polynomial::from_integer(1) - &x),
/// ];
/// let p = x.square() - x + Polynomial::ratio(1, 3);
/// let found = find(&p, &domain, 4).expect("a certificate");
/// assert!(found.verify().is_ok());
/// assert!(find(&-p, &domain, 4).is_none());
/// ```
pub fn find(p: &Polynomial, domain: &[Generator], degree: u32) -> Option<PositivityCertificate> {
    let candidates = candidates(p, domain, degree)?;
    // A row for each monomial that occurs, a column for each candidate.
    let mut rows: BTreeMap<Vec<(&str, u32)>, usize> = BTreeMap::new();
    for polynomial in candidates.iter().map(|candidate| &candidate.expanded).chain([p]) {
        for (powers, _) in polynomial.terms() {
            let next = rows.len();
            rows.entry(powers.collect()).or_insert(next);
        }
    }
    let mut matrix = vec![vec![Rational::zero(); candidates.len()]; rows.len()];
    for (column, candidate) in candidates.iter().enumerate() {
        for (powers, coefficient) in candidate.expanded.terms() {
            matrix[rows[&powers.collect::<Vec<_>>()]][column] = coefficient.clone();
        }
    }
    let mut right = vec![Rational::zero(); rows.len()];
    for (powers, coefficient) in p.terms() {
        right[rows[&powers.collect::<Vec<_>>()]] = coefficient.clone();
    }
    let wanted: Vec<bool> = candidates.iter().map(|c| c.term.strength(domain) == Strength::Positive).collect();
    let Ok(Feasibility::Found(solution)) = nonnegative(&matrix, &right, &wanted, MOST_WORK) else { return None };
    let used = candidates.into_iter().zip(solution).filter(|(_, coefficient)| !coefficient.is_zero());
    let terms = used.map(|(candidate, coefficient)| WeightedSquare { coefficient, ..candidate.term }).collect();
    let certificate = PositivityCertificate { claim: p.clone(), domain: domain.to_vec(), terms };
    certificate.verify().is_ok().then_some(certificate)
}

/// A term with coefficient 1, and its expansion.
struct Candidate {
    term: WeightedSquare,
    expanded: Polynomial,
}

/// The terms of degree up to `degree`, each polynomial once; nothing where they
/// are too many. Products of generators come first, since they can be > 0.
fn candidates(p: &Polynomial, domain: &[Generator], degree: u32) -> Option<Vec<Candidate>> {
    let polynomials = domain.iter().map(|generator| &generator.polynomial);
    let names: BTreeSet<&str> = polynomials.chain([p]).flat_map(Polynomial::variables).collect();
    let products = products(domain, degree)?;
    let mut found: Vec<Candidate> = Vec::new();
    for square_of in squares(&names.into_iter().collect::<Vec<_>>(), degree / 2)? {
        for (factors, product) in &products {
            let expanded = square_of.pow(2) * product;
            let fits = expanded.degree().is_some_and(|found| found <= u64::from(degree));
            if fits && found.iter().all(|other| other.expanded != expanded) {
                let term = WeightedSquare {
                    coefficient: Rational::one(),
                    square_of: square_of.clone(),
                    factors: factors.clone(),
                };
                found.push(Candidate { term, expanded });
            }
            if found.len() > MOST_CANDIDATES {
                return None;
            }
        }
    }
    Some(found)
}

/// The products of generators, each with its factors in order, up to a degree.
/// Constants are left out: they add nothing to a coefficient.
fn products(domain: &[Generator], degree: u32) -> Option<Vec<(Vec<usize>, Polynomial)>> {
    let mut products = vec![(Vec::new(), Polynomial::one())];
    let mut next = 0;
    while let Some((factors, product)) = products.get(next).cloned() {
        next += 1;
        let first = factors.last().copied().unwrap_or(0);
        for (place, generator) in domain.iter().enumerate().skip(first) {
            if generator.polynomial.as_constant().is_some() {
                continue;
            }
            let larger = product.clone() * &generator.polynomial;
            if larger.degree().is_some_and(|found| found <= u64::from(degree)) {
                products.push(([factors.as_slice(), &[place]].concat(), larger));
            }
        }
        if products.len() > MOST_CANDIDATES {
            return None;
        }
    }
    Some(products)
}

/// 1, the other monomials up to a degree, and the sums and differences of two.
fn squares(names: &[&str], degree: u32) -> Option<Vec<Polynomial>> {
    let mut monomials = vec![Polynomial::one()];
    for name in names {
        let variable = Polynomial::symbol(name);
        let mut next = 0;
        // Each new monomial is tried again, so that every power comes.
        while let Some(larger) = monomials.get(next).map(|monomial| monomial.clone() * &variable) {
            next += 1;
            if larger.degree().is_some_and(|found| found <= u64::from(degree)) {
                monomials.push(larger);
            }
            if monomials.len() > MOST_CANDIDATES {
                return None;
            }
        }
    }
    let mut squares = monomials.clone();
    for (place, first) in monomials.iter().enumerate() {
        for second in &monomials[..place] {
            squares.extend([first.clone() - second, first.clone() + second]);
        }
        if squares.len() > MOST_CANDIDATES {
            return None;
        }
    }
    Some(squares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Algebra, Ring};

    fn symbols<const COUNT: usize>(names: [&str; COUNT]) -> [Polynomial; COUNT] {
        names.map(Polynomial::symbol)
    }

    fn strength(p: &Polynomial, domain: &[Generator], degree: u32) -> Option<Strength> {
        find(p, domain, degree).map(|found| found.verify().expect("a verified certificate"))
    }

    #[test]
    fn forms_without_a_domain_are_sums_of_squares() {
        let [x, y] = symbols(["x", "y"]);
        let p = x.square() - x.clone() * &y + y.square();
        assert_eq!(strength(&p, &[], 2), Some(Strength::NonNegative));
        assert_eq!(strength(&(p.clone() + Polynomial::one()), &[], 2), Some(Strength::Positive));
        assert_eq!(strength(&(p - Polynomial::one()), &[], 2), None);
        assert_eq!(strength(&Polynomial::zero(), &[], 2), Some(Strength::NonNegative));
        assert_eq!(strength(&Polynomial::from_integer(-1), &[], 0), None);
    }

    /// h (4 − h) > 0 on 0 < h < 4, the step sizes for which leapfrog is stable.
    #[test]
    fn strict_generators_give_strict_claims() {
        let [h] = symbols(["h"]);
        let four = Polynomial::from_integer(4);
        let bounds = |positive: fn(&str, Polynomial) -> Generator| {
            [positive("h", h.clone()), positive("4 - h", four.clone() - &h)]
        };
        let p = h.clone() * (four.clone() - &h);
        assert_eq!(strength(&p, &bounds(Generator::positive), 2), Some(Strength::Positive));
        assert_eq!(strength(&p, &bounds(Generator::nonnegative), 2), Some(Strength::NonNegative));
        assert_eq!(strength(&p, &[], 4), None);
        assert_eq!(strength(&-p, &bounds(Generator::positive), 3), None);
    }

    /// A domain on which the generators contradict each other, and constants in
    /// it, end too.
    #[test]
    fn odd_domains_end() {
        let [x] = symbols(["x"]);
        let zero_and_one = [Generator::positive("0", Polynomial::zero()), Generator::positive("1", Polynomial::one())];
        assert_eq!(strength(&x, &zero_and_one, 3), None);
        let contradiction = [Generator::positive("a", x.clone()), Generator::positive("b", -x)];
        assert_eq!(strength(&Polynomial::from_integer(-1), &contradiction, 2), None);
        assert_eq!(strength(&Polynomial::ratio(1, 2), &contradiction, 2), Some(Strength::Positive));
    }

    #[test]
    fn too_many_candidates_are_not_tried() {
        let sum = (0..30).fold(Polynomial::zero(), |sum, i| sum + Polynomial::symbol(&format!("v{i}")).square());
        assert!(find(&sum, &[], 6).is_none());
        let huge = Polynomial::symbol("x").pow(u32::MAX);
        assert!(find(&huge, &[], u32::MAX).is_none());
    }
}
