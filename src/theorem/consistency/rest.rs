//! C2: rest, and what has a derivative there.

use crate::energy::paper_total;
use crate::method::registry::{self, Entry};
use crate::method::{Hyperparameters, Oracle};
use crate::proof::positivity::{PositivityCertificate, Strength, WeightedSquare};
use crate::scalar::{Algebra, Dual, Exact, Polynomial, Rational, Ring, Root, Symbolic};
use crate::structure::{Property, Verdict};
use crate::theorem::build::{Spring, by_registry, cleared_of_positive, identical, step_on, witness};
use crate::theorem::positive::certified;
use crate::theorem::{Part, engine};
use num_traits::{One, Zero};

/// Rest.
pub(super) fn c2() -> Vec<Part> {
    let rest = |methods: &str| format!("A point with g(q) = 0 and v = 0 is fixed: {methods}.");
    let mut parts = by_registry(Property::FixedPoint, rest);
    parts.push(root_of_energy(|e| e.sqrt()));
    parts.extend(step_at_rest());
    parts.push(kink("stable_sgd"));
    parts.push(finite_at_rest());
    parts
}

/// The difference quotient of a function at 0 from the right less that from the left, where
/// it is the same at each of three distances: a corner, where it is not 0.
fn corner(value: impl Fn(&Exact) -> Option<Exact>) -> Option<Exact> {
    let at_zero = value(&Exact::zero())?;
    let slope = |t: Exact| Some((value(&t)? - &at_zero) / t);
    let gap = |t: Exact| Some(slope(t.clone())? - slope(-t)?);
    let nearest = gap(Exact::ratio(1, 1024))?;
    let same = gap(Exact::one())? == nearest && gap(Exact::ratio(1, 2))? == nearest;
    same.then_some(nearest)
}

/// Refuted where there is a corner.
fn smooth(failure: &str, expression: &str, point: &[(&str, &str)], gap: Option<Exact>) -> Verdict {
    match gap.as_ref().map(Exact::value) {
        Some(Ok(gap)) => witness(failure, Some(expression.to_owned()), point, gap),
        found => Verdict::Undecided(format!("no corner was found: {found:?}")),
    }
}

/// `of` the energy along v = g = t, the square root in the theorem.
fn root_of_energy(of: fn(&Exact) -> Exact) -> Part {
    let gap = corner(|t| Some(of(&paper_total(t, t))));
    let failure = "the slope of √E along v = g = t from the right less that from the left";
    let verdict = smooth(failure, "2", &[("v", "0"), ("g", "0")], gap);
    let [v, g] = [0, 1].map(|direction| Dual::variable(Exact::zero(), direction, 2));
    let dual = paper_total(&v, &g).sqrt().along(0);
    Part::new(
        "√E, E = ½ v² + ½ g², has a derivative at v = g = 0.",
        verdict,
        engine::WITNESS,
        "along v = g = t; √E is |t|",
    )
    .with("the same at every t", "√E is homogeneous of degree 1")
    .with("by dual numbers", dual)
}

/// The first step of the described rule less that at the constant rate β, the divisor
/// 1 + c √E, and β c v' √E.
fn remainder() -> Option<(Symbolic, Polynomial, Symbolic)> {
    let numbers = ["η", "β", "μ", "c", "τ"].map(Symbolic::symbol);
    let [q, v, gradient] = ["q", "v", "g"].map(Symbolic::symbol);
    let spring = Spring { stiffness: Symbolic::zero(), push: gradient.clone() };
    let [next, velocity] = step_on("stable_sgd", &numbers, spring, [q.clone(), v]);
    let [_, rate, _, scale, _] = numbers;
    let root = paper_total(&velocity, &gradient).sqrt();
    let divisor = Symbolic::one() + root.clone() * &scale;
    let expected = rate.clone() * &scale * &velocity * root;
    let rest = next - q + rate * velocity;
    (!expected.is_zero()).then(|| (rest, divisor.polynomial().clone(), expected))
}

