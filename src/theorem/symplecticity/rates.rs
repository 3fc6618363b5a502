//! S3 to S6: which adaptive rates keep phase space.

use crate::method::registry;
use crate::method::{Dependence, Opaque, Place, Scope};
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Algebra, Dual, Exact, Interval, Polynomial, Rational, Ring};
use crate::structure::adaptive::{Answer, cell, determinant, table};
use crate::structure::{Point, Property, Verdict, Witness};
use crate::theorem::build::{certified_by as part, identity};
use crate::theorem::{Part, engine};
use num_traits::Zero;

/// U = ½ k q², with derivatives.
struct Quadratic<T>(T);

impl<T: Ring> Oracle<Dual<T>> for Quadratic<T> {
    fn gradient(&mut self, position: &[Dual<T>], gradient: &mut [Dual<T>]) {
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = Dual::constant(self.0.clone()) * q;
        }
    }
}

/// det J of the registered StableSGD at q = 1, v = 0, k = 1, μ = ½, η = β = c = 1, without penalty.
fn stable_determinant<T: registry::Number + Algebra>() -> Option<T>
where
    Dual<T>: registry::Number,
{
    let entry = registry::find("stable_sgd")?;
    let numbers = entry.description.numbers.iter().map(|spec| match spec.name {
        "momentum" => T::ratio(1, 2),
        "temporal_stability" => T::zero(),
        _ => T::one(),
    });
    let hyper = Hyperparameters { numbers: numbers.map(Dual::constant).collect(), switches: Vec::new() };
    let start = Dual::point(&[T::one(), T::zero()]);
    let mut state = entry.init(vec![start[0].clone()]);
    state.velocity = vec![start[1].clone()];
    entry.on::<Dual<T>>()?.step(&hyper, &mut Quadratic(T::one()), &mut state);
    let (q, v) = (&state.position[0], &state.velocity[0]);
    Some(q.along(0) * &v.along(1) - q.along(1) * &v.along(0))
}

pub(super) fn s3() -> Vec<Part> {
    let mut parts =
        vec![part("stable_sgd", Property::ConformallySymplectic, "StableSGD as described is conformally symplectic")];
    // With an opaque rate a(E) of |v'|² + |g|²: det J = μ (1 − 2 a' g v' k).
    let rule = Opaque { place: Place::Outside, scope: Scope::Shared, dependence: Dependence::TotalEnergy };
    let symbol = Polynomial::symbol;
    let new = symbol("momentum") * symbol("v1") + symbol("lr") * symbol("g0_1");
    let change = symbol("a_1") * symbol("g0_1") * new * symbol("H0_11") * Polynomial::from_integer(2);
    let claimed = symbol("momentum") * (Polynomial::from_integer(1) - change);
    parts.push(Part::new(
        "in one coordinate det J = μ (1 − 2 a' v' g k), for every rate a(|v'|² + |g|²) outside",
        identity(&(determinant(rule) - claimed)),
        engine::IDENTITY,
        "every smooth U, state and parameter, d = 1",
    ));
    // The paper's rate at a point with a rational root: E = 1, a = 1/2, da/d(|.|²) = −1/16.
    let exact = stable_determinant::<Exact>();
    let expected = Rational::ratio(9, 16);
    let value = exact.as_ref().and_then(|x| x.value().ok()).cloned();
    let enclosure = stable_determinant::<Interval>();
    let verdict = match (&value, &enclosure) {
        (Some(found), Some(enclosure))
            if *found == expected && (*enclosure - Interval::ratio(1, 2)).excludes_zero() =>
        {
            Verdict::Exact
        }
        _ => Verdict::Undecided(format!("found {value:?}, enclosed by {enclosure:?}")),
    };
    let part = Part::new(
        "at q = 1, v = 0, k = 1, μ = 1/2, η = β = c = 1 its det J is μ (1 + β c k v' g / (2 √E (1 + c √E)²)) = 9/16, not μ = 1/2",
        verdict,
        engine::WITNESS,
        "one point, on fractions and on intervals",
    );
    let shown = |x: Option<String>| x.unwrap_or_else(|| "none".to_owned());
    parts.push(
        part.with("det J", shown(value.map(|x| x.to_string())))
            .with("enclosure", shown(enclosure.map(|x| format!("[{:e}, {:e}]", x.low(), x.high())))),
    );
    parts
}

/// That a cell of the table says what is expected of it.
fn cell_part(
    place: Place,
    scope: Scope,
    dependence: Dependence,
    dimension: usize,
    sentence: &str,
    holds: bool,
) -> Part {
    let cell = cell(place, scope, dependence);
    let answer = if dimension == 1 { &cell.one } else { &cell.two };
    let verdict = if (*answer == Answer::Every) == holds && (holds || *answer == Answer::NoneButConstant) {
        Verdict::Proved
    } else {
        Verdict::Undecided(format!("the table says: {answer}"))
    };
    let domain = format!("every smooth U, every differentiable rule of the kind, d = {dimension}");
    Part::new(sentence, verdict, engine::IDENTITY, domain).with("answer", answer)
}

