//! Rest, symmetries and conventions, method by method.

use crate::method::registry;
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Dual, Exact, Rational, Ring, Root};
use crate::structure::{Property, Verdict, Witness};
use crate::theorem::build::{by_registry, exact};
use crate::theorem::{Part, engine};
use num_traits::Zero;

/// Rest.
pub(super) fn c2() -> Vec<Part> {
    let rest = |methods: &str| format!("A point with g(q) = 0 and v = 0 is fixed: {methods}.");
    let mut parts = by_registry(Property::FixedPoint, rest);
    parts.push(root_of_energy());
    parts.push(finite_at_rest());
    parts
}

/// √E at v = g = 0, with its derivatives: the square root has none at 0.
fn root_of_energy() -> Part {
    let [v, g] = [0, 1].map(|direction| {
        let mut derivative = vec![Exact::zero(), Exact::zero()];
        derivative[direction] = Exact::from_integer(1);
        Dual { value: Exact::zero(), derivative }
    });
    let root = crate::energy::paper_total(&v, &g).sqrt();
    let slopes = [root.along(0), root.along(1)];
    let undefined = slopes.iter().find_map(|slope| slope.value().err());
    let verdict = match undefined {
        Some(reason) => Verdict::Refuted(Witness {
            failure: "the derivative v / (2 √E) of √E, E = ½ v² + ½ g²,".to_owned(),
            expression: None,
            point: ["g", "v"].map(|name| (name.to_owned(), Rational::zero())).into_iter().collect(),
            defect: format!("undefined ({reason})"),
        }),
        None => Verdict::Undecided("the derivative is defined".to_owned()),
    };
    Part::new("The Jacobian of a step with the energy factor exists at rest.", verdict, engine::WITNESS, "v = g = 0")
        .with("consequence", "its certificates hold away from E = 0; the step itself is continuous there")
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

/// Symmetries, each over the whole registry.
pub(super) fn c3() -> Vec<Part> {
    let sentences = [
        (Property::Translation, "A moved problem has the moved run"),
        (Property::Reflection, "A mirrored problem has the mirrored run"),
        (Property::Permutation, "Exchanged coordinates are exchanged in the run"),
        (Property::Rotation, "A turned problem has the turned run"),
        (Property::Units, "In other units, with the rates rescaled by powers of the unit, the run is the same"),
    ];
    let part =
        |(property, sentence): (Property, &str)| by_registry(property, |methods| format!("{sentence}: {methods}."));
    sentences.into_iter().flat_map(part).collect()
}

/// Two steps from rest at 0 under the gradient 1, at the rates 1/10 and 1/100 and μ = 9/10.
fn two_steps(method: &str) -> Option<Exact> {
    struct One;
    impl Oracle<Exact> for One {
        fn gradient(&mut self, _: &[Exact], gradient: &mut [Exact]) {
            gradient.fill(Exact::from_integer(1));
        }
    }
    let entry = registry::find(method)?;
    let mut state = entry.init(vec![Exact::zero()]);
    for rate in ["1/10", "1/100"] {
        let number = |name: &str| exact(if name == "lr" { rate } else { "9/10" });
        let numbers = entry.description.numbers.iter().map(|spec| number(spec.name)).collect();
        entry.on::<Exact>()?.step(&Hyperparameters { numbers, switches: Vec::new() }, &mut One, &mut state);
    }
    state.position.pop()
}

fn golden(method: &str, place: &str, expected: &str) -> Part {
    let found = two_steps(method).unwrap_or_else(|| exact(""));
    let verdict = if found == exact(expected) { Verdict::Exact } else { Verdict::Undecided(format!("found {found}")) };
    Part::new(
        format!("With the rate {place} the velocity ({method}) two steps lead to {expected}."),
        verdict,
        engine::WITNESS,
        "from rest at 0, g = 1, μ = 9/10, the rate 1/10 and then 1/100",
    )
    .with("point after two steps", found)
}

/// The convention: a rate inside the velocity is remembered, a rate outside is not.
pub(super) fn c4() -> Vec<Part> {
    vec![golden("sgd", "inside", "-1/5"), golden("sgd_rate_outside", "outside", "-119/1000")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_convention_is_told_by_two_steps() {
        assert!(c4().iter().all(|part| part.verdict == Verdict::Exact));
        assert_eq!(golden("sgd", "inside", "-119/1000").verdict.word(), "undecided");
        assert_eq!(golden("sgd_rate_outside", "outside", "-1/5").verdict.word(), "undecided");
    }

    #[test]
    fn the_root_has_no_derivative_at_rest() {
        assert_eq!(root_of_energy().verdict.word(), "refuted");
        assert_eq!(finite_at_rest().verdict, Verdict::Tested);
    }
}
