//! Steps of a rule on numbers that know their error.

use super::super::syntax::{Rule, Slot};
use super::field::{Landscape, Seen, View};
use super::number::{Precise, Trace, watched};
use stable_sgd::method::State;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// With numbers; what was chosen.
    Fine(u64),
    /// With a quotient by 0 or a root of a negative number, for certain.
    Undefined,
    /// Within the error of another branch, or with too few digits, or beyond all sizes.
    Lost,
}

/// Share of a slot's largest coordinate that its error may be.
const LOST: f64 = 1e-9;

/// Share of the largest coordinate of all, before or after the step, that it may be: what
/// cancels has no digits of its own, and needs none.
const CANCELLED: f64 = 1e-22;

/// The state at the start.
pub fn start(rule: &Rule, position: Vec<Precise>) -> State<Precise> {
    State::at_rest(position, rule.memories)
}

/// Every slot of a rule.
pub fn slots(rule: &Rule) -> Vec<Slot> {
    [Slot::Position, Slot::Velocity].into_iter().chain((0..rule.memories).map(Slot::Memory)).collect()
}

/// A slot's vector.
pub fn vector(state: &State<Precise>, slot: Slot) -> &[Precise] {
    match slot {
        Slot::Position => &state.position,
        Slot::Memory(i) => &state.memory[i],
        Slot::Velocity | Slot::Local(_) => &state.velocity,
    }
}

/// The same, to be changed.
pub fn vector_mut(state: &mut State<Precise>, slot: Slot) -> &mut Vec<Precise> {
    match slot {
        Slot::Position => &mut state.position,
        Slot::Memory(i) => &mut state.memory[i],
        Slot::Velocity | Slot::Local(_) => &mut state.velocity,
    }
}

fn exact_enough(x: &[Precise], largest: f64) -> bool {
    let (size, error) = x.iter().fold((0.0_f64, 0.0_f64), |(size, error), x| (size.max(x.size()), error.max(x.error)));
    error <= LOST * size || error <= CANCELLED * largest
}

/// One step in a landscape as it looks in a view; the penalty that is reported.
pub fn step(
    rule: &Rule,
    numbers: &[Precise],
    landscape: &Landscape,
    view: &View,
    state: &mut State<Precise>,
) -> (Step, Option<Precise>) {
    let mut oracle = Seen { landscape, view };
    let sizes =
        |state: &State<Precise>| slots(rule).into_iter().map(|slot| size(vector(state, slot))).fold(0.0, f64::max);
    let before = sizes(state);
    let (penalty, Trace { choices, doubtful }) = watched(|| rule.step(numbers, &mut oracle, state));
    let vectors: Vec<&[Precise]> =
        [&state.position, &state.velocity].into_iter().chain(&state.memory).map(Vec::as_slice).collect();
    let defined = vectors.iter().all(|x| x.iter().all(|x| x.is_number()));
    let largest = before.max(sizes(state));
    let ended = if doubtful {
        Step::Lost
    } else if !defined {
        Step::Undefined
    } else if !vectors.iter().all(|x| exact_enough(x, largest)) {
        Step::Lost
    } else {
        Step::Fine(choices)
    };
    (ended, penalty)
}

/// A run on a landscape of its own: the state after `steps` steps; none where it is lost.
pub fn reached(
    rule: &Rule,
    numbers: &[Precise],
    landscape: &Landscape,
    start: &[f64],
    steps: u64,
) -> Option<State<Precise>> {
    let mut state = self::start(rule, start.iter().map(|x| Precise::new(*x)).collect());
    for _ in 0..steps {
        let (Step::Fine(_), _) = step(rule, numbers, landscape, &View::Own, &mut state) else { return None };
    }
    Some(state)
}

/// Whether a run has so many steps defined, and comes to no later one that is not, as far as it
/// is followed.
pub fn is_defined(rule: &Rule, numbers: &[Precise], landscape: &Landscape, start: &[f64], steps: u64) -> bool {
    let mut state = self::start(rule, start.iter().map(|x| Precise::new(*x)).collect());
    let mut ends = (1..=super::STEPS).map(|k| (k, step(rule, numbers, landscape, &View::Own, &mut state).0));
    match ends.find(|(_, end)| !matches!(end, Step::Fine(_))) {
        Some((k, Step::Lost)) => k > steps,
        Some(_) => false,
        None => true,
    }
}

/// Whether two numbers differ far beyond their errors and beyond a share of a size.
pub fn differ(a: Precise, b: Precise, size: f64, share: f64) -> bool {
    let difference = a - b;
    difference.is_number() && difference.size() > super::ROUNDINGS * difference.error + share * size
}

/// The largest coordinate.
pub fn size(x: &[Precise]) -> f64 {
    x.iter().map(|x| x.size()).fold(0.0, f64::max)
}