/// The rule's step is that at a constant rate up to a term of second order.
fn step_at_rest() -> [Part; 2] {
    let equal =
        "A step of stable_sgd without its penalty differs from that at the constant rate β by β c v' √E / (1 + c √E).";
    let bounded = "That is at most √2 β c E, of second order in v and g: so without its penalty the step has a Jacobian at \
                   rest, that at the constant rate β.";
    let undecided =
        |statement| Part::new(statement, Verdict::Undecided("the step has another form".to_owned()), "none", "");
    let Some((rest, divisor, expected)) = remainder() else { return [equal, bounded].map(undecided) };
    let Some(rest) = cleared_of_positive(rest.polynomial(), &divisor) else { return [equal, bounded].map(undecided) };
    let [c, rate, g, mu, eta, v] = ["c", "β", "g", "μ", "η", "v"].map(Symbolic::symbol);
    let velocity = mu * v + eta * &g;
    let energy = paper_total(&velocity, &g);
    let weight = rate * c;
    let claim = Symbolic::from_integer(2) * (weight.clone() * energy).square() - expected.square();
    let half_square = |x: &Symbolic| WeightedSquare {
        coefficient: Rational::ratio(1, 2),
        square_of: (weight.clone() * &g * x).polynomial().clone(),
        factors: Vec::new(),
    };
    let terms = [&velocity, &g].map(half_square).into();
    let certificate = PositivityCertificate { claim: claim.polynomial().clone(), domain: Vec::new(), terms };
    let domain = "every v, g and momentum; c, β ≥ 0";
    [
        identical(equal, domain, &[rest - expected.polynomial()]).with("multiplied by", divisor),
        certified(bounded, domain, &certificate, Strength::NonNegative)
            .with("claim", "2 (β c E)² less the square of the term times 1 + c √E ≥ 1"),
    ]
}

/// The point after an acting step from rest, without gradient, from q with 0 before it.
fn acting_from(entry: &Entry, q: &Exact) -> Option<Exact> {
    const ACTING: u64 = 10;
    let number = |name: &str| if name == "momentum" { Exact::ratio(1, 2) } else { Exact::one() };
    let numbers = entry.description.numbers.iter().map(|spec| number(spec.name)).collect();
    let mut state = entry.init(vec![q.clone()]);
    state.steps = ACTING;
    let mut level = Spring { stiffness: Exact::zero(), push: Exact::zero() };
    entry.on::<Exact>()?.step(&Hyperparameters { numbers, switches: Vec::new() }, &mut level, &mut state);
    state.position.pop()
}

/// Refuted where the step has a corner along q − q_prev.
fn kink(method: &str) -> Part {
    let gap = registry::find(method).and_then(|entry| corner(|q| acting_from(&entry, q)));
    let failure = "the slope of the step along q − q_prev from the right less that from the left";
    let verdict = smooth(failure, "-2*τ", &[("τ", "1"), ("q", "0"), ("q_prev", "0")], gap);
    let statement = format!("With its penalty in force a step of {method} has a Jacobian at rest.");
    Part::new(
        statement,
        verdict,
        engine::WITNESS,
        "v = g = 0, from the third step on; τ|q − q_prev| has a corner at q = q_prev",
    )
}

/// A gradient that vanishes.
struct Level;

impl Oracle<f64> for Level {
    fn gradient(&mut self, _: &[f64], gradient: &mut [f64]) {
        gradient.fill(0.0);
    }

    fn loss(&self) -> Option<f64> {
        Some(0.0)
    }
}

fn finite_at_rest() -> Part {
    const STEPS: usize = 4;
    let methods = registry::all();
    let broken = methods.iter().find(|entry| {
        let Some(rule) = entry.on::<f64>() else { return true };
        let mut state = entry.init(vec![1.0, -2.0]);
        let hyper = entry.description.defaults();
        for _ in 0..STEPS {
            rule.step(&hyper, &mut Level, &mut state);
        }
        !state.position.iter().chain(&state.velocity).all(|x| x.is_finite())
    });
    let verdict = broken.map_or(Verdict::Tested, |entry| {
        Verdict::Undecided(format!("{} does not stay finite", entry.description.name))
    });
    Part::new(
        "In binary64 no method makes a number that is not finite there.",
        verdict,
        engine::FLOATS,
        format!("{} registered methods, {STEPS} steps at their default numbers", methods.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_verdict() {
        let words: Vec<&str> = c2().iter().map(|part| part.verdict.word()).collect();
        assert_eq!(
            words,
            ["proved", "refuted", "refuted", "refuted", "refuted", "refuted", "proved", "proved", "refuted", "tested"]
        );
    }

    /// The energy itself has a derivative, and the step with a restoring penalty too.
    #[test]
    fn what_has_a_derivative_is_not_refuted() {
        assert_eq!(root_of_energy(Clone::clone).verdict.word(), "undecided");
        assert_eq!(kink("stable_sgd_restoring").verdict.word(), "undecided");
    }

    /// A function without a corner has none, whatever its quotients at one distance.
    #[test]
    fn a_corner_is_the_same_at_every_distance() {
        assert_eq!(corner(|t| Some(t.square())), None);
        assert_eq!(corner(|t| Some(t.square() * t)), Some(Exact::zero()));
    }

    /// Another remainder is not that of the step.
    #[test]
    fn the_remainder_is_that_of_the_step() {
        let (rest, divisor, expected) = remainder().expect("runs");
        let cleared = cleared_of_positive(rest.polynomial(), &divisor).expect("a divisor");
        assert!((cleared.clone() - expected.polynomial()).is_zero());
        assert!(!(cleared + expected.polynomial()).is_zero());
    }
}
