//! When all roots of a polynomial lie inside the unit circle, as inequalities.
//!
//! # Formula
//! p(λ) = Σ aⱼ λʲ of degree n, aₙ > 0, has all roots inside the unit circle iff
//! |a₀| < aₙ and so has (aₙ p(λ) − a₀ λⁿ p(1/λ)) / λ, of degree n − 1 (I. Schur 1917,
//! [doi:10.1515/crll.1917.147.205](https://doi.org/10.1515/crll.1917.147.205);
//! E. I. Jury, Theory and Application of the z-Transform Method, Wiley 1964). For
//! n = 2: p(1) > 0, p(−1) > 0 and a₀ < a₂.

use crate::scalar::Symbolic;
use num_traits::Zero;

/// An expression that has to be > 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    /// What it is.
    pub label: String,
    /// The expression in the rule's numbers.
    pub value: Symbolic,
}

fn condition(label: String, value: Symbolic) -> Condition {
    Condition { label, value }
}

/// The conditions for all roots of Σ aⱼ λʲ, aₙ = 1, to lie inside the unit circle; roots
/// 0 ask for nothing.
///
/// A polynomial λ² − t λ + 1 has its roots on the circle at best: its conditions are
/// those for two that are apart, p(1) > 0 and p(−1) > 0, as of a step that
/// keeps areas.
pub(super) fn conditions(coefficients: &[Symbolic]) -> Vec<Condition> {
    let nonzero = coefficients.iter().position(|coefficient| !coefficient.is_zero()).unwrap_or(0);
    let mut found = Vec::new();
    collect(&coefficients[nonzero..], "p", &mut found);
    let keeps_areas = coefficients.len() - nonzero == 3 && coefficients[nonzero] == coefficients[nonzero + 2];
    if keeps_areas {
        // a₂ − a₀ = 0.
        found.pop();
    }
    found
}

fn collect(a: &[Symbolic], name: &str, found: &mut Vec<Condition>) {
    let at = |sign: bool| {
        let term = |(power, c): (usize, &Symbolic)| if sign && power % 2 == 1 { -c.clone() } else { c.clone() };
        a.iter().enumerate().map(term).fold(Symbolic::zero(), |sum, term| sum + term)
    };
    let Some(degree) = a.len().checked_sub(1).filter(|degree| *degree > 0) else { return };
    let (first, last) = (&a[0], &a[degree]);
    let smaller = condition(format!("a{degree} − a0 of {name}"), last.clone() - first);
    match degree {
        1 => {
            found.push(condition(format!("{name}(1)"), at(false)));
            found.push(condition(format!("−{name}(−1)"), -at(true)));
        }
        2 => {
            found.push(condition(format!("{name}(1)"), at(false)));
            found.push(condition(format!("{name}(−1)"), at(true)));
            found.push(smaller);
        }
        _ => {
            found.push(smaller);
            found.push(condition(format!("a{degree} + a0 of {name}"), last.clone() + first));
            let reduced = |j: usize| last.clone() * &a[j + 1] - first.clone() * &a[degree - j - 1];
            collect(&(0..degree).map(reduced).collect::<Vec<_>>(), &format!("{name}′"), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Absolute, Algebra, Polynomial, Rational};

    fn inside(coefficients: &[(i64, i64)]) -> bool {
        let numbers: Vec<Symbolic> = coefficients.iter().map(|(n, d)| Symbolic::ratio(*n, *d)).collect();
        let value = |c: &Condition| c.value.polynomial().as_constant();
        let positive = |c: &Condition| value(c).is_some_and(|value: Rational| value.sign() > 0);
        conditions(&numbers).iter().all(positive)
    }

    /// Products of (λ − r) with known r.
    #[test]
    fn known_roots_are_told_apart() {
        assert!(inside(&[(-1, 2), (1, 1)]) && !inside(&[(-3, 2), (1, 1)]) && !inside(&[(-1, 1), (1, 1)]));
        // λ² + 1/4, λ² + 1 (apart on the circle), (λ − 1)², (λ − 2)(λ − 1/2).
        assert!(inside(&[(1, 4), (0, 1), (1, 1)]) && inside(&[(1, 1), (0, 1), (1, 1)]));
        assert!(!inside(&[(1, 1), (-2, 1), (1, 1)]) && !inside(&[(1, 1), (-5, 2), (1, 1)]));
        // λ (λ − 1/2)², (λ − 1/2)³ and (λ − 1/2)²(λ − 3/2).
        assert!(inside(&[(0, 1), (1, 4), (-1, 1), (1, 1)]));
        assert!(inside(&[(-1, 8), (3, 4), (-3, 2), (1, 1)]));
        assert!(!inside(&[(-3, 8), (7, 4), (-5, 2), (1, 1)]));
    }

    /// Every product of three and of four of these: inside where each root is.
    #[test]
    fn products_of_roots_are_inside_where_each_root_is() {
        let roots = [(-5, 4), (-1, 2), (0, 1), (2, 3), (3, 2)].map(|(n, d)| Rational::ratio(n, d));
        for (degree, count) in [(3_u32, 125_usize), (4, 625)] {
            for place in 0..count {
                let chosen: Vec<&Rational> = (0..degree).map(|i| &roots[place / 5_usize.pow(i) % 5]).collect();
                let mut coefficients = vec![Rational::from(1)];
                for root in &chosen {
                    let shifted: Vec<Rational> =
                        std::iter::once(Rational::from(0)).chain(coefficients.clone()).collect();
                    let scaled = coefficients.iter().map(|c| c.clone() * *root).chain([Rational::from(0)]);
                    coefficients = shifted.into_iter().zip(scaled).map(|(a, b)| a - b).collect();
                }
                let numbers: Vec<Symbolic> =
                    coefficients.into_iter().map(|c| Symbolic::from(Polynomial::constant(c))).collect();
                let positive = |c: &Condition| c.value.polynomial().as_constant().is_some_and(|value| value.sign() > 0);
                let inside = conditions(&numbers).iter().all(positive);
                assert_eq!(inside, chosen.iter().all(|root| (**root).clone().abs() < Rational::from(1)), "{chosen:?}");
            }
        }
    }
}
