//! Steps: how long they are where a field, or the point, is as large or as small as numbers go.

use super::super::random::Draws;
use super::field::{Landscape, View};
use super::number::Precise;
use super::runs::{Step, size, start, step};
use super::scene::{Scene, dimension};
use super::{Claim, Contradiction, Kind, Searched};
use stable_sgd::method::Role;

/// Steps of a run.
const STEPS: u64 = 8;

/// How large or small a field or a point is made, as a power of two.
const FAR: i32 = 60;

/// What a step is longer than that has no bound, a power of two.
const LONG: i32 = 20;

/// A share of a bound, beyond which a step is longer.
const ROUNDING: f64 = 1e-9;

/// Of what has a bound, a step that is longer; of what has none, steps that are long.
pub fn search(claim: &Claim, seed: u64, trials: usize) -> Searched {
    Searched::gather(4 * trials, |trial| one(claim, &mut Draws::new(seed.wrapping_add(trial))))
}

fn one(claim: &Claim, draws: &mut Draws) -> Searched {
    let rule = claim.rule;
    let mut dimension = dimension(draws, 1);
    if let Some(stated) = claim.reading.dimensions().filter(|stated| !stated.contains(&dimension)) {
        dimension = *draws.pick(&stated);
    }
    let scene = Scene::draw(draws, rule, dimension, &claim.reading.fixed);
    let far = |draws: &mut Draws| 2.0_f64.powi(*draws.pick(&[0, 0, FAR, -FAR]));
    let (inner, outer, away) = (far(draws), far(draws), far(draws));
    let landscape = Landscape::draw(draws, dimension, inner, outer);
    let names: Vec<(&str, Precise)> =
        rule.specs().zip(&scene.numbers).map(|(spec, number)| (spec.name, *number)).collect();
    let is_inside = rule.specs().zip(&scene.numbers).all(|(spec, number)| match spec.role {
        Role::Rate | Role::Weight => number.value() > 0.0,
        Role::Fraction => number.value() > 0.0 && number.value() < 1.0,
        Role::Coefficient => true,
    });
    let is_positive = claim.reading.positive.iter().all(|one| one.at(&names).is_some_and(|one| one.value() > 0.0));
    if !is_inside || !is_positive {
        return Searched::at(0);
    }
    let mut state = start(rule, scene.start.iter().map(|x| Precise::new(*x * away)).collect());
    // Of a witness a run shows something that comes to its step.
    let witness = claim.reading.extent.witness().unwrap_or(1);
    let (mut points, mut last) = (0, 0);
    for k in (1..=STEPS.max(witness)).take_while(|k| claim.reading.extent.has(*k)) {
        let before = state.position.clone();
        let Step::Fine(_) = step(rule, &scene.numbers, &landscape, &View::Own, &mut state).0 else { break };
        let changes: Vec<Precise> = state.position.iter().zip(&before).map(|(now, then)| *now - *then).collect();
        let error = changes.iter().map(|change| change.error).fold(0.0, f64::max);
        let bound = match claim.refuted {
            true => 2.0_f64.powi(LONG),
            false => match claim.reading.factor(k, dimension, &names) {
                Some(bound) => bound.value().abs() * (1.0 + ROUNDING),
                None => break,
            },
        };
        (points, last) = (points + 1, k);
        if size(&changes) > bound + 64.0 * error {
            let length = size(&changes);
            let text = format!("d = {dimension}, step {k}: a change of {length:e}, from {}", scene.words(rule));
            return Contradiction::new(Kind::Fails, text).into();
        }
    }
    Searched::at(if last >= witness { points } else { 0 })
}
