//! The Jacobian of a step: symplecticity, its conformal kin, volume.
//!
//! A step is a map of the point and of the slots that a domain takes as free, at a state that a
//! run has reached or with point and slots anywhere; what is a function of them follows. Of a
//! function of which no more is known than that it is one, the steps before are taken from
//! anywhere: after them it has its values, and the map's derivative is a quotient.

use super::super::random::Draws;
use super::super::syntax::{Rule, Slot};
use super::differences::{Value, bracket, determinant, jacobian, quotient};
use super::field::View;
use super::number::Precise;
use super::runs::{Step, differ, reached, size, step, vector, vector_mut};
use super::scene::{Scene, coordinate, dimension};
use super::slots::Layout;
use super::{Claim, Contradiction, Kind, RELATIVE, STEPS, Searched, TESTED};
use num_traits::{One, Zero};
use stable_sgd::method::State;
use stable_sgd::structure::Property;

/// A state with its scene.
pub struct Place<'a> {
    claim: &'a Claim<'a>,
    layout: &'a Layout,
    /// The scene.
    pub scene: Scene,
    /// The state before the step that is looked at.
    pub state: State<Precise>,
    /// The state from which so many steps lead to it.
    origin: State<Precise>,
    steps: u64,
}

/// Point and slots, one after another.
fn outputs(state: &State<Precise>, varied: &[Slot]) -> Vec<Precise> {
    [Slot::Position].iter().chain(varied).flat_map(|slot| vector(state, *slot).to_vec()).collect()
}

/// The errors of a run are none of the state that it reaches.
fn exactly(rule: &Rule, state: &mut State<Precise>) {
    for slot in super::runs::slots(rule) {
        vector_mut(state, slot).iter_mut().for_each(|x| *x = Precise::new(x.value()));
    }
}

impl<'a> Place<'a> {
    /// A state before step `k` of a scene, where slots other than the point are `varied`.
    pub fn reach(
        claim: &'a Claim<'a>,
        layout: &'a Layout,
        draws: &mut Draws,
        scene: Scene,
        k: u64,
        varied: &[Slot],
    ) -> Option<Self> {
        let steps = layout.unknown().min(k - 1);
        let mut origin = reached(claim.rule, &scene.numbers, &scene.landscape, &scene.start, k - 1 - steps)?;
        exactly(claim.rule, &mut origin);
        if origin.steps == 0 || draws.one_in(2) {
            let tame = draws.one_in(2);
            for slot in varied.iter().chain(&[Slot::Position]) {
                for x in vector_mut(&mut origin, *slot) {
                    *x = Precise::new(coordinate(draws, claim.rule, tame));
                }
            }
        }
        layout.complete(&mut origin, &scene.landscape, varied);
        let mut place = Self { claim, layout, scene, state: origin.clone(), origin, steps };
        let mut state = place.origin.clone();
        for _ in 0..steps {
            place.advance(&mut state)?;
        }
        if steps > 0 {
            exactly(claim.rule, &mut state);
        }
        place.state = state;
        Some(place)
    }

    /// One step; what was chosen.
    fn advance(&self, state: &mut State<Precise>) -> Option<u64> {
        match step(self.claim.rule, &self.scene.numbers, &self.scene.landscape, &View::Own, state).0 {
            Step::Fine(choices) => Some(choices),
            _ => None,
        }
    }

    /// The step as a map of the point and the `varied` slots: what it gives, and before that
    /// what the steps before it give.
    fn map(&self, varied: &[Slot], x: &[Precise]) -> Option<Value> {
        let d = self.scene.dimension();
        let mut state = self.origin.clone();
        for (slot, part) in [Slot::Position].iter().chain(varied).zip(x.chunks(d)) {
            *vector_mut(&mut state, *slot) = part.to_vec();
        }
        self.layout.complete(&mut state, &self.scene.landscape, varied);
        let mut all: u64 = 0;
        for _ in 0..self.steps {
            all = all.rotate_left(7) ^ self.advance(&mut state)?;
        }
        let before = if self.steps > 0 { outputs(&state, varied) } else { Vec::new() };
        all = all.rotate_left(7) ^ self.advance(&mut state)?;
        Some(([before, outputs(&state, varied)].concat(), all))
    }

