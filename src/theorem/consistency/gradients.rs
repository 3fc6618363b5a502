//! Gradients held against the derivative of the loss, by dual numbers.

use crate::problem::challenging::{Challenging, Term, VectorField};
use crate::problem::registry::{self, Entry};
use crate::scalar::{Algebra, Approximate, Dual, Exact, Rational};
use crate::structure::{Property, Verdict, Witness, problem};
use crate::theorem::build::witness;
use crate::theorem::{Part, engine};
use num_traits::{One, Zero};

/// Points at which numbers are compared, of a sequence with small denominators.
const POINTS: i64 = 64;

/// Differences beyond this, relative to 1 and the numbers, are no rounding.
const ROUNDING: f64 = 1e-12;

/// A point of small fractions, another for each `n`, none of them 0.
fn point(n: i64, dimension: usize) -> Vec<Rational> {
    let coordinate = |i: usize| {
        let k = 7 * n + 5 * i as i64 + 3;
        Rational::ratio(k % 23 - 11, 8) + Rational::ratio(1, 16)
    };
    (0..dimension).map(coordinate).collect()
}

/// That the gradient of a registered landscape is the derivative of its loss, as its
/// certificate has it.
fn landscape(entry: &Entry) -> Option<Part> {
    let statement = format!("The gradient of {} is the derivative of its loss.", entry.description.name);
    let found = problem::certify(entry).into_iter().find(|found| found.property == Property::GradientConsistency)?;
    Some(Part::new(statement, found.verdict, found.engine, found.domain.to_string()))
}

/// A term of a field less the derivative of the loss's term, at t = 100.
fn term_differences(field: VectorField, term: Term, at: &[Rational]) -> Vec<f64> {
    const TIME: u64 = 100;
    let place: Vec<f64> = at.iter().map(Approximate::to_f64).collect();
    let own = Challenging::<f64>::new(place.len(), field).at_time(TIME).field_term(&place, term);
    let loss = Challenging::<Dual<f64>>::new(place.len(), field).at_time(TIME).loss_term(&Dual::point(&place), term);
    own.iter().enumerate().map(|(i, g)| g - loss.along(i)).collect()
}

/// The first component of a term of the field less the derivative of the loss's term, at
/// x = (1, 0) and t = 0, without rounding; `None` where it has a transcendental value.
fn exact_difference(field: VectorField, term: Term) -> Option<Rational> {
    let place = [Exact::one(), Exact::zero()];
    let own = Challenging::<Exact>::new(place.len(), field).field_term(&place, term).swap_remove(0);
    let loss = Challenging::<Dual<Exact>>::new(place.len(), field).loss_term(&Dual::point(&place), term);
    (own - loss.along(0)).value().ok().cloned()
}

/// Coordinates of the challenging landscape here.
const COORDINATES: usize = 3;

fn challenging_term(field: VectorField, term: Term) -> Part {
    let whose = if field == VectorField::Coded { "coded field" } else { "gradient" };
    let statement = format!("The {} term of challenging's {whose} is the derivative of the loss's.", term.name());
    if let Some(difference) = exact_difference(field, term).filter(|difference| !difference.is_zero()) {
        let failure = "the first component of the term less the derivative";
        let verdict = witness(failure, None, &[("x1", "1"), ("x2", "0")], &difference);
        return Part::new(statement, verdict, engine::WITNESS, "d = 2, t = 0, on fractions");
    }
    let points = (0..POINTS).map(|n| point(n, COORDINATES));
    let found = points.flat_map(|at| {
        let differences = term_differences(field, term, &at);
        differences.into_iter().enumerate().map(move |(i, difference)| (at.clone(), i, difference))
    });
    let worst = found.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()));
    let Some((at, i, difference)) = worst else {
        return Part::new(statement, Verdict::Undecided("no point".to_owned()), "none", "");
    };
    let verdict = if difference.abs() <= ROUNDING {
        Verdict::Tested
    } else {
        let values = at.iter().enumerate().map(|(i, x)| (format!("x{}", i + 1), x.clone()));
        Verdict::Refuted(Witness {
            id: None,
            failure: format!("component {} of the term less the derivative", i + 1),
            expression: None,
            point: values.collect(),
            defect: format!("{difference:?} in binary64, whose rounding is below {ROUNDING:e}"),
        })
    };
    Part::new(statement, verdict, engine::FLOATS, format!("d = {COORDINATES}, t = 100, {POINTS} points"))
}

/// Every registered landscape, and the paper's term by term.
pub(super) fn c1() -> Vec<Part> {
    let landscapes = registry::all();
    let fields = [VectorField::TrueGradient, VectorField::Coded];
    let terms = fields.into_iter().flat_map(|field| Term::ALL.map(|term| challenging_term(field, term)));
    landscapes.iter().filter_map(landscape).chain(terms).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coded_field_fails_in_two_terms() {
        let failing = |field| -> Vec<Term> {
            let refuted = |term: &Term| challenging_term(field, *term).verdict.word() == "refuted";
            Term::ALL.into_iter().filter(refuted).collect()
        };
        assert_eq!(failing(VectorField::Coded), [Term::Decoys, Term::Coupling]);
        assert_eq!(failing(VectorField::TrueGradient), []);
    }

    /// The coupling on fractions; the decoys have transcendental values everywhere.
    #[test]
    fn the_coupling_is_refuted_without_rounding() {
        let difference = |field, term| exact_difference(field, term);
        assert_eq!(difference(VectorField::Coded, Term::Coupling), Some(Rational::ratio(-1, 10)));
        assert_eq!(difference(VectorField::TrueGradient, Term::Coupling), Some(Rational::zero()));
        assert_eq!(difference(VectorField::Coded, Term::Shift), Some(Rational::zero()));
        assert_eq!(difference(VectorField::Coded, Term::Decoys), None);
    }

    #[test]
    fn every_landscape_is_settled() {
        let parts = c1();
        assert_eq!(parts.len(), registry::all().len() + 2 * Term::ALL.len());
        assert!(parts.iter().all(|part| part.verdict.word() != "undecided"), "{parts:#?}");
        let proved = parts.iter().filter(|part| part.verdict == Verdict::Proved).count();
        assert_eq!(proved, registry::all().len(), "{parts:#?}");
    }
}
