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

use super::decide::{Decision, Sought, symbol};
use super::examination::{PropertySpec, not_applicable};
use super::failure::{DefectId, DefectKind};
use super::inequality::{are_positive, free_symbols, value_at};
use super::linear::{self, CURVATURE, LinearPeriod};
use super::stability::{self, admissible, points, printed, simplified};
use super::step_bound;
use super::subject::Subject;
use super::{Point, Verdict, Witness};
use crate::method::Role;
use crate::proof::Budget;
use crate::proof::division_free::{self, characteristic_polynomial};
use crate::proof::linear::{Matrix, determinant};
use crate::proof::roots::RealRoot;
use crate::proof::sturm::SignOn;
use crate::proof::univariate::Univariate;
use crate::scalar::{Algebra, Exact, Interval, Rational, Ring, Symbolic};
use num_traits::{One, Zero};

const OVER: &str = "the mode k q, every real k and number of the method";

/// The domain of [`decreases`].
const WHERE_COMPLEX: &str =
    "the mode k q, k > 0, where 4 det M − (tr M)² > 0; rates > 0, shares between 0 and 1, weights ≥ 0";

const IDENTITY: &str = "polynomial identity";
const RESULTANT: &str = "resultant at a point";
const POSITIVITY: &str = "positivity certificate";
const STURM: &str = "Sturm sequence";

/// x' = M x with the form that it multiplies by det M.
struct Form {
    /// H̃(q, v), up to a positive factor.
    form: Symbolic,
    /// det M.
    factor: Symbolic,
    /// 4 det M − (tr M)².
    definite: Symbolic,
}

const POINT: &str = "q";
const VELOCITY: &str = "v";

/// The form of a matrix with two rows; nothing for another. Where M is a multiple of 1, whose
/// own form is 0, it is q² + v².
fn form(subject: &Subject, matrix: &Matrix<Symbolic>) -> Option<Form> {
    let [[a, b], [c, d]] = [matrix.first()?, matrix.get(1)?].map(|row| [row.first(), row.get(1)]);
    let (a, b, c, d) = (a?, b?, c?, d?);
    let (q, v) = (Symbolic::symbol(POINT), Symbolic::symbol(VELOCITY));
    let is_multiple = (d.clone() - a).is_zero() && b.is_zero() && c.is_zero();
    let at = |q: &Symbolic, v: &Symbolic| match is_multiple {
        true => q.square() + v.square(),
        false => c.clone() * q.square() + (d.clone() - a) * q * v - b.clone() * v.square(),
    };
    let factor = a.clone() * d - b.clone() * c;
    let own = at(&q, &v);
    let next = at(&(a.clone() * &q + b.clone() * &v), &(c.clone() * &q + d.clone() * &v));
    if matrix.len() != 2 || !(next - factor.clone() * &own).is_zero() {
        return None;
    }
    let trace = a.clone() + d;
    let definite = Symbolic::from_integer(4) * &factor - trace.square();
    let plain = simplified(&own, &admissible(subject));
    let form = if square_of_velocity(subject, &plain) < 0 { -plain } else { plain };
    Some(Form { form, factor, definite })
}

/// The form of what a state is less the state at rest.
fn about(form: &Symbolic, rest: &[Symbolic]) -> Symbolic {
    form.substitute(&|name| {
        let own = Symbolic::symbol(name);
        match (name, rest.get(1)) {
            (VELOCITY, Some(rest)) => own - rest,
            _ => own,
        }
    })
}

/// The sign of the coefficient of v² at the registered numbers and k = 1.
fn square_of_velocity(subject: &Subject, form: &Symbolic) -> i8 {
    let coefficient = form.polynomial().coefficients_in(&[POINT, VELOCITY]).remove(&vec![0, 2]);
    let Some(coefficient) = coefficient.map(Symbolic::from) else { return 0 };
    let mut point = Point::default();
    for name in free_symbols(&coefficient) {
        point.set(name, stability::registered(subject, name));
    }
    value_at(&coefficient, &point).map_or(0, |(sign, _)| sign)
}

/// The step where it is linear, or why it has no form.
fn linear_step(subject: &Subject) -> Result<LinearPeriod, String> {
    let linear = linear::linear(subject)?;
    if linear.exact { Ok(linear) } else { Err("the step is not linear on a quadratic".to_owned()) }
}

fn finding(verdict: Verdict, engine: &'static str) -> Decision {
    Decision::new(verdict, engine)
}