    /// The Jacobian of the step.
    fn jacobian(&self, varied: &[Slot]) -> Option<Vec<Vec<Precise>>> {
        let slots: Vec<Slot> = [Slot::Position].into_iter().chain(varied.iter().copied()).collect();
        let x = outputs(&self.origin, varied);
        let scale = |slot: &Slot| match size(vector(&self.origin, *slot)) {
            0.0 => 1.0,
            size => size,
        };
        let sizes: Vec<f64> = slots.iter().flat_map(|slot| vec![scale(slot); self.scene.dimension()]).collect();
        let sizes: Vec<f64> =
            sizes.iter().zip(&x).map(|(scale, x)| if x.size() > 0.0 { x.size() } else { *scale }).collect();
        let rows = jacobian(&mut |x| self.map(varied, x), &x, &sizes)?;
        match self.steps {
            0 => Some(rows),
            _ => quotient(&rows[x.len()..], &rows[..x.len()]),
        }
    }

    /// Where it is, in words.
    pub fn words(&self) -> String {
        let slots = super::runs::slots(self.claim.rule);
        let vectors = slots.iter().map(|slot| {
            let values: Vec<f64> = vector(&self.state, *slot).iter().map(|x| x.value()).collect();
            format!("{slot:?} = {values:?}")
        });
        let numbers = self.claim.rule.specs().zip(&self.scene.numbers);
        let numbers = numbers.map(|(spec, x)| format!("{} = {:e}", spec.name, x.value()));
        format!("before step {}: {}", self.state.steps + 1, numbers.chain(vectors).collect::<Vec<_>>().join(", "))
    }
}

/// Looks for a Jacobian that contradicts.
pub fn search(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let layout = Layout::stated(claim.rule, seed, &claim.reading.extent);
    let look = |varied: &[Slot]| over(claim, &layout, varied, seed, trials);
    match claim.property {
        // det J is of all free slots.
        Property::Volume => Searched::of_open(claim, layout.coordinates(), look),
        // It has to hold for one slot in the velocity's place.
        _ => Searched::one_of(layout.velocities(claim.refuted), look),
    }
}

/// Coordinates that are moved, at most.
const WIDEST: usize = 12;

fn over(claim: &Claim, layout: &Layout, varied: &[Slot], seed: u64, trials: usize) -> Searched {
    let mut seen_not_zero = claim.property == Property::Symplectic;
    let mut zeros = 0;
    let searched = Searched::gather(trials, |trial| {
        let mut draws = Draws::new(seed.wrapping_add(trial));
        let most = (WIDEST / (varied.len() + 1)).clamp(1, 5);
        let dimension = dimension(&mut draws, 1).min(most);
        let k = 1 + draws.below(STEPS as usize) as u64;
        let k = if draws.one_in(4) { 1 + k % 12 } else { k };
        let k = claim.reading.extent.step(&mut draws, k);
        let scene = Scene::draw(&mut draws, claim.rule, dimension, &claim.reading.fixed);
        // Another scene with the same numbers, in as many coordinates.
        let mut other = Scene::draw(&mut draws, claim.rule, dimension, &claim.reading.fixed);
        // What was refuted of a factor may be that another number of coordinates has another.
        if claim.refuted && claim.property == Property::ConformallySymplectic && draws.one_in(3) {
            other = Scene::draw(&mut draws, claim.rule, 1, &claim.reading.fixed);
        }
        other.numbers.clone_from(&scene.numbers);
        let here = Place::reach(claim, layout, &mut draws, scene, k, varied);
        let Some((here, j)) = here.and_then(|place| place.jacobian(varied).map(|j| (place, j))) else {
            return Searched::at(0);
        };
        let other_dimension = other.dimension();
        let there = Place::reach(claim, layout, &mut draws, other, k, varied);
        let there = there.and_then(|place| place.jacobian(varied));
        let (found, factor) = match claim.property {
            Property::Volume => volumes(claim, &here, &j, there.as_deref()),
            _ => brackets(claim, &here, &j, there.as_deref().map(|there| (there, other_dimension))),
        };
        let zero = factor.is_some_and(|factor| factor.size() <= super::ROUNDINGS * factor.error + 1e-25);
        zeros += usize::from(zero);
        seen_not_zero |= factor.is_some() && !zero;
        // Of a witness other steps show nothing.
        let counts = claim.reading.extent.witness().is_none_or(|witness| witness == k);
        Searched { points: usize::from(counts), found }
    });
    // Slots that follow the point by a law that is not known stay behind where it is moved.
    if searched.found.is_none() && !seen_not_zero && zeros >= 8 && layout.unknown() == 0 {
        let text = format!("the factor is 0 at each of {zeros} points");
        return Searched { found: Contradiction::new(Kind::Degenerate, text), ..searched };
    }
    searched
}

