//! Order conditions on the coefficients of a method, solved near their decimals.
//!
//! The coefficients of a defect through hᵖ are polynomials in the method's own
//! coefficients. Where r of them span all, r of the coefficients are solved for, the
//! others as registered: Krawczyk's test proves that a solution is near the decimals.
//!
//! # Formula
//! For f(x) = 0 with decimals c, Y = f'(c)⁻¹ and the box |x − c| ≤ ρ: there is one
//! solution in the box where |Y f(c)| + |I − Y f'(box)| ρ < ρ in each coordinate (R.
//! Krawczyk, Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken,
//! Computing 4, 1969, [doi:10.1007/BF02234767](https://doi.org/10.1007/BF02234767)).

use crate::proof::enclosed::on_intervals;
use crate::proof::linear::{Matrix, inverse, rank};
use crate::scalar::{Absolute, Algebra, Interval, Polynomial, Rational};
use num_traits::{One, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// The radius ρ = 2⁻⁴⁸ of the box.
pub(super) const RADIUS: (i64, i64) = (1, 1 << 48);

/// A solution of order conditions, near decimals.
pub(super) struct EnclosedSolution<'a> {
    /// How many conditions span all.
    pub count: usize,
    names: &'a [&'a str],
    sides: Vec<Interval>,
}

impl EnclosedSolution<'_> {
    /// Whether a condition is not 0 at the solution, by its enclosure on the box.
    pub(super) fn excludes(&self, condition: &Polynomial) -> bool {
        on_intervals(condition, self.names)(&self.sides).excludes_zero()
    }
}

/// A solution of all conditions with the last coefficients solved for; nothing where
/// none is proved.
pub(super) fn solution<'a>(
    conditions: &[Polynomial],
    names: &'a [&'a str],
    decimals: &[Rational],
) -> Option<EnclosedSolution<'a>> {
    let basis = basis(conditions)?;
    let count = basis.len();
    let known = names.len().checked_sub(count).filter(|_| count > 0)?;
    let point: BTreeMap<&str, Rational> = names.iter().copied().zip(decimals.iter().cloned()).collect();
    let solved = &names[known..];
    let slopes: Matrix<Polynomial> = basis.iter().map(|f| solved.iter().map(|x| f.derivative(x)).collect()).collect();
    let at = |p: &Polynomial| p.evaluate(&point).ok();
    let slopes_at = slopes.iter().map(|row| row.iter().map(at).collect()).collect::<Option<Matrix<Rational>>>()?;
    let inverse = inverse(&slopes_at).ok()??;
    let values = basis.iter().map(at).collect::<Option<Vec<Rational>>>()?;

    let radius = Rational::ratio(RADIUS.0, RADIUS.1);
    let half = Rational::ratio(1, 2);
    let around = |(place, x): (usize, &Rational)| {
        let r = if place < known { Rational::zero() } else { radius.clone() };
        Interval::from(&(x.clone() - &r)).hull(&Interval::from(&(x.clone() + &r)))
    };
    let sides: Vec<Interval> = decimals.iter().enumerate().map(around).collect();
    let step_is_short = inverse.iter().all(|row| {
        let step = row.iter().zip(&values).fold(Rational::zero(), |sum, (y, f)| sum + y.clone() * f);
        step.abs() < half.clone() * &radius
    });
    let on_box: Matrix<Interval> =
        slopes.iter().map(|row| row.iter().map(|p| on_intervals(p, names)(&sides)).collect()).collect();
    let contracts = inverse.iter().enumerate().all(|(i, row)| contraction(i, row, &on_box) < 0.5);
    (step_is_short && contracts).then_some(EnclosedSolution { count, names, sides })
}

/// Σⱼ |δᵢⱼ − Σₖ Yᵢₖ Jₖⱼ|, rounded: far below ½ where it matters.
fn contraction(i: usize, row: &[Rational], slopes: &Matrix<Interval>) -> f64 {
    let entry = |j: usize| {
        let delta = if i == j { Interval::one() } else { Interval::zero() };
        let product =
            row.iter().zip(slopes).fold(Interval::zero(), |sum, (y, slope)| sum + Interval::from(y) * slope[j]);
        let rest = delta - product;
        rest.low().abs().max(rest.high().abs())
    };
    (0..row.len()).map(entry).sum()
}

/// Conditions, as many as the rank of all, that span all.
fn basis(conditions: &[Polynomial]) -> Option<Vec<Polynomial>> {
    let conditions: Vec<&Polynomial> = conditions.iter().filter(|condition| !condition.is_zero()).collect();
    let monomials: BTreeSet<Vec<(&str, u32)>> =
        conditions.iter().flat_map(|p| p.terms().map(|(powers, _)| powers.collect())).collect();
    let row = |p: &Polynomial| -> Vec<Rational> {
        let terms: BTreeMap<Vec<(&str, u32)>, &Rational> = p.terms().map(|(powers, c)| (powers.collect(), c)).collect();
        monomials.iter().map(|monomial| terms.get(monomial).map_or_else(Rational::zero, |c| (*c).clone())).collect()
    };
    let mut rows: Matrix<Rational> = Vec::new();
    let mut found = Vec::new();
    for condition in conditions {
        rows.push(row(condition));
        if rank(&rows).ok()? == rows.len() { found.push(condition.clone()) } else { drop(rows.pop()) }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x² = 2 and x y = 2 near 1.4142…, the second condition twice.
    #[test]
    fn a_solution_is_proved_near_good_decimals_alone() {
        let [x, y] = ["x", "y"].map(Polynomial::symbol);
        let two = Polynomial::from(Rational::from(2));
        let product = x.clone() * &y - &two;
        let conditions = [x.clone() * &x - &two, product.clone(), product * &two];
        let near = Rational::ratio(14_142_135_623_730_951, 10_000_000_000_000_000);
        let found = solution(&conditions, &["x", "y"], &[near.clone(), near.clone()]).expect("a solution");
        assert_eq!(found.count, 2);
        assert!(found.excludes(&(x - Polynomial::from(Rational::from(1)))));
        // A number that is given stays where it is; the one that is solved for has a box.
        let of_one = solution(&conditions[1..], &["x", "y"], &[near.clone(), near.clone()]).expect("a solution");
        assert_eq!(of_one.count, 1);
        assert!(of_one.sides[0].width() < 1e-15 && of_one.sides[1].width() > 1e-15, "{:?}", of_one.sides);
        let far = near + Rational::ratio(1, 1 << 40);
        assert!(solution(&conditions, &["x", "y"], &[far.clone(), far]).is_none());
    }
}
