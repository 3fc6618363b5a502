//! Steps against steps taken back, and against the flow.

use super::super::random::Draws;
use super::super::syntax::Slot;
use super::field::{Landscape, View};
use super::maps::Place;
use super::number::Precise;
use super::runs::{Step, differ, size, step, vector, vector_mut};
use super::scene::{Scene, dimension};
use super::slots::Layout;
use super::{Claim, Contradiction, Kind, RELATIVE, STEPS, Searched, TESTED};
use stable_sgd::method::{Role, State};
use stable_sgd::structure::Property;

/// The place of the number that is the step: the one called h, or the only rate.
fn step_number(claim: &Claim) -> Option<usize> {
    let rates: Vec<usize> =
        claim.rule.specs().enumerate().filter(|(_, spec)| spec.role == Role::Rate).map(|(i, _)| i).collect();
    let named = claim.rule.specs().position(|spec| spec.name == "h");
    named.or(if rates.len() == 1 { rates.first().copied() } else { None })
}

/// ρΦρΦ = id, or Φ₋ₕΦₕ = id, at the same step.
pub fn search(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let layout = Layout::stated(claim.rule, seed, &claim.reading.extent);
    Searched::one_of(layout.velocities(claim.refuted), |varied| {
        Searched::gather(trials, |trial| {
            let draws = &mut Draws::new(seed.wrapping_add(trial));
            back(claim, &layout, varied, draws).unwrap_or_default()
        })
    })
}

fn back(claim: &Claim, layout: &Layout, varied: &[Slot], draws: &mut Draws) -> Option<Searched> {
    let slot = *varied.first()?;
    let dimension = dimension(draws, 1);
    let scene = Scene::draw(draws, claim.rule, dimension, &claim.reading.fixed);
    let k = 1 + draws.below(STEPS as usize) as u64;
    let k = if draws.one_in(4) { 1 + k % 4 } else { k };
    let k = claim.reading.extent.step(draws, k);
    if k > 1 && layout.unknown() > 0 {
        // Its value at the point that is turned about is not known.
        return None;
    }
    let place = Place::reach(claim, layout, draws, scene, k, varied)?;
    let scene = &place.scene;
    let adjoint = claim.property == Property::Adjoint;
    let mut numbers = scene.numbers.clone();
    let mut state = place.state.clone();
    let mut scale = size(&state.position).max(size(vector(&state, slot)));
    for turn in 0..2 {
        let ended = step(claim.rule, &numbers, &scene.landscape, &View::Own, &mut state).0;
        let Step::Fine(_) = ended else { return None };
        scale = scale.max(size(&state.position)).max(size(vector(&state, slot)));
        if adjoint {
            let h = step_number(claim)?;
            numbers[h] = -numbers[h];
        } else {
            vector_mut(&mut state, slot).iter_mut().for_each(|x| *x = -*x);
        }
        if turn == 0 {
            layout.rewind(&mut state, &place.state, &scene.landscape, varied);
        }
    }
    let share = if claim.rounded { TESTED } else { RELATIVE };
    for of in [Slot::Position, slot] {
        for (i, (end, begin)) in vector(&state, of).iter().zip(vector(&place.state, of)).enumerate() {
            if differ(*end, *begin, scale, share) {
                let text = format!(
                    "d = {dimension}: {of:?} {} comes back to {:e}, not to {:e}; {}",
                    i + 1,
                    end.value(),
                    begin.value(),
                    place.words()
                );
                return Some(Contradiction::new(Kind::Fails, text).into());
            }
        }
    }
    Some(Searched::at(1))
}

/// Steps of the reference within one step.
const FINE: u32 = 256;

/// q̇ = p, ṗ = −∇U(q) over h, by the classical Runge-Kutta method with small steps.
fn flow(landscape: &Landscape, q: &[Precise], p: &[Precise], h: f64) -> (Vec<Precise>, Vec<Precise>) {
    let small = Precise::new(h / f64::from(FINE));
    let add = |x: &[Precise], length: Precise, y: &[Precise]| -> Vec<Precise> {
        x.iter().zip(y).map(|(x, y)| *x + length * *y).collect()
    };
    let force = |q: &[Precise]| -> Vec<Precise> { landscape.gradient(q).into_iter().map(|g| -g).collect() };
    let half = small.scaled(0.5);
    let (mut q, mut p) = (q.to_vec(), p.to_vec());
    for _ in 0..FINE {
        let k1 = (p.clone(), force(&q));
        let k2 = (add(&p, half, &k1.1), force(&add(&q, half, &k1.0)));
        let k3 = (add(&p, half, &k2.1), force(&add(&q, half, &k2.0)));
        let k4 = (add(&p, small, &k3.1), force(&add(&q, small, &k3.0)));
        let sixth = small / Precise::new(6.0);
        let mean = |x: &[Precise], k: [&[Precise]; 4]| -> Vec<Precise> {
            let slope = |i: usize| k[0][i] + (k[1][i] + k[2][i]).scaled(2.0) + k[3][i];
            (0..x.len()).map(|i| x[i] + sixth * slope(i)).collect()
        };
        q = mean(&q, [&k1.0, &k2.0, &k3.0, &k4.0]);
        p = mean(&p, [&k1.1, &k2.1, &k3.1, &k4.1]);
    }
    (q, p)
}

