//! Properties of problems, and of methods on one problem.
//!
//! A problem has a field and a loss; whether the one is the derivative of the other is
//! computed by dual numbers, on symbols first: an identity is a proof for every point.
//! Where there is none, points in binary64 either show a difference far beyond rounding,
//! or none. On one problem a method may have what it has not on every smooth U.

use super::decide::{FLOATS, Settings, Sought, decide, symbol};
use super::examination::OnOneProblem;
use super::jacobian::OnProblem;
use super::slope::slope;
use super::subject::Subject as Rule;
use super::{Certificate, Domain, Point, Property, Verdict, Witness};
use crate::method::registry::Entry;
use crate::problem::challenging::{Challenging, VectorField};
use crate::problem::registry::Entry as Problem;
use crate::problem::{Landscape, challenging};
use crate::scalar::{Algebra, Approximate, Dual, Rational, Ring, Symbolic};
use num_traits::Zero;

/// The properties of problems.
pub const PROPERTIES: [Property; 2] = Property::OF_PROBLEMS;

/// A landscape on the numbers that its properties are settled on.
struct Subject<'a> {
    name: &'static str,
    dimension: usize,
    symbolic: (&'a dyn Landscape<Symbolic>, &'a dyn Landscape<Dual<Symbolic>>),
    float: (&'a dyn Landscape<f64>, &'a dyn Landscape<Dual<f64>>),
}

/// The registered problem as a subject.
fn registered<R>(problem: &Problem, examine: impl FnOnce(&Subject) -> R) -> Option<R> {
    let (name, dimension) = (problem.description.name, problem.dimension);
    let (symbolic, float) = ((problem.on()?, problem.on()?), (problem.on()?, problem.on()?));
    Some(examine(&Subject { name, dimension, symbolic, float }))
}

/// Settles both properties of a registered problem.
///
/// # Examples
/// ```
/// use stable_sgd::problem::registry;
/// use stable_sgd::structure::{Verdict, problem};
/// let certificates = problem::certify(&registry::find("henon_heiles").expect("registered"));
/// assert!(certificates.iter().all(|certificate| certificate.verdict == Verdict::Proved));
/// ```
pub fn certify(problem: &Problem) -> Vec<Certificate> {
    registered(problem, settle).unwrap_or_default()
}

/// The paper's challenging landscape with the field that its program codes, under the
/// problem's name, and with the derivative of its loss.
const FIELDS: [(&str, VectorField); 2] =
    [(challenging::DESCRIPTION.name, VectorField::Coded), ("challenging_gradient", VectorField::TrueGradient)];

