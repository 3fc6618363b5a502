//! Symmetries and conventions, method by method.

use crate::method::registry;
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Exact, Ring};
use crate::structure::{Mend, Property, Verdict};
use crate::theorem::build::{by_registry, exact};
use crate::theorem::{Part, engine};
use num_traits::Zero;

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
    let mut parts: Vec<Part> = sentences.into_iter().flat_map(part).collect();
    parts.push(mended(
        "stable_sgd",
        Property::Reflection,
        "temporal_stability",
        "breaks reflection by its penalty alone",
    ));
    parts.push(mended(
        "speed_clip",
        Property::Rotation,
        "energy_scale",
        "breaks rotation by its rate for each coordinate alone",
    ));
    parts
}

/// That a broken property is kept where one number is 0.
fn mended(method: &str, property: Property, number: &'static str, sentence: &str) -> Part {
    let found = crate::structure::registered(method, property).and_then(|certificate| certificate.mend);
    let verdict = match &found {
        Some(Mend::Numbers(values)) if *values == [(number, 0)] => Verdict::Proved,
        found => Verdict::Undecided(format!("found {found:?}")),
    };
    let statement = format!("{method} {sentence}: at {number} = 0 it is kept.");
    Part::new(statement, verdict, engine::IDENTITY, "every gradient at each of three steps from rest, d = 2")
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

    /// A mend that is none, and one that takes more, are not taken.
    #[test]
    fn the_cause_of_a_broken_symmetry_is_found() {
        let word = |method, property, number| mended(method, property, number, "").verdict.word();
        assert_eq!(word("stable_sgd", Property::Reflection, "temporal_stability"), "proved");
        assert_eq!(word("stable_sgd", Property::Reflection, "energy_scale"), "undecided");
        assert_eq!(word("stable_sgd", Property::Rotation, "temporal_stability"), "undecided");
        assert_eq!(word("sgd", Property::Rotation, "momentum"), "undecided");
    }

    #[test]
    fn the_convention_is_told_by_two_steps() {
        assert!(c4().iter().all(|part| part.verdict == Verdict::Exact));
        assert_eq!(golden("sgd", "inside", "-119/1000").verdict.word(), "undecided");
        assert_eq!(golden("sgd_rate_outside", "outside", "-1/5").verdict.word(), "undecided");
    }
}
