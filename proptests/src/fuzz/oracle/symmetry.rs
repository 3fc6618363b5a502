//! Two runs, the second of the transformed problem.

use super::super::random::Draws;
use super::field::View;
use super::number::Precise;
use super::runs::{Step, differ, size, start, step};
use super::scene::{Scene, dimension};
use super::{Claim, Contradiction, Kind, RELATIVE, STEPS, Searched, TESTED};
use num_traits::{One, Zero};
use stable_sgd::scalar::Algebra;
use stable_sgd::structure::Property;

/// Runs the rule on transformed problems.
pub fn search(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let mut firsts = Firsts::default();
    let searched = Searched::gather(trials, |trial| one(claim, &mut Draws::new(seed.wrapping_add(trial)), &mut firsts));
    match firsts.undefined {
        // What is refuted says of no point that it is defined there.
        Some(words)
            if !firsts.defined
                && !claim.refuted
                && searched.found.is_none()
                && !(0..RESTING).any(|trial| is_defined_at_rest(claim, &mut Draws::new(seed.wrapping_add(trial)))) =>
        {
            Contradiction::new(Kind::Nowhere, format!("undefined at step 1 from every point, as from {words}")).into()
        }
        _ => searched,
    }
}

/// Points without a gradient at which a first step may be defined, where it is at no other.
const RESTING: u64 = 16;

fn is_defined_at_rest(claim: &Claim, draws: &mut Draws) -> bool {
    let dimension = dimension(draws, 1);
    let scene = Scene::draw(draws, claim.rule, dimension, &claim.reading.fixed);
    let landscape = scene.landscape.clone().resting_at(&scene.start);
    let mut state = start(claim.rule, scene.start.iter().map(|x| Precise::new(*x)).collect());
    let end = step(claim.rule, &scene.numbers, &landscape, &View::Own, &mut state).0;
    end != Step::Undefined || state.position.iter().all(|x| x.is_number())
}

/// How much larger than its start a run may be that shows a defect of size one.
const BLURRED: f64 = 1e12;

/// How first steps ended.
#[derive(Default)]
struct Firsts {
    /// Where one was undefined for certain.
    undefined: Option<String>,
    /// Whether one was not.
    defined: bool,
}

fn one(claim: &Claim, draws: &mut Draws, firsts: &mut Firsts) -> Searched {
    let least = if matches!(claim.property, Property::Permutation | Property::Rotation) { 2 } else { 1 };
    let dimension = dimension(draws, least);
    let mut scene = Scene::draw(draws, claim.rule, dimension, &claim.reading.fixed);
    // A witness is often one whose gradient has coordinates that are 0.
    if claim.refuted && draws.one_in(3) {
        let flat: Vec<usize> = (0..dimension).filter(|_| draws.one_in(2)).collect();
        scene.landscape = scene.landscape.flat_in(&flat);
    }
    let view = view(claim.property, draws, dimension);
    let mut numbers = scene.numbers.clone();
    if let View::Scaled(unit) | View::Louder(unit) = view {
        for (number, spec) in numbers.iter_mut().zip(claim.rule.specs()) {
            *number = *number * power(unit, claim.reading.power(spec.name));
        }
    }
    compare(claim, &scene, &view, &numbers, firsts)
}

/// Units of the second run.
const UNITS: [f64; 6] = [2.0, 0.5, 3.0, 1024.0, 1.0 / 1024.0, 7.0];

fn power(unit: Precise, power: i32) -> Precise {
    let whole = (0..power.abs()).fold(Precise::one(), |product, _| product * unit);
    if power < 0 { Precise::one() / whole } else { whole }
}

