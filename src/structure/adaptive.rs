//! The theorem on adaptive rates: which of them keep phase space.
//!
//! A rate stands inside the velocity or outside, is shared by all coordinates or formed
//! for each, and depends on something. The rate itself is opaque: its value and its
//! partial derivatives are symbols, and every gradient has a fresh symmetric Hessian. So a
//! cell of the table speaks of every rule of its kind and of every smooth U.
//!
//! # The argument
//! Conformal symplecticity, JᵀΩJ = c Ω with c a constant, is a list of equations. Where
//! g = 0 and H = 0 they give c = μ. The Hessian's entries are free, so each equation
//! splits into its coefficients in them. These are linear in the partial derivatives x
//! of the rule: M x = 0, with M a matrix of polynomials in the state. Where M has full
//! column rank at one point it has so on an open dense set, and x = 0 there; so, by
//! continuity, everywhere: the rule is constant. M is stacked over points at which the
//! rule's arguments, and so x, are the same.

use super::decide::symbol;
use super::jacobian::jacobian;
use super::subject::Subject;
use crate::method::registry::Entry;
use crate::method::{Dependence, Opaque, Place, Scope};
use crate::scalar::{Algebra, Polynomial, Rational, Symbolic};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a cell of the table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Conformally symplectic for every rule.
    Every,
    /// For no rule but a constant one.
    NoneButConstant,
    /// Exactly where these expressions vanish.
    ExactlyWhen(Vec<String>),
    /// The rate would have to be known before what it depends on.
    NotApplicable,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("every rule"),
            Self::NoneButConstant => f.write_str("no non-constant rule"),
            Self::ExactlyWhen(conditions) => {
                write!(f, "exactly when {} = 0", conditions.join(" = 0 and "))
            }
            Self::NotApplicable => f.write_str("not applicable: v' is not known yet"),
        }
    }
}

/// A cell of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdaptiveCase {
    /// Where the rate stands.
    pub place: Place,
    /// For what it is formed.
    pub scope: Scope,
    /// On what it depends.
    pub dependence: Dependence,
    /// In one coordinate.
    pub one: Answer,
    /// In two.
    pub two: Answer,
}

/// The whole table.
pub fn table() -> Vec<AdaptiveCase> {
    let mut cells = Vec::new();
    for place in Place::ALL {
        for scope in Scope::ALL {
            for dependence in Dependence::ALL {
                cells.push(cell(place, scope, dependence));
            }
        }
    }
    cells
}

/// One cell.
pub fn cell(place: Place, scope: Scope, dependence: Dependence) -> AdaptiveCase {
    let answer = |dimension| {
        if place == Place::Inside && dependence.needs_new_velocity() {
            Answer::NotApplicable
        } else {
            classify(&Opaque { place, scope, dependence }, dimension)
        }
    };
    let one = answer(1);
    // Two coordinates hold one, with the other at rest: what fails there fails here.
    let two = if one == Answer::NoneButConstant { one.clone() } else { answer(2) };
    AdaptiveCase { place, scope, dependence, one, two }
}

/// det J of an opaque rule in one coordinate.
pub fn determinant(rule: Opaque) -> Polynomial {
    let matrix = jacobian::<Symbolic>(&Subject::plain(&Entry::algebra(rule)), 1, 1, &mut symbol).unwrap_or_default();
    bracket(&matrix, 1, 0, 1)
}

fn bracket(j: &[Vec<Symbolic>], dimension: usize, a: usize, b: usize) -> Polynomial {
    (0..dimension).fold(Polynomial::zero(), |sum, i| {
        let (q, v) = (&j[i], &j[i + dimension]);
        sum + (q[a].clone() * &v[b] - v[a].clone() * &q[b]).polynomial()
    })
}

/// The coefficients of JᵀΩJ − μ Ω in the Hessian's entries.
fn conditions(rule: &Opaque, dimension: usize) -> Vec<Polynomial> {
    let j =
        jacobian::<Symbolic>(&Subject::plain(&Entry::algebra(*rule)), dimension, 1, &mut symbol).unwrap_or_default();
    let factor = Polynomial::symbol("momentum");
    let mut found = Vec::new();
    for a in 0..2 * dimension {
        for b in a + 1..2 * dimension {
            let omega = bracket(&j, dimension, a, b);
            let defect = if b == a + dimension { omega - &factor } else { omega };
            let mut parts = vec![defect.clone()];
            for name in defect.variables().into_iter().filter(|name| name.starts_with('H')) {
                parts = parts.iter().flat_map(|part| part.powers_of(name).into_values()).collect();
            }
            found.extend(parts.into_iter().filter(|part| !part.is_zero()));
        }
    }
    found
}

/// A partial derivative of the rule: `a_1`, `a2_1`.
fn is_partial(name: &str) -> bool {
    name.starts_with('a') && name.contains('_')
}

