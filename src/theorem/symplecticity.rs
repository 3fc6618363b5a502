//! S1 to S10: which methods keep phase space.

use super::build::{certified_by as part, identity};
use super::{Part, Theorem, engine};
use crate::method::adaptive::{Dependence, Opaque, Place, Scope};
use crate::method::registry;
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Algebra, Dual, Exact, Fixed, Interval, Polynomial, Rational, Ring, Symbolic};
use crate::structure::adaptive::{Answer, cell, determinant, table};
use crate::structure::{Point, Property, Verdict, Witness, registered};
use num_traits::Zero;

pub(super) const ROWS: &[Theorem] = &[
    Theorem { id: "S1", title: "kick then drift is conformally symplectic with factor μ", settle: s1 },
    Theorem { id: "S2", title: "the paper's two listings are one map", settle: s2 },
    Theorem { id: "S3", title: "the paper's energy factor breaks conformal symplecticity", settle: s3 },
    Theorem { id: "S4", title: "outside, a function of the new velocity keeps it", settle: s4 },
    Theorem { id: "S5", title: "inside, a function of the loss keeps it", settle: s5 },
    Theorem { id: "S6", title: "the table of adaptive rates", settle: s6 },
    Theorem { id: "S7", title: "methods that are known not to be symplectic", settle: s7 },
    Theorem { id: "S8", title: "the splitting methods are symplectic", settle: s8 },
    Theorem { id: "S9", title: "reversibility", settle: s9 },
];

fn s1() -> Vec<Part> {
    let (conformal, volume) = (Property::ConformallySymplectic, Property::Volume);
    vec![
        part("sgd", conformal, "momentum SGD is conformally symplectic, with factor μ"),
        part("sgd", volume, "its det J is μ^d"),
        part("sgd", Property::Symplectic, "momentum SGD is symplectic at every μ"),
        part("sgd_rate_outside", conformal, "so it is with the rate outside the velocity"),
    ]
}

/// In one coordinate, a gradient of which nothing is known: a free symbol for each point.
struct Free;

impl Oracle<Symbolic> for Free {
    fn gradient(&mut self, position: &[Symbolic], gradient: &mut [Symbolic]) {
        for (q, slot) in position.iter().zip(gradient) {
            *slot = Symbolic::symbol(&format!("g({q})"));
        }
    }
}

/// Point and velocity after a step from q and `velocity`, in one coordinate.
fn stepped(method: &str, number: impl Fn(&str) -> Symbolic, velocity: Symbolic) -> Option<[Symbolic; 2]> {
    let entry = registry::find(method)?;
    let numbers = entry.description.numbers.iter().map(|spec| number(spec.name)).collect();
    let mut state = entry.init(vec![Symbolic::symbol("q")]);
    state.velocity = vec![velocity];
    entry.on::<Symbolic>()?.step(&Hyperparameters { numbers, switches: Vec::new() }, &mut Free, &mut state);
    Some([state.position.swap_remove(0), state.velocity.swap_remove(0)])
}

/// Listing 2 with a constant rate a is `second` without energy factor and penalty. With
/// w = a v it takes the steps of `first` at the learning rate a η.
fn one_map(first: &str, second: &str) -> Option<[Polynomial; 2]> {
    let [a, eta, v] = ["a", "η", "v"].map(Symbolic::symbol);
    let outside = |name: &str| match name {
        "lr" => eta.clone(),
        "base_rate" => a.clone(),
        "energy_scale" | "temporal_stability" => Symbolic::zero(),
        other => Symbolic::symbol(other),
    };
    let inside = |name: &str| if name == "lr" { a.clone() * &eta } else { Symbolic::symbol(name) };
    let [q2, v2] = stepped(second, outside, v.clone())?;
    let [q1, w1] = stepped(first, inside, a.clone() * v)?;
    Some([(q1 - q2).polynomial().clone(), (w1 - a * v2).polynomial().clone()])
}

