//! Rest, and penalties: what a single run shows.

use super::super::random::Draws;
use super::field::View;
use super::number::Precise;
use super::runs::{Step, differ, size, start, step};
use super::scene::{Scene, dimension};
use super::{Claim, Contradiction, Kind, RELATIVE, STEPS, Searched, TESTED};

/// Starts at rest where the gradient is 0: the point stays, after every step.
pub fn rest(claim: &Claim, seed: u64, trials: usize) -> Searched {
    // The last step before which every run ended undefined, and whether one went through.
    let (mut undefined, mut through) = (None, false);
    let searched = Searched::gather(trials, |trial| {
        let mut draws = Draws::new(seed.wrapping_add(trial));
        let dimension = dimension(&mut draws, 1);
        let mut scene = Scene::draw(&mut draws, claim.rule, dimension, &claim.reading.fixed);
        scene.landscape = scene.landscape.clone().resting_at(&scene.start);
        let from: Vec<Precise> = scene.start.iter().map(|x| Precise::new(*x)).collect();
        let mut state = start(claim.rule, from.clone());
        let share = if claim.rounded { TESTED } else { RELATIVE };
        for k in (1..=STEPS).take_while(|k| claim.reading.extent.has(*k)) {
            match step(claim.rule, &scene.numbers, &scene.landscape, &View::Own, &mut state).0 {
                Step::Fine(_) => {}
                // What no later point depends on may be undefined.
                Step::Undefined if state.position.iter().all(|x| x.is_number()) => {}
                Step::Undefined => {
                    undefined = Some((k, scene.words(claim.rule)));
                    return Searched::at(0);
                }
                Step::Lost => return Searched::at(0),
            }
            let scale = size(&from);
            let moved = state.position.iter().zip(&from).position(|(now, then)| differ(*now, *then, scale, share));
            if let Some(i) = moved {
                let place = format!("d = {dimension}, step {k}: q{}", i + 1);
                let text = format!("{place} is {:e}, from {}", state.position[i].value(), scene.words(claim.rule));
                return Contradiction::new(Kind::Fails, text).into();
            }
        }
        through = true;
        Searched::at(STEPS as usize)
    });
    match undefined {
        Some((k, words)) if !through && searched.found.is_none() => {
            Contradiction::new(Kind::Nowhere, format!("undefined at rest at step {k}, from {words}")).into()
        }
        _ => searched,
    }
}

/// π Δ ≥ 0 at every step from the third on, in one coordinate.
pub fn penalty(claim: &Claim, seed: u64, trials: usize) -> Searched {
    Searched::gather(trials, |trial| {
        let mut draws = Draws::new(seed.wrapping_add(trial));
        let scene = Scene::draw(&mut draws, claim.rule, 1, &claim.reading.fixed);
        let mut state = start(claim.rule, scene.start.iter().map(|x| Precise::new(*x)).collect());
        let mut points = 0;
        let mut motion = Precise::new(0.0);
        for k in 1..=STEPS {
            let before = state.position[0];
            let (Step::Fine(_), Some(penalty)) =
                step(claim.rule, &scene.numbers, &scene.landscape, &View::Own, &mut state)
            else {
                break;
            };
            let product = penalty * motion;
            let rounding = super::ROUNDINGS * product.error + if claim.rounded { TESTED * product.size() } else { 0.0 };
            let counts = k >= 3 && claim.reading.extent.has(k);
            if counts && product.is_number() && product.value() < -rounding {
                let text = format!("step {k}: π Δ is {:e}, from {}", product.value(), scene.words(claim.rule));
                return Contradiction::new(Kind::Fails, text).into();
            }
            points += usize::from(counts);
            motion = state.position[0] - before;
        }
        Searched::at(points)
    })
}