fn view(property: Property, draws: &mut Draws, dimension: usize) -> View {
    match property {
        Property::Translation => {
            let size = *draws.pick(&[1.0, 1.0, 1.0 / 1024.0, 1024.0, 1_048_576.0]);
            let shift = |draws: &mut Draws| Precise::new(draws.between(-2.0, 2.0) * size);
            View::Moved((0..dimension).map(|_| shift(draws)).collect())
        }
        Property::Reflection => View::Mirrored,
        Property::Permutation => {
            let mut places: Vec<usize> = (0..dimension).collect();
            for i in (1..dimension).rev() {
                places.swap(i, draws.below(i + 1));
            }
            // The identity shows nothing.
            if places.is_sorted() {
                places.rotate_left(1);
            }
            View::Exchanged(places)
        }
        Property::Rotation => View::Turned(turn(draws, dimension)),
        Property::LossScale => View::Louder(Precise::new(*draws.pick(&UNITS))),
        _ => View::Scaled(Precise::new(*draws.pick(&UNITS))),
    }
}

/// A product of turns in planes by angles whose sines are rational.
fn turn(draws: &mut Draws, dimension: usize) -> Vec<Vec<Precise>> {
    let identity = |i: usize| (0..dimension).map(|j| if i == j { Precise::one() } else { Precise::zero() }).collect();
    let mut matrix: Vec<Vec<Precise>> = (0..dimension).map(identity).collect();
    for _ in 0..dimension {
        let (a, b, c) = *draws.pick(&[(3, 4, 5), (5, 12, 13), (-8, 15, 17), (20, -21, 29)]);
        let (cosine, sine) = (Precise::ratio(a, c), Precise::ratio(b, c));
        let i = draws.below(dimension);
        let j = (i + 1 + draws.below(dimension - 1)) % dimension;
        let (first, second) = (matrix[i].clone(), matrix[j].clone());
        let pairs = || first.iter().zip(&second);
        matrix[i] = pairs().map(|(x, y)| cosine * *x - sine * *y).collect();
        matrix[j] = pairs().map(|(x, y)| sine * *x + cosine * *y).collect();
    }
    matrix
}

fn compare(claim: &Claim, scene: &Scene, view: &View, numbers: &[Precise], firsts: &mut Firsts) -> Searched {
    let rule = claim.rule;
    let share = if claim.rounded { TESTED } else { RELATIVE };
    let from: Vec<Precise> = scene.start.iter().map(|x| Precise::new(*x)).collect();
    let moved = view.point(&from);
    let begin = size(&from).max(size(&moved));
    let (mut first, mut second) = (start(rule, from), start(rule, moved));
    let extent = &claim.reading.extent;
    // Of a witness a run shows something that comes to its step before it is too large.
    let (witness, mut largest) = (extent.witness().unwrap_or(1), begin);
    let counted = |steps: usize, largest: f64| {
        let blurred = extent.witness().is_some() && largest > BLURRED * begin.max(1.0);
        Searched::at(if steps as u64 >= witness && !blurred { steps } else { 0 })
    };
    for k in (1..=STEPS).take_while(|k| extent.has(*k)) {
        let own = step(rule, &scene.numbers, &scene.landscape, &View::Own, &mut first).0;
        if k == 1 {
            match own {
                // What no later point depends on may be undefined.
                Step::Undefined if first.position.iter().all(|x| x.is_number()) => firsts.defined = true,
                Step::Undefined => drop(firsts.undefined.get_or_insert_with(|| scene.words(rule))),
                Step::Fine(_) | Step::Lost => firsts.defined = true,
            }
        }
        let other = step(rule, numbers, &scene.landscape, view, &mut second).0;
        let (Step::Fine(_), Step::Fine(_)) = (own, other) else { return counted(k as usize - 1, largest) };
        let expected = view.point(&first.position);
        let scale = begin.max(size(&expected)).max(size(&second.position));
        if k <= witness {
            largest = largest.max(scale);
        }
        for (i, (expected, found)) in expected.iter().zip(&second.position).enumerate() {
            if differ(*expected, *found, scale, share) {
                let text = format!(
                    "d = {}, step {k}: q{} is {:e} and has to be {:e}, from {}",
                    scene.dimension(),
                    i + 1,
                    found.value(),
                    expected.value(),
                    scene.words(rule)
                );
                return Contradiction::new(Kind::Fails, text).into();
            }
        }
    }
    counted((1..=STEPS).take_while(|k| extent.has(*k)).count(), largest)
}