/// An error below which nothing is said: the reference has one of its own.
const REFERENCE: f64 = 1e-20;

/// The same where constants are rounded.
const ROUNDED: f64 = 1e-13;

/// Steps are 2⁻ⁿ with these n: small, so that the first term of the error rules.
const POWERS: [i32; 3] = [7, 9, 11];

/// The error of one step falls as h to the declared order and one more.
pub fn order(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let (Some(order), Some(h)) = (claim.rule.order, step_number(claim)) else { return Searched::default() };
    let layout = Layout::stated(claim.rule, seed, &claim.reading.extent);
    // Runs of a reference are long: some suffice, as a coefficient is 0 or is not.
    Searched::one_of(layout.velocities(claim.refuted), |varied| {
        Searched::gather(trials.min(24), |trial| {
            let draws = &mut Draws::new(seed.wrapping_add(trial));
            one_order(claim, (&layout, varied), (order, h), draws).unwrap_or_default()
        })
    })
}

fn one_order(
    claim: &Claim,
    (layout, varied): (&Layout, &[Slot]),
    (order, h): (u32, usize),
    draws: &mut Draws,
) -> Option<Searched> {
    let dimension = 1 + draws.below(2);
    let mut scene = Scene::draw(draws, claim.rule, dimension, &claim.reading.fixed);
    scene.landscape = Landscape::draw(draws, dimension, 1.0, 1.0);
    for (number, spec) in scene.numbers.iter_mut().zip(claim.rule.specs()) {
        if spec.role == Role::Coefficient || spec.role == Role::Rate {
            *number = super::scene::default(spec);
        }
    }
    // Far enough out for most thresholds.
    let size = *draws.pick(&[1.0, 8.0]);
    scene.start = (0..dimension).map(|_| size * draws.between(-1.0, 1.0)).collect();
    // The first step is often one of its own.
    let k = if draws.one_in(4) { 1 } else { 1 + draws.below(STEPS as usize) as u64 };
    let k = claim.reading.extent.step(draws, k);
    if k > 1 && layout.unknown() > 0 {
        return None;
    }
    let velocity = *varied.first()?;
    let mut place = Place::reach(claim, layout, draws, scene, k, varied)?;
    for of in [Slot::Position].iter().chain(varied) {
        vector_mut(&mut place.state, *of).iter_mut().for_each(|x| *x = Precise::new(size * draws.between(-1.0, 1.0)));
    }
    layout.complete(&mut place.state, &place.scene.landscape, varied);
    let errors = POWERS.map(|power| error(claim, &place, (h, velocity), 0.5_f64.powi(power)));
    let [Some(coarse), Some(middle), Some(fine)] = errors else { return None };
    let slopes = [(coarse / middle).log2() / 2.0, (middle / fine).log2() / 2.0];
    let least = f64::from(order) + 0.3;
    let floor = if claim.rounded { ROUNDED } else { REFERENCE };
    if fine > floor && slopes.iter().all(|slope| *slope < least) {
        let text = format!("one step's error falls as h to {:.3}, d = {dimension}; {}", slopes[1], place.words());
        return Some(Contradiction::new(Kind::Fails, text).into());
    }
    Some(Searched::at(1))
}

/// Largest coordinate of a step of length h less the flow.
fn error(claim: &Claim, place: &Place, (number, velocity): (usize, Slot), h: f64) -> Option<f64> {
    let mut state: State<Precise> = place.state.clone();
    let (q, p) = flow(&place.scene.landscape, &state.position, vector(&state, velocity), h);
    let mut numbers = place.scene.numbers.clone();
    numbers[number] = Precise::new(h);
    let Step::Fine(_) = step(claim.rule, &numbers, &place.scene.landscape, &View::Own, &mut state).0 else {
        return None;
    };
    let pairs = state.position.iter().zip(&q).chain(vector(&state, velocity).iter().zip(&p));
    Some(pairs.map(|(a, b)| (*a - *b).size()).fold(0.0, f64::max))
}
