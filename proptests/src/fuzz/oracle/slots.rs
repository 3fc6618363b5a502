//! What each slot of a rule is: free, or a function of the point or of the step; and whether
//! a later point depends on it. Seen in runs, not read off the rule; where a domain says what
//! a slot is taken for, it is taken for that.

use super::super::random::Draws;
use super::super::reading::Extent;
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
    /// A function of the point and the free slots, of which nothing more is known.
    Function,
    /// None of these.
    Free,
}

/// The slots beside the point.
#[derive(Clone, Debug)]
pub struct Layout {
    natures: Vec<(Slot, Nature)>,
    influential: Vec<Slot>,
    stated: Option<Stated>,
}

/// What a domain says of the slots.
#[derive(Clone, Debug)]
struct Stated {
    /// The velocity, where it is named.
    velocity: Option<Slot>,
    /// Those beside it that may be anything.
    free: Vec<Slot>,
    /// Those of which nothing is said: unread, or the first of those that may be anything.
    others: Vec<Slot>,
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
        let mut layout = Self { natures: Vec::new(), influential: Vec::new(), stated: None };
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

    /// That of a rule, each slot taken for what a domain says that it is.
    pub fn stated(rule: &Rule, seed: u64, extent: &Extent) -> Self {
        let mut layout = Self::of(rule, seed);
        if !extent.is_stated {
            return layout;
        }
        let memories = rule.entry().description.memory;
        let slot = |name: &String| match name.as_str() {
            "velocity" => Some(Slot::Velocity),
            name => memories.iter().position(|known| *known == name).map(Slot::Memory),
        };
        let [free, functions, clocks] = [&extent.free, &extent.functions, &extent.clocks]
            .map(|names| names.iter().filter_map(slot).collect::<Vec<_>>());
        let velocity = extent.velocity.as_ref().and_then(slot);
        let mut others = Vec::new();
        for (slot, nature) in &mut layout.natures {
            let is_known = matches!(nature, Nature::Copy | Nature::Cache);
            *nature = match () {
                () if clocks.contains(slot) => Nature::Counter,
                () if functions.contains(slot) && is_known => *nature,
                () if functions.contains(slot) => Nature::Function,
                () => Nature::Free,
            };
            if *nature == Nature::Free && !free.contains(slot) && velocity != Some(*slot) {
                others.push(*slot);
            }
        }
        layout.stated = Some(Stated { velocity, free, others });
        layout
    }

    /// The slots that a map moves beside the point, the velocity first, for each that may be the
    /// velocity: of what was found to hold for one, that one.
    pub fn velocities(&self, refuted: bool) -> Vec<Vec<Slot>> {
        let Some(Stated { velocity, free, .. }) = &self.stated else {
            let own = self.influential_of(&[Nature::Free]);
            let own = if own.is_empty() { vec![Slot::Velocity] } else { own };
            return own.into_iter().map(|slot| vec![slot]).collect();
        };
        let all: Vec<Slot> = [velocity.unwrap_or(Slot::Velocity)].into_iter().chain(free.iter().copied()).collect();
        let with = |place: usize| {
            let mut slots = all.clone();
            slots.swap(0, place);
            slots
        };
        (0..if refuted { all.len() } else { 1 }).map(with).collect()
    }

    /// The slots that may be anything beside the point; more than one list where what a domain
    /// says leaves open which is the first of them.
    pub fn coordinates(&self) -> Vec<Vec<Slot>> {
        let Some(Stated { velocity, free, others }) = &self.stated else {
            return vec![self.influential_of(&[Nature::Free, Nature::Counter])];
        };
        let with = |first: Slot| [first].into_iter().chain(free.iter().copied()).collect::<Vec<_>>();
        if let Some(velocity) = velocity {
            return vec![with(*velocity)];
        }
        let influential: Vec<Slot> = others.iter().copied().filter(|slot| self.influential.contains(slot)).collect();
        if !influential.is_empty() {
            return influential.into_iter().map(with).collect();
        }
        let none = if free.is_empty() { Some(Vec::new()) } else { None };
        none.into_iter().chain(others.iter().copied().map(with)).collect()
    }