fn share(claim: &Claim) -> f64 {
    // Differences have some twenty digits.
    if claim.rounded { TESTED } else { RELATIVE * 1e6 }
}

type Judged = (Option<Contradiction>, Option<Precise>);

/// A factor against what the certificate says that it is.
fn against_value(claim: &Claim, place: &Place, factor: Precise, size: f64) -> Option<Contradiction> {
    let (k, d) = (place.state.steps + 1, place.scene.dimension());
    let names = claim.rule.specs().map(|spec| spec.name).zip(place.scene.numbers.iter().copied()).collect::<Vec<_>>();
    let said = claim.reading.factor(k, d, &names)?;
    if !said.is_number() || !differ(said, factor, size.max(said.size()), share(claim).max(1e-12)) {
        return None;
    }
    let text = format!("d = {d}: the factor is {:e}, not {:e}; {}", factor.value(), said.value(), place.words());
    Contradiction::new(Kind::Value, text)
}

/// JᵀΩJ against Ω, or against c Ω with the c of elsewhere.
fn brackets(claim: &Claim, place: &Place, j: &[Vec<Precise>], there: Option<(&[Vec<Precise>], usize)>) -> Judged {
    let d = place.scene.dimension();
    let own = bracket(j, d, 0, d);
    let factor = if claim.property == Property::Symplectic { Precise::one() } else { own };
    // Ω sees the point and the velocity alone.
    let column =
        |j: &[Vec<Precise>], d: usize, a: usize| j[..2 * d].iter().map(|row| row[a].size()).fold(0.0, f64::max);
    for a in 0..j.len() {
        for b in a + 1..j.len() {
            let expected = if a < d && b == a + d { factor } else { Precise::zero() };
            let entry = bracket(j, d, a, b);
            let scale = (column(j, d, a) * column(j, d, b)).max(factor.size());
            if differ(entry, expected, scale, share(claim)) {
                let text = format!(
                    "d = {d}: entry ({a}, {b}) of JᵀΩJ is {:e} and has to be {:e}; {}",
                    entry.value(),
                    expected.value(),
                    place.words()
                );
                return (Contradiction::new(Kind::Fails, text), None);
            }
        }
    }
    if claim.property == Property::Symplectic {
        return (None, None);
    }
    let scale = column(j, d, 0) * column(j, d, d);
    if let Some((there, e)) = there {
        let other = bracket(there, e, 0, e);
        if differ(own, other, scale.max(column(there, e, 0) * column(there, e, e)), share(claim)) {
            let text = format!("d = {d}: c is {:e}, elsewhere {:e}; {}", own.value(), other.value(), place.words());
            return (Contradiction::new(Kind::Fails, text), None);
        }
    }
    (against_value(claim, place, own, scale), Some(own))
}

/// det J here and elsewhere.
fn volumes(claim: &Claim, place: &Place, j: &[Vec<Precise>], there: Option<&[Vec<Precise>]>) -> Judged {
    let Some(own) = determinant(j) else { return (None, None) };
    let hadamard = |j: &[Vec<Precise>]| {
        j.iter().map(|row| row.iter().map(|x| x.size()).fold(0.0, f64::max) * j.len() as f64).product::<f64>()
    };
    if let Some(there) = there
        && let Some(other) = determinant(there)
        && differ(own, other, hadamard(j).max(hadamard(there)).min(1e100), share(claim) * 1e-3)
    {
        let text = format!("det J is {:e}, elsewhere {:e}; {}", own.value(), other.value(), place.words());
        return (Contradiction::new(Kind::Fails, text), None);
    }
    (against_value(claim, place, own, hadamard(j)), Some(own))
}
