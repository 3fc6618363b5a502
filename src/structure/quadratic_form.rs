//! Quadratic forms that a linear step multiplies by a number: modified energies.
//!
//! # Formula
//! A step x' = M x of one mode, x = (q, v), with Ω = \[\[0, 1\], \[−1, 0\]\], has
//! MᵀΩM = det M · Ω, so that the form H̃(x) = xᵀ Ω M x becomes det M times itself. It is
//! definite where 4 det M − (tr M)² > 0, that is where the eigenvalues are not real (E.
//! Hairer, C. Lubich and G. Wanner, Geometric Numerical Integration, 2nd ed., Springer
//! 2006, [doi:10.1007/3-540-30666-8](https://doi.org/10.1007/3-540-30666-8), IX.3). The
//! factors of all forms are the products of two eigenvalues: no factor is shared by two
//! curvatures where the characteristic polynomials of the map on forms have no common
//! root but 0, that is where their resultant is not 0.

use super::decide::{Finding, Sought, symbol};
use super::failure::{DefectId, Part};
use super::linear::{self, CURVATURE, Linear};
use super::property::not_applicable;
use super::stability::{self, admissible, at, is_positive, points, printed, without_positive_factors};
use super::step_bound;
use super::subject::Subject;
use super::{Point, Verdict, Witness};
use crate::proof::Budget;
use crate::proof::division_free::characteristic_polynomial;
use crate::proof::linear::{Matrix, determinant};
use crate::proof::roots::RealRoot;
use crate::proof::sturm::SignOn;
use crate::proof::univariate::Univariate;
use crate::scalar::{Algebra, Polynomial, Rational, Ring};
use num_traits::{One, Zero};

pub(super) const OVER: &str = "the mode k q, every real k and number of the method";

/// The domain of [`decreases`].
pub(super) const WHERE_COMPLEX: &str =
    "the mode k q, k > 0, where 4 det M − (tr M)² > 0; rates > 0, shares between 0 and 1, weights ≥ 0";

const IDENTITY: &str = "polynomial identity";
const RESULTANT: &str = "resultant at a point";
const POSITIVITY: &str = "positivity certificate";
const STURM: &str = "Sturm sequence";

/// x' = M x with the form that it multiplies by det M.
struct Form {
    /// H̃(q, v), up to a positive factor.
    form: Polynomial,
    /// det M.
    factor: Polynomial,
    /// 4 det M − (tr M)².
    definite: Polynomial,
}

const POINT: &str = "q";
const VELOCITY: &str = "v";

/// The form of a matrix with two rows; nothing for another.
fn form(subject: &Subject, matrix: &Matrix<Polynomial>) -> Option<Form> {
    let [[a, b], [c, d]] = [matrix.first()?, matrix.get(1)?].map(|row| [row.first(), row.get(1)]);
    let (a, b, c, d) = (a?, b?, c?, d?);
    let (q, v) = (Polynomial::symbol(POINT), Polynomial::symbol(VELOCITY));
    let at = |q: &Polynomial, v: &Polynomial| c.clone() * q.square() + (d.clone() - a) * q * v - b.clone() * v.square();
    let factor = a.clone() * d - b.clone() * c;
    let own = at(&q, &v);
    let next = at(&(a.clone() * &q + b.clone() * &v), &(c.clone() * &q + d.clone() * &v));
    if matrix.len() != 2 || next != factor.clone() * &own {
        return None;
    }
    let trace = a.clone() + d;
    let definite = Polynomial::from_integer(4) * &factor - trace.square();
    let plain = without_positive_factors(&own, &admissible(subject));
    let form = if at_registered(subject, &square_of_velocity(&plain)).sign() < 0 { -plain } else { plain };
    Some(Form { form, factor, definite })
}

/// The coefficient of v².
fn square_of_velocity(form: &Polynomial) -> Polynomial {
    form.coefficients_in(&[POINT, VELOCITY]).remove(&vec![0, 2]).unwrap_or_else(Polynomial::zero)
}

/// A polynomial at the registered numbers and k = 1.
fn at_registered(subject: &Subject, p: &Polynomial) -> Rational {
    let mut point = Point::default();
    for name in p.variables() {
        point.set(name, stability::registered(subject, name));
    }
    at(p, &point)
}