    /// The slots of a matrix whose eigenvalues decide: functions among them, which add none but
    /// 0, and no clock. Those without influence are left out at first.
    pub fn of_matrix(&self) -> Vec<Vec<Slot>> {
        let of = |all: bool| -> Vec<Slot> {
            let is_meant = |(slot, nature): &&(Slot, Nature)| match nature {
                Nature::Counter | Nature::Nothing => false,
                Nature::Copy | Nature::Cache | Nature::Function => true,
                Nature::Free => {
                    let free = self.stated.as_ref().is_some_and(|stated| stated.free.contains(slot));
                    all || free || self.influential.contains(slot)
                }
            };
            let kept = self.natures.iter().filter(is_meant);
            kept.map(|(slot, _)| *slot).collect()
        };
        if self.stated.is_none() || of(false) == of(true) { vec![of(false)] } else { vec![of(false), of(true)] }
    }

    /// How many slots are functions of which nothing more is known: after as many steps they are
    /// what they have to be.
    pub fn unknown(&self) -> u64 {
        self.natures.iter().filter(|(_, nature)| *nature == Nature::Function).count() as u64
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

    /// Gives the slots that are functions of the point their values, but for those that are varied.
    pub fn complete(&self, state: &mut State<Precise>, landscape: &Landscape, varied: &[Slot]) {
        if state.steps == 0 {
            return;
        }
        for (slot, nature) in self.natures.iter().filter(|(slot, _)| !varied.contains(slot)) {
            match nature {
                Nature::Copy => *vector_mut(state, *slot) = state.position.clone(),
                Nature::Cache => *vector_mut(state, *slot) = landscape.gradient(&state.position),
                Nature::Nothing | Nature::Counter | Nature::Function | Nature::Free => {}
            }
        }
    }

    /// The same after a step that is taken back: counters have the values of a state before it.
    pub fn rewind(&self, state: &mut State<Precise>, before: &State<Precise>, landscape: &Landscape, varied: &[Slot]) {
        state.steps = before.steps;
        for (slot, nature) in self.natures.iter().filter(|(slot, _)| !varied.contains(slot)) {
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
    use stable_sgd::structure::Domain;

    #[test]
    fn slots_are_what_they_are() {
        let natures = |rule: &Rule| Layout::of(rule, 3).natures.iter().map(|(_, nature)| *nature).collect::<Vec<_>>();
        assert_eq!(natures(&bases::heavy_ball()), [Nature::Free]);
        assert_eq!(natures(&bases::gradient_descent()), [Nature::Nothing]);
        assert_eq!(natures(&bases::cached_leapfrog(true)), [Nature::Free, Nature::Cache]);
        let more = bases::heavy_ball().gives(m(0), q()).gives(m(1), m(1) + integer(1)).gives(m(2), g() + q());
        assert_eq!(natures(&more), [Nature::Free, Nature::Copy, Nature::Counter, Nature::Free]);
        let layout = Layout::of(&more, 3);
        assert_eq!(layout.velocities(false), [[Slot::Velocity]]);
        assert!(!layout.influential.contains(&Slot::Memory(0)) && layout.influential.contains(&Slot::Velocity));
        assert_eq!(Layout::of(&bases::delayed(), 3).velocities(true), [[Slot::Velocity]]);
    }

    /// A domain's word stands above what runs show.
    #[test]
    fn slots_are_taken_for_what_a_domain_says() {
        let of = |rule: &Rule, further: &[&str]| {
            let further = further.iter().map(|text| (*text).to_owned()).collect();
            let domain = Domain { steps: "steps 1 to 64, the same map".to_owned(), further, ..Domain::default() };
            Layout::stated(rule, 3, &Extent::of(&domain))
        };
        let (v, m) = (Slot::Velocity, Slot::Memory);
        let layout = of(&bases::averaging(), &["taken as free: m0"]);
        assert_eq!((layout.velocities(false), layout.velocities(true).len()), (vec![vec![v, m(0)]], 2));
        assert_eq!(layout.coordinates(), [[v, m(0)]]);
        let cached = of(&bases::cached_leapfrog(true), &["where a run takes it: m0"]);
        assert_eq!((cached.coordinates(), cached.unknown()), (vec![vec![v]], 0));
        assert_eq!(of(&bases::heavy_ball(), &["where a run takes it: velocity"]).unknown(), 1);
        assert_eq!(of(&bases::gradient_descent(), &[]).coordinates(), [vec![], vec![v]]);
        assert_eq!(of(&bases::adam(), &["velocity: m0"]).coordinates(), [[m(0)]]);
    }
}
