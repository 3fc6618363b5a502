//! What each slot of a rule is: free, or a function of the point or of the step; and whether
//! a later point depends on it. Seen in runs, not read off the rule.

use super::super::random::Draws;
use super::super::syntax::{Rule, Slot};
use super::field::{Landscape, View};
use super::number::Precise;
use super::runs::{Step, differ, reached, size, slots, step, vector, vector_mut};
use super::scene::coordinate;
use stable_sgd::method::{Role, State};

/// What a slot is after every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// The point.
    Copy,
    /// The gradient at the point.
    Cache,
    /// 0 after every step.
    Nothing,
    /// A function of the step alone.
    Counter,
    /// None of these.
    Free,
}

/// The slots beside the point.
#[derive(Clone, Debug)]
pub struct Layout {
    natures: Vec<(Slot, Nature)>,
    influential: Vec<Slot>,
}

/// Runs from which it is read, and with how many choices of the rule's numbers.
const RUNS: u64 = 3;
const NUMBERS: usize = 2;

/// States of a run of which something may be said.
const SHORTEST: usize = 4;

/// Steps of each.
const LENGTH: u64 = 12;

/// Steps within which a change has to show.
const LATER: u64 = 40;

impl Layout {
    /// That of a rule.
    pub fn of(rule: &Rule, seed: u64) -> Self {
        let mut draws = Draws::new(seed);
        let mut layout = Self { natures: Vec::new(), influential: Vec::new() };
        for place in 0..NUMBERS {
            layout.look(rule, &mut draws, place == 0);
        }
        layout
    }

    /// Sees runs with the same numbers, so that a counter shows.
    fn look(&mut self, rule: &Rule, draws: &mut Draws, first: bool) {
        let numbers = inner(draws, rule);
        let mut all: Vec<(Landscape, Vec<State<Precise>>)> = Vec::new();
        for _ in 0..RUNS {
            let landscape = Landscape::gentle(draws, 2);
            let start: Vec<f64> = (0..2).map(|_| coordinate(draws, rule, true)).collect();
            let states: Vec<_> =
                (0..=LENGTH).map_while(|steps| reached(rule, &numbers, &landscape, &start, steps)).collect();
            for slot in slots(rule).into_iter().skip(1) {
                if !self.influential.contains(&slot) && matters(rule, &numbers, &landscape, &start, slot, draws) {
                    self.influential.push(slot);
                }
            }
            if states.len() >= SHORTEST {
                all.push((landscape, states));
            }
        }
        let nature = |slot: Slot| (slot, nature(&all, slot));
        let natures: Vec<(Slot, Nature)> = slots(rule).into_iter().skip(1).map(nature).collect();
        if first || all.len() < 2 {
            self.natures = if first { natures } else { std::mem::take(&mut self.natures) };
            return;
        }
        // What is another thing with other numbers is none.
        for (known, (_, other)) in self.natures.iter_mut().zip(natures) {
            if known.1 != other {
                known.1 = Nature::Free;
            }
        }
    }

    /// The slots that may be a velocity: free, and with influence; the velocity where there is
    /// none.
    pub fn candidates(&self) -> Vec<Slot> {
        let own = self.free();
        if own.is_empty() { vec![Slot::Velocity] } else { own }
    }

    /// The slots beside the point that are free and have influence.
    pub fn free(&self) -> Vec<Slot> {
        self.influential_of(&[Nature::Free])
    }

    /// The same with those that count.
    pub fn free_or_counting(&self) -> Vec<Slot> {
        self.influential_of(&[Nature::Free, Nature::Counter])
    }

    /// Whether a slot has influence that no run shows as free, or more than one is free: what is
    /// said of a map of two of them then depends on how the others are taken.
    pub fn is_in_doubt(&self) -> bool {
        self.free().len() > 1 || !self.influential_of(&[Nature::Nothing, Nature::Counter]).is_empty()
    }

    fn influential_of(&self, natures: &[Nature]) -> Vec<Slot> {
        let chosen =
            self.natures.iter().filter(|(slot, nature)| natures.contains(nature) && self.influential.contains(slot));
        chosen.map(|(slot, _)| *slot).collect()
    }

    /// Whether some later point depends on a slot.
    pub fn has_influence(&self, slot: Slot) -> bool {
        self.influential.contains(&slot)
    }

    /// Gives the slots that are functions of the point their values, but for one that is varied.
    pub fn complete(&self, state: &mut State<Precise>, landscape: &Landscape, varied: Slot) {
        if state.steps == 0 {
            return;
        }
        for (slot, nature) in self.natures.iter().filter(|(slot, _)| *slot != varied) {
            match nature {
                Nature::Copy => *vector_mut(state, *slot) = state.position.clone(),
                Nature::Cache => *vector_mut(state, *slot) = landscape.gradient(&state.position),
                Nature::Nothing | Nature::Counter | Nature::Free => {}
            }
        }
    }

