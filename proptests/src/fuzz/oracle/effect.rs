//! Effect: whether a number or slot that is said to have no influence has one in some run.

use super::super::random::Draws;
use super::super::syntax::{Rule, Slot};
use super::field::View;
use super::number::Precise;
use super::runs::{Step, differ, size, start, step, vector_mut};
use super::scene::{Scene, admissible, dimension};
use super::{Claim, Contradiction, Kind, STEPS, Searched, TESTED};

/// What is changed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Number(usize),
    Slot(Slot),
}

/// A number or slot by the name that certificates give it.
fn cause(rule: &Rule, name: &str) -> Option<Cause> {
    if name == "the velocity" {
        return Some(Cause::Slot(Slot::Velocity));
    }
    let memory = rule.entry().description.memory.iter().position(|known| format!("the memory \"{known}\"") == name);
    let number = || rule.specs().position(|spec| spec.name == name);
    memory.map(|place| Cause::Slot(Slot::Memory(place))).or_else(|| number().map(Cause::Number))
}

/// Of a rule that is said to lack the property: whether what is said to be idle is so in
/// every run, which agrees with it. Of another there is nothing that numbers could contradict:
/// a run that shows an influence is the proof.
pub fn search(claim: &Claim, seed: u64, trials: usize) -> Searched {
    if !claim.refuted {
        return Searched::default();
    }
    let mut points = 0;
    for name in &claim.reading.idle {
        let Some(cause) = cause(claim.rule, name) else { continue };
        for trial in 0..trials as u64 {
            let (seen, changed) = changes(claim, cause, seed.wrapping_add(trial));
            points += seen;
            if changed {
                // Enough to say that it is not so.
                return Searched { points: usize::MAX / 2, found: None };
            }
        }
    }
    let text = format!("{} has no influence", claim.reading.idle.join(", "));
    Searched { points, found: Contradiction::new(Kind::Fails, text) }
}

/// How many points of two runs were compared, and whether two of them differ.
fn changes(claim: &Claim, cause: Cause, seed: u64) -> (usize, bool) {
    let mut draws = Draws::new(seed);
    let dimension = dimension(&mut draws, 1);
    let scene = Scene::draw(&mut draws, claim.rule, dimension, &claim.reading.fixed);
    let mut numbers = scene.numbers.clone();
    if let Cause::Number(place) = cause
        && let Some(spec) = claim.rule.specs().nth(place)
    {
        numbers[place] = admissible(&mut draws, claim.rule, spec, true);
    }
    let mut first = start(claim.rule, scene.start.iter().map(|x| Precise::new(*x)).collect());
    let mut second = first.clone();
    let begin = 1 + draws.below(6) as u64;
    let mut points = 0;
    for k in 1..=STEPS {
        if let Cause::Slot(slot) = cause
            && k == begin
        {
            vector_mut(&mut second, slot).iter_mut().for_each(|x| *x = *x + Precise::new(1.0));
        }
        let fine = [(&scene.numbers, &mut first), (&numbers, &mut second)].map(|(numbers, state)| {
            matches!(step(claim.rule, numbers, &scene.landscape, &View::Own, state).0, Step::Fine(_))
        });
        if fine != [true; 2] {
            break;
        }
        points += 1;
        let scale = size(&first.position);
        if first.position.iter().zip(&second.position).any(|(a, b)| differ(*a, *b, scale, TESTED)) {
            return (points, true);
        }
    }
    (points, false)
}

#[cfg(test)]
mod tests {
    use super::super::super::bases;
    use super::super::super::reading::Reading;
    use super::*;
    use stable_sgd::structure::{Domain, Property};

    /// What is idle is seen to be, and the control: what is not is not.
    #[test]
    fn an_influence_is_told_from_none() {
        let rule = bases::heavy_ball();
        let found = |name: &str| {
            let value = format!("without influence: {name}");
            let reading = Reading::read(Property::Effect, &value, &Domain::default());
            let claim =
                Claim { rule: &rule, property: Property::Effect, reading: &reading, rounded: false, refuted: true };
            search(&claim, 1, 8).found.is_some()
        };
        assert!(!found("lr") && !found("mu") && !found("the velocity"));
        let unused = bases::gradient_descent();
        let reading = Reading::read(Property::Effect, "without influence: the velocity", &Domain::default());
        let claim =
            Claim { rule: &unused, property: Property::Effect, reading: &reading, rounded: false, refuted: true };
        assert!(search(&claim, 1, 8).found.is_some());
    }
}