/// The step where it is linear, or why it has no form.
fn linear_step(subject: &Subject) -> Result<Linear, String> {
    let linear = linear::linear(subject)?;
    if linear.exact { Ok(linear) } else { Err("the step is not linear on a quadratic".to_owned()) }
}

fn finding(verdict: Verdict, engine: &'static str) -> Finding {
    Finding::new(verdict, engine)
}

/// Whether a form is multiplied by a number that does not depend on k.
pub(super) fn conserved(subject: &Subject) -> (Finding, Option<String>) {
    let linear = match linear_step(subject) {
        Ok(linear) => linear,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let found = form(subject, &linear.matrix).filter(|form| !form.factor.variables().contains(CURVATURE));
    if let Some(Form { form, factor, definite }) = found {
        let text = |p: &Polynomial| printed(p).unwrap_or_else(|| format!("a polynomial of {} terms", p.term_count()));
        let definite = without_positive_factors(&definite, &admissible(subject));
        let value = format!("{} is multiplied by {factor}; definite where {} > 0", text(&form), text(&definite));
        return (finding(Verdict::Proved, IDENTITY), Some(value));
    }
    let apart = points(subject).into_iter().find_map(|point| {
        let point = with_other_curvature(point);
        let defect = resultant(&linear.matrix, &point).filter(|value| !value.is_zero())?;
        Some(Witness {
            id: Some(id(Part::Resultant)),
            failure: RESULTANTS.to_owned(),
            expression: None,
            point,
            defect: defect.to_string(),
        })
    });
    match apart {
        Some(witness) => (finding(Verdict::Refuted(witness), RESULTANT), None),
        None => (finding(Verdict::Undecided("a factor is shared by two curvatures".to_owned()), "none"), None),
    }
}

fn id(part: Part) -> DefectId {
    DefectId { part, step: 1, dimension: 1, indices: [0, 0] }
}

fn is_sought(sought: &Sought, part: Part, words: &str) -> bool {
    match sought {
        Sought::Id(known) => *known == id(part),
        Sought::Words(text) => *text == words,
    }
}

/// What does not vanish where two curvatures share no factor.
const RESULTANTS: &str = "the resultant of the factors of forms at k and at k′";

/// The other curvature's name.
const OTHER: &str = "k′";

fn with_other_curvature(mut point: Point) -> Point {
    point.set(CURVATURE, Rational::ratio(1, 2));
    point.set(OTHER, Rational::ratio(1, 4));
    point
}

/// The resultant of the characteristic polynomials of the map on forms at k and at k′,
/// roots 0 left out; none where one of them has no other root.
fn resultant(matrix: &Matrix<Polynomial>, point: &Point) -> Option<Rational> {
    let mut other = point.clone();
    other.set(CURVATURE, point.value(OTHER));
    let [own, other] = [point, &other].map(|point| factors(matrix, point));
    sylvester(&own?, &other?)
}

/// The characteristic polynomial of x ↦ M x on products xᵢ xⱼ at a point, without roots 0.
fn factors(matrix: &Matrix<Polynomial>, point: &Point) -> Option<Univariate> {
    let size = matrix.len();
    let pairs: Vec<(usize, usize)> = (0..size).flat_map(|i| (i..size).map(move |j| (i, j))).collect();
    let m: Matrix<Rational> = matrix.iter().map(|row| row.iter().map(|p| at(p, point)).collect()).collect();
    // x'ᵢ x'ⱼ = Σ mᵢₐ mⱼ_b xₐ x_b
    let entry = |(i, j): (usize, usize), (a, b): (usize, usize)| {
        let straight = m[i][a].clone() * &m[j][b];
        if a == b { straight } else { straight + m[i][b].clone() * &m[j][a] }
    };
    let rows: Matrix<Rational> =
        pairs.iter().map(|row| pairs.iter().map(|column| entry(*row, *column)).collect()).collect();
    let coefficients = characteristic_polynomial(&rows).ok()?;
    Some(Univariate::new(coefficients.into_iter().skip_while(Zero::is_zero).collect()))
}

/// The resultant of two polynomials, by Sylvester's determinant.
fn sylvester(p: &Univariate, q: &Univariate) -> Option<Rational> {
    let (m, n) = (p.degree()?, q.degree()?);
    let row = |p: &Univariate, shift: usize| {
        let mut row = vec![Rational::zero(); m + n];
        for (place, coefficient) in p.coefficients().iter().rev().enumerate() {
            row[shift + place] = coefficient.clone();
        }
        row
    };
    let rows: Matrix<Rational> = (0..n).map(|shift| row(p, shift)).chain((0..m).map(|shift| row(q, shift))).collect();
    determinant(&rows).ok()
}

/// The resultant of a refutation, from its point alone.
pub(super) fn replay_conserved(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let linear = linear_step(subject).ok().filter(|_| is_sought(sought, Part::Resultant, RESULTANTS))?;
    resultant(&linear.matrix, point).map(|value| value.to_string())
}

/// 1 − det M, which has to be > 0.
const LOSS: &str = "1 − det M, which has to be > 0";

/// Whether the form is a Lyapunov function where it is definite: 0 < det M < 1.
pub(super) fn decreases(subject: &Subject) -> (Finding, Option<String>) {
    let linear = match linear_step(subject) {
        Ok(linear) => linear,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let Some(Form { factor, .. }) = form(subject, &linear.matrix) else {
        return (not_applicable("the step has more than point and velocity"), None);
    };
    let loss = Polynomial::one() - &factor;
    if loss.is_zero() {
        return (not_applicable("the step has no damping: the form is conserved"), None);
    }
    let domain = admissible(subject);
    let value = printed(&factor).map(|factor| format!("the form is multiplied by {factor}"));
    if is_positive(&without_positive_factors(&loss, &domain), &domain) {
        return (finding(Verdict::Proved, POSITIVITY), value);
    }
    if let Some(point) = points(subject).into_iter().find(|point| is_counterexample(subject, &linear, &loss, point)) {
        let defect = at(&loss, &point).to_string();
        let witness =
            Witness { id: Some(id(Part::Loss)), failure: LOSS.to_owned(), expression: printed(&loss), point, defect };
        return (finding(Verdict::Refuted(witness), "exact witness"), None);
    }
    match at_registered_numbers(subject) {
        Some(extent) => (Finding::new(Verdict::Proved, STURM).with_extent(extent), value),
        None => (finding(Verdict::Undecided(format!("no certificate was found for {loss} > 0")), "none"), None),
    }
}

/// Whether eigenvalues are complex at a point, and det M ≥ 1 there.
fn is_counterexample(subject: &Subject, linear: &Linear, loss: &Polynomial, point: &Point) -> bool {
    let complex = form(subject, &linear.matrix).is_some_and(|form| at(&form.definite, point).sign() > 0);
    complex && at(loss, point).sign() <= 0
}

/// That det M < 1 at the registered numbers for every rate below the step bound.
fn at_registered_numbers(subject: &Subject) -> Option<String> {
    let one = step_bound::one_rate(subject).ok()?;
    let step_bound::Bound::At { root, .. } = one.bound().ok()? else { return None };
    let value = |name: &str| if name == one.name { symbol(name) } else { step_bound::registered_symbol(subject, name) };
    let linear = linear::with(subject, &mut { value }).ok()?;
    let Form { factor, .. } = form(subject, &linear.matrix)?;
    let loss = Univariate::from_polynomial(&(Polynomial::one() - factor), one.name).ok()?;
    let RealRoot { low, .. } = &root;
    let sign = loss.sign_on(Some(&Rational::zero()), Some(low), Budget::default()).ok()?;
    (sign == SignOn::Constant(1))
        .then(|| format!("; at k = 1, numbers but {0} as registered, {0} up to the step bound", one.name))
}

/// The value of a refutation, from its point alone.
pub(super) fn replay_decreases(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let linear = linear_step(subject).ok().filter(|_| is_sought(sought, Part::Loss, LOSS))?;
    let Form { factor, .. } = form(subject, &linear.matrix)?;
    Some(at(&(Polynomial::one() - factor), point).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(coefficients: &[i64]) -> Univariate {
        Univariate::new(coefficients.iter().copied().map(Rational::from).collect())
    }

    /// res(x² − 1, x − 2) = 3, and 0 where a root is shared.
    #[test]
    fn resultants_are_known() {
        assert_eq!(sylvester(&of(&[-1, 0, 1]), &of(&[-2, 1])), Some(Rational::from(3)));
        assert_eq!(sylvester(&of(&[-1, 0, 1]), &of(&[-1, 1])), Some(Rational::from(0)));
    }
}