    /// The same after a step that is taken back: counters have the values of a state before it.
    pub fn rewind(&self, state: &mut State<Precise>, before: &State<Precise>, landscape: &Landscape, varied: Slot) {
        state.steps = before.steps;
        for (slot, nature) in self.natures.iter().filter(|(slot, _)| *slot != varied) {
            if matches!(nature, Nature::Counter | Nature::Nothing) || (state.steps == 0 && *nature != Nature::Free) {
                *vector_mut(state, *slot) = vector(before, *slot).to_vec();
            }
        }
        self.complete(state, landscape, varied);
    }
}

/// Numbers at no end of their range.
fn inner(draws: &mut Draws, rule: &Rule) -> Vec<Precise> {
    let one = |role: Role, draws: &mut Draws| match role {
        Role::Rate => draws.between(0.1, 0.4),
        Role::Fraction => draws.between(0.2, 0.9),
        Role::Weight => draws.between(0.1, 1.0),
        Role::Coefficient => draws.between(0.1, 2.0),
    };
    rule.specs().map(|spec| Precise::new(one(spec.role, draws))).collect()
}

fn equal(a: &[Precise], b: &[Precise]) -> bool {
    let scale = size(a).max(size(b));
    a.iter().zip(b).all(|(a, b)| !differ(*a, *b, scale, 1e-22))
}

fn nature(runs: &[(Landscape, Vec<State<Precise>>)], slot: Slot) -> Nature {
    if runs.len() < 2 {
        return Nature::Free;
    }
    let every = |holds: &dyn Fn(&Landscape, &State<Precise>) -> bool| {
        runs.iter().all(|(landscape, states)| states[1..].iter().all(|state| holds(landscape, state)))
    };
    let first = &runs[0].1;
    if every(&|_, state| vector(state, slot).iter().all(|x| x.value() == 0.0)) {
        Nature::Nothing
    } else if every(&|_, state| {
        first.get(state.steps as usize).is_some_and(|first| equal(vector(state, slot), vector(first, slot)))
    }) {
        Nature::Counter
    } else if every(&|_, state| equal(vector(state, slot), &state.position)) {
        Nature::Copy
    } else if every(&|landscape, state| equal(vector(state, slot), &landscape.gradient(&state.position))) {
        Nature::Cache
    } else {
        Nature::Free
    }
}

/// Whether another value of a slot after a few steps changes a later point.
fn matters(
    rule: &Rule,
    numbers: &[Precise],
    landscape: &Landscape,
    start: &[f64],
    slot: Slot,
    draws: &mut Draws,
) -> bool {
    for steps in [0, 1, 4, 9] {
        let Some(mut own) = reached(rule, numbers, landscape, start, steps) else { return false };
        let mut other = own.clone();
        for x in vector_mut(&mut other, slot) {
            let size = *draws.pick(&[1.0, -1.0, 10.0, -10.0]);
            *x = *x + Precise::new(size * draws.between(0.5, 1.5));
        }
        for _ in 0..LATER {
            let one = step(rule, numbers, landscape, &View::Own, &mut own).0;
            let changed = step(rule, numbers, landscape, &View::Own, &mut other).0;
            match (one, changed) {
                (Step::Fine(_), Step::Fine(_)) if equal(&own.position, &other.position) => {}
                (Step::Fine(_), Step::Fine(_) | Step::Undefined) => return true,
                _ => break,
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::super::bases;
    use super::super::super::build::{g, integer, m, q};
    use super::*;

    #[test]
    fn slots_are_what_they_are() {
        let natures = |rule: &Rule| Layout::of(rule, 3).natures.iter().map(|(_, nature)| *nature).collect::<Vec<_>>();
        assert_eq!(natures(&bases::heavy_ball()), [Nature::Free]);
        assert_eq!(natures(&bases::gradient_descent()), [Nature::Nothing]);
        assert_eq!(natures(&bases::cached_leapfrog(true)), [Nature::Free, Nature::Cache]);
        let more = bases::heavy_ball().gives(m(0), q()).gives(m(1), m(1) + integer(1)).gives(m(2), g() + q());
        assert_eq!(natures(&more), [Nature::Free, Nature::Copy, Nature::Counter, Nature::Free]);
        let layout = Layout::of(&more, 3);
        assert_eq!(layout.free(), [Slot::Velocity]);
        assert!(!layout.has_influence(Slot::Memory(0)) && layout.has_influence(Slot::Velocity));
        assert_eq!(Layout::of(&bases::delayed(), 3).candidates(), [Slot::Velocity]);
    }
}