fn classify(rule: &Opaque, dimension: usize) -> Answer {
    let conditions = conditions(rule, dimension);
    if conditions.is_empty() {
        return Answer::Every;
    }
    let partials: Vec<&'static str> = conditions
        .iter()
        .flat_map(Polynomial::variables)
        .filter(|name| is_partial(name))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    // Each row is linear in the partial derivatives, or says more than their vanishing.
    let at_constant = |p: &Polynomial| partials.iter().fold(p.clone(), |p, x| p.substitute(x, &Polynomial::zero()));
    let homogeneous = conditions.iter().all(|condition| at_constant(condition).is_zero());
    let linear: Vec<&Polynomial> =
        conditions.iter().filter(|p| partials.iter().all(|x| is_linear(p, &partials, x))).collect();
    if homogeneous && rank(rule, dimension, &linear, &partials) == partials.len() {
        return Answer::NoneButConstant;
    }
    let mut texts: Vec<String> = conditions.iter().map(|p| primitive(p).to_string()).collect();
    texts.sort_by_key(|text| (text.len(), text.clone()));
    texts.dedup();
    texts.truncate(2);
    Answer::ExactlyWhen(texts)
}

/// Whether no product of two partial derivatives occurs with `x`.
fn is_linear(p: &Polynomial, partials: &[&'static str], x: &str) -> bool {
    p.powers_of(x).iter().all(|(power, part)| {
        *power == 0 || (*power == 1 && !part.variables().iter().any(|name| partials.contains(name)))
    })
}

/// Without the content: the leading coefficient, and powers of η and μ.
fn primitive(p: &Polynomial) -> Polynomial {
    let mut rest = p.clone() * Polynomial::constant(Rational::from(1) / p.leading_coefficient());
    for name in ["lr", "momentum"] {
        while let Some(part) = divided(&rest, name) {
            rest = part;
        }
    }
    rest
}

/// p / x, where x divides every term.
fn divided(p: &Polynomial, x: &str) -> Option<Polynomial> {
    let powers = p.powers_of(x);
    if p.is_zero() || powers.contains_key(&0) {
        return None;
    }
    let symbol = Polynomial::symbol(x);
    Some(powers.into_iter().fold(Polynomial::zero(), |sum, (power, part)| sum + part * symbol.pow(power - 1)))
}

/// The rank of the conditions' matrix in the partial derivatives, stacked over points at
/// which the rule's arguments are the same.
fn rank(rule: &Opaque, dimension: usize, conditions: &[&Polynomial], partials: &[&'static str]) -> usize {
    let rows = (0..4).flat_map(|turn| {
        let point = point(rule, dimension, turn);
        let entry = move |p: &Polynomial, x: &str| {
            let slope = p.powers_of(x).remove(&1).unwrap_or_else(Polynomial::zero);
            slope.evaluate(&point).unwrap_or_else(|_| Rational::zero())
        };
        conditions.iter().map(move |p| partials.iter().map(|x| entry(p, x)).collect::<Vec<_>>()).collect::<Vec<_>>()
    });
    rank_of(rows.collect())
}

/// The `turn`th point with the same arguments of the rule.
fn point(rule: &Opaque, dimension: usize, turn: i64) -> BTreeMap<String, Rational> {
    let (lr, momentum) = (Rational::ratio(1, 2), Rational::ratio(2, 3));
    let fixed = |i: usize| Rational::from(3 + 4 * i as i64);
    let varied = |i: usize| Rational::from(1 + (turn + 1) * (2 + i as i64) + turn * turn);
    let mut point = BTreeMap::from([("lr".to_owned(), lr.clone()), ("momentum".to_owned(), momentum.clone())]);
    for i in 0..dimension {
        let (g, v) = match rule.dependence {
            Dependence::Constant | Dependence::Loss => (varied(i), varied(i + 1)),
            Dependence::Gradient | Dependence::GradientSquare => (fixed(i), varied(i)),
            Dependence::OldVelocity => (varied(i), fixed(i)),
            Dependence::NewVelocity | Dependence::NewSpeed => {
                let g = varied(i);
                let v = (fixed(i) - lr.clone() * &g) / &momentum;
                (g, v)
            }
            Dependence::TotalEnergy => (fixed(i), fixed(i + 1)),
        };
        point.insert(format!("g0_{}", i + 1), g);
        point.insert(format!("v{}", i + 1), v);
        point.insert(format!("a{}", i + 1), Rational::from(1));
    }
    point.insert("a".to_owned(), Rational::from(1));
    point
}

/// The rank of a rational matrix, by elimination.
fn rank_of(mut rows: Vec<Vec<Rational>>) -> usize {
    let columns = rows.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..columns {
        let Some(pivot) = (rank..rows.len()).find(|row| !rows[*row][column].is_zero()) else { continue };
        rows.swap(rank, pivot);
        let lead = rows[rank].clone();
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = row[column].clone() / &lead[column];
            for (x, lead) in row.iter_mut().zip(&lead) {
                *x = x.clone() - factor.clone() * lead;
            }
        }
        rank += 1;
    }
    rank
}