/// The challenging landscape with a field as a subject, at t = 0, in three coordinates.
fn landscape<R>((name, field): (&'static str, VectorField), examine: impl FnOnce(&Subject) -> R) -> R {
    const DIMENSION: usize = 3;
    let (a, b) = (Challenging::<Symbolic>::new(DIMENSION, field), Challenging::<Dual<Symbolic>>::new(DIMENSION, field));
    let (c, d) = (Challenging::<f64>::new(DIMENSION, field), Challenging::<Dual<f64>>::new(DIMENSION, field));
    examine(&Subject { name, dimension: DIMENSION, symbolic: (&a, &b), float: (&c, &d) })
}

/// The two fields of the paper's challenging landscape at t = 0, in three coordinates:
/// the one that its program codes, under the problem's name, and the derivative of its loss.
pub fn challenging() -> Vec<Certificate> {
    FIELDS.into_iter().flat_map(|field| landscape(field, settle)).collect()
}

/// The defect of a problem's own property, computed again from a witness's point alone;
/// nothing where there is no such problem, or no defect of this name.
pub fn replay_own(problem: &str, property: Property, failure: &str, point: &Point) -> Option<String> {
    let again = |subject: &Subject| {
        let q: Vec<f64> = (1..=subject.dimension).map(|i| point.value(&format!("q{i}")).to_f64()).collect();
        let found = defects(property, subject.float, &q).into_iter().find(|(name, _)| name == failure);
        found.map(|(_, value)| about(value))
    };
    if !PROPERTIES.contains(&property) {
        return None;
    }
    match FIELDS.into_iter().find(|(name, _)| *name == problem) {
        Some(field) => landscape(field, again),
        None => registered(&crate::problem::registry::find(problem)?, again)?,
    }
}

/// What has to vanish at a point, by name.
type Defects<T> = Vec<(String, T)>;

/// gᵢ − ∂U/∂qᵢ
fn inconsistency<T: Ring>(field: &dyn Landscape<T>, dual: &dyn Landscape<Dual<T>>, q: &[T]) -> Defects<T> {
    let mut gradient = vec![T::zero(); q.len()];
    field.gradient(q, &mut gradient);
    let loss = dual.loss(&Dual::point(q));
    let defect = |(i, g): (usize, T)| (format!("g{0} − ∂U/∂q{0}", i + 1), g - loss.along(i));
    gradient.into_iter().enumerate().map(defect).collect()
}

/// ∂gᵢ/∂qⱼ − ∂gⱼ/∂qᵢ
fn asymmetry<T: Ring>(dual: &dyn Landscape<Dual<T>>, q: &[T]) -> Defects<T> {
    let mut gradient = vec![Dual::constant(T::zero()); q.len()];
    dual.gradient(&Dual::point(q), &mut gradient);
    let pairs = (0..q.len()).flat_map(|i| (i + 1..q.len()).map(move |j| (i, j)));
    let defect = |(i, j): (usize, usize)| {
        let label = format!("∂g{0}/∂q{1} − ∂g{1}/∂q{0}", i + 1, j + 1);
        (label, gradient[i].along(j) - gradient[j].along(i))
    };
    pairs.map(defect).collect()
}

fn defects<T: Ring>(
    property: Property,
    (field, dual): (&dyn Landscape<T>, &dyn Landscape<Dual<T>>),
    q: &[T],
) -> Defects<T> {
    if property == Property::SymmetricHessian { asymmetry(dual, q) } else { inconsistency(field, dual, q) }
}

fn settle(subject: &Subject) -> Vec<Certificate> {
    PROPERTIES.into_iter().map(|property| certificate(subject, property)).collect()
}

fn certificate(subject: &Subject, property: Property) -> Certificate {
    let symbols: Vec<Symbolic> = (1..=subject.dimension).map(|i| symbol(&format!("q{i}"))).collect();
    let identity = defects(property, subject.symbolic, &symbols);
    let (verdict, engine) = if identity.iter().all(|(_, value)| value.is_zero()) {
        (Verdict::Proved, "identity in symbols")
    } else {
        (in_floats(property, subject), FLOATS)
    };
    Certificate {
        method: subject.name,
        property,
        problem: Some(subject.name),
        verdict,
        engine,
        value: None,
        domain: Domain {
            dimensions: vec![subject.dimension],
            ..Domain::of("every point at which the formula is defined")
        },
        mend: None,
    }
}

/// Points that are tried in binary64.
const POINTS: i64 = 8;

/// A difference below this is one of rounding.
const ROUNDING: f64 = 1e-9;

/// A point of small dyadic fractions.
fn point(dimension: usize, place: i64) -> Vec<Rational> {
    (1..=dimension as i64).map(|i| Rational::ratio((3 * i + 5 * place) % 13 - 4, 4)).collect()
}

fn in_floats(property: Property, subject: &Subject) -> Verdict {
    for place in 0..POINTS {
        let q = point(subject.dimension, place);
        let floats: Vec<f64> = q.iter().map(Approximate::to_f64).collect();
        let found = defects(property, subject.float, &floats).into_iter().find(|(_, value)| value.abs() > ROUNDING);
        if let Some((failure, value)) = found {
            let mut point = Point::default();
            q.into_iter().enumerate().for_each(|(i, value)| point.set(&format!("q{}", i + 1), value));
            let id = None;
            return Verdict::Refuted(Witness { id, failure, expression: None, point, defect: about(value) });
        }
    }
    Verdict::Tested
}

/// A float as a witness prints it.
fn about(value: f64) -> String {
    format!("about {value:.6}")
}

/// A property of a method on one problem alone.
///
/// What is proved on every smooth U is proved on this one. Elsewhere the three of the
/// Jacobian are decided there, by the same engines; the order by the slope of the
/// error. Other properties speak of no problem, and are those of the method.
pub fn certify_method(entry: &Entry, property: Property, problem: &Problem, settings: &Settings) -> Certificate {
    let everywhere = || super::certify(entry, property, settings);
    let on_problem = property.spec().on_problem;
    if !matches!(on_problem, OnOneProblem::Same)
        && let Some(only) = entry.description.coordinates.other_than(problem.dimension)
    {
        let reason =
            format!("the rule is known in {only} coordinates alone, and the problem has {}", problem.dimension);
        return Certificate {
            method: entry.description.name,
            property,
            problem: Some(problem.description.name),
            verdict: Verdict::NotApplicable(reason),
            engine: "none",
            value: None,
            domain: Domain::default(),
            mend: None,
        };
    }
    let kind = match on_problem {
        OnOneProblem::Same => return everywhere(),
        OnOneProblem::Slope => return slope(entry, problem),
        OnOneProblem::Jacobian(kind) => kind,
    };
    let everywhere = everywhere();
    if everywhere.verdict == Verdict::Proved {
        return Certificate { problem: Some(problem.description.name), ..everywhere };
    }
    let subject = Rule::of(entry);
    let found = decide(&OnProblem { kind, problem: problem.clone() }, &subject, settings);
    let domain = Domain {
        steps: subject.steps_in_words(),
        dimensions: vec![problem.dimension],
        instance: found.instance,
        ..Domain::of("every state and real hyperparameter")
    };
    Certificate {
        method: entry.description.name,
        property,
        problem: Some(problem.description.name),
        verdict: found.verdict,
        engine: found.engine,
        value: None,
        domain: domain.with(found.extent.trim_start_matches("; ")),
        mend: None,
    }
}

/// The value of a witness's defect on a problem, computed again from its point alone;
/// nothing where the property has no defect of this name.
pub fn replay(entry: &Entry, property: Property, problem: &Problem, failure: &str, point: &Point) -> Option<String> {
    let OnOneProblem::Jacobian(kind) = property.spec().on_problem else { return None };
    let check = OnProblem { kind, problem: problem.clone() };
    super::decide::replay(&check, &Rule::of(entry), &Sought::new(failure), point).map(|found| found.text)
}