fn s2() -> Vec<Part> {
    let domain = "every gradient, state, rate and momentum";
    let missing = || Verdict::Undecided("a listing is not registered".to_owned());
    let found = one_map("sgd", "stable_sgd");
    let verdict = |i: usize| found.as_ref().map_or_else(missing, |differences| identity(&differences[i]));
    vec![
        Part::new(
            "with w = a v, the listing with a constant rate a on the position takes the steps of momentum SGD at the learning rate a η",
            verdict(0),
            engine::IDENTITY,
            domain,
        ),
        Part::new("and leaves the velocity w' = a v'", verdict(1), engine::IDENTITY, domain),
    ]
}

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

fn s3() -> Vec<Part> {
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

fn s4() -> Vec<Part> {
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
fn field_defect(hessian: [[i64; 2]; 2], q: [i64; 2], shared: bool) -> Rational {
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
            failure: failure.to_owned(),
            expression: None,
            point,
            defect: defect.to_string(),
        }),
        _ => Verdict::Undecided("the defect vanishes at the point".to_owned()),
    }
}

fn s5() -> Vec<Part> {
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

fn s6() -> Vec<Part> {
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

fn s7() -> Vec<Part> {
    let conformal = Property::ConformallySymplectic;
    vec![
        part("nesterov", conformal, "Nesterov's method is conformally symplectic"),
        part("explicit_euler", Property::Symplectic, "explicit Euler is symplectic"),
        part("explicit_euler", conformal, "explicit Euler is conformally symplectic"),
        part("runge_kutta4", Property::Symplectic, "the classical Runge-Kutta method is symplectic"),
    ]
}

const SPLITTINGS: [&str; 7] = [
    "symplectic_euler",
    "symplectic_euler_adjoint",
    "leapfrog_kdk",
    "leapfrog_dkd",
    "yoshida4",
    "forest_ruth4",
    "pefrl",
];

fn s8() -> Vec<Part> {
    let sentence =
        |name: &&str| part(name, Property::Symplectic, &format!("{name} is symplectic, whatever its coefficients"));
    SPLITTINGS.iter().map(sentence).collect()
}

/// A cubic force on the grid, which a step reads at the same point both ways.
struct Grid;

impl Oracle<Fixed> for Grid {
    fn gradient(&mut self, position: &[Fixed], gradient: &mut [Fixed]) {
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = *q * q * q - q;
        }
    }
}

/// Whether 1000 leapfrogs and 1000 back lead to the same bits on the grid.
fn grid_returns(method: &str) -> Option<bool> {
    const STEPS: usize = 1000;
    let entry = registry::find(method)?;
    let step = entry.on::<Fixed>()?;
    let hyper = Hyperparameters { numbers: vec![Fixed::ratio(1, 16)], switches: Vec::new() };
    let start = [Fixed::ratio(3, 4), Fixed::ratio(1, 3)];
    let mut state = entry.init(vec![start[0]]);
    state.velocity = vec![start[1]];
    for _ in 0..2 {
        for _ in 0..STEPS {
            step.step(&hyper, &mut Grid, &mut state);
        }
        state.velocity[0] = -state.velocity[0];
    }
    Some(state.position[0] == start[0] && state.velocity[0] == start[1])
}

fn s9() -> Vec<Part> {
    let symmetric = ["leapfrog_kdk", "leapfrog_dkd", "yoshida4", "forest_ruth4", "pefrl"];
    let mut parts: Vec<Part> =
        symmetric.iter().map(|name| part(name, Property::Reversible, &format!("ρΦρΦ = id for {name}"))).collect();
    parts.push(part("symplectic_euler", Property::Reversible, "ρΦρΦ = id for symplectic_euler"));
    let adjoint = registered("symplectic_euler", Property::Adjoint).and_then(|found| found.value);
    let verdict = match &adjoint {
        Some(value) if value.contains("symplectic_euler_adjoint") => Verdict::Proved,
        other => Verdict::Undecided(format!("found {other:?}")),
    };
    let sentence = "the adjoint of symplectic_euler, Φ₋ₕ⁻¹, is symplectic_euler_adjoint";
    parts.push(Part::new(sentence, verdict, engine::IDENTITY, "every gradient field, state and step, d = 1 and 2"));
    for name in ["leapfrog_kdk", "leapfrog_dkd"] {
        let verdict = match grid_returns(name) {
            Some(true) => Verdict::Exact,
            found => Verdict::Undecided(format!("on the grid: {found:?}")),
        };
        let sentence = format!("on the integer grid {name} runs 1000 steps back to the bit");
        parts.push(Part::new(sentence, verdict, engine::SAMPLING, "U = ¼ q⁴ − ½ q², h = 1/16, one start"));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(parts: &[Part]) -> Vec<&'static str> {
        parts.iter().map(|part| part.verdict.word()).collect()
    }

    #[test]
    fn the_rows_come_out() {
        assert_eq!(words(&s1()), ["proved", "proved", "refuted", "proved"]);
        assert_eq!(words(&s2()), ["proved", "proved"]);
        assert_eq!(words(&s3()), ["refuted", "proved", "exact"]);
        assert_eq!(words(&s4()), ["proved"; 4]);
        assert_eq!(words(&s5()), ["proved", "proved", "proved", "refuted", "proved", "refuted"]);
        assert_eq!(words(&s7()), ["refuted"; 4]);
        assert_eq!(
            words(&s9()),
            ["proved", "proved", "proved", "proved", "proved", "refuted", "proved", "exact", "exact"]
        );
    }

    /// The table, cell by cell, where the answer is known by hand.
    #[test]
    fn the_table_of_adaptive_rates() {
        use Answer::{Every, NoneButConstant};
        let two = |place, scope, dependence| cell(place, scope, dependence).two;
        for dependence in [Dependence::Gradient, Dependence::OldVelocity, Dependence::TotalEnergy, Dependence::Loss] {
            assert_eq!(two(Place::Outside, Scope::Shared, dependence), NoneButConstant, "{dependence}");
            assert_eq!(two(Place::Outside, Scope::PerCoordinate, dependence), NoneButConstant, "{dependence}");
        }
        assert_eq!(two(Place::Outside, Scope::PerCoordinate, Dependence::NewVelocity), Every);
        assert_eq!(two(Place::Outside, Scope::Shared, Dependence::NewSpeed), Every);
        assert_eq!(two(Place::Inside, Scope::Shared, Dependence::Loss), Every);
        assert_eq!(two(Place::Inside, Scope::Shared, Dependence::Gradient), NoneButConstant);
        assert!(matches!(two(Place::Inside, Scope::PerCoordinate, Dependence::Gradient), Answer::ExactlyWhen(_)));
        assert_eq!(two(Place::Inside, Scope::Shared, Dependence::NewVelocity), Answer::NotApplicable);
    }

    /// Controls: another factor, another field, a method that is not reversible on the grid.
    #[test]
    fn controls_are_not_proved() {
        for (first, second) in [("nesterov", "stable_sgd"), ("sgd_rate_outside", "stable_sgd")] {
            let [points, _] = one_map(first, second).expect("registered");
            assert_ne!(identity(&points), Verdict::Proved, "{first}");
        }
        assert!(field_defect([[1, 0], [0, 1]], [1, 1], true).is_zero());
        assert!(field_defect([[1, 0], [0, 2]], [1, 1], false).is_zero());
        assert_eq!(grid_returns("symplectic_euler"), Some(false));
        let wrong = Opaque { place: Place::Outside, scope: Scope::Shared, dependence: Dependence::NewSpeed };
        assert_eq!(determinant(wrong), Polynomial::symbol("momentum"));
    }
}
