//! Gradients held against the derivative of the loss, by dual numbers.

use crate::problem::challenging::{Challenging, Field, Term};
use crate::problem::registry::{self, Entry};
use crate::scalar::{Algebra, Approximate, Dual, Polynomial, Rational};
use crate::structure::{Verdict, Witness};
use crate::theorem::{Part, engine};

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

/// The gradient of a registered landscape less the derivative of its loss.
fn differences(entry: &Entry, at: &[Rational]) -> Option<Vec<f64>> {
    let place: Vec<f64> = at.iter().map(Approximate::to_f64).collect();
    let mut gradient = vec![0.0; place.len()];
    entry.on::<f64>()?.gradient(&place, &mut gradient);
    let loss = entry.on::<Dual<f64>>()?.loss(&Dual::point(&place));
    let scale = gradient.iter().fold(1.0_f64, |most, g| most.max(g.abs()));
    Some(gradient.iter().enumerate().map(|(i, g)| (g - loss.along(i)) / scale).collect())
}

/// Whether the gradient is the loss's derivative as a polynomial, term by term: no dual
/// number takes part. `None` where the loss is no polynomial.
fn identical(entry: &Entry) -> Option<bool> {
    let names: Vec<String> = (1..=entry.dimension).map(|i| format!("q{i}")).collect();
    let place: Vec<Polynomial> = names.iter().map(|name| Polynomial::symbol(name)).collect();
    let landscape = entry.on::<Polynomial>()?;
    let mut gradient = place.clone();
    landscape.gradient(&place, &mut gradient);
    let loss = landscape.loss(&place);
    Some(names.iter().zip(&gradient).all(|(name, g)| loss.derivative(name) == *g))
}

fn landscape(entry: &Entry) -> Part {
    let statement = format!("The gradient of {} is the derivative of its loss.", entry.description.name);
    if let Some(holds) = identical(entry) {
        let verdict = if holds { Verdict::Proved } else { Verdict::Undecided("the polynomials differ".to_owned()) };
        return Part::new(statement, verdict, engine::IDENTITY, "every point; derivatives term by term");
    }
    let found: Option<Vec<f64>> = (0..POINTS)
        .map(|n| differences(entry, &point(n, entry.dimension)))
        .collect::<Option<Vec<_>>>()
        .map(|all| all.concat());
    let worst = found.map_or(f64::NAN, |all| all.iter().fold(0.0_f64, |most, x| most.max(x.abs())));
    let verdict = if worst <= ROUNDING {
        Verdict::Tested
    } else {
        Verdict::Undecided(format!("a relative difference of {worst:e}"))
    };
    Part::new(statement, verdict, engine::FLOATS, format!("{POINTS} points, within {ROUNDING:e}"))
        .with("largest relative difference", format!("{worst:e}"))
}

/// A term of a field less the derivative of the loss's term, at t = 100.
fn term_differences(field: Field, term: Term, at: &[Rational]) -> Vec<f64> {
    const TIME: u64 = 100;
    let place: Vec<f64> = at.iter().map(Approximate::to_f64).collect();
    let own = Challenging::<f64>::new(place.len(), field).at_time(TIME).field_term(&place, term);
    let loss = Challenging::<Dual<f64>>::new(place.len(), field).at_time(TIME).loss_term(&Dual::point(&place), term);
    own.iter().enumerate().map(|(i, g)| g - loss.along(i)).collect()
}

/// Coordinates of the challenging landscape here.
const COORDINATES: usize = 3;

fn challenging_term(field: Field, term: Term) -> Part {
    let whose = if field == Field::Coded { "coded field" } else { "gradient" };
    let statement = format!("The {} term of challenging's {whose} is the derivative of the loss's.", term.name());
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
    let fields = [Field::TrueGradient, Field::Coded];
    let terms = fields.into_iter().flat_map(|field| Term::ALL.map(|term| challenging_term(field, term)));
    landscapes.iter().map(landscape).chain(terms).collect()
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
        assert_eq!(failing(Field::Coded), [Term::Decoys, Term::Coupling]);
        assert_eq!(failing(Field::TrueGradient), []);
    }

    #[test]
    fn every_landscape_is_settled() {
        let parts = c1();
        assert!(parts.len() > 10);
        assert!(parts.iter().all(|part| part.verdict.word() != "undecided"), "{parts:#?}");
        let proved = parts.iter().filter(|part| part.verdict == Verdict::Proved).count();
        assert!(proved >= 4, "the polynomial landscapes: {proved}");
    }
}