/// Whether a form is multiplied by a number that does not depend on k.
fn conserved(subject: &Subject) -> (Decision, Option<String>) {
    let linear = match linear_step(subject) {
        Ok(linear) => linear,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let is_constant = |form: &Form| !free_symbols(&form.factor).contains(CURVATURE) && !form.factor.is_zero();
    if let Some(found) = form(subject, &linear.matrix).filter(is_constant) {
        let text = |p: &Symbolic| {
            printed(p).unwrap_or_else(|| format!("an expression of {} terms", p.polynomial().term_count()))
        };
        let definite = match complex_point(subject, &found.definite) {
            Some(_) => format!("definite where {} > 0", text(&simplified(&found.definite, &admissible(subject)))),
            None => "nowhere found to be definite".to_owned(),
        };
        let value =
            format!("{} is multiplied by {}; {definite}", text(&about(&found.form, &linear.rest)), found.factor);
        return (finding(Verdict::Proved, IDENTITY), Some(value));
    }
    if let Some(factor) = constant_factor(&linear.matrix) {
        let value = format!("a form is multiplied by {factor}");
        return (finding(Verdict::Proved, IDENTITY), Some(value));
    }
    let apart = points(subject).into_iter().find_map(|point| {
        let point = with_other_curvature(point);
        let defect = resultant(&linear.matrix, &point)?;
        Some(Witness {
            id: Some(id(DefectKind::Resultant)),
            failure: RESULTANTS.to_owned(),
            expression: None,
            point,
            defect,
        })
    });
    match apart {
        Some(witness) => (finding(Verdict::Refuted(witness), RESULTANT), None),
        None => (finding(Verdict::Undecided("a factor is shared by two curvatures".to_owned()), "none"), None),
    }
}

fn id(kind: DefectKind) -> DefectId {
    DefectId { kind, step: 1, dimension: 1, indices: [0, 0] }
}

fn is_sought(sought: &Sought, kind: DefectKind, words: &str) -> bool {
    match sought {
        Sought::Id(known) => *known == id(kind),
        Sought::Words(text) => *text == words,
    }
}

/// Coordinates up to which the map on forms is taken as a whole.
const LARGEST: usize = 3;

/// A factor c, not 0 and without k, of some form: det (F − c) is 0, F the map on forms. The
/// candidates are products of two diagonal entries and minors of two rows.
fn constant_factor(matrix: &Matrix<Symbolic>) -> Option<Symbolic> {
    let size = matrix.len();
    if size == 0 || size > LARGEST {
        return None;
    }
    let pairs = (0..size).flat_map(|i| (i..size).map(move |j| (i, j)));
    let candidates = pairs.flat_map(|(i, j)| {
        let product = matrix[i][i].clone() * &matrix[j][j];
        let minor = (i != j).then(|| product.clone() - matrix[i][j].clone() * &matrix[j][i]);
        [Some(product), minor].into_iter().flatten()
    });
    let map = on_forms(matrix);
    let is_constant = |c: &Symbolic| c.is_whole() && !c.is_zero() && !free_symbols(c).contains(CURVATURE);
    candidates.filter(is_constant).find(|c| {
        let shifted = map.iter().enumerate().map(|(i, row)| {
            row.iter().enumerate().map(|(j, x)| if i == j { x.clone() - c } else { x.clone() }).collect()
        });
        division_free::determinant(&shifted.collect::<Vec<Vec<Symbolic>>>()).is_ok_and(|value| value.is_zero())
    })
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

/// The resultant of the characteristic polynomials of the map on forms at k and at k′, roots 0
/// left out, as text where it is not 0; none where one of them has no other root.
fn resultant(matrix: &Matrix<Symbolic>, point: &Point) -> Option<String> {
    let mut other = point.clone();
    other.set(CURVATURE, point.value(OTHER));
    let exact = |point: &Point| {
        let value = |p: &Symbolic| p.evaluate(&|name| Exact::from(point.value(name))).value().ok().cloned();
        matrix.iter().map(|row| row.iter().map(value).collect()).collect::<Option<Matrix<Rational>>>()
    };
    if let (Some(own), Some(other)) = (exact(point), exact(&other)) {
        let factors = |m: &Matrix<Rational>| -> Option<Vec<Rational>> {
            Some(factors(m)?.into_iter().skip_while(Zero::is_zero).collect())
        };
        let (own, other) = (factors(&own)?, factors(&other)?);
        // A constant has no root that it could share.
        if own.len() < 2 || other.len() < 2 {
            return None;
        }
        let value = determinant(&sylvester(&own, &other)?).ok()?;
        return (!value.is_zero()).then(|| value.to_string());
    }
    let enclosed = |point: &Point| -> Matrix<Interval> {
        let value = |p: &Symbolic| p.enclose(&|name| Interval::from(&point.value(name)));
        matrix.iter().map(|row| row.iter().map(value).collect()).collect()
    };
    let [own, other] = [factors(&enclosed(point))?, factors(&enclosed(&other))?];
    if !own.first()?.excludes_zero() || !other.first()?.excludes_zero() {
        return None;
    }
    let value = division_free::determinant(&sylvester(&own, &other)?).ok()?;
    value.excludes_zero().then(|| format!("[{:e}, {:e}]", value.low(), value.high()))
}

/// The characteristic polynomial of x ↦ M x on products xᵢ xⱼ, the lowest power first.
fn factors<T: Ring>(m: &Matrix<T>) -> Option<Vec<T>> {
    characteristic_polynomial(&on_forms(m)).ok()
}

/// x ↦ M x on products xᵢ xⱼ, as a matrix.
fn on_forms<T: Ring>(m: &Matrix<T>) -> Matrix<T> {
    let size = m.len();
    let pairs: Vec<(usize, usize)> = (0..size).flat_map(|i| (i..size).map(move |j| (i, j))).collect();
    // x'ᵢ x'ⱼ = Σ mᵢₐ mⱼ_b xₐ x_b
    let entry = |(i, j): (usize, usize), (a, b): (usize, usize)| {
        let straight = m[i][a].clone() * &m[j][b];
        if a == b { straight } else { straight + m[i][b].clone() * &m[j][a] }
    };
    pairs.iter().map(|row| pairs.iter().map(|column| entry(*row, *column)).collect()).collect()
}

/// Sylvester's matrix of two polynomials, the lowest power first, whose determinant is their
/// resultant.
fn sylvester<T: Ring>(p: &[T], q: &[T]) -> Option<Matrix<T>> {
    let (m, n) = (p.len().checked_sub(1)?, q.len().checked_sub(1)?);
    let row = |p: &[T], shift: usize| {
        let mut row = vec![T::zero(); m + n];
        for (place, coefficient) in p.iter().rev().enumerate() {
            row[shift + place] = coefficient.clone();
        }
        row
    };
    Some((0..n).map(|shift| row(p, shift)).chain((0..m).map(|shift| row(q, shift))).collect())
}

/// The resultant of a refutation, from its point alone.
fn replay_conserved(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let linear = linear_step(subject).ok().filter(|_| is_sought(sought, DefectKind::Resultant, RESULTANTS))?;
    resultant(&linear.matrix, point)
}

/// 1 − det M, which has to be > 0.
const LOSS: &str = "1 − det M, which has to be > 0";

/// Whether the form is a Lyapunov function where it is definite: 0 < det M < 1.
fn decreases(subject: &Subject) -> (Decision, Option<String>) {
    let linear = match linear_step(subject) {
        Ok(linear) => linear,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let Some(Form { factor, definite, .. }) = form(subject, &linear.matrix) else {
        return (not_applicable("the step has not two coordinates, point and velocity"), None);
    };
    let loss = Symbolic::one() - &factor;
    if loss.is_zero() {
        return (not_applicable("the step has no damping: the form is conserved"), None);
    }
    let Some(instance) = complex_point(subject, &definite) else {
        return (not_applicable("no point of the domain was found at which the eigenvalues are not real"), None);
    };
    let domain = admissible(subject);
    let value = printed(&factor).map(|factor| format!("the form is multiplied by {factor}"));
    if are_positive(std::slice::from_ref(&loss), &domain).is_some() {
        return (Decision { instance: Some(instance), ..finding(Verdict::Proved, POSITIVITY) }, value);
    }
    let fails = |point: &Point| {
        let complex = value_at(&definite, point).is_some_and(|(sign, _)| sign > 0);
        let (_, defect) = value_at(&loss, point).filter(|(sign, _)| complex && *sign <= 0)?;
        Some((point.clone(), defect))
    };
    let refuted = |(point, defect): (Point, String)| {
        let (id, failure) = (Some(id(DefectKind::Loss)), LOSS.to_owned());
        let witness = Witness { id, failure, expression: printed(&loss), point, defect };
        (finding(Verdict::Refuted(witness), "exact witness"), None)
    };
    if let Some(found) = points(subject).iter().find_map(fails) {
        return refuted(found);
    }
    match at_registered_numbers(subject) {
        Some(extent) => {
            let found = Decision::new(Verdict::Proved, STURM).with_extent(extent);
            (Decision { instance: Some(instance), ..found }, value)
        }
        None => match candidates(subject).iter().find_map(fails) {
            Some(found) => refuted(found),
            None => (finding(Verdict::Undecided(format!("no certificate was found for {loss} > 0")), "none"), None),
        },
    }
}

/// Points of the domain, rates of several sizes among them.
fn candidates(subject: &Subject) -> Vec<Point> {
    let rates: Vec<&str> =
        subject.entry.description.numbers.iter().filter(|spec| spec.role == Role::Rate).map(|spec| spec.name).collect();
    let scaled = |point: Point| {
        [(1, 1), (1, 10), (1, 100), (4, 1), (1, 4), (2, 1)].map(|(n, d)| {
            let mut point = point.clone();
            for rate in &rates {
                point.set(rate, point.value(rate) * Rational::ratio(n, d));
            }
            point
        })
    };
    points(subject).into_iter().flat_map(scaled).collect()
}

/// A point of the domain at which the eigenvalues are not real.
fn complex_point(subject: &Subject, definite: &Symbolic) -> Option<Point> {
    candidates(subject).into_iter().find(|point| value_at(definite, point).is_some_and(|(sign, _)| sign > 0))
}

/// That det M < 1 at the registered numbers for every rate below the step bound.
fn at_registered_numbers(subject: &Subject) -> Option<String> {
    let one = step_bound::one_rate(subject).ok()?;
    let step_bound::Bound::At { root, .. } = one.bound().ok()? else { return None };
    let value = |name: &str| if name == one.name { symbol(name) } else { step_bound::registered_symbol(subject, name) };
    let linear = linear::with(subject, &mut { value }).ok()?;
    let Form { factor, definite, .. } = form(subject, &linear.matrix)?;
    let loss = Symbolic::one() - factor;
    // Some rate below the bound has eigenvalues that are not real: else nothing is said.
    let is_complex = |share: &(i64, i64)| {
        let mut point = Point::default();
        point.set(one.name, root.low.clone() * Rational::ratio(share.0, share.1));
        value_at(&definite, &point).is_some_and(|(sign, _)| sign > 0)
    };
    let shares = [(3, 4), (1, 2), (1, 4), (1, 16), (1, 64), (1, 256), (1, 4096)];
    if !loss.is_polynomial() || !shares.iter().any(is_complex) {
        return None;
    }
    let loss = Univariate::from_polynomial(loss.polynomial(), one.name).ok()?;
    let RealRoot { low, .. } = &root;
    let sign = loss.sign_on(Some(&Rational::zero()), Some(low), Budget::default()).ok()?;
    (sign == SignOn::Constant(1))
        .then(|| format!("; at k = 1, numbers but {0} as registered, {0} up to the step bound", one.name))
}

/// The value of a refutation, from its point alone.
fn replay_decreases(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let linear = linear_step(subject).ok().filter(|_| is_sought(sought, DefectKind::Loss, LOSS))?;
    let loss = Symbolic::one() - form(subject, &linear.matrix)?.factor;
    value_at(&loss, point).map(|(_, value)| value)
}

/// The row.
pub(super) const CONSERVED: PropertySpec = PropertySpec {
    steps: |subject, _| subject.period_in_words(),
    ..PropertySpec::new(
        "modified_energy",
        "on U = ½ k q² a quadratic form in (q, v), not 0, is multiplied in every step by a factor, not 0, that does not depend on k",
        |examination| examination.valued(conserved(examination.subject), OVER, &[]),
        replay_conserved,
    )
};

/// The row.
pub(super) const LYAPUNOV: PropertySpec = PropertySpec {
    steps: |subject, _| subject.period_in_words(),
    ..PropertySpec::new(
        "lyapunov",
        "on U = ½ k q², k > 0, where the step's eigenvalues are not real, the form xᵀΩM x is definite and shrinks in every step",
        |examination| examination.valued(decreases(examination.subject), WHERE_COMPLEX, &[]),
        replay_decreases,
    )
};

#[cfg(test)]
mod tests {
    use super::*;

    fn resultant(p: &[i64], q: &[i64]) -> Rational {
        let of = |p: &[i64]| p.iter().copied().map(Rational::from).collect::<Vec<_>>();
        determinant(&sylvester(&of(p), &of(q)).expect("polynomials")).expect("a square matrix")
    }

    /// res(x² − 1, x − 2) = 3, and 0 where a root is shared.
    #[test]
    fn resultants_are_known() {
        assert_eq!(resultant(&[-1, 0, 1], &[-2, 1]), Rational::from(3));
        assert_eq!(resultant(&[-1, 0, 1], &[-1, 1]), Rational::from(0));
    }
}