pub(super) fn s4() -> Vec<Part> {
    let (outside, new) = (Place::Outside, Dependence::NewVelocity);
    let shared = cell(outside, Scope::Shared, new);
    // The condition a₁ v'₂ = a₂ v'₁ in the symbols of the state.
    let symbol = Polynomial::symbol;
    let speed = |i: usize| symbol("momentum") * symbol(&format!("v{i}")) + symbol("lr") * symbol(&format!("g0_{i}"));
    let condition = symbol("a_1") * speed(2) - symbol("a_2") * speed(1);
    let stated = Answer::ExactlyWhen(vec![condition.to_string()]);
    let verdict = match &shared.two {
        found if *found == stated => Verdict::Proved,
        other => Verdict::Undecided(format!("the table says: {other}")),
    };
    vec![
        cell_part(outside, Scope::PerCoordinate, new, 2, "outside, every a(v'ᵢ) for each coordinate is conformal with factor μ", true),
        cell_part(outside, Scope::Shared, Dependence::NewSpeed, 2, "outside, every shared a(|v'|²) is conformal with factor μ", true),
        Part::new(
            "a shared a(v') is conformal exactly where ∂a/∂v'₁ v'₂ = ∂a/∂v'₂ v'₁, that is where it is a function of |v'|²",
            verdict,
            engine::IDENTITY,
            "every smooth U, every differentiable rule, d = 2",
        )
        .with("condition", condition),
        part("speed_clip", Property::ConformallySymplectic, "β / (1 + c |v'|) for each coordinate is conformal with factor μ"),
    ]
}

/// The Jacobian of f(½|g|²) g or of its coordinates is symmetric where the step is
/// conformal; its defect for f(x) = x at U = ½ qᵀ H q, q as given.
pub(super) fn field_defect(hessian: [[i64; 2]; 2], q: [i64; 2], shared: bool) -> Rational {
    let point: Vec<Dual<Rational>> = Dual::point(&q.map(Rational::from));
    let row =
        |i: usize| (0..2).fold(Dual::zero(), |sum, j| sum + Dual::constant(Rational::from(hessian[i][j])) * &point[j]);
    let g = [row(0), row(1)];
    let square = |i: usize| g[i].square();
    let rate = |i: usize| if shared { square(0) + square(1) } else { square(i) };
    let field = [rate(0) * &g[0], rate(1) * &g[1]];
    field[0].along(1) - field[1].along(0)
}

fn refuted(failure: &str, point: &[(&str, &str)], defect: &Rational) -> Verdict {
    match Point::parse(point.iter().copied()) {
        Ok(point) if !defect.is_zero() => Verdict::Refuted(Witness {
            id: None,
            failure: failure.to_owned(),
            expression: None,
            point,
            defect: defect.to_string(),
        }),
        _ => Verdict::Undecided("the defect vanishes at the point".to_owned()),
    }
}

pub(super) fn s5() -> Vec<Part> {
    let (inside, shared) = (Place::Inside, Scope::Shared);
    let curl = "∂₂(f g₁) − ∂₁(f g₂) at U = ½ qᵀ H q";
    let diagonal = [("H11", "1"), ("H22", "2"), ("q1", "1"), ("q2", "1")];
    let coupled = [("H11", "2"), ("H12", "1"), ("H22", "2"), ("q1", "1")];
    vec![
        cell_part(inside, shared, Dependence::Loss, 2, "inside, every shared η(U) is conformal with factor μ", true),
        cell_part(
            inside,
            shared,
            Dependence::GradientSquare,
            1,
            "inside, every shared f(|g|²) is conformal in one coordinate",
            true,
        ),
        cell_part(
            inside,
            shared,
            Dependence::GradientSquare,
            2,
            "in two, no f(|g|²) but a constant one is, for every U",
            false,
        ),
        Part::new(
            "the field |g|² g of U with H = diag(1, 2) is a gradient",
            refuted(curl, &diagonal, &field_defect([[1, 0], [0, 2]], [1, 1], true)),
            engine::WITNESS,
            "one point",
        ),
        cell_part(
            inside,
            Scope::PerCoordinate,
            Dependence::GradientSquare,
            1,
            "inside, every f(gᵢ²) for each coordinate is conformal in one",
            true,
        ),
        Part::new(
            "the field gᵢ² gᵢ of U with H = ((2, 1), (1, 2)) is a gradient",
            refuted(curl, &coupled, &field_defect([[2, 1], [1, 2]], [1, 0], false)),
            engine::WITNESS,
            "one point",
        ),
    ]
}

/// For which rules a cell of the table holds.
fn rules(answer: &Answer) -> String {
    if matches!(answer, Answer::ExactlyWhen(_)) { answer.to_string() } else { format!("for {answer}") }
}

pub(super) fn s6() -> Vec<Part> {
    let settled = table().into_iter().map(|cell| {
        let sentence = match (&cell.one, &cell.two) {
            (Answer::NotApplicable, _) => "is not defined before the kick".to_owned(),
            (one, two) if one == two => format!("is conformal {}", rules(two)),
            (one, two) => format!("is conformal in one coordinate {}, in two {}", rules(one), rules(two)),
        };
        let verdict = if cell.one == Answer::NotApplicable {
            Verdict::NotApplicable("the new velocity is not known where the rate is needed".to_owned())
        } else {
            Verdict::Proved
        };
        let statement = format!("a rate {}, {}, of {} {sentence}", cell.place, cell.scope, cell.dependence);
        Part::new(
            statement,
            verdict,
            engine::IDENTITY,
            "every smooth U, every differentiable rule of the kind, d = 1 and 2",
        )
        .with("d = 1", &cell.one)
        .with("d = 2", &cell.two)
    });
    settled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell has no verdict exactly where the rate would need the velocity that it makes:
    /// inside, of v' or |v'|², for either scope.
    #[test]
    fn cells_without_a_verdict_are_those_that_are_not_defined() {
        let parts = s6();
        let undefined = |part: &&Part| matches!(part.verdict, Verdict::NotApplicable(_));
        assert_eq!(parts.iter().filter(undefined).count(), 4);
        for part in &parts {
            let worded = part.statement.contains("is not defined before the kick");
            assert_eq!(worded, undefined(&part), "{}", part.statement);
            assert_eq!(!worded, part.verdict == Verdict::Proved, "{}", part.statement);
        }
    }
}
